# SPDX-License-Identifier: Apache-2.0
"""The attacker of a flow: knows every shown path, every shown support, the totals and the links."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from utfall.disclosure import PathCount, protect_paths

states = st.sampled_from(["A", "B", "C", "D", "E"])
ways = st.tuples(states, states, states)


@st.composite
def flows(draw):
    """Return paths of two steps with support in each, many of them rare."""
    counts = draw(st.dictionaries(ways, st.one_of(st.integers(1, 8), st.integers(1, 60)), min_size=1, max_size=12))
    return [
        PathCount(path=way, n=n, support=(draw(st.integers(0, n)), draw(st.integers(0, n))))
        for way, n in counts.items()
    ]


def ends(rows, values, aim, highest):
    found = []
    for sign in (1.0, -1.0):
        ties = LinearConstraint(np.array(rows), values, values) if rows else None
        solved = milp(sign * aim, constraints=ties, bounds=Bounds(0, highest), integrality=np.ones(aim.size))
        found.append(sign * solved.fun)
    return found


@given(flows())
@settings(max_examples=60, deadline=None)
def test_hidden_support_stays_uncertain_given_numbers_totals_and_links(paths):
    found = protect_paths(paths)
    true = {path.path: path.support for path in paths}
    kept = {row.path for row in found.paths if row.path is not None}
    rest = np.sum([path.support for path in paths if path.path not in kept] or [(0, 0)], axis=0)
    assert all(row.n >= 5 for row in found.paths)
    if not found.paths:
        assert sum(path.n for path in paths) < 5
        return
    for step in range(2):
        numbers = np.array([row.n for row in found.paths], dtype=float)
        support = [rest[step] if row.path is None else true[row.path][step] for row in found.paths]
        rows, values = [], []
        for place, row in enumerate(found.paths):
            if row.support[step] is not None:
                assert row.support[step] == support[place]
                rows.append(np.eye(len(numbers))[place])
                values.append(row.support[step])
        if found.support[step] is not None:
            rows.append(np.ones(len(numbers)))
            values.append(found.support[step])
        for link in found.links():
            if link.step == 2 - step and link.support is not None:
                inside = [r.path is not None and r.path[step : step + 2] == (link.start, link.end) for r in found.paths]
                rows.append(np.array(inside, dtype=float))
                values.append(link.support)
        for place, row in enumerate(found.paths):
            small = any(0 < side < 5 for side in (support[place], row.n - support[place]))
            if small:
                assert row.support[step] is None
                low, high = ends(rows, np.array(values, dtype=float), np.eye(len(numbers))[place], numbers)
                assert high - low >= 5


@given(flows())
@settings(max_examples=60, deadline=None)
def test_nobody_is_lost_when_paths_are_merged(paths):
    found = protect_paths(paths)
    if found.total is not None:
        assert sum(row.n for row in found.paths) == found.total == sum(path.n for path in paths)
    assert sum(row.path is not None for row in found.paths) + found.merged == len(paths)
