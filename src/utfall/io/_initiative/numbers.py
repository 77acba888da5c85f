# SPDX-License-Identifier: Apache-2.0
"""Numbers with uncertainty: given, shared by id, or in a table; each held against what its role allows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from utfall.core.errors import suggestion
from utfall.core.lines import Distribution, Parameter
from utfall.core.text import Lang, Text
from utfall.io._initiative import models as m
from utfall.io._initiative.source import Faults, Path

_POSITIVE = ("lognormal", "gamma")
# Normal quantile of a 95 % interval, twice: what a low and a high are apart in standard deviations.
_INTERVAL_WIDTH = 2 * 1.959963984540054


@dataclass(frozen=True, slots=True)
class Role:
    """What a number stands for and between which bounds it makes sense."""

    code: str
    least: float
    most: float
    mend: Text


SHARE = Role("share-outside", 0.0, 1.0, Text(
    sv="Ange en andel 0–1: 0.2 för 20 procent.", en="State a share 0–1: 0.2 for 20 per cent.",
))  # fmt: skip
COST = Role("cost-outside", 0.0, 1e10, Text(
    sv="Ange kostnaden som 0 eller mer; posten vet själv att den är en kostnad.",
    en="State the cost as 0 or more; the line knows by itself that it is a cost.",
))  # fmt: skip
QUANTITY = Role("quantity-outside", 0.0, 1e9, Text(
    sv="Ange antal enheter per år, 0 till en miljard.", en="State units per year, 0 to a thousand million.",
))  # fmt: skip
ANY = Role("number-outside", -1e9, 1e9, Text(
    sv="Kontrollera enheten: talet är större än en miljard.",
    en="Check the unit: the number exceeds a thousand million.",
))  # fmt: skip


def parameter_of(
    table: m.NumberTable, name: str, path: Path, faults: Faults, *, default_source: str = ""
) -> Parameter | None:
    """Return a parameter from its table; None, with the fault noted, when its range is impossible.

    A range without a distribution is triangular.
    """
    distribution: Distribution = table.distribution or (
        "fixed" if table.low is None and table.high is None else "triangular"
    )
    parameter = Parameter(
        name=name, value=table.value, low=table.low, high=table.high, distribution=distribution,
        source=table.source or default_source, assumption=table.assumption,
    )  # fmt: skip
    return parameter if range_is_possible(parameter, path, faults) else None


def shown(number: float, lang: Lang) -> str:
    """Return a number as people read it: whole ones in full, thousands apart."""
    if abs(number) < 1e15 and number == round(number):
        whole = f"{number:,.0f}"
        return whole.replace(",", " ") if lang == "sv" else whole
    return f"{number:.10g}"


def range_is_possible(parameter: Parameter, path: Path, faults: Faults) -> bool:
    """Return whether value, low, high and distribution fit together; note the fault when not."""
    low, high, value, kind = parameter.low, parameter.high, parameter.value, parameter.distribution
    if low is None and high is None and kind == "fixed":
        return True
    if low is None or high is None:
        return _note_half(kind, path, faults)
    if not low <= value <= high:
        said = Text(
            sv=f"Spannet {shown(low, 'sv')}–{shown(high, 'sv')} omfattar inte värdet {shown(value, 'sv')}.",
            en=f"The range {shown(low, 'en')}–{shown(high, 'en')} does not hold the value {shown(value, 'en')}.",
        )
        mend = Text(sv="Ange low ≤ value ≤ high.", en="State low ≤ value ≤ high.")
        faults.add("range-order", path, said, mend)
        return False
    reason = _why_impossible(parameter, low, high)
    if reason is None:
        return True
    said = Text(
        sv=f"Fördelningen {kind} passar inte: {reason.sv}.", en=f"The distribution {kind} does not fit: {reason.en}."
    )
    mend = Text(
        sv="Välj triangular, som passar alla spann, eller ändra spannet.",
        en="Choose triangular, which fits every range, or change the range.",
    )
    faults.add("distribution-impossible", path, said, mend)
    return False


def _note_half(kind: str, path: Path, faults: Faults) -> bool:
    said = Text(sv=f"Osäkerheten ({kind}) saknar low eller high.", en=f"The uncertainty ({kind}) lacks low or high.")
    mend = Text(
        sv="Ange både low och high, eller ingen av dem och ingen distribution.",
        en="State both low and high, or neither of them and no distribution.",
    )
    faults.add("range-half", path, said, mend)
    return False


def _why_impossible(parameter: Parameter, low: float, high: float) -> Text | None:
    kind, value = parameter.distribution, parameter.value
    if low == high:
        return None
    if kind in _POSITIVE and (low < 0 or value <= 0):
        return Text(sv="den har bara värden över noll", en="it has only values above zero")
    if kind == "beta":
        if low < 0 or high > 1:
            return Text(sv="den har bara värden 0–1", en="it has only values 0–1")
        spread = (high - low) / _INTERVAL_WIDTH
        if spread**2 >= value * (1 - value):
            return Text(sv="spannet är för brett för en andel", en="the range is too wide for a share")
    return None


def fits_role(parameter: Parameter, role: Role, path: Path, faults: Faults) -> bool:
    """Return whether a parameter lies within what its role allows; note the fault when not."""
    given = [x for x in (parameter.value, parameter.low, parameter.high) if x is not None]
    wrong = next((x for x in given if not role.least <= x <= role.most), None)
    if wrong is None:
        return True
    name = str(next((step for step in reversed(path) if isinstance(step, str)), ""))
    if wrong < 0 and role in (COST, QUANTITY):
        code = "cost-negative" if role is COST else "quantity-negative"
        said = Text(sv=f"{name} är negativ: {shown(wrong, 'sv')}.", en=f"{name} is negative: {shown(wrong, 'en')}.")
        faults.add(code, path, said, role.mend)
        return False
    said = Text(
        sv=f"{name} är {shown(wrong, 'sv')}, utanför {shown(role.least, 'sv')}–{shown(role.most, 'sv')}.",
        en=f"{name} is {shown(wrong, 'en')}, outside {shown(role.least, 'en')}–{shown(role.most, 'en')}.",
    )
    mend = role.mend
    if role is COST:
        mend = Text(
            sv="Kontrollera enheten: kostnaden för en enhet är orimligt hög.",
            en="Check the unit: the cost of one unit is not plausible.",
        )
    faults.add(role.code, path, said, mend)
    return False


def note_quoted_number(raw: str, path: Path, faults: Faults) -> bool:
    """Note the fault of a number written as a text, such as "640 000"; return whether it is one."""
    bare = re.sub(r"[\s\u00a0\u202f]|kr$", "", raw).replace(",", ".").replace("\u2212", "-")
    if not re.fullmatch(r"-?\d+(\.\d+)?", bare):
        return False
    name = str(next((step for step in reversed(path) if isinstance(step, str)), ""))
    said = Text(
        sv=f"{name} är texten ”{raw[:40]}”, inte ett tal.", en=f"{name} is the text '{raw[:40]}', not a number."
    )
    mend = Text(
        sv=f"Skriv talet utan citattecken och mellanslag: {bare}.",
        en=f"Write the number without quotes and spaces: {bare}.",
    )
    faults.add("number-quoted", path, said, mend)
    return True


@dataclass(slots=True)
class Numbers:
    """Reads numbers of an initiative file: knows the shared parameters and where faults go."""

    shared: dict[str, Parameter]
    written: tuple[str, ...]  # every id under [[parameters]], those with faults too
    faults: Faults

    def read(self, raw: float | str | m.NumberTable, role: Role, *, name: str, path: Path) -> Parameter | None:
        """Return the parameter that a value of the file stands for; None, with the fault noted, when none."""
        if isinstance(raw, str):
            found = self.shared.get(raw)
            if found is None:
                self._note_unknown(raw, path)
        elif isinstance(raw, m.NumberTable):
            found = parameter_of(raw, name, path, self.faults)
        else:
            found = Parameter(name=name, value=raw)
        if found is None or not fits_role(found, role, path, self.faults):
            return None
        return found

    def optional(
        self, raw: float | str | m.NumberTable | None, role: Role, *, name: str, path: Path
    ) -> Parameter | None:
        """Return None for what is not stated, else as `read`."""
        return None if raw is None else self.read(raw, role, name=name, path=path)

    def _note_unknown(self, raw: str, path: Path) -> None:
        if raw in self.written:
            return  # its own fault is noted where it stands
        if note_quoted_number(raw, path, self.faults):
            return
        shown = raw if len(raw) <= 60 else raw[:60] + "…"
        said = Text(sv=f"Parametern ”{shown}” finns inte.", en=f"There is no parameter '{shown}'.")
        mend = suggestion(raw[:60], self.written) if self.written else Text(
            sv="Skriv ett tal, eller lägg till den under [[parameters]].",
            en="Write a number, or add it under [[parameters]].",
        )  # fmt: skip
        self.faults.add("parameter-unknown", path, said, mend)
