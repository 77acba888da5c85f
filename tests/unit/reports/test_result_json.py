# SPDX-License-Identifier: Apache-2.0
"""result.json keeps its contract: the published schema, every promised key, and null only beside its reason."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from unit.thread.thread_sample import (
    BEFORE_AFTER,
    DEMOS,
    DID,
    OUTCOME,
    RCT,
    comparison,
    demo,
    initiative,
    loaded,
    people,
    run,
    run_demo,
)
from utfall.core.outcome import Criterion
from utfall.core.text import LANGS, Lang
from utfall.economics import Appraisal
from utfall.economics.sensitivity import one_way
from utfall.reports.effect_json import effect_json
from utfall.reports.result_json import dumps, economics, result, result_text
from utfall.thread import Evaluation

Json = dict[str, Any]
# Null here says that there is nothing of the kind, not that a number could not be computed.
NO_QUANTITY = {"limit", "at_least", "at_most", "outcome", "plan_locked", "plan_lock_kept", "participants", "plan"}


@cache
def validator(name: str) -> Draft202012Validator:
    text = files("utfall.catalogue").joinpath(f"schemas/{name}.json").read_text(encoding="utf-8")
    schema = json.loads(text)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def faults(value: Json, name: str = "result-1") -> list[str]:
    return [f"{list(error.path)}: {error.message[:200]}" for error in validator(name).iter_errors(value)]


def parsed(found: Evaluation, lang: Lang) -> Json:
    value: Json = json.loads(result_text(found, lang), parse_constant=lambda name: pytest.fail(name))
    return value


def refused_other() -> Evaluation:
    flat = replace(OUTCOME, id="flat", column="same")
    other = comparison(RCT, id_="other", primary=False, outcomes=("flat",))
    return run(initiative(comparison(RCT, outcomes=("score",)), other, outcomes=(OUTCOME, flat)))


def few_of_one_sex() -> Evaluation:
    table = people()
    few = table.with_columns(sex=(table["person"] < 5).replace_strict({True: "man", False: "kvinna"}))
    return run(initiative(comparison(RCT, sex="sex")), few)


VARIANTS: dict[str, Callable[[], Evaluation]] = {
    "supported_work": lambda: demo("supported_work"),
    "vagen_till_jobb": lambda: demo("vagen_till_jobb"),
    "before_after": lambda: run(initiative(comparison(BEFORE_AFTER))),
    "did": lambda: run(initiative(comparison(DID))),
    "no_criteria": lambda: run(initiative(comparison(RCT), criteria=())),
    "no_economy": lambda: run_demo("supported_work", lines=()),
    "no_draws": lambda: run_demo("supported_work", draws=0),
    "never_paid_back": lambda: run_demo(
        "supported_work", criteria=(Criterion(id="back", kind="success", measure="payback_months", at_most=60),)
    ),
    "refused_other": refused_other,
    "few_of_one_sex": few_of_one_sex,
    "both_sexes": lambda: run(initiative(comparison(RCT, sex="sex"))),
}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("variant", VARIANTS)
def test_it_is_valid_by_the_published_schema(variant: str, lang: Lang) -> None:
    assert faults(parsed(VARIANTS[variant](), lang)) == []


def nulls(value: Any, path: str = "") -> Iterator[str]:
    """Yield every null that has no reason beside it."""
    if isinstance(value, dict):
        for name, part in value.items():
            if part is None and name not in NO_QUANTITY and f"{name}_reason" not in value:
                yield f"{path}/{name}"
            open_ended = isinstance(part, list) and None in part and f"{name}_reason" in value
            yield from () if open_ended else nulls(part, f"{path}/{name}")
    elif isinstance(value, list):
        for place, part in enumerate(value):
            if part is None:
                yield f"{path}/{place}"
            yield from nulls(part, f"{path}/{place}")


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_null_has_its_reason(variant: str) -> None:
    assert list(nulls(parsed(VARIANTS[variant](), "sv"))) == []


def reasons(value: Any) -> Iterator[tuple[str, bool]]:
    """Yield every reason with whether the quantity beside it is null (or an interval with an open end)."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name.endswith("_reason"):
                beside = value[name.removesuffix("_reason")]
                yield name, beside is None or (isinstance(beside, list) and None in beside)
            yield from reasons(part)
    elif isinstance(value, list):
        for part in value:
            yield from reasons(part)


