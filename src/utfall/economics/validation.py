# SPDX-License-Identifier: Apache-2.0
"""Everything that can be wrong with lines and settings, found at once, each with its line and mend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import isfinite

from utfall.core.errors import Fault, InputError, suggestion
from utfall.core.estimate import Estimate
from utfall.core.lines import AppraisalSettings, Line, Timing
from utfall.core.outcome import Outcome
from utfall.economics._faults import fault
from utfall.economics.parameters import SHARES, conflict_faults, parameter_faults, roles_of
from utfall.economics.prices import IndexSeries, uprating_faults
from utfall.economics.splits import split_faults

# Shares given with six decimals may miss their sum by this much.
SHARE_TOLERANCE = 1e-6
# More persons than live in Sweden is a slip of the keyboard.
MOST_PERSONS = 20_000_000
_LONGEST_HORIZON = 300


def require_valid(
    lines: Sequence[Line],
    estimates: Mapping[str, Estimate],
    outcomes: Sequence[Outcome],
    settings: AppraisalSettings,
    *,
    population: float | None,
    index: Mapping[str, IndexSeries],
) -> None:
    """Raise an InputError that names every fault of an appraisal's input; return None when there is none."""
    faults = settings_faults(settings) + _population_faults(population) + _identity_faults(lines)
    known = {outcome.id for outcome in outcomes}
    for line in lines:
        where = f"lines.{line.id}"
        faults += uprating_faults(line.unit_cost, settings.price_year, index, f"{where}.unit_cost")
        faults += line_faults(line) + _link_faults(line, estimates, known, population)
    faults += conflict_faults(lines)
    if faults:
        raise InputError(*faults)


def settings_faults(settings: AppraisalSettings) -> list[Fault]:
    """Return every fault of the appraisal settings."""
    faults = []
    if not 1 <= settings.horizon_years <= _LONGEST_HORIZON:
        faults.append(
            fault(
                "horizon-outside",
                "appraisal.horizon_years",
                text=(
                    f"Tidshorisonten {settings.horizon_years} år går inte att räkna på.",
                    f"A horizon of {settings.horizon_years} years cannot be appraised.",
                ),
                mend=(f"Ange 1–{_LONGEST_HORIZON} hela år.", f"State 1–{_LONGEST_HORIZON} whole years."),
            )
        )
    for rate in (settings.discount_rate, *(rate for _, rate in settings.schedule)):
        if not isfinite(rate) or rate <= -1.0 or rate > 1.0:
            faults.append(
                fault(
                    "discount-rate-outside",
                    "appraisal.discount_rate",
                    text=(f"Räntan {rate:g} är orimlig.", f"A discount rate of {rate:g} is not possible."),
                    mend=("Ange en andel per år, som 0,035.", "State a share per year, such as 0.035."),
                )
            )
    ends = [last for last, _ in settings.schedule]
    bounded = [last for last in ends if last is not None]
    if None in ends[:-1] or bounded != sorted(set(bounded)) or (bounded and bounded[0] < 1):
        faults.append(
            fault(
                "schedule-order",
                "appraisal.schedule",
                text=("Räntetrappans år stiger inte.", "The years of the rate schedule do not rise."),
                mend=("Ange stegen i tidsordning.", "State the steps in order of time."),
            )
        )
    return faults + _draw_faults(settings)


def _draw_faults(settings: AppraisalSettings) -> list[Fault]:
    if 0 <= settings.draws <= 10_000_000 and settings.seed >= 0 and 0.0 < settings.ci_level < 1.0:
        return []
    return [
        fault(
            "draws-outside",
            "appraisal.draws",
            text=("Dragningar, frö eller nivå är orimliga.", "Draws, seed or level are not possible."),
            mend=(
                "Ange 0–10 000 000 dragningar, ett frö från 0 och en nivå mellan 0 och 1.",
                "State 0–10,000,000 draws, a seed from 0 and a level between 0 and 1.",
            ),
        )
    ]


def _population_faults(population: float | None) -> list[Fault]:
    if population is None or (isfinite(population) and 0 < population <= MOST_PERSONS):
        return []
    return [
        fault(
            "population-outside",
            "participants",
            text=(f"{population:g} deltagare är orimligt.", f"{population:g} participants is not possible."),
            mend=(f"Ange 1–{MOST_PERSONS} personer.", f"State 1–{MOST_PERSONS} persons."),
        )
    ]


