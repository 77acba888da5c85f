# SPDX-License-Identifier: Apache-2.0
"""Initial."""

import re

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("logic", "0001_initial"),
        ("plan", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Activity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("done_when", models.TextField(blank=True, max_length=2000)),
                ("done_by", models.CharField(blank=True, max_length=200)),
                ("reported_by", models.CharField(blank=True, max_length=200)),
                ("how_often", models.CharField(blank=True, max_length=200)),
                ("resources", models.TextField(blank=True, max_length=2000)),
                ("deviations_to", models.CharField(blank=True, max_length=200)),
                ("process_measure", models.CharField(blank=True, max_length=300)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="activities", to="logic.row"
                    ),
                ),
            ],
            options={
                "verbose_name": "aktivitet",
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "key",
                    models.CharField(
                        editable=False,
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator(
                                re.compile("^[-a-zA-Z0-9_]+\\Z"),
                                "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.",
                                "invalid",
                            )
                        ],
                    ),
                ),
                ("more", models.JSONField(blank=True, default=dict, editable=False)),
                ("label", models.CharField(max_length=300)),
                ("label_en", models.CharField(blank=True, editable=False, max_length=300)),
                ("column", models.CharField(blank=True, max_length=100)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("binary", "Ja eller nej"),
                            ("continuous", "Ett tal, till exempel poäng eller kronor"),
                            ("count", "Ett antal, till exempel besök"),
                            ("ordinal", "Ett steg på en skala"),
                            ("time", "Tid tills något händer"),
                        ],
                        default="binary",
                        max_length=20,
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[("increase", "Mer är bättre"), ("decrease", "Mindre är bättre")],
                        default="increase",
                        max_length=20,
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=60)),
                ("unit_en", models.CharField(blank=True, editable=False, max_length=60)),
                ("numerator", models.CharField(blank=True, max_length=300)),
                ("denominator", models.CharField(blank=True, max_length=300)),
                ("source", models.CharField(blank=True, max_length=300)),
                ("instrument", models.CharField(blank=True, max_length=40)),
                ("frequency", models.CharField(blank=True, max_length=200)),
                ("responsible", models.CharField(blank=True, max_length=200)),
                ("quality", models.TextField(blank=True, max_length=2000)),
                ("baseline", models.CharField(blank=True, max_length=200)),
                ("target", models.FloatField(blank=True, null=True)),
                ("period", models.CharField(blank=True, max_length=200)),
                ("now", models.FloatField(blank=True, null=True)),
                ("expected", models.FloatField(blank=True, null=True)),
                ("expected_low", models.FloatField(blank=True, null=True)),
                ("expected_high", models.FloatField(blank=True, null=True)),
                ("expected_source", models.TextField(blank=True, max_length=2000)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="outcomes",
                        to="logic.row",
                    ),
                ),
            ],
            options={
                "verbose_name": "indikator",
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("initiative", "key"), name="measure_outcome_one_key")],
            },
        ),
    ]