@pytest.mark.parametrize("variant", VARIANTS)
def test_no_reason_stands_beside_a_number(variant: str) -> None:
    assert [name for name, null in reasons(parsed(VARIANTS[variant](), "sv")) if not null] == []


@pytest.mark.parametrize("name", DEMOS)
def test_every_key_that_the_contract_names_exists(name: str) -> None:
    found = parsed(demo(name), "sv")
    assert found["schema"] == "utfall/result/1"
    assert {"initiative", "effects", "gender", "economics", "verdict", "provenance"} <= set(found)
    assert {"id", "title"} <= set(found["initiative"])
    effect = {
        "id", "outcome", "design", "estimand", "estimate", "std_error", "ci", "ci_level", "p_value", "unit",
        "n_intervention", "n_comparison", "evidence_grade", "checks", "text",
    }  # fmt: skip
    assert all(effect <= set(row) for row in found["effects"])
    assert all(effect | {"sex"} <= set(row) for row in found["gender"])
    for row in found["effects"]:
        assert all({"id", "status", "value", "text"} <= set(check) for check in row["checks"])
    economy = {
        "currency", "price_year", "discount_rate", "horizon_years", "actors", "npv", "npv_ci", "bcr", "sroi",
        "payback_months", "probability_net_positive", "potential", "realisation_rate", "profit_1y", "profit_5y",
        "sensitivity",
    }  # fmt: skip
    assert economy <= set(found["economics"])
    assert len(found["economics"]["actors"]) == 7
    assert all({"actor", "cost", "benefit", "net", "ci"} <= set(row) for row in found["economics"]["actors"])
    assert {"outcome", "criteria", "text"} <= set(found["verdict"])
    assert {"inputs", "software", "seed", "plan_sha256"} <= set(found["provenance"])
    assert all({"file", "sha256", "rows"} <= set(row) for row in found["provenance"]["inputs"])


@pytest.mark.parametrize("variant", ["refused_other", "few_of_one_sex"])
def test_an_answer_that_could_not_be_given_has_every_key_too(variant: str) -> None:
    found = parsed(VARIANTS[variant](), "sv")
    rows = [row for row in found["effects"] + found["gender"] if row["estimate"] is None]
    assert rows
    for row in rows:
        for key in ("estimand", "std_error", "ci", "ci_level", "p_value", "evidence_grade"):
            assert row[key] is None
            assert row[f"{key}_reason"] == row["estimate_reason"]
        assert row["checks"] == []
        assert row["text"]


def test_the_numbers_are_those_of_the_evaluation_unrounded() -> None:
    found = demo("supported_work")
    value = parsed(found, "en")
    first = found.primary[0].result
    assert first is not None
    assert isinstance(found.appraisal, Appraisal)
    assert value["effects"][0]["estimate"] == first.estimate.value
    assert value["effects"][0]["ci"] == [first.estimate.interval.low, first.estimate.interval.high]
    assert value["economics"]["npv"] == found.appraisal.society.net
    assert sum(row["net"] for row in value["economics"]["actors"]) == pytest.approx(found.appraisal.society.net)


def test_the_languages_differ_in_words_only() -> None:
    def numbers(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: numbers(part) for name, part in value.items() if name != "lang"}
        if isinstance(value, list):
            return [numbers(part) for part in value]
        return None if isinstance(value, str) else value

    for name in DEMOS:
        assert numbers(parsed(demo(name), "sv")) == numbers(parsed(demo(name), "en"))


def test_zero_has_no_minus() -> None:
    assert not re.search(r"-0\.0\b(?![\d.e])", result_text(demo("supported_work"), "sv"))


def test_no_number_that_json_lacks_is_written() -> None:
    for value in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="not JSON compliant"):
            dumps({"estimate": value})


def put(path: str, value: Any) -> Callable[[Json], None]:
    def change(whole: Json) -> None:
        *way, last = path.split("/")
        part: Any = whole
        for step in way:
            part = part[int(step)] if step.isdigit() else part[step]
        part[int(last) if last.isdigit() else last] = value

    return change


def drop(path: str) -> Callable[[Json], None]:
    def change(whole: Json) -> None:
        *way, last = path.split("/")
        part: Any = whole
        for step in way:
            part = part[int(step)] if step.isdigit() else part[step]
        del part[last]

    return change


