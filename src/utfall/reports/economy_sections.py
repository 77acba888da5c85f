# SPDX-License-Identifier: Apache-2.0
"""The annex's sections on the economy: figures with their tables, or in words why there is none."""

from __future__ import annotations

from utfall.core.estimate import Unknown
from utfall.core.text import Lang, Text
from utfall.economics import Appraisal
from utfall.economics.model import SOCIETY
from utfall.reports import annex_economy, economy_charts, numbers
from utfall.reports.document import Block, Figure, Heading, Paragraph
from utfall.reports.phrases import economy
from utfall.reports.planned_lines import scale_up_lines
from utfall.thread import Evaluation
from utfall.thread.economy_views import Information
from utfall.thread.planned import Planned, work_out

_REASONS: dict[str, Text] = {
    "no-public-gain": Text(
        sv="Offentlig sektor får ingen nytta i kalkylen, så det finns inget att dela i pengar och frigjord tid.",
        en="The public sector has no gain in the appraisal, so there is nothing to divide into money and freed time.",
    ),
    "fewer-than-two-uncertain": Text(
        sv="Ingen karta över två antaganden: färre än två antaganden med spann flyttar samhällets netto.",
        en="No map over two assumptions: fewer than two assumptions with a range move the net to society.",
    ),
    "few-draws": Text(
        sv="Vad det är värt att mäta härnäst visas inte: det kräver minst 1 000 dragningar (draws i [appraisal]).",
        en="What is worth measuring next is not shown: that takes at least 1,000 draws (draws in [appraisal]).",
    ),
    "nothing-uncertain": Text(
        sv="Inget antagande har ett spann, så det finns inget att mäta bättre.",
        en="No assumption has a range, so there is nothing to measure better.",
    ),
    "nothing-worth-measuring": Text(
        sv="Inget enskilt antagande skulle ändra beslutet om det blev känt, så inget är värt att mäta för beslutets skull.",
        en="No single assumption would change the decision if it were known, so none is worth measuring for its sake.",
    ),
}
_UNTOUCHED = Text(
    sv="Den egna organisationen har varken kostnad eller nytta i kalkylen.",
    en="The own organisation has neither cost nor gain in the appraisal.",
)


def whose_money(evaluation: Evaluation, appraisal: Appraisal, lang: Lang) -> list[Block]:
    """Return three perspectives side by side and the way from cost to net, for society and the own organisation."""
    own = str(appraisal.settings.own_actor)
    figures = [economy_charts.waterfall_of(appraisal, evaluation.initiative, purse, lang) for purse in (SOCIETY, own)]
    return [
        Heading(1, _pick(lang, "Från kostnad till netto", "From cost to net"), "from-cost-to-net"),
        annex_economy.perspective_table(appraisal, lang),
        *(Paragraph.of(_UNTOUCHED.of(lang)) if figure is None else figure for figure in figures),
    ]


def becomes_money(appraisal: Appraisal, lang: Lang) -> list[Block]:
    """Return how far the gains become money and what doing nothing costs."""
    return [
        Heading(1, _pick(lang, "Vad som blir pengar", "What becomes money"), "cash"),
        _shown(economy_charts.cash_of(appraisal, lang), lang),
        Heading(1, _pick(lang, "Att inte göra något", "Doing nothing"), "do-nothing"),
        _shown(economy_charts.do_nothing_of(appraisal, lang), lang),
    ]


def what_it_hangs_on(evaluation: Evaluation, appraisal: Appraisal, lang: Lang) -> list[Block]:
    """Return scenarios and discount rates, the map over two assumptions and what is worth measuring next."""
    needed = annex_economy.break_even_table(evaluation.sensitivity, evaluation.initiative, lang)
    return [
        *([] if needed is None else [needed]),
        annex_economy.scenario_table(appraisal, lang),
        _shown(economy_charts.two_way_of(evaluation, appraisal, lang), lang),
        Heading(1, _pick(lang, "Vad det lönar sig att mäta härnäst", "What is worth measuring next"), "measure-next"),
        *_measure_next(evaluation, appraisal, lang),
    ]


def options_and_cases(evaluation: Evaluation, appraisal: Appraisal, lang: Lang) -> list[Block]:
    """Return options held against each other, type cases, savings and scale-up; nothing of what the file does not plan."""
    initiative = evaluation.initiative
    found = work_out(initiative, appraisal, seed=appraisal.settings.seed)
    blocks: list[Block | None] = [
        annex_economy.choice_table(found, initiative, lang),
        annex_economy.type_case_table(found, lang, appraisal.settings.currency),
        annex_economy.saving_table(found, initiative, lang),
        None if found.choice is None else economy_charts.acceptability_of(found.choice, initiative, lang),
    ]
    stated = [block for block in blocks if block is not None]
    if stated:
        stated.insert(0, Heading(1, _pick(lang, "Alternativ och typfall", "Options and type cases"), "options"))
    return [*stated, *_scale_up(found, evaluation, appraisal, lang)]


def _scale_up(found: Planned, evaluation: Evaluation, appraisal: Appraisal, lang: Lang) -> list[Block]:
    figure = economy_charts.scale_up_of(found, evaluation.initiative, appraisal, lang)
    if figure is None:
        return []
    return [
        Heading(1, _pick(lang, "Från projekt till ordinarie drift", "From project to ordinary operation"), "scale-up"),
        *(Paragraph.of(line) for line in scale_up_lines(found, lang, appraisal.settings.currency)),
        figure,
    ]


def _measure_next(evaluation: Evaluation, appraisal: Appraisal, lang: Lang) -> list[Block]:
    found = evaluation.information
    if isinstance(found, Information) and not found.rows:
        found = Unknown("nothing-worth-measuring")
    if isinstance(found, Unknown):
        return [_shown(found, lang)]
    figure = economy_charts.information_of(found, evaluation.initiative, appraisal, lang)
    if not found.worthless:
        return [figure]
    count = numbers.number(found.worthless, lang, decimals=0)
    rest = Text(
        sv=f"Osäkra antaganden som inte är med i figuren: {count}. Att veta ett av dem säkert skulle inte ändra beslutet.",
        en=f"Uncertain assumptions left out of the figure: {count}. Knowing one of them would not change the decision.",
    )
    return [figure, Paragraph.of(rest.of(lang))]


def _shown(found: Figure | Unknown, lang: Lang) -> Block:
    if isinstance(found, Figure):
        return found
    reason = _REASONS[found.reason].of(lang) if found.reason in _REASONS else economy.reason(found, lang)
    return Paragraph.of(reason)


def _pick(lang: Lang, sv: str, en: str) -> str:
    return sv if lang == "sv" else en
