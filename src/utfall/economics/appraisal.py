# SPDX-License-Identifier: Apache-2.0
"""The appraisal: was it worth it, to whom, when, and how sure is that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from utfall.core.errors import Fault, InputError
from utfall.core.estimate import Check, Estimate, Status, Unknown
from utfall.core.lines import AppraisalSettings, Cashability, Line
from utfall.core.outcome import Outcome
from utfall.economics import keyfigures
from utfall.economics._faults import fault
from utfall.economics._numerics.discounting import Floats
from utfall.economics.cashability import cash_by_year
from utfall.economics.checks import RED_FINDINGS, RED_MENDS, run_checks
from utfall.economics.comparing.published import check_magnitude
from utfall.economics.compile import compile_model
from utfall.economics.cube import build_cube, term_flows, trace
from utfall.economics.model import PUBLIC, SOCIETY, Model
from utfall.economics.prices import IndexSeries
from utfall.economics.results import (
    CostPerEffect,
    Cube,
    InternalRate,
    Known,
    PurseResult,
    Realisation,
    StepTrace,
    Uncertainty,
)
from utfall.economics.uncertainty import Progress, simulate
from utfall.economics.validation import require_valid


@dataclass(frozen=True, slots=True)
class Appraisal:
    """The economy of one initiative.

    Parameters
    ----------
    settings, population
        As given; population in persons.
    purses
        By actor, "public_sector" and "society".
    bcr
        Benefit–cost ratio of society: present value of all benefits / of the programme cost.
    nnk
        Net present value of society / present value of the programme cost.
    irr
        Internal rate of return of society's own cash flow.
    realisation
        Potential, realised, verkningsgrad and its break-even (society).
    do_nothing
        Array (7, T): baseline cost per actor and year.
    cash
        Public sector's gains by how far they become money.
    cash_by_year
        The same per year: arrays (T,) of present values.
    traces, cube
        Every step of every line, and the cash flow per line, actor and year.
    uncertainty
        The Monte Carlo run; None when no draws were asked for.
    checks
        K-checks; see `blocks_export`.
    model
        For sensitivity, contracts and value of information on the same numbers.
    """

    settings: AppraisalSettings
    population: float | None
    purses: dict[str, PurseResult]
    bcr: Known
    nnk: Known
    irr: InternalRate
    realisation: Realisation
    cost_per_effect: tuple[CostPerEffect, ...]
    do_nothing: Floats | Unknown
    cash: dict[Cashability, float]
    cash_by_year: dict[Cashability, Floats]
    traces: tuple[StepTrace, ...]
    cube: Cube
    uncertainty: Uncertainty | None
    checks: tuple[Check, ...]
    model: Model

    @property
    def society(self) -> PurseResult:
        """The sum of all actors."""
        return self.purses[SOCIETY]

    @property
    def public_sector(self) -> PurseResult:
        """Municipality, region and state."""
        return self.purses[PUBLIC]

    @property
    def organisation(self) -> PurseResult:
        """The own organisation."""
        return self.purses[self.settings.own_actor]

    @property
    def blocks_export(self) -> bool:
        """True when a red check (K-check that fails) stands: nothing may be exported."""
        return any(check.status is Status.FAIL for check in self.checks)

    def require_exportable(self) -> None:
        """Raise an InputError that names every red check and its lines; return None when there is none."""
        faults = [_red(check) for check in self.checks if check.status is Status.FAIL]
        if faults:
            raise InputError(*faults)


def _red(check: Check) -> Fault:
    named = ", ".join(str(value) for name, value in check.details if name in ("line", "outcome"))
    listed = f" ({named})" if named else ""
    sv, en = RED_FINDINGS.get(check.id, ("se kontrollen", "see the check"))
    lines = [str(value) for name, value in check.details if name == "line"]
    return fault(
        f"red-{check.id.lower()}",
        f"lines.{lines[0]}" if lines else "lines",
        text=(f"Kontroll {check.id} är röd: {sv}{listed}.", f"Check {check.id} is red: {en}{listed}."),
        mend=RED_MENDS.get(check.id, RED_MENDS["K1"]),
    )


def appraise(
    lines: Sequence[Line],
    estimates: Mapping[str, Estimate],
    outcomes: Sequence[Outcome],
    settings: AppraisalSettings,
    *,
    population: float | None,
    index: Mapping[str, IndexSeries],
    optimism: Mapping[str, float] | None = None,
    reference_costs: Sequence[float] = (),
    workers: int = 1,
    progress: Progress | None = None,
) -> Appraisal:
    """Return what an initiative costs and gains, for whom, when, and how sure that is.

    Parameters
    ----------
    lines
        Costs and consequences. Prices in kronor of their own price year.
    estimates
        By outcome id, in the outcome's unit per person; a share 0–1 for a binary outcome.
    outcomes
        Those that the lines are linked to; direction and target are used.
    settings
        Price year, discounting, horizon in whole years, draws (0 for none) and seed.
    population
        Persons who take part.
    index
        Index series by name: year → value.
    optimism
        Optimism bias by line id, share: benefits x (1 - b), costs x (1 + b).
    reference_costs
        Yearly costs per person of known services, base-year kronor, that the gain per person and year is held
        against (check K9); empty: not held.
    workers
        Threads for the draws; the result does not depend on it.

    Returns
    -------
    Money in kronor of `settings.price_year`, present value at the start of year 1.

    Raises
    ------
    InputError
        With every fault of the input at once, each with its line and mend.

    Notes
    -----
    A one-off programme cost falls at the start of its year; every other flow where `settings.timing` says.
    """
    require_valid(lines, estimates, outcomes, settings, population=population, index=index)
    model = compile_model(lines, estimates, outcomes, settings, population=population, index=index, optimism=optimism)
    cube, flows = build_cube(model), term_flows(model)
    traces = trace(model, cube)
    by_year = cash_by_year(model, cube, traces)
    purses = {str(p): keyfigures.purse_result(model, flows, p) for p in keyfigures.PURSES}
    society = purses[SOCIETY]
    bcr, irr = keyfigures.benefit_cost_ratio(society), keyfigures.internal_rate(model, flows)
    checks = run_checks(model.lines, estimates, model, cube, traces, purses=purses, bcr=bcr, irr=irr, index=index)
    if reference_costs and population:
        checks += (check_magnitude(society.benefit / population / model.years, reference_costs),)
    return Appraisal(
        settings=settings,
        population=population,
        purses=purses,
        bcr=bcr,
        nnk=keyfigures.net_benefit_ratio(society),
        irr=irr,
        realisation=keyfigures.realisation(model, flows),
        cost_per_effect=keyfigures.cost_per_effect(model, society, population),
        do_nothing=keyfigures.do_nothing_path(model),
        cash={how: float(path.sum()) for how, path in by_year.items()},
        cash_by_year=by_year,
        traces=traces,
        cube=cube,
        uncertainty=simulate(model, workers=workers, progress=progress) if settings.draws else None,
        checks=checks,
        model=model,
    )
