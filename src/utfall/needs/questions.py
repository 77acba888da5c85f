# SPDX-License-Identifier: Apache-2.0
"""What is asked beyond the tables: standardisation, area indices, similar municipalities, practice, what exists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from utfall.core.errors import Fault, InputError, Place, suggestion
from utfall.core.text import NO_TEXT, Text
from utfall.needs.definitions import NeedsPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Standardise:
    """Compare the levels of one dimension as if they had the same composition.

    Parameters
    ----------
    of
        Dimension whose levels are compared.
    by
        Dimensions whose composition is made equal: that of everybody in the data.
    """

    of: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPart:
    """A variable of an index: an indicator, and whether a higher value makes the index higher."""

    indicator: str
    higher: bool
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaIndex:
    """A composite index 0–10 over the areas, from the area table's latest period."""

    id: str
    title: Text
    parts: tuple[IndexPart, ...]
    scaling: str = "minmax"
    source: Text = NO_TEXT
    verified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Similar:
    """Values of similar municipalities, in the indicator's unit (a share 0–1)."""

    indicator: str
    values: tuple[tuple[str, float], ...]
    chosen_by: Text = NO_TEXT
    source: Text = NO_TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """A practitioner's judgement of a need, 1 (small) to 5 (large)."""

    rater: str
    need: str
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedView:
    """The shared view (samsyn) of a need: when, and what it says."""

    need: str
    date: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """Practitioners' picture: judgements of the levels of a dimension beside one indicator's value there."""

    indicator: str
    of: str
    ratings: tuple[Rating, ...]
    shared: tuple[SharedView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Existing:
    """An intervention that is already given (R59): by whom, to which groups, for how many a year."""

    id: str
    title: Text
    operation: str
    groups: tuple[str, ...]
    places: int | None = None
    source: Text = NO_TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """Everything that is asked beyond the tables.

    Parameters
    ----------
    area
        Dimension of areas, for funnel, smoothing and indices; "" for none.
    """

    area: str = ""
    standardise: tuple[Standardise, ...] = ()
    indices: tuple[AreaIndex, ...] = ()
    similar: tuple[Similar, ...] = ()
    practice: tuple[Practice, ...] = ()
    existing: tuple[Existing, ...] = ()
    groups: str = ""  # dimension whose levels the existing interventions serve


def require_answerable(plan: NeedsPlan, asked: Questions) -> None:
    """Raise an InputError with every question that names what the plan does not have."""
    faults = list(_faults(plan, asked))
    if faults:
        raise InputError(*faults)


def _faults(plan: NeedsPlan, asked: Questions) -> Iterable[Fault]:
    dimensions = [dimension.id for dimension in plan.dimensions]
    indicators = [indicator.id for indicator in plan.indicators]
    for field, name in _dimensions(asked):
        if name and name not in dimensions:
            said = Text(sv=f"Dimensionen ”{name[:40]}” finns inte.", en=f"There is no dimension '{name[:40]}'.")
            yield Fault("dimension-unknown", said, suggestion(name[:40], dimensions), Place(field=field))
    for field, name in _indicators(asked):
        if name not in indicators:
            said = Text(sv=f"Indikatorn ”{name[:40]}” finns inte.", en=f"There is no indicator '{name[:40]}'.")
            yield Fault("indicator-unknown", said, suggestion(name[:40], indicators), Place(field=field))
    if asked.indices and not asked.area:
        said = Text(sv="Ett index behöver områden.", en="An index needs areas.")
        mend = Text(sv='Ge en dimension role = "area".', en='Give a dimension role = "area".')
        yield Fault("index-without-areas", said, mend, Place(field="indices"))
    for practice in asked.practice:
        if any(not 1 <= rating.value <= 5 for rating in practice.ratings):
            said = Text(sv="En bedömning ligger utanför 1–5.", en="A judgement lies outside 1–5.")
            mend = Text(sv="1 är litet behov och 5 stort.", en="1 is a small need and 5 a large one.")
            yield Fault("rating-outside", said, mend, Place(field="practice"))


def _dimensions(asked: Questions) -> Iterable[tuple[str, str]]:
    yield "area", asked.area
    yield "existing", asked.groups
    for each in asked.standardise:
        yield "standardise.of", each.of
        yield from (("standardise.by", name) for name in each.by)
    yield from (("practice.of", each.of) for each in asked.practice)


def _indicators(asked: Questions) -> Iterable[tuple[str, str]]:
    for index in asked.indices:
        yield from ((f"indices.{index.id}", part.indicator) for part in index.parts)
    yield from (("similar", each.indicator) for each in asked.similar)
    yield from (("practice", each.indicator) for each in asked.practice)
