# SPDX-License-Identifier: Apache-2.0
"""What an estimate says, in words that go no further than the design carries.

A causal verb is used only where the grade allows it; a before–after change is never called an effect.
"""

from __future__ import annotations

from utfall.core.estimate import Estimand, Estimate, EvidenceGrade, Interval, Status
from utfall.core.initiative import Comparison
from utfall.core.outcome import Outcome
from utfall.core.text import Lang, Text
from utfall.effects import EffectResult
from utfall.effects.ratio import Ratio, ratio_of
from utfall.reports import numbers
from utfall.reports.phrases import measures
from utfall.reports.phrases.levels import levels_hidden, levels_sentence
from utfall.thread import Answer

__all__ = ["levels_hidden", "levels_sentence"]

GRADE_NAMES: dict[EvidenceGrade, Text] = {
    EvidenceGrade.STRONG: Text(sv="starkt underlag", en="strong evidence"),
    EvidenceGrade.MODERATE: Text(sv="måttligt starkt underlag", en="moderate evidence"),
    EvidenceGrade.LIMITED: Text(sv="begränsat underlag", en="limited evidence"),
    EvidenceGrade.INSUFFICIENT: Text(sv="otillräckligt underlag", en="insufficient evidence"),
    EvidenceGrade.CHANGE_ONLY: Text(sv="visar en förändring, ingen effekt", en="shows a change, no effect"),
}

DESIGN_NAMES: dict[str, Text] = {
    "rct": Text(sv="lottning", en="randomised trial"),
    "matching": Text(sv="matchad jämförelsegrupp", en="matched comparison group"),
    "weighting": Text(sv="viktad jämförelsegrupp", en="weighted comparison group"),
    "standardisation": Text(sv="standardiserad jämförelse", en="standardised comparison"),
    "doubly_robust": Text(sv="dubbelt robust jämförelse", en="doubly robust comparison"),
    "exact_matching": Text(sv="jämförelse inom lika grupper", en="comparison within strata of like people"),
    "optimal_matching": Text(sv="optimalt matchad jämförelsegrupp", en="optimally matched comparison group"),
    "did": Text(sv="skillnad i skillnader", en="difference in differences"),
    "before_after": Text(sv="före och efter, utan jämförelse", en="before and after, with no comparison"),
    "staggered_did": Text(
        sv="skillnad i skillnader med olika start", en="difference in differences with staggered starts"
    ),
    "its": Text(sv="avbruten tidsserie", en="interrupted time series"),
    "synthetic_control": Text(sv="syntetisk jämförelse", en="synthetic control"),
    "synthetic_did": Text(sv="syntetisk skillnad i skillnader", en="synthetic difference in differences"),
    "rdd": Text(sv="jämförelse vid en gräns", en="regression discontinuity"),
    "historical": Text(sv="tidigare kull", en="historical cohort"),
    "benchmark": Text(sv="riks- eller regionvärde", en="national or regional value"),
    "wait_list": Text(sv="lottad väntelista", en="randomised waiting list"),
    "stepped_wedge": Text(sv="stegvis start i lottad ordning", en="stepped wedge"),
}

