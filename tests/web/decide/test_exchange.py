# SPDX-License-Identifier: Apache-2.0
"""What is planned in the browser is the initiative file, and the file is what is planned in the browser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from unit.thread.beside_sample import FILE as ASKED_BESIDE
from utfall.core.errors import InputError
from utfall.economics import Appraisal
from utfall.economics.sensitivity import one_way
from utfall.io.initiative_file import parse_initiative
from utfall.reports import charts
from utfall.reports.tables import actor_table
from utfall.thread.given import evaluate_economy
from utfall_web.decide import exchange, reads, writes
from utfall_web.measure.models import Outcome
from utfall_web.plan.models import Initiative
from utfall_web.worth.models import Cost
from web.forms_sent import sent
from web_world import World

DEMOS = Path(__file__).resolve().parents[3] / "demos"
FILES = sorted(DEMOS.glob("*/initiative.toml"))


def file_of(name: str) -> str:
    return (DEMOS / name / "initiative.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_a_file_taken_in_and_given_out_is_the_same_initiative(path: Path, world: World) -> None:
    text = path.read_text(encoding="utf-8")
    made = writes.take_in(world.away, text, actor=world.stranger)
    assert parse_initiative(exchange.as_toml(made)) == parse_initiative(text)


def test_the_number_of_participants_is_kept_without_an_economy(world: World) -> None:
    made = writes.take_in(world.away, file_of("nara_skolan"), actor=world.stranger)
    assert exchange.plan_of(made).participants == 300


def test_the_browser_s_plan_gives_the_command_line_s_number(world: World) -> None:
    text = file_of("vagen_till_jobb")
    made = writes.take_in(world.away, text, actor=world.stranger)
    given = ("arbete=0.1@0.03", "bistand=-1@0.4", "besok=0@0.2")
    here = evaluate_economy(exchange.plan_of(made), given, seed=7).appraisal
    there = evaluate_economy(parse_initiative(text), given, seed=7).appraisal
    assert isinstance(here, Appraisal)
    assert isinstance(there, Appraisal)
    assert here.society.net == there.society.net != 0
    assert here.uncertainty == there.uncertainty


def test_a_changed_cost_changes_the_line_of_the_file_and_nothing_else(world: World) -> None:
    made = writes.take_in(world.away, file_of("vagen_till_jobb"), actor=world.stranger)
    before = exchange.plan_of(made)
    row = Cost.objects.filter(initiative=made, unit_cost__isnull=False).order_by("position").first()
    assert row is not None
    row.unit_cost = (row.unit_cost or 0) + 1
    row.save()
    changed = exchange.plan_of(made)
    differing = [line.id for line, old in zip(changed.lines, before.lines, strict=True) if line != old]
    assert differing == [row.key]
    assert replace(changed, lines=()) == replace(before, lines=())
    assert f"unit_cost = {row.unit_cost}" in exchange.as_toml(made)


def test_the_file_of_a_browser_s_own_plan_is_read_by_the_library(world: World, signed_in: Any) -> None:
    client = signed_in(world.person("project_lead"))
    answer = client.get(reverse("decide:file", args=[world.initiative.pk]))
    assert "initiative/1" in answer.content.decode()
    assert f"{world.initiative.key}.toml" in answer["Content-Disposition"]
    plan, error = exchange.try_plan(world.initiative)
    assert plan is None
    assert error is not None
    faults = {fault.place.field for fault in error.faults}
    assert faults
    page = client.get(reverse("decide:documents", args=[world.initiative.pk])).content.decode()
    assert "Planen går inte att räkna på än" in page


def test_a_file_with_faults_shows_all_and_writes_nothing(world: World, signed_in: Any) -> None:
    client = signed_in(world.stranger)
    broken = file_of("supported_work").replace('design = "rct"', 'design = "lott"')
    assert broken != file_of("supported_work")
    before = Initiative.objects.count()
    with pytest.raises(InputError):
        writes.take_in(world.away, broken, actor=world.stranger)
    for content in (broken.encode(), b"\xff\xfe\x00", b"inte toml ["):
        values = {"organisation": world.away.pk, "file": SimpleUploadedFile("s.toml", content)}
        done = sent(client, reverse("decide:take_in"), values)
        assert done.status_code == 200
        assert "ds-error-summary" in done.content.decode()
    assert Initiative.objects.count() == before


def test_a_file_is_taken_in_through_the_page(world: World, signed_in: Any) -> None:
    client = signed_in(world.stranger)
    upload = SimpleUploadedFile("satsning.toml", file_of("vagen_till_jobb").encode())
    done = sent(client, reverse("decide:take_in"), {"organisation": world.away.pk, "file": upload})
    assert done.status_code == 302
    made = Initiative.objects.get(organisation=world.away, title__startswith="Vägen till jobb")
    page = client.get(reverse("decide:locked", args=[made.pk])).content.decode()
    assert "cec6db70850b1db3" in page
    assert "oförändrad sedan den låstes" in page
    shown = client.get(reverse("logic:theory", args=[made.pk])).content.decode()
    assert "Deltagarna försörjer sig själva" in shown


def test_every_document_of_a_whole_plan_in_every_form(world: World, signed_in: Any) -> None:
    made = writes.take_in(world.away, file_of("vagen_till_jobb"), actor=world.stranger)
    client = signed_in(world.stranger)
    begins = {"html": b"<!DOCTYPE html>", "pdf": b"%PDF-", "docx": b"PK"}
    from utfall_web.decide.views import PAPERS

    for paper in PAPERS:
        for form, start in begins.items():
            answer = client.get(reverse("decide:document", args=[made.pk, paper, form]))
            assert answer.status_code == 200
            assert answer.content[:20].lower().startswith(start.lower())
    assert client.get(reverse("decide:document", args=[made.pk, "annat", "pdf"])).status_code == 404


def test_the_appraisal_of_expected_effects_on_the_page(world: World, signed_in: Any) -> None:
    made = writes.take_in(world.away, file_of("vagen_till_jobb"), actor=world.stranger)
    client = signed_in(world.stranger)
    address = reverse("decide:appraisal", args=[made.pk])
    assert "så räknas kalkylen här" in client.get(address).content.decode()
    for outcome, (value, now) in {"arbete": (0.1, 0.3), "bistand": (-1.0, 6.0), "besok": (0.0, 3.0)}.items():
        Outcome.objects.filter(initiative=made, key=outcome).update(
            expected=value, expected_low=value - 0.05, expected_high=value + 0.05, now=now, expected_source="Studie"
        )
    found, error = reads.economy(exchange.plan_of(made))
    assert error is None
    assert found is not None
    assert isinstance(found.appraisal, Appraisal)
    page = client.get(address).content.decode()
    assert page.count("Effekterna är antaganden") == 1
    light, _ = reads.expected_money(exchange.plan_of(made))  # what the page shows is what the whole evaluation shows
    assert light is not None
    plan, money = light
    assert (plan, money.society, money.uncertainty, money.checks) == (
        found.initiative,
        found.appraisal.society,
        found.appraisal.uncertainty,
        found.appraisal.checks,
    )
    assert one_way(money.model) == found.sensitivity
    tornado = charts.tornado_of(plan, money, one_way(money.model), "sv")
    assert tornado == charts.tornado_figure_of(found, found.appraisal, "sv")
    table = actor_table(found.appraisal, "sv")
    assert f'<td data-head="{table.columns[1].head}">{table.rows[0][1]}</td>' in page


def test_what_a_file_asks_beside_the_effect_is_kept(world: World) -> None:
    text = ASKED_BESIDE
    made = writes.take_in(world.away, text, actor=world.stranger)
    given = exchange.as_toml(made)
    assert parse_initiative(given) == parse_initiative(text)
    assert parse_initiative(given).plan_sha256 == parse_initiative(text).plan_sha256
    for name in ("participation", "subgroups", "robustness", "component_analysis", "ratings", "follow_up", "lowest"):
        assert name in given
