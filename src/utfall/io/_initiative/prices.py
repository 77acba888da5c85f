# SPDX-License-Identifier: Apache-2.0
"""Unit costs of an initiative: written on the line, of the user's own, or from the catalogue; check K4."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from utfall.core.actors import Actor
from utfall.core.errors import nearest, suggestion
from utfall.core.initiative import IndexOrigin
from utfall.core.lines import AppraisalSettings, Parameter, UnitCost
from utfall.core.text import Text
from utfall.io._initiative import models as m
from utfall.io._initiative import models_economy as e
from utfall.io._initiative.build import actor_of, words
from utfall.io._initiative.numbers import COST, Numbers, fits_role, note_quoted_number, parameter_of
from utfall.io._initiative.source import Faults, Path
from utfall.io._initiative.structure import Structure
from utfall.io._initiative.wages import with_contribution
from utfall.io.catalogue import load_catalogue, load_index_series

NO_INDEX = "none"


@dataclass(slots=True)
class Prices:
    """Finds the unit cost of a line, and holds it against price year, index and currency."""

    numbers: Numbers
    faults: Faults
    settings: AppraisalSettings | None
    own: dict[str, UnitCost] = field(default_factory=dict)
    written: tuple[str, ...] = ()  # every id under [[unit_costs]], those with faults too
    index: dict[str, dict[int, float]] = field(default_factory=dict)
    origin: dict[str, IndexOrigin] = field(default_factory=dict)

    @property
    def kronor(self) -> bool:
        """Whether the appraisal is in Swedish kronor, which the catalogue and its index are in."""
        return self.settings is None or self.settings.currency == "SEK"

    def default_index(self) -> str:
        """Return the index used where none is named."""
        return "kpi" if self.kronor else NO_INDEX

    def of_line(self, line: e.Priced, actor: Actor | None, path: Path) -> UnitCost | None:
        """Return the unit cost of a line; None, with the fault noted, when it cannot be had."""
        raw = line.unit_cost
        if isinstance(raw, str) and not self._is_parameter(raw):
            return self._listed(line, raw, path)
        price = self._wage(self._price(line, path), line, path)
        if line.price_year is None:
            self._note_no_year(line.id, path)
        if price is None or line.price_year is None:
            return None
        cost = UnitCost(
            id=line.id, label=words(line.label, line.id), price=price, price_year=line.price_year,
            actor=actor or Actor.MUNICIPALITY, unit=words(line.unit), index=line.index or self.default_index(),
            source=line.source, basis=line.basis or "average", step=line.step, variable_share=line.variable_share,
        )  # fmt: skip
        return self.in_base_year(cost, (*path, "price_year"))

    def _is_parameter(self, name: str) -> bool:
        return name in self.numbers.written and name not in self.written

    def _price(self, line: e.Priced, path: Path) -> Parameter | None:
        where, name = (*path, "unit_cost"), f"{line.id}.unit_cost"
        if not isinstance(line.unit_cost, float | int):
            self._check_no_range(line, path)
            return self.numbers.read(line.unit_cost, COST, name=name, path=where)
        table = m.NumberTable(
            value=line.unit_cost, low=line.low, high=line.high, distribution=line.distribution,
            source=line.source, assumption=line.assumption,
        )  # fmt: skip
        price = parameter_of(table, name, where, self.faults)
        return price if price is not None and fits_role(price, COST, where, self.faults) else None

    def _wage(self, price: Parameter | None, line: e.Priced, path: Path) -> Parameter | None:
        """Return a price with the employer's contribution added where the line says that it is a wage."""
        if price is None or line.employer_contribution is None:
            return price
        where = (*path, "employer_contribution")
        if isinstance(line.unit_cost, str):
            self._note_shared_wage(where)
            return None
        return with_contribution(price, line.employer_contribution, line.price_year, where, self.faults)

    def _note_shared_wage(self, path: Path) -> None:
        said = Text(
            sv="employer_contribution hör till en lön som står på posten, men unit_cost är ett id.",
            en="employer_contribution belongs to a wage stated on the line, but unit_cost is an id.",
        )
        mend = Text(
            sv="Skriv lönen som ett tal på posten, eller lägg den under [[unit_costs]] med employer_contribution där.",
            en="Write the wage as a number on the line, or put it and employer_contribution under [[unit_costs]].",
        )
        self.faults.add("contribution-of-id", path, said, mend)

    def _check_no_range(self, line: e.Priced, path: Path) -> None:
        """Note what a line says of a number that stands elsewhere: it would be passed over in silence."""
        if line.low is None and line.high is None and line.distribution is None and not line.assumption:
            return
        said = Text(
            sv="low, high, distribution och assumption hör till ett tal, men unit_cost är ett id eller en tabell.",
            en="low, high, distribution and assumption belong to a number, but unit_cost is an id or a table.",
        )
        mend = Text(sv="Flytta dem dit där talet står.", en="Move them to where the number stands.")
        self.faults.add("range-twice", path, said, mend)

    def _note_no_year(self, name: str, path: Path) -> None:
        said = Text(
            sv=f"Prisår saknas för ”{name}”: kronor utan år går inte att räkna om till kalkylens prisår (K4).",
            en=f"The price year of '{name}' is missing: kronor of no year cannot be carried to the base year (K4).",
        )
        mend = Text(
            sv="Lägg till price_year = året som priset gäller.",
            en="Add price_year = the year that the price is from.",
        )
        self.faults.add("price-year-missing", (*path, "price_year"), said, mend)

    def _listed(self, line: e.Priced, name: str, path: Path) -> UnitCost | None:
        """Return a unit cost named by its id, from the file or else from the catalogue."""
        where = (*path, "unit_cost")
        self._check_no_range(line, path)
        if line.employer_contribution is not None:
            self._note_shared_wage((*path, "employer_contribution"))
        own = name in self.written
        cost = self.own.get(name) if own else self._from_catalogue(name, where)
        if cost is None:
            return None
        if line.price_year is not None and line.price_year != cost.price_year:
            said = Text(
                sv=f"Prisåret {line.price_year} stämmer inte med enhetskostnaden ”{name}” ({cost.price_year}).",
                en=f"The price year {line.price_year} differs from that of the unit cost '{name}' ({cost.price_year}).",
            )
            mend = Text(sv="Ta bort price_year från posten.", en="Remove price_year from the line.")
            self.faults.add("price-year-twice", (*path, "price_year"), said, mend)
            return None
        index = line.index or (cost.index if self.kronor or name in self.written else NO_INDEX)
        changed = replace(cost, index=index, unit=words(line.unit) or cost.unit, step=line.step or cost.step)
        source = f"{cost.source}; {line.source}" if line.source and cost.source else line.source or cost.source
        share = cost.variable_share if line.variable_share is None else line.variable_share
        changed = replace(changed, basis=line.basis or cost.basis, source=source, variable_share=share)
        return self.in_base_year(changed, where)

    def _note_unknown(self, name: str, shown: str, path: Path) -> None:
        if note_quoted_number(name, path, self.faults):
            return
        said = Text(sv=f"Enhetskostnaden ”{shown}” finns inte.", en=f"There is no unit cost '{shown}'.")
        near = nearest(name[:60], [*self.written, *self.numbers.written, *load_catalogue()])
        search = Text(
            sv="Skriv ett tal eller ett id under [[unit_costs]] eller [[parameters]], eller sök: utfall costs SÖKORD.",
            en="Write a number, or an id under [[unit_costs]] or [[parameters]], or search: utfall costs WORDS.",
        )
        mend = search if near is None else Text(sv=f"Menade du ”{near}”?", en=f"Did you mean '{near}'?")
        self.faults.add("unit-cost-unknown", path, said, mend)

    def _from_catalogue(self, name: str, path: Path) -> UnitCost | None:
        entry = load_catalogue().get(name)
        shown = name if len(name) <= 60 else name[:60] + "…"
        if entry is None:
            self._note_unknown(name, shown, path)
            return None
        own = Text(
            sv=f"Lägg till den under [[unit_costs]] med id = \"{name}\", värde, prisår, källa och motiv.",
            en=f"Add it under [[unit_costs]] with id = \"{name}\", value, price year, source and motive.",
        )  # fmt: skip
        if entry.unit_cost is None:
            said = Text(
                sv=f"Katalogen har inget belopp för ”{name}” ({entry.label.sv}).",
                en=f"The catalogue has no figure for '{name}' ({entry.label.en}).",
            )
            self.faults.add("unit-cost-empty", path, said, own)
            return None
        if entry.unit_cost.price_year is None:
            said = Text(
                sv=f"Prisår saknas i katalogen för ”{name}”: beloppet går inte att räkna om (K4).",
                en=f"The catalogue has no price year for '{name}': the figure cannot be carried on (K4).",
            )
            self.faults.add("price-year-missing", path, said, own)
            return None
        if not self.kronor:
            said = Text(
                sv=f"”{name}” är i svenska kronor, men kalkylen är i en annan valuta.",
                en=f"'{name}' is in Swedish kronor, but the appraisal is in another currency.",
            )
            mend = Text(
                sv="Ange en egen enhetskostnad i kalkylens valuta.", en="State a unit cost in the appraisal's currency."
            )
            self.faults.add("currency-differs", path, said, mend)
            return None
        return entry.unit_cost

    def in_base_year(self, cost: UnitCost, path: Path) -> UnitCost:
        """Return a unit cost that can be carried to the base price year; note it when it cannot (check K4)."""
        if self.settings is None or cost.price_year is None:
            return cost
        own, base = cost.price_year, self.settings.price_year
        if own > base:
            said = Text(
                sv=f"Priset är från {own}, efter kalkylens prisår {base} (K4).",
                en=f"The price is from {own}, after the base price year {base} (K4).",
            )
            mend = Text(
                sv=f"Sätt price_year i [appraisal] till {own} eller senare, eller ange ett äldre pris.",
                en=f"Set price_year in [appraisal] to {own} or later, or state an older price.",
            )
            self.faults.add("price-year-after-base", path, said, mend)
        elif cost.index == NO_INDEX:
            self._check_unindexed(own, base, path)
        elif own == base and base not in (self._series(cost.index) or {base: 1.0}):
            return replace(cost, index=NO_INDEX)  # a price of the base year needs no series to reach it
        else:
            self._check_index(cost.index, own, base, path)
        return cost

    def _check_unindexed(self, own: int, base: int, path: Path) -> None:
        if own == base:
            return
        said = Text(
            sv=f"Priset är från {own} och kalkylens prisår är {base}, men inget index räknar om det (K4).",
            en=f"The price is from {own} and the base price year is {base}, but no index carries it there (K4).",
        )
        mend = Text(
            sv=f"Ange priset i {base} års penningvärde, eller ett eget index under [[indices]].",
            en=f"State the price in money of {base}, or an index of your own under [[indices]].",
        )
        self.faults.add("index-missing", path, said, mend)

    def _check_index(self, name: str, own: int, base: int, path: Path) -> None:
        series = self._series(name)
        if series is None:
            said = Text(sv=f"Indexserien ”{name}” finns inte.", en=f"There is no index series '{name}'.")
            self.faults.add("index-unknown", (*path[:-1], "index"), said, self._index_mend(name))
            return
        short = [year for year in (own, base) if year not in series]
        if own != base and short:
            span = f"{min(series)}–{max(series)}"
            said = Text(
                sv=f"Indexserien {name} ({span}) saknar {short[0]} (K4).",
                en=f"The index series {name} ({span}) lacks {short[0]} (K4).",
            )
            mend = Text(
                sv="Välj ett prisår som serien täcker, eller ange en egen serie under [[indices]].",
                en="Choose a price year that the series covers, or state a series under [[indices]].",
            )
            self.faults.add("index-year-missing", path, said, mend)

    def _index_mend(self, name: str) -> Text:
        near = suggestion(name, [*self.index, "kpi", NO_INDEX])
        return Text(
            sv=f'{near.sv} En egen serie, som PKV, läggs in under [[indices]] med id = "{name[:60]}" och ett '
            "värde per år.",
            en=f'{near.en} A series of your own, such as PKV, is added under [[indices]] with id = "{name[:60]}" and a '
            "value for each year.",
        )

    def _series(self, name: str) -> Mapping[int, float] | None:
        if name not in self.index and name == "kpi":
            found = load_index_series("kpi")
            self.index["kpi"] = dict(found.values)
            self.origin["kpi"] = IndexOrigin(source=found.source, unverified=found.unverified)
        return self.index.get(name)


