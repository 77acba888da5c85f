# SPDX-License-Identifier: Apache-2.0
"""Cost lines and consequence lines made into core lines, with quantities and timing checked."""

from __future__ import annotations

from dataclasses import dataclass

from utfall.core.initiative import IndexOrigin
from utfall.core.lines import (
    Adjustment,
    AppraisalSettings,
    EvidenceGrades,
    Line,
    LineKind,
    OutcomeLink,
    Parameter,
    Timing,
)
from utfall.core.text import Text
from utfall.io._initiative import models as m
from utfall.io._initiative import models_economy as e
from utfall.io._initiative.build import OUTCOME, check_known, words
from utfall.io._initiative.numbers import ANY, QUANTITY, SHARE, Numbers, Role, parameter_of
from utfall.io._initiative.postings import default_posting, postings_of
from utfall.io._initiative.prices import Prices, read_prices
from utfall.io._initiative.source import Faults, Path
from utfall.io._initiative.structure import Structure

_Raw = float | str | m.NumberTable | None


@dataclass(frozen=True, slots=True)
class Economy:
    """The lines of an initiative, costs first, and the index series that they use."""

    lines: tuple[Line, ...]
    index: dict[str, dict[int, float]]
    origin: dict[str, IndexOrigin]


def economy(found: Structure, settings: AppraisalSettings | None, faults: Faults) -> Economy:
    """Return the economic part of a document; note what is wrong with it."""
    shared: dict[str, Parameter] = {}
    for n, item in found.many("parameters", e.ParameterSection):
        parameter = parameter_of(item, item.id, ("parameters", n), faults)
        if parameter is not None:
            shared[item.id] = parameter
    numbers = Numbers(shared, tuple(found.ids.get("parameters", ())), faults)
    lines = _Lines(found, numbers, read_prices(found, numbers, settings, faults), settings, faults)
    lines.check_settings()
    built = [lines.cost(item, ("costs", n)) for n, item in found.many("costs", e.CostSection)]
    for n, consequence in found.many("consequences", e.ConsequenceSection):
        built.append(lines.consequence(consequence, ("consequences", n)))
    lines.check_ids()
    return Economy(tuple(line for line in built if line is not None), lines.prices.index, lines.prices.origin)


def _grades(item: e.Priced) -> EvidenceGrades | None:
    found = item.evidence
    return None if found is None else EvidenceGrades(found.population, found.effect, found.unit_cost)


