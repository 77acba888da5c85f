# SPDX-License-Identifier: Apache-2.0
"""Initial."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("plan", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Need",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("problem", models.CharField(max_length=500)),
                ("group", models.CharField(max_length=300)),
                ("practitioners", models.TextField(blank=True, max_length=4000)),
                (
                    "agreement",
                    models.CharField(
                        choices=[
                            ("not_asked", "Verksamheten är inte tillfrågad"),
                            ("differs", "Verksamheten ser det annorlunda"),
                            ("shared", "Samsyn"),
                        ],
                        default="not_asked",
                        max_length=20,
                    ),
                ),
                ("anchored", models.TextField(blank=True, max_length=2000)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
            ],
            options={
                "verbose_name": "behov",
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "kind",
                    models.CharField(choices=[("quantitative", "Siffror"), ("qualitative", "Röster")], max_length=20),
                ),
                ("what", models.CharField(max_length=500)),
                ("numerator", models.PositiveBigIntegerField(blank=True, null=True)),
                ("denominator", models.PositiveBigIntegerField(blank=True, null=True)),
                ("breakdown", models.CharField(blank=True, max_length=300)),
                ("source", models.CharField(blank=True, max_length=500)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="evidence", to="need.need"
                    ),
                ),
            ],
            options={
                "verbose_name": "underlag",
            },
        ),
        migrations.CreateModel(
            name="Trait",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("diagnosis", "Diagnos eller svårighet"),
                            ("risk", "Riskfaktor"),
                            ("geography", "Geografi"),
                            ("age", "Ålder"),
                            ("intervention", "Får en viss insats"),
                            ("other", "Annat"),
                        ],
                        max_length=20,
                    ),
                ),
                ("what", models.CharField(max_length=300)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
            ],
            options={
                "verbose_name": "avgränsning av målgruppen",
            },
        ),
        migrations.CreateModel(
            name="Gate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "better",
                    models.CharField(
                        choices=[("yes", "Ja"), ("no", "Nej"), ("unsure", "Osäkert")], default="unsure", max_length=10
                    ),
                ),
                ("better_how", models.TextField(blank=True, max_length=2000)),
                (
                    "cheaper",
                    models.CharField(
                        choices=[("yes", "Ja"), ("no", "Nej"), ("unsure", "Osäkert")], default="unsure", max_length=10
                    ),
                ),
                ("cheaper_how", models.TextField(blank=True, max_length=2000)),
                (
                    "bounded",
                    models.CharField(
                        choices=[("yes", "Ja"), ("no", "Nej"), ("unsure", "Osäkert")], default="unsure", max_length=10
                    ),
                ),
                (
                    "new",
                    models.CharField(
                        choices=[("yes", "Ja"), ("no", "Nej"), ("unsure", "Osäkert")], default="unsure", max_length=10
                    ),
                ),
                ("new_how", models.TextField(blank=True, max_length=2000)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
            ],
            options={
                "verbose_name": "prövning mot definitionen",
                "constraints": [models.UniqueConstraint(fields=("initiative",), name="need_one_gate")],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("description", models.TextField(blank=True, max_length=2000)),
                ("expected", models.PositiveIntegerField(blank=True, null=True)),
                ("whole", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
            ],
            options={
                "verbose_name": "målgrupp",
                "constraints": [models.UniqueConstraint(fields=("initiative",), name="need_one_target")],
            },
        ),
    ]
