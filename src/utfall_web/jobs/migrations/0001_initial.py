# SPDX-License-Identifier: Apache-2.0
"""Initial."""

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60)),
                ("arguments", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("key", models.CharField(max_length=200, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Väntar"),
                            ("running", "Pågår"),
                            ("done", "Klart"),
                            ("failed", "Misslyckades"),
                            ("cancelled", "Avbrutet"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("worker", models.CharField(blank=True, max_length=60)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("cancel_asked", models.BooleanField(default=False)),
                ("done_steps", models.PositiveIntegerField(default=0)),
                ("all_steps", models.PositiveIntegerField(default=0)),
                ("message_sv", models.CharField(blank=True, max_length=500)),
                ("message_en", models.CharField(blank=True, max_length=500)),
                ("location", models.CharField(blank=True, max_length=500)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="jobs", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "jobb",
                "indexes": [models.Index(fields=["state", "id"], name="jobs_queue")],
            },
        ),
    ]
