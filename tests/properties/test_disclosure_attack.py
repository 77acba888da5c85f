# SPDX-License-Identifier: Apache-2.0
"""The attacker of the choke point: has every output, the rules and a solver, and learns no small count.

The equations of the attacks are written here from the outputs alone, by the names in them, and not by the code that
hides.
"""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.optimize import Bounds, LinearConstraint, milp

from utfall.disclosure import Axis, CountTable, Rules, Union, protect, protect_sums, share, share_table
from utfall.disclosure.sums import SumTable

counts = st.one_of(st.integers(0, 6), st.integers(0, 40))
FEW = settings(max_examples=40, deadline=None)


def axes(shape: tuple[int, ...], names: str = "abc") -> tuple[Axis, ...]:
    return tuple(Axis(name, tuple(f"{name}{k}" for k in range(size))) for name, size in zip(names, shape, strict=False))


def inner_cells(tables):
    """Return a number per smallest cell of each table."""
    found = {}
    for table in tables:
        for labels in product(*(axis.labels for axis in table.axes)):
            found[(table.name, *labels)] = len(found)
    return found


def what_is_known(protected, truth):
    """Return rows (which smallest cells, value or None) of everything that is published, and what stands hidden."""
    cells = inner_cells(protected.tables)
    known, hidden = [], []
    for table in protected.tables:
        for labels, value in table.rows():
            inside = [
                number
                for (name, *own), number in cells.items()
                if name == table.name and all(a is None or a == b for a, b in zip(labels, own, strict=True))
            ]
            row = np.zeros(len(cells))
            row[inside] = 1.0
            (hidden if value is None else known).append((row, value, int(row @ truth)))
    return known, hidden


def possible(known, row, *, lowest=0, extra=()):
    """Return the lowest and highest whole number that a hidden cell can have."""
    rows = np.array([r for r, _, _ in known] + [r for r, _ in extra]).reshape(-1, row.size)
    values = np.array([v for _, v, _ in known] + [v for _, v in extra], dtype=float)
    ends = []
    for sign in (1.0, -1.0):
        ties = LinearConstraint(rows, values, values) if len(rows) else None
        found = milp(sign * row, constraints=ties, bounds=Bounds(lowest, np.inf), integrality=np.ones(row.size))
        ends.append(np.inf if found.fun is None else found.fun)
    return ends[0], np.inf if not np.isfinite(ends[1]) else -ends[1]


@given(arrays(np.int64, array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=4), elements=counts))
@FEW
def test_a_table_of_any_dimensions_keeps_every_small_count_within_the_protection(array):
    protected = protect([CountTable("t", axes(array.shape), array)])
    known, hidden = what_is_known(protected, array.ravel())
    assert all(value == true for _, value, true in known)  # what is shown is right
    assert not any(0 < true < 5 for _, _, true in known)
    for row, _, true in hidden:
        if 0 < true < 5:
            low, high = possible(known, row)
            assert high - low >= 5
            assert low <= true <= high


@given(arrays(np.int64, (2, 2), elements=st.integers(0, 7)), st.sampled_from(["cover", "hide"]))
@FEW
def test_counting_through_every_table_there_could_be_gives_the_same_answer(array, zeros):
    table = protect([CountTable("t", axes((2, 2)), array)], rules=Rules(zeros=zeros)).tables[0]
    grid = np.indices((20, 20, 20, 20)).reshape(4, -1)
    sums = {
        ("a0", "b0"): grid[0], ("a0", "b1"): grid[1], ("a1", "b0"): grid[2], ("a1", "b1"): grid[3],
        ("a0", None): grid[0] + grid[1], ("a1", None): grid[2] + grid[3],
        (None, "b0"): grid[0] + grid[2], (None, "b1"): grid[1] + grid[3], (None, None): grid.sum(axis=0),
    }  # fmt: skip
    agrees = np.ones(grid.shape[1], dtype=bool)
    for labels, value in table.rows():
        if value is not None:
            agrees &= sums[labels] == value
    whole = CountTable("t", axes((2, 2)), array).whole().ravel()
    for (labels, value), true in zip(table.rows(), whole, strict=True):
        if value is None and (0 < true < 5 or (zeros == "hide" and true == 0)):
            left = sums[labels][agrees]
            assert left.max() - left.min() >= 5


