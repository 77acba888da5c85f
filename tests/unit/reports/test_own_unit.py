# SPDX-License-Identifier: Apache-2.0
"""The perspective of a board within the own organisation, beside the organisation's."""

from __future__ import annotations

import pytest

from unit.io.test_bad_economy import BASE
from unit.reports.paper_text import words_of
from utfall.core.errors import InputError
from utfall.core.estimate import Unknown
from utfall.core.text import LANGS, Lang
from utfall.economics import Appraisal, own_unit, unit_results
from utfall.io.initiative_file import parse_initiative
from utfall.reports.appraisal_document import appraisal_document
from utfall.reports.economics_json import economics_detail
from utfall.thread import Evaluation
from utfall.thread.given import evaluate_economy

TEXT = (
    BASE.replace('actor = "kommun"', 'actor = "kommun/Socialnämnden"', 1)
    .replace("kommun = 0.4,", '"kommun/Socialnämnden" = 0.1, "kommun/Utbildningsnämnden" = 0.3,')
    .replace("horizon_years = 5", 'horizon_years = 5\nown_unit = "socialnämnd"')
)


def found(text: str = TEXT) -> tuple[Evaluation, Appraisal]:
    plan = parse_initiative(text, file="prov.toml")
    whole = evaluate_economy(
        plan, ["arbete=0.2:0.1:0.3@0.3"], {}, inputs=(), software="utfall 0", seed=1, progress=None
    )
    assert not isinstance(whole.appraisal, Unknown)
    return whole, whole.appraisal


def test_the_own_unit_is_the_part_of_the_purse_that_falls_on_it() -> None:
    _, appraisal = found()
    unit = own_unit(appraisal)
    assert unit is not None
    assert unit.unit == "Socialnämnden"  # written as "socialnämnd" in the file
    units = [row for row in unit_results(appraisal) if row.actor == unit.actor]
    assert sum(row.net for row in units) == pytest.approx(appraisal.organisation.net)
    assert unit.cost == pytest.approx(appraisal.organisation.cost)
    assert unit.benefit == pytest.approx(appraisal.organisation.benefit / 4)  # 0.1 of 0.1 + 0.3


def test_a_unit_that_is_all_of_its_actor_has_the_actors_payback_and_draws() -> None:
    text = TEXT.replace(
        '"kommun/Socialnämnden" = 0.1, "kommun/Utbildningsnämnden" = 0.3,', '"kommun/Socialnämnden" = 0.4,'
    )
    _, appraisal = found(text)
    unit = own_unit(appraisal)
    assert unit is not None
    assert unit.payback == appraisal.organisation.payback
    assert appraisal.uncertainty is not None
    last, whole = unit.horizons[-1], appraisal.uncertainty.net[(str(unit.actor), 5)]
    assert last.mean == pytest.approx(whole.mean, rel=1e-5)
    assert last.probability_positive == pytest.approx(whole.probability_positive, abs=1e-9)


@pytest.mark.parametrize("lang", LANGS)
def test_the_unit_stands_beside_the_three_perspectives(lang: Lang) -> None:
    whole, appraisal = found()
    text = words_of(appraisal_document(whole, appraisal, lang, date="2026-01-31"))
    assert ("Fyra perspektiv på samma kalkyl" if lang == "sv" else "Four perspectives on one appraisal") in text
    rows = economics_detail(appraisal, whole.initiative, lang)["perspectives"]
    assert [row["perspective"] for row in rows] == ["organisation", "public_sector", "society", "unit"]
    assert rows[-1]["purse"] == "municipality/Socialnämnden"


def test_without_it_there_are_three_and_the_plan_is_the_same_as_ever() -> None:
    without = TEXT.replace('\nown_unit = "socialnämnd"', "")
    whole, appraisal = found(without)
    assert own_unit(appraisal) is None
    assert len(economics_detail(appraisal, whole.initiative, "sv")["perspectives"]) == 3
    assert whole.initiative.plan_sha256 != parse_initiative(TEXT).plan_sha256
    named = without.replace("/Socialnämnden", "").replace(
        '"kommun" = 0.1, "kommun/Utbildningsnämnden" = 0.3', "kommun = 0.4"
    )
    assert parse_initiative(named).plan_sha256 == whole.initiative.plan_sha256  # units on lines are no part of the plan


def test_a_unit_that_no_line_names_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        parse_initiative(TEXT.replace('own_unit = "socialnämnd"', 'own_unit = "Socialnamnden"'), file="prov.toml")
    (fault,) = caught.value.faults
    assert (fault.code, fault.place.row is not None) == ("own-unit-unknown", True)
    assert "Socialnämnden" in fault.mend.sv
