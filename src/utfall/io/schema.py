# SPDX-License-Identifier: Apache-2.0
"""The published JSON Schema of the initiative file."""

from __future__ import annotations

import json
from typing import Any


def initiative_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of an initiative file, schema utfall/initiative/1."""
    from utfall.io._initiative.models_economy import InitiativeFile

    return InitiativeFile.model_json_schema()


def initiative_schema_text() -> str:
    """Return the schema as the text that is committed in the catalogue."""
    return json.dumps(initiative_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