@given(arrays(np.int64, (3, 2, 3), elements=counts))
@FEW
def test_two_tables_of_the_same_people_do_not_give_each_other_away(cube):
    a, b, c = axes((3, 2, 3))
    first, second = CountTable("ab", (a, b), cube.sum(axis=2)), CountTable("cb", (c, b), cube.sum(axis=0).T)
    protected = protect([first, second])
    truth = np.concatenate([first.counts.ravel(), second.counts.ravel()])
    known, hidden = what_is_known(protected, truth)
    cells = inner_cells(protected.tables)
    extra = []
    for label in b.labels:  # both tables count the same people by b: an equation although neither margin may be shown
        row = np.zeros(len(cells))
        for (name, _, own), number in cells.items():
            row[number] = (1.0 if name == "ab" else -1.0) * (own == label)
        extra.append((row, 0.0))
    for row, _, true in hidden:
        if 0 < true < 5:
            low, high = possible(known, row, extra=extra)
            assert high - low >= 5


def tie(cells, plus, minus):
    """Return the equation that two sets of smallest cells hold equally many people."""
    row = np.zeros(len(cells))
    row[[number for cell, number in cells.items() if plus(*cell)]] = 1.0
    row[[number for cell, number in cells.items() if minus(*cell)]] = -1.0
    return row, 0.0


@given(arrays(np.int64, (4, 2), elements=counts), arrays(np.int64, (2, 2), elements=counts))
@FEW
def test_areas_and_their_municipality_do_not_give_each_other_away(areas, others):
    sex = Axis("sex", ("f", "m"))
    table = CountTable("areas", (Axis("deso", ("1", "2", "3", "4")), sex), areas, within=(("kommun", "K"),))
    country = CountTable("country", (Axis("kommun", ("K", "L", "M")), sex), np.vstack([areas.sum(axis=0), others]))
    protected = protect([table, country])
    known, hidden = what_is_known(protected, np.concatenate([table.counts.ravel(), country.counts.ravel()]))
    cells = inner_cells(protected.tables)
    extra = [
        tie(
            cells,
            lambda t, _, s, sx=sx: t == "areas" and s == sx,
            lambda t, k, s, sx=sx: (t, k, s) == ("country", "K", sx),
        )
        for sx in sex.labels
    ]
    for row, _, true in hidden:
        if 0 < true < 5:
            low, high = possible(known, row, extra=extra)
            assert high - low >= 5


@given(arrays(np.int64, (4, 2), elements=counts))
@FEW
def test_old_and_new_areas_of_the_same_people_do_not_give_each_other_away(old):
    sex = Axis("sex", ("f", "m"))
    before = CountTable("old", (Axis("deso2018", ("10", "20", "40", "50")), sex), old)
    after = CountTable("new", (Axis("deso2025", ("30", "40", "50")), sex), np.vstack([old[0] + old[1], old[2:]]))
    unions = [
        Union(("deso2025", "30"), (("deso2018", "10"), ("deso2018", "20"))),
        *(Union(("deso2025", name), (("deso2018", name),)) for name in ("40", "50")),
    ]
    protected = protect([before, after], unions=unions)
    known, hidden = what_is_known(protected, np.concatenate([before.counts.ravel(), after.counts.ravel()]))
    cells = inner_cells(protected.tables)
    parts = {"30": ("10", "20"), "40": ("40",), "50": ("50",)}
    extra = [
        tie(
            cells,
            lambda t, a, s, own=own, sx=sx: t == "old" and a in own and s == sx,
            lambda t, a, s, new=new, sx=sx: (t, a, s) == ("new", new, sx),
        )
        for new, own in parts.items()
        for sx in sex.labels
    ]
    for row, _, true in hidden:
        if 0 < true < 5:
            low, high = possible(known, row, extra=extra)
            assert high - low >= 5