WRONG = {
    "another schema": put("schema", "utfall/result/2"),
    "no verdict": drop("verdict"),
    "no effects": drop("effects"),
    "an unknown key": put("more", 1),
    "an unknown key of an effect": put("effects/0/effect", 1),
    "an estimate as text": put("effects/0/estimate", "1794"),
    "an estimate without reason": put("effects/0/estimate", None),
    "a reason beside a number": put("effects/0/estimate_reason", "small-cell"),
    "an interval of one end": put("effects/0/ci", [1.0]),
    "an open interval of an effect": put("effects/0/ci", [None, 1.0]),
    "a share above one": put("effects/0/p_value", 1.1),
    "a negative standard error": put("effects/0/std_error", -1),
    "people in parts": put("effects/0/n_intervention", 1.5),
    "no people": drop("effects/0/n_comparison"),
    "an unknown grade": put("effects/0/evidence_grade", "certain"),
    "an unknown design": put("effects/0/design", "magic"),
    "an unknown status": put("effects/0/checks/0/status", "ok"),
    "a check without words": put("effects/0/checks/0/text", ""),
    "an effect without flow": drop("effects/0/flow"),
    "a balance without reason": drop("effects/0/balance/0/smd_after_reason"),
    "a missing actor": lambda whole: whole["economics"]["actors"].pop(),
    "an unknown actor": put("economics/actors/0/actor", "church"),
    "no net": drop("economics/actors/0/net"),
    "no ratio": drop("economics/bcr"),
    "no potential and no reason": drop("economics/potential_reason"),
    "no economy and no reason": put("economics", None),
    "a probability above one": put("economics/probability_net_positive", 17),
    "an unknown verdict": put("verdict/outcome", "maybe"),
    "a criterion with two thresholds": put("verdict/criteria/0/at_most", 1.0),
    "a criterion with no threshold": put("verdict/criteria/0/at_least", None),
    "a hash that is none": put("provenance/inputs/0/sha256", "abc"),
    "no seed": drop("provenance/seed"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_shape_fails(wrong: str) -> None:
    value = copy.deepcopy(parsed(demo("supported_work"), "sv"))
    assert faults(value) == []
    WRONG[wrong](value)
    assert faults(value) != []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", DEMOS)
def test_one_effect_alone_is_valid_by_its_schema(name: str, lang: Lang) -> None:
    found = demo(name)
    gender = {row.outcome: row for row in found.gender}
    for answer in found.answers:
        assert answer.result is not None
        by_sex = gender.get(answer.outcome.id)
        value = json.loads(dumps(effect_json(answer.result, answer.outcome, lang, gender=by_sex, seed=3)))
        assert faults(value, "effect-1") == []
        assert list(nulls(value)) == []
        assert faults(value | {"estimate": None}, "effect-1") != []
        assert faults({key: part for key, part in value.items() if key != "seed"}, "effect-1") != []


@pytest.mark.parametrize("name", DEMOS)
def test_the_economy_alone_is_valid_by_its_schema(name: str) -> None:
    found, plan = demo(name).appraisal, loaded(name).initiative
    assert isinstance(found, Appraisal)
    told = economics(found, one_way(found.model), plan, "sv")
    assert told is not None
    value = json.loads(dumps({"schema": "utfall/economics/1", **told}))
    assert faults(value, "economics-1") == []
    assert faults(value | {"npv": None}, "economics-1") != []


def test_no_economy_gives_null_beside_its_reason() -> None:
    value = result(run_demo("supported_work", lines=()), "sv")
    assert (value["economics"], value["economics_reason"]) == (None, "no-economy")


def test_the_reference_page_names_every_key() -> None:
    from unit.thread.thread_sample import ROOT

    page = (ROOT / "docs" / "reference" / "result-json.md").read_text(encoding="utf-8")
    schema = validator("result-1").schema
    assert isinstance(schema, dict)
    objects = [schema, *schema["$defs"].values(), *(schema["properties"][n] for n in ("initiative", "verdict"))]
    names = {name for part in objects for name in part.get("properties", {})}
    lacking = sorted(name for name in names if not name.endswith("_reason") and f"`{name}`" not in page)
    assert lacking == []
