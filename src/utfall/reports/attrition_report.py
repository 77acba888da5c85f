# SPDX-License-Identifier: Apache-2.0
"""The flow of participants: lines, data and the figure."""

from __future__ import annotations

from typing import Any

from utfall.core.text import Lang
from utfall.effects.attrition import GroupStages, ParticipantFlow
from utfall.reports.document import Block
from utfall.reports.numbers import number, percent
from utfall.reports.phrases.analyses.attrition import GROUPS, LOST, OTHER, STAGES, count_text


def flow_lines(flow: ParticipantFlow, lang: Lang) -> list[str]:
    """Return the stages of each group on a line, and why people were not measured."""
    rows = []
    for name, group in zip(GROUPS, (flow.intervention, flow.comparison), strict=True):
        counts = " → ".join(
            f"{stage.of(lang).lower()} {count_text(getattr(group, key), lang)}" for key, stage in STAGES.items()
        )
        share = percent(group.lost / group.eligible, lang)
        rows.append(f"{name.of(lang)}: {counts}. {LOST.of(lang)}: {number(group.lost, lang, decimals=0)} ({share}).")
        rows += [f"  – {cause or OTHER.of(lang)}: {number(count, lang, decimals=0)}" for cause, count in group.causes]
    return rows


def flow_json(flow: ParticipantFlow) -> dict[str, Any]:
    """Return the stages of both groups."""
    return {"intervention": _group(flow.intervention), "comparison": _group(flow.comparison)}


def _stage(name: str, count: int | None) -> dict[str, Any]:
    return {name: count} if count is not None else {name: None, f"{name}_reason": "small-cell"}


def _group(group: GroupStages) -> dict[str, Any]:
    return {
        **{key: count for name in STAGES for key, count in _stage(name, getattr(group, name)).items()},
        "lost": group.lost,
        "causes": [{"cause": name, "persons": count} for name, count in group.causes],
    }


def flow_blocks(flow: ParticipantFlow, lang: Lang) -> list[Block]:
    """Return the flow diagram."""
    from utfall.reports.figures.participants import participants_figure

    return [participants_figure(flow, lang)]