def test_what_is_left_of_a_whole_is_protected_although_nobody_publishes_it():
    area = CountTable("new", (Axis("new", ("30", "40")),), np.array([103, 60]))
    part = CountTable("old", (Axis("old", ("10", "other")),), np.array([100, 63]))
    alone = protect([area, part])
    assert alone.cover == 0
    linked = protect([area, part], unions=[Union(("new", "30"), (("old", "10"), ("old", "20")))])
    # 103 - 100 = 3 persons of the old area 20: one of the two must go, and what gives that away from the total
    assert linked.table("new").cell(new="30") is None or linked.table("old").cell(old="10") is None
    assert linked.table("new").cell() == 163


@given(arrays(np.int64, (6, 2), elements=st.integers(0, 60)), st.sampled_from([3, 5, 10]))
@FEW
def test_rounded_tables_add_up_and_leave_every_count_within_the_base(array, base):
    a, b = axes((6, 2))
    table = protect([CountTable("t", (a, b), array)], rules=Rules(method="round", base=base)).tables[0]
    whole = CountTable("t", (a, b), array).whole()
    assert not table.hidden.any()
    assert np.all(table.values % base == 0)
    assert np.all(np.abs(table.values - whole) < base)
    assert np.array_equal(table.values[:-1, :-1].sum(axis=1), table.values[:-1, -1])
    assert np.array_equal(table.values[:-1].sum(axis=0), table.values[-1])
    rows, bounds = [], []
    for labels, value in table.rows():
        row = np.zeros(array.size)
        for number, own in enumerate(product(a.labels, b.labels)):
            row[number] = all(x is None or x == y for x, y in zip(labels, own, strict=True))
        rows.append(row)
        bounds.append((value - base + 1, value + base - 1))
    low, high = np.array(bounds, dtype=float).T
    for row, true in zip(rows, whole.ravel(), strict=True):
        if 0 < true < 5:
            ends = [
                milp(
                    s * row,
                    constraints=LinearConstraint(np.array(rows), low, high),
                    bounds=Bounds(0, np.inf),
                    integrality=1,
                ).fun
                for s in (1.0, -1.0)
            ]
            assert -ends[1] - ends[0] >= base - 1


@given(arrays(np.int64, (5,), elements=counts), st.data())
@FEW
def test_a_share_is_hidden_when_either_side_is_small_and_cannot_be_had_from_the_total(everybody, data):
    with_it = np.array([data.draw(st.integers(0, int(n))) for n in everybody])
    axis = axes((5,))
    source = share_table("s", axis, numerator=with_it, denominator=everybody)
    protected = protect([source])
    table = protected.tables[0]
    for k, label in enumerate(axis[0].labels):
        sides = (with_it[k], everybody[k] - with_it[k])
        found = share(table, a=label)
        if any(0 < side < 5 for side in sides) or everybody[k] == 0:
            assert found is None
        elif found is not None:
            assert found == with_it[k] / everybody[k]
    known, hidden = what_is_known(protected, source.counts.ravel())
    for row, _, true in hidden:
        if 0 < true < 5:
            low, high = possible(known, row)
            assert high - low >= 5


@given(st.lists(st.lists(st.integers(1, 1000), min_size=1, max_size=9), min_size=2, max_size=6))
@FEW
def test_a_dominated_sum_stays_uncertain_by_the_margin(groups):
    axis = axes((len(groups),))
    persons = np.array([len(group) for group in groups])
    sums = np.array([float(sum(group)) for group in groups])
    largest = np.array([[*sorted(group, reverse=True), 0][:2] for group in groups], dtype=float)
    safe_counts = protect([CountTable("kr", axis, persons)])
    (table,) = protect_sums([SumTable("kr", axis, persons, sums, largest)], safe_counts)
    shown = [k for k in range(len(groups)) if not table.hidden[k]]
    for k in shown:
        assert persons[k] >= 5
        assert largest[k].sum() <= 0.85 * sums[k]
        assert table.cell(a=f"a{k}") == sums[k]
    gone = [k for k in range(len(groups)) if table.hidden[k]]
    if gone and not table.hidden[-1]:  # the total is shown: the hidden together are known
        left = sums[gone].sum()
        assert len(gone) >= 2
        assert all(left >= 0.1 * sums[k] for k in gone)
    if gone == [] and (persons < 5).any():
        raise AssertionError("a sum of few persons is shown")
