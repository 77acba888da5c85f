# SPDX-License-Identifier: Apache-2.0
"""The workspace in tests: settings, and a small world of organisations, people and initiatives (`web_world`)."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable
from typing import Any

import pytest

os.environ["DJANGO_SETTINGS_MODULE"] = "web_settings"

import django

django.setup()

from django.db import connection
from django.test import Client, TransactionTestCase

from utfall_web.audit import triggers
from utfall_web.people.models import Organisation
from web_world import World, build


@pytest.fixture(scope="session")
def _built(django_db_setup: Any, django_db_blocker: Any) -> World:
    with django_db_blocker.unblock():
        return build()


@pytest.fixture
def world(_built: World, db: Any) -> World:
    """Two organisations, one person per role, one initiative in each organisation: made once, rolled back to."""
    return _standing(_built)


@pytest.fixture
def own_world(_built: World, transactional_db: Any) -> World:
    """The same for tests that need real commits (other processes, threads, a live server); all is emptied after."""
    return _standing(_built)


def _standing(built: World) -> World:
    """Return the world as it stands; made anew when a test with real commits has emptied the database."""
    if Organisation.objects.filter(pk=built.home.pk, name=built.home.name).exists():
        return copy.deepcopy(built)
    return build()


@pytest.fixture
def signed_in() -> Callable[[Any], Client]:
    """Return a browser in which a person is signed in."""

    def make(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make


_teardown = TransactionTestCase._fixture_teardown


def _emptied_without_refusal(self: Any) -> None:
    """Let tests that empty the database do so: the log's refusals are taken away for that moment only."""
    triggers.remove(connection)
    try:
        _teardown(self)
    finally:
        triggers.install(connection)


TransactionTestCase._fixture_teardown = _emptied_without_refusal
