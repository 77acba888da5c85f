# SPDX-License-Identifier: Apache-2.0
"""Assumptions: every number that the formulas start from, named, in one place each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from utfall.core.lines import Cashability, Line, Parameter
from utfall.core.text import Text
from utfall.economics import Appraisal
from utfall.economics.model import PARTICIPANTS
from utfall.economics.parameters import SHARES, key_of, roles_of
from utfall.reports.phrases import economy
from utfall.reports.phrases.lines import TIMING_NAMES
from utfall.reports.workbook.formulas import Expr
from utfall.reports.workbook.sheets import FIRST_ROW, Book, Sheet
from utfall.reports.workbook.styles import Style
from utfall.thread import Evaluation

_MONTHS_PER_YEAR = 12.0
# A tenth of an öre: what lies closer to zero is rounding.
_ROUNDING = -0.001
_DISTRIBUTIONS: dict[str, Text] = {
    "fixed": Text(sv="fast", en="fixed"),
    "normal": Text(sv="normal", en="normal"),
    "t": Text(sv="t-fördelning", en="t"),
    "lognormal": Text(sv="lognormal", en="lognormal"),
    "beta": Text(sv="beta", en="beta"),
    "gamma": Text(sv="gamma", en="gamma"),
    "triangular": Text(sv="triangel", en="triangular"),
    "pert": Text(sv="PERT", en="PERT"),
    "uniform": Text(sv="likformig", en="uniform"),
}


CASH_NAMES: dict[Cashability, Text] = {
    "cash_releasing": Text(sv="Blir pengar (kassaeffekt)", en="Becomes money (cash releasing)"),
    "freed_capacity": Text(sv="Frigör kapacitet", en="Frees capacity"),
    "avoided_growth": Text(sv="Undviken framtida ökning", en="Avoids future growth"),
    "not_valued": Text(sv="Inte bedömt", en="Not assessed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The named cells that formulas start from.

    Parameters
    ----------
    parameters
        By parameter name, effects as "effect:<outcome>".
    participants
        None when the initiative does not say how many take part.
    cash_words
        The words for how a value becomes money.
    months, rounding
        Months of a year; what is closer to zero than this many kronor (below zero) counts as zero.
    """

    parameters: dict[str, Expr]
    price_year: Expr
    discount_rate: Expr
    timing: Expr
    months: Expr
    rounding: Expr
    participants: Expr | None
    cash_words: dict[Cashability, Expr]


def write_assumptions(book: Book, evaluation: Evaluation, appraisal: Appraisal, effects: Mapping[str, Expr]) -> Given:
    """Write every named number; `effects` are the cells of the estimates by outcome id, those there are."""
    sheet, say = book.sheets["assumptions"], book.say
    sheet.table(
        [
            say("Antagande", "Assumption"),
            say("Värde", "Value"),
            say("Låg", "Low"),
            say("Hög", "High"),
            say("Fördelning", "Distribution"),
            say("Antaget (ej mätt)", "Assumed (not measured)"),
            say("Källa", "Source"),
            say("Används av rad", "Used by line"),
            say("Namn i formler", "Name in formulas"),
        ],
        [64, 16, 14, 14, 14, 14, 44, 40, 34],
    )
    row = _Rows(book, sheet, FIRST_ROW)
    settings = appraisal.settings
    price_year = row.setting("price_year", say("Basår för priser", "Base price year"), settings.price_year, "year")
    rate_words = say("Kalkylränta per år, real", "Discount rate per year, real")
    if settings.schedule:
        sheet_name = book.sheets["discounting"].name
        rate_words = say(
            f"Kalkylränta, används ej: se bladet {sheet_name}", f"Discount rate, not used: see {sheet_name}"
        )
    rate = row.setting("discount_rate", rate_words, settings.discount_rate, "share", fixed=bool(settings.schedule))
    timing = row.timing(settings.timing)
    months = row.setting(
        "months_per_year", say("Månader på ett år", "Months of a year"), _MONTHS_PER_YEAR, "whole", fixed=True
    )
    rounding = row.setting("zero_limit", say("Nollgräns, kr: närmare noll räknas som noll", "Zero limit, kronor: closer to zero counts as zero"),
                           _ROUNDING, "number", fixed=True)  # fmt: skip
    model = appraisal.model
    found = {name: row.parameter(name, p, appraisal, evaluation) for name, p in model.parameters.items()}
    for effect in model.effects.values():
        found[effect.name] = row.effect(effect.name, effects.get(effect.outcome), appraisal, evaluation)
    people = found.get(PARTICIPANTS)
    if people is None and appraisal.population is not None:
        people = row.setting(PARTICIPANTS, say("Deltagare", "Participants"), appraisal.population, "whole")
    return Given(
        parameters=found,
        price_year=price_year,
        discount_rate=rate,
        timing=timing,
        months=months,
        rounding=rounding,
        participants=people,
        cash_words=_cash_words(book, sheet, row.next + 1),
    )


