# SPDX-License-Identifier: Apache-2.0
"""A contract file (TOML, schema utfall/contract/1): the terms, and an initiative file or given effects."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from utfall.core.text import Text
from utfall.economics.funding.contract import Ladder, Linear, OutcomeContract, RateCard, contract_faults
from utfall.economics.funding.contract_run import GivenEffects
from utfall.economics.model import Effect

if TYPE_CHECKING:
    from utfall.io._initiative.models_contract import OutcomeRow, TermsSection
    from utfall.io._initiative.sections import Sections

SCHEMA = "utfall/contract/1"
# Half of a 95 % interval is this many standard errors.
_Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractFile:
    """A contract as its file describes it.

    Parameters
    ----------
    initiative
        Path of the initiative file, from the contract's folder; None: the effects are given here.
    given
        Effects and gains stated in the file; None when an initiative file carries them.
    labels
        Names of the outcomes for people, by id.
    """

    id: str
    title: Text
    note: Text
    illustration: bool
    currency: str
    investor: Text
    counterfactual: Text
    contract: OutcomeContract
    initiative: Path | None
    given: GivenEffects | None
    labels: dict[str, Text]
    draws: int
    seed: int


def read_contract(path: str | Path) -> ContractFile:
    """Return the contract of a file.

    Raises
    ------
    InputError
        With every fault at once, each with its line and mend.
    """
    from utfall.io._initiative.sections import file_text

    where = Path(path)
    return parse_contract(file_text(where), file=where.name, folder=where.parent)


def parse_contract(text: str, *, file: str = "", folder: Path = Path()) -> ContractFile:
    """Return the contract of a TOML text; `folder` is where the path of an initiative file counts from."""
    from utfall.io._initiative.build import actor_of, words
    from utfall.io._initiative.models_contract import SHAPE, ContractSection, OutcomeRow, TermsSection
    from utfall.io._initiative.sections import read_sections

    found = read_sections(text, SHAPE, file=file)
    section, terms = found.one("contract", ContractSection), found.one("terms", TermsSection)
    rows = found.many("outcomes", OutcomeRow)
    pays = None if terms is None else _terms(terms, found)
    payer = None if section is None else actor_of(section.payer, ("contract", "payer"), found.faults)
    given = None
    if section is not None and section.initiative is None:
        given = _given(rows, section.discount_rate, found)
    elif section is not None:
        _check_not_given(rows, found)
    if section is None or pays is None or payer is None or not rows:
        found.require_sound()
        raise AssertionError("a sound contract file has terms, a payer and outcomes")
    contract = OutcomeContract(
        outcomes=tuple((row.outcome, row.weight) for _, row in rows), terms=pays, investment=section.investment,
        years=section.years, payer=payer, cap=section.cap, return_cap=section.return_cap,
        guarantee=section.guarantee, significant_only=section.rule == "significant", metric=section.metric,
        baseline=section.baseline, window=section.window_years,
    )  # fmt: skip
    for fault in contract_faults(contract, [row.outcome for _, row in rows]):
        found.faults.add(fault.code, tuple(fault.place.field.split(".")), fault.text, fault.mend)
    found.require_sound()
    return ContractFile(
        id=section.id, title=words(section.title), note=words(section.note), illustration=section.illustration,
        currency=section.currency, investor=words(section.investor), counterfactual=words(section.counterfactual),
        contract=contract, initiative=None if section.initiative is None else folder / section.initiative,
        given=given, labels={row.outcome: words(row.label, row.outcome) for _, row in rows},
        draws=section.draws, seed=section.seed,
    )  # fmt: skip


def _terms(terms: TermsSection, found: Sections) -> Ladder | Linear | RateCard | None:
    if terms.kind == "ladder" and terms.steps:
        return Ladder(steps=tuple((step.at_least, step.pays) for step in terms.steps))
    if terms.kind == "linear" and terms.rate is not None:
        return Linear(rate=terms.rate, floor=terms.floor, ceiling=terms.ceiling)
    if terms.kind == "rate_card" and terms.price is not None and terms.persons is not None:
        return RateCard(price=terms.price, persons=terms.persons)
    needed = {"ladder": "steps", "linear": "rate", "rate_card": "price, persons"}[terms.kind]
    said = Text(sv=f"Villkoret {terms.kind} saknar {needed}.", en=f"The terms {terms.kind} lack {needed}.")
    found.faults.add("field-missing", ("terms",), said, Text(sv=f"Lägg till {needed}.", en=f"Add {needed}."))
    return None


def _given(rows: list[tuple[int, OutcomeRow]], rate: float, found: Sections) -> GivenEffects:
    from utfall.io._initiative.build import actor_of
    from utfall.io._initiative.models_contract import GainRow

    effects = [effect for n, row in rows if (effect := _effect(row, n, found)) is not None]
    gains = {}
    for n, gain in found.many("gains", GainRow):
        actor = actor_of(gain.actor, ("gains", n, "actor"), found.faults)
        if actor is not None:
            gains[actor] = tuple(gain.per_year)
    return GivenEffects(effects=tuple(effects), gains=gains, discount_rate=rate)


def _effect(row: OutcomeRow, n: int, found: Sections) -> Effect | None:
    path = ("outcomes", n)
    if row.value is None:
        said = Text(sv="Utfallet har ingen effekt.", en="The outcome has no effect.")
        mend = Text(
            sv="Ange value, low och high, eller en satsningsfil med initiative.",
            en="State value, low and high, or an initiative file with initiative.",
        )
        found.faults.add("field-missing", (*path, "value"), said, mend)
        return None
    low = row.value if row.low is None else row.low
    high = row.value if row.high is None else row.high
    if (row.low is None) != (row.high is None) or not low <= row.value <= high:
        said = Text(sv="Spannet omfattar inte värdet.", en="The range does not hold the value.")
        found.faults.add("range-order", path, said, Text(sv="Ange low ≤ value ≤ high.", en="State low ≤ value ≤ high."))
        return None
    return Effect(
        outcome=row.outcome, sign=1 if row.direction == "increase" else -1, value=row.value,
        std_error=(high - low) / (2 * _Z95), df=None, change_only=False, potential=None,
    )  # fmt: skip


def _check_not_given(rows: list[tuple[int, OutcomeRow]], found: Sections) -> None:
    for n, row in rows:
        if row.value is not None:
            said = Text(
                sv="Effekten står både här och i satsningsfilen.",
                en="The effect stands here and in the initiative file.",
            )
            mend = Text(sv="Ta bort value, eller initiative.", en="Remove value, or initiative.")
            found.faults.add("effect-twice", ("outcomes", n, "value"), said, mend)
