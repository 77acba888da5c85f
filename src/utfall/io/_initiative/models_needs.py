# SPDX-License-Identifier: Apache-2.0
"""The shape of a needs file, schema utfall/needs/1."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from utfall.io._initiative.models import Filled, FilledWords, Id, Section, Word, Words
from utfall.io._initiative.sections import Shape

Share = Annotated[float, Field(gt=0, lt=1)]
WholeNumber = Annotated[int, Field(ge=-(2**31), le=2**31)]


class NeedsSection(Section):
    """What the analysis is: of whom, for whom, which crossings."""

    id: Id
    title: FilledWords
    organisation: Words = ""
    target_group: Words = ""
    question: Words = ""
    compared_with: Words = ""
    source: Words = ""
    illustration: bool = False
    breakdowns: list[list[Filled]] = Field(default_factory=list)
    threshold: Annotated[int, Field(ge=1, le=100)] = 5
    level: Share = 0.95
    price_year: Annotated[int, Field(ge=1900, le=2200)] | None = None


class DataSection(Section):
    """The data: a file or a folder of Parquet, counted from the folder of the needs file, or a table of PostgreSQL."""

    file: Filled | None = None
    imported: Filled | None = None
    years: list[Annotated[int, Field(ge=1900, le=2200)]] = Field(default_factory=list)
    form: Literal["persons", "groups"] = "persons"
    person: str = ""
    period: str = ""
    sheet: str | None = None


class BandRow(Section):
    """A band of whole numbers, both ends included."""

    label: Filled
    low: WholeNumber | None = None
    high: WholeNumber | None = None


class DimensionRow(Section):
    """Something to break down by."""

    id: Id
    column: Filled
    title: Words = ""
    role: Literal["", "sex", "age", "area", "background"] = ""
    bands: list[BandRow] = Field(default_factory=list)
    labels: dict[str, Words] = Field(default_factory=dict)
    recode: dict[str, str] = Field(default_factory=dict)


class ConditionRow(Section):
    """A condition on a column."""

    column: Filled
    op: Literal["=", "!=", "<", "<=", ">", ">=", "in"] = "="
    value: int | str | list[int | str]


class TailRow(Section):
    """The tail counted beside a mean, in the indicator's unit."""

    limit: float
    side: Literal["high", "low"] = "high"


class IndicatorRow(Section):
    """An indicator."""

    id: Id
    title: FilledWords
    kind: Literal["share", "rate", "mean"]
    direction: Literal["increase", "decrease"]
    unit: Words = ""
    meets: ConditionRow | None = None
    among: ConditionRow | None = None
    count: str = ""
    over: str = ""
    per: Annotated[int, Field(ge=1, le=10**9)] = 1
    scale: Annotated[int, Field(ge=1, le=10**6)] = 1
    tail: TailRow | None = None
    source: Words = ""


class StandardiseRow(Section):
    """Compare the levels of one dimension with the composition made equal."""

    of: Filled
    by: Annotated[list[Filled], Field(min_length=1)]


class IndexPartRow(Section):
    """A variable of an index."""

    indicator: Filled
    higher: bool
    weight: Annotated[float, Field(gt=0, le=1e6)] = 1.0


class IndexRow(Section):
    """An index over areas: of the catalogue (`set`), or with parts of its own."""

    id: Id
    title: Words = ""
    set: str = ""
    scaling: Literal["minmax", "rank"] = "minmax"
    parts: list[IndexPartRow] = Field(default_factory=list)
    source: Words = ""


class SimilarRow(Section):
    """Values of similar municipalities, in the indicator's unit."""

    indicator: Filled
    values: Annotated[dict[str, float], Field(min_length=1)]
    chosen_by: Words = ""
    source: Words = ""


class KoladaRow(Section):
    """A key figure that `utfall fetch kolada` wrote: the own municipality among the others of the file."""

    file: Filled
    municipality: Filled
    kpi: Filled
    direction: Literal["increase", "decrease"]
    year: Annotated[int, Field(ge=1900, le=2200)] | None = None
    sex: Literal["all", "f", "m"] = "all"
    chosen_by: Words = ""


class RatingRow(Section):
    """A practitioner's judgements, need to 1–5."""

    rater: Filled
    ratings: Annotated[dict[str, int], Field(min_length=1)]


class SharedRow(Section):
    """A shared view (samsyn) of a need."""

    need: Filled
    date: Word
    text: FilledWords


class PracticeRow(Section):
    """Practitioners' picture of the levels of a dimension beside an indicator."""

    indicator: Filled
    of: Filled
    judged: Annotated[list[RatingRow], Field(min_length=1)]
    shared: list[SharedRow] = Field(default_factory=list)


class ExistingRow(Section):
    """An intervention that is already given."""

    id: Id
    title: FilledWords
    operation: Filled
    groups: Annotated[list[Word], Field(min_length=1)]
    dimension: Filled
    places: Annotated[int, Field(ge=0, le=10**7)] | None = None
    source: Words = ""


class CostRow(Section):
    """What those with a need use today, per person and year."""

    id: Id
    title: FilledWords
    indicator: Filled
    unit_cost: Filled
    quantity: Annotated[float, Field(gt=0, le=1e6)]
    dimension: str = ""
    group: str = ""
    source: Words = ""
    assumption: bool = False


SHAPE = Shape(
    schema="utfall/needs/1",
    tables={"analysis": NeedsSection, "data": DataSection},
    lists={
        "dimensions": DimensionRow,
        "indicators": IndicatorRow,
        "standardise": StandardiseRow,
        "indices": IndexRow,
        "similar": SimilarRow,
        "kolada": KoladaRow,
        "practice": PracticeRow,
        "existing": ExistingRow,
        "costs": CostRow,
    },
    required=("analysis", "data", "indicators"),
)
