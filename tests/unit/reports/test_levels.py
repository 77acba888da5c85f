# SPDX-License-Identifier: Apache-2.0
"""The two levels in words: what would have been without it is never said to be a group that was measured."""

from __future__ import annotations

import pytest

from utfall.core.estimate import Estimand, Estimate, EvidenceGrade, Interval
from utfall.core.outcome import Outcome
from utfall.core.text import LANGS, Lang, Text
from utfall.reports.phrases.levels import levels_sentence

PACKS = Outcome(id="packs", label=Text.same("packs"), column="packs", unit=Text(sv="paket", en="packs"))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("design", ["synthetic_did", "staggered_did", "stepped_wedge", "its", "historical"])
def test_what_would_have_been_is_said_as_that_and_not_as_a_change(design: str, lang: Lang) -> None:
    found = Estimate(
        id="a/packs", outcome="packs", design=design, estimand=Estimand.ATT, value=-15.6, std_error=8.0,
        interval=Interval(-31.0, 0.0), p_value=None, df=None, unit="paket", n_intervention=1, n_comparison=38,
        mean_intervention=60.35, mean_comparison=75.95, grade=EvidenceGrade.LIMITED, method="",
    )  # fmt: skip
    text = levels_sentence(found, PACKS, lang)
    assert ("60,4" if lang == "sv" else "60.4") in text
    assert ("hade" if lang == "sv" else "would") in text
    assert "+" not in text
    assert not any(word in text for word in ("ändrades med", "changed by"))
