# SPDX-License-Identifier: Apache-2.0
"""What the library offers at its front door: one effect from any dataframe or file, one evaluation from a file."""

from __future__ import annotations

from dataclasses import MISSING, fields
from os import PathLike
from pathlib import Path
from typing import Any

from utfall.core.designs import DESIGNS, Design
from utfall.core.errors import Fault, InputError, Place, suggestion
from utfall.core.frame import Columns
from utfall.core.kinds import as_word, hints_of, kind_faults, plain
from utfall.core.outcome import Direction, Outcome, OutcomeKind
from utfall.core.text import NO_TEXT, Text
from utfall.disclosure import DEFAULT_THRESHOLD
from utfall.effects import EffectResult, estimate, unstated
from utfall.effects.areas import among_areas, refuse_persons
from utfall.effects.covariate_timing import with_covariate_timing
from utfall.effects.gender import GenderResult, analyse_gender
from utfall.thread import Evaluation, refuse_small_groups
from utfall.thread import evaluate as evaluate_tables
from utfall.thread.analyses.again import kind_in

_TABLE_FIELDS = ("rates", "cutpoints")
_WORDS = ("post", "comparison", "comparison_starts")  # periods and groups, which may be given as numbers
# What the front door takes beside the design.
_CALL: dict[str, Any] = {
    "outcome": str,
    "seed": int,
    "threshold": int,
    "covariates_before_start": bool | None,
    "covariates_after_start": tuple[str, ...],
    "areas": bool,
    "sex": str,
}


def build_design(kind: str, **given: Any) -> Design:
    """Return the design of a kind with its options, each named as the field of its class in `core.designs`.

    Raises
    ------
    InputError
        Unknown design, an option that the design does not have, or one that it needs and lacks.
    """
    if not isinstance(kind, str) or kind not in DESIGNS:
        raise InputError(_unknown_design(str(kind)))
    design = DESIGNS[kind]
    asked = {name: plain(value) for name, value in given.items() if value is not None}
    asked |= {name: as_word(asked[name]) for name in _WORDS if name in asked}
    if kind == "weighting" and "weights" in asked and "method" not in asked:
        asked["method"] = "given"  # a column of weights is no choice of a method that makes its own
    known = {field.name for field in fields(design)}
    asked = {name: _as_field(kind, name, value) if name in known else value for name, value in asked.items()}
    hints = {name: hint for name, hint in hints_of(design).items() if name != "estimand"}  # said by `_wrong_estimand`
    faults = kind_faults(hints, asked, prefix="--")
    if faults:
        raise InputError(*faults)
    faults = [*_unused(kind, asked), *_lacking(kind, asked), *_wrong_estimand(kind, asked), *_out_of_range(asked)]
    if faults:
        raise InputError(*faults)
    if kind == "rct" and asked.get("covariates") and "adjust" not in asked:
        asked["adjust"] = True
    return design(**{name: value for name, value in asked.items() if name in known})


def _as_field(kind: str, name: str, value: Any) -> Any:
    """Return an option as its field takes it: names of columns as a tuple where the design has several."""
    several = "tuple" in str(DESIGNS[kind].__dataclass_fields__[name].type)
    if isinstance(value, dict) and name in _TABLE_FIELDS:
        return tuple((key, plain(v)) for key, v in value.items())
    if several and isinstance(value, str):
        return (value,)
    if several and isinstance(value, list):
        return tuple(value)
    if not several and isinstance(value, tuple) and len(value) == 1:
        return value[0]
    return value


def _refuse_kinds(outcome: Any, given: dict[str, Any]) -> None:
    """Raise InputError when what the front door takes beside the design is of another kind, or the seed below 0."""
    if isinstance(outcome, Outcome):
        told = {name: getattr(outcome, name) for name in ("column", "kind", "direction", "event", "horizon")}
        faults = kind_faults(hints_of(Outcome), told)
    else:
        faults = kind_faults(_CALL, {"outcome": outcome})
    faults += kind_faults(_CALL, given)
    faults += [
        Fault(
            "option-out-of-range",
            Text(sv=f"{name} ska vara minst {least}.", en=f"{name} should be at least {least}."),
            Text(sv="Ange ett sådant tal.", en="Give such a number."),
            Place(field=name),
        )
        for name, least in (("seed", 0), ("threshold", 1))
        if not faults and given[name] < least
    ]
    if faults:
        raise InputError(*faults)