DESIGN_REASONS: dict[str, Text] = {
    "rct": Text(
        sv="Enligt planen avgjorde lotten vem som fick delta. Då skiljer bara slumpen grupperna åt före start.",
        en="According to the plan a lottery decided who took part. Then only chance makes the groups differ before the start.",
    ),
    "matching": Text(
        sv="Varje deltagare jämförs med personer som liknade dem i det som mättes före start. "
        "Det som inte mättes kan fortfarande skilja dem åt.",
        en="Each participant is compared with people who were like them in what was measured before the start. "
        "What was not measured may still differ.",
    ),
    "weighting": Text(
        sv="Personerna vägs så att grupperna blir lika i det som mättes före start. "
        "Det som inte mättes kan fortfarande skilja dem åt.",
        en="People are weighted so that the groups become alike in what was measured before the start. "
        "What was not measured may still differ.",
    ),
    "standardisation": Text(
        sv="En modell räknar fram vad var och en skulle ha fått för utfall med och utan satsningen. "
        "Den bygger på att modellen stämmer och att allt viktigt mättes före start.",
        en="A model works out what everyone's outcome would have been with and without the initiative. "
        "It rests on the model being right and on all that matters having been measured before the start.",
    ),
    "doubly_robust": Text(
        sv="Vikter och en modell av utfallet används tillsammans, så att det räcker att en av dem stämmer. "
        "Det som inte mättes kan fortfarande skilja grupperna åt.",
        en="Weights and a model of the outcome are used together, so that it is enough that one of them is right. "
        "What was not measured may still make the groups differ.",
    ),
    "exact_matching": Text(
        sv="Personer jämförs bara med dem som har samma värden, eller ligger i samma intervall, före start. "
        "Det som inte mättes kan fortfarande skilja dem åt.",
        en="People are compared only with those who have the same values, or lie in the same interval, before the start. "
        "What was not measured may still differ.",
    ),
    "optimal_matching": Text(
        sv="Deltagare och jämförelsepersoner är ihopsatta så att det sammanlagda avståndet mellan dem blir så litet "
        "som möjligt. Det som inte mättes kan fortfarande skilja dem åt.",
        en="Participants and comparison people are put together so that the total distance between them is as small "
        "as possible. What was not measured may still differ.",
    ),
    "did": Text(
        sv="Förändringen bland deltagarna jämförs med förändringen i jämförelsegruppen under samma tid. "
        "Det bygger på att grupperna annars hade utvecklats lika, vilket två mättillfällen inte kan visa.",
        en="The change among participants is compared with the change in the comparison group over the same time. "
        "It rests on the groups otherwise having developed alike, which two measurements cannot show.",
    ),
    "before_after": Text(
        sv="Deltagarna jämförs bara med sig själva. De som väljs ut när läget är som sämst blir ofta bättre av sig "
        "själva (regression mot medelvärdet), och annat kan ha hänt under tiden.",
        en="Participants are compared only with themselves. People who are selected when things are at their worst "
        "often improve by themselves (regression to the mean), and other things may have happened meanwhile.",
    ),
    "staggered_did": Text(
        sv="Enheterna började vid olika tid. Var och en jämförs med enheter som ännu inte hade börjat eller aldrig började. "
        "Det bygger på att de annars hade utvecklats lika.",
        en="The units started at different times. Each is compared with units that had not yet started or never did. "
        "It rests on them otherwise having developed alike.",
    ),
    "its": Text(
        sv="Serien jämförs med sin egen trend före start (och med en annan series förändring, om en sådan angetts). "
        "Det bygger på att trenden annars hade fortsatt.",
        en="The series is compared with its own trend before the start (and with another series' change, if one is given). "
        "It rests on the trend otherwise having continued.",
    ),
    "synthetic_control": Text(
        sv="Enheten jämförs med den blandning av andra enheter som följde den bäst före start. "
        "Det bygger på att blandningen annars hade fortsatt att följa den.",
        en="The unit is compared with the mix of other units that followed it best before the start. "
        "It rests on the mix otherwise having gone on following it.",
    ),
    "synthetic_did": Text(
        sv="Förändringen jämförs med förändringen i en blandning av enheter och tidigare perioder som utvecklades lika före start. "
        "Det bygger på att likheten annars hade fortsatt.",
        en="The change is compared with the change in a mix of units and earlier periods that developed alike before the start. "
        "It rests on the likeness otherwise having continued.",
    ),
    "rdd": Text(
        sv="En regel avgjorde vilka som erbjöds plats. De som hamnade strax på var sida om gränsen är lika i allt annat, "
        "om ingen kunde välja sida. Svaret gäller dem som är nära gränsen.",
        en="A rule decided who was offered a place. Those just on either side of the cutoff are alike in all else, "
        "if nobody could choose sides. The answer is about those near the cutoff.",
    ),
    "wait_list": Text(
        sv="Enligt planen avgjorde lotten vilka som fick börja genast och vilka som fick vänta. Jämförelsen gäller bara tiden "
        "tills väntelistan fick börja: svaret är vad det ger att börja nu i stället för senare.",
        en="According to the plan a lottery decided who started at once and who waited. The comparison holds only until "
        "those who waited could start: the answer is what it gives to start now instead of later.",
    ),
    "stepped_wedge": Text(
        sv="Enligt planen avgjorde lotten i vilken ordning enheterna fick börja. I varje period jämförs de som har börjat med "
        "dem som ännu inte har det.",
        en="According to the plan a lottery decided in which order the units started. In each period those that have started "
        "are compared with those that have not yet.",
    ),
    "historical": Text(
        sv="Deltagarna jämförs med dem som kom samma väg innan satsningen fanns. Det som ändrats sedan dess går inte att skilja från satsningen.",
        en="Participants are compared with those who came the same way before the initiative existed. What has changed since cannot be told from the initiative.",
    ),
    "benchmark": Text(
        sv="Deltagarna jämförs med ett riks- eller regionvärde. Det säger var de ligger, inte vad som hade hänt utan satsningen.",
        en="Participants are compared with a national or regional value. That tells where they stand, not what would have happened without the initiative.",
    ),
}

