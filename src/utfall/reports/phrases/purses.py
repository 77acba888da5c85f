# SPDX-License-Identifier: Apache-2.0
"""Who gains and who pays, in sentences that are no surer than the interval is."""

from __future__ import annotations

from dataclasses import dataclass

from utfall.core.actors import Actor
from utfall.core.estimate import Interval, Unknown
from utfall.core.text import Lang, Text
from utfall.economics import Appraisal
from utfall.economics.model import SOCIETY
from utfall.reports import numbers
from utfall.reports.phrases import economy

_ONE_KRONA = 0.5  # what rounds to no krona at all


@dataclass(frozen=True, slots=True)
class Subject:
    """How a purse is named at the head of a sentence; English verbs follow its number."""

    name: Text
    plural: bool = False


SUBJECTS: dict[str, Subject] = {
    Actor.MUNICIPALITY: Subject(Text(sv="Kommunen", en="The municipality")),
    Actor.REGION: Subject(Text(sv="Regionen", en="The region")),
    Actor.STATE: Subject(Text(sv="Staten", en="The state")),
    Actor.HOUSEHOLD: Subject(Text(sv="Individer och hushåll", en="Individuals and households"), plural=True),
    Actor.BUSINESS: Subject(Text(sv="Företagen", en="Businesses"), plural=True),
    Actor.INSURANCE: Subject(Text(sv="Försäkringarna", en="Insurance schemes"), plural=True),
    Actor.CIVIL_SOCIETY: Subject(Text(sv="Civilsamhället", en="Civil society")),
    SOCIETY: Subject(Text(sv="Samhället som helhet", en="Society as a whole")),
}


def society_sentence(appraisal: Appraisal, lang: Lang, *, chance: bool = True) -> str:
    """Return the net to society with interval and, unless it rests on no effect, the probability of a gain."""
    horizon = numbers.years(appraisal.settings.horizon_years, lang)
    over = f" på {horizon}" if lang == "sv" else f" over {horizon}"
    text = _estimated(appraisal, SOCIETY, lang, over)
    spread = _interval_and_chance(appraisal, SOCIETY)
    if not chance or spread is None or spread[1] is None:
        return text
    how_likely = economy.chance_text(spread[1], lang)
    if lang == "sv":
        return f"{text} Sannolikheten att det går plus är {how_likely}."
    return f"{text} The probability of a gain is {how_likely}."


def earlier_sentences(appraisal: Appraisal, lang: Lang) -> list[str]:
    """Return society's net after 1 year and 5 years with interval and chance; those that the horizon goes beyond."""
    drawn, currency = appraisal.uncertainty, appraisal.settings.currency
    found = appraisal.society
    lines = []
    for years, net in ((1, found.net_1y), (5, found.net_5y)):
        if isinstance(net, Unknown) or years >= appraisal.settings.horizon_years:
            continue
        text = f"{numbers.years(years, lang)}: {numbers.money(net, lang, currency=currency)}"
        spread = None if drawn is None else drawn.net.get((SOCIETY, years))
        if spread is not None and spread.probability_positive is not None:
            ends = numbers.money_interval(spread.interval.low, spread.interval.high, lang, currency=currency)
            chance = economy.chance_text(spread.probability_positive, lang)
            word = "sannolikhet för plus" if lang == "sv" else "chance of a gain"
            text += f" ({ends}; {word} {chance})"
        lines.append(f"  Samhällets netto efter {text}." if lang == "sv" else f"  Net to society after {text}.")
    return lines


def actors_sentences(appraisal: Appraisal, lang: Lang) -> list[str]:
    """Return one sentence per actor that pays or gains something, the largest gain first."""
    rows = [(str(actor), appraisal.purses[str(actor)]) for actor in Actor]
    rows = sorted((row for row in rows if row[1].cost or row[1].benefit), key=lambda row: -row[1].net)
    return [_estimated(appraisal, purse, lang, "") + _back(appraisal, purse, lang) for purse, _ in rows]


def _estimated(appraisal: Appraisal, purse: str, lang: Lang, over: str) -> str:
    """Return 'Kommunen beräknas vinna 1,5 mnkr (från −2,6 till 5,1 mnkr).' and whether the sign is uncertain."""
    currency, net = appraisal.settings.currency, appraisal.purses[purse].net
    subject = SUBJECTS[purse]
    amount = numbers.money(abs(net), lang, currency=currency)
    spread = _interval_and_chance(appraisal, purse)
    ends = ""
    if spread is not None:
        scale = numbers.money_scale(net)
        text = numbers.money_interval(spread[0].low, spread[0].high, lang, currency=currency, scale=scale)
        ends = f" ({text})"
    doubtful = spread is not None and spread[0].low < 0 < spread[0].high
    level = abs(net) < _ONE_KRONA  # a loss of 0 kronor is no loss
    if lang == "sv":
        way = "vinna" if net > 0 else "förlora"
        tail = " Det är osäkert om den går plus eller minus." if doubtful and not subject.plural else ""
        tail = " Det är osäkert om de går plus eller minus." if doubtful and subject.plural else tail
        tail = " Det är osäkert om det blir plus eller minus." if doubtful and purse == SOCIETY else tail
        done = f"gå jämnt upp{over}" if level else f"{way} {amount}{over}"
        return f"{subject.name.sv} beräknas {done}{ends}.{tail}"
    verb = "are" if subject.plural else "is"
    way = "gain" if net > 0 else "lose"
    tail = " Whether it is a gain or a loss is uncertain." if doubtful else ""
    done = f"break even{over}" if level else f"{way} {amount}{over}"
    return f"{subject.name.en} {verb} estimated to {done}{ends}.{tail}"


def _interval_and_chance(appraisal: Appraisal, purse: str) -> tuple[Interval, float | None] | None:
    if appraisal.uncertainty is None:
        return None
    spread = appraisal.uncertainty.net[(purse, appraisal.settings.horizon_years)]
    return spread.interval, spread.probability_positive


def _back(appraisal: Appraisal, purse: str, lang: Lang) -> str:
    """Return when who bears a cost has its money back, '' for who bears none."""
    found = appraisal.purses[purse]
    if not found.cost:
        return ""
    if found.payback.never:
        return (
            " Pengarna är inte tillbaka inom horisonten."
            if lang == "sv"
            else " The money is not back within the horizon."
        )
    when = economy.payback_text(found.payback, lang)
    return f" Pengarna är tillbaka {when}." if lang == "sv" else f" The money is back {when}."


def wrong_pocket_sentence(appraisal: Appraisal, lang: Lang) -> str:
    """Return who pays without gaining while society gains, '' when nobody does."""
    bearers = [str(actor) for actor in Actor if appraisal.purses[str(actor)].cost > 0]
    losers = [SUBJECTS[purse].name.of(lang) for purse in bearers if appraisal.purses[purse].net < 0]
    if not losers or appraisal.society.net <= 0:
        return ""
    who = (" och " if lang == "sv" else " and ").join(losers)
    if lang == "sv":
        return f"Nyttan hamnar till stor del hos andra än den som betalar: {who} går back, fast samhället vinner."
    return f"Much of the gain falls to others than the one who pays: {who} loses, though society gains."