def _cash_words(book: Book, sheet: Sheet, at: int) -> dict[Cashability, Expr]:
    sheet.text(at, 0, book.say("Ord som formler använder", "Words that formulas use"), "section")
    return {how: sheet.text(at + 1 + place, 0, book.of(name)) for place, (how, name) in enumerate(CASH_NAMES.items())}


class _Rows:
    """Writes one named number per row."""

    def __init__(self, book: Book, sheet: Sheet, first: int) -> None:
        self.book, self.sheet, self.next = book, sheet, first

    def setting(self, name: str, label: str, value: float, style: Style, *, fixed: bool = False) -> Expr:
        at = self._label(label)
        cell = self.sheet.number(at, 1, value, style, "plain" if fixed else "input")
        if not fixed:
            validate(self.book, self.sheet, at, 1, "share_above" if style == "share" else "positive")
        return self._named(at, name, cell)

    def timing(self, when: str) -> Expr:
        say, words = self.book.say, [self.book.of(text) for text in TIMING_NAMES.values()]
        at = self._label(say("När på året flöden faller", "When in the year flows fall"))
        cell = self.sheet.text(at, 1, self.book.of(TIMING_NAMES[when]), "text", "input")
        self.sheet.raw.data_validation(at, 1, at, 1, {"validate": "list", "source": words})
        return self._named(at, "timing", cell)

    def parameter(self, name: str, parameter: Parameter, appraisal: Appraisal, evaluation: Evaluation) -> Expr:
        owners = _owners(name, appraisal.model.lines)
        roles = {role for _, role in owners}
        style = _style(roles)
        at = self._label(_label(name, owners, evaluation, self.book))
        cell = self.sheet.number(at, 1, parameter.value, style, "input")
        validate(self.book, self.sheet, at, 1, _rule(roles))
        self.sheet.known(at, 2, parameter.low, style)
        self.sheet.known(at, 3, parameter.high, style)
        self.sheet.text(at, 4, self.book.of(_DISTRIBUTIONS[parameter.distribution]))
        self.sheet.text(at, 5, self.book.say("ja", "yes") if parameter.assumption else self.book.say("nej", "no"))
        self.sheet.text(at, 6, parameter.source or self._price_source(owners, roles))
        self.sheet.text(at, 7, ", ".join(dict.fromkeys(line.label.of(self.book.lang) for line, _ in owners)))
        return self._named(at, name, cell)

    def effect(self, name: str, estimate: Expr | None, appraisal: Appraisal, evaluation: Evaluation) -> Expr:
        outcome = name.removeprefix("effect:")
        row = next((r for r in evaluation.sensitivity if r.name == name), None)
        effect, model = appraisal.model.effects[outcome], appraisal.model
        at = self._label(economy.parameter_label(name, evaluation.initiative, self.book.lang))
        if estimate is None:
            cell = self.sheet.number(at, 1, effect.value, "factor", "input")
            validate(self.book, self.sheet, at, 1, "any")
        else:
            cell = self.sheet.formula(at, 1, estimate, "factor")
        self.sheet.known(at, 2, None if row is None else row.low, "factor")
        self.sheet.known(at, 3, None if row is None else row.high, "factor")
        self.sheet.text(at, 4, self.book.of(_DISTRIBUTIONS["normal" if effect.df is None else "t"]))
        self.sheet.text(at, 5, self.book.say("nej", "no"))
        source = self.book.say("Bladet ", "Sheet ") + self.book.sheets["effects"].name
        self.sheet.text(at, 6, self.book.say("Angiven", "Given") if estimate is None else source)
        users = [line for line in model.lines if line.link is not None and line.link.outcome == outcome]
        self.sheet.text(at, 7, ", ".join(line.label.of(self.book.lang) for line in users))
        return self._named(at, name, cell)

    def _price_source(self, owners: list[tuple[Line, str]], roles: set[str]) -> str:
        return owners[0][0].unit_cost.source if owners and "price" in roles else ""

    def _label(self, label: str) -> int:
        at = self.next
        self.next += 1
        self.sheet.text(at, 0, label)
        return at

    def _named(self, at: int, name: str, cell: Expr) -> Expr:
        named = self.book.name(name, cell)
        self.sheet.text(at, 8, named.text(""))
        return named


