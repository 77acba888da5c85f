# SPDX-License-Identifier: Apache-2.0
"""Data and comparisons as tables of the initiative file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from utfall_web.compare.models import Comparison, Data, Question
from utfall_web.logic.reads import both
from utfall_web.plan.filerows import from_table, held, tables, to_table
from utfall_web.plan.models import Initiative
from utfall_web.plan.reads import rows, single

DATA = (*held("words", "label"), *held("text", "file", "source"))
COMPARISON = (
    *held("words", "label"),
    *held("text", "design", "treatment", "sex"),
    *held("bool", "primary"),
    *held("list", "covariates"),
)


def data_tables(initiative: Initiative) -> list[dict[str, Any]]:
    """Return the data files as [[data]] of the file."""
    return tables(Data, initiative, DATA)


def comparison_tables(initiative: Initiative) -> list[dict[str, Any]]:
    """Return the comparisons as [[comparisons]] of the file."""
    found = rows(Comparison, initiative, "data_file")
    return [to_table(row, COMPARISON) | {"data": row.data_file.key} for row in found]


def data_values(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a data file from its table in the file."""
    return from_table(raw, DATA)


def comparison_values(raw: Mapping[str, Any], files: Mapping[str, Data]) -> dict[str, Any]:
    """Return the values of a comparison from its table; `files` are the data files by key."""
    values = from_table(raw, COMPARISON)
    return values | {"data_file": files[values["more"].pop("data")], "label": values.get("label") or str(raw["id"])}


def question_words(initiative: Initiative) -> dict[str, Any]:
    """Return question and counterfactual as words of the file."""
    row = single(Question, initiative)
    if row is None:
        return {}
    said = {name: both(getattr(row, name), getattr(row, f"{name}_en")) for name in ("question", "counterfactual")}
    return {
        name: words.sv if words.sv == words.en else {"sv": words.sv, "en": words.en}
        for name, words in said.items()
        if words
    }
