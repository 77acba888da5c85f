# SPDX-License-Identifier: Apache-2.0
"""Fill a database for `bench/web.py`: organisations, initiatives, logic-model rows, log, users with a session."""

import datetime
import json
import logging
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import django

django.setup()
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone

from utfall_web.audit.models import AuditEvent
from utfall_web.decide.demonstration import fill
from utfall_web.decide.exchange import take
from utfall_web.logic.models import Row, Step
from utfall_web.people.models import Membership, Organisation, User
from utfall_web.plan import models
from utfall_web.plan.components import Component
from web_pages import pages

organisations, initiatives, rows, events, users = map(int, sys.argv[1:])
Organisation.objects.bulk_create(
    [Organisation(name=f"Organisation {n}", kind="municipality") for n in range(organisations)]
)
homes = list(Organisation.objects.order_by("id"))
models.Initiative.objects.bulk_create(
    [
        models.Initiative(
            organisation=homes[n % organisations], key=f"s-{n}", title=f"Satsning {n}", summary="Text " * 40
        )
        for n in range(initiatives)
    ],
    batch_size=500,
)
made = list(models.Initiative.objects.order_by("id"))
models.ComponentState.objects.bulk_create(
    [models.ComponentState(initiative=one, component=component) for one in made for component in Component],
    batch_size=1000,
)
levels = [level for level, _ in Row._meta.get_field("level").choices]
# A row of each level in turn within an initiative, each leading to the next level; every tenth lacks its indicator.
Row.objects.bulk_create(
    [
        Row(
            initiative=made[n % initiatives],
            key=f"r-{n}",
            level=levels[(n // initiatives) % len(levels)],
            what=f"Rad {n}: det som görs eller nås, i en mening som en människa skriver",
            indicator="" if n % 10 == 0 else "Andel med egen försörjning efter tolv månader",
            data_source="Ekonomiskt bistånd, månadsvis",
            assumption="Arbetsgivarna har platser" if n % 3 == 0 else "",
            position=n // initiatives,
        )
        for n in range(rows)
    ],
    batch_size=1000,
)
of_initiative = defaultdict(list)
for pk, initiative_id, level in Row.objects.order_by("position", "id").values_list("pk", "initiative_id", "level"):
    of_initiative[initiative_id].append((pk, levels.index(level)))
steps = []
for initiative_id, chain in of_initiative.items():
    above = {}
    for pk, level in chain:
        if level - 1 in above:
            steps.append(Step(initiative_id=initiative_id, source_id=pk, target_id=above[level - 1]))
        above[level] = pk
Step.objects.bulk_create(steps, batch_size=1000)
start = timezone.now() - datetime.timedelta(days=730)
AuditEvent.objects.bulk_create(
    [
        AuditEvent(
            chain=homes[n % organisations].pk,
            number=n // organisations + 1,
            at=start,
            verb="change",
            kind="plan.initiative",
            object_id=made[n % initiatives].pk,
            initiative_id=made[n % initiatives].pk,
            before={"title": "a"},
            after={"title": "b"},
            digest="0" * 64,
        )
        for n in range(events)
    ],
    batch_size=2000,
)
keys = []
for n in range(users):
    user = User.objects.create_user(f"u{n}@bench.example", None, name=f"User {n}")
    Membership.objects.create(organisation=homes[n % organisations], user=user, role="coordinator")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    own = models.Initiative.objects.filter(organisation=homes[n % organisations]).values_list("pk", flat=True)
    keys.append({"session": session.session_key, "initiative": own[0], "organisation": homes[n % organisations].pk})
# Those who measure plan a whole initiative: the illustration's plan, with rows on every page.
plan = (Path(__file__).resolve().parent.parent / "demos" / "vagen_till_jobb" / "initiative.toml").read_text("utf-8")
for key in keys:
    initiative = models.Initiative.objects.select_related("organisation").get(pk=key["initiative"])
    take(initiative, plan, actor=None)
    fill(initiative, actor=None)
logging.disable()  # a page that is refused is left out, and no news
browser: Any = Client(headers={"host": "127.0.0.1"})
browser.cookies[settings.SESSION_COOKIE_NAME] = keys[0]["session"]
shown = [address for address in pages() if browser.get(address.format(**keys[0])).status_code == 200]
print(json.dumps({"keys": keys, "pages": shown}))
