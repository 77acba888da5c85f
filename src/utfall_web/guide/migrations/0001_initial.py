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
            name="PointAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("point", models.CharField(max_length=60)),
                ("responsible", models.CharField(blank=True, max_length=200)),
                ("evidence", models.TextField(blank=True, max_length=2000)),
                ("exception", models.TextField(blank=True, max_length=2000)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
            ],
            options={
                "verbose_name": "punkt att säkerställa",
                "constraints": [models.UniqueConstraint(fields=("initiative", "point"), name="guide_one_answer")],
            },
        ),
    ]