def read_prices(found: Structure, numbers: Numbers, settings: AppraisalSettings | None, faults: Faults) -> Prices:
    """Return the finder of unit costs, with the user's own unit costs and index series read."""
    prices = Prices(numbers, faults, settings, written=tuple(found.ids.get("unit_costs", ())))
    for _, series in found.many("indices", e.IndexSection):
        prices.index[series.id] = {int(year): value for year, value in series.values.items()}
        prices.origin[series.id] = IndexOrigin(source=series.source)
    for n, item in found.many("unit_costs", e.UnitCostSection):
        cost = _own_cost(item, ("unit_costs", n), prices)
        if cost is not None:
            prices.own[item.id] = cost
    return prices


def _own_cost(item: e.UnitCostSection, path: Path, prices: Prices) -> UnitCost | None:
    entry = load_catalogue().get(item.id)
    if entry is not None and not item.motive:
        said = Text(
            sv=f"”{item.id}” ersätter en uppgift i katalogen utan motiv.",
            en=f"'{item.id}' replaces an entry of the catalogue without a motive.",
        )
        mend = Text(sv="Lägg till motive = \"…\".", en="Add motive = \"…\".")  # fmt: skip
        prices.faults.add("motive-missing", (*path, "motive"), said, mend)
    if item.id in prices.numbers.written:
        said = Text(
            sv=f"”{item.id}” är både en parameter och en enhetskostnad.",
            en=f"'{item.id}' is both a parameter and a unit cost.",
        )
        mend = Text(sv="Ge dem olika id.", en="Give them different ids.")
        prices.faults.add("id-duplicate", (*path, "id"), said, mend)
    actor = actor_of(item.actor, (*path, "actor"), prices.faults)
    price = parameter_of(item, f"unit_cost:{item.id}", path, prices.faults)
    if actor is None or price is None or not fits_role(price, COST, (*path, "value"), prices.faults):
        return None
    stated = item.employer_contribution
    wage = with_contribution(price, stated, item.price_year, (*path, "employer_contribution"), prices.faults)
    if wage is None:
        return None
    label = words(item.label) or (entry.label if entry is not None else Text.same(item.id))
    source = f"{item.source} ({item.motive})" if item.motive else item.source
    return UnitCost(
        id=item.id, label=label, price=wage, price_year=item.price_year, actor=actor,
        unit=words(item.unit) or (entry.unit if entry is not None else Text.same("")),
        index=item.index or prices.default_index(), source=source, address=item.address,
        verified=item.verified, basis=item.basis, step=item.step, variable_share=item.variable_share,
        overhead=item.overhead or "", overlap_group=item.overlap_group, valid_from=item.valid_from,
        valid_to=item.valid_to,
    )  # fmt: skip
