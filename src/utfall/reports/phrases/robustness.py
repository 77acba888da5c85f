# SPDX-License-Identifier: Apache-2.0
"""How sensitive an answer is, one plain sentence per question that was put to it."""

from __future__ import annotations

from typing import NamedTuple

from utfall.core.estimate import Interval, Unknown
from utfall.core.outcome import Outcome
from utfall.core.text import Lang, Text
from utfall.reports import numbers
from utfall.reports.phrases import measures
from utfall.reports.phrases.columns import covariate_label
from utfall.thread import Answer, Evaluation
from utfall.thread.robust import Finding, Kind

_ALPHA = 0.05
_LARGEST_FACTOR = 100.0  # where the search for a tipping point ends

KIND_NAMES: dict[Kind, Text] = {
    "holm": Text(sv="Flera utfall prövade (Holm)", en="Several outcomes tested (Holm)"),
    "benjamini_hochberg": Text(
        sv="Flera utfall prövade (Benjamini–Hochberg)", en="Several outcomes tested (Benjamini–Hochberg)"
    ),
    "e_value": Text(sv="Något omätt (E-värde)", en="Something unmeasured (E-value)"),
    "rosenbaum": Text(sv="Olika chans att delta (Rosenbaum)", en="Unequal odds of taking part (Rosenbaum)"),
    "omitted_variable": Text(sv="En orsak som utelämnats (Cinelli–Hazlett)", en="An omitted cause (Cinelli–Hazlett)"),
    "lee_bounds": Text(sv="Olika bortfall (Lees gränser)", en="Unequal losses (Lee's bounds)"),
    "worst_case": Text(sv="Bortfallet i värsta och bästa fall", en="Losses at worst and at best"),
    "attrition_weighted": Text(sv="Bortfallet vägt med dem som liknar", en="Losses weighted by those alike"),
    "attrition_imputed": Text(sv="Bortfallet ifyllt (imputering)", en="Losses filled in (imputation)"),
}

_REASONS: dict[str, Text] = {
    "drawn-by-lot": Text(
        sv="Enligt planen avgjorde lotten vem som fick plats. Det omätta skiljer då bara av en slump, och den ryms i intervallet.",
        en="According to the plan a lottery decided who got a place. The unmeasured then differs by chance only, and the interval holds that.",
    ),
    "lottery-unstated": Text(
        sv="Ingen har sagt att lotten avgjorde vem som fick plats. Ange jämförelsen, så räknas det som passar den.",
        en="Nobody has said that a lottery decided who got a place. State the design, and what fits it is computed.",
    ),
    "lottery-doubted": Text(
        sv="Grupperna är för olika för att lotten kan ha avgjort: det som inte är mätt kan förklara vad som helst.",
        en="The groups are too unlike for a lottery to have decided: what is not measured may explain anything.",
    ),
    "not-for-design": Text(
        sv="Måttet är gjort för jämförelser mellan personer vid en tidpunkt och passar inte den här jämförelsen.",
        en="The measure is made for comparisons of people at one time and does not fit this comparison.",
    ),
    "no-ratio": Text(
        sv="Går inte att räkna ut: ingen i en av grupperna har utfallet.",
        en="Cannot be computed: nobody in one of the groups has the outcome.",
    ),
    "no-standard-deviation": Text(
        sv="Går inte att räkna ut: jämförelsegruppens spridning är okänd.",
        en="Cannot be computed: the comparison group's spread is unknown.",
    ),
    "not-sure-at-one": Text(
        sv="Redan utan något omätt kan skillnaden mellan paren vara en slump, så det finns inget att fälla.",
        en="Even with nothing unmeasured the difference between the pairs may be chance, so there is nothing to overturn.",
    ),
    "no-range": Text(
        sv="Går inte att räkna ut: det är inte sagt vilka värden utfallet som lägst och högst kan ha.",
        en="Cannot be computed: the outcome's smallest and largest possible values are not stated.",
    ),
    "no-covariates": Text(
        sv="Går inte att räkna ut: jämförelsen har inga uppgifter från före start att väga eller fylla i med.",
        en="Cannot be computed: the comparison has no data from before the start to weigh or fill in with.",
    ),
    "covariates-missing": Text(
        sv="Går inte att räkna ut: uppgifter från före start saknas för några.",
        en="Cannot be computed: some people lack data from before the start.",
    ),
    "clustered": Text(
        sv="Räknas inte ut när hela grupper lottades: osäkerheten skulle bli för liten.",
        en="Not computed when whole clusters were drawn: the uncertainty would come out too small.",
    ),
    "nobody-lost": Text(sv="Ingen av dem som jämförs saknar utfallet.", en="None of those compared lacks the outcome."),
    "not-one-to-one": Text(
        sv="Räknas bara ut när varje deltagare har en egen jämförelseperson.",
        en="Computed only when each participant has one comparison person of their own.",
    ),
    "separation": Text(
        sv="Går inte att räkna ut: uppgifterna från före start avgör helt vilka som är mätta.",
        en="Cannot be computed: the data from before the start decide entirely who was measured.",
    ),
    "collinear": Text(
        sv="Går inte att räkna ut: två av uppgifterna från före start säger samma sak.",
        en="Cannot be computed: two of the data from before the start say the same thing.",
    ),
    "no-variation": Text(
        sv="Går inte att räkna ut: alla har samma värde.", en="Cannot be computed: all have the same value."
    ),
}
_OTHER = Text(
    sv="Går inte att räkna ut: personerna eller uppgifterna räcker inte till.",
    en="Cannot be computed: there are too few people or data.",
)


