# SPDX-License-Identifier: Apache-2.0
"""What must hold before lots are drawn, and what is told of the list afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from utfall.core.errors import DesignRefused, Fault
from utfall.core.estimate import Check, Status
from utfall.core.frame import Columns
from utfall.core.kinds import hints_of, kind_faults
from utfall.effects._numerics.contrast import Bools, Ints
from utfall.effects.checks import below
from utfall.effects.planning._faults import fault
from utfall.effects.result import Balance

if TYPE_CHECKING:
    from utfall.effects.planning.allocation import AllocationPlan

Words = NDArray[np.str_]
CATALOGUE: tuple[str, ...] = (
    "A-UNITS", "A-STRATUM-SIZE", "A-OVERSTRATIFIED", "A-CLUSTERS", "A-CLUSTER-SIZE", "A-BALANCE", "A-NOSTRATA",
)  # fmt: skip
_ROWS_NAMED = 5
_FEWEST_CLUSTERS = 4


def plan_faults(plan: AllocationPlan) -> Iterator[Fault]:
    """Yield what is wrong with a plan in itself; wrong kinds alone, when there are any."""
    wrong = kind_faults(hints_of(type(plan)), {field.name: getattr(plan, field.name) for field in fields(plan)})
    if wrong:
        yield from wrong
        return
    if len(plan.arms) < 2 or len(set(plan.arms)) < len(plan.arms) or not all(arm.strip() for arm in plan.arms):
        yield _plan("arms", "minst två grupper med var sitt namn", "at least two groups, each with a name of its own")
    if plan.ratio and (len(plan.ratio) != len(plan.arms) or not all(1 <= part <= 100 for part in plan.ratio)):
        yield _plan("ratio", "ett helt tal per grupp, som 1:1 eller 2:1", "one whole number per group, as 1:1 or 2:1")
    elif any(length < 1 or length % sum(plan.ratios) for length in plan.lengths):
        share = sum(plan.ratios)
        yield _plan("block", f"multiplar av {share}, fördelningens summa", f"multiples of {share}, the ratio's sum")
    if not 0.5 < plan.probability <= 1:
        yield _plan("probability", "en andel över 0.5 till 1", "a share above 0.5 up to 1")
    if plan.seed < 0:
        yield _plan("seed", "ett heltal, 0 eller större", "a whole number, 0 or larger")
    if plan.id in plan.strata or (plan.cluster is not None and plan.cluster in plan.strata):
        yield _plan("strata", "andra kolumner än id och kluster", "other columns than id and cluster")
    if plan.drawn_by == "minimisation" and not plan.strata:
        yield _plan("strata", "minst en kolumn vid minimering", "at least one column for minimisation")


def _plan(field: str, sv: str, en: str) -> Fault:
    return fault(
        "allocation-plan", f"Här behövs {sv}.", f"This should be {en}.", "Ange det.", "State that.", field=f"--{field}"
    )


def id_faults(ids: Words, data: Columns, plan: AllocationPlan) -> Iterator[Fault]:
    """Yield empty and repeated ids, by row and never by name."""
    yield from _rows(
        ids == "",
        data,
        plan.id,
        "id-empty",
        "Id saknas",
        "The id is missing",
        "Ge alla ett id.",
        "Give everyone an id.",
    )
    _, position, counts = np.unique(ids, return_inverse=True, return_counts=True)
    yield from _rows(
        (counts[position] > 1) & (ids != ""),
        data,
        plan.id,
        "id-repeated",
        "Samma id står på flera rader",
        "The same id stands on several rows",
        "Låt varje person stå en gång. Är raderna mättillfällen: dra lott på en fil med en rad per person.",
        "Let each person stand once. If rows are points in time: draw lots on a file with one row per person.",
    )


def cell_faults(columns: Sequence[Words], names: Sequence[str], data: Columns) -> Iterator[Fault]:
    """Yield empty cells of the columns that lots are drawn within."""
    for column, name in zip(columns, names, strict=True):
        yield from _rows(
            column == "",
            data,
            name,
            "stratum-empty",
            "Cellen är tom",
            "The cell is empty",
            "Fyll i den, eller skriv ett eget värde (okänt) så att de lottas för sig.",
            "Fill it in, or write a value of its own (unknown) so that they are drawn by themselves.",
        )


def _rows(
    wrong: Bools | Any, data: Columns, name: str, code: str, sv: str, en: str, mend_sv: str, mend_en: str
) -> Iterator[Fault]:
    rows = np.flatnonzero(wrong) + data.first_row
    if len(rows):
        shown = ", ".join(str(row) for row in rows[:_ROWS_NAMED])
        more = len(rows) - _ROWS_NAMED
        more_sv, more_en = (f" och {more} till", f" and {more} more") if more > 0 else ("", "")
        yield fault(
            code,
            f"{sv} (rad {shown}{more_sv}).",
            f"{en} (row {shown}{more_en}).",
            mend_sv,
            mend_en,
            field=name,
            file=data.file,
        )


def cluster_faults(
    columns: Sequence[Words], first: Ints, of_row: Ints, data: Columns, plan: AllocationPlan
) -> Iterator[Fault]:
    """Yield strata columns in which a cluster has several values: a whole cluster lies in one stratum."""
    if plan.cluster is None:
        return
    for column, name in zip(columns, plan.strata, strict=True):
        yield from _rows(
            column != column[first][of_row],
            data,
            name,
            "cluster-in-two-strata",
            "Klustret har flera värden i stratumkolumnen",
            "The cluster has several values in the strata column",
            "Stratifiera på något som gäller hela klustret, som kommun eller storlek.",
            "Stratify by something that holds for the whole cluster, such as municipality or size.",
        )


def refuse_too_few(plan: AllocationPlan, units: int, file: str) -> None:
    """Raise DesignRefused when there is too little to draw lots between."""
    if plan.cluster is not None and units < _FEWEST_CLUSTERS:
        raise DesignRefused(
            fault(
                "too-few-clusters",
                f"Det finns {units} kluster. Med färre än fyra går klustren inte att skilja från satsningen.",
                f"There are {units} clusters. With fewer than four, clusters cannot be told from the initiative.",
                "Lotta personer i stället, ta med fler kluster, eller följ båda grupperna före och efter (did).",
                "Draw persons instead, include more clusters, or follow both groups before and after (did).",
                field=plan.cluster,
                file=file,
            )
        )
    if units < 2 * len(plan.arms):
        raise DesignRefused(
            fault(
                "too-few-units",
                f"Det finns {units} att lotta mellan {len(plan.arms)} grupper. Minst två per grupp behövs.",
                f"There are {units} to draw between {len(plan.arms)} groups. At least two per group are needed.",
                "Vänta tills fler är anmälda, eller ha färre grupper.",
                "Wait until more have signed up, or have fewer groups.",
                field=plan.cluster or plan.id,
                file=file,
            )
        )


def checks(
    plan: AllocationPlan, strata: Ints, persons: Ints, balance: tuple[tuple[str, Balance], ...]
) -> tuple[Check, ...]:
    """Return what is told of a list: sizes, strata, clusters and balance."""
    units = len(strata)
    found = list(_cluster_checks(plan, persons))
    if plan.cluster is None:
        status, limit = below(units / len(plan.arms), 30, 10)
        found.append(Check("A-UNITS", status, units / len(plan.arms), limit))
    if plan.strata and plan.drawn_by != "minimisation":
        sizes = np.bincount(strata)
        small = int((sizes < sum(plan.ratios)).sum())
        details = (("strata", len(sizes)), ("small", small))
        found.append(Check("A-STRATUM-SIZE", Status.WARN if small else Status.PASS, float(sizes.min()), None, details))
        crowded = plan.drawn_by == "blocked" and len(sizes) > units / (2 * min(plan.lengths))
        found.append(
            Check("A-OVERSTRATIFIED", Status.WARN if crowded else Status.PASS, float(len(sizes)), None, details)
        )
    elif not plan.strata:
        found.append(Check("A-NOSTRATA", Status.WARN if units < 100 else Status.INFO, float(units), 100.0))
    rows = [
        (abs(row.smd_before), row.covariate) for _, one in balance for row in one.rows if row.smd_before is not None
    ]
    if rows:
        size, name = max(rows)
        found.append(Check("A-BALANCE", Status.INFO, size, None, (("covariate", name),)))
    return tuple(found)


def _cluster_checks(plan: AllocationPlan, persons: Ints) -> Iterator[Check]:
    if plan.cluster is None:
        return
    per_arm = len(persons) / len(plan.arms)
    status, limit = below(per_arm, 10, 4)
    yield Check("A-CLUSTERS", status, float(len(persons)), limit * len(plan.arms), (("arms", len(plan.arms)),))
    tiny, largest = int((persons < 3).sum()), float(persons.max() / persons.sum())
    details = (("tiny", tiny), ("smallest", int(persons.min())), ("largest", int(persons.max())))
    yield Check("A-CLUSTER-SIZE", Status.WARN if tiny or largest > 0.4 else Status.PASS, largest, 0.4, details)
