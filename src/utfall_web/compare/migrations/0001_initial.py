# SPDX-License-Identifier: Apache-2.0
"""Initial."""

import re

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("plan", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Data",
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
                ("file", models.CharField(max_length=300)),
                ("label", models.CharField(blank=True, max_length=300)),
                ("label_en", models.CharField(blank=True, editable=False, max_length=300)),
                ("source", models.CharField(blank=True, max_length=500)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
            ],
            options={
                "verbose_name": "datafil",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Comparison",
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
                (
                    "design",
                    models.CharField(
                        choices=[
                            ("rct", "Lottning"),
                            ("matching", "Matchad jämförelsegrupp"),
                            ("weighting", "Viktad jämförelsegrupp"),
                            ("standardisation", "Standardiserad jämförelse"),
                            ("doubly_robust", "Dubbelt robust jämförelse"),
                            ("exact_matching", "Jämförelse inom lika grupper"),
                            ("optimal_matching", "Optimalt matchad jämförelsegrupp"),
                            ("did", "Skillnad i skillnader"),
                            ("before_after", "Före och efter, utan jämförelse"),
                            ("staggered_did", "Skillnad i skillnader med olika start"),
                            ("its", "Avbruten tidsserie"),
                            ("synthetic_control", "Syntetisk jämförelse"),
                            ("synthetic_did", "Syntetisk skillnad i skillnader"),
                            ("rdd", "Jämförelse vid en gräns"),
                            ("historical", "Tidigare kull"),
                            ("benchmark", "Riks- eller regionvärde"),
                            ("wait_list", "Lottad väntelista"),
                            ("stepped_wedge", "Stegvis start i lottad ordning"),
                        ],
                        max_length=30,
                    ),
                ),
                ("primary", models.BooleanField(default=False)),
                ("treatment", models.CharField(blank=True, max_length=100)),
                ("covariates", models.TextField(blank=True, max_length=2000)),
                ("sex", models.CharField(blank=True, max_length=100)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
                (
                    "data_file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="comparisons", to="compare.data"
                    ),
                ),
            ],
            options={
                "verbose_name": "jämförelse",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Ethics",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "research",
                    models.CharField(
                        choices=[("unsure", "Vet inte än"), ("yes", "Ja"), ("no", "Nej")],
                        default="unsure",
                        max_length=10,
                    ),
                ),
                (
                    "publish",
                    models.CharField(
                        choices=[("unsure", "Vet inte än"), ("yes", "Ja"), ("no", "Nej")],
                        default="unsure",
                        max_length=10,
                    ),
                ),
                (
                    "sensitive",
                    models.CharField(
                        choices=[("unsure", "Vet inte än"), ("yes", "Ja"), ("no", "Nej")],
                        default="unsure",
                        max_length=10,
                    ),
                ),
                (
                    "affects",
                    models.CharField(
                        choices=[("unsure", "Vet inte än"), ("yes", "Ja"), ("no", "Nej")],
                        default="unsure",
                        max_length=10,
                    ),
                ),
                ("controller", models.CharField(blank=True, max_length=200)),
                ("contact", models.CharField(blank=True, max_length=200)),
                ("protection_officer", models.CharField(blank=True, max_length=200)),
                ("legal_basis", models.TextField(blank=True, max_length=2000)),
                ("collected", models.TextField(blank=True, max_length=2000)),
                ("kept", models.TextField(blank=True, max_length=1000)),
                ("recipients", models.TextField(blank=True, max_length=1000)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
            ],
            options={
                "verbose_name": "etik och personuppgifter",
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("question", models.TextField(blank=True, max_length=2000)),
                ("question_en", models.TextField(blank=True, editable=False, max_length=2000)),
                ("counterfactual", models.TextField(blank=True, max_length=2000)),
                ("counterfactual_en", models.TextField(blank=True, editable=False, max_length=2000)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
            ],
            options={
                "verbose_name": "utvärderingens fråga",
            },
        ),
        migrations.AddConstraint(
            model_name="data",
            constraint=models.UniqueConstraint(fields=("initiative", "key"), name="compare_data_one_key"),
        ),
        migrations.AddConstraint(
            model_name="comparison",
            constraint=models.UniqueConstraint(fields=("initiative", "key"), name="compare_comparison_one_key"),
        ),
        migrations.AddConstraint(
            model_name="ethics",
            constraint=models.UniqueConstraint(fields=("initiative",), name="compare_one_ethics"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(fields=("initiative",), name="compare_one_question"),
        ),
    ]
