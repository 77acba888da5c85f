# SPDX-License-Identifier: Apache-2.0
"""Initial."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("decide", "0001_initial"),
        ("plan", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Result",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("file_name", models.CharField(max_length=120, verbose_name="fil")),
                ("sha256", models.CharField(max_length=64, verbose_name="filens kontrollsumma")),
                ("lang", models.CharField(max_length=2, verbose_name="språk")),
                ("run_id", models.CharField(max_length=12, verbose_name="körning")),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("success", "Kriterierna för framgång är uppfyllda"),
                            ("stop", "Ett stoppkriterium är utlöst"),
                            ("inconclusive", "Resultatet avgör inte frågan"),
                            ("not_assessable", "Det går inte att bedöma"),
                        ],
                        max_length=20,
                        verbose_name="utlåtande",
                    ),
                ),
                ("plan_sha256", models.CharField(max_length=64, verbose_name="planens kontrollsumma")),
                ("content", models.TextField()),
                (
                    "imported_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="inläst av",
                    ),
                ),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
                (
                    "lock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="results",
                        to="decide.lock",
                        verbose_name="låst plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "resultat",
                "constraints": [models.UniqueConstraint(fields=("initiative", "sha256"), name="evaluate_one_file")],
            },
        ),
    ]
