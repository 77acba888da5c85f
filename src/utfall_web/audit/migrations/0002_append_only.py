# SPDX-License-Identifier: Apache-2.0
"""The database refuses to change or remove a line of the log."""

from typing import Any

from django.db import migrations

from utfall_web.audit import triggers


def install(apps: Any, schema_editor: Any) -> None:
    triggers.install(schema_editor.connection)


def remove(apps: Any, schema_editor: Any) -> None:
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
