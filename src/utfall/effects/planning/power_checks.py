# SPDX-License-Identifier: Apache-2.0
"""What must be stated for a power calculation, and what its answer rests on."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from utfall.core.errors import Fault
from utfall.core.estimate import Check, Status
from utfall.core.kinds import hints_of, kind_faults
from utfall.effects.checks import below, small_groups
from utfall.effects.planning._faults import beyond_reach, fault
from utfall.effects.planning.power_plan import ALONE, OF_UNITS, SIMULATED

if TYPE_CHECKING:
    from utfall.effects.planning.power_plan import PowerPlan, Sizes

_OF_THE_CALL: dict[str, Any] = {"n": int | None, "effect": float | None, "power": float | None}
CATALOGUE: tuple[str, ...] = (
    "P-CLUSTERS", "P-RARE", "P-DROPOUT", "P-ASSUMED", "P-ICC", "P-SIMULATED", "P-NORMAL", "P-POINTS", "P-LOCAL",
    "P-REACH",
)  # fmt: skip


def faults(plan: PowerPlan, *, n: int | None, effect: float | None, power: float | None) -> Iterator[Fault]:
    """Yield every fault of a plan and of what is asked of it; of wrong kinds alone, when there are any."""
    told = {field.name: getattr(plan, field.name) for field in fields(plan)}
    wrong = kind_faults(
        {**hints_of(type(plan)), **_OF_THE_CALL}, {**told, "n": n, "effect": effect, "power": power}, prefix="--"
    )
    if wrong:
        yield from wrong
        return
    unknown = sum(value is None for value in (n, effect, power))
    if unknown != 1:
        yield fault(
            "power-unknowns",
            f"Exakt ett av n, effect och power ska räknas ut; här saknas {unknown}.",
            f"Exactly one of n, effect and power is solved for; here {unknown} are missing.",
            "Ange två av dem.",
            "State two of them.",
            field="n, effect, power",
        )
    yield from _asked(n, effect, power)
    yield from _outcome(plan, effect)
    yield from _ranges(plan)
    yield from _needed(plan)


def size_faults(plan: PowerPlan, used_1: int, used_0: int) -> Iterator[Fault]:
    """Yield a fault when there are more persons than an exact or simulated power can be computed for."""
    exact = plan.kind == "binary" and plan.method in ("newcombe", "fisher")
    if exact and max(used_1, used_0) > 1_000:
        yield fault(
            "exact-too-large",
            "Exakt räkning går för högst 1 000 personer per grupp.",
            "Exact computation goes up to 1,000 persons per group.",
            "Ange --method normal; med så många är skillnaden försumbar.",
            "State --method normal; with this many the difference is negligible.",
            field="--method",
        )
    if plan.design in SIMULATED and used_1 + used_0 > 20_000:
        yield fault(
            "simulation-too-large",
            "Simulering går för högst 20 000 personer (perioder).",
            "Simulation goes up to 20,000 persons (periods).",
            "Ange rct eller did med --r2 för att räkna med formel.",
            "State rct or did with --r2 to compute by formula.",
            field="--n",
        )


def _asked(n: int | None, effect: float | None, power: float | None) -> Iterator[Fault]:
    if n is not None and not 4 <= n <= 100_000_000:
        yield _outside("n", "ett heltal från 4 till 100 miljoner", "a whole number from 4 to 100 million")
    if effect is not None and not 1e-100 < abs(effect) < 1e100:
        yield _outside("effect", "ett tal som inte är 0", "a number that is not 0")
    if power is not None and not 0.1 <= power <= 0.999:
        yield _outside("power", "en andel från 0.1 till 0.999", "a share from 0.1 to 0.999")


def _outcome(plan: PowerPlan, effect: float | None) -> Iterator[Fault]:
    if plan.kind == "continuous":
        if plan.sd is None or not 1e-100 < plan.sd < 1e100:
            yield _missing("sd", "utfallets standardavvikelse", "the outcome's standard deviation", plan.sd is not None)
        return
    if plan.baseline is None:
        yield _missing("baseline", "utfallet utan satsningen", "the outcome without the initiative", stated=False)
        return
    binary = plan.kind == "binary"
    if not (0 < plan.baseline < 1 if binary else 0 < plan.baseline < math.inf):
        yield _outside(
            "baseline",
            "en andel mellan 0 och 1" if binary else "ett antal över 0",
            "a share between 0 and 1" if binary else "a number over 0",
        )
    elif effect is not None and not 0 <= plan.baseline + effect <= (1 if binary else math.inf):
        yield fault(
            "effect-impossible",
            "Effekten leder utanför vad utfallet kan vara.",
            "The effect leads outside what the outcome can be.",
            "Ange effekten som en skillnad i samma enhet: 0.10 är tio procentenheter, en minskning är negativ.",
            "State the effect as a difference in the same unit: 0.10 is ten percentage points, a decrease is negative.",
            field="effect",
        )


def _ranges(plan: PowerPlan) -> Iterator[Fault]:
    limits: tuple[tuple[str, float | None, float, float], ...] = (
        ("alpha", plan.alpha, 0.0001, 0.5), ("ratio", plan.ratio, 0.01, 100), ("dropout", plan.dropout, 0, 0.95),
        ("icc", plan.icc, 0, 1), ("cluster-size", plan.cluster_size, 1, 1_000_000),
        ("cluster-cv", plan.cluster_cv, 0, 5), ("correlation", plan.correlation, -0.95, 0.999),
        ("cluster-autocorrelation", plan.cluster_autocorrelation, 0, 1), ("r2", plan.r2, 0, 0.99),
        ("measures-before", plan.measures_before, 0, 1000), ("measures-after", plan.measures_after, 1, 1000),
        ("overdispersion", plan.overdispersion, 0.1, 1000), ("steps", plan.steps, 2, 50),
        ("draws", plan.draws, 50, 20_000), ("covariates", plan.covariates, 1, 50), ("selection", plan.selection, 0, 3),
    )  # fmt: skip
    for name, value, low, high in limits:
        if value is not None and not low <= value <= high:
            yield _outside(name, f"ett tal från {low:g} till {high:g}", f"a number from {low:g} to {high:g}")


def _needed(plan: PowerPlan) -> Iterator[Fault]:
    if plan.cluster_size is not None and plan.icc is None:
        yield _missing(
            "icc", "hur lika personer i samma kluster är", "how alike persons of a cluster are", stated=False
        )
    if plan.icc is not None and plan.cluster_size is None:
        yield _missing(
            "cluster-size", "antalet personer per kluster", "the number of persons per cluster", stated=False
        )
    if plan.design == "stepped_wedge" and plan.cluster_size is None and plan.icc is None:
        yield _missing("cluster-size, icc", "klustren", "the clusters", stated=False)
    if plan.design in ("did", "before_after", "its", *OF_UNITS) and plan.correlation is None:
        yield _missing("correlation", "sambandet mellan mätningarna", "how measurements correlate", stated=False)
    least = 2 if plan.design in ("synthetic_control", "synthetic_did") else 1
    if plan.design in ("did", "before_after", *OF_UNITS) and plan.measures_before < least:
        yield _outside("measures-before", f"minst {least} för den här designen", f"at least {least} for this design")
    if plan.design in ("before_after", "its", *OF_UNITS) and plan.kind != "continuous":
        yield fault(
            "kind-not-planned",
            "För den här designen räknas bara kontinuerliga utfall (skattningar, belopp, medelvärden per period).",
            "For this design only continuous outcomes are planned (ratings, amounts, means per period).",
            "Ange --outcome-kind continuous och standardavvikelsen.",
            "State --outcome-kind continuous and the standard deviation.",
            field="outcome-kind",
        )
    if plan.design in (*ALONE, *SIMULATED) and plan.cluster_size is not None:
        yield fault(
            "clusters-not-planned",
            "För den här designen räknas inte kluster.",
            "Clusters are not planned for with this design.",
            "Ta bort cluster-size och icc, eller välj rct, did eller stepped_wedge.",
            "Remove cluster-size and icc, or choose rct, did or stepped_wedge.",
            field="cluster-size",
        )


def _outside(name: str, sv: str, en: str) -> Fault:
    return fault("value-outside", f"Värdet ska vara {sv}.", f"The value should be {en}.", "", "", field=f"--{name}")


def _missing(name: str, sv: str, en: str, stated: bool) -> Fault:
    said = ("Värdet går inte att använda", "The value cannot be used") if stated else ("Värdet saknas", "Missing")
    return fault(
        "value-missing",
        f"{said[0]}: {sv}.",
        f"{said[1]}: {en}.",
        "Ta det från tidigare mätningar eller från en studie av samma utfall, och ange källan.",
        "Take it from earlier measurements or from a study of the same outcome, and state the source.",
        field=", ".join(f"--{part}" for part in name.split(", ")),
    )


def checks(plan: PowerPlan, sizes: Sizes, effect: float, weaker: float | None) -> tuple[Check, ...]:
    """Return what the answer rests on.

    Parameters
    ----------
    weaker
        Power if the effect is a fifth smaller; None when that was not computed.
    """
    found = list(_size_checks(plan, sizes))
    if plan.kind == "binary" and plan.baseline is not None:
        rows = [(sizes.used_1, plan.baseline + effect)] + ([(sizes.used_0, plan.baseline)] if sizes.used_0 else [])
        fewest = min(count * min(share, 1 - share) for count, share in rows)
        found.append(Check("P-RARE", Status.WARN if fewest < 5 else Status.PASS, fewest, 5.0))
    if plan.design != "its":
        found.append(Check("P-DROPOUT", Status.WARN if plan.dropout == 0 else Status.INFO, plan.dropout))
    if plan.design == "rdd":
        found.append(Check("P-LOCAL", Status.WARN))
    if plan.icc is not None:
        found.append(Check("P-ICC", Status.INFO, plan.icc))
    if weaker is not None:
        found.append(Check("P-ASSUMED", Status.INFO, weaker))
    if plan.design in SIMULATED:
        found.append(Check("P-SIMULATED", Status.INFO, float(plan.draws)))
    return tuple(found)


def _reach(plan: PowerPlan, sizes: Sizes) -> Check:
    """P-REACH: the smallest p value that placebos can give, whatever the effect, is at most the level of the test."""
    from utfall.effects.series.weights import donors_needed, smallest_p

    least, details = 1.0, (("donors", sizes.used_0), ("needed", donors_needed(sizes.used_1, plan.alpha)))
    if sizes.used_0 > 0:
        least = smallest_p(sizes.used_1, sizes.used_0)
    return Check("P-REACH", Status.PASS if least <= plan.alpha + 1e-12 else Status.FAIL, least, plan.alpha, details)


def refuse_beyond_reach(plan: PowerPlan, sizes: Sizes) -> None:
    """Raise DesignRefused when no effect, however large, can be found: there are too few units to test against."""
    if plan.design == "synthetic_control":
        found = _reach(plan, sizes)
        if found.status is Status.FAIL:
            raise beyond_reach(sizes.used_0, found.value or 1.0, int(dict(found.details)["needed"]))


def _size_checks(plan: PowerPlan, sizes: Sizes) -> Iterator[Check]:
    if plan.design == "its":
        before = sizes.n_1
        status, limit = below(before, 12, 8)
        yield Check("P-POINTS", status, float(before), limit)
        return
    if plan.design == "synthetic_control":
        yield _reach(plan, sizes)
    if plan.design in OF_UNITS:
        return  # one unit may be all that gets it; what can then be shown is what is simulated
    if sizes.clusters_1 is None or sizes.clusters_0 is None:
        yield small_groups(sizes.used_1, sizes.used_0 or sizes.used_1)
        return
    fewest = sizes.clusters_1 if plan.design == "stepped_wedge" else min(sizes.clusters_1, sizes.clusters_0)
    status, limit = below(fewest, 10, 4)
    yield Check("P-CLUSTERS", status, float(fewest), limit)
    if plan.design == "stepped_wedge":
        yield Check("P-NORMAL", Status.WARN if fewest < 20 else Status.INFO, float(fewest), 20.0)
