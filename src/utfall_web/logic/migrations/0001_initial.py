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
        ("plan", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BoundaryPartner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("who", models.CharField(max_length=200)),
                ("challenge", models.TextField(blank=True, max_length=2000)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
            ],
            options={
                "verbose_name": "nyckelaktör",
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("said", models.TextField(max_length=4000)),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
            ],
            options={
                "verbose_name": "kommentar",
            },
        ),
        migrations.CreateModel(
            name="JournalEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("day", models.DateField()),
                ("seen", models.TextField(max_length=4000)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="journal", to="logic.boundarypartner"
                    ),
                ),
            ],
            options={
                "verbose_name": "dagboksanteckning",
            },
        ),
        migrations.CreateModel(
            name="Marker",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "degree",
                    models.CharField(
                        choices=[("expect", "Väntat"), ("like", "Önskat"), ("love", "Drömläge")], max_length=10
                    ),
                ),
                ("sign", models.CharField(max_length=500)),
                ("seen_on", models.DateField(blank=True, null=True)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="markers", to="logic.boundarypartner"
                    ),
                ),
            ],
            options={
                "verbose_name": "tecken på framsteg",
            },
        ),
        migrations.CreateModel(
            name="Row",
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
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("long_term_goal", "Långsiktigt mål"),
                            ("short_term_outcome", "Resultat"),
                            ("activity", "Aktivitet"),
                            ("resource", "Resurs"),
                        ],
                        max_length=30,
                    ),
                ),
                ("what", models.CharField(max_length=500)),
                ("what_en", models.CharField(blank=True, max_length=500)),
                ("indicator", models.CharField(blank=True, max_length=500)),
                ("indicator_en", models.CharField(blank=True, editable=False, max_length=500)),
                ("data_source", models.CharField(blank=True, max_length=500)),
                ("data_source_en", models.CharField(blank=True, editable=False, max_length=500)),
                ("assumption", models.TextField(blank=True, max_length=2000)),
                ("assumption_en", models.TextField(blank=True, editable=False, max_length=2000)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
            ],
            options={
                "verbose_name": "rad i logikmodellen",
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("rationale", models.TextField(blank=True, max_length=2000)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="logic.row"
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="arrivals", to="logic.row"
                    ),
                ),
            ],
            options={
                "verbose_name": "steg i logikmodellen",
            },
        ),
        migrations.AddConstraint(
            model_name="row",
            constraint=models.UniqueConstraint(fields=("initiative", "key"), name="logic_one_key"),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(fields=("source", "target"), name="logic_one_step"),
        ),
    ]
