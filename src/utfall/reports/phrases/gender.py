# SPDX-License-Identifier: Apache-2.0
"""The gender analysis in words: how far women and men got, and whether the effect differs between them."""

from __future__ import annotations

from collections.abc import Sequence

from utfall.core.estimate import Estimate, EvidenceGrade, Unknown
from utfall.core.outcome import Outcome
from utfall.core.text import Lang, Text
from utfall.effects.gender import SMALL_CELL, GenderResult, SexGroup
from utfall.reports.phrases import measures

_REASONS: dict[str, Text] = {
    SMALL_CELL: Text(
        sv="grupperna är för små för att visas utan att enskilda kan kännas igen",
        en="the groups are too small to be shown without individuals being recognisable",
    ),
    "one-sex": Text(sv="bara ett kön har en uppskattning", en="only one sex has an estimate"),
}
_NO_REASON = Text(sv="det går inte att räkna ut för båda könen", en="it cannot be computed for both sexes")


_SEXES: tuple[Text, ...] = (
    Text(sv="kvinna", en="woman"),
    Text(sv="kvinnor", en="women"),
    Text(sv="man", en="man"),
    Text(sv="män", en="men"),
    Text(sv="flicka", en="girl"),
    Text(sv="flickor", en="girls"),
    Text(sv="pojke", en="boy"),
    Text(sv="pojkar", en="boys"),
    Text(sv="annat", en="other"),
)


MISSING: dict[str, Text] = {
    "no-sex-column": Text(
        sv="Jämställdhetsanalys saknas: jämförelsen anger ingen kolumn med kön, så ingen vet om satsningen fungerar lika för "
        "kvinnor och män.",
        en="There is no gender analysis: the comparison names no column of sex, so nobody knows whether the initiative works "
        "alike for women and men.",
    ),
    "aggregate": Text(
        sv="Jämställdhetsanalys saknas: data är summor per period, så könen går inte att skilja åt. Gör en serie per kön.",
        en="There is no gender analysis: the data are totals by period, so the sexes cannot be told apart. Make a series for "
        "each sex.",
    ),
    "no-estimate": Text(
        sv="Jämställdhetsanalys saknas: inget utfall kunde räknas ut.",
        en="There is no gender analysis: no outcome could be computed.",
    ),
}


def missing(reason: str, column: str, lang: Lang, *, option: str = "sex") -> str:
    """Return why there is no gender analysis, and how to get one; `column` is one that seems to hold the sex."""
    text = MISSING[reason].of(lang)
    if reason != "no-sex-column":
        return text
    name = column or Text(sv="KOLUMN", en="COLUMN").of(lang)
    asked = f"--sex {name}" if option == "--sex" else f'sex = "{name}"'
    seems = Text(sv=f" Kolumnen ”{column}” ser ut att hålla kön.", en=f" The column '{column}' seems to hold the sex.")
    mend = Text(sv=f" Lägg till {asked}.", en=f" Add {asked}.")
    return text + (seems.of(lang) if column else "") + mend.of(lang)


def sex_name(word: str, lang: Lang) -> str:
    """Return what a sex is called; a word that is not known stays as the file has it."""
    for name in _SEXES:
        if word.casefold() in (name.sv, name.en):
            return name.of(lang)
    return word


def sentence(result: GenderResult, outcome: Outcome, lang: Lang) -> str:
    """Return effect by sex and the difference between the sexes with its interval."""
    shown = [_group(group, outcome, lang) for group in result.groups if isinstance(group.effect, Estimate)]
    name = outcome.label.of(lang)
    if isinstance(result.difference, Unknown):
        why = _REASONS.get(result.difference.reason, _NO_REASON).of(lang)
        head = f"{name}: {'; '.join(shown)}. " if shown else f"{name}: "
        return head + (f"Könen jämförs inte, {why}." if lang == "sv" else f"The sexes are not compared: {why}.")
    difference = result.difference
    first, second = sex_name(difference.first, lang), sex_name(difference.second, lang)
    half = (difference.interval.high - difference.interval.low) / 2
    value = measures.difference(difference.value, outcome, lang, half_width=half)
    span = measures.span(difference.interval, outcome, lang)
    sure = difference.interval.low > 0 or difference.interval.high < 0
    if lang == "sv":
        tail = (
            f"Data tyder på att {_what(result).sv} skiljer sig mellan könen."
            if sure
            else "Data visar ingen säker skillnad mellan könen."
        )
        return f"{name}: {'; '.join(shown)}. Skillnad ({first} minus {second}): {value} ({span}). {tail}"
    tail = (
        f"The data suggest that {_what(result).en} differs between the sexes."
        if sure
        else "The data show no sure difference between the sexes."
    )
    return f"{name}: {'; '.join(shown)}. Difference ({first} minus {second}): {value} ({span}). {tail}"


def _group(group: SexGroup, outcome: Outcome, lang: Lang) -> str:
    found = group.effect
    assert isinstance(found, Estimate)  # noqa: S101 - the caller has filtered
    value = measures.difference(found.value, outcome, lang, half_width=measures.half_width(found))
    span = measures.span(found.interval, outcome, lang)
    return f"{sex_name(group.sex, lang)} {value} ({span})"


_EFFECT = Text(sv="effekten", en="the effect")
_CHANGE = Text(sv="förändringen", en="the change")
_DIFFERENCE = Text(sv="skillnaden mot jämförelsegruppen", en="the difference from the comparison group")


def _grades(result: GenderResult) -> list[EvidenceGrade]:
    return [group.effect.grade for group in result.groups if isinstance(group.effect, Estimate)]


def _what(result: GenderResult) -> Text:
    """Return what may be said to differ between the sexes: an effect only where the evidence carries one."""
    grades = _grades(result)
    if EvidenceGrade.CHANGE_ONLY in grades:
        return _CHANGE
    return _DIFFERENCE if EvidenceGrade.INSUFFICIENT in grades else _EFFECT


def column_word(results: Sequence[GenderResult], lang: Lang) -> str:
    """Return 'effekt'; for before–after designs 'förändring'; both where a table holds both."""
    change = [EvidenceGrade.CHANGE_ONLY in _grades(result) for result in results]
    if any(change) and not all(change):
        return "Effekt eller förändring" if lang == "sv" else "Effect or change"
    if any(change):
        return "Förändring" if lang == "sv" else "Change"
    return "Effekt" if lang == "sv" else "Effect"


def hidden_text(group: SexGroup, lang: Lang) -> str:
    """Return why a sex has no effect shown."""
    reason = group.effect.reason if isinstance(group.effect, Unknown) else ""
    why = _REASONS.get(reason, _NO_REASON).of(lang)
    return f"{sex_name(group.sex, lang)}: {why}."
