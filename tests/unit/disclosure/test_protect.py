# SPDX-License-Identifier: Apache-2.0
"""Hand-worked examples of the choke point, and what it refuses."""

import numpy as np
import pytest

from utfall.disclosure import Axis, CountTable, PathCount, Rules, attack, build, protect, protect_paths, protect_sums
from utfall.disclosure.sums import SumTable

SEX = Axis("sex", ("flicka", "pojke"))
AGE = Axis("age", ("0-12", "13-17"))


def table(counts, **options):
    return CountTable("t", (SEX, AGE), np.array(counts), **options)


def test_nothing_small_nothing_hidden():
    found = protect([table([[10, 20], [30, 40]])])
    assert (found.small, found.cover, found.cells) == (0, 0, 9)
    assert found.table("t").cell(sex="pojke", age="13-17") == 40
    assert found.table("t").cell(sex="flicka") == 30
    assert found.table("t").cell() == 100


def test_one_small_cell_takes_the_other_corners_of_a_rectangle_with_it():
    found = protect([table([[3, 20], [30, 40]])]).table("t")
    assert found.hidden[:2, :2].all()
    assert not found.hidden[2].any()
    assert not found.hidden[:, 2].any()


def test_a_margin_shared_with_another_table_is_the_same_cell():
    area = Axis("area", ("norr", "soder"))
    other = CountTable("o", (SEX, area), np.array([[2, 1], [30, 60]]))
    found = protect([table([[1, 2], [40, 50]]), other])
    assert found.table("t").cell(sex="flicka") is None
    assert found.table("o").cell(sex="flicka") is None


def test_two_tables_that_disagree_about_a_common_cell_are_refused():
    other = CountTable("o", (SEX,), np.array([30, 71]))
    with pytest.raises(ValueError, match="disagree about sex=pojke"):
        protect([table([[10, 20], [30, 40]]), other])
    assert protect([table([[10, 20], [30, 40]]), CountTable("o", (SEX,), np.array([30, 71]), "others")]).cover == 0


@pytest.mark.parametrize(("zeros", "empty_hidden"), [("cover", False), ("show", False), ("hide", True)])
def test_the_policy_of_empty_cells(zeros, empty_hidden):
    found = protect([table([[0, 20], [30, 40]])], rules=Rules(zeros=zeros)).table("t")
    assert bool(found.hidden[0, 0]) is empty_hidden
    small = protect([table([[3, 20], [0, 40]])], rules=Rules(zeros=zeros)).table("t")
    assert small.cell(sex="flicka", age="0-12") is None
    if zeros == "show":
        assert small.cell(sex="pojke", age="0-12") == 0


def test_a_threshold_of_one_hides_nothing_and_a_higher_one_more():
    counts = [[1, 20], [30, 40]]
    assert protect([table(counts)], rules=Rules(threshold=1)).small == 0
    assert protect([table([[7, 20], [30, 40]])], rules=Rules(threshold=10)).small == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"threshold": 0},
        {"base": 4},
        {"zeros": "maybe"},
        {"method": "blur"},
        {"protection": 0},
        {"share": 0.0},
        {"largest": 0},
        {"margin": 2},
    ],
)
def test_rules_that_mean_nothing_are_refused(wrong):
    with pytest.raises(ValueError, match=r"."):
        Rules(**wrong)


def test_counts_that_are_none_are_refused():
    with pytest.raises(ValueError, match="none negative"):
        table([[-1, 2], [3, 4]])
    with pytest.raises(ValueError, match="shape"):
        table([[1, 2]])
    with pytest.raises(ValueError, match="same name"):
        protect([table([[10, 20], [30, 40]]), table([[10, 20], [30, 40]])])
    with pytest.raises(KeyError):
        protect([table([[10, 20], [30, 40]])]).table("t").cell(area="norr")


def test_a_table_of_sixty_areas_by_eight_is_protected_with_less_cover_than_small_cells():
    draws = np.random.default_rng(4)
    counts = draws.poisson(draws.gamma(1, 12, (60, 8))).astype(np.int64)
    big = CountTable("big", (Axis("area", tuple(map(str, range(60)))), Axis("age", tuple(map(str, range(8))))), counts)
    found = protect([big])
    system = build([big])
    hidden = np.zeros(system.size, dtype=bool)
    hidden[[system.places[key] for key in big.cell_keys()]] = found.tables[0].hidden.ravel()
    small = (system.values > 0) & (system.values < 5)
    assert attack(system, hidden, small).width.min() >= 5
    assert found.cover < found.small


