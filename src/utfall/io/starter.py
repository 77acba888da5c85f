# SPDX-License-Identifier: Apache-2.0
"""The commented file that a new initiative starts from."""

from __future__ import annotations

from utfall.core.text import Lang
from utfall.io.catalogue import catalogue_text


def starter_text(lang: Lang = "sv") -> str:
    """Return a commented starter initiative file (TOML) in Swedish or English.

    It is a complete, valid initiative; only the data file that it names has to be put beside it.
    """
    return catalogue_text(f"starter/initiative-{lang}.toml")