@dataclass(slots=True)
class _Lines:
    """Builds the lines one at a time."""

    found: Structure
    numbers: Numbers
    prices: Prices
    settings: AppraisalSettings | None
    faults: Faults

    def check_settings(self) -> None:
        if "appraisal" in self.found.given:
            return
        for name in ("costs", "consequences"):
            if name in self.found.given:
                said = Text(
                    sv=f"Filen har [[{name}]] men inget [appraisal].",
                    en=f"The file has [[{name}]] but no [appraisal].",
                )
                mend = Text(sv="Lägg till [appraisal] med price_year.", en="Add [appraisal] with price_year.")
                self.faults.add("appraisal-missing", (name, 0), said, mend)

    def check_ids(self) -> None:
        """Note an id of both a cost and a consequence: they stand side by side in results."""
        costs = set(self.found.ids.get("costs", ()))
        for n, item in self.found.many("consequences", e.ConsequenceSection):
            if item.id in costs:
                said = Text(
                    sv=f"Id ”{item.id}” används redan under [[costs]].",
                    en=f"The id '{item.id}' is already used under [[costs]].",
                )
                mend = Text(sv="Ge varje post sitt eget id.", en="Give each item an id of its own.")
                self.faults.add("id-duplicate", ("consequences", n, "id"), said, mend)

    def cost(self, item: e.CostSection, path: Path) -> Line | None:
        kind = LineKind.PROGRAMME_COST
        postings = postings_of(item, kind, path, self.faults)
        cost = self.prices.of_line(item, postings[0].actor if postings else None, path)
        if postings is None:
            postings = default_posting(item, cost, path, self.faults)
        quantity = self._number(item.quantity, QUANTITY, item, "quantity", path)
        timing = self._cost_timing(item, path)
        if cost is None or not postings or quantity is None or timing is None:
            return None
        return Line(
            id=item.id, label=words(item.label, item.id), kind=kind, unit_cost=cost, postings=postings,
            quantity=quantity, timing=timing, sunk=item.sunk, standard_cost=item.standard_cost or "",
            evidence=_grades(item), split_size=item.split_size, stakeholder=words(item.stakeholder),
        )  # fmt: skip

    def consequence(self, item: e.ConsequenceSection, path: Path) -> Line | None:
        kind = LineKind(item.kind)
        postings = postings_of(item, kind, path, self.faults)
        cost = self.prices.of_line(item, postings[0].actor if postings else None, path)
        if postings is None:
            postings = default_posting(item, cost, path, self.faults)
        link = self._link(item, path)
        quantity = self._number(item.quantity, QUANTITY, item, "quantity", path)
        population = self._number(item.population, QUANTITY, item, "population", path)
        reach = self._number(item.reach, SHARE, item, "reach", path)
        dropoff = self._number(item.dropoff, SHARE, item, "dropoff", path)
        deadweight, displacement, attribution = (
            self._adjustment(raw, item, name, path)
            for name, raw in (
                ("deadweight", item.deadweight),
                ("displacement", item.displacement),
                ("attribution", item.attribution),
            )
        )
        self._check_year(item.first_year, (*path, "first_year"))
        if cost is None or not postings or (link is None and quantity is None):
            return None
        return Line(
            id=item.id, label=words(item.label, item.id), kind=kind, unit_cost=cost, postings=postings,
            quantity=quantity, link=link, population=population, reach=reach,
            timing=Timing(
                first_year=item.first_year, years=item.years, dropoff=dropoff, ramp=tuple(item.ramp)
            ),
            deadweight=deadweight, displacement=displacement, attribution=attribution,
            cashability=item.cashability, overlap_group=item.overlap_group or cost.overlap_group,
            overlap_motive=item.overlap_motive, baseline=item.baseline,
            evidence=_grades(item), split_size=item.split_size, stakeholder=words(item.stakeholder),
        )  # fmt: skip

    def _number(self, raw: _Raw, role: Role, item: e.Priced, name: str, path: Path) -> Parameter | None:
        return self.numbers.optional(raw, role, name=f"{item.id}.{name}", path=(*path, name))

    def _adjustment(self, raw: _Raw, item: e.Priced, name: str, path: Path) -> Adjustment | None:
        share = self._number(raw, SHARE, item, name, path)
        if share is None:
            return None
        return Adjustment(share=share, motive=raw.motive if isinstance(raw, e.AdjustmentTable) else "")

    def _link(self, item: e.ConsequenceSection, path: Path) -> OutcomeLink | None:
        if (item.outcome is None) == (item.quantity is None):
            self._note_amount(both=item.outcome is not None, path=path)
            return None
        if item.outcome is None:
            return None
        known = check_known(item.outcome, self.found.ids.get("outcomes", []), OUTCOME, (*path, "outcome"), self.faults)
        self._check_population(item, path)
        if item.units_per_improvement is None:
            said = Text(
                sv="Posten följer ett utfall men säger inte hur mycket.",
                en="The line follows an outcome but does not state how much.",
            )
            mend = Text(
                sv="Lägg till units_per_improvement: enheter per person och år för en enhets förbättring.",
                en="Add units_per_improvement: units per person and year for an improvement of one unit.",
            )
            self.faults.add("field-missing", (*path, "units_per_improvement"), said, mend)
            return None
        units = self._number(item.units_per_improvement, ANY, item, "units_per_improvement", path)
        return OutcomeLink(outcome=item.outcome, units_per_improvement=units) if known and units else None

    def _note_amount(self, *, both: bool, path: Path) -> None:
        said = Text(
            sv="Posten har både outcome och quantity." if both else "Posten saknar mängd.",
            en="The line has both outcome and quantity." if both else "The line has no quantity.",
        )
        mend = Text(
            sv="Ange antingen outcome med units_per_improvement, eller quantity.",
            en="State either outcome with units_per_improvement, or quantity.",
        )
        self.faults.add("quantity-twice" if both else "quantity-missing", path, said, mend)

    def _check_population(self, item: e.ConsequenceSection, path: Path) -> None:
        initiative = self.found.one("initiative", m.InitiativeSection)
        if item.population is not None or initiative is None or initiative.participants is not None:
            return
        said = Text(
            sv="Inget säger hur många personer posten gäller.",
            en="Nothing states how many persons the line is about.",
        )
        mend = Text(
            sv="Ange participants i [initiative], eller population på posten.",
            en="State participants in [initiative], or population on the line.",
        )
        self.faults.add("population-missing", path, said, mend)

    def _cost_timing(self, item: e.CostSection, path: Path) -> Timing | None:
        if item.year is not None and item.years is not None:
            said = Text(sv="Posten har både year och years.", en="The line has both year and years.")
            mend = Text(sv="Ange en av dem.", en="State one of them.")
            self.faults.add("year-twice", path, said, mend)
            return None
        years = sorted(set(item.years or [item.year or 1]))
        self._check_year(years[-1], (*path, "years" if item.years else "year"))
        first, count = years[0], years[-1] - years[0] + 1
        gaps = len(years) < count  # a year left out is a year at no quantity
        ramp = tuple(1.0 if first + k in years else 0.0 for k in range(count)) if gaps else ()
        return Timing(first_year=first, years=count, ramp=ramp)

    def _check_year(self, year: int, path: Path) -> None:
        if self.settings is None or year <= self.settings.horizon_years:
            return
        horizon = self.settings.horizon_years
        said = Text(
            sv=f"År {year} ligger efter kalkylens {horizon} år och skulle inte räknas.",
            en=f"Year {year} lies after the appraisal's {horizon} years and would not be counted.",
        )
        mend = Text(
            sv="Förläng horizon_years i [appraisal], eller rätta året (år 1 är det första).",
            en="Lengthen horizon_years in [appraisal], or mend the year (year 1 is the first).",
        )
        self.faults.add("year-beyond-horizon", path, said, mend)
