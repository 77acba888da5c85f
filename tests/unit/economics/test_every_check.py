# SPDX-License-Identifier: Apache-2.0
"""All seventeen checks, each with a case that turns it and one beside it that does not; red stops the export."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from unit.economics.build import KPI, WORK, H, S, cost, estimate, line, settings
from utfall.core.errors import InputError
from utfall.core.estimate import Check, Status
from utfall.core.lines import Adjustment, Line
from utfall.economics import Appraisal, ScaleUp, appraise
from utfall.economics.checks import (
    RED_MENDS,
    STANDARD_COSTS,
    check_consistent_returns,
    check_postings,
    check_price_years,
    check_timing,
)
from utfall.economics.comparing.published import check_claims, check_magnitude, check_vintage
from utfall.economics.funding.ledger import Entry, EntryKind, FundRules, Ledger
from utfall.economics.funding.standing import check_returns
from utfall.economics.planning.scale_up import check_scale_up
from utfall.economics.planning.typfall import check_cases
from utfall.economics.results import InternalRate

PROGRAMME = line("programme", "programme_cost", 100.0)
GAIN = line("gain", "avoided_service", 900.0, outcome="work", years=2, dropoff=0.1)
RATE = InternalRate(0.5, (0.5,))


def run(*lines: Line, effect: float = 0.3, **more: object) -> Appraisal:
    found = {"work": estimate(effect, comparison=0.2, intervention=0.2 + effect)}
    return appraise(lines, found, [WORK], settings(**more), population=1, index=KPI)


def of(id_: str, *lines: Line, **more: object) -> Check:
    return next(check for check in run(*lines, **more).checks if check.id == id_)


def taken_off(motive: str) -> Line:
    share = line("x", "avoided_service", 1.0, outcome="work", deadweight=0.4).deadweight
    assert share is not None
    return dataclasses.replace(GAIN, deadweight=Adjustment(share=share.share, motive=motive))


def twins(motive: str) -> tuple[Line, Line]:
    first = dataclasses.replace(GAIN, overlap_group="care")
    return first, dataclasses.replace(first, id="twin", overlap_motive=motive)


def cash(basis: str, first_year: int, step: float | None) -> Line:
    unit = cost(900.0, basis=basis, step=step)
    return line("cash", "avoided_service", unit, outcome="work", first_year=first_year, cashability="cash_releasing")


def swapped(sign: float) -> Check:
    found = estimate(sign * 0.3, comparison=0.2, intervention=0.5)
    checks = appraise([GAIN], {"work": found}, [WORK], settings(), population=1, index=KPI).checks
    return next(check for check in checks if check.id == "K11")


def bent(power: float) -> Check:
    model = run(PROGRAMME, GAIN).model
    return check_timing(dataclasses.replace(model, factors=model.factors / 1.035**power))


def ledger(returned: int) -> Check:
    entries = tuple(
        Entry(date=f"202{n}-01-01", kind=kind, amount_ore=amount, initiative="a", board="Socialnämnden")
        for n, (kind, amount) in enumerate(((EntryKind.VERIFIED_SAVING, 500), (EntryKind.REPAYMENT, returned)))
    )
    return check_returns(Ledger(FundRules(), entries))


COVERED = tuple(dataclasses.replace(PROGRAMME, id=name, standard_cost=name) for name in STANDARD_COSTS)
LIBRARY = [float(x) for x in range(1, 1001)]

# Check, its bad status, the case that turns it, the case beside it that does not.
CASES: list[tuple[str, Status, Callable[[], Check], Callable[[], Check]]] = [
    ("K1", Status.FAIL, lambda: check_postings([line("tax", "tax", 5.0, (S, 1.0), (H, -0.9))]),
     lambda: check_postings([line("tax", "tax", 5.0, (S, 1.0), (H, -1.0))])),
    ("K2", Status.FAIL, lambda: of("K2", *twins("")), lambda: of("K2", *twins("andra personer"))),
    ("K3", Status.FAIL, lambda: of("K3", taken_off("")), lambda: of("K3", taken_off("försiktighet"))),
    ("K4", Status.FAIL, lambda: check_price_years([line("x", "avoided_service", cost(1.0, year=None))], 2023, KPI),
     lambda: check_price_years([line("x", "avoided_service", cost(1.0, year=2018))], 2023, KPI)),
    ("K4", Status.WARN, lambda: of("K4", line("x", "avoided_service", cost(1.0, year=2018, index="none"))),
     lambda: of("K4", line("x", "avoided_service", cost(1.0, year=2023, index="none")))),
    ("K5", Status.WARN, lambda: of("K5", cash("average", 2, None), horizon_years=5),
     lambda: of("K5", cash("average", 3, None), horizon_years=5)),
    ("K5", Status.WARN, lambda: of("K5", cash("marginal", 1, 5.0)), lambda: of("K5", cash("marginal", 1, 0.1))),
    ("K6", Status.FAIL, lambda: of("K6", dataclasses.replace(GAIN, baseline=0.2)),
     lambda: of("K6", dataclasses.replace(GAIN, baseline=0.31))),
    ("K6", Status.FAIL, lambda: of("K6", GAIN, effect=0.9), lambda: of("K6", GAIN, effect=0.8)),
    ("K7", Status.WARN, lambda: of("K7", PROGRAMME, line("x", "avoided_service", 9.0, outcome="work", years=5)),
     lambda: of("K7", PROGRAMME, GAIN, last_followup_year=2)),
    ("K8", Status.FAIL, lambda: bent(0.5), lambda: bent(0.0)),
    ("K9", Status.WARN, lambda: check_magnitude(5_000.0, LIBRARY), lambda: check_magnitude(900.0, LIBRARY)),
    ("K10", Status.FAIL, lambda: check_consistent_returns(run(PROGRAMME, GAIN).society, 0.8, RATE, 0.035),
     lambda: check_consistent_returns(run(PROGRAMME, GAIN).society, 2.0, RATE, 0.035)),
    ("K10", Status.WARN,
     lambda: check_consistent_returns(run(PROGRAMME, GAIN).society, 2.0, InternalRate(None, (0.1, 0.3)), 0.035),
     lambda: check_consistent_returns(run(PROGRAMME, GAIN).society, 2.0, InternalRate(None, ()), 0.035)),
    ("K11", Status.FAIL, lambda: swapped(-1.0), lambda: swapped(1.0)),
    ("K12", Status.WARN, lambda: of("K12", *COVERED[:-1]), lambda: of("K12", *COVERED)),
    ("K13", Status.FAIL, lambda: check_claims({"a": 0.7, "b": 0.4}), lambda: check_claims({"a": 0.6, "b": 0.4})),
    ("K14", Status.WARN, lambda: check_cases(3, 24), lambda: check_cases(24, 24)),
    ("K15", Status.WARN, lambda: of("K15", dataclasses.replace(PROGRAMME, sunk=True)), lambda: of("K15", PROGRAMME)),
    ("K15", Status.WARN, lambda: check_scale_up(ScaleUp(persons=(9.0,), variable=5.0)),
     lambda: check_scale_up(ScaleUp(persons=(9.0,), variable=5.0, fixed=1.0))),
    ("K16", Status.FAIL, lambda: ledger(501), lambda: ledger(500)),
    ("K17", Status.WARN, lambda: check_vintage("2014", "2019"), lambda: check_vintage("2019", "2019")),
]  # fmt: skip
NAMES = [f"{id_}-{status.value}-{n}" for n, (id_, status, *_) in enumerate(CASES)]


@pytest.mark.parametrize(("id_", "status", "turns", "holds"), CASES, ids=NAMES)
def test_a_flaw_turns_its_check_and_its_neighbour_does_not(
    id_: str, status: Status, turns: Callable[[], Check], holds: Callable[[], Check]
) -> None:
    bad, good = turns(), holds()
    assert (bad.id, bad.status) == (id_, status)
    assert (good.id, good.status) == (id_, Status.PASS)


def test_every_check_has_its_case() -> None:
    assert {id_ for id_, *_ in CASES} == {f"K{number}" for number in range(1, 18)}


def test_every_red_check_of_an_appraisal_stops_it_and_says_how_to_mend_it() -> None:
    reds = {id_ for id_, status, *_ in CASES if status is Status.FAIL} - {
        "K13",
        "K16",
    }  # portfolio and fund: own faults
    assert reds == set(RED_MENDS)
    found = run(PROGRAMME, GAIN)
    for id_ in reds:
        red = dataclasses.replace(found, checks=(Check(id_, Status.FAIL, 1.0, 0.0, (("line", "gain"),)),))
        with pytest.raises(InputError, match=f"red-{id_.lower()}") as caught:
            red.require_exportable()
        assert "gain" in caught.value.faults[0].text.sv
        assert caught.value.faults[0].mend.sv == RED_MENDS[id_][0]


def test_a_red_check_leaves_nothing_written(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from unit.thread.economy_sample import TEXT
    from utfall.cli import appraise as command

    path = tmp_path / "prov.toml"
    path.write_text(TEXT.replace("baseline = 10\n", "baseline = 1\n"), encoding="utf-8")
    call = [str(path), "--effect", "arbete=0.2@0.3", "--out", str(tmp_path / "ut"), "--format", "json,xlsx"]
    with pytest.raises(InputError, match="red-k6"):
        CliRunner().invoke(command.command(), call, catch_exceptions=False)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["prov.toml"]
