# SPDX-License-Identifier: Apache-2.0
"""What a file asks beside the effect is answered with the effect, by the functions that answer it alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from unit.thread.beside_sample import FILE, run_file, table, without, write
from unit.thread.thread_sample import BEFORE_AFTER, RCT, comparison, initiative, people, run
from utfall.core.designs import Matching, RandomisedTrial
from utfall.core.estimate import Unknown
from utfall.core.questions import Challenges, Participation, Subgroup
from utfall.core.text import NO_TEXT
from utfall.effects._numerics.means import welch
from utfall.effects.attrition import complier_effect, lee_bounds, worst_case_bounds
from utfall.effects.robustness import equal_effects, holm, subgroup_effects
from utfall.io.initiative_file import parse_initiative
from utfall.thread import Evaluation
from utfall.thread.beside import NOTHING


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    return run_file(write(tmp_path_factory.mktemp("beside")))


def arrays() -> tuple[np.ndarray, np.ndarray]:
    people_ = table().filter(pl.col("grupp") != "")
    return people_["poang"].cast(pl.Float64).fill_null(np.nan).to_numpy(), (people_["grupp"] == "insats").to_numpy()


def test_a_file_that_asks_nothing_is_answered_nothing() -> None:
    beside = run(initiative(comparison(RCT))).beside
    assert beside == NOTHING


def test_the_flow_counts_each_person_once_per_stage(found: Evaluation) -> None:
    people_ = table().filter(pl.col("grupp") == "insats")
    losses = found.beside.losses[0]
    group = losses.flow.intervention
    assert group.eligible == people_.height
    assert group.reached == int((people_["nadd"] == "ja").sum())
    assert group.started == int((people_["borjade"] == "ja").sum())
    assert group.measured == int(people_["poang"].is_not_null().sum())
    assert losses.assessed is not None
    assert (losses.assessed.assessed, losses.assessed.eligible, losses.assessed.in_groups) == (320, 300, 300)
    causes = dict(group.causes)
    assert causes["flyttade"] == int((people_["orsak"] == "flyttade").sum())
    assert all(count >= 5 for count in causes.values())


def test_the_answer_itself_stands_first_and_the_bounds_are_those_of_lee(found: Evaluation) -> None:
    y, offered = arrays()
    analysis = found.beside.losses[0].analysis
    main = found.primary[0].result
    assert main is not None
    assert analysis.of("complete")[0].value == main.estimate.value
    lee, worst = lee_bounds(y, offered), worst_case_bounds(y, offered, lowest=0, highest=100)
    shown = analysis.of("lee")[0]
    assert (shown.low, shown.high) == pytest.approx((lee.lower, lee.upper))
    shown = analysis.of("worst_case")[0]
    assert (shown.low, shown.high) == pytest.approx((worst.lower, worst.upper))


def test_the_effect_on_those_who_came_where_only_some_did(found: Evaluation) -> None:
    y, offered = arrays()
    came = (table().filter(pl.col("grupp") != "")["deltog"] == "ja").to_numpy()
    seen = ~np.isnan(y)
    wanted = complier_effect(y[seen], offered[seen], came[seen])
    shown = found.beside.losses[0].analysis.of("complier")[0]
    assert shown.value == pytest.approx(wanted.contrast.value)
    assert found.beside.losses[0].analysis.notes == ("intention-to-treat", "association")


def test_losses_told_on_their_own_do_not_stand_twice(found: Evaluation) -> None:
    assert not {"lee_bounds", "worst_case"} & {one.kind for one in found.robustness}
    assert {"holm", "benjamini_hochberg"} <= {one.kind for one in found.robustness}


FLOW = Participation(attended="treat", dose="before")


def test_all_who_were_offered_came_so_the_effect_is_the_one_above() -> None:
    answer = run(initiative(comparison(RCT, participation=FLOW))).beside.losses[0].analysis
    assert answer.of("complier")[0].value == Unknown("all-took-part")


def test_clusters_withhold_what_would_count_persons() -> None:
    data = people().with_columns((pl.col("person") // 20).alias("school"))
    design = RandomisedTrial(treatment="arm", cluster="school")
    data = data.with_columns((pl.col("school") % 2).alias("arm"), (pl.col("person") % 3 == 0).alias("came"))
    data = data.with_columns(pl.when(pl.col("person") % 9 == 0).then(None).otherwise(pl.col("after")).alias("after"))
    plan = initiative(
        comparison(
            design, participation=Participation(attended="came"), subgroups=(Subgroup(column="sex", why=NO_TEXT),)
        )
    )
    beside = run(plan, data).beside
    analysis = beside.losses[0].analysis
    for kind in ("lost_difference", "lee", "complier"):
        assert analysis.of(kind)[0].value == Unknown("clustered")
    assert beside.subgroups[0].of("subgroups")[0].value == Unknown("clustered")
    assert all(isinstance(one.value, float) for one in beside.subgroups[0].of("subgroup"))
    # the clusters are left out one at a time without being asked for
    assert beside.holding[0].of("left_out")[0].detail("units") == 12


def test_a_matched_comparison_shows_its_flow_and_no_complier() -> None:
    data = people().with_columns(
        pl.when(pl.col("person") % 9 == 0).then(None).otherwise(pl.col("after")).alias("after")
    )
    design = Matching(treatment="treat", covariates=("before",), id="person", caliper=None)
    for one, told in ((design, float), (replace(design, ratio=2), Unknown)):
        analysis = run(initiative(comparison(one, participation=FLOW)), data).beside.losses[0].analysis
        assert isinstance(analysis.of("lee")[0].value, told)
        assert analysis.of("complier")[0].value == Unknown("only-by-lot")
        assert analysis.of("complete") == () or told is float
        assert "intention-to-treat" not in analysis.notes


def test_a_stage_of_few_is_not_shown() -> None:
    number = pl.col("person")
    data = people().with_columns(
        (~number.is_in([1, 3])).alias("reached"),
        (~number.is_in([1, 3, 5, 7, 9, 11, 13, 15, 17, 19])).alias("started"),
    )
    gone = pl.when(number.is_between(1, 40) & (number % 2 == 1)).then(None).otherwise(pl.col("after")).alias("after")
    plan = initiative(comparison(RCT, participation=Participation(reached="reached", started="started")))
    group = run(plan, data.with_columns(gone)).beside.losses[0].flow.intervention
    assert (group.eligible, group.reached, group.started, group.measured) == (120, None, 110, 100)


def test_subgroups_are_of_the_same_make_as_the_answer_and_adjusted_together(found: Evaluation) -> None:
    beside = found.beside
    heads = [head for analysis in beside.subgroups for head in analysis.of("subgroups")]
    assert len(heads) == 4  # two columns, two outcomes
    alone = [head.detail("p") for head in heads]
    assert [head.value for head in heads] == pytest.approx(holm(np.array(alone, dtype=float)).tolist())
    gender = {group.sex: group.effect for group in found.gender[0].groups}
    for row in beside.subgroups[0].of("subgroup")[:2]:
        effect = gender[row.name.removeprefix("kon: ")]
        assert not isinstance(effect, Unknown)
        assert row.value == pytest.approx(effect.value)


def test_a_plain_trial_compares_means_within_each_group() -> None:
    data = people()
    asked = (Subgroup(column="sex", why=NO_TEXT),)
    analysis = run(initiative(comparison(RCT, subgroups=asked)), data).beside.subgroups[0]
    y, treated = data["after"].to_numpy(), data["treat"].to_numpy() == 1
    code = (data["sex"] == "man").cast(pl.Int64).to_numpy()
    wanted = subgroup_effects(y, treated, code, ("kvinna", "man"), predeclared=True)
    assert analysis.of("subgroups")[0].value == pytest.approx(wanted.p_differ)
    for shown, row in zip(analysis.of("subgroup"), wanted.rows, strict=True):
        assert row.contrast is not None
        assert (shown.value, shown.detail("p_holm")) == pytest.approx((row.contrast.value, row.p_holm))


def test_one_small_subgroup_hides_what_would_tell_of_it() -> None:
    data = people().with_columns(
        pl.when(pl.col("person") < 8).then(pl.lit("other")).otherwise(pl.lit("most")).alias("town")
    )
    analysis = run(
        initiative(comparison(RCT, subgroups=(Subgroup(column="town", why=NO_TEXT),))), data
    ).beside.subgroups[0]
    values = {row.name: row.value for row in analysis.of("subgroup")}
    assert values["town: other"] == Unknown("too-small")
    assert values["town: most"] == Unknown("small-cell")
    assert analysis.of("subgroups")[0].value == Unknown("one-effect")


def test_a_hidden_subgroup_leaves_no_balance_to_work_it_out_from() -> None:
    town = pl.when(pl.col("person") < 8).then(pl.lit("other")).otherwise(pl.lit("most")).alias("town")
    data, asked = people().with_columns(town), (Subgroup(column="town", why=NO_TEXT),)
    design = RandomisedTrial(treatment="treat", covariates=("before", "town"))
    shown, hidden = (run(initiative(comparison(design, subgroups=one)), data) for one in ((), asked))
    for found, there in ((shown, True), (hidden, False)):
        result = found.primary[0].result
        assert result is not None
        assert result.balance is not None
        assert any(row.covariate.startswith("town") for row in result.balance.rows) is there


def test_effects_without_degrees_of_freedom_are_compared_as_normal() -> None:
    rng = np.random.default_rng(1)
    pair = [welch(rng.normal(m, 1, 40), rng.normal(0, 1, 40)) for m in (1.0, 0.2)]
    z = (pair[0].value - pair[1].value) / np.hypot(pair[0].std_error, pair[1].std_error)
    normal = equal_effects([replace(one, df=None) for one in pair])
    from scipy.stats import norm

    assert normal == pytest.approx(2 * norm.sf(abs(z)), rel=1e-6)  # two effects: the square of z, F with 1 and ∞


def test_subgroups_of_a_matched_comparison_are_matched_again() -> None:
    design = Matching(treatment="treat", covariates=("before", "sex"), id="person", caliper=None)
    data = people(400)
    asked = (Subgroup(column="sex", why=NO_TEXT),)
    found = run(initiative(comparison(design, subgroups=asked)), data).beside.subgroups[0]
    men = run(initiative(comparison(replace(design, covariates=("before",)))), data.filter(pl.col("sex") == "man"))
    result = men.primary[0].result
    assert result is not None
    assert found.of("subgroup")[1].value == pytest.approx(result.estimate.value)


def test_a_change_is_put_to_no_placebo() -> None:
    plan = initiative(comparison(BEFORE_AFTER, robustness=Challenges(leave_out="sex")))
    assert run(plan).beside.holding == ()


def test_placebo_and_leave_one_out_stand_with_the_answer(found: Evaluation) -> None:
    first, second = found.beside.holding
    (placebo,) = first.of("placebo_outcome")
    assert (placebo.name, placebo.unit) == ("fore", "number")
    assert second.of("placebo_outcome") == ()  # asked once, whatever the outcome
    for analysis in (first, second):
        assert analysis.of("left_out")[0].detail("units") == 10


def test_groups_are_decided_beforehand_only_where_the_plan_was_locked(tmp_path: Path, found: Evaluation) -> None:
    assert found.beside.declared == "unlocked"
    text = without(FILE, "comparisons.robustness", "comparisons.participation")
    plan = parse_initiative(text).plan_sha256
    locked = text + f'\n[lock]\ndate = "2026-01-01"\nsha256 = "{plan}"\n'
    for text, status in ((locked, "locked"), (locked.replace('column = "stad"', 'column = "skola"'), "changed")):
        assert run_file(write(tmp_path, text)).beside.declared == status


def test_components_are_proposed_and_ratings_are_told(found: Evaluation) -> None:
    components = found.beside.components
    assert components is not None
    decisions = {one.name: one.detail("decision") for one in components.of("proposal")}
    assert set(decisions) == {"coach", "mentor"}
    assert decisions["coach"] == "keep"
    ((plan, ratings),) = found.beside.ratings
    assert plan.id == "fore-efter"
    assert ratings.of("smallest_change")[0].value == pytest.approx(1.96 * 10 * np.sqrt(2 * 0.15), rel=1e-3)


def test_what_the_data_cannot_carry_is_said_in_its_place(tmp_path: Path) -> None:
    data = table().with_columns(pl.lit("ja").alias("mentor"), pl.lit(None, dtype=pl.Float64).alias("fore_2"))
    text = without(FILE, "comparisons.robustness", "comparisons.participation", "comparisons.subgroups")
    text = text.replace('before = "fore"\n', 'before = "fore_2"\n')
    beside = run_file(write(tmp_path, text, data)).beside
    assert beside.components is not None
    assert [one.kind for one in beside.components.readings] == ["no_components"]
    assert isinstance(beside.components.readings[0].value, Unknown)
    assert [one.kind for one in beside.ratings[0][1].readings] == ["no_ratings"]


def test_ratings_session_by_session(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    rows = pl.DataFrame(
        {
            "person": np.repeat(np.arange(40), 3), "traff": np.tile([1, 2, 3], 40),
            "in": rng.normal(5, 1, 120).round(2), "ut": rng.normal(6, 1, 120).round(2),
        }
    )  # fmt: skip
    rows.write_csv(tmp_path / "samtal.csv")
    file = without(FILE, "comparisons.robustness", "comparisons.participation", "comparisons.subgroups")
    start = file.index("[[ratings]]")
    more = """[[ratings]]
id = "samtal"
data = "samtal"
before = "in"
after = "ut"
person = "person"
session = "traff"

"""
    text = file[:start] + more + file[file.index("[follow_up]") :]
    text = text.replace("[[outcomes]]", '[[data]]\nid = "samtal"\nfile = "samtal.csv"\n\n[[outcomes]]', 1)
    ((_, analysis),) = run_file(write(tmp_path, text)).beside.ratings
    by_person = (rows["ut"] - rows["in"]).to_numpy().reshape(40, 3).mean(axis=1)
    assert analysis.of("within_session")[0].value == pytest.approx(float(by_person.mean()))
