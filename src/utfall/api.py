# SPDX-License-Identifier: Apache-2.0
"""What the library offers at its front door: one effect from any dataframe or file, one evaluation from a file."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, Literal

import numpy as np

from utfall.core.designs import BeforeAfter, Design, DifferenceInDifferences, Matching, RandomisedTrial
from utfall.core.errors import Fault, InputError, Place, suggestion
from utfall.core.frame import Columns
from utfall.core.outcome import Direction, Outcome, OutcomeKind
from utfall.core.text import NO_TEXT, Text
from utfall.disclosure import DEFAULT_THRESHOLD
from utfall.effects import EffectResult, estimate
from utfall.effects.gender import GenderResult, analyse_gender
from utfall.thread import Evaluation, refuse_small_groups
from utfall.thread import evaluate as evaluate_tables

LATER_DESIGNS = (
    "weighting", "doubly_robust", "staggered_did", "its", "synthetic_control", "synthetic_did", "rdd", "historical",
    "benchmark",
)  # fmt: skip
NOW_DESIGNS = ("rct", "matching", "did", "before_after")


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignOptions:
    """Everything that `effect` takes about a design; each design uses its own and refuses the rest."""

    design: str = "rct"
    treatment: str | None = None
    comparison: str | None = None
    covariates: tuple[str, ...] = ()
    id: str | None = None
    time: str | None = None
    post: str | None = None
    before: str | None = None
    cluster: str | None = None
    estimand: Literal["att", "ate", "itt"] | None = None
    ratio: int | None = None
    caliper: float | None = None
    replace: bool = False
    exact: tuple[str, ...] = ()
    distance: Literal["propensity", "mahalanobis"] | None = None
    adjust: bool | None = None
    ci_level: float = 0.95


_USED: dict[str, frozenset[str]] = {
    "rct": frozenset({"treatment", "comparison", "covariates", "id", "adjust", "estimand"}),
    "matching": frozenset(
        {
            "treatment", "comparison", "covariates", "id", "ratio", "caliper", "replace", "exact", "distance",
            "adjust", "estimand",
        }
    ),
    "did": frozenset({"treatment", "comparison", "covariates", "id", "time", "post", "before", "cluster", "estimand"}),
    "before_after": frozenset({"treatment", "comparison", "id", "time", "post", "before"}),
}  # fmt: skip
_ESTIMANDS = {"rct": ("itt", "ate"), "matching": ("att",), "did": ("att",)}
_ALWAYS = frozenset({"design", "ci_level"})


def build_design(options: DesignOptions) -> Design:
    """Return the design that the options describe.

    Raises
    ------
    InputError
        Unknown design, an option that the design does not have, or one that it needs and lacks.
    """
    if options.design not in NOW_DESIGNS:
        raise InputError(_unknown_design(options.design))
    faults = [*_unused(options), *_lacking(options), *_wrong_estimand(options)]
    if faults:
        raise InputError(*faults)
    common: dict[str, Any] = {"id": options.id, "ci_level": options.ci_level, "comparison": options.comparison}
    treatment = options.treatment or ""
    match options.design:
        case "rct":
            adjust = bool(options.covariates) if options.adjust is None else options.adjust
            return RandomisedTrial(treatment=treatment, covariates=options.covariates, adjust=adjust, **common)
        case "matching":
            return Matching(
                treatment=treatment,
                covariates=options.covariates,
                distance=options.distance or "propensity",
                ratio=1 if options.ratio is None else options.ratio,
                caliper=0.2 if options.caliper is None else options.caliper,
                replace=options.replace,
                adjust=bool(options.adjust),
                exact=options.exact,
                **common,
            )
        case "did":
            return DifferenceInDifferences(
                treatment=treatment,
                time=options.time,
                post=options.post,
                before=options.before,
                cluster=options.cluster,
                covariates=options.covariates,
                **common,
            )
        case _:
            return BeforeAfter(
                treatment=options.treatment, time=options.time, post=options.post, before=options.before, **common
            )


def _unknown_design(name: str) -> Fault:
    if name in LATER_DESIGNS:
        return Fault(
            "design-later",
            Text(
                sv=f"Jämförelsen ”{name}” finns inte i den här versionen.",
                en=f"The comparison '{name}' is not in this version.",
            ),
            Text(sv=f"De som finns är {', '.join(NOW_DESIGNS)}.", en=f"Those that exist are {', '.join(NOW_DESIGNS)}."),
            Place(field="--design"),
        )
    return Fault(
        "design-unknown",
        Text(sv=f"Jämförelsen ”{name}” finns inte.", en=f"There is no comparison '{name}'."),
        suggestion(name, NOW_DESIGNS),
        Place(field="--design"),
    )


def _unused(options: DesignOptions) -> list[Fault]:
    blank = DesignOptions()
    given = {name for name in DesignOptions.__slots__ if getattr(options, name) != getattr(blank, name)}
    return [
        Fault(
            "option-unused",
            Text(
                sv=f"--{name.replace('_', '-')} hör inte till jämförelsen {options.design}.",
                en=f"--{name.replace('_', '-')} does not belong to the comparison {options.design}.",
            ),
            Text(sv="Ta bort det, eller välj en annan jämförelse.", en="Remove it, or choose another comparison."),
            Place(field=f"--{name}"),
        )
        for name in sorted(given - _USED[options.design] - _ALWAYS)
    ]


def _lacking(options: DesignOptions) -> list[Fault]:
    needed = {"rct": ["treatment"], "matching": ["treatment", "covariates"], "did": ["treatment"], "before_after": []}
    lacking = [name for name in needed[options.design] if not getattr(options, name)]
    if options.design in ("did", "before_after") and not options.before and not (options.time and options.post):
        lacking.append("time")
    mends = {
        "treatment": Text(
            sv="Ange kolumnen som skiljer grupperna: --treatment KOLUMN.",
            en="Name the column that tells the groups apart: --treatment COLUMN.",
        ),
        "covariates": Text(
            sv="Ange vad grupperna ska liknas i: --covariates a,b,c.",
            en="Name what the groups are to be alike in: --covariates a,b,c.",
        ),
        "time": Text(
            sv="Ange --time KOLUMN och --post PERIOD, eller --before KOLUMN med värdet före start.",
            en="Give --time COLUMN and --post PERIOD, or --before COLUMN with the value before the start.",
        ),
    }
    return [
        Fault(
            "option-missing",
            Text(
                sv=f"Jämförelsen {options.design} behöver --{name}.",
                en=f"The comparison {options.design} needs --{name}.",
            ),
            mends[name],
            Place(field=f"--{name}"),
        )
        for name in lacking
    ]


def _wrong_estimand(options: DesignOptions) -> list[Fault]:
    allowed = _ESTIMANDS.get(options.design, ())
    if options.estimand is None or not allowed or options.estimand in allowed:
        return []
    return [
        Fault(
            "estimand-not-of-design",
            Text(
                sv=f"Jämförelsen {options.design} svarar på {' och '.join(allowed)}, inte på {options.estimand}.",
                en=f"The comparison {options.design} answers {' and '.join(allowed)}, not {options.estimand}.",
            ),
            Text(sv="Ta bort --estimand eller byt jämförelse.", en="Remove --estimand or change the comparison."),
            Place(field="--estimand"),
        )
    ]


def read_columns(data: Any, *, file: str = "") -> Columns:
    """Return the columns of a dataframe, or of the file at a path."""
    if isinstance(data, str | PathLike):
        from utfall.io.tables import read_table

        table = read_table(Path(data))
        return Columns(table.frame, file=table.input.file)
    return data if isinstance(data, Columns) else Columns(data, file=file)


def outcome_of(
    columns: Columns,
    column: str,
    *,
    kind: OutcomeKind | None = None,
    direction: Direction = "increase",
    unit: str = "",
    label: str = "",
) -> Outcome:
    """Return an outcome; its kind is found out from the column when it is not given."""
    return Outcome(
        id=column,
        label=Text.same(label or column),
        column=column,
        kind=kind or _kind_of(columns, column),
        direction=direction,
        unit=Text.same(unit) if unit else NO_TEXT,
    )


def _kind_of(columns: Columns, column: str) -> OutcomeKind:
    if not columns.is_number(column):
        try:
            columns.binary(column)
        except InputError:
            columns.number(column)  # says which cells are no numbers
        return "binary"
    values = columns.number(column)
    known = np.unique(values[np.isfinite(values)])
    return "binary" if known.size == 2 and set(known.tolist()) == {0.0, 1.0} else "continuous"


def effect(
    data: Any,
    *,
    outcome: str | Outcome,
    seed: int = 1,
    threshold: int = DEFAULT_THRESHOLD,
    **options: Any,
) -> EffectResult:
    """Return one effect estimate with its checks and evidence grade.

    Parameters
    ----------
    data
        Any dataframe (polars, pandas, pyarrow, a DuckDB relation), a mapping of columns, or a path to a CSV,
        Excel or Parquet file.
    outcome
        Column name, or an `Outcome` that says kind, direction and unit.
    seed
        Of the random part of methods that have one.
    threshold
        Smallest group whose result may be shown.
    options
        Of the design, see `DesignOptions`: design, treatment, comparison, covariates, id, time, post, …

    Raises
    ------
    InputError
        The call or the data are wrong.
    DesignRefused
        The data cannot carry the design; says what could.

    Examples
    --------
    >>> import utfall
    >>> rows = {"in": [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0], "y": [5, 6, 7, 6, 5, 7, 3, 4, 3, 4, 5, 2]}
    >>> found = utfall.effect(rows, outcome="y", treatment="in")
    >>> round(found.estimate.value, 2), found.estimate.n_intervention
    (2.5, 6)
    """
    columns = read_columns(data)
    asked = outcome if isinstance(outcome, Outcome) else outcome_of(columns, outcome)
    result = estimate(build_design(DesignOptions(**options)), columns, asked, seed=seed)
    refuse_small_groups(result.estimate, threshold)
    return result


def effect_by_sex(
    data: Any, *, outcome: Outcome, sex: str, seed: int = 1, threshold: int = DEFAULT_THRESHOLD, **options: Any
) -> GenderResult:
    """Return the same design run within each sex, small cells hidden; see `effect`."""
    design = build_design(DesignOptions(**options))
    return analyse_gender(design, read_columns(data), outcome, sex=sex, seed=seed, threshold=threshold)


def evaluate(path: str | PathLike[str], *, seed: int | None = None) -> Evaluation:
    """Return everything that the data say of the initiative in a file.

    Raises
    ------
    InputError
        With every fault of the file and its data at once.
    DesignRefused
        The data cannot carry the primary comparison.
    """
    from utfall import __version__
    from utfall.io.check import load

    loaded = load(Path(path))
    return evaluate_tables(
        loaded.initiative, loaded.tables, inputs=loaded.inputs, software=f"utfall {__version__}", seed=seed
    )
