# SPDX-License-Identifier: Apache-2.0
"""What must hold of the statistics whatever the numbers, and what they refuse."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from utfall.core.errors import DesignRefused, InputError
from utfall.needs.statistics import (
    FunnelPlace,
    associations,
    composite_index,
    direct_rate,
    funnel,
    indirect_ratio,
    krippendorff,
    mean_limits,
    over_risk,
    poisson_limits,
    quantiles,
    share_limits,
    smooth_rates,
    standing_among,
    tail_count,
    trend_per_year,
)

# How fast the machine draws examples is no property of the statistics.
FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
pairs = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def code(error: pytest.ExceptionInfo[DesignRefused | InputError]) -> str:
    return error.value.faults[0].code


@FEW
@given(st.lists(pairs, min_size=1, max_size=20), st.floats(0.5, 0.999))
def test_limits_hold_the_share_and_grow_with_the_level(rows: list[tuple[int, int]], level: float) -> None:
    hits, persons = np.array(rows).T
    found, wider = share_limits(hits, persons, level=level), share_limits(hits, persons, level=(1 + level) / 2)
    share = hits / persons
    assert np.all((found.low <= share) & (share <= found.high))
    assert np.all((wider.low <= found.low) & (found.high <= wider.high))
    assert np.all((found.low >= 0) & (found.high <= 1))


@FEW
@given(st.integers(0, 2000), st.floats(0.5, 0.99))
def test_exact_poisson_limits_leave_the_stated_tails(events: int, level: float) -> None:
    from scipy import stats

    found = poisson_limits([events], level=level)
    assert stats.poisson.cdf(events, found.high[0]) == pytest.approx((1 - level) / 2, rel=1e-6)
    if events:
        assert stats.poisson.sf(events - 1, found.low[0]) == pytest.approx((1 - level) / 2, rel=1e-6)


@FEW
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(50, 5000)), min_size=2, max_size=8))
def test_standardised_to_itself_a_rate_is_the_crude_one(rows: list[tuple[int, int]]) -> None:
    events, persons = np.array(rows).T
    found = direct_rate(events, persons, persons)
    assert found.rate == pytest.approx(found.crude, abs=1e-15)
    assert found.interval.low <= found.rate <= found.interval.high


@FEW
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(50, 5000)), min_size=2, max_size=8), st.floats(0.1, 100))
def test_only_the_proportions_of_the_standard_matter(rows: list[tuple[int, int]], factor: float) -> None:
    events, persons = np.array(rows).T
    standard = np.arange(1, len(rows) + 1)
    one, other = direct_rate(events, persons, standard), direct_rate(events, persons, standard * factor)
    assert one.rate == pytest.approx(other.rate)
    assert one.interval.high == pytest.approx(other.interval.high)


def test_a_stratum_with_nobody_is_refused_and_named() -> None:
    with pytest.raises(DesignRefused) as error:
        direct_rate([1, 0], [100, 0], [50, 50])
    assert code(error) == "stratum-empty"
    assert "Stratum 2" in error.value.faults[0].text.en
    assert direct_rate([1, 0], [100, 0], [50, 0]).rate == pytest.approx(0.01)


def test_nothing_expected_is_refused() -> None:
    with pytest.raises(DesignRefused) as error:
        indirect_ratio([3], [100.0], [0.0])
    assert code(error) == "nothing-expected"


@FEW
@given(st.lists(pairs, min_size=3, max_size=30))
def test_a_funnel_narrows_with_size_and_puts_each_place_by_its_limits(rows: list[tuple[int, int]]) -> None:
    hits, persons = np.array(rows).T
    if hits.sum() in (0, persons.sum()):
        with pytest.raises(DesignRefused):
            funnel(hits, persons)
        return
    found = funnel(hits, persons)
    assert np.all(found.outer.low <= found.inner.low)
    assert np.all(found.inner.high <= found.outer.high)
    for at, place in enumerate(found.places):
        outside = not found.inner.low[at] <= found.rates[at] <= found.inner.high[at]
        assert outside == (place is not FunnelPlace.INSIDE)
    assert found.target == pytest.approx(hits.sum() / persons.sum())


def test_one_in_twenty_places_falls_outside_by_chance_and_one_in_five_hundred_far_outside() -> None:
    rng = np.random.default_rng(20261127)
    size = rng.integers(200, 3000, 20_000)
    found = funnel(rng.binomial(size, 0.12), size, target=0.12)
    outside = np.mean([place is not FunnelPlace.INSIDE for place in found.places])
    far = np.mean([place in (FunnelPlace.FAR_ABOVE, FunnelPlace.FAR_BELOW) for place in found.places])
    assert outside == pytest.approx(0.05, abs=0.006)  # 4 standard errors of 20,000 places
    assert far == pytest.approx(0.002, abs=0.0013)
    assert found.dispersion == pytest.approx(1.0, abs=0.04)


@pytest.mark.parametrize(("events", "size"), [([1, 2], [10, 10]), ([0, 0, 0], [10, 10, 10]), ([9, 9, 9], [9, 9, 9])])
def test_what_makes_no_funnel_is_refused(events: list[int], size: list[int]) -> None:
    with pytest.raises(DesignRefused):
        funnel(events, size)


def test_more_events_than_persons_is_no_share() -> None:
    with pytest.raises(InputError) as error:
        funnel([11, 2, 3], [10, 10, 10])
    assert code(error) == "share-outside"


@FEW
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(10, 4000)), min_size=5, max_size=25),
       st.sampled_from(["moments", "likelihood"]))  # fmt: skip
def test_smoothing_moves_every_rate_towards_the_mean_and_small_areas_most(
    rows: list[tuple[int, int]], how: str
) -> None:
    events, persons = np.array(rows).T
    if not events.any():
        return
    found = smooth_rates(events, persons, method=how)
    low, high = np.minimum(found.raw, found.mean), np.maximum(found.raw, found.mean)
    assert np.all((found.smoothed >= low - 1e-12) & (found.smoothed <= high + 1e-12))
    order = np.argsort(persons, kind="stable")
    assert np.all(np.diff(found.weight[order]) >= -1e-12)
    if found.low is not None and found.high is not None:
        assert np.all(found.low < found.high)


def test_smoothing_finds_the_spread_that_made_the_data() -> None:
    rng = np.random.default_rng(7)
    persons = rng.integers(700, 2700, 6000).astype(float)
    truth = rng.gamma(4.0, 0.01 / 4.0, 6000)
    events = rng.poisson(truth * persons)
    for how in ("moments", "likelihood"):
        found = smooth_rates(events, persons, method=how)
        assert found.mean == pytest.approx(0.01, rel=0.03)
        assert found.between == pytest.approx(0.01**2 / 4, rel=0.12)
        assert found.low is not None
        assert found.high is not None
        inside = np.mean((found.low <= truth) & (truth <= found.high))
        assert inside == pytest.approx(0.95, abs=0.012)
        # The mean squared error falls to the share of its own rate that an area keeps, here 0.8.
        gain = np.mean((found.smoothed - truth) ** 2) / np.mean((found.raw - truth) ** 2)
        assert gain == pytest.approx(found.weight.mean(), abs=0.04)


def test_areas_alike_have_no_spread_and_no_limits() -> None:
    found = smooth_rates([10] * 6, [1000.0] * 6)
    assert found.between == 0.0
    assert found.low is None
    assert found.smoothed == pytest.approx(0.01)


@pytest.mark.parametrize("how", ["moments", "likelihood"])
def test_too_few_areas_to_smooth_are_refused(how: str) -> None:
    with pytest.raises(DesignRefused) as error:
        smooth_rates([1, 2, 3, 4], [10.0] * 4, method=how)
    assert code(error) == "smoothing-too-few"
    with pytest.raises(DesignRefused):
        smooth_rates([0] * 6, [10.0] * 6, method=how)


values = st.lists(st.tuples(st.integers(-(10**12), 10**12), st.integers(0, 30)), min_size=1, max_size=15,
                  unique_by=lambda row: row[0]).filter(lambda rows: any(n for _, n in rows))  # fmt: skip


@FEW
@given(values, st.integers(1, 1000))
def test_a_quantile_is_the_sorted_persons_value(rows: list[tuple[int, int]], p: int) -> None:
    number, persons = zip(*rows, strict=True)
    everyone = sorted(value for value, n in rows for _ in range(n))
    place = -(-p * len(everyone) // 1000)
    assert quantiles(number, persons, (p,)) == (everyone[place - 1],)
    assert tail_count(number, persons, limit=number[0]) == sum(value >= number[0] for value in everyone)
    low = tail_count(number, persons, limit=number[0], side="low")
    assert low == sum(value <= number[0] for value in everyone)


def test_a_quantile_of_nobody_is_refused_and_of_parts_a_fault() -> None:
    with pytest.raises(DesignRefused) as error:
        quantiles([1], [0], (500,))
    assert code(error) == "nobody"
    with pytest.raises(InputError) as wrong:
        quantiles([1.5], [1], (500,))
    assert code(wrong) == "values-not-whole"


@FEW
@given(st.floats(-0.3, 0.3), st.floats(0.001, 0.2))
def test_a_trend_without_noise_is_found(slope: float, level: float) -> None:
    years = np.arange(2010, 2020)
    persons = np.full(10, 1e6)
    events = np.round(level * np.exp(slope * (years - 2010)) * persons)
    found = trend_per_year(years, events, persons)
    assert found.ratio == pytest.approx(math.exp(slope), rel=5e-3)
    assert found.interval.low <= found.ratio <= found.interval.high


@pytest.mark.parametrize(
    ("years", "events", "reason"),
    [
        ([2019, 2020, 2021], [1, 2, 3], "trend-too-few"),
        ([2019, 2020, 2021, 2021], [1, 2, 3, 4], "trend-too-few"),
        ([2019, 2020, 2021, 2022], [0, 0, 0, 0], "trend-no-events"),
        ([2019, 2020, 2021, 2022], [0, 7, 0, 0], "trend-one-year"),
    ],
)
def test_what_carries_no_trend_is_refused(years: list[int], events: list[int], reason: str) -> None:
    with pytest.raises(DesignRefused) as error:
        trend_per_year(years, events, [1000.0] * len(years))
    assert code(error) == reason


@FEW
@given(pairs, pairs)
def test_over_risk_turned_round_is_its_inverse(group: tuple[int, int], other: tuple[int, int]) -> None:
    if group[0] + other[0] == 0:
        with pytest.raises(DesignRefused):
            over_risk(*group, *other)
        return
    one, back = over_risk(*group, *other), over_risk(*other, *group)
    assert one.difference == pytest.approx(-back.difference)
    assert one.ratio_high is None or one.ratio_low <= one.ratio_high
    if one.ratio and back.ratio:
        assert one.ratio == pytest.approx(1 / back.ratio)
        assert one.ratio_low <= one.ratio * (1 + 1e-9)
        assert one.ratio_high is not None
        assert one.ratio_high >= one.ratio * (1 - 1e-9)


def test_no_events_in_the_reference_gives_no_ratio_but_its_lower_limit() -> None:
    found = over_risk(8, 50, 0, 60)
    assert found.ratio is None
    assert found.ratio_high is None
    assert found.ratio_low > 1


@FEW
@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(-100, 100)), min_size=8, max_size=20))
def test_a_correlation_lies_within_its_interval_and_does_not_mind_the_unit(rows: list[tuple[float, float]]) -> None:
    first, second = np.round(np.array(rows), 3).T
    if np.ptp(first) < 1 or np.ptp(second) < 1:
        return
    pearson, spearman = associations(first, second)
    again, ordered = associations(first * 1000 + 5, second)
    for found in (pearson, spearman):
        assert found.interval.low - 1e-9 <= found.value <= found.interval.high + 1e-9
    assert again.value == pytest.approx(pearson.value, abs=1e-8)
    assert ordered.value == pytest.approx(spearman.value, abs=1e-8)


def test_one_large_area_says_little_of_many() -> None:
    with pytest.raises(DesignRefused) as error:
        associations(range(10), range(10), [10_000.0] + [1.0] * 9)
    assert code(error) == "association-too-few"
    with pytest.raises(DesignRefused) as flat:
        associations([3.0] * 10, range(10))
    assert code(flat) == "association-flat"


def test_standing_among_similar_municipalities() -> None:
    found = standing_among(9.0, [1.0, 2.0, 3.0, 4.0, 5.0], direction="decrease")
    assert (found.rank, found.of, found.median, found.difference) == (6, 6, 3.0, 6.0)
    assert (found.lower, found.upper) == (2.0, 4.0)
    assert found.worse
    assert standing_among(9.0, [1.0, 2.0, 3.0, 4.0, 5.0], direction="increase").rank == 1
    with pytest.raises(DesignRefused) as error:
        standing_among(9.0, [1.0, 2.0, 3.0], direction="increase")
    assert code(error) == "comparison-too-few"


def test_index_of_four_variables_by_hand() -> None:
    table = [[0.2, 0.6, 0.5, 200.0], [0.4, 0.8, 0.9, 300.0], [0.3, 0.7, 0.7, 250.0]]
    found = composite_index(table, [True] * 4)
    assert found.scores == pytest.approx([0.0, 10.0, 5.0])
    assert composite_index(table, [False] * 4).scores == pytest.approx([10.0, 0.0, 5.0])
    assert composite_index(table, [True] * 4, scaling="rank").scores == pytest.approx([0.0, 10.0, 5.0])
    heavy = composite_index([[0.0, 1.0], [1.0, 0.0], [0.5, 0.5]], [True, True], [3.0, 1.0])
    assert heavy.scores == pytest.approx([2.5, 7.5, 5.0])


@FEW
@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=4), min_size=3, max_size=12),
       st.sampled_from(["minmax", "rank"]))  # fmt: skip
def test_an_index_stays_within_0_and_10(table: list[list[float]], how: str) -> None:
    rounded = np.round(np.array(table), 2)
    if np.any(np.ptp(rounded, axis=0) < 0.01):
        return
    found = composite_index(rounded, [True, False, True, True], scaling=how)
    assert np.all((found.scores >= -1e-9) & (found.scores <= 10 + 1e-9))
    assert found.parts @ found.weights == pytest.approx(found.scores)


def test_an_index_of_what_does_not_vary_is_refused() -> None:
    with pytest.raises(DesignRefused) as error:
        composite_index([[1.0, 2.0], [1.0, 3.0], [1.0, 4.0]], [True, True])
    assert code(error) == "index-flat"
    with pytest.raises(InputError):
        composite_index([[1.0, 2.0], [1.5, 3.0], [1.0, 4.0]], [True])


ratings = st.lists(st.lists(st.sampled_from([1.0, 2.0, 3.0, 4.0, 5.0]), min_size=7, max_size=7), min_size=2, max_size=4)


@FEW
@given(ratings, st.sampled_from(["nominal", "ordinal", "interval"]))
def test_alpha_is_at_most_one_and_does_not_mind_the_order_of_raters(table: list[list[float]], scale: str) -> None:
    if len({value for row in table for value in row}) < 2:
        return
    found = krippendorff(table, scale=scale, draws=50)
    assert found.alpha <= 1 + 1e-12
    assert krippendorff(table[::-1], scale=scale, draws=50).alpha == pytest.approx(found.alpha)
    assert (found.alpha == pytest.approx(1.0)) == (found.pairs_equal == 1.0)


def test_few_needs_have_no_interval_and_one_judge_no_agreement() -> None:
    assert krippendorff([[1, 2, 3], [1, 2, 2]]).interval is None
    with pytest.raises(DesignRefused) as error:
        krippendorff([[1, 2, 3]])
    assert code(error) == "agreement-too-few"
    with pytest.raises(DesignRefused) as flat:
        krippendorff([[2, 2, 2], [2, 2, 2]])
    assert code(flat) == "agreement-flat"


def test_limits_of_a_mean_are_students() -> None:
    found = mean_limits([10.0], [2.0], [16])
    assert (found.low[0], found.high[0]) == pytest.approx((10 - 2.131449545559323 / 2, 10 + 2.131449545559323 / 2))
    with pytest.raises(InputError):
        mean_limits([10.0], [0.0], [1])


def test_arrays_that_do_not_fit_are_faults_with_their_place() -> None:
    with pytest.raises(InputError) as error:
        direct_rate([1, -2], [10, 10], [1, 1])
    assert code(error) == "not-a-count"
    assert error.value.faults[0].place.field == "events"
    with pytest.raises(InputError) as lengths:
        direct_rate([1, 2, 3], [10, 10], [1, 1])
    assert code(lengths) == "lengths-differ"
    with pytest.raises(InputError) as level:
        poisson_limits([1], level=1.5)
    assert code(level) == "level-outside"
