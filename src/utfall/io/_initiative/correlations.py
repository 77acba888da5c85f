# SPDX-License-Identifier: Apache-2.0
"""Which uncertain numbers of an initiative file go together, checked against its parameters and outcomes."""

from __future__ import annotations

from utfall.core.text import Text
from utfall.economics.correlation import Correlation, correlation_faults
from utfall.io._initiative import models_economy as e
from utfall.io._initiative import models_plans as p
from utfall.io._initiative.source import Faults
from utfall.io._initiative.structure import Structure

_WHAT = Text(sv="Antagandet", en="assumption")


def correlations(found: Structure, faults: Faults) -> tuple[tuple[str, str, float], ...]:
    """Return the pairs with their rank correlation; note numbers without a range, unknown names and impossible sets."""
    from utfall.io._initiative.build import check_known

    uncertain = [row.id for _, row in found.many("parameters", e.ParameterSection) if row.low is not None]
    known = [*uncertain, *(f"effect:{name}" for name in found.ids.get("outcomes", []))]
    pairs: dict[tuple[str, ...], tuple[str, str, float]] = {}
    good = True
    for n, row in found.many("correlations", p.CorrelationSection):
        path = ("correlations", n)
        first, second = row.between
        for name in row.between:
            good &= check_known(name, known, _WHAT, (*path, "between"), faults)
        key = tuple(sorted(row.between))
        if first == second or key in pairs:
            good = False
            said = Text(
                sv="Paret är angivet två gånger, eller är ett och samma antagande.",
                en="The pair is stated twice, or is one assumption.",
            )
            faults.add(
                "correlation-twice",
                path,
                said,
                Text(sv="Ange varje par av två olika en gång.", en="State each pair of two different ones once."),
            )
        pairs[key] = (first, second, row.rank)
    together = Correlation.of_pairs(tuple(pairs.values()))
    if good and together is not None:
        for fault in correlation_faults(together, together.names):
            faults.add(fault.code, ("correlations",), fault.text, fault.mend)
    return tuple(pairs.values())
