# SPDX-License-Identifier: Apache-2.0
"""Aim."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("measure", "0001_initial"),
        ("plan", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Aim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("period", models.CharField(max_length=100)),
                ("group", models.CharField(blank=True, max_length=200)),
                ("value", models.FloatField()),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="aims", to="measure.outcome"
                    ),
                ),
            ],
            options={
                "verbose_name": "målnivå",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("outcome", "period", "group"),
                        name="measure_one_aim",
                        violation_error_message="Indikatorn har redan en målnivå för den perioden och gruppen. Ändra den i stället.",
                    )
                ],
            },
        ),
    ]
