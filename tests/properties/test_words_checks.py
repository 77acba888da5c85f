# SPDX-License-Identifier: Apache-2.0
"""Every check has words for every outcome it can have, whatever its numbers are."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utfall.core.estimate import Check, Status
from utfall.core.text import LANGS, Lang
from utfall.effects.assemble import CATALOGUE as OVER_TIME
from utfall.effects.checks import CATALOGUE
from utfall.reports.phrases import checks, economy

FEW = settings(max_examples=40, deadline=None)
K_IDS = tuple(f"K{number}" for number in range(1, 18))
HOLES = re.compile(r"[{}]|\bnan\b|\binf\b|None(?! of)|\(\s*\)|\s[.,]|  ")

# Far beyond anything a ratio of two standard deviations or two sums can be, and what is no number.
wide = st.floats(-1e30, 1e30) | st.sampled_from([math.inf, -math.inf, math.nan])
anything = st.none() | wide | st.integers(-(10**6), 10**6).map(float)
facts = st.text("abcåäö_: ", min_size=1, max_size=8).map(str.strip).filter(bool) | wide | st.integers(0, 10**9)


@st.composite
def found(draw: st.DrawFn, ids: tuple[str, ...]) -> Check:
    id_ = draw(st.sampled_from(ids))
    names = draw(st.sets(st.sampled_from(sorted(DETAILS.get(id_, {"line"})))))
    details = tuple((name, draw(facts)) for name in sorted(names))
    return Check(id_, draw(st.sampled_from(list(Status))), draw(anything), draw(anything), details)


def named(id_: str) -> set[str]:
    """Return every detail that a check's sentences may name."""
    words = checks.WORDS[id_]
    texts = [words.default, *words.by_status.values()]
    slots = {slot for text in texts for lang in LANGS for slot in re.findall(r"{(\w+)}", text.of(lang))}
    return slots - {"value", "limit"}


DETAILS = {id_: named(id_) or {"line"} for id_ in CATALOGUE}


def test_the_words_are_of_the_catalogue_and_of_nothing_else() -> None:
    assert set(checks.WORDS) >= {*CATALOGUE, *OVER_TIME}
    assert all(id_.startswith(("W-", "P-", "A-", "M-")) for id_ in checks.WORDS)
    assert set(economy.CHECK_NAMES) == set(K_IDS)
    assert set(checks.STATUS_NAMES) == set(Status)


@pytest.mark.parametrize("id_", CATALOGUE)
def test_both_languages_name_the_same_numbers(id_: str) -> None:
    words = checks.WORDS[id_]
    assert words.name.sv != words.name.en
    for text in (words.default, *words.by_status.values()):
        assert text.sv
        assert text.en
        assert text.sv != text.en
        assert sorted(re.findall(r"{(\w+)}", text.sv)) == sorted(re.findall(r"{(\w+)}", text.en))
        assert all(one[0].isupper() or one[0] == "{" for one in (text.sv, text.en))


@FEW
@given(found(CATALOGUE), st.sampled_from(LANGS))
def test_a_check_on_an_effect_always_has_its_words(check: Check, lang: Lang) -> None:
    text = checks.check_text(check, lang)
    assert text.endswith(".")
    assert not re.search(r"[{}]|\bnan\b|\binf\b|None(?! of)", text), text
    assert checks.check_name(check, lang)


@FEW
@given(found(K_IDS), st.sampled_from(LANGS))
def test_a_check_on_the_economy_always_has_its_words(check: Check, lang: Lang) -> None:
    text = economy.check_text(check, lang)
    assert text.startswith(economy.CHECK_NAMES[check.id].of(lang))
    assert text.endswith(".")
    assert not re.search(r"[{}]|\bnan\b|\binf\b|None(?! of)", text), text


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("id_", [*CATALOGUE, *K_IDS])
def test_every_status_has_words_without_any_number(id_: str, lang: Lang) -> None:
    for status in Status:
        check = Check(id_, status)
        text = checks.check_text(check, lang) if id_ in CATALOGUE else economy.check_text(check, lang)
        assert len(text) > 10
        assert not HOLES.search(text), text


@pytest.mark.parametrize("lang", LANGS)
def test_a_check_that_passed_never_reads_as_one_that_failed(lang: Lang) -> None:
    for id_ in K_IDS:
        passed, failed = (economy.check_text(Check(id_, status), lang) for status in (Status.PASS, Status.FAIL))
        assert passed != failed
    for id_, words in checks.WORDS.items():
        if Status.PASS in words.by_status:
            assert words.by_status[Status.PASS].of(lang) != words.default.of(lang), id_


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("count", "shown"), [(0, "0"), (1, "1"), (12, "12"), (1234, None)])
def test_a_count_has_no_decimals(count: int, shown: str | None, lang: Lang) -> None:
    check = Check("W-DROPPED", Status.WARN, 0.2, 0.1, (("unmatched", count),))
    expected = shown or ("1\u00a0234" if lang == "sv" else "1,234")
    assert checks.check_text(check, lang).startswith(f"{expected} ")


def test_a_number_that_cannot_be_shown_reads_as_unknown() -> None:
    for value in (None, math.inf, math.nan):
        check = Check("W-BALANCE", Status.FAIL, value, 0.25, (("covariate", "alder"),))
        assert "okänt standardavvikelser" in checks.check_text(check, "sv")
