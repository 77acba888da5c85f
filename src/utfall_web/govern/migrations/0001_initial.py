# SPDX-License-Identifier: Apache-2.0
"""Initial."""

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
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("to", models.CharField(max_length=200)),
                ("what", models.TextField(max_length=2000)),
                ("when", models.CharField(blank=True, max_length=200)),
                ("how", models.CharField(blank=True, max_length=200)),
                ("responsible", models.CharField(blank=True, max_length=200)),
                ("external", models.BooleanField(default=False)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
            ],
            options={
                "verbose_name": "budskap",
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("what", models.CharField(max_length=300)),
                ("start", models.DateField()),
                ("end", models.DateField(blank=True, null=True)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
            ],
            options={
                "verbose_name": "datum",
            },
        ),
        migrations.CreateModel(
            name="Risk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("what", models.CharField(max_length=500)),
                (
                    "probability",
                    models.CharField(choices=[("low", "Låg"), ("medium", "Medel"), ("high", "Hög")], max_length=10),
                ),
                (
                    "impact",
                    models.CharField(choices=[("low", "Låg"), ("medium", "Medel"), ("high", "Hög")], max_length=10),
                ),
                ("harm", models.BooleanField(default=False)),
                ("action", models.TextField(blank=True, max_length=2000)),
                ("responsible", models.CharField(blank=True, max_length=200)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
            ],
            options={
                "verbose_name": "risk",
            },
        ),
        migrations.CreateModel(
            name="RoleHolder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("owner", "Projektägare"),
                            ("steering_group", "Styrgrupp"),
                            ("project_lead", "Projektledare"),
                            ("deputy", "Vice projektledare"),
                            ("team_member", "Projektmedarbetare"),
                            ("coordinator", "Samordnare för sociala investeringar"),
                            ("evaluator", "Utvärderare"),
                            ("controller", "Controller"),
                            ("decision_maker", "Beslutsfattare"),
                            ("partner", "Samarbetspart"),
                        ],
                        max_length=30,
                    ),
                ),
                ("who", models.CharField(max_length=200)),
                ("organisation", models.CharField(blank=True, max_length=200)),
                (
                    "time_percent",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
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
                "verbose_name": "rollinnehavare",
            },
        ),
        migrations.CreateModel(
            name="Stakeholder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("who", models.CharField(max_length=200)),
                ("interest", models.TextField(blank=True, max_length=2000)),
                ("collection", models.TextField(blank=True, max_length=2000)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
            ],
            options={
                "verbose_name": "intressent",
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("check_ins", models.TextField(blank=True, max_length=4000)),
                ("decision_paths", models.TextField(blank=True, max_length=4000)),
                ("stop_handling", models.TextField(blank=True, max_length=4000)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_rows", to="plan.initiative"
                    ),
                ),
            ],
            options={
                "verbose_name": "överenskommelse om styrning",
                "constraints": [models.UniqueConstraint(fields=("initiative",), name="govern_one_agreement")],
            },
        ),
    ]
