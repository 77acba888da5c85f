# SPDX-License-Identifier: Apache-2.0
"""What a needs analysis asks, as frozen values that refuse what does not hold together.

A plan is data: it is written once (in a TOML file or in Python), turned into queries by `query`, and run by `engines`.
Everything counted is a whole number. What is divided is divided once, at the end, in `cells`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, get_args

from utfall.core.errors import Fault, InputError, Place, suggestion
from utfall.core.text import NO_TEXT, Text
from utfall.needs.refusals import wrong

Kind = Literal["share", "rate", "mean"]
Direction = Literal["increase", "decrease"]
Form = Literal["persons", "groups"]
Op = Literal["=", "!=", "<", "<=", ">", ">=", "in"]
Role = Literal["", "sex", "age", "area", "background"]

UNKNOWN = ""  # the level of those whose value is missing or outside every band
LARGEST = 2**31 - 1  # values up to this can be squared and summed over any register without overflow
_ID = re.compile(r"[^\W\d_](\w*[^\W_])?\Z")


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on one column; a missing value meets none."""

    column: str
    op: Op
    value: int | str | tuple[int | str, ...]

    def __post_init__(self) -> None:
        fits = isinstance(self.value, tuple) == (self.op == "in")
        ordered = self.op in ("<", "<=", ">", ">=")
        if self.op not in get_args(Op) or not fits or (ordered and not isinstance(self.value, int)):
            raise wrong(
                "condition-form",
                said=(f"Villkoret på {self.column} går inte.", f"The condition on {self.column} will not do."),
                mend=("Skriv till exempel { column = \"ak9\", op = \"=\", value = 1 }; \"in\" tar en lista, "
                      "större och mindre än ett helt tal.",
                      "Write for example { column = \"ak9\", op = \"=\", value = 1 }; \"in\" takes a list, greater and "
                      "less than a whole number."),
                field=self.column,
            )  # fmt: skip

    @property
    def numeric(self) -> bool:
        """Whether the column must be whole numbers."""
        values = self.value if isinstance(self.value, tuple) else (self.value,)
        return all(isinstance(value, int) for value in values)