def _identity_faults(lines: Sequence[Line]) -> list[Fault]:
    if not lines:
        return [
            fault(
                "no-lines",
                "lines",
                text=("Kalkylen har inga rader.", "The appraisal has no lines."),
                mend=("Lägg till minst en kostnadsrad.", "Add at least one cost line."),
            )
        ]
    twice = [name for name, n in Counter(line.id for line in lines).items() if n > 1]
    return [
        fault(
            "line-duplicate",
            f"lines.{name}",
            text=(f"Raden {name} finns flera gånger.", f"Line {name} occurs more than once."),
            mend=("Ge varje rad ett eget id.", "Give every line its own id."),
        )
        for name in twice
    ]


def line_faults(line: Line) -> list[Fault]:
    """Return every fault of one line that shows without any other line."""
    where = f"lines.{line.id}"
    faults = _posting_faults(line) + split_faults(line) + _timing_faults(line.timing, f"{where}.timing")
    for role, parameter in roles_of(line):
        least = None if role in SHARES or role == "units_per_improvement" else 0.0
        faults += parameter_faults(parameter, f"{where}.{role}", share=role in SHARES, least=least)
    people = line.population
    if people is not None and people.value > MOST_PERSONS:
        faults += _population_faults(people.value)
    if (line.quantity is None) == (line.link is None):
        faults.append(
            fault(
                "quantity-or-link",
                where,
                text=(
                    f"Raden {line.id} ska ha antingen mängd eller koppling till ett utfall.",
                    f"Line {line.id} needs either a quantity or a link to an outcome.",
                ),
                mend=("Ange exakt en av dem.", "State exactly one of them."),
            )
        )
    if line.baseline is not None and not (isfinite(line.baseline) and line.baseline >= 0.0):
        faults += parameter_faults_of_baseline(where)
    return faults


def parameter_faults_of_baseline(where: str) -> list[Fault]:
    """Return the fault of a baseline volume below zero."""
    return [
        fault(
            "value-negative",
            f"{where}.baseline",
            text=("Nuvarande volym är under noll.", "The baseline volume is below zero."),
            mend=("Ange noll eller mer.", "State zero or more."),
        )
    ]


def _posting_faults(line: Line) -> list[Fault]:
    total = sum(posting.share for posting in line.postings)
    wanted = 0.0 if line.kind.moves_money_only else 1.0
    if line.postings and abs(total - wanted) <= SHARE_TOLERANCE:
        return []
    return [
        fault(
            "shares-do-not-sum",
            f"lines.{line.id}.postings",
            text=(
                f"Andelarna på raden {line.id} blir {total:g}, inte {wanted:g}.",
                f"The shares of line {line.id} sum to {total:g}, not {wanted:g}.",
            ),
            mend=(
                "Fördela hela värdet på aktörer; i skatt och transferering tar plus och minus ut varandra.",
                "Share the whole value among actors; a tax or transfer has plus and minus that cancel out.",
            ),
        )
    ]


def _timing_faults(timing: Timing, where: str) -> list[Fault]:
    if timing.first_year >= 1 and timing.years >= 1 and all(0.0 <= share <= 1.0 for share in timing.ramp):
        return []
    return [
        fault(
            "timing-outside",
            where,
            text=(
                f"Första år {timing.first_year}, {timing.years} år eller infasningen går inte.",
                f"First year {timing.first_year}, {timing.years} years or the ramp is not possible.",
            ),
            mend=(
                "Ange första år och antal år som 1 eller mer, och infasning som andelar 0–1.",
                "State first year and number of years as 1 or more, and the ramp as shares 0–1.",
            ),
        )
    ]


def _link_faults(
    line: Line, estimates: Mapping[str, Estimate], known: set[str], population: float | None
) -> list[Fault]:
    if line.link is None:
        return []
    where, name = f"lines.{line.id}.link", line.link.outcome
    if name not in known:
        mend = suggestion(name, sorted(known))
        text = (f"Utfallet {name} finns inte.", f"There is no outcome {name}.")
        return [fault("outcome-unknown", where, text=text, mend=(mend.sv, mend.en))]
    faults = []
    if name not in estimates or not _usable(estimates[name]):
        faults.append(
            fault(
                "estimate-missing",
                where,
                text=(f"Utfallet {name} har ingen skattning.", f"Outcome {name} has no estimate."),
                mend=("Skatta eller anta effekten först.", "Estimate or assume the effect first."),
            )
        )
    if population is None and line.population is None:
        faults.append(
            fault(
                "population-missing",
                f"lines.{line.id}.population",
                text=("Antalet deltagare saknas.", "The number of participants is missing."),
                mend=("Ange participants för satsningen.", "State participants of the initiative."),
            )
        )
    return faults


def _usable(estimate: Estimate) -> bool:
    good = isfinite(estimate.value) and isfinite(estimate.std_error) and estimate.std_error >= 0.0
    return good and (estimate.df is None or estimate.df > 0.0)
