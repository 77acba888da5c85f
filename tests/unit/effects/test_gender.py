# SPDX-License-Identifier: Apache-2.0
"""Gender analysis: values, the difference between the sexes, and that nothing hidden can be worked out."""

from __future__ import annotations

import itertools
import math

import numpy as np
import polars as pl
import pytest
from scipy import stats

from utfall.core.designs import BeforeAfter, DifferenceInDifferences, Matching, RandomisedTrial
from utfall.core.errors import InputError
from utfall.core.estimate import Estimate, Unknown
from utfall.effects import analyse_gender, estimate

RCT = RandomisedTrial(treatment="treat")


def table(cells: dict[tuple[str, int], tuple[int, int]]) -> pl.DataFrame:
    """Persons by (sex, treatment): how many with and without the event."""
    rows = [
        (sex, treat, event)
        for (sex, treat), counts in cells.items()
        for event, count in zip((1, 0), counts, strict=True)
        for _ in range(count)
    ]
    return pl.DataFrame(rows, schema=["sex", "treat", "b"], orient="row")


def test_effects_by_sex_are_those_of_the_design_run_within_the_sex(persons, outcome):
    found = analyse_gender(RCT, persons, outcome(), sex="sex", seed=1, estimate_id="main/y")
    assert [group.sex for group in found.groups] == ["kvinna", "man"]
    for group in found.groups:
        part = persons.filter(pl.col("sex") == group.sex)
        own = estimate(RCT, part, outcome(), seed=1, estimate_id=f"main/y/{group.sex}").estimate
        assert group.effect == own
        assert group.n_intervention == part.filter(pl.col("treat") == 1).height
        assert group.mean_comparison == pytest.approx(part.filter(pl.col("treat") == 0)["y"].mean())
    assert not found.hidden
    assert found.missing_sex == 0


def test_difference_is_the_interaction(persons, outcome):
    """Interaction regression with HC2 gives the same value and standard error."""
    found = analyse_gender(RCT, persons, outcome(), sex="sex", seed=1).difference
    cells = {key: frame["y"].to_numpy() for key, frame in persons.partition_by("sex", "treat", as_dict=True).items()}
    effects = [cells[(sex, 1)].mean() - cells[(sex, 0)].mean() for sex in ("kvinna", "man")]
    variance = sum(values.var(ddof=1) / len(values) for values in cells.values())
    assert found.value == pytest.approx(effects[0] - effects[1])
    assert found.std_error == pytest.approx(math.sqrt(variance))
    shares = [values.var(ddof=1) / len(values) / variance for values in cells.values()]
    df = 1 / sum(share**2 / (len(values) - 1) for share, values in zip(shares, cells.values(), strict=True))
    assert found.p_value == pytest.approx(2 * stats.t.sf(abs(found.value / found.std_error), df), rel=1e-6)
    assert (found.p_value < 0.05) == (found.interval.low > 0 or found.interval.high < 0)


def test_difference_between_risk_differences_adds_squares(persons, outcome):
    found = analyse_gender(RCT, persons, outcome("b", "binary"), sex="sex", seed=1)
    first, second = (group.effect for group in found.groups)
    low = found.difference.value - math.hypot(first.value - first.interval.low, second.interval.high - second.value)
    assert found.difference.interval.low == pytest.approx(low)
    assert found.difference.method == "square-and-add"


@pytest.mark.parametrize(
    "design",
    [
        RandomisedTrial(treatment="treat", covariates=("x1", "sex")),
        Matching(treatment="treat", covariates=("x1", "sex"), exact=("sex",)),
        DifferenceInDifferences(treatment="treat", before="before", covariates=("sex",)),
        BeforeAfter(before="before", treatment="treat"),
    ],
)
def test_every_design_runs_within_the_sexes_without_sex_as_covariate(persons, outcome, design):
    found = analyse_gender(design, persons, outcome(), sex="sex", seed=1)
    assert all(isinstance(group.effect, Estimate) for group in found.groups)
    if isinstance(design, BeforeAfter):
        assert all(group.n_comparison is None for group in found.groups)


def test_small_cells_are_hidden_in_both_sexes(outcome):
    cells = {("k", 1): (2, 1), ("k", 0): (20, 20), ("m", 1): (30, 30), ("m", 0): (30, 30)}
    found = analyse_gender(RCT, table(cells), outcome("b", "binary"), sex="sex", seed=1)
    assert found.hidden
    for group in found.groups:
        assert group.n_intervention is None
        assert group.mean_intervention is None
        assert group.effect == Unknown("small-cell")
    assert found.difference == Unknown("small-cell")


def test_few_with_the_event_are_hidden_too(outcome):
    """40 women of whom 2 reached the goal: the share would tell of two persons."""
    cells = {("k", 1): (2, 38), ("k", 0): (20, 20), ("m", 1): (30, 30), ("m", 0): (30, 30)}
    found = analyse_gender(RCT, table(cells), outcome("b", "binary"), sex="sex", seed=1)
    assert all(group.mean_intervention is None for group in found.groups)


