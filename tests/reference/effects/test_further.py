# SPDX-License-Identifier: Apache-2.0
"""More published effects, through the front door of the library. Data: PROVENANCE.md beside this file."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import utfall
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects import EffectResult
from utfall.effects._numerics.local_linear import bandwidths, jump, side
from utfall.effects.planning import PowerPlan, solve_power
from utfall.effects.scales.ordinal import probability_of_superiority

STORED = json.loads((Path(__file__).parent / "oracles" / "values.json").read_text(encoding="utf-8"))["published"]
Load = Callable[[str], pl.DataFrame]


def outcome(column: str, **options: Any) -> Outcome:
    return Outcome(id=column, label=Text.same(column), column=column, **options)


def effect(data: Any, of: Outcome, **options: Any) -> EffectResult:
    return utfall.effect(data, outcome=of, **options)


def counts(first: tuple[int, int], second: tuple[int, int]) -> dict[str, list[int]]:
    """Return rows of 1 and 0 from events and persons of two groups, the first one offered."""
    (a, n_1), (b, n_0) = first, second
    return {"t": [1] * n_1 + [0] * n_0, "y": [1] * a + [0] * (n_1 - a) + [1] * b + [0] * (n_0 - b)}


def of_counts(first: tuple[int, int], second: tuple[int, int]) -> EffectResult:
    return effect(counts(first, second), outcome("y", kind="binary"), design="rct", treatment="t")


class TestCloseElections:
    """Lee, Moretti and Butler (2004), QJE 119:807, table I: those within two points of half the votes, 915 of them."""

    @pytest.mark.parametrize(
        ("column", "kind", "value", "tolerance"),
        [("score", "continuous", 21.28, 0.005), ("democrat", "binary", 0.484, 0.0005)],
    )
    def test_who_won_by_a_hair(self, load: Load, column: str, kind: Any, value: float, tolerance: float) -> None:
        """21.28 (1.95) and 0.48, as printed anew in Cunningham (2021), Causal Inference: The Mixtape, ch. 6."""
        close = load("close_elections").filter((pl.col("lagdemvoteshare") - 0.5).abs() < 0.02)
        found = effect(close, outcome(column, kind=kind), design="rct", treatment="lagdemocrat").estimate
        assert found.n_intervention + found.n_comparison == 915
        assert found.value == pytest.approx(value, abs=tolerance)
        if column == "score":
            assert found.std_error == pytest.approx(1.95, abs=0.005)

    @pytest.mark.parametrize("name", ["as they are", "tied"])
    def test_the_jump_against_rdrobust(self, load: Load, name: str) -> None:
        """masspoints "off": eleven digits, also where many share a value of the running variable."""
        told = STORED["close_elections"][name]
        found = jump(*self.sides(load, tied=name == "tied"), told["h"], told["b"])
        expected = (told["value"], told["error"], told["corrected"], told["robust_error"])
        assert (found.value, found.std_error, found.corrected, found.robust_error) == pytest.approx(expected, rel=1e-11)

    @pytest.mark.parametrize("name", ["as they are", "tied"])
    def test_the_bandwidths_against_rdrobust(self, load: Load, name: str) -> None:
        """Seven digits: the pilot bandwidth is rounded otherwise there."""
        expected = STORED["close_elections"][name]["chosen"]
        assert list(bandwidths(*self.sides(load, tied=name == "tied"))) == pytest.approx(expected, rel=3e-7)

    def sides(self, load: Load, *, tied: bool) -> Any:
        data = load("close_elections")
        share, y = data["lagdemvoteshare"].to_numpy(), data["score"].to_numpy()
        x = np.round(1000 * share) - 500 if tied else share - 0.5
        return side(x[x < 0], y[x < 0]), side(x[x >= 0], y[x >= 0])


def test_paid_to_learn_an_hiv_result(load: Load) -> None:
    """Thornton (2008), AER 98:1829: 34 per cent went without an incentive. The difference 0.4505519 in Cunningham
    (2021), ch. 4; they were about twice as likely to go."""
    found = effect(load("thornton_hiv"), outcome("got", kind="binary"), design="rct", treatment="any")
    assert found.estimate.value == pytest.approx(0.4505519, abs=5e-8)
    assert found.estimate.mean_comparison == pytest.approx(0.34, abs=0.005)
    assert found.diagnostic("risk_ratio") == pytest.approx(2.33, abs=0.005)


def test_survival_with_liver_cirrhosis(load: Load) -> None:
    """Uno and others, R package survRM2, its vignette on the Mayo trial of D-penicillamine, up to 10 years: 7.146 and
    7.283, difference -0.137 (-0.939 to 0.665), p 0.738. It takes its interval from the normal distribution, this one
    from Student's with some 300 degrees of freedom: 0.005 wider."""
    data = load("pbc").with_columns(years=pl.col("days") / 365.25, arm=(pl.col("trt") == 1).cast(pl.Int8))
    of = outcome("years", kind="time", event="died", horizon=10.0)
    found = effect(data, of, design="rct", treatment="arm").estimate
    assert (found.mean_intervention, found.mean_comparison) == pytest.approx((7.146, 7.283), abs=0.0005)
    assert found.value == pytest.approx(-0.137, abs=0.0005)
    assert found.value + 1.959964 * found.std_error * np.array([-1, 1]) == pytest.approx((-0.939, 0.665), abs=0.003)
    assert found.p_value == pytest.approx(0.738, abs=0.002)


