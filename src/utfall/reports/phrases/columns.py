# SPDX-License-Identifier: Apache-2.0
"""What a column of a data file is called for people."""

from __future__ import annotations

from dataclasses import replace

from utfall.core.estimate import Check
from utfall.core.text import Lang, Text
from utfall.reports.phrases.gender import sex_name
from utfall.thread import Answer, Evaluation

_DISTANCE = Text(sv="Sannolikhet att delta (propensity score)", en="Propensity score")


def covariate_label(name: str, evaluation: Evaluation, answer: Answer, lang: Lang) -> str:
    """Return the label that the initiative file gives a covariate, else the column's own name.

    An indicator of a category is named "column: category"; sexes and yes/no are said in the language asked for.
    """
    if name == "distance":
        return _DISTANCE.of(lang)
    labels = next((s.labels for s in evaluation.initiative.data if s.id == answer.comparison.data), {})
    column, colon, category = name.partition(": ")
    label = labels[column].of(lang) if column in labels else column
    return f"{label}: {_category(category, lang)}" if colon else label


def _category(word: str, lang: Lang) -> str:
    yes_no = {"ja": Text("ja", "yes"), "nej": Text("nej", "no"), "yes": Text("ja", "yes"), "no": Text("nej", "no")}
    return yes_no[word.casefold()].of(lang) if word.casefold() in yes_no else sex_name(word, lang)


def labelled(check: Check, evaluation: Evaluation, answer: Answer, lang: Lang) -> Check:
    """Return a check whose covariate is called by its label."""
    details = tuple((name, _labelled(name, value, evaluation, answer, lang)) for name, value in check.details)
    return replace(check, details=details)


def _labelled(
    name: str, value: str | float | int, evaluation: Evaluation, answer: Answer, lang: Lang
) -> str | float | int:
    """Return a detail with labels for columns: of one covariate, or of several with commas between."""
    if not isinstance(value, str) or name not in ("covariate", "covariates") or value == "distance":
        return value  # the words of the checks have one for the distance
    return ", ".join(covariate_label(one, evaluation, answer, lang) for one in value.split(", ") if one)
