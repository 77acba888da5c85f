# SPDX-License-Identifier: Apache-2.0
"""Say what was lost or torn after the kills of `bench/web.py --kill`: acknowledged ids come on standard input."""

import json
import sys

import django

django.setup()
from django.db import connection

from utfall_web.audit import reads
from utfall_web.audit.models import AuditEvent
from utfall_web.plan.models import ComponentState, Initiative

ids = set(Initiative.objects.values_list("pk", flat=True))
acked = set(json.load(sys.stdin))
sqlite = connection.vendor == "sqlite"
with connection.cursor() as cursor:
    integrity = cursor.execute("PRAGMA integrity_check").fetchone()[0] if sqlite else "ok"
print(
    json.dumps(
        {
            "acknowledged": len(acked),
            "lost": len(acked - ids),
            "initiatives": len(ids),
            "torn": 7 * len(ids) - ComponentState.objects.count(),
            "integrity": integrity,
            "chains_broken": [
                c
                for c in AuditEvent.objects.values_list("chain", flat=True).distinct()
                if reads.broken_at(c) is not None
            ],
        }
    )
)
