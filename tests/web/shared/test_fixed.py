# SPDX-License-Identifier: Apache-2.0
"""Questions that are put together once give the objects Django's own give, and nothing kept."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.contrib.sessions.backends import db
from django.db import connection
from django.db.models import Count, Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from utfall_web.config import environment
from utfall_web.people.models import Membership, Organisation, User
from utfall_web.people.sessions import SessionStore
from utfall_web.plan.models import Initiative, InitiativeRow, PlacedRow
from utfall_web.plan.reads import rows, single
from utfall_web.shared.fields import choose_among
from utfall_web.shared.fixed import Fixed, rows_of
from web_world import World

pytestmark = pytest.mark.django_db

TABLES: list[type[InitiativeRow]] = [model for model in apps.get_models() if issubclass(model, InitiativeRow)]


def _values(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
def test_every_table_of_an_initiative_reads_as_django_reads_it(model: type[InitiativeRow], world: World) -> None:
    related = tuple(field.name for field in model._meta.concrete_fields if field.is_relation and not field.null)
    fixed = rows_of(model, "initiative_id", related, ("pk",))
    for _ in range(2):  # put together, and asked again
        for initiative in (world.initiative, world.other):
            found = fixed.rows(initiative.pk)
            asked = list(model._default_manager.filter(initiative=initiative).select_related(*related).order_by("pk"))
            assert [_values(row) for row in found] == [_values(row) for row in asked]
            assert [type(v) for row in found for v in _values(row).values()] == [
                type(v) for row in asked for v in _values(row).values()
            ]
            with CaptureQueriesContext(connection) as none:
                joined = [[_values(getattr(row, name)) for name in related] for row in found]
            assert not none.captured_queries
            assert joined == [[_values(getattr(row, name)) for name in related] for row in asked]


def test_the_world_holds_rows_of_most_tables(world: World) -> None:
    held = [model for model in TABLES if rows_of(model, "initiative_id").rows(world.initiative.pk)]
    assert len(held) > len(TABLES) / 2


def test_rows_come_in_their_order_with_the_open_initiative(world: World) -> None:
    for model in (one for one in TABLES if issubclass(one, PlacedRow)):
        found = rows(model, world.initiative)
        assert [row.pk for row in found] == list(
            model._default_manager.filter(initiative=world.initiative)
            .order_by("position", "pk")
            .values_list("pk", flat=True)
        )
        assert all(row.initiative is world.initiative for row in found)


def test_what_there_is_one_of_or_none(world: World) -> None:
    from utfall_web.govern.models import Agreement

    Agreement.objects.filter(initiative=world.initiative).delete()
    assert single(Agreement, world.initiative) is None
    Agreement.objects.create(initiative=world.initiative, check_ins="Varje månad")
    found = single(Agreement, world.initiative)
    assert found is not None
    assert (found.check_ins, found.initiative) == ("Varje månad", world.initiative)


def test_a_join_that_finds_nothing_is_none(world: World) -> None:
    asked = Fixed(lambda pk: Initiative.objects.filter(pk=pk).select_related("department", "organisation"))
    found = asked.first(world.initiative.pk)
    assert found is not None
    with CaptureQueriesContext(connection) as none:
        assert found.department is None
        assert found.organisation == world.home
    assert not none.captured_queries


def test_nothing_is_kept_of_what_was_found(world: World) -> None:
    asked = Fixed(lambda pk: Organisation.objects.filter(pk=pk))
    assert asked.first(world.home.pk) is not None
    Organisation.objects.filter(pk=world.home.pk).update(name="Nytt namn")
    found = asked.first(world.home.pk)
    assert found is not None
    assert found.name == "Nytt namn"


def test_ids_take_their_places_and_constants_stay(world: World) -> None:
    asked = Fixed(
        lambda user, organisation: Membership.objects.filter(
            organisation_id=organisation, user_id=user, role="coordinator"
        )
    )
    person = world.person("coordinator")
    assert [row.user_id for row in asked.rows(person.pk, world.home.pk)] == [person.pk]
    assert asked.rows(person.pk, world.away.pk) == []
    assert asked.rows(world.person("auditor").pk, world.home.pk) == []


@pytest.mark.parametrize("number", [2**63, 9_000_000_000_000_000_001, -(2**63) - 1, 10**30])
def test_an_id_no_column_holds_finds_nothing(number: int, world: World) -> None:
    asked = Fixed(lambda pk: Organisation.objects.filter(pk=pk))
    assert asked.first(world.home.pk) is not None
    assert asked.first(number) is None


@pytest.mark.parametrize(
    "question",
    [
        lambda pk: Initiative.objects.filter(pk=pk).prefetch_related("organisation"),
        lambda pk: Initiative.objects.filter(pk=pk).values_list("pk"),
        lambda pk: Initiative.objects.filter(pk=pk).defer("summary"),
        lambda pk: Initiative.objects.filter(pk=pk).annotate(n=Count("assignment_rows")),
        lambda pk: Initiative.objects.all(),
        lambda pk: Initiative.objects.filter(pk=pk + 1),
        lambda pk: Organisation(pk=pk).initiatives.all(),
    ],
    ids=["fetches more", "no objects", "columns left out", "columns added", "no id", "another id", "known owner"],
)
def test_a_question_that_cannot_be_fixed_is_refused(question: Any) -> None:
    with pytest.raises(TypeError, match="a fixed question"):
        Fixed(question).rows(1)


def test_a_session_reads_as_djangos_own_and_ends_when_it_ends(client: Client, world: World) -> None:
    client.force_login(world.person("coordinator"))
    key = client.session.session_key
    assert SessionStore(key).load() == db.SessionStore(key).load() != {}
    later = SessionStore(key).model.objects.get(session_key=key)
    later.expire_date = timezone.now() - datetime.timedelta(seconds=1)
    later.save()
    ended = SessionStore(key)
    assert ended.load() == {}
    assert ended.session_key is None
    assert SessionStore("unknown").load() == {}


def test_a_closed_account_and_a_changed_password_end_at_the_next_request(client: Client, world: World) -> None:
    person: User = world.person("coordinator")
    client.force_login(person)
    assert client.get("/satsningar/").status_code == 200
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get("/satsningar/").status_code == 302
    User.objects.filter(pk=person.pk).update(is_active=True)
    client.force_login(person)
    assert client.get("/satsningar/").status_code == 200
    person.set_password("en helt annan mening")
    person.save()
    assert client.get("/satsningar/").status_code == 302


def test_a_role_taken_back_ends_at_the_next_request(client: Client, world: World) -> None:
    client.force_login(world.person("coordinator"))
    pages = (f"/satsningar/{world.initiative.pk}/", f"/organisationer/{world.home.pk}/")
    assert [client.get(page).status_code for page in pages] == [200, 200]
    held = Membership.objects.get(user=world.person("coordinator"), organisation=world.home)
    held.delete()
    assert [client.get(page).status_code for page in pages] == [404, 404]
    Membership.objects.create(user=world.person("coordinator"), organisation=world.home, role="auditor")
    assert [client.get(page).status_code for page in pages] == [200, 200]
    assert client.get(f"{pages[0]}andra/").status_code == 403


needs_postgres = pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="only PostgreSQL has prepared questions to look at; make test runs this there too and does not skip it",
)
_PREPARED = "SELECT statement, generic_plans + custom_plans FROM pg_prepared_statements WHERE name LIKE '_pg3_%%'"


@needs_postgres
def test_postgresql_plans_a_question_once_whatever_the_size_of_its_ids(world: World) -> None:
    asked = Fixed(lambda pk: Organisation.objects.filter(pk=pk, number="prepared"))
    for number in (1, 300, 70_000, 5_000_000_000):
        assert asked.first(number) is None
    with connection.cursor() as cursor:
        cursor.execute(_PREPARED)
        ours = [
            times for statement, times in cursor.fetchall() if "prepared" not in statement and "number" in statement
        ]
    assert ours == [4]


@needs_postgres
def test_where_nothing_may_be_prepared_the_same_is_found(world: World) -> None:
    connection.ensure_connection()
    before, connection.connection.prepare_threshold = connection.connection.prepare_threshold, None
    try:
        asked = Fixed(lambda pk: Organisation.objects.filter(pk=pk, kind="municipality").exclude(name="never"))
        assert asked.first(world.home.pk) == world.home
        with connection.cursor() as cursor:
            cursor.execute(_PREPARED)
            assert not [
                statement for statement, _ in cursor.fetchall() if '"name" =' in statement and "NOT" in statement
            ]
    finally:
        connection.connection.prepare_threshold = before


def test_preparing_is_turned_off_by_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p@host/db?sslmode=require")
    options = environment.database(tmp_path)["OPTIONS"]
    assert options["sslmode"] == "require"
    assert options["prepare_threshold"] > 10**6  # never by itself
    monkeypatch.setenv("UTFALL_POSTGRES_PREPARED", "0")
    assert environment.database(tmp_path)["OPTIONS"]["prepare_threshold"] is None


class _Picks(forms.Form):
    one: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(queryset=Organisation.objects.none())
    many: forms.ModelMultipleChoiceField[Organisation] = forms.ModelMultipleChoiceField(
        queryset=Organisation.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    plain = forms.CharField()


def test_choosing_among_rows_is_djangos_own(world: World) -> None:
    asked = Fixed(lambda pk: Organisation.objects.filter(pk__lte=pk).order_by("-name"))
    last = max(world.home.pk, world.away.pk)
    start = {"one": world.away, "many": [world.home]}
    ours, theirs = _Picks(initial=start), _Picks(initial=start)
    for name in ("one", "many"):
        choose_among(ours.fields[name], asked, last)
        field: Any = theirs.fields[name]
        field.queryset = asked.queryset(last)
        with CaptureQueriesContext(connection) as once:
            made = str(ours[name])
        assert len(once) == 1
        assert made == str(theirs[name])
        assert "Borta kommun" in str(ours[name])
    with pytest.raises(TypeError, match="chooses among rows"):
        choose_among(ours.fields["plain"], asked, last)


def test_a_row_that_is_not_to_choose_is_refused_and_a_new_one_is_there(world: World) -> None:
    asked = Fixed(lambda pk: Organisation.objects.exclude(pk=pk))
    new = Organisation.objects.create(name="Ny kommun", kind="municipality")
    for picked, fine in ((world.home, False), (world.away, True), (new, True)):
        form = _Picks({"one": picked.pk, "many": [picked.pk], "plain": "x"})
        for name in ("one", "many"):
            choose_among(form.fields[name], asked, world.home.pk)
        assert form.is_valid() == fine
        assert ("Ny kommun" in str(form["one"]), "Hemma kommun" in str(form["many"])) == (True, False)
