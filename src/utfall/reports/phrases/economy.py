# SPDX-License-Identifier: Apache-2.0
"""What the economy says, in plain words: who pays, who gains, when, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence

from utfall.core.actors import ACTOR_NAMES
from utfall.core.estimate import Check, Status, Unknown
from utfall.core.initiative import Initiative
from utfall.core.lines import Adjustment, Line, Parameter
from utfall.core.text import Lang, Text
from utfall.economics import Appraisal
from utfall.economics.model import PUBLIC, SOCIETY
from utfall.economics.results import Known, Payback
from utfall.economics.sensitivity import OneWay
from utfall.reports import numbers
from utfall.reports.phrases import measures
from utfall.reports.phrases.index import unverified_sentence

PURSE_NAMES: dict[str, Text] = {
    **{str(actor): name for actor, name in ACTOR_NAMES.items()},
    PUBLIC: Text(sv="Offentlig sektor", en="Public sector"),
    SOCIETY: Text(sv="Samhället", en="Society"),
}

REASONS: dict[str, Text] = {
    "no-economy": Text(sv="Satsningsfilen har ingen ekonomi.", en="The initiative file holds no economy."),
    "outcome-without-target": Text(
        sv="Potentialen är inte uträknad: dagens läge eller det läge deltagarna ska nå är inte angivet.",
        en="The potential is not worked out: the present level or the state participants are to reach is not stated.",
    ),
    "horizon-shorter": Text(sv="Horisonten är kortare än så.", en="The horizon is shorter than that."),
    "no-programme-cost": Text(sv="Ingen programkostnad är angiven.", en="No programme cost is stated."),
    "no-line-linked-to-an-outcome": Text(
        sv="Ingen konsekvens är kopplad till ett utfall.", en="No consequence is linked to an outcome."
    ),
    "no-potential": Text(
        sv="Det finns ingen potential: alla är redan i måltillståndet.",
        en="There is no potential: everyone is in the target state already.",
    ),
    "no-improvement": Text(
        sv="Utfallet förbättrades inte, så det finns ingen effekt att dela kostnaden på.",
        en="The outcome did not improve, so there is no effect to share the cost by.",
    ),
    "no-public-cost": Text(
        sv="Offentlig sektor har ingen nettokostnad att ställa vinsten mot.",
        en="The public sector has no net cost to hold the gain against.",
    ),
    "nothing-to-earn-back": Text(sv="Det finns ingen kostnad att tjäna in.", en="There is no cost to earn back."),
    "no-baseline-volume": Text(
        sv="Dagens volymer är inte angivna (baseline), så kostnaden av att inget göra är okänd.",
        en="Today's volumes are not stated (baseline), so the cost of doing nothing is unknown.",
    ),
    "undefined-in-some-draws": Text(
        sv="Måttet går inte att räkna ut i alla dragningar, så det har inget intervall.",
        en="The measure cannot be computed in every draw, so it has no interval.",
    ),
}
UNFOUNDED_TITLE = Text(
    sv="Beloppen visar inte vad satsningen gav", en="The amounts do not show what the initiative gave"
)
UNFOUNDED: dict[str, Text] = {
    "change-only": Text(
        sv="Räkningen tar en uppmätt förändring till dess fulla värde. Utan jämförelse vet ingen hur mycket av den som beror på satsningen. Beloppen visar vad förändringen vore värd om hela gjorde det.",
        en="The sums take a measured change at its full worth. Without a comparison nobody knows how much of it is due to the initiative. The amounts show what the change would be worth if all of it were.",
    ),
    "evidence-insufficient": Text(
        sv="Räkningen bygger på en skillnad med otillräckligt underlag. Beloppen får inte läsas som värdet av satsningen.",
        en="The sums rest on a difference with insufficient evidence. The amounts must not be read as the worth of the initiative.",
    ),
}
_MOST_NAMED = 5
_NO_REASON = Text(sv="Det går inte att räkna ut.", en="It cannot be computed.")
_NO_NUMBER = Text(sv="okänt", en="unknown")


def reason(unknown: Unknown, lang: Lang) -> str:
    """Return why a quantity cannot be computed."""
    return REASONS.get(unknown.reason, _NO_REASON).of(lang)


def purse_name(purse: str, lang: Lang) -> str:
    """Return the name of an actor, the public sector or society."""
    return PURSE_NAMES[str(purse)].of(lang)


def known(value: Known, lang: Lang, form: str, currency: str = "SEK") -> str:
    """Return a number as text, or 'okänt' when it cannot be computed.

    Parameters
    ----------
    form
        "money", "percent" or "ratio".
    """
    if isinstance(value, Unknown):
        return "okänt" if lang == "sv" else "unknown"
    if form == "money":
        return numbers.money(value, lang, currency=currency)
    if form == "percent":
        return numbers.percent(value, lang)
    return numbers.number(value, lang, decimals=2)


def payback_text(payback: Payback, lang: Lang) -> str:
    """Return 'efter 9 månader' or 'inte inom horisonten'."""
    if payback.never or payback.months is None:
        return "inte inom horisonten" if lang == "sv" else "not within the horizon"
    if payback.months == 0:
        return "från start" if lang == "sv" else "from the start"
    length = numbers.months(payback.months, lang)
    return f"efter {length}" if lang == "sv" else f"after {length}"


def chance_text(share: float, lang: Lang) -> str:
    """Return a probability in per cent, never as certain: draws cannot show that."""
    if share > 0.99:
        return f"över {numbers.percent(0.99, lang)}" if lang == "sv" else f"above {numbers.percent(0.99, lang)}"
    if share < 0.01:
        return f"under {numbers.percent(0.01, lang)}" if lang == "sv" else f"below {numbers.percent(0.01, lang)}"
    return numbers.percent(share, lang, decimals=0)


def given_sentence(appraisal: Appraisal, lang: Lang) -> str:
    """Return that the effects are assumed, and whether without any uncertainty."""
    sure = [effect.outcome for effect in appraisal.model.effects.values() if effect.std_error == 0]
    text = Text(
        sv="Effekterna är antaganden; ingenting är uppmätt.",
        en="The effects are assumptions; nothing has been measured.",
    )
    if sure:
        text = Text(
            sv=f"{text.sv} Utan spann ({', '.join(sure)}) räknas de som säkra, så intervall och sannolikhet är för säkra.",
            en=f"{text.en} Without a range ({', '.join(sure)}) they count as certain, so interval and probability are too sure.",
        )
    return text.of(lang)


def realisation_sentence(appraisal: Appraisal, lang: Lang, *, given: bool = False) -> str:
    """Return potential, realisation rate and its break-even in words; `given` effects would reach it, none has."""
    found, currency = appraisal.realisation, appraisal.settings.currency
    if isinstance(found.potential, Unknown) or isinstance(found.rate, Unknown):
        unknown = found.potential if isinstance(found.potential, Unknown) else found.rate
        return reason(unknown, lang) if isinstance(unknown, Unknown) else ""
    potential = numbers.money(found.potential, lang, currency=currency)
    rate = numbers.percent(found.rate, lang)
    needed = known(found.break_even, lang, "percent")
    if lang == "sv":
        reached = "Den givna effekten skulle ge" if given else "Den uppskattade effekten motsvarar"
        return (
            f"Om alla deltagare nådde måltillståndet vore det värt {potential} (potentialen). "
            f"{reached} {rate} av den (verkningsgraden); {needed} krävs för att gå jämnt upp."
        )
    reached = "The given effect would give" if given else "The estimated effect amounts to"
    return (
        f"If every participant reached the target state it would be worth {potential} (the potential). "
        f"{reached} {rate} of it (the realisation rate); {needed} is needed to break even."
    )


def projection_sentence(initiative: Initiative, appraisal: Appraisal, lang: Lang) -> str:
    """Return how much of the horizon lies beyond what has been measured."""
    last, horizon = appraisal.settings.last_followup_year, appraisal.settings.horizon_years
    if last >= horizon:
        return ""
    if lang == "sv":
        return (
            f"Utfallen är mätta till och med år {last}. Det som räknas för år {last + 1}–{horizon} är en framskrivning."
        )
    return f"Outcomes were measured up to year {last}. What is counted for years {last + 1}–{horizon} is a projection."


CHECK_NAMES: dict[str, Text] = {
    "K1": Text(sv="Överföringar och skatter tar ut varandra", en="Transfers and taxes cancel out"),
    "K2": Text(sv="Samma sak räknas inte två gånger", en="Nothing is counted twice"),
    "K3": Text(sv="Avdrag för det som hänt ändå görs en gång", en="Deadweight is taken off once"),
    "K4": Text(sv="Prisår och index", en="Price years and index"),
    "K5": Text(sv="Undviken kostnad och verklig kassaeffekt", en="Avoided cost and real cash"),
    "K6": Text(sv="Inte mer undviks än som används", en="No more is avoided than is used"),
    "K7": Text(sv="Framskrivning bortom uppföljningen", en="Projection beyond follow-up"),
    "K8": Text(sv="En och samma tidpunkt i året", en="One and the same point of the year"),
    "K9": Text(sv="Rimlig storlek", en="Plausible size"),
    "K10": Text(sv="Nuvärde, kvot och internränta säger samma sak", en="NPV, ratio and internal rate agree"),
    "K11": Text(sv="Grupperna är rätt vända", en="The groups are the right way round"),
    "K12": Text(sv="Kostnader som ofta glöms", en="Costs that are often forgotten"),
    "K13": Text(sv="Effekten tillskrivs inte flera satsningar", en="The effect is not claimed twice"),
    "K14": Text(sv="Typfall och antal deltagare", en="Type cases and number of participants"),
    "K15": Text(sv="Redan nedlagda kostnader", en="Sunk costs"),
    "K16": Text(sv="Återföring och kassaeffekt", en="Repayment and cash"),
    "K17": Text(sv="Resultatets årgång", en="Vintage of the result"),
}

STANDARD_COST_NAMES: dict[str, Text] = {
    "evaluation": Text(sv="utvärdering", en="evaluation"),
    "management": Text(sv="ledning", en="management"),
    "premises": Text(sv="lokaler", en="premises"),
    "overhead": Text(sv="gemensamma kostnader", en="overhead"),
    "volunteers": Text(sv="ideell tid", en="volunteers' time"),
    "other_actors": Text(sv="andra aktörers kostnader", en="other actors' costs"),
    "participant_time": Text(sv="deltagarnas tid", en="the participants' time"),
}


def check_text(check: Check, lang: Lang) -> str:
    """Return what an economic check found."""
    name = CHECK_NAMES[check.id].of(lang)
    if check.id == "K13" and check.details:
        name = f"{name} ({_claimed(check, lang)})"
    if check.status is Status.PASS:
        return f"{name}: {'i ordning' if lang == 'sv' else 'in order'}."
    return f"{name}: {_trouble(check, lang)}"


def _claimed(check: Check, lang: Lang) -> str:
    """Return what is claimed and in whom, as the files have named it."""
    found = {key: str(value) for key, value in check.details}
    among = "bland" if lang == "sv" else "among"
    return " ".join(part for part in (found.get("outcome", ""), f"{among} {found.get('people', '')}".strip()) if part)


def _trouble(check: Check, lang: Lang) -> str:
    named = ", ".join(_detail(value, lang) for key, value in check.details if key not in ("outcome", "people"))
    listed = f" ({named})" if named else ""
    value = _NO_NUMBER.of(lang)
    if check.value is not None and math.isfinite(check.value):
        value = numbers.percent(check.value, lang)
    texts: dict[str, Text] = {
        "K5": Text(
            sv=f"minskade behov blir inte pengar förrän kapacitet tas bort{listed}.",
            en=f"lower need becomes money only when capacity is taken away{listed}.",
        ),
        "K7": Text(
            sv=f"{value} av nuvärdet gäller år som ännu inte är uppmätta.",
            en=f"{value} of the present value is about years not yet measured.",
        ),
        "K9": Text(sv=f"storleken är ovanlig{listed}.", en=f"the size is unusual{listed}."),
        "K10": Text(
            sv="det finns flera internräntor, så ingen av dem visas.",
            en="there are several internal rates, so none is shown.",
        ),
        "K12": Text(
            sv=f"följande är inte medräknat: {named}. Kostnaden kan vara högre än vad som visas.",
            en=f"the following is not counted: {named}. The cost may be higher than shown.",
        ),
        "K13": Text(
            sv=f"satsningar tillskriver sig tillsammans {value} av samma utfall{listed}.",
            en=f"initiatives together claim {value} of one outcome{listed}.",
        ),
        "K14": Text(
            sv=f"typfallen är {value} av deltagarna. Urvalets osäkerhet är medräknad, men få fall säger lite om alla.",
            en=f"the type cases are {value} of the participants. Sampling uncertainty is counted, but few cases say little.",
        ),
        "K16": Text(
            sv=f"mer är återfört än den verifierade besparingen, eller samma besparing två gånger{listed}.",
            en=f"more is returned than the verified saving, or one saving twice{listed}.",
        ),
        "K17": Text(
            sv=f"ett citerat resultat har en nyare version{listed}.",
            en=f"a quoted result has a newer version{listed}.",
        ),
        "K15": Text(
            sv=f"kostnader som redan är nedlagda är med{listed}.",
            en=f"costs already sunk are included{listed}.",
        ),
    }
    fallback = (
        Text(sv=f"se rad {named}.", en=f"see line {named}.") if named else Text(sv="se bilagan.", en="see annex.")
    )
    if check.id == "K15" and any(name == "missing" for name, _ in check.details):
        return Text(
            sv="uppskalningen räknas på pilotens snittkostnad, utan fasta delar, steg, utbildning eller lokaler.",
            en="the scale-up rests on the pilot's average cost, without fixed parts, steps, training or premises.",
        ).of(lang)
    if check.id == "K12" and not named:
        return fallback.of(lang)
    if check.id == "K10" and check.status is Status.FAIL:
        return Text(sv="de säger olika saker.", en="they say different things.").of(lang)
    return texts.get(check.id, fallback).of(lang)


def _detail(value: str | float | int, lang: Lang) -> str:
    if isinstance(value, str):
        return STANDARD_COST_NAMES[value].of(lang) if value in STANDARD_COST_NAMES else value
    return numbers.number(value, lang) if math.isfinite(value) else _NO_NUMBER.of(lang)


def assumption_sentences(initiative: Initiative, lang: Lang) -> list[str]:
    """Return how many lines rest on assumptions, and which unit costs nobody has verified."""
    found = []
    total = len(initiative.lines)
    assumed = sum(_assumes(line) for line in initiative.lines)
    unverified = [line.unit_cost.label.of(lang) for line in initiative.lines if _unverified(line)]
    if assumed and lang == "sv":
        found.append(f"{assumed} av ekonomins {total} rader bygger helt eller delvis på antaganden. De står i bilagan.")
    elif assumed:
        found.append(
            f"{assumed} of the economy's {total} lines rest wholly or in part on assumptions. The annex lists them."
        )
    if unverified:
        head = "Dessa enhetskostnader är inte verifierade: " if lang == "sv" else "These unit costs are not verified: "
        found.append(head + ", ".join(dict.fromkeys(unverified)) + ".")
    index = unverified_sentence(initiative, lang)
    return [*found, *([index] if index else [])]


def parameters_of(line: Line) -> list[Parameter]:
    """Return every parameter of a line."""
    found = [line.unit_cost.price, line.quantity, line.population, line.reach, line.timing.dropoff]
    found += [line.link.units_per_improvement] if line.link is not None else []
    found += [adjustment.share for adjustment in _adjustments(line)]
    return [parameter for parameter in found if parameter is not None]


def _assumes(line: Line) -> bool:
    return any(parameter.assumption for parameter in parameters_of(line))


def _unverified(line: Line) -> bool:
    cost = line.unit_cost
    return bool(cost.address) and not cost.verified


def parameter_label(name: str, initiative: Initiative, lang: Lang) -> str:
    """Return what a parameter is called for people: the effect on an outcome, or its line's label."""
    if name.startswith("effect:"):
        label = initiative.outcome(name.removeprefix("effect:")).label.of(lang)
        if initiative.primary is not None and initiative.primary.design.kind == "before_after":
            return f"Förändringen: {label}" if lang == "sv" else f"The change: {label}"
        return f"Effekten: {label}" if lang == "sv" else f"The effect: {label}"
    owners = [line for line in initiative.lines if any(p.name == name for p in parameters_of(line))]
    if name in initiative.parameter_labels:
        return initiative.parameter_labels[name].of(lang)
    if owners:
        return f"{_role(name, owners[0], lang)}: {owners[0].label.of(lang)}"
    return name


