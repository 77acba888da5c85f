# SPDX-License-Identifier: Apache-2.0
"""A flow analysis as lines for a terminal and as JSON (schema utfall/flow-result/1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from utfall.core.text import Lang
from utfall.flows.clusters import Clusters
from utfall.flows.results import Curve, FlowResult, TreeNode
from utfall.reports.phrases import flow as words

SCHEMA = "utfall/flow-result/1"
_MOST_PATHS = 12
_MOST_LINES = 12
_DEEPEST = 2  # steps back that are told in sentences; all are in the JSON


def flow_lines(
    found: FlowResult, lang: Lang, *, illustration: bool = False, clusters: Clusters | None = None
) -> list[str]:
    """Return the analysis in sentences: paths, support between steps, times, groups, where people are lost, the rules."""
    flow, sv = found.definition, lang == "sv"
    lines = [flow.title.of(lang)]
    if illustration:
        lines.append("Påhittade personer." if sv else "Invented persons.")
    lines += [words.head(found, lang), "", "Vägar till utfallet:" if sv else "Paths to the outcome:"]
    for row in found.paths[:_MOST_PATHS]:
        part = words.share(row.share, lang)
        people = "" if row.persons is None else f", {words.whole(row.persons, lang)} {'personer' if sv else 'persons'}"
        lines.append(f"  {words.path_words(flow, row.path, lang)}: {words.whole(row.outcomes, lang)} ({part}){people}")
    lines += _support_lines(found, lang)
    lines += _section("Tid:" if sv else "Time:", [words.curve_sentence(flow, row, lang) for row in _told(found)])
    lost = [words.lost_sentence(flow, row, lang) for row in found.lost[:_MOST_LINES]]
    lines += _section("Här tappas människor bort:" if sv else "Where people are lost:", lost)
    lines += _group_lines(found, lang)
    if clusters is not None:
        lines += cluster_lines(found, clusters, lang)
    rules = [*words.rules(found, lang), words.quality(found, lang)]
    return [*lines, *_section("Så är det räknat:" if sv else "How it is counted:", rules)]


def cluster_lines(found: FlowResult, clusters: Clusters, lang: Lang) -> list[str]:
    """Return the groups of alike ways, each with its typical one."""
    rows = [
        f"{words.whole(row.n, lang)} ({words.share(row.share, lang)}): "
        + " → ".join(words.state_name(found.definition, state, lang) for state in row.medoid)
        for row in clusters.rows
    ]
    return _section("Typfall (vägar som liknar varandra):" if lang == "sv" else "Typical cases (ways alike):", rows)


def _section(title: str, rows: Sequence[str]) -> list[str]:
    return ["", title, *(f"  {row}" for row in rows)] if rows else []


def _told(found: FlowResult) -> list[Curve]:
    curves = [*found.time_to_return, *found.time_in_state]
    return [curve for curve in curves if curve.points or curve.median is not None][:_MOST_LINES]


def _support_lines(found: FlowResult, lang: Lang) -> list[str]:
    flow, sv = found.definition, lang == "sv"
    rows = [
        words.support_sentence(flow, row, words.path_words(flow, node.path, lang), lang)
        for node in _nodes(found)
        for row in node.supports
    ]
    rows += [words.timing_sentence(flow, row, lang) for row in found.timing]
    return _section("Stöd mellan stegen:" if sv else "Support between the steps:", rows[: 2 * _MOST_LINES])


def _nodes(found: FlowResult) -> list[TreeNode]:
    return [node for node in found.tree if node.supports and len(node.path) <= _DEEPEST + 1]


def _group_lines(found: FlowResult, lang: Lang) -> list[str]:
    lines: list[str] = []
    for attribute, title in words.ATTRIBUTES.items():
        rows: dict[str, list[str]] = {}
        for row in found.groups:
            if row.attribute == attribute and row.share is not None:
                text = f"{words.state_name(found.definition, row.before, lang)} {words.share(row.share, lang)}"
                value = row.value or words.UNKNOWN_VALUE.of(lang)
                rows.setdefault(f"{value} (n = {words.whole(row.of or 0, lang)})", []).append(text)
        head = f"{title.of(lang)}, {'steget före utfallet' if lang == 'sv' else 'the step before the outcome'}:"
        lines += _section(head, [f"{value}: {', '.join(texts)}" for value, texts in rows.items()])
    return lines


def flow_json(
    found: FlowResult,
    lang: Lang,
    *,
    software: str,
    files: Sequence[tuple[str, str, int]] = (),
    illustration: bool = False,
    clusters: Clusters | None = None,
) -> dict[str, Any]:
    """Return the analysis as data. A number that is hidden is null; every share is 0–1."""
    flow = found.definition
    states = {*flow.state_ids, *(state for node in found.tree for state in node.path)}
    return {
        "schema": SCHEMA,
        "lang": lang,
        "id": flow.id,
        "title": flow.title.of(lang),
        "illustration": illustration,
        "outcomes": found.outcomes,
        "persons": found.persons,
        "labels": {state: words.state_name(flow, state, lang) for state in sorted(states)},
        "tree": [_node(node) for node in found.tree],
        "paths": [asdict(row) for row in found.paths],
        "links": [asdict(row) for row in found.links],
        "supports": [asdict(row) | {"share": row.share} for row in found.supports],
        "timing": [asdict(row) for row in found.timing],
        "moves": [asdict(row) for row in found.moves],
        "time_in_state": [asdict(row) for row in found.time_in_state],
        "time_to_return": [asdict(row) for row in found.time_to_return],
        "groups": [asdict(row) | {"share": row.share} for row in found.groups],
        "lost": [asdict(row) for row in found.lost],
        "sequences": [asdict(row) for row in found.sequences],
        "n_sequences": found.n_sequences,
        "clusters": None if clusters is None else asdict(clusters),
        "rules": words.rules(found, lang),
        "quality": asdict(found.quality),
        "text": "\n".join(flow_lines(found, lang, illustration=illustration, clusters=clusters)),
        "provenance": {
            "engine": found.engine,
            "software": software,
            "threshold": found.rules.threshold,
            "inputs": [{"file": file, "sha256": digest, "rows": rows} for file, digest, rows in files],
        },
    }


def _node(node: TreeNode) -> dict[str, Any]:
    return asdict(node) | {"supports": [asdict(row) | {"share": row.share} for row in node.supports]}