def _owners(name: str, lines: tuple[Line, ...]) -> list[tuple[Line, str]]:
    found = []
    for line in lines:
        found += [(line, role) for role, parameter in roles_of(line) if key_of(parameter, role, line) == name]
        if name == PARTICIPANTS and line.link is not None and line.population is None:
            found.append((line, "population"))
    return found


_ROLE_WORDS: dict[str, Text] = {
    "price": Text(sv="Pris", en="Price"),
    "quantity": Text(sv="Mängd", en="Quantity"),
    "units_per_improvement": Text(sv="Enheter per förbättring", en="Units per improvement"),
    "population": Text(sv="Antal personer", en="Number of people"),
    "reach": Text(sv="Räckvidd", en="Reach"),
    "deadweight": Text(sv="Avdrag för det som hänt ändå", en="Deadweight"),
    "displacement": Text(sv="Undanträngning", en="Displacement"),
    "attribution": Text(sv="Andras del av effekten", en="Attribution to others"),
    "dropoff": Text(sv="Avtagande per år", en="Drop-off per year"),
}


def _label(name: str, owners: list[tuple[Line, str]], evaluation: Evaluation, book: Book) -> str:
    if name in evaluation.initiative.parameter_labels:
        return evaluation.initiative.parameter_labels[name].of(book.lang)
    if name == PARTICIPANTS:
        return book.say("Deltagare", "Participants")
    if not owners:
        return name
    line, role = owners[0]
    thing = line.unit_cost.label if role == "price" else line.label
    return f"{book.of(_ROLE_WORDS[role])}: {book.of(thing)}"


def _style(roles: set[str]) -> Style:
    if roles & set(SHARES):
        return "share"
    return "whole" if roles == {"population"} else "number"


def _rule(roles: set[str]) -> str:
    if roles & set(SHARES):
        return "share"
    return "any" if roles == {"units_per_improvement"} else "positive"


def validate(book: Book, sheet: Sheet, row: int, col: int, rule: str) -> None:
    """Let a cell take only numbers that the model takes, with a message that says which."""
    rules: dict[str, dict[str, object]] = {
        "share": {"criteria": "between", "minimum": 0, "maximum": 1},
        "share_above": {"criteria": "between", "minimum": -0.99, "maximum": 1},
        "positive": {"criteria": ">=", "value": 0},
        "any": {"criteria": "between", "minimum": -1e12, "maximum": 1e12},
    }
    words = {
        "share": Text(sv="Ange en andel från 0 till 100 %.", en="State a share from 0 to 100%."),
        "share_above": Text(sv="Ange en ränta från −99 till 100 %.", en="State a rate from −99 to 100%."),
        "positive": Text(sv="Ange noll eller ett tal över noll.", en="State zero or a number above zero."),
        "any": Text(sv="Ange ett tal.", en="State a number."),
    }
    sheet.raw.data_validation(
        row,
        col,
        row,
        col,
        {
            "validate": "decimal",
            **rules[rule],
            "error_title": book.say("Värdet går inte att räkna med", "The value cannot be used"),
            "error_message": book.of(words[rule]),
        },
    )