def _role(name: str, line: Line, lang: Lang) -> str:
    roles = (
        (line.unit_cost.price, ("Pris", "Price")),
        (line.quantity, ("Mängd", "Quantity")),
        (line.timing.dropoff, ("Avtagande", "Drop-off")),
        (line.population, ("Antal personer", "Number of people")),
        (line.reach, ("Räckvidd", "Reach")),
        (
            line.link.units_per_improvement if line.link else None,
            ("Enheter per förbättring", "Units per improvement"),
        ),
    )
    for parameter, words in roles:
        if parameter is not None and parameter.name == name:
            return words[0 if lang == "sv" else 1]
    return "Antagande" if lang == "sv" else "Assumption"


def parameter_value(value: float, name: str, initiative: Initiative, lang: Lang) -> str:
    """Return a parameter's value as people read it: shares in per cent, prices in money, effects in their unit."""
    if name.startswith("effect:"):
        return measures.difference(value, initiative.outcome(name.removeprefix("effect:")), lang)
    for line in initiative.lines:
        shares = (line.reach, line.timing.dropoff, *(a.share for a in _adjustments(line)))
        if any(parameter is not None and parameter.name == name for parameter in shares):
            return numbers.percent(value, lang)
        if line.unit_cost.price.name == name:
            currency = initiative.appraisal.currency if initiative.appraisal else "SEK"
            return numbers.money(value, lang, currency=currency)
    return numbers.number(value, lang)


