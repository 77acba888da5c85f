# SPDX-License-Identifier: Apache-2.0
"""Sentences about a flow: its rules, its paths, who was given support, how long it took, where people are lost."""

from __future__ import annotations

import datetime

from utfall.core.text import Lang, Text
from utfall.flows.definition import FlowDefinition, SupportWindow
from utfall.flows.results import MERGED, Curve, FlowResult, LostMoment, SupportShare, SupportTiming
from utfall.reports.numbers import number, percent

OTHERS = Text(sv="Övriga vägar", en="Other paths")
OTHERS_FROM_HERE = Text(sv="övriga vägar hit", en="other ways here")
UNKNOWN_VALUE = Text(sv="uppgift saknas", en="not known")
ATTRIBUTES = {
    "sex": Text(sv="Kön", en="Sex"), "age": Text(sv="Ålder", en="Age"), "area": Text(sv="Område", en="Area"),
}  # fmt: skip
_EPOCH = datetime.date(1970, 1, 1)


def whole(value: float, lang: Lang) -> str:
    """Return a whole number."""
    return number(value, lang, decimals=0)


def share(value: float, lang: Lang) -> str:
    """Return a share in whole percent."""
    return percent(value, lang, decimals=0)


def state_name(flow: FlowDefinition, state: str, lang: Lang) -> str:
    """Return what a state is called; the merged ways are called so."""
    return (OTHERS_FROM_HERE if state == MERGED else flow.label(state)).of(lang)


def path_words(flow: FlowDefinition, path: tuple[str, ...] | None, lang: Lang) -> str:
    """Return a path in the order of time, "a → b → c"; the rest by its name."""
    if path is None:
        return OTHERS.of(lang)
    return " → ".join(state_name(flow, state, lang) for state in reversed(path))


def head(found: FlowResult, lang: Lang) -> str:
    """Return how many outcomes and persons the trace starts from."""
    flow = found.definition
    states = ", ".join(flow.label(state).of(lang) for state in flow.outcome.states)
    n, people = whole(found.outcomes, lang), whole(found.persons, lang)
    if lang == "sv":
        return f"Spårat bakåt från {n} utfall ({states}) för {people} personer, upp till {flow.depth} steg."
    return f"Traced back from {n} outcomes ({states}) of {people} persons, up to {flow.depth} steps."


def _days(value: int, lang: Lang) -> str:
    unit = ("dag" if value == 1 else "dagar") if lang == "sv" else ("day" if value == 1 else "days")
    return f"{whole(value, lang)} {unit}"


def rules(found: FlowResult, lang: Lang) -> list[str]:
    """Return every rule that decided a number, one sentence each."""
    return [words.of(lang) for words in _rules(found)]


def _rules(found: FlowResult) -> list[Text]:
    flow = found.definition
    censor = (_EPOCH + datetime.timedelta(days=found.quality.censor)).isoformat()
    which = {
        "every": Text(sv="Varje sådant steg räknas.", en="Every such step counts."),
        "first": Text(sv="Varje persons första räknas.", en="Each person's first counts."),
        "last": Text(sv="Varje persons sista räknas.", en="Each person's last counts."),
    }[flow.outcome.which]
    said = [which]
    if flow.outcome.after:
        names = [flow.label(state) for state in flow.outcome.after]
        sv, en = ", ".join(name.sv for name in names), ", ".join(name.en for name in names)
        said.append(Text(sv=f"Bara efter ett tidigare steg i: {sv}.", en=f"Only after an earlier step in: {en}."))
    if flow.outcome.on is not None:
        said.append(Text(sv=f"Steget som pågår {flow.outcome.on}.", en=f"The step that holds on {flow.outcome.on}."))
    said += [_merging(flow), _gaps(flow), _overlaps(flow), _support(flow.support_window)]
    if flow.look_back is not None:
        said.append(
            Text(sv=f"Steg som slutat mer än {_days(flow.look_back, 'sv')} före utfallet spåras inte.",
                 en=f"Steps that ended more than {_days(flow.look_back, 'en')} before the outcome are not traced.")
        )  # fmt: skip
    said.append(
        Text(sv=f"Uppföljningen slutar {censor}; det som då pågår räknas som pågående, inte som avslutat.",
             en=f"Follow-up ends {censor}; what goes on then counts as going on, not as ended.")
    )  # fmt: skip
    threshold = found.rules.threshold
    said.append(
        Text(sv=f"Färre än {threshold} personer visas inte: ovanliga vägar slås ihop, och tal som avslöjar dem döljs.",
             en=f"Fewer than {threshold} persons are not shown: rare paths are merged, and numbers that give them away hidden.")
    )  # fmt: skip
    return said