@dataclass(frozen=True, slots=True)
class Band:
    """A band of whole numbers, both ends included; None is open."""

    label: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """Something to break down by.

    Parameters
    ----------
    column
        Column of the data; its values are the levels unless there are bands.
    bands
        Bands of whole numbers, such as ages, that do not overlap.
    role
        What it is, for words and for what follows (areas get a funnel).
    labels
        Words for levels, (level, text).
    recode
        Codes that have changed, (old, new), such as areas that were joined.
    divided
        Codes that were divided: counts cannot be carried over, and data that hold them are refused.
    """

    id: str
    column: str
    title: Text = NO_TEXT
    bands: tuple[Band, ...] = ()
    role: Role = ""
    labels: tuple[tuple[str, Text], ...] = ()
    recode: tuple[tuple[str, str], ...] = ()
    divided: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        faults = [*_id_faults(self.id), *_band_faults(self.id, self.bands)]
        if faults:
            raise InputError(*faults)

    def label(self, level: str) -> Text:
        """Return the words of a level; a level without words speaks for itself."""
        if level == UNKNOWN:
            return Text(sv="uppgift saknas", en="not known")
        return dict(self.labels).get(level, Text.same(level))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """The tail that is counted beside a mean: at least (high) or at most (low) the limit, in the stored unit."""

    limit: int
    side: Literal["high", "low"] = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """An indicator: what is counted, among whom, in what unit and which way is better.

    Parameters
    ----------
    kind
        "share": persons meeting `meets` over persons with a value. "rate": the sum of `count` over the sum of `over`
        (over persons when `over` is ""). "mean": the sum of `count` over persons with a value.
    meets
        Condition of a share, in data with one row per person.
    count
        Column of whole numbers: events (rate), value times `scale` (mean), persons with it (share of groups).
    over
        Column of whole numbers: person time of a rate, or persons of a group.
    among
        Who is looked at; None: everybody.
    per
        A rate is shown per so many.
    scale
        Stored whole numbers are the value times this (100: kronor stored as öre).
    tail
        Tail counted beside a mean.
    permille
        Quantiles shown beside a mean.
    """

    id: str
    kind: Kind
    direction: Direction
    title: Text
    unit: Text = NO_TEXT
    meets: Condition | None = None
    count: str = ""
    over: str = ""
    among: Condition | None = None
    per: int = 1
    scale: int = 1
    tail: Tail | None = None
    permille: tuple[int, ...] = (100, 500, 900)
    source: Text = NO_TEXT

    def __post_init__(self) -> None:
        faults = [*_id_faults(self.id), *_kind_faults(self)]
        if faults:
            raise InputError(*faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsPlan:
    """Indicators, dimensions and the crossings that are asked for.

    Parameters
    ----------
    form
        "persons": one row per person (and period). "groups": one row per group (and period), counts in columns.
    person, period
        Columns; "" when there is none. Without a period all rows are of one.
    breakdowns
        Crossings of dimension ids; () is the whole. The whole is always included.
    strata
        Dimensions that are counted without being shown in a crossing, to standardise by.
    """

    form: Form
    dimensions: tuple[Dimension, ...]
    indicators: tuple[Indicator, ...]
    breakdowns: tuple[tuple[str, ...], ...] = field(default=())
    strata: tuple[str, ...] = ()
    person: str = ""
    period: str = ""

    def __post_init__(self) -> None:
        faults = list(_plan_faults(self))
        if faults:
            raise InputError(*faults)

    def dimension(self, name: str) -> Dimension:
        """Return a dimension by its id; KeyError when there is none."""
        return {dimension.id: dimension for dimension in self.dimensions}[name]

    def indicator(self, name: str) -> Indicator:
        """Return an indicator by its id; KeyError when there is none."""
        return {indicator.id: indicator for indicator in self.indicators}[name]

    @property
    def crossings(self) -> tuple[tuple[str, ...], ...]:
        """The whole and every crossing that is asked for, each once."""
        return tuple(dict.fromkeys(((), *self.breakdowns)))

    @property
    def counted_by(self) -> tuple[str, ...]:
        """Dimensions of the one pass that everything is a sum of."""
        return tuple(dict.fromkeys([*(name for crossing in self.crossings for name in crossing), *self.strata]))

    @property
    def whole_numbers(self) -> tuple[str, ...]:
        """Columns that must hold whole numbers."""
        found = [column for indicator in self.indicators for column in (indicator.count, indicator.over) if column]
        found += [dimension.column for dimension in self.dimensions if dimension.bands]
        found += [c.column for c in self.conditions if c.numeric]
        return tuple(dict.fromkeys(found))

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition of the indicators."""
        return tuple(c for indicator in self.indicators for c in (indicator.meets, indicator.among) if c is not None)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is read, but the person's."""
        found = [dimension.column for dimension in self.dimensions] + [c.column for c in self.conditions]
        found += [self.period] if self.period else []
        return tuple(dict.fromkeys([*found, *self.whole_numbers]))


def _fault(code: str, sv: str, en: str, mend: tuple[str, str], name: str) -> Fault:
    return Fault(code, Text(sv, en), Text(*mend), Place(field=name))


def _id_faults(name: str) -> Iterable[Fault]:
    if not _ID.match(name):
        mend = (
            "Använd bokstäver, siffror och understreck, en bokstav först.",
            "Use letters, digits and underscore, a letter first.",
        )
        yield _fault("id-form", f"Id:t ”{name[:40]}” går inte.", f"The id '{name[:40]}' will not do.", mend, name[:40])


def _band_faults(name: str, bands: tuple[Band, ...]) -> Iterable[Fault]:
    mend = ("Ange band från lägsta till högsta utan överlapp, varje med sitt namn.",
            "State bands from the lowest to the highest without overlap, each with its name.")  # fmt: skip
    last: int | None = None
    for at, band in enumerate(bands):
        backwards = band.low is not None and band.high is not None and band.low > band.high
        meets_last = at > 0 and (last is None or band.low is None or band.low <= last)
        if backwards or meets_last or not band.label:
            yield _fault("bands-overlap", f"Bandet ”{band.label}” går baklänges eller över ett annat.",
                         f"The band '{band.label}' runs backwards or into another.", mend, name)  # fmt: skip
        last = band.high
    if len({band.label for band in bands}) != len(bands):
        yield _fault("bands-overlap", "Två band heter lika.", "Two bands have the same name.", mend, name)


def _kind_faults(it: Indicator) -> Iterable[Fault]:
    if it.kind == "share" and (it.meets is None) == (not (it.count and it.over)):
        mend = ("Ange meets (villkor) för personer, eller count och over (kolumner) för grupper.",
                "State meets (a condition) for persons, or count and over (columns) for groups.")  # fmt: skip
        yield _fault("indicator-form", "En andel behöver ett villkor eller två kolumner, inte både och.",
                     "A share needs a condition or two columns, not both.", mend, it.id)  # fmt: skip
    if it.kind != "share" and (not it.count or it.meets is not None):
        mend = ("Ange count = kolumnen med hela tal.", "State count = the column of whole numbers.")
        yield _fault("indicator-form", f"En indikator av slaget {it.kind} räknar i en kolumn.",
                     f"An indicator of the kind {it.kind} counts in a column.", mend, it.id)  # fmt: skip
    if it.per < 1 or it.scale < 1 or (it.per > 1 and it.kind != "rate"):
        mend = ("per och scale är hela tal från 1; per hör till slaget rate.",
                "per and scale are whole numbers from 1; per belongs to the kind rate.")  # fmt: skip
        yield _fault(
            "indicator-form", "per eller scale går inte att använda.", "per or scale cannot be used.", mend, it.id
        )
    if it.tail is not None and it.kind != "mean":
        mend = ("Ta bort tail, eller räkna ett medelvärde.", "Leave tail out, or compute a mean.")
        yield _fault("indicator-form", "En svans hör till ett medelvärde.", "A tail belongs to a mean.", mend, it.id)


def _plan_faults(plan: NeedsPlan) -> Iterable[Fault]:
    if not plan.indicators:
        mend = ("Lägg till minst en [[indicators]].", "Add at least one [[indicators]].")
        yield _fault("plan-empty", "Inget ska räknas.", "Nothing is to be counted.", mend, "indicators")
    known = [dimension.id for dimension in plan.dimensions]
    for names in (known, [indicator.id for indicator in plan.indicators]):
        for name in sorted({name for name in names if names.count(name) > 1}):
            mend = ("Ge varje sitt eget id.", "Give each an id of its own.")
            yield _fault(
                "id-duplicate", f"Id:t ”{name}” används två gånger.", f"The id '{name}' is used twice.", mend, name
            )
    for crossing in (*plan.breakdowns, plan.strata):
        for name in crossing:
            if name not in known:
                said = Text(sv=f"Dimensionen ”{name}” finns inte.", en=f"There is no dimension '{name}'.")
                yield Fault("dimension-unknown", said, suggestion(name, known), Place(field="breakdowns"))
        if len(set(crossing)) != len(crossing):
            mend = ("Nämn varje dimension en gång.", "Name each dimension once.")
            yield _fault("crossing-twice", "En dimension korsas med sig själv.", "A dimension is crossed with itself.",
                         mend, "breakdowns")  # fmt: skip
    for it in plan.indicators:
        if plan.form == "groups" and (it.meets is not None or it.among is not None or not it.over):
            mend = ("Ange count och over: kolumnerna med täljare och nämnare.",
                    "State count and over: the columns of numerator and denominator.")  # fmt: skip
            yield _fault("indicator-form", "Data i grupper har inga personer att ställa villkor på.",
                         "Data in groups has no persons to set conditions for.", mend, it.id)  # fmt: skip
        if plan.form == "persons" and it.kind == "share" and it.meets is None:
            mend = (
                "Ange meets: villkoret som personen uppfyller.",
                "State meets: the condition that the person meets.",
            )
            yield _fault("indicator-form", "En andel av personer behöver ett villkor.",
                         "A share of persons needs a condition.", mend, it.id)  # fmt: skip