def test_a_sum_that_one_person_dominates_is_hidden_with_its_cover():
    axis = (Axis("area", ("a", "b", "c")),)
    persons = np.array([20, 20, 20])
    source = SumTable(
        "kr", axis, persons, np.array([1000.0, 400.0, 900.0]), np.array([[850.0, 40], [30, 30], [50, 50]])
    )
    (found,) = protect_sums([source], protect([CountTable("kr", axis, persons)]))
    assert found.cell(area="a") is None
    assert [found.cell(area="b"), found.cell(area="c")].count(None) == 1
    assert found.cell() == 2300.0
    assert found.mean() == 2300.0 / 60
    assert found.mean(area="a") is None


def test_sums_with_negative_parts_are_refused():
    axis = (Axis("area", ("a",)),)
    with pytest.raises(ValueError, match="paid and received apart"):
        SumTable("kr", axis, np.array([9]), np.array([-1.0]), np.array([[0.0, 0.0]]))


def paths(*rows):
    return [PathCount(path=tuple(path.split(">")), n=n, support=support) for path, n, support in rows]


def test_figure_6_has_no_small_path_and_its_support_is_shown():
    found = protect_paths(
        paths(("HVB>Hem>Familjehem", 120, (0, 0)), ("HVB>Hem>HVB", 60, (0, 12)), ("Jour>Hem>HVB", 20, (0, 8)))
    )
    assert [(path.n, path.support[1]) for path in found.paths] == [(120, 0), (60, 12), (20, 8)]
    assert (found.total, found.support, found.merged) == (200, (0, 20), 0)


def test_rare_paths_are_merged_and_the_rest_is_itself_protected():
    found = protect_paths(paths(("A>B", 50, ()), ("A>C", 9, ()), ("C>B", 2, ()), ("D>B", 1, ())))
    assert [(path.path, path.n) for path in found.paths] == [(("A", "B"), 50), (None, 12)]
    assert found.merged == 3
    enough = protect_paths(paths(("A>B", 50, ()), ("A>C", 9, ()), ("C>B", 4, ()), ("D>B", 3, ())))
    assert [path.n for path in enough.paths] == [50, 9, 7]


def test_too_few_in_all_show_nothing():
    found = protect_paths(paths(("A>B", 2, ()), ("A>C", 1, ())))
    assert (found.paths, found.total, found.merged) == ((), None, 2)
    assert protect_paths([]).total == 0


def test_support_is_hidden_when_few_had_it_or_few_lacked_it_and_the_total_does_not_tell():
    found = protect_paths(paths(("A>B", 50, (3,)), ("C>B", 40, (38,)), ("D>B", 30, (10,)), ("E>B", 30, (12,))))
    support = {path.path[0]: path.support[0] for path in found.paths if path.path}
    assert support["A"] is None
    assert support["C"] is None
    assert found.support[0] == 63 or found.support[0] is None
    alone = protect_paths(paths(("A>B", 50, (3,)), ("D>B", 30, (10,))))
    assert [path.support[0] for path in alone.paths] == [None, None]


def test_links_come_from_the_shown_paths_only():
    found = protect_paths(
        paths(("A>B>X", 50, (10, 20)), ("C>B>X", 40, (6, 3)), ("D>B>X", 2, (1, 1)), ("E>B>X", 4, (0, 0)))
    )
    links = {(link.step, link.start, link.end): (link.n, link.support) for link in found.links()}
    assert links[(1, "B", "X")][0] == 90
    assert links[(1, "B", "X")][1] is None
    assert links[(2, "A", "B")][0] == 50
    assert not any(start in "DE" for _, start, _ in links)


def test_the_threshold_of_paths_counts_persons_and_not_times():
    rows = [PathCount(path=("A", "B"), n=12, persons=3), PathCount(path=("C", "B"), n=60, persons=50)]
    found = protect_paths(rows)
    assert [(path.path, path.n) for path in found.paths] == [(None, 72)]
    again = [PathCount(path=(k, "B"), n=4) for k in "ACD"] + [PathCount(path=("E", "B"), n=30)]
    assert [path.n for path in protect_paths(again).paths] == [30, 12]
    assert [path.n for path in protect_paths(again, repeated=True).paths] == [42]


def test_support_that_does_not_fit_its_path_is_refused():
    with pytest.raises(ValueError, match="one number per step"):
        protect_paths(paths(("A>B>C", 10, (1,))))
    with pytest.raises(ValueError, match="more often"):
        PathCount(path=("A", "B"), n=3, support=(4,))
    with pytest.raises(ValueError, match="twice"):
        protect_paths(paths(("A>B", 10, ()), ("A>B", 11, ())))