def parameter_values(
    name: str, values: tuple[float, ...], initiative: Initiative, lang: Lang
) -> tuple[str, tuple[str, ...]]:
    """Return an assumption's unit and its values without it: cells of tables and maps hold no words."""
    if name.startswith("effect:"):
        outcome = initiative.outcome(name.removeprefix("effect:"))
        return measures.difference_unit(outcome, lang), tuple(measures.bare(value, outcome, lang) for value in values)
    if initiative.appraisal and any(line.unit_cost.price.name == name for line in initiative.lines):
        scale = numbers.shared_scale(*values)
        unit = numbers.money_unit(scale, lang, currency=initiative.appraisal.currency)
        return unit, tuple(numbers.scaled_digits(value, lang, scale) for value in values)
    return "", tuple(parameter_value(value, name, initiative, lang) for value in values)


def _adjustments(line: Line) -> list[Adjustment]:
    return [a for a in (line.deadweight, line.displacement, line.attribution) if a is not None]


def sensitivity_sentence(rows: Sequence[OneWay], initiative: Initiative, appraisal: Appraisal, lang: Lang) -> str:
    """Return what moves society's net most, and whether it can turn the sign."""
    first = rows[0]
    name = parameter_label(first.name, initiative, lang)
    currency = appraisal.settings.currency
    low, high = sorted((first.net_low, first.net_high))
    span = numbers.money_interval(low, high, lang, currency=currency)
    turning = [parameter_label(row.name, initiative, lang) for row in rows if row.net_low * row.net_high < 0]
    named = "; ".join(f"”{name}”" if lang == "sv" else f"“{name}”" for name in turning[:_MOST_NAMED])
    if lang == "sv":
        head = f"Mest betyder ”{name}”: inom sitt spann flyttar den samhällets netto {span}."
        if not turning:
            return f"{head} Inget enskilt antagande vänder plus till minus eller tvärtom inom sitt spann."
        return f"{head} Det som för sig kan vända plus till minus eller tvärtom: {named}."
    head = f"“{name}” matters most: within its range it moves the net to society {span}."
    if not turning:
        return f"{head} No single assumption turns gain into loss or the reverse within its range."
    return f"{head} What can turn gain into loss or the reverse by itself: {named}."
