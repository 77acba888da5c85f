# SPDX-License-Identifier: Apache-2.0
"""Initial."""

import re

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("measure", "0001_initial"),
        ("plan", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("to", models.CharField(blank=True, max_length=200)),
                ("proposal", models.TextField(blank=True, max_length=4000)),
                ("background", models.TextField(blank=True, max_length=8000)),
                ("preparation", models.TextField(blank=True, max_length=4000)),
                ("gender", models.TextField(blank=True, max_length=4000)),
                ("view", models.TextField(blank=True, max_length=4000)),
                ("signatories", models.TextField(blank=True, max_length=1000)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
            ],
            options={
                "verbose_name": "ärende",
                "constraints": [models.UniqueConstraint(fields=("initiative",), name="decide_one_case")],
            },
        ),
        migrations.CreateModel(
            name="Criterion",
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
                ("kind", models.CharField(choices=[("success", "Framgång"), ("stop", "Stopp")], max_length=10)),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("effect", "Effekt"),
                            ("npv_society", "Nettonuvärde, samhället"),
                            ("npv_public", "Nettonuvärde, offentlig sektor"),
                            ("npv_municipality", "Nettonuvärde, kommunen"),
                            ("bcr", "Nytto–kostnadskvot"),
                            ("payback_months", "Återbetalningstid, samhället"),
                            ("probability_net_positive", "Sannolikhet att samhället går plus"),
                            ("realisation_rate", "Verkningsgrad"),
                        ],
                        max_length=40,
                    ),
                ),
                ("at_least", models.FloatField(blank=True, null=True)),
                ("at_most", models.FloatField(blank=True, null=True)),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("interval", "Hela osäkerheten ska ligga rätt (strängare)"),
                            ("point", "Uppskattningen räcker"),
                        ],
                        default="interval",
                        max_length=10,
                    ),
                ),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="criteria",
                        to="measure.outcome",
                    ),
                ),
            ],
            options={
                "verbose_name": "kriterium",
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("initiative", "key"), name="decide_criterion_one_key")],
            },
        ),
        migrations.CreateModel(
            name="Lock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("number", models.PositiveIntegerField()),
                ("locked_at", models.DateTimeField()),
                ("names", models.CharField(max_length=500)),
                ("reason", models.TextField(blank=True, max_length=2000)),
                ("sha256", models.CharField(max_length=64)),
                ("plan", models.JSONField(blank=True, null=True)),
                ("file", models.TextField(blank=True)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
                (
                    "locked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "låst plan",
                "constraints": [models.UniqueConstraint(fields=("initiative", "number"), name="decide_one_number")],
            },
        ),
        migrations.CreateModel(
            name="Part",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("name", models.CharField(max_length=60)),
                ("content", models.JSONField()),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
            ],
            options={
                "verbose_name": "del av satsningsfilen",
                "constraints": [models.UniqueConstraint(fields=("initiative", "name"), name="decide_one_part")],
            },
        ),
    ]
