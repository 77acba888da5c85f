# SPDX-License-Identifier: Apache-2.0
"""An initiative file (TOML, schema utfall/initiative/1) read into an Initiative, or every fault of it."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from utfall.core.errors import Fault, InputError, Place
from utfall.core.initiative import EarlierLock, Initiative, PlanLock
from utfall.core.text import NO_TEXT, Text

if TYPE_CHECKING:
    from utfall.io._initiative.source import Document

# A file written by people is some ten kilobytes; more than this is another file.
_LARGEST = 5_000_000
_DATA_ENDINGS = (".csv", ".tsv", ".xlsx", ".xlsm", ".parquet", ".pq")


def read_initiative(path: str | Path) -> Initiative:
    """Return the initiative of a TOML file. Data files are not opened (see `utfall.io.check`).

    Raises
    ------
    InputError
        With every fault of the file at once, each with field, line and mend.
    """
    where = Path(path)
    return parse_initiative(file_text(where), file=where.name)


def parse_initiative(text: str, *, file: str = "") -> Initiative:
    """Return the initiative of a TOML text; `file` is its name in messages. Raises as `read_initiative`."""
    from utfall.io._initiative.source import parse_toml

    return _initiative_of(parse_toml(text, file=file))


def read_partly(path: str | Path) -> tuple[Initiative | None, Initiative | None, tuple[Fault, ...]]:
    """Return the initiative, else as much of it as its data can be checked against, and every fault of the file.

    Returns
    -------
    The whole initiative (None when the file has faults), one with only data, outcomes and comparisons that
    could be read (None when the file could not be parsed at all), and the faults.
    """
    from utfall.io._initiative.source import parse_toml

    where = Path(path)
    try:
        document = parse_toml(file_text(where), file=where.name)
    except InputError as error:
        return None, None, error.faults
    found, parts, faults = _read_parts(document)
    if not faults:
        whole = _assembled(found, parts)
        return whole, whole, ()
    from utfall.io._initiative.models import InitiativeSection

    section = found.one("initiative", InitiativeSection)
    partial = Initiative(
        id="", title=NO_TEXT, summary=NO_TEXT, target_group=NO_TEXT, ex_ante=bool(section and section.ex_ante),
        data=parts["data"], outcomes=parts["outcomes"], comparisons=parts["comparisons"],
        component_analysis=parts["component_analysis"], ratings=parts["ratings"], follow_up=parts["follow_up"],
    )  # fmt: skip
    return None, partial, faults


def initiative_from_values(values: dict[str, Any], *, file: str = "") -> Initiative:
    """Return the initiative of values shaped as a parsed file (for forms and interfaces). Raises likewise."""
    from utfall.io._initiative.source import Document

    return _initiative_of(Document(file, values, {}))


def canonical_plan(initiative: Initiative) -> str:
    """Return the canonical JSON of the plan part, whose SHA-256 is `Initiative.plan_sha256`."""
    from utfall.io._initiative.plan import canonical_plan as canonical

    return canonical(initiative)


def _initiative_of(document: Document) -> Initiative:
    found, parts, faults = _read_parts(document)
    if faults:
        raise InputError(*faults)
    return _assembled(found, parts)


def _read_parts(document: Document) -> tuple[Any, dict[str, Any], tuple[Fault, ...]]:
    """Return the sections, what could be built of them, and every fault."""
    from utfall.io._initiative.build import appraisal, comparisons, criteria, data_sources, logic_model, outcomes
    from utfall.io._initiative.economy import economy
    from utfall.io._initiative.models import DisclosureSection, LockHistorySection, LockSection
    from utfall.io._initiative.plans import graded_lines, plans
    from utfall.io._initiative.questions import component_plan, follow_up_plan, rating_plans
    from utfall.io._initiative.source import Faults
    from utfall.io._initiative.structure import read_structure

    faults = Faults(document)
    found = read_structure(document, faults)
    settings = appraisal(found, faults)
    money = economy(found, settings, faults)
    lines = graded_lines(found, money.lines)
    parts: dict[str, Any] = {
        "logic_model": logic_model(found, faults),
        "outcomes": outcomes(found, faults),
        "data": data_sources(found),
        "comparisons": comparisons(found, faults),
        "criteria": criteria(found, faults),
        "lines": lines,
        "plans": plans(found, settings, lines, faults),
        "index": money.index,
        "index_origin": money.origin,
        "appraisal": settings,
        "parameter_labels": _parameter_labels(found),
    }
    measured = parts["outcomes"], parts["comparisons"]
    parts["component_analysis"] = component_plan(found, *measured, faults)
    parts["ratings"] = rating_plans(found, *measured, faults)
    parts["follow_up"] = follow_up_plan(found, *measured, faults)
    if lock := found.one("lock", LockSection):
        parts["lock"] = PlanLock(date=lock.date, sha256=lock.sha256, by=lock.by)
    parts["lock_history"] = tuple(
        EarlierLock(date=one.date, sha256=one.sha256, by=one.by, reason=one.reason)
        for _, one in found.many("lock_history", LockHistorySection)
    )
    if disclosure := found.one("disclosure", DisclosureSection):
        parts["disclosure_threshold"] = disclosure.threshold
    return found, parts, tuple(faults.sorted())


def _parameter_labels(found: Any) -> dict[str, Text]:
    from utfall.io._initiative.build import words
    from utfall.io._initiative.models_economy import ParameterSection

    return {item.id: words(item.label) for _, item in found.many("parameters", ParameterSection) if item.label}


def _assembled(found: Any, parts: dict[str, Any]) -> Initiative:
    from utfall.io._initiative.build import words
    from utfall.io._initiative.models import InitiativeSection
    from utfall.io._initiative.plan import plan_sha256

    section = found.one("initiative", InitiativeSection)
    initiative = Initiative(
        id=section.id, title=words(section.title), summary=words(section.summary),
        target_group=words(section.target_group), question=words(section.question),
        counterfactual=words(section.counterfactual), organisation=words(section.organisation),
        participants=section.participants, ex_ante=section.ex_ante, illustration=section.illustration,
        caveats=tuple(words(caveat) for caveat in section.caveats), **parts,
    )  # fmt: skip
    return replace(initiative, plan_sha256=plan_sha256(initiative))


def _is_data(name: str) -> Fault:
    return Fault(
        "file-is-data",
        Text(sv="Det här är en datafil, ingen satsningsfil.", en="This is a data file, not an initiative file."),
        Text(
            sv="Ange satsningsfilen (.toml); `utfall new` skriver en, och `utfall effect` tar en datafil.",
            en="Name the initiative file (.toml); `utfall new` writes one, and `utfall effect` takes a data file.",
        ),
        Place(file=name),
    )


def file_text(path: Path) -> str:
    """Return the text of an initiative file; raises an InputError when it is no such file or not UTF-8."""
    from utfall.io._tables.opening import require_file

    # a data file is told by its ending, however large it is
    largest = sys.maxsize if path.suffix.lower() in _DATA_ENDINGS else _LARGEST
    require_file(path, endings=(".toml",), largest=largest)
    if path.suffix.lower() in _DATA_ENDINGS:
        raise InputError(_is_data(path.name))
    data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        said = Text(
            sv="Filen är inte sparad som UTF-8, som en satsningsfil ska vara.",
            en="The file is not saved as UTF-8, as an initiative file has to be.",
        )
        mend = Text(
            sv="Öppna den i en textredigerare och spara den med kodningen UTF-8.",
            en="Open it in a text editor and save it with the encoding UTF-8.",
        )
        raise InputError(Fault("toml-encoding", said, mend, Place(file=path.name, row=row))) from None