def reason_text(reason: str, lang: Lang) -> str:
    """Return why a question has no answer."""
    return _REASONS.get(reason, _OTHER).of(lang)


class Row(NamedTuple):
    """A finding beside the answer that it is about."""

    finding: Finding
    answer: Answer
    evaluation: Evaluation

    @property
    def outcome(self) -> Outcome:
        """The outcome."""
        return self.answer.outcome

    def number(self, name: str) -> float:
        """Return a detail that is a number."""
        value = self.finding.detail(name)
        if not isinstance(value, int | float):
            raise TypeError(f"{self.finding.kind} has no number {name}")
        return float(value)


def rows_of(evaluation: Evaluation) -> list[Row]:
    """Return every finding with its answer, in order."""
    answers = {answer.outcome.id: answer for answer in evaluation.primary}
    return [Row(found, answers[found.outcome], evaluation) for found in evaluation.robustness]


def result_text(row: Row, lang: Lang) -> str:
    """Return the number of a finding, '–' when there is none."""
    found, value = row.finding, row.finding.value
    if isinstance(value, Unknown):
        return "–"
    if found.bounds is not None:
        return measures.span(Interval(*found.bounds), row.outcome, lang)
    if found.kind in ("holm", "benjamini_hochberg"):
        return numbers.p_value(value, lang)
    if found.kind in ("e_value", "rosenbaum"):
        return _times(value, lang, digits=2 if found.kind == "e_value" else 3)
    if found.kind == "omitted_variable":
        return numbers.percent(value, lang)
    return f"{_difference(value, row, lang)} ({_span(found, row, lang)})"


def sentence(row: Row, lang: Lang) -> str:
    """Return what a finding means, or why there is none."""
    value = row.finding.value
    if isinstance(value, Unknown):
        return reason_text(value.reason, lang)
    words = {
        "holm": _several,
        "benjamini_hochberg": _several,
        "e_value": _e_value,
        "rosenbaum": _rosenbaum,
        "omitted_variable": _omitted,
        "lee_bounds": _bounds,
        "worst_case": _bounds,
        "attrition_weighted": _stand_in,
        "attrition_imputed": _stand_in,
    }
    return words[row.finding.kind](row, value, lang)


def _times(value: float, lang: Lang, *, digits: int = 2) -> str:
    if value >= _LARGEST_FACTOR:
        return Text(sv="minst 100 gånger", en="at least 100 times").of(lang)
    return numbers.number(value, lang, digits=digits) + (" gånger" if lang == "sv" else " times")


def _difference(value: float, row: Row, lang: Lang) -> str:
    found = row.finding.interval
    half = None if found is None else (found.high - found.low) / 2
    return measures.difference(value, row.outcome, lang, half_width=half)


def _span(found: Finding, row: Row, lang: Lang) -> str:
    assert found.interval is not None  # noqa: S101 - kinds with a difference have one
    return measures.span(found.interval, row.outcome, lang)


def _several(row: Row, value: float, lang: Lang) -> str:
    tests, alone = round(row.number("tests")), row.number("p_value")
    before, after = alone <= _ALPHA, value <= _ALPHA
    if row.finding.kind == "holm":
        head = Text(
            sv=f"När alla {tests} prövningar räknas in, så att inget enda fynd ska vara en slump",
            en=f"Counting all {tests} tests, so that not one finding is to be chance",
        )
    else:
        head = Text(
            sv=f"När alla {tests} prövningar räknas in, så att högst vart tjugonde fynd väntas vara en slump",
            en=f"Counting all {tests} tests, so that at most one finding in twenty is expected to be chance",
        )
    tails = {
        (True, True): Text(sv="står slutsatsen sig", en="the conclusion stands"),
        (True, False): Text(sv="kan skillnaden vara en slump", en="the difference may be chance"),
        (False, False): Text(
            sv="kan skillnaden vara en slump, liksom den kunde ensam",
            en="the difference may be chance, as it could alone",
        ),
    }
    text, was = tails[(before, after)], numbers.p_value(alone, lang)
    alone_text = f" (ensam: {was})" if lang == "sv" else f" (alone: {was})"
    return f"{head.of(lang)}, {text.of(lang)}{alone_text}."


