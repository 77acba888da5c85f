# SPDX-License-Identifier: Apache-2.0
"""Which language the command line speaks: Swedish, unless told otherwise.

Help is built before options are parsed, so the language is looked up in the arguments themselves:
`--lang en` anywhere in the call, else the environment variable UTFALL_LANG, else Swedish.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from utfall.core.text import Lang, Text


def language(arguments: Sequence[str] | None = None, environment: str | None = None) -> Lang:
    """Return the language of the call."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    asked = os.environ.get("UTFALL_LANG", "") if environment is None else environment
    for place, word in enumerate(words):
        if word == "--lang" and place + 1 < len(words):
            asked = words[place + 1]
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
    return "en" if asked.casefold().startswith("en") else "sv"


def say(sv: str, en: str) -> str:
    """Return the text in the language of the call."""
    return Text(sv=sv, en=en).of(language())