def _unknown_design(name: str) -> Fault:
    return Fault(
        "design-unknown",
        Text(sv=f"Jämförelsen ”{name}” finns inte.", en=f"There is no comparison '{name}'."),
        suggestion(name, DESIGNS),
        Place(field="--design"),
    )


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def _unused(kind: str, asked: dict[str, Any]) -> list[Fault]:
    known = {field.name for field in fields(DESIGNS[kind])} | ({"estimand"} if kind in _ESTIMANDS else set())
    ignored = {"weights"} & set(asked) if asked.get("method", "given") != "given" else set()
    return [
        Fault(
            "option-unused",
            Text(sv=f"{_flag(name)} hör inte till jämförelsen {kind}.", en=f"{_flag(name)} does not belong to {kind}."),
            Text(sv="Ta bort det, eller välj en annan jämförelse.", en="Remove it, or choose another comparison."),
            Place(field=_flag(name)),
        )
        for name in sorted((set(asked) - known) | ignored)
    ]


def _lacking(kind: str, asked: dict[str, Any]) -> list[Fault]:
    required = [field.name for field in fields(DESIGNS[kind]) if field.default is MISSING]
    lacking = [name for name in required if not asked.get(name) and asked.get(name) != 0]
    if kind in ("did", "before_after") and not asked.get("before") and not (asked.get("time") and asked.get("post")):
        lacking.append("time")
    if kind == "benchmark" and not {"reference", "expected", "strata"} & set(asked):
        lacking.append("reference")
    return [
        Fault(
            "option-missing",
            Text(sv=f"Jämförelsen {kind} behöver {_flag(name)}.", en=f"The comparison {kind} needs {_flag(name)}."),
            _MENDS.get(name, Text(sv="Se utfall effect --help.", en="See utfall effect --help.")),
            Place(field=_flag(name)),
        )
        for name in lacking
    ]


# The smallest and largest that an option may be.
_RANGES: dict[str, tuple[float, float]] = {
    "ratio": (1, 100),
    "caliper": (1e-12, 1e6),
    "ci_level": (0.5, 0.9999),
    "season": (2, 366),
    "folds": (1, 100),
    "repeats": (1, 1000),
}


def _out_of_range(asked: dict[str, Any]) -> list[Fault]:
    faults = []
    for name, (low, high) in _RANGES.items():
        value = asked.get(name)
        if value is None or low <= value <= high:
            continue
        faults.append(
            Fault(
                "option-out-of-range",
                Text(sv=f"{_flag(name)} {value} går inte att använda.", en=f"{_flag(name)} {value} cannot be used."),
                Text(sv=f"Ange ett värde från {low:g} till {high:g}.", en=f"Give a value from {low:g} to {high:g}."),
                Place(field=_flag(name)),
            )
        )
    return faults


def _refuse_same_column(outcome: Outcome, design: Design, sex: str | None = None) -> None:
    """Raise InputError when one column is asked to be two things at once."""
    treatment = getattr(design, "treatment", None)
    pairs = [(sex, treatment, "--sex", "--treatment"), (sex, outcome.column, "--sex", "--outcome")]
    others = ("treatment", "running", "before", "time", "cohort", "start", "cluster", "id")
    pairs += [(outcome.column, getattr(design, name, None), "--outcome", f"--{name}") for name in others]
    faults = [
        Fault(
            "same-column",
            Text(
                sv=f"Kolumnen ”{one}” anges både som {first} och som {second}.",
                en=f"The column '{one}' is given both as {first} and as {second}.",
            ),
            Text(sv="Ange två olika kolumner.", en="Name two different columns."),
            Place(field=first),
        )
        for one, other, first, second in pairs
        if one is not None and one == other
    ]
    if faults:
        raise InputError(*faults)


