# SPDX-License-Identifier: Apache-2.0
"""Addresses of figures within a page: usable, and never the same for two outcomes."""

from __future__ import annotations

import re

from utfall.reports.charts import anchor


def test_words_that_differ_in_a_letter_have_addresses_that_differ() -> None:
    words = ["narvaro", "närvaro", "nårvaro", "n-rvaro", "Narvaro", "i_arbete", "i-arbete", "öl", "ål", "学校"]
    made = [anchor(word) for word in words]
    assert len(set(made)) == len(words)
    assert all(re.fullmatch(r"[a-z0-9-]+", one) for one in made)


def test_a_plain_word_is_its_own_address() -> None:
    assert anchor("poang-12") == "poang-12"
