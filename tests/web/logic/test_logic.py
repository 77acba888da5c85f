# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from utfall.core.initiative import LogicLevel
from utfall.core.red_thread import Break
from utfall.reports.figures.logic import logic_figure
from utfall_web.audit.models import AuditEvent
from utfall_web.logic import reads, views
from utfall_web.logic.models import Row, Step
from utfall_web.logic.tables import MARKERS, ROWS, STEPS
from utfall_web.plan.rowpages import add_row
from web.forms_sent import sent
from web_world import World

COACH = {"level": "activity", "what": "Coach varje vecka", "indicator": "Samtal"}


def test_a_row_written_in_the_browser_is_the_library_s_row(world: World, signed_in: Any) -> None:
    client = signed_in(world.person("project_lead"))
    outcome = Row.objects.get(what="Fler i arbete")
    assert sent(client, ROWS.address(world.initiative, "new"), COACH | {"leads_to": [outcome.pk]}).status_code == 302
    rows = {row.id: row for row in reads.logic_model(world.initiative)}
    assert rows["coach-varje-vecka"].level is LogicLevel.ACTIVITY
    assert rows["coach-varje-vecka"].leads_to == ("fler-i-arbete",)
    assert rows["fler-i-arbete"].leads_to == ("egen-forsorjning",)


def test_the_page_says_where_the_thread_is_broken_and_when_it_holds(world: World, signed_in: Any) -> None:
    client = signed_in(world.person("project_lead"))
    page = client.get(ROWS.address(world.initiative)).content.decode()
    assert "Logikmodellen saknar resurser." in page
    assert "Aktiviteten ”Coach” har inga resurser." in page
    assert {found.kind for found in reads.breaks(world.initiative)[1]} >= {Break.GOAL_UNREACHED, Break.NO_SOURCE}
    Row.objects.update(indicator="mått", data_source="system")
    Row.objects.filter(what="Coach").delete()
    outcome = Row.objects.get(what="Fler i arbete")
    coach = add_row(ROWS, world.initiative, actor=None, values=COACH | {"leads_to": [outcome]})
    add_row(ROWS, world.initiative, actor=None, values={"level": "resource", "what": "Tid", "leads_to": [coach]})
    assert reads.breaks(world.initiative)[1] == ()
    assert "Tråden håller" in client.get(ROWS.address(world.initiative)).content.decode()


def test_taking_back_a_step_keeps_what_was_said_about_the_others(world: World, signed_in: Any) -> None:
    client = signed_in(world.person("project_lead"))
    row, step = Row.objects.get(what="Fler i arbete"), Step.objects.get()
    second = add_row(ROWS, world.initiative, actor=None, values={"level": "long_term_goal", "what": "Hälsa"})
    why = {"rationale": "Forskning: IPS"}
    assert sent(client, STEPS.address(world.initiative, "change", step.pk), why).status_code == 302
    change = ROWS.address(world.initiative, "change", row.pk)
    values = {"level": row.level, "what": row.what}
    sent(client, change, values | {"leads_to": [step.target_id, second.pk]})
    assert Step.objects.get(pk=step.pk).rationale == "Forskning: IPS"
    sent(client, change, values | {"leads_to": [second.pk]})
    assert list(Step.objects.values_list("target_id", flat=True)) == [second.pk]
    assert AuditEvent.objects.filter(kind="logic.step", verb="remove", object_id=step.pk).exists()


def test_a_row_cannot_lead_into_another_initiative(world: World, signed_in: Any) -> None:
    theirs = add_row(ROWS, world.other, actor=None, values={"level": "long_term_goal", "what": "Deras mål"})
    client = signed_in(world.person("project_lead"))
    done = sent(client, ROWS.address(world.initiative, "new"), COACH | {"leads_to": [theirs.pk]})
    assert done.status_code == 200
    assert not Row.objects.filter(what=COACH["what"]).exists()


def test_two_rows_of_the_same_words_get_keys_of_their_own(world: World) -> None:
    for _ in range(2):
        add_row(ROWS, world.initiative, actor=None, values=COACH)
    assert {"coach-varje-vecka", "coach-varje-vecka-2"} <= reads.keys(world.initiative)


def test_the_picture_is_drawn_with_the_rows_and_their_words(world: World, signed_in: Any) -> None:
    client = signed_in(world.person("steering_group"))
    drawn = client.get(reverse("logic:picture", args=[world.initiative.pk]))
    assert drawn["Content-Type"] == "image/svg+xml"
    assert "Fler i arbete" in drawn.content.decode()
    page = client.get(reverse("logic:theory", args=[world.initiative.pk])).content.decode()
    assert "”Fler i arbete” leder till ”Egen försörjning”" in page
    assert signed_in(world.stranger).get(reverse("logic:picture", args=[world.other.pk])).status_code == 404


def test_the_same_model_is_drawn_once_and_a_changed_one_anew(
    world: World, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def counted(rows: Any, language: Any) -> Any:
        made.append(language)
        return logic_figure(rows, language)

    monkeypatch.setattr(views, "logic_figure", counted)
    client = signed_in(world.person("project_lead"))
    address = reverse("logic:picture", args=[world.initiative.pk])
    add_row(ROWS, world.initiative, actor=None, values={"level": "activity", "what": "Ritad en enda gång"})
    first = client.get(address).content
    assert client.get(address).content == first
    assert made == ["sv"]
    add_row(ROWS, world.initiative, actor=None, values={"level": "activity", "what": "Ännu en"})
    assert client.get(address).content != first
    client.cookies["utfall_language"] = "en"
    assert client.get(address).content != first
    assert made == ["sv", "sv", "en"]


def test_a_comment_is_shown_with_its_author_and_never_as_markup(world: World, signed_in: Any) -> None:
    client = signed_in(world.person("team_member"))
    sent(client, reverse("logic:comment", args=[world.initiative.pk]), {"said": "<script>x</script> Varför?"})
    page = client.get(ROWS.address(world.initiative)).content.decode()
    assert "&lt;script&gt;x&lt;/script&gt; Varför?" in page
    assert world.person("team_member").name in page


def test_as_many_questions_whatever_the_rows(world: World, signed_in: Any, django_assert_max_num_queries: Any) -> None:
    client = signed_in(world.person("project_lead"))
    goal = Row.objects.get(what="Egen försörjning")
    for number in range(40):
        values = {"level": "activity", "what": f"Aktivitet {number}", "leads_to": [goal]}
        add_row(ROWS, world.initiative, actor=None, values=values)
    with django_assert_max_num_queries(12):
        client.get(ROWS.address(world.initiative))
    with django_assert_max_num_queries(9):
        client.get(STEPS.address(world.initiative))


def test_progress_markers_of_a_partner(world: World, signed_in: Any) -> None:
    client = signed_in(world.person("project_lead"))
    page = client.get(MARKERS.address(world.initiative)).content.decode()
    assert "Tar emot praktikanter" in page
    assert "Väntat" in page