def test_pain_after_an_operation() -> None:
    """Brunner and Munzel (2000), Biometrical Journal 42:17: 0.788961 with 95 % interval 0.5952 to 0.9827, on 17.683
    degrees of freedom. Its error follows from the interval; ours turns it so that it cannot pass 1."""
    first, second = [1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1], [3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4]
    data = {"t": [0] * len(first) + [1] * len(second), "y": first + second}
    found = effect(data, outcome("y", kind="ordinal"), design="rct", treatment="t").estimate
    assert found.mean_intervention == pytest.approx(0.788961, abs=5e-7)
    assert found.std_error == pytest.approx((0.9827052 - 0.5952169) / 2 / 2.103638, rel=1e-4)  # t at 17.683
    assert found.interval.low > 0
    assert found.interval.high < 0.5


@pytest.mark.parametrize(
    ("first", "second", "shares", "ratio", "digits"),
    [
        # Medical Research Council (1948), BMJ 2:769: deaths in six months, streptomycin or bed rest, 7 and 27 %
        ((4, 55), (14, 52), (0.07, 0.27), 0.27, 0.005),
        # ISIS-2 (1988), Lancet 332:349: vascular deaths within five weeks, aspirin against placebo, 9.4 and 11.8 %
        ((804, 8587), (1016, 8600), (0.094, 0.118), 0.79, 0.0005),
        # Fibiger (1898): deaths in diphtheria, serum on every other day, 3.3 and 12.2 % (Hróbjartsson 1998, BMJ)
        ((8, 239), (30, 245), (0.033, 0.122), 0.27, 0.0005),
        # Snow (1855), table IX: deaths in 10,000 houses, Southwark and Vauxhall 315, Lambeth 37 (rounded down)
        ((1263, 40046), (98, 26107), (0.0315, 0.0375), 8.4, 0.00005),
    ],
)
def test_shares_of_trials_as_printed(
    first: tuple[int, int], second: tuple[int, int], shares: tuple[float, float], ratio: float, digits: float
) -> None:
    found = of_counts(first, second)
    if ratio > 1:
        shares = (shares[0], shares[1] / 10)
    e = found.estimate
    assert (e.mean_intervention, e.mean_comparison) == pytest.approx(shares, abs=digits)
    assert found.diagnostic("risk_ratio") == pytest.approx(ratio, abs=0.005)
    assert not e.interval.low <= 0 <= e.interval.high


def test_newborns_on_a_heart_lung_machine() -> None:
    """Ware (1989), Statistical Science 4:298: 4 of 10 died with conventional treatment, none of 9; Fisher's p 0.054 one
    way. Both ways it is (210 + 126) / 3876: all four deaths among ten, or among nine."""
    found = of_counts((0, 9), (4, 10))
    total = math.comb(19, 9)
    assert found.diagnostic("randomisation_total") == total
    assert found.diagnostic("randomisation_count") == pytest.approx((210 + 126) / 3876 * total)
    assert pytest.approx(0.054, abs=0.0005) == 210 / 3876


def test_admissions_to_berkeley() -> None:
    """Freedman, Pisani and Purves, Statistics, ch. 2: six majors weighted by who applied, 39 % of the men and
    43 % of the women were admitted; not weighted 45 and 30 %. Counts of Bickel, Hammel and O'Connell (1975),
    Science 187:398."""
    majors = {
        "A": ((512, 825), (89, 108)), "B": ((353, 560), (17, 25)), "C": ((120, 325), (202, 593)),
        "D": ((138, 417), (131, 375)), "E": ((53, 191), (94, 393)), "F": ((22, 373), (24, 341)),
    }  # fmt: skip
    parts = [pl.DataFrame(counts(*of)).with_columns(major=pl.lit(name)) for name, of in majors.items()]
    data, of = pl.concat(parts), outcome("y", kind="binary")
    raw = effect(data, of, design="rct", treatment="t").estimate
    within = effect(data, of, design="rct", treatment="t", strata="major").estimate
    assert (raw.mean_intervention, raw.mean_comparison) == pytest.approx((0.45, 0.30), abs=0.005)
    assert (within.mean_intervention, within.mean_comparison) == pytest.approx((0.39, 0.43), abs=0.005)


