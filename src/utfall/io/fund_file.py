# SPDX-License-Identifier: Apache-2.0
"""A fund file (TOML, schema utfall/fund/1): the rules, who stands behind what, and every entry of the ledger."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from utfall.core.errors import InputError, suggestion
from utfall.core.text import NO_TEXT, Text
from utfall.economics.funding.ledger import ORE, Entry, EntryKind, FundRules, Ledger
from utfall.economics.funding.path import ExpectedSaving
from utfall.economics.funding.posting import post
from utfall.economics.funding.statement import open_ledger, rule_faults

if TYPE_CHECKING:
    from utfall.io._initiative.sections import Sections

SCHEMA = "utfall/fund/1"
# Names in the file whose amounts are kronor there and öre in the rules.
_MONEY = ("size", "ceiling", "yearly_cap", "initiative_yearly_cap")

_HOW_TO_STATE = {
    "fund_share": Text(sv="Ange fondens andel, som fund_share = 0.7.", en="State a share, as fund_share = 0.7."),
    "model": Text(sv="Ange none, frame_cut eller repayment.", en="State none, frame_cut or repayment."),
}


@dataclass(frozen=True, slots=True)
class RuleSource:
    """Where a rule comes from: the preset that gave it, its source, and whether somebody has seen it there."""

    name: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FundFile:
    """A fund as its file describes it.

    Parameters
    ----------
    titles
        Names of the initiatives for people, by id.
    preset
        Id of the rule preset, "" when none is used.
    sources
        Of the rules that the preset gave.
    """

    id: str
    title: Text
    illustration: bool
    currency: str
    ledger: Ledger
    expected: tuple[ExpectedSaving, ...]
    titles: dict[str, Text]
    preset: str
    sources: tuple[RuleSource, ...]
    note: Text = NO_TEXT


def fund_presets() -> dict[str, dict[str, Any]]:
    """Return the rule presets that come with the package, by id: name, and each rule with source and how sure."""
    folder = files("utfall").joinpath("catalogue", "fund_rules")
    found = {}
    for entry in sorted(folder.iterdir(), key=lambda file: file.name):
        if entry.name.endswith(".toml"):
            values = tomllib.loads(entry.read_text(encoding="utf-8"))
            found[str(values["id"])] = values
    return found


def read_fund(path: str | Path, *, today: str) -> FundFile:
    """Return the fund of a file, every entry posted in order.

    Parameters
    ----------
    today
        ISO date; entries after it are faults, since a ledger holds what has happened.

    Raises
    ------
    InputError
        With every fault at once, each with its line and mend: of the form, of the rules, and the entries that the
        rules forbid (check K16 among them).
    """
    from utfall.io._initiative.sections import file_text

    where = Path(path)
    return parse_fund(file_text(where), file=where.name, today=today)


def parse_fund(text: str, *, today: str, file: str = "") -> FundFile:
    """Return the fund of a TOML text; `file` is its name in messages. Raises as `read_fund`."""
    from utfall.io._initiative.build import words
    from utfall.io._initiative.models_fund import SHAPE, FundSection, InitiativeRow
    from utfall.io._initiative.sections import read_sections

    found = read_sections(text, SHAPE, file=file)
    rules, preset, sources = _rules(found)
    parties = {row.id: tuple(row.boards) for _, row in found.many("initiatives", InitiativeRow)}
    ledger = None if rules is None else _posted(found, rules, parties, today)
    expected = _expected(found, tuple(parties))
    found.require_sound()
    section = found.one("fund", FundSection)
    if section is None or ledger is None:  # both are required sections: their absence is a fault noted above
        raise AssertionError("a sound fund file has [fund] and [rules]")
    return FundFile(
        id=section.id,
        title=words(section.title),
        illustration=section.illustration,
        currency=section.currency,
        note=words(section.note),
        ledger=ledger,
        expected=expected,
        titles={row.id: words(row.title, row.id) for _, row in found.many("initiatives", InitiativeRow)},
        preset=preset,
        sources=sources,
    )


def _rules(found: Sections) -> tuple[FundRules | None, str, tuple[RuleSource, ...]]:
    """Return the rules: what the preset says, replaced by what the file says."""
    from utfall.io._initiative.models_fund import RulesSection

    section = found.one("rules", RulesSection)
    if section is None:
        return None, "", ()
    given: dict[str, Any] = {}
    sources: list[RuleSource] = []
    presets = fund_presets()
    if section.preset is not None and section.preset not in presets:
        shown = section.preset[:60]
        said = Text(sv=f"Regeluppsättningen ”{shown}” finns inte.", en=f"There is no preset '{shown}'.")
        found.faults.add("preset-unknown", ("rules", "preset"), said, suggestion(section.preset[:60], presets))
        return None, "", ()
    for name, rule in presets.get(section.preset or "", {}).get("rules", {}).items():
        given[name] = rule["value"]
        sources.append(RuleSource(name, rule["source"], rule["verified"]))
    stated = {name: value for name, value in section.model_dump(exclude={"preset"}).items() if value is not None}
    sources = [row for row in sources if row.name not in stated]
    given |= stated
    if not _complete(given, found):
        return None, "", ()
    kept = {(f"{name}_ore" if name in _MONEY else name): value for name, value in given.items()}
    for name in _MONEY:
        if name in given:
            ore = _ore(given[name], ("rules", name), found)
            kept[f"{name}_ore"] = 0 if ore is None else ore
    rules = FundRules(**kept)
    for fault in rule_faults(rules):
        where = fault.place.field.split(".")
        found.faults.add(fault.code, tuple(where), fault.text, fault.mend)
    return (None if rule_faults(rules) else rules), section.preset or "", tuple(sources)


def _complete(given: dict[str, Any], found: Sections) -> bool:
    """Note a rule that neither file nor preset states: the split and the way of return are never guessed."""
    missing = [name for name in ("fund_share", "model") if name not in given]
    for name in missing:
        said = Text(sv=f"Regeln {name} är inte angiven.", en=f"The rule {name} is not stated.")
        mend = _HOW_TO_STATE[name]
        found.faults.add("field-missing", ("rules", name), said, mend)
    return not missing


def _ore(kronor: float, path: tuple[str | int, ...], found: Sections) -> int | None:
    """Return an amount in whole öre; note one with parts of an öre or too large to keep every öre."""
    ore = round(kronor * ORE)
    if abs(kronor * ORE - ore) <= 1e-4 and abs(ore) < 2**52:
        return ore
    said = Text(sv=f"Beloppet {kronor:.10g} är inte hela ören.", en=f"The amount {kronor:.10g} is not whole öre.")
    found.faults.add("amount-parts", path, said, Text(sv="Ange högst två decimaler.", en="State at most two decimals."))
    return None


def _posted(found: Sections, rules: FundRules, parties: dict[str, tuple[str, ...]], today: str) -> Ledger:
    """Return the ledger with every entry posted; what the rules forbid is noted with its line, and left out."""
    from utfall.io._initiative.models_fund import EntryRow
    from utfall.io._initiative.sections import iso_date

    ledger = open_ledger(rules, parties)
    for n, row in found.many("entries", EntryRow):
        path = ("entries", n)
        date = iso_date(row.date, (*path, "date"), found.faults)
        amount = _ore(row.amount, (*path, "amount"), found)
        known = _known(row.initiative, row.kind, tuple(parties), path, found)
        if date is None or amount is None or not known or _in_future(date, today, path, found):
            continue
        entry = Entry(
            date=date, kind=EntryKind(row.kind), amount_ore=amount, initiative=row.initiative or "",
            board=row.board, note=row.note, saving=row.saving,
        )  # fmt: skip
        try:
            ledger = post(ledger, entry)
        except InputError as error:
            for fault in error.faults:
                found.faults.add(fault.code, path, fault.text, fault.mend)
    return ledger


def _known(
    name: str | None, kind: str, initiatives: tuple[str, ...], path: tuple[str | int, ...], found: Sections
) -> bool:
    if kind == "appropriation" and name is None:
        return True
    if name in initiatives:
        return True
    if name is None:
        said = Text(sv="Posten säger inte vilken satsning den gäller.", en="The entry names no initiative.")
        mend = Text(sv="Lägg till initiative = id.", en="Add initiative = an id.")
    else:
        said = Text(sv=f"Satsningen ”{name[:60]}” finns inte.", en=f"There is no initiative '{name[:60]}'.")
        mend = suggestion(name[:60], initiatives)
    found.faults.add("initiative-unknown", (*path, "initiative"), said, mend)
    return False


def _in_future(date: str, today: str, path: tuple[str | int, ...], found: Sections) -> bool:
    if date <= today:
        return False
    said = Text(sv=f"Posten är daterad {date}, efter {today}.", en=f"The entry is dated {date}, after {today}.")
    mend = Text(
        sv="En bok visar det som har hänt; väntade besparingar skrivs under [[expected]].",
        en="A ledger holds what has happened; expected savings are written under [[expected]].",
    )
    found.faults.add("entry-in-future", (*path, "date"), said, mend)
    return True


def _expected(found: Sections, initiatives: tuple[str, ...]) -> tuple[ExpectedSaving, ...]:
    from utfall.io._initiative.models_fund import ExpectedRow

    rows = []
    for n, row in found.many("expected", ExpectedRow):
        path = ("expected", n)
        amount = _ore(row.amount, (*path, "amount"), found)
        if _known(row.initiative, "verified_saving", initiatives, path, found) and amount is not None:
            rows.append(ExpectedSaving(row.year, row.initiative, row.board, amount))
    return tuple(rows)


def rule_names() -> tuple[str, ...]:
    """Return the names of the rules as written in a fund file."""
    return tuple(field.name.removesuffix("_ore") for field in fields(FundRules))