def test_few_left_after_matching_hide_all_effects(outcome):
    """Of 40 women who took part only three have a comparable person."""
    rng = np.random.default_rng(3)
    women = pl.DataFrame(
        {
            "sex": "k",
            "treat": [1] * 40 + [0] * 43,
            "x": [9.0 + i for i in range(37)] + [0.0, 0.2, 0.4] + [0.0, 0.2, 0.4] + [-1.0 - i for i in range(40)],
        }
    )
    men = pl.DataFrame({"sex": "m", "treat": [1] * 40 + [0] * 60, "x": rng.normal(size=100)})
    data = pl.concat([women, men]).with_columns(y=pl.Series(rng.normal(size=183)))
    design = Matching(treatment="treat", covariates=("x",), caliper=0.3)
    part = data.filter(pl.col("sex") == "k")
    few = estimate(design, part, outcome(), seed=1).estimate.n_intervention
    assert few == 3
    found = analyse_gender(design, data, outcome(), sex="sex", seed=1)
    assert [group.effect for group in found.groups] == [Unknown("small-cell")] * 2
    assert found.hidden


def test_nothing_is_shown_by_sex_when_hiding_parts_cannot_protect(outcome):
    """Only three took part, all women: the total is small itself, so no cell may help to find it."""
    cells = {("k", 1): (2, 1), ("k", 0): (20, 20), ("m", 0): (30, 30)}
    data = table(cells).with_columns(y=pl.int_range(pl.len()).cast(pl.Float64))
    found = analyse_gender(RCT, data, outcome(), sex="sex", seed=1)
    for group in found.groups:
        assert (group.n_intervention, group.n_comparison) == (None, None)
        assert (group.mean_intervention, group.mean_comparison) == (None, None)


def test_an_empty_cell_may_not_give_its_neighbour_away(outcome):
    """One woman and no man took part: showing the 0 men would tell that the one was a woman."""
    data = pl.DataFrame({"sex": ["k", "k", "m", "m", "m"], "treat": [1, 0, 0, 0, 0], "y": [1.0, 2, 3, 4, 5]})
    found = analyse_gender(RCT, data, outcome(), sex="sex", seed=1)
    assert [(group.n_intervention, group.n_comparison) for group in found.groups] == [(None, None)] * 2


def _solutions(found, cells):
    """Every table of counts that agrees with what is shown and with the totals over the sexes."""
    sexes = ("k", "m")
    per_group = []
    for g, treat in enumerate((1, 0)):
        totals = tuple(sum(cells[(sex, treat)][e] for sex in sexes) for e in (0, 1))
        options = []
        for a, b in itertools.product(range(totals[0] + 1), range(totals[1] + 1)):
            women, men = (a, b), (totals[0] - a, totals[1] - b)
            fits = True
            for group, counts in zip(found.groups, (women, men), strict=True):
                n = (group.n_intervention, group.n_comparison)[g]
                mean = (group.mean_intervention, group.mean_comparison)[g]
                fits &= n is None or n == sum(counts)
                fits &= mean is None or (sum(counts) > 0 and math.isclose(mean, counts[0] / sum(counts)))
            if fits:
                options.append(women)
        per_group.append(options)
    return per_group


@pytest.mark.parametrize("seed", range(12))
def test_no_small_count_can_be_worked_out(outcome, seed):
    """Who knows the totals over the sexes and all that is shown still has two answers for a small count."""
    rng = np.random.default_rng(seed)
    cells = {
        (sex, treat): (int(rng.integers(0, 9)), int(rng.integers(3, 14))) for sex in ("k", "m") for treat in (1, 0)
    }
    found = analyse_gender(RCT, table(cells), outcome("b", "binary"), sex="sex", seed=1)
    for treat, options in zip((1, 0), _solutions(found, cells), strict=True):
        for sex in ("k", "m"):
            for e in (0, 1):
                if 0 < cells[(sex, treat)][e] < 5:
                    total = cells[("k", treat)][e] + cells[("m", treat)][e]
                    if 0 < total < 5:
                        continue  # the main estimate itself is small: not hidden by sex
                    answers = {o[e] if sex == "k" else total - o[e] for o in options}
                    assert len(answers) > 1


def test_missing_sex_is_counted(persons, outcome):
    sex = persons["sex"].to_list()
    sex[:7] = [""] * 7
    found = analyse_gender(RCT, persons.with_columns(sex=pl.Series(sex)), outcome(), sex="sex", seed=1)
    assert found.missing_sex == 7 or (found.missing_sex is None and found.hidden)


def test_a_design_refused_within_a_sex_is_unknown_with_its_reason(persons, outcome):
    """Women all took part in the comparison: no effect among them, and men's effect stands."""
    data = persons.filter((pl.col("sex") == "man") | (pl.col("treat") == 0))
    found = analyse_gender(RCT, data, outcome(), sex="sex", seed=1)
    assert found.groups[0].effect == Unknown("empty-group")
    assert isinstance(found.groups[1].effect, Estimate)
    assert found.difference == Unknown("one-sex")


def test_a_column_that_is_no_sex_is_refused(persons, outcome):
    with pytest.raises(InputError, match="not-a-sex"):
        analyse_gender(RCT, persons, outcome(), sex="id", seed=1)
