# SPDX-License-Identifier: Apache-2.0
"""When the covariates were measured: asked about when nobody has said, warned of when it seems, or is, after the start.

What the initiative may have changed must not be adjusted for or matched on: part of the effect is then taken away, or
one is made where there is none (Rosenbaum 1984, JRSS A 147:656).
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from utfall.core.designs import Design
from utfall.core.errors import Fault, InputError, Place
from utfall.core.estimate import Check, Estimate, EvidenceGrade, Status
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects.result import EffectResult

CATALOGUE: tuple[str, ...] = ("W-COVARIATE-TIME",)
_ALIKE = 0.98  # correlation with the outcome above which a covariate seems to be another form of it
_AFTER = frozenset({
    "efter", "after", "post", "uppfoljning", "uppföljning", "followup", "slut", "slutet", "exit", "avslut",
    "utskrivning", "resultat", "outcome",
})  # fmt: skip
_BEFORE = frozenset({
    "fore", "före", "innan", "before", "pre", "baseline", "baslinje", "start", "tidigare", "prior", "previous",
})  # fmt: skip
# What does not change with an initiative.
_FIXED = frozenset({
    "alder", "ålder", "age", "kon", "kön", "sex", "gender", "female", "kvinna", "man", "fodelsear", "födelseår",
    "birthyear", "fodelseland", "födelseland", "utrikesfodd", "utrikesfödd", "utlandsfodd", "utlandsfödd", "black",
    "hisp", "hispanic", "race",
})  # fmt: skip
_YEAR = re.compile(r"(?:19|20)?(\d\d)$")
_LADDER = (EvidenceGrade.STRONG, EvidenceGrade.MODERATE, EvidenceGrade.LIMITED, EvidenceGrade.INSUFFICIENT)
_OF_THE_DESIGN = frozenset({"W-PARALLEL", "W-UNMEASURED", "W-HISTORICAL", "W-COLLINEAR", "W-CONSTANT"})


def with_covariate_timing(
    found: EffectResult,
    design: Design,
    columns: Columns,
    outcome: Outcome,
    *,
    before_start: bool | None = None,
    after_start: tuple[str, ...] = (),
) -> EffectResult:
    """Return the result with W-COVARIATE-TIME; the grade is lowered one step when it warns, two when it fails.

    Parameters
    ----------
    before_start
        True: the covariates were measured before the start, all but `after_start`. None: nobody has said.
    after_start
        Covariates that were measured after the start.

    Raises
    ------
    InputError
        `after_start` names what is no covariate of the design.
    """
    names = tuple(dict.fromkeys((*getattr(design, "covariates", ()), *getattr(design, "exact", ()))))
    unknown = [name for name in after_start if name not in names]
    if unknown:
        raise InputError(_not_a_covariate(unknown[0]))
    if not names:
        return found
    check = timing_check(names, columns, outcome, before_start=before_start, after_start=after_start)
    estimate = found.estimate
    checked = replace(estimate, checks=(*estimate.checks, check), grade=lowered(estimate, check.status))
    return replace(found, estimate=checked)


def _not_a_covariate(name: str) -> Fault:
    return Fault(
        "not-a-covariate",
        Text(
            sv=f"”{name}” anges som mätt efter start men står inte bland covariates.",
            en=f"'{name}' is said to be measured after the start but is not among the covariates.",
        ),
        Text(sv="Stryk namnet, eller rätta det.", en="Remove the name, or mend it."),
        Place(field="covariates_after_start"),
    )


def timing_check(
    names: tuple[str, ...],
    columns: Columns,
    outcome: Outcome,
    *,
    before_start: bool | None,
    after_start: tuple[str, ...],
) -> Check:
    """Return what is known or seems of when covariates were measured.

    Fails when one is said to be from after the start; warns when none has said and its name, or a likeness to the
    outcome, speaks for it; tells (info) when it is only not said; passes otherwise.
    """
    late = [name for name in names if name in after_start]
    if late:
        return _told(Status.FAIL, late)
    if before_start:
        return _told(Status.PASS, list(names))
    seem = [name for name in names if _seems_late(name, columns, outcome)]
    if seem:
        return _told(Status.WARN, seem)
    unsaid = [name for name in names if not _from_before(name)]
    return _told(Status.INFO, unsaid) if unsaid else _told(Status.PASS, list(names))


def _told(status: Status, names: list[str]) -> Check:
    return Check("W-COVARIATE-TIME", status, float(len(names)), None, (("covariates", ", ".join(names)),))


def _words(name: str) -> list[str]:
    return [word for word in re.split(r"[^a-zåäö]+", name.casefold()) if word]


def _from_before(name: str) -> bool:
    return any(word in _BEFORE or word in _FIXED for word in _words(name))


def _seems_late(name: str, columns: Columns, outcome: Outcome) -> bool:
    if name == outcome.column:
        return True
    if _from_before(name):
        return False
    named = any(word in _AFTER for word in _words(name)) or _same_year(name, outcome.column)
    return named or _follows(name, columns, outcome)


def _same_year(name: str, outcome: str) -> bool:
    """Tell whether both names end in a year and the covariate's is not the earlier one (re78 beside re78)."""
    own, other = _YEAR.search(name), _YEAR.search(outcome)
    return own is not None and other is not None and int(own.group(1)) >= int(other.group(1))


def _follows(name: str, columns: Columns, outcome: Outcome) -> bool:
    """Tell whether a number column goes with the outcome almost exactly."""
    if outcome.kind == "binary" or not (columns.is_number(name) and columns.is_number(outcome.column)):
        return False
    x, y = columns.number(name), columns.number(outcome.column)
    known = np.isfinite(x) & np.isfinite(y)
    if known.sum() < 10 or np.ptp(x[known]) == 0 or np.ptp(y[known]) == 0:
        return False
    return bool(abs(np.corrcoef(x[known], y[known])[0, 1]) > _ALIKE)


def lowered(estimate: Estimate, status: Status) -> EvidenceGrade:
    """Return the grade when a check of this status is added: warnings together lower it one step, failures two."""
    steps = {Status.WARN: 1, Status.FAIL: 2}.get(status, 0)
    if not steps or estimate.grade not in _LADDER:
        return estimate.grade
    counted = {check.status for check in estimate.checks if check.id not in _OF_THE_DESIGN}
    already = 2 if Status.FAIL in counted else int(Status.WARN in counted)
    return _LADDER[min(_LADDER.index(estimate.grade) + max(steps - already, 0), len(_LADDER) - 1)]