def test_cholera_before_and_after_the_water_was_moved() -> None:
    """Snow (1855) as in Cunningham (2021), ch. 9: deaths per 10,000 households 85 to 19 and 135 to 147, so -78.

    One area on each side tells no uncertainty and is refused; each is then put in twice, one death up and one down.
    """
    deaths = {"L": (85, 19), "S": (135, 147)}
    options: dict[str, Any] = {"treatment": "t", "time": "year", "post": 1854, "id": "area", "areas": True}

    def rows(changes: tuple[int, ...]) -> dict[str, list[Any]]:
        made = [(f"{area}{change}", year, int(area == "L"), value + (change if year == 1854 else 0))
                for area, both in deaths.items()
                for change in changes
                for year, value in zip((1849, 1854), both, strict=True)]  # fmt: skip
        return {name: [row[k] for row in made] for k, name in enumerate(("area", "year", "t", "deaths"))}

    with pytest.raises(utfall.DesignRefused, match="one-unit"):
        effect(rows((0,)), outcome("deaths"), design="did", **options)
    found = effect(rows((-1, 1)), outcome("deaths"), design="did", **options)
    assert found.estimate.value == pytest.approx(-78)


@pytest.mark.parametrize("group", ["never", "not_yet"])
def test_castle_doctrine(load: Load, group: str) -> None:
    """Cheng and Hoekstra (2013), Journal of Human Resources 48:821: laws in 21 states 2006 to 2010 and log homicides,
    held against diff-diff's CallawaySantAnna with its own defaults on the same file."""
    told = STORED["castle"][group]
    design = {"design": "staggered_did", "id": "sid", "time": "year", "cohort": "start", "comparison_group": group}
    found = effect(load("castle"), outcome("l_homicide"), **design)
    assert (found.estimate.value, found.estimate.std_error) == pytest.approx((told["value"], told["error"]), abs=1e-11)
    path = {e: found.diagnostic(f"event_{e}") for e in told["path"]}
    assert path == pytest.approx(told["path"], abs=1e-11)
    assert (found.estimate.n_intervention, found.estimate.interval.low < 0 < found.estimate.interval.high) == (21, True)


def test_prisons_in_texas(load: Load) -> None:
    """Cunningham and Kang's panel of black men in prison, Texas from 1993 against 50 states (The Mixtape, ch. 10),
    outcomes alone, held against synthdid-py: 19,479 (synthetic difference in differences) and 21,016."""
    told = STORED["texas"]
    options: dict[str, Any] = {"id": "state", "time": "year", "treatment": "texas", "post": "1993"}
    sdid = effect(load("texas_prisons"), outcome("bmprison"), design="synthetic_did", **options)
    assert sdid.estimate.value == pytest.approx(told["synthdid"], rel=1e-9)
    control = effect(load("texas_prisons"), outcome("bmprison"), design="synthetic_control", **options)
    assert control.diagnostic("effect_frank_wolfe") == pytest.approx(told["sc"], rel=1e-9)
    assert control.estimate.value == pytest.approx(21016, rel=2e-4)  # the exact optimum


@pytest.mark.parametrize(("alpha", "sizes"), [(0.01, (586, 95, 38)), (0.05, (393, 64, 26)), (0.10, (310, 50, 20))])
@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_power_primer(alpha: float, sizes: tuple[int, ...], which: int) -> None:
    """Cohen (1992), Psychological Bulletin 112:155, table 2, persons in each group for power 0.80: d 0.2, 0.5 and 0.8.
    The table is rounded; both groups are counted together here."""
    found = solve_power(PowerPlan(sd=1.0, alpha=alpha), effect=(0.2, 0.5, 0.8)[which], power=0.8)
    assert found.n == pytest.approx(2 * sizes[which], abs=2)


def test_ordinal_grades_are_planned_as_their_share_of_comparisons() -> None:
    """Whitehead (1993), Statistics in Medicine 12:2257: grades 0.2, 0.5, 0.2, 0.1 in the control group, log odds ratio
    0.887, power 0.90: 187 patients. By the share of comparisons (Noether 1987) it is some more, never fewer, and with
    this many the test of that share finds the effect in 90 % of the draws."""
    comparison = np.array([0.2, 0.5, 0.2, 0.1])
    odds = np.cumsum(comparison)[:3] / (1 - np.cumsum(comparison)[:3]) * math.exp(0.887)
    offered = np.diff([0, *(odds / (1 + odds)), 1])
    middle = (comparison + offered) / 2
    whitehead = 12 * (1.959964 + 1.281552) ** 2 / (0.887**2 * (1 - (middle**3).sum()))
    assert whitehead == pytest.approx(187, abs=0.5)
    share = sum(offered[k] * (comparison[k + 1 :].sum() + comparison[k] / 2) for k in range(4))
    plan = PowerPlan(sd=math.sqrt((1 - (middle**3).sum()) / 12))
    n = solve_power(plan, effect=float(share) - 0.5, power=0.9).n
    assert whitehead <= n <= 1.08 * whitehead
    rng, found = np.random.default_rng(3), []
    for _ in range(400):
        grades = [rng.choice(4, size=n // 2, p=of) for of in (offered, comparison)]
        result = probability_of_superiority(4.0 - grades[0], 4.0 - grades[1])
        found.append(result.p_value < 0.05)
    assert np.mean(found) == pytest.approx(0.9, abs=3 * math.sqrt(0.09 / 400) + 0.02)