NO_LOTTERY = Text(
    sv="Jämförelsen kallas lottning, men grupperna var så olika före start att ingen lottning kan ha gjort dem.",
    en="The comparison is called a randomised trial, but the groups were so unlike before the start that no lottery "
    "can have made them.",
)

ESTIMAND_NAMES: dict[Estimand, Text] = {
    Estimand.ATE: Text(sv="alla som kunde ha deltagit", en="all who could have taken part"),
    Estimand.ATT: Text(sv="de som deltog", en="those who took part"),
    Estimand.ATT_MATCHED: Text(
        sv="de deltagare som hade någon jämförbar att ställas mot",
        en="those participants who had somebody comparable",
    ),
    Estimand.ATO: Text(
        sv="de som lika gärna kunde ha hamnat i endera gruppen",
        en="those who might as well have been in either group",
    ),
    Estimand.ITT: Text(sv="alla som erbjöds plats", en="all who were offered a place"),
    Estimand.CHANGE: Text(sv="deltagarna före och efter", en="the participants before and after"),
}


_UNSTATED = Text(
    sv="Ingen har sagt hur grupperna blev till. Skillnaden är en effekt bara om lotten avgjorde vem som deltog.",
    en="Nobody has said how the groups came about. The difference is an effect only if a lottery decided who took part.",
)


def design_reason(estimate: Estimate, lang: Lang) -> str:
    """Return what the design rests on; a lottery is not claimed where the groups show that there was none."""
    if any(check.id == "W-DESIGN-UNSTATED" for check in estimate.checks):
        return _UNSTATED.of(lang)
    unlike = ("W-NAIVE-IMBALANCE", "W-UNNAMED")
    if any(check.id in unlike and check.status is Status.FAIL for check in estimate.checks):
        return NO_LOTTERY.of(lang)
    return DESIGN_REASONS[estimate.design].of(lang)


def sure(estimate: Estimate) -> bool:
    """Tell whether the interval leaves no doubt about the sign."""
    return estimate.interval.low > 0 or estimate.interval.high < 0


def wanted(estimate: Estimate, outcome: Outcome) -> bool:
    """Tell whether the estimate points in the wanted direction."""
    return estimate.value * outcome.sign > 0


def difference_sentence(estimate: Estimate, outcome: Outcome, lang: Lang) -> str:
    """Return the difference with its interval."""
    value = measures.difference(estimate.value, outcome, lang, half_width=measures.half_width(estimate))
    span = measures.span(estimate.interval, outcome, lang)
    how_sure = measures.confidence(estimate.interval, lang)
    if estimate.estimand is Estimand.CHANGE:
        head = "Förändringen är" if lang == "sv" else "The change is"
    else:
        head = "Skillnaden är" if lang == "sv" else "The difference is"
    return f"{head} {value} ({how_sure} {span})."


def ratio_sentence(found: EffectResult, outcome: Outcome, lang: Lang) -> str:
    """Return how many times as large the share or count is among participants, with its interval.

    '' without a ratio, and where the levels are not shown: with the difference it would tell them.
    """
    ratio = shown_ratio(found, outcome)
    if ratio is None:
        return ""
    times, span = ratio_numbers(ratio, lang)
    what = _RATIO_OF[outcome.kind].of(lang)
    how_sure = measures.confidence(found.estimate.interval, lang)
    if lang == "sv":
        return f"{what} är {times} gånger så {_RATIO_SIZE[outcome.kind]} bland deltagarna ({how_sure} {span})."
    return f"{what} is {times} times as large among participants ({how_sure} {span})."


