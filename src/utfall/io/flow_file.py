# SPDX-License-Identifier: Apache-2.0
"""A flow file (TOML, schema utfall/flow/1): the definition of a flow, and where its rows are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from utfall.core.errors import InputError
from utfall.core.text import Text
from utfall.flows.definition import NO_PLACEMENT, FlowDefinition, Outcome, State, Support, SupportWindow
from utfall.io.flow_data import FlowColumns, FlowSources
from utfall.io.imported import imported_flow, is_address

if TYPE_CHECKING:
    from utfall.io._initiative.models_flow import FlowSection, OutcomeRule, StateRow
    from utfall.io._initiative.sections import Sections

SCHEMA = "utfall/flow/1"
_NO_DATA = (
    Text(sv="[data] säger inte var raderna finns, eller säger två ställen.",
         en="[data] does not say where the rows are, or says two places."),
    Text(sv="Ange spells (en fil eller tabell) eller imported (mappen som utfall import skrev).",
         en="State spells (a file or table) or imported (the folder that utfall import wrote)."),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowFile:
    """A flow as its file describes it; `sources` None: the rows are named in the call."""

    definition: FlowDefinition
    sources: FlowSources | None
    illustration: bool


def read_flow(path: str | Path) -> FlowFile:
    """Return the flow of a file.

    Raises
    ------
    InputError
        With every fault at once, each with its line and mend.
    """
    from utfall.io._initiative.sections import file_text

    where = Path(path)
    return parse_flow(file_text(where), file=where.name, folder=where.parent)


def parse_flow(text: str, *, file: str = "", folder: Path = Path()) -> FlowFile:
    """Return the flow of a TOML text; `folder` is where the paths of its rows count from."""
    from utfall.io._initiative.models_flow import SHAPE, DataRow, FlowSection, OutcomeRule, StateRow
    from utfall.io._initiative.sections import read_sections

    found = read_sections(text, SHAPE, file=file)
    section, outcome = found.one("flow", FlowSection), found.one("outcome", OutcomeRule)
    states, supports = found.many("states", StateRow), found.many("supports", StateRow)
    found.require_sound()
    if section is None or outcome is None:
        raise AssertionError("a sound flow file has a flow and an outcome")
    definition = _definition(section, outcome, states, supports, found)
    data = found.one("data", DataRow)
    if data is not None and (data.spells is None) == (data.imported is None):
        found.faults.add("data-missing", ("data", "spells"), *_NO_DATA)
        found.require_sound()
    sources = None if data is None else _sources(data, folder)
    return FlowFile(definition=definition, sources=sources, illustration=section.illustration)


def _definition(
    section: FlowSection,
    outcome: OutcomeRule,
    states: list[tuple[int, StateRow]],
    supports: list[tuple[int, StateRow]],
    found: Sections,
) -> FlowDefinition:
    from utfall.io._initiative.build import words

    try:
        return FlowDefinition(
            id=section.id, title=words(section.title), note=words(section.note),
            states=tuple(State(id=row.id, label=words(row.label, row.id), codes=tuple(row.codes)) for _, row in states),
            supports=tuple(
                Support(id=row.id, label=words(row.label, row.id), codes=tuple(row.codes)) for _, row in supports
            ),
            outcome=Outcome(
                states=tuple(outcome.states), after=tuple(outcome.after), which=outcome.which, on=outcome.on,
                start_from=outcome.start_from, start_to=outcome.start_to,
            ),
            depth=section.depth, look_back=section.look_back, era_gap=section.era_gap, min_days=section.min_days,
            gap_days=None if section.gap_days == "never" else section.gap_days, gap=section.gap,
            gap_label=words(section.gap_label) or NO_PLACEMENT, overlap=section.overlap, ties=section.ties,
            unknown=section.unknown, backwards=section.backwards, censor=section.censor,
            support_window=SupportWindow(section.support_window, section.support_days),
            age_bands=tuple(section.age_bands),
        )  # fmt: skip
    except InputError as error:
        for fault in error.faults:
            field = fault.place.field
            path = (field,) if field in ("states", "supports", "outcome") else ("flow", field)
            found.faults.add(fault.code, path, fault.text, fault.mend)
        found.require_sound()
        raise


def _sources(data: object, folder: Path) -> FlowSources:
    from utfall.io._initiative.models_flow import DataRow

    if not isinstance(data, DataRow):
        raise TypeError("the section [data] of a flow file")
    named = {name: getattr(data, name) for name in FlowColumns.__dataclass_fields__ if name != "last_day_included"}
    columns = FlowColumns(**named, last_day_included=data.last_day_included)
    paths = {name: None if path is None else _place(folder, path) for name, path in _paths(data)}
    if data.imported is not None:
        return imported_flow(folder / data.imported, supports=paths["supports"], persons=paths["persons"],
                             observation=paths["observation"])  # fmt: skip
    return FlowSources(
        spells=paths["spells"] or "",
        supports=paths["supports"],
        persons=paths["persons"],
        observation=paths["observation"],
        columns=columns,
    )


def _place(folder: Path, path: str) -> str:
    return path if is_address(path) else str(folder / path)


def _paths(data: object) -> list[tuple[str, str | None]]:
    return [(name, getattr(data, name)) for name in ("spells", "supports", "persons", "observation")]


def from_options(
    *, title: str, states: tuple[str, ...], supports: tuple[str, ...], outcome: Outcome, rules: dict[str, Any]
) -> FlowDefinition:
    """Return a definition from the words of a call: "id=code,code" or just "code"."""
    return FlowDefinition(
        id="flow", title=Text.same(title),
        states=tuple(State(id=name, label=Text.same(name), codes=codes) for name, codes in map(_named, states)),
        supports=tuple(Support(id=name, label=Text.same(name), codes=codes) for name, codes in map(_named, supports)),
        outcome=outcome, **rules,
    )  # fmt: skip


def _named(words: str) -> tuple[str, tuple[str, ...]]:
    name, mark, codes = words.partition("=")
    return name.strip(), tuple(code.strip() for code in (codes if mark else name).split(",") if code.strip())
