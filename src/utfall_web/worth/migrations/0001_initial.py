# SPDX-License-Identifier: Apache-2.0
"""Initial."""

import re

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("measure", "0001_initial"),
        ("plan", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Consequence",
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
                ("actor", models.CharField(blank=True, max_length=120)),
                ("unit", models.CharField(blank=True, max_length=60)),
                ("unit_en", models.CharField(blank=True, editable=False, max_length=60)),
                ("unit_cost", models.FloatField(blank=True, null=True)),
                ("catalogue", models.CharField(blank=True, max_length=80)),
                ("low", models.FloatField(blank=True, null=True)),
                ("high", models.FloatField(blank=True, null=True)),
                (
                    "price_year",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1900),
                            django.core.validators.MaxValueValidator(2200),
                        ],
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=500)),
                ("assumption", models.BooleanField(default=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("avoided_service", "Insats som inte behövs"),
                            ("induced_service", "Insats som tillkommer"),
                            ("production", "Arbete och produktion"),
                            ("tax", "Skatt"),
                            ("transfer", "Bidrag och ersättning"),
                            ("time", "Tid"),
                            ("wellbeing", "Välbefinnande"),
                        ],
                        max_length=30,
                    ),
                ),
                ("units_per_improvement", models.FloatField(blank=True, null=True)),
                ("payer", models.CharField(blank=True, max_length=120)),
                ("receiver", models.CharField(blank=True, max_length=120)),
                (
                    "first_year",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                    ),
                ),
                (
                    "years",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                    ),
                ),
                (
                    "dropoff",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1),
                        ],
                    ),
                ),
                (
                    "cashability",
                    models.CharField(
                        choices=[
                            ("not_valued", "Inte bedömt"),
                            ("cash_releasing", "Frigör pengar i budgeten"),
                            ("freed_capacity", "Frigör tid eller plats"),
                            ("avoided_growth", "Undviker en ökning"),
                        ],
                        default="not_valued",
                        max_length=20,
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
                        related_name="consequences",
                        to="measure.outcome",
                    ),
                ),
            ],
            options={
                "verbose_name": "konsekvens",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("initiative", "key"), name="worth_consequence_one_key")
                ],
            },
        ),
        migrations.CreateModel(
            name="Cost",
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
                ("actor", models.CharField(blank=True, max_length=120)),
                ("unit", models.CharField(blank=True, max_length=60)),
                ("unit_en", models.CharField(blank=True, editable=False, max_length=60)),
                ("unit_cost", models.FloatField(blank=True, null=True)),
                ("catalogue", models.CharField(blank=True, max_length=80)),
                ("low", models.FloatField(blank=True, null=True)),
                ("high", models.FloatField(blank=True, null=True)),
                (
                    "price_year",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1900),
                            django.core.validators.MaxValueValidator(2200),
                        ],
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=500)),
                ("assumption", models.BooleanField(default=False)),
                ("quantity", models.FloatField(blank=True, null=True)),
                ("years", models.CharField(blank=True, max_length=100)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
            ],
            options={
                "verbose_name": "kostnad",
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("initiative", "key"), name="worth_cost_one_key")],
            },
        ),
        migrations.CreateModel(
            name="Settings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "price_year",
                    models.PositiveIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1900),
                            django.core.validators.MaxValueValidator(2200),
                        ]
                    ),
                ),
                (
                    "discount_rate",
                    models.FloatField(
                        default=0.035,
                        validators=[
                            django.core.validators.MinValueValidator(-0.5),
                            django.core.validators.MaxValueValidator(1),
                        ],
                    ),
                ),
                (
                    "horizon_years",
                    models.PositiveIntegerField(
                        default=5,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                    ),
                ),
                ("participants", models.PositiveIntegerField(blank=True, null=True)),
                ("more", models.JSONField(blank=True, default=dict, editable=False)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
            ],
            options={
                "verbose_name": "kalkylens villkor",
                "constraints": [models.UniqueConstraint(fields=("initiative",), name="worth_one_settings")],
            },
        ),
    ]