def _merging(flow: FlowDefinition) -> Text:
    if flow.era_gap is None:
        text = Text(
            sv="Perioder i samma tillstånd är ett steg bara när de överlappar.",
            en="Spells in one state are one step only when they overlap.",
        )
    else:
        text = Text(
            sv=f"Perioder i samma tillstånd med högst {_days(flow.era_gap, 'sv')} emellan är ett steg.",
            en=f"Spells in one state with at most {_days(flow.era_gap, 'en')} between them are one step.",
        )
    if flow.min_days > 1:
        return Text(
            sv=f"{text.sv} Steg kortare än {_days(flow.min_days, 'sv')} är borttagna.",
            en=f"{text.en} Steps shorter than {_days(flow.min_days, 'en')} are left out.",
        )
    return text


def _gaps(flow: FlowDefinition) -> Text:
    if flow.gap_days is None:
        return Text(sv="Uppehåll räknas inte som steg.", en="Stretches between steps are no steps.")
    return Text(
        sv=f"Mer än {_days(flow.gap_days, 'sv')} mellan två steg är ett eget steg: {flow.gap_label.sv}.",
        en=f"More than {_days(flow.gap_days, 'en')} between two steps is a step of its own: {flow.gap_label.en}.",
    )


def _overlaps(flow: FlowDefinition) -> Text:
    return {
        "truncate": Text(
            sv="När två överlappar slutar den som började först när nästa börjar.",
            en="When two overlap, the one that started first ends when the next starts.",
        ),
        "priority": Text(
            sv="När två överlappar gäller det tillstånd som är nämnt först.",
            en="When two overlap, the state named first holds.",
        ),
        "combine": Text(
            sv="Två som överlappar är ett eget tillstånd.", en="Two that overlap are a state of their own."
        ),
    }[flow.overlap]


def _support(window: SupportWindow) -> Text:
    if window.kind == "around":
        return Text(
            sv=f"Stöd räknas inom {_days(window.days, 'sv')} före och efter nästa stegs början.",
            en=f"Support counts within {_days(window.days, 'en')} before and after the next step's start.",
        )
    if window.kind == "gap":
        return Text(
            sv="Stöd räknas från att steget slutar till att nästa börjar.",
            en="Support counts from the end of a step to the start of the next.",
        )
    return Text(
        sv="Stöd räknas från att steget börjar till att nästa börjar.",
        en="Support counts from the start of a step to the start of the next.",
    )


def quality(found: FlowResult, lang: Lang) -> str:
    """Return what was read and what the rules did with it."""
    q = found.quality
    sv = [
        (q.unknown, "med okänd kod"), (q.backwards, "slutar före start"), (q.duplicates, "dubbletter"),
        (q.open, "utan slut"), (q.after_censor, "efter uppföljningen"), (q.short, "för korta steg"),
        (q.overlaps, "överlappande steg"), (q.ties, "steg med samma startdag"), (q.hidden, "steg helt dolda av andra"),
        (q.unobserved, "tider mellan eller efter steg som inte kunde ses"),
    ]  # fmt: skip
    en = (
        "of unknown code", "ending before they start", "duplicates", "without an end", "after follow-up", "steps too short",
        "overlapping steps", "steps starting the same day", "steps wholly hidden by others",
        "times between or after steps that could not be seen",
    )  # fmt: skip
    told = [f"{whole(n, lang)} {words if lang == 'sv' else en[place]}" for place, (n, words) in enumerate(sv) if n]
    told += ["0 steg med samma startdag" if lang == "sv" else "0 steps starting the same day"] if not q.ties else []
    rows = whole(q.rows, lang)
    start = f"{rows} rader lästa" if lang == "sv" else f"{rows} rows read"
    return f"{start}; {', '.join(told)}."