def shown_ratio(found: EffectResult, outcome: Outcome) -> Ratio | None:
    """Return the ratio that may be shown: None without one, and where the levels are hidden."""
    return None if levels_hidden(found.estimate) else ratio_of(found.diagnostics, outcome)


def ratio_numbers(ratio: Ratio, lang: Lang) -> tuple[str, str]:
    """Return the ratio and its interval in digits as fine as they are sure, at least one decimal."""
    places = max(numbers.decimals_for((ratio.high - ratio.low) / 2), 1)
    value = numbers.number(ratio.value, lang, decimals=places)
    return value, numbers.interval(ratio.low, ratio.high, lang, decimals=places)


def adjusted_sentence(found: EffectResult, outcome: Outcome, lang: Lang) -> str:
    """Return the effect adjusted for what matched people still differ by, where that may move it; '' otherwise."""
    parts = [found.diagnostic(f"adjusted{part}") for part in ("", "_low", "_high")]
    value, low, high = (float(part) if isinstance(part, int | float) else None for part in parts)
    if value is None or low is None or high is None:
        return ""
    interval = Interval(low, high, found.estimate.interval.level)
    shown = measures.difference(value, outcome, lang, half_width=(high - low) / 2)
    tail = f"{shown} ({measures.confidence(interval, lang)} {measures.span(interval, outcome, lang)})."
    if lang == "sv":
        return f"De som jämförs är inte helt lika. Justerad för det är skillnaden {tail}"
    return f"Those compared are not quite alike. Adjusted for that, the difference is {tail}"


RATIO_NAMES = {
    "binary": Text(sv="kvot mellan andelar (relativ risk)", en="ratio of shares (risk ratio)"),
    "count": Text(sv="kvot mellan antal", en="ratio of numbers (rate ratio)"),
}
_RATIO_OF = {"binary": Text(sv="Andelen", en="The share"), "count": Text(sv="Antalet", en="The number")}
_RATIO_SIZE = {"binary": "stor", "count": "stort"}


def meaning_sentence(estimate: Estimate, outcome: Outcome, lang: Lang, *, judged: bool = True) -> str:
    """Return what the difference means: the grade sets how far the words may go.

    `judged` = False says nothing of the wanted direction, when nobody has stated it.
    """
    return _meaning(estimate, outcome, judged).of(lang)


def _meaning(estimate: Estimate, outcome: Outcome, judged: bool) -> Text:
    if estimate.grade is EvidenceGrade.CHANGE_ONLY:
        return Text(
            sv="Det är en förändring, inte en effekt: utan jämförelse går det inte att säga vad som hade hänt ändå.",
            en="This is a change, not an effect: without a comparison nobody can say what would have happened anyway.",
        )
    if estimate.grade is EvidenceGrade.INSUFFICIENT:
        return Text(
            sv="Skillnaden får inte läsas som en effekt av satsningen: underlaget räcker inte.",
            en="The difference must not be read as an effect of the initiative: the evidence does not suffice.",
        )
    if not sure(estimate):
        return Text(
            sv="Osäkerheten är så stor att det inte går att säga om satsningen gjorde det bättre eller sämre.",
            en="The uncertainty is so large that nobody can say whether the initiative made things better or worse.",
        )
    return _sure_meaning(estimate.grade, wanted(estimate, outcome) if judged else None)


_WAYS: dict[bool | None, Text] = {
    True: Text(sv=" Den går åt det håll som var avsett.", en=" It goes the way that was intended."),
    False: Text(sv=" Den går åt fel håll.", en=" It goes the wrong way."),
    None: Text(sv="", en=""),
}


def _sure_meaning(grade: EvidenceGrade, right_way: bool | None) -> Text:
    way = _WAYS[right_way]
    heads = {
        EvidenceGrade.STRONG: Text(
            sv="Skillnaden är en effekt av satsningen; hur stor den är visar intervallet.",
            en="The difference is an effect of the initiative; the interval shows how large it may be.",
        ),
        EvidenceGrade.MODERATE: Text(
            sv="Skillnaden är sannolikt en effekt av satsningen.",
            en="The difference is probably an effect of the initiative.",
        ),
        EvidenceGrade.LIMITED: Text(
            sv="Skillnaden kan vara en effekt av satsningen, men underlaget är begränsat.",
            en="The difference may be an effect of the initiative, but the evidence is limited.",
        ),
    }
    return Text(sv=f"{heads[grade].sv}{way.sv}", en=f"{heads[grade].en}{way.en}")


