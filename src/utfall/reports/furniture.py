# SPDX-License-Identifier: Apache-2.0
"""The few words that the renderers themselves add, in both languages."""

from __future__ import annotations

from utfall.core.text import Text

SKIP = Text(sv="Hoppa till innehållet", en="Skip to the content")
CONTENTS = Text(sv="Innehåll", en="Contents")
FIGURE = Text(sv="Figur", en="Figure")
TABLE = Text(sv="Tabell", en="Table")
SOURCE = Text(sv="Källa", en="Source")
NOTE = Text(sv="Läsanvisning", en="How to read this")
ALTERNATIVE = Text(sv="Figuren i ord", en="The figure in words")
DATA = Text(sv="Visa figurens siffror som tabell", en="Show the numbers of the figure as a table")
FIGURE_DATA = Text(sv="Siffrorna i figurerna", en="The numbers in the figures")
PAGE_OF = Text(sv="Sida {page} av {pages}", en="Page {page} of {pages}")
RUN = Text(sv="Körning", en="Run")
KEY_FIGURES = Text(sv="Nyckeltal", en="Key figures")

KINDS: dict[str, Text] = {
    "verdict_success": Text(sv="Bedömning", en="Verdict"),
    "verdict_stop": Text(sv="Bedömning", en="Verdict"),
    "verdict_inconclusive": Text(sv="Bedömning", en="Verdict"),
    "verdict_not_assessable": Text(sv="Bedömning", en="Verdict"),
    "warning": Text(sv="Varning", en="Warning"),
    "info": Text(sv="Information", en="Information"),
}

LOCALES = {"sv": "sv-SE", "en": "en-GB"}