def _refuse_beyond_memory(design: Design, columns: Columns) -> None:
    """Raise DesignRefused when the estimate would take more memory than may be used."""
    from utfall.effects.footprint import working_bytes
    from utfall.io.memory import refuse_working

    refuse_working(working_bytes(design, columns.height), columns.height, columns.file)


def refuse_analysis_beyond_memory(
    design: Design, columns: Columns, *, losses: bool = False, left_out: bool = False, subgroups: bool = False
) -> None:
    """Raise DesignRefused when an estimate, and what is asked beside it, would take more memory than may be used."""
    from utfall.io.memory import refuse_demand
    from utfall.thread.footprint import TableSize, analysis_demand

    table = TableSize(columns.height, columns.size, columns.file)
    refuse_demand(analysis_demand(design, table, losses=losses, left_out=left_out, subgroups=subgroups))


_MENDS: dict[str, Text] = {
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
    "cohort": Text(
        sv="Ange kolumnen med första perioden med insats (0 eller tom: aldrig): --cohort KOLUMN.",
        en="Name the column with the first treated period (0 or empty: never): --cohort COLUMN.",
    ),
    "running": Text(
        sv="Ange kolumnen som regeln ser på: --running KOLUMN.", en="Name the column of the rule: --running COLUMN."
    ),
    "cutoff": Text(sv="Ange var regeln drar gränsen: --cutoff X.", en="Say where the rule draws the line: --cutoff X."),
    "reference": Text(sv="Ange det givna värdet: --reference X.", en="Give the value to compare with: --reference X."),
    "id": Text(sv="Ange kolumnen med enhet: --id KOLUMN.", en="Name the unit column: --id COLUMN."),
}
# Designs whose estimand is fixed: what may be asked for without changing anything.
_ESTIMANDS = {
    "rct": ("itt", "ate"),
    "wait_list": ("itt", "ate"),
    "stepped_wedge": ("itt", "ate"),
    "matching": ("att",),
    "did": ("att",),
    "staggered_did": ("att",),
    "synthetic_control": ("att",),
    "synthetic_did": ("att",),
    "historical": ("att",),
}


def _wrong_estimand(kind: str, asked: dict[str, Any]) -> list[Fault]:
    wanted = asked.get("estimand")
    allowed: tuple[str, ...] = _ESTIMANDS.get(kind, ())
    if not allowed and "estimand" in DESIGNS[kind].__dataclass_fields__:
        allowed = tuple(
            word for word in ("att", "ate", "ato") if word in str(DESIGNS[kind].__dataclass_fields__["estimand"].type)
        )
    if wanted is None or not allowed or wanted in allowed:
        return []
    return [
        Fault(
            "estimand-not-of-design",
            Text(
                sv=f"Jämförelsen {kind} svarar på {' och '.join(allowed)}, inte på {wanted}.",
                en=f"The comparison {kind} answers {' and '.join(allowed)}, not {wanted}.",
            ),
            Text(sv="Ta bort --estimand eller byt jämförelse.", en="Remove --estimand or change the comparison."),
            Place(field="--estimand"),
        )
    ]


def read_columns(data: Any, *, file: str = "", sheet: str | None = None, decimal: str | None = None) -> Columns:
    """Return the columns of a dataframe, or of the file at a path.

    Parameters
    ----------
    sheet
        Sheet of an Excel file; None: the first one.
    decimal
        Decimal mark of a CSV file, "," or "."; only needed when a number may be read in two ways (13.865).
    """
    if isinstance(data, str | PathLike):
        from utfall.io.tables import ReadOptions, read_table

        table = read_table(Path(data), options=ReadOptions(sheet=sheet, decimal=decimal))
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
    event: str | None = None,
    horizon: float | None = None,
) -> Outcome:
    """Return an outcome; its kind is found out from the column when it is not given, "time" when `event` is."""
    return Outcome(
        id=column,
        label=Text.same(label or column),
        column=column,
        kind=kind or ("time" if event else kind_in(columns, column)),
        direction=direction,
        unit=Text.same(unit) if unit else NO_TEXT,
        event=event,
        horizon=horizon,
    )