def support_sentence(flow: FlowDefinition, row: SupportShare, where: str, lang: Lang) -> str:
    """Return in how many cases a support was given."""
    name = next((item.label.of(lang) for item in flow.supports if item.id == row.support), row.support)
    n = whole(row.outcomes, lang)
    if row.given is None or row.share is None:
        return (
            f"{where}: {name} – visas inte (få personer) av {n}."
            if lang == "sv"
            else f"{where}: {name} – not shown (few persons) of {n}."
        )
    given, part = whole(row.given, lang), share(row.share, lang)
    n = whole(row.outcomes - (row.unseen or 0), lang)
    unseen = whole(row.unseen or 0, lang)
    if lang == "sv":
        more = f" I {unseen} till går det inte att veta: personen kunde inte ses hela tiden." if row.unseen else ""
        return f"{where}: {name} gavs i {given} av {n} ({part}).{more}"
    more = f" In {unseen} more it cannot be known: the person could not be seen all the time." if row.unseen else ""
    return f"{where}: {name} was given in {given} of {n} ({part}).{more}"


def timing_sentence(flow: FlowDefinition, row: SupportTiming, lang: Lang) -> str:
    """Return how soon a support came."""
    name = next((item.label.of(lang) for item in flow.supports if item.id == row.support), row.support)
    middle = whole(row.median, lang)
    low, high = whole(row.quarter, lang), whole(row.three_quarters, lang)
    if lang == "sv":
        return f"{name}, {row.step} steg före utfallet: i mitten {middle} dagar in (hälften mellan {low} och {high})."
    return (
        f"{name}, {row.step} steps before the outcome: in the middle {middle} days in (half between {low} and {high})."
    )


def curve_name(flow: FlowDefinition, row: Curve, lang: Lang) -> str:
    """Return what a curve is of: from where, and to what."""
    names = {
        "return": Text(sv="Tillbaka efter att ha lämnat", en="Back after leaving"),
        "next": Text(sv="Nästa placering efter att ha lämnat", en="Next placement after leaving"),
    }
    what = names[row.state].of(lang) if row.state in names else state_name(flow, row.state, lang)
    if row.event:
        what += f" → {state_name(flow, row.event, lang)}"
    elif row.state not in names:
        what += ": lämnat" if lang == "sv" else ": left"
    return what


def curve_sentence(flow: FlowDefinition, row: Curve, lang: Lang) -> str:
    """Return the probability over time of leaving a state, or of coming back."""
    what = curve_name(flow, row, lang)
    inside = "inom {} dagar {}" if lang == "sv" else "within {} days {}"
    points = ", ".join(inside.format(point.days, share(point.probability, lang)) for point in row.points)
    if row.median is None:
        return f"{what} (n = {whole(row.n, lang)}): {points}."
    half = f"hälften inom {_days(row.median, lang)}" if lang == "sv" else f"half within {_days(row.median, lang)}"
    return f"{what} (n = {whole(row.n, lang)}): {', '.join(filter(None, (half, points)))}."


def lost_sentence(flow: FlowDefinition, row: LostMoment, lang: Lang) -> str:
    """Return how many left a state for nothing known."""
    name, n = state_name(flow, row.state, lang), whole(row.steps, lang)
    if row.share_lost is None:
        return f"{name}: visas inte (få personer)." if lang == "sv" else f"{name}: not shown (few persons)."
    part = share(row.share_lost, lang)
    if lang == "sv":
        return f"{name}: {part} av {n} steg följs av {flow.gap_label.sv.lower()} eller inget känt."
    return f"{name}: {part} of {n} steps are followed by {flow.gap_label.en.lower()} or nothing known."
