# SPDX-License-Identifier: Apache-2.0
"""Factorial designs against their textbook alias tables; proposals at their limits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from utfall.effects._numerics.contrast import Contrast, NotEstimableError
from utfall.effects._numerics.means import welch
from utfall.effects.components import alias_table, component_doses, component_effects, component_table, factorial_design


def aliases(design, *effect):
    return next(dict(alias.mixed_with) for alias in design.aliases if alias.effect == effect)


def test_half_of_sixteen():
    """Box, Hunter and Hunter (2005), ch. 6: 2^(4-1) with D = ABC has resolution IV; A = BCD, AB = CD."""
    design = factorial_design("ABCD", [("D", ("A", "B", "C"))])
    assert design.runs.shape == (8, 4)
    assert design.resolution == 4
    assert aliases(design, "A") == {("B", "C", "D"): 1}
    assert aliases(design, "A", "B") == {("C", "D"): 1}


def test_eighth_of_128():
    """2^(7-4), D = AB, E = AC, F = BC, G = ABC: resolution III, each main effect mixed with three pairs."""
    design = factorial_design(
        "ABCDEFG", [("D", ("A", "B")), ("E", ("A", "C")), ("F", ("B", "C")), ("G", ("A", "B", "C"))]
    )
    assert design.runs.shape == (8, 7)
    assert design.resolution == 3
    pairs = {effect for effect in aliases(design, "A") if len(effect) == 2}
    assert pairs == {("B", "D"), ("C", "E"), ("F", "G")}


def test_full_factorial_has_no_alias_and_a_sign_is_told():
    design = factorial_design("ABC")
    assert design.resolution is None
    assert all(not alias.mixed_with for alias in design.aliases)
    runs = design.runs[np.prod(np.where(design.runs, 1, -1), axis=1) < 0]  # C = -AB
    found = {alias.effect: dict(alias.mixed_with) for alias in alias_table("ABC", runs)}
    assert found["C",] == {("A", "B"): -1}


@pytest.mark.parametrize("generators", [[("E", ("A",))], [("C", ("D",)), ("D", ("A",))], [("D", ())]])
def test_design_refuses(generators):
    with pytest.raises(ValueError, match=r"one name|free"):
        factorial_design("ABCD", generators)


@pytest.fixture
def trial():
    rng = np.random.default_rng(1)
    on = np.tile(factorial_design("ABC").runs, (20, 1))
    y = 10 + on @ np.array([2.0, 0.0, -1.0]) + 1.5 * (on[:, 0] & on[:, 1]) + rng.normal(size=160)
    return y, on


def test_main_effects_are_differences_in_means(trial):
    y, on = trial
    found = component_effects(y, on, "ABC")
    for j, effect in enumerate(found):
        assert effect.contrast.value == pytest.approx(y[on[:, j]].mean() - y[~on[:, j]].mean(), rel=1e-10)
    assert [effect.names for effect in found] == [("A",), ("B",), ("C",)]
    assert all(effect.p_holm >= effect.contrast.p_value for effect in found)


def test_what_two_do_together(trial):
    y, on = trial
    found = {effect.names: effect.contrast for effect in component_effects(y, on, "ABC", pairs=True)}
    a, b = on[:, 0], on[:, 1]
    with_b = y[a & b].mean() - y[~a & b].mean()
    without_b = y[a & ~b].mean() - y[~a & ~b].mean()
    assert found["A", "B"].value == pytest.approx((with_b - without_b) / 2, rel=1e-10)
    assert found["A", "B"].value == pytest.approx(0.75, abs=3 * found["A", "B"].std_error)


def test_a_fraction_leaves_mixed_pairs_out():
    rng = np.random.default_rng(2)
    design = factorial_design("ABC", [("C", ("A", "B"))])
    on = np.tile(design.runs, (10, 1))
    found = component_effects(rng.normal(size=40), on, "ABC", pairs=True)
    assert [effect.names for effect in found] == [("A",), ("B",), ("C",)]
    assert dict(found[2].alias.mixed_with) == {("A", "B"): 1}
    with pytest.raises(NotEstimableError):
        component_effects(rng.normal(size=40), np.ones((40, 3), bool), "ABC")


def made(value, error=1.0, df=30.0):
    base = welch(np.array([1.0, 2.0]), np.array([0.0, 1.0]))
    return replace(base, value=value, std_error=error, df=df)


def test_table_of_proposals():
    effects = {"keeps": made(4.0), "drops": made(-1.0), "undelivered": made(0.0), "unsure": made(1.2)}
    worth = dict.fromkeys(effects, 1.0)
    fidelity = {"keeps": 0.5, "drops": 0.95, "undelivered": 0.4}
    rows = {row.name: row for row in component_table(effects, smallest_worth=worth, fidelity=fidelity)}
    assert (rows["keeps"].decision, rows["keeps"].reason) == ("keep", "worth-it")
    assert (rows["drops"].decision, rows["drops"].reason) == ("drop", "not-worth-it")
    assert (rows["undelivered"].decision, rows["undelivered"].reason) == ("adapt", "not-delivered")
    assert (rows["unsure"].decision, rows["unsure"].reason) == ("adapt", "cannot-tell")
    assert rows["unsure"].sureness is None
    assert rows["drops"].sureness == pytest.approx(1 - rows["drops"].chance_worth_it)
    lower = component_table({"x": made(-4.0)}, smallest_worth={"x": 1.0}, better="decrease")
    assert lower[0].decision == "keep"
    with pytest.raises(ValueError, match="worth having"):
        component_table(effects, smallest_worth={})


def test_doses_are_associations(trial):
    rng = np.random.default_rng(3)
    doses = rng.integers(0, 10, (80, 2)).astype(float)
    y = 1 + doses @ [0.5, 0.0] + rng.normal(size=80)
    found = component_doses(y, doses, ("samtal", "läxhjälp"))
    slopes = np.linalg.lstsq(np.column_stack([np.ones(80), doses]), y, rcond=None)[0][1:]
    assert [dose.slope.value for dose in found] == pytest.approx(slopes, rel=1e-10)
    assert {dose.reading for dose in found} == {"association"}
    assert isinstance(found[0].slope, Contrast)
    with pytest.raises(NotEstimableError):
        component_doses(y, np.ones((80, 1)), ("samtal",))