def effect(
    data: Any,
    *,
    outcome: str | Outcome,
    design: str | None = None,
    seed: int = 1,
    threshold: int = DEFAULT_THRESHOLD,
    covariates_before_start: bool | None = None,
    covariates_after_start: tuple[str, ...] = (),
    areas: bool = False,
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
    covariates_before_start, covariates_after_start
        Whether the covariates were measured before the start (None: not said), and those that were not.
    areas
        Whether rows are areas (municipalities, schools) and not persons: then few of them disclose nobody. For "did"
        and "staggered_did" with `id`; whoever says so answers for each area's number resting on enough persons.
    design
        Kind of design: "rct", "matching", "did", "staggered_did", … (`core.designs.DESIGNS`). None: the groups are
        compared as if a lottery had made them, and the result is graded as one where nobody has said so.
    options
        Fields of the design: treatment, comparison, covariates, id, time, post, …

    Raises
    ------
    InputError
        The call or the data are wrong.
    DesignRefused
        The data cannot carry the design, or the estimate would take more memory than is free (or than the
        environment variable UTFALL_MEMORY allows); says what could.

    Examples
    --------
    >>> import utfall
    >>> rows = {"in": [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0], "y": [5, 6, 7, 6, 5, 7, 3, 4, 3, 4, 5, 2]}
    >>> found = utfall.effect(rows, outcome="y", treatment="in")
    >>> round(found.estimate.value, 2), found.estimate.n_intervention
    (2.5, 6)
    """
    after = plain((covariates_after_start,) if isinstance(covariates_after_start, str) else covariates_after_start)
    given = {
        "seed": plain(seed), "threshold": plain(threshold), "areas": areas, "covariates_after_start": after,
        "covariates_before_start": covariates_before_start,
    }  # fmt: skip
    _refuse_kinds(outcome, given)
    seed, threshold, covariates_after_start = given["seed"], given["threshold"], given["covariates_after_start"]
    columns = read_columns(data)
    asked = outcome if isinstance(outcome, Outcome) else outcome_of(columns, outcome)
    built = build_design(design or "rct", **options)
    _refuse_same_column(asked, built)
    _refuse_beyond_memory(built, columns)
    if areas:
        refuse_persons(built, columns, asked)
    result = estimate(built, columns, asked, seed=seed)
    if areas:
        result = among_areas(result)
    else:
        refuse_small_groups(result.estimate, threshold)
    result = with_covariate_timing(
        result, built, columns, asked, before_start=covariates_before_start, after_start=covariates_after_start
    )
    return result if design is not None else unstated(result)


def effect_by_sex(
    data: Any,
    *,
    outcome: Outcome,
    sex: str,
    design: str | None = None,
    seed: int = 1,
    threshold: int = DEFAULT_THRESHOLD,
    **options: Any,
) -> GenderResult:
    """Return the same design run within each sex, small cells hidden; see `effect`."""
    _refuse_kinds(outcome, {"seed": plain(seed), "threshold": plain(threshold), "sex": sex})
    built = build_design(design or "rct", **options)
    _refuse_same_column(outcome, built, sex)
    columns = read_columns(data)
    _refuse_beyond_memory(built, columns)
    return analyse_gender(built, columns, outcome, sex=sex, seed=seed, threshold=threshold)


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

    if not isinstance(path, str | PathLike):
        raise InputError(*kind_faults({"path": str}, {"path": path}))
    loaded = load(Path(path))
    return evaluate_tables(
        loaded.initiative,
        loaded.tables,
        inputs=loaded.inputs,
        software=f"utfall {__version__}",
        seed=seed,
        plan=loaded.plan,
    )