def effect_text(estimate: Estimate, outcome: Outcome, lang: Lang, *, judged: bool = True) -> str:
    """Return levels, difference and meaning as running text."""
    return " ".join(
        (
            levels_sentence(estimate, outcome, lang),
            difference_sentence(estimate, outcome, lang),
            meaning_sentence(estimate, outcome, lang, judged=judged),
        )
    )


def distance_sentence(first: Estimate, other: Estimate, outcome: Outcome, names: tuple[str, str], lang: Lang) -> str:
    """Return how far two answers to the same question lie from each other.

    Parameters
    ----------
    first, other
        The primary answer and the one held against it.
    names
        What the two comparisons are called.
    """
    gap = other.value - first.value
    size = measures.difference(abs(gap), outcome, lang, half_width=measures.half_width(first)).lstrip("+")
    inside = first.interval.low <= other.value <= first.interval.high
    if lang == "sv":
        tail = (
            "Det ryms inom den första uppskattningens konfidensintervall."
            if inside
            else "Det ligger utanför den första uppskattningens konfidensintervall: svaret beror på jämförelsen."
        )
        way = "högre" if gap > 0 else "lägre"
        return f"”{names[1]}” ger ett svar som är {size} {way} än ”{names[0]}”. {tail}"
    tail = (
        "It lies within the first estimate's confidence interval."
        if inside
        else "It lies outside the first estimate's confidence interval: the answer depends on the comparison."
    )
    way = "higher" if gap > 0 else "lower"
    return f"“{names[1]}” gives an answer that is {size} {way} than “{names[0]}”. {tail}"


def other_answer(first: EffectResult | None, first_comparison: Comparison, answer: Answer, lang: Lang) -> str:
    """Return what another comparison says of the same outcome, or why it says nothing."""
    name, outcome = answer.comparison.label.of(lang), answer.outcome
    if answer.result is None:
        why = " ".join(fault.text.of(lang) for fault in answer.refusal)
        return f"{name}: gick inte att räkna ut. {why}" if lang == "sv" else f"{name}: could not be computed. {why}"
    found = answer.result.estimate
    head = f"{name}. {levels_sentence(found, outcome, lang)} {difference_sentence(found, outcome, lang)}"
    if found.estimand is Estimand.CHANGE or first is None or first.estimate.estimand is Estimand.CHANGE:
        return f"{head} {meaning_sentence(found, outcome, lang)}"
    names = (first_comparison.label.of(lang), name)
    if found.grade is EvidenceGrade.INSUFFICIENT:
        head = f"{head} {meaning_sentence(found, outcome, lang)}"
    return f"{head} {distance_sentence(first.estimate, found, outcome, names, lang)}"


def how_sure(estimate: Estimate, lang: Lang) -> str:
    """Return what stands before the grade. An answer that settles nothing is not called sure, however it was compared."""
    if estimate.grade is not EvidenceGrade.CHANGE_ONLY and not sure(estimate):
        return "Hur jämförelsen är gjord:" if lang == "sv" else "How the comparison was made:"
    return "Hur säkert:" if lang == "sv" else "How sure:"


FURTHER = Text(
    sv="De här utfallen mättes med andra jämförelser än den som bär slutsatsen. De ingår inte i ekonomin eller utlåtandet.",
    en="These outcomes were measured by other comparisons than the one that carries the conclusion. They are no part of the "
    "economy or the verdict.",
)


def further_answer(answer: Answer, lang: Lang) -> str:
    """Return what a comparison says of an outcome that only it measures, with how sure it is, or why it says nothing."""
    name = answer.comparison.label.of(lang)
    if answer.result is None:
        why = " ".join(fault.text.of(lang) for fault in answer.refusal)
        outcome = answer.outcome.label.of(lang)
        if lang == "sv":
            return f"{outcome} ({name}): gick inte att räkna ut. {why}"
        return f"{outcome} ({name}): could not be computed. {why}"
    found = answer.result.estimate
    text = f"{name}. {effect_text(found, answer.outcome, lang)}"
    if found.grade is EvidenceGrade.CHANGE_ONLY:
        return text
    grade, reason = GRADE_NAMES[found.grade].of(lang), design_reason(found, lang)
    return f"{text} {how_sure(found, lang)} {grade}. {reason}"
