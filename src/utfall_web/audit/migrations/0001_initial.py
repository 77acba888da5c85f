# SPDX-License-Identifier: Apache-2.0
"""Initial."""

import django.core.serializers.json
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("chain", models.BigIntegerField()),
                ("number", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("actor_id", models.BigIntegerField(null=True)),
                ("verb", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=60)),
                ("object_id", models.BigIntegerField(null=True)),
                ("initiative_id", models.BigIntegerField(null=True)),
                ("before", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("after", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "logg",
                "indexes": [
                    models.Index(fields=["kind", "object_id", "number"], name="audit_object"),
                    models.Index(fields=["initiative_id", "number"], name="audit_initiative"),
                ],
                "constraints": [models.UniqueConstraint(fields=("chain", "number"), name="audit_one_number_per_chain")],
            },
        ),
    ]