def _e_value(row: Row, value: float, lang: Lang) -> str:
    limit, ratio = row.number("limit"), _times(value, lang)
    about = "" if row.outcome.kind == "binary" else Text(sv="ungefär ", en="about ").of(lang)
    if lang == "sv":
        text = (
            f"Något omätt måste vara minst {about}{ratio} så vanligt bland deltagarna och dessutom göra utfallet minst lika "
            "många gånger vanligare eller ovanligare för att ensamt förklara hela skillnaden."
        )
        if limit <= 1:
            return text + " Osäkerhetsintervallet rymmer noll redan utan det."
        return text + f" {_times(limit, lang).capitalize()} räcker för att intervallet ska nå noll."
    text = (
        f"Something unmeasured must be at least {about}{ratio} as common among participants, and also make the outcome at "
        "least as many times more or less common, to explain the whole difference alone."
    )
    if limit <= 1:
        return text + " The interval holds zero even without it."
    return text + f" {_times(limit, lang).capitalize()} is enough for the interval to reach zero."


def _rosenbaum(row: Row, value: float, lang: Lang) -> str:
    pairs = numbers.number(row.number("pairs"), lang, decimals=0)
    if value >= _LARGEST_FACTOR:
        return Text(
            sv=f"Inte ens om oddsen att delta skilde hundra gånger inom de {pairs} paren skulle slutsatsen falla.",
            en=f"Not even odds of taking part a hundred times apart within the {pairs} pairs would overturn the conclusion.",
        ).of(lang)
    factor = _times(value, lang, digits=3)
    return Text(
        sv=f"Om något omätt gör att oddsen att delta skiljer mer än {factor} inom de {pairs} paren kan skillnaden vara en slump.",
        en=f"If something unmeasured makes the odds of taking part differ by more than {factor} within the {pairs} pairs, the "
        "difference may be chance.",
    ).of(lang)


def _omitted(row: Row, value: float, lang: Lang) -> str:
    share, name = numbers.percent(value, lang), row.finding.detail("covariate")
    text = Text(
        sv=f"En omätt orsak måste förklara {share} av det som återstår att förklara av både deltagande och utfall för att ta "
        "bort hela skillnaden.",
        en=f"An unmeasured cause must explain {share} of what is left to explain of both taking part and outcome to remove "
        "the whole difference.",
    ).of(lang)
    if name is None:
        return text
    label = covariate_label(str(name), row.evaluation, row.answer, lang)
    first, then = (_difference(row.number(which), row, lang) for which in ("estimate", "adjusted"))
    span = _span(row.finding, row, lang)
    if lang == "sv":
        return f"{text} En lika stark som ”{label}” skulle flytta svaret i en vanlig regression från {first} till {then} ({span})."
    return f"{text} One as strong as “{label}” would move the answer of an ordinary regression from {first} to {then} ({span})."


def _bounds(row: Row, _: float, lang: Lang) -> str:
    found = row.finding
    assert found.bounds is not None  # noqa: S101 - these kinds have bounds
    span = measures.span(Interval(*found.bounds), row.outcome, lang)
    if found.kind == "lee_bounds":
        head = Text(
            sv=f"Om bortfallet jämnas ut så att grupperna är mätta i lika hög grad ligger skillnaden {span}.",
            en=f"If losses are evened out so that both groups are measured to the same degree, the difference lies {span}.",
        )
    else:
        head = Text(
            sv=f"Om alla som saknas hade haft det utfall som är sämst för satsningen, eller bäst, ligger skillnaden {span}.",
            en=f"If all those missing had had the outcome worst for the initiative, or best, the difference lies {span}.",
        )
    same = found.bounds[0] > 0 or found.bounds[1] < 0
    tail = (
        Text(sv="Riktningen är densamma i hela spannet.", en="The direction is the same all along.")
        if same
        else Text(sv="Riktningen hänger på vilka som föll bort.", en="The direction depends on who was lost.")
    )
    return f"{head.of(lang)} {tail.of(lang)}"


def _stand_in(row: Row, value: float, lang: Lang) -> str:
    shown = _difference(value, row, lang)
    if row.finding.kind == "attrition_weighted":
        return Text(
            sv=f"Om de mätta får stå för dem som liknade dem före start men saknas är skillnaden {shown}.",
            en=f"If those measured stand for the missing who were like them before the start, the difference is {shown}.",
        ).of(lang)
    return Text(
        sv=f"Om de som saknas fylls i efter dem som liknade dem före start är skillnaden {shown}.",
        en=f"If the missing are filled in by those who were like them before the start, the difference is {shown}.",
    ).of(lang)


def overturned_sentence(evaluation: Evaluation, lang: Lang) -> str:
    """Return which outcomes may be chance once all tests are counted (Holm); '' when none is changed by it."""
    fallen = [
        row.outcome.label.of(lang)
        for row in rows_of(evaluation)
        if row.finding.kind == "holm"
        and isinstance(row.finding.value, float)
        and row.number("p_value") <= _ALPHA < row.finding.value
    ]
    if not fallen:
        return ""
    count = sum(row.finding.kind == "holm" for row in rows_of(evaluation))
    listed = ", ".join(fallen)
    return Text(
        sv=f"{count} utfall prövades. När det räknas in kan skillnaden vara en slump för: {listed}.",
        en=f"{count} outcomes were tested. With that counted, the difference may be chance for: {listed}.",
    ).of(lang)
