# SPDX-License-Identifier: Apache-2.0
"""The key figures of the technical annex: each with its interval and definition, and every purse at each horizon."""

from __future__ import annotations

from dataclasses import dataclass

from utfall.core.estimate import Interval, Unknown
from utfall.core.initiative import Initiative
from utfall.core.text import Lang, Text
from utfall.economics import Appraisal, sroi
from utfall.economics.comparing.central import central_gap
from utfall.economics.comparing.perspectives import TAX_FACTOR, marginal_value_of_public_funds, net_with_tax_factor
from utfall.economics.keyfigures import PURSES
from utfall.economics.model import SOCIETY
from utfall.economics.results import Known, Spread
from utfall.reports import numbers
from utfall.reports.document import Column, Table
from utfall.reports.phrases import economy
from utfall.reports.tables import known_text


def _pick(lang: Lang, sv: str, en: str) -> str:
    return sv if lang == "sv" else en


@dataclass(frozen=True, slots=True)
class _Figure:
    """A key figure: name, value, its form, how it is counted, and what the draws say of it."""

    name: Text
    value: Known
    form: str
    meaning: Text
    spread: Spread | Unknown | None = None


def key_figure_table(appraisal: Appraisal, lang: Lang) -> Table:
    """Return society's key figures with interval and definition."""
    currency, society = appraisal.settings.currency, appraisal.society
    rows = [
        (
            figure.name.of(lang),
            known_text(figure.value, lang, figure.form, currency),
            _interval(figure, lang, currency),
            figure.meaning.of(lang),
        )
        for figure in (*_worth(appraisal), *_reached(appraisal))
    ]
    for name, payback in (
        (Text(sv="Återbetalningstid, utan ränta", en="Payback, undiscounted"), society.payback),
        (Text(sv="Återbetalningstid, med ränta", en="Payback, discounted"), society.payback_discounted),
    ):
        rows.append((name.of(lang), economy.payback_text(payback, lang), "–", _SOCIETY.of(lang)))
    level = numbers.percent(appraisal.settings.ci_level, lang, decimals=0)
    return Table(
        caption=_pick(lang, "Nyckeltal för samhället", "Key figures for society"),
        columns=(
            Column(_pick(lang, "Nyckeltal", "Key figure")),
            Column(_pick(lang, "Värde", "Value"), "right"),
            Column(_pick(lang, f"{level} osäkerhetsintervall", f"{level} uncertainty interval"), "right"),
            Column(_pick(lang, "Så räknas det", "How it is counted")),
        ),
        rows=tuple(rows),
        note=gap_sentence(appraisal, lang),
    )


_SOCIETY = Text(sv="samhället", en="society")


def _worth(appraisal: Appraisal) -> tuple[_Figure, ...]:
    society, value = appraisal.society, sroi(appraisal)
    ratio = None if appraisal.uncertainty is None else appraisal.uncertainty.bcr
    return (
        _Figure(
            Text(sv="Nettonuvärde", en="Net present value"), society.net, "money",
            Text(sv="nytta − kostnad", en="gains − costs"), _spread(appraisal, SOCIETY, appraisal.settings.horizon_years),
        ),
        _Figure(
            Text(sv="Nytto–kostnadskvot", en="Benefit–cost ratio"), appraisal.bcr, "ratio",
            Text(sv="nuvärde av all nytta / programkostnad", en="present value of all gains / programme cost"), ratio,
        ),
        _Figure(
            Text(sv="SROI, brutto", en="SROI, gross"), value.ratio, "ratio",
            Text(sv="allt värde / det som satsats", en="all value / what was put in"), ratio,
        ),
        _Figure(
            Text(sv="SROI, netto", en="SROI, net"), value.net_ratio, "ratio",
            Text(sv="(allt värde − det som satsats) / det som satsats", en="(all value − what was put in) / what was put in"),
        ),
        _Figure(
            Text(sv="Nettonuvärdeskvot (NNK)", en="Net benefit ratio"), appraisal.nnk, "ratio",
            Text(sv="netto / programkostnad", en="net / programme cost"),
        ),
    )  # fmt: skip


def _reached(appraisal: Appraisal) -> tuple[_Figure, ...]:
    found, society, drawn = appraisal.realisation, appraisal.society, appraisal.uncertainty
    return (
        _Figure(
            Text(sv="Potential", en="Potential"), found.potential, "money",
            Text(sv="alla når måltillståndet", en="all reach the target"), None if drawn is None else drawn.potential,
        ),
        _Figure(
            Text(sv="Realiserat", en="Realised"), found.realised, "money",
            Text(sv="värdet av effekten", en="value of the effect"), None if drawn is None else drawn.realised,
        ),
        _Figure(
            Text(sv="Verkningsgrad", en="Realisation rate"), found.rate, "percent",
            Text(sv="realiserat / potential", en="realised / potential"), None if drawn is None else drawn.rate,
        ),
        _Figure(
            Text(sv="Verkningsgrad för att gå jämnt upp", en="Break-even realisation rate"), found.break_even, "percent",
            Text(sv="kostnad / potential", en="cost / potential"), None if drawn is None else drawn.break_even,
        ),
        _Figure(
            Text(sv="Resultat efter 1 år", en="Result after 1 year"), society.net_1y, "money", _SOCIETY,
            _spread(appraisal, SOCIETY, 1),
        ),
        _Figure(
            Text(sv="Resultat efter 5 år", en="Result after 5 years"), society.net_5y, "money", _SOCIETY,
            _spread(appraisal, SOCIETY, 5),
        ),
    )  # fmt: skip


def _spread(appraisal: Appraisal, purse: str, years: int) -> Spread | None:
    return None if appraisal.uncertainty is None else appraisal.uncertainty.net.get((purse, years))


def _interval(figure: _Figure, lang: Lang, currency: str) -> str:
    if not isinstance(figure.spread, Spread) or isinstance(figure.value, Unknown):
        return "–"
    return _ends(figure.spread.interval, figure.form, lang, currency)


def _ends(found: Interval, form: str, lang: Lang, currency: str) -> str:
    if form == "money":
        return numbers.money_interval(found.low, found.high, lang, currency=currency)
    if form == "percent":
        return numbers.percent_interval(found.low, found.high, lang)
    return numbers.interval(found.low, found.high, lang, decimals=2)


def gap_sentence(appraisal: Appraisal, lang: Lang) -> str:
    """Return why the mean of the draws lies away from the central calculation; '' when it is no more than chance."""
    gap = central_gap(appraisal)
    if gap is None or not gap.notable:
        return ""
    currency = appraisal.settings.currency
    mean, central = (numbers.money(value, lang, currency=currency) for value in (gap.mean, gap.central))
    if lang == "sv":
        text = f"Dragningarnas medelvärde är {mean}, mot {central} vid de använda värdena"
        return (
            f"{text}: osäkerheten är skev, eller kalkylen är inte rak i ett antagande."
            if _explained(appraisal)
            else f"{text}."
        )
    text = f"The mean of the draws is {mean}, against {central} at the values used"
    return (
        f"{text}: the uncertainty is askew, or the sums are not straight in an assumption."
        if _explained(appraisal)
        else f"{text}."
    )


def _explained(appraisal: Appraisal) -> bool:
    gap = central_gap(appraisal)
    return gap is not None and bool(gap.skewed or gap.curved)


def horizon_table(appraisal: Appraisal, lang: Lang) -> Table:
    """Return every purse's net after 1 year, 5 years and the horizon, with interval and the chance of a gain."""
    settings = appraisal.settings
    horizons = [years for years in sorted({1, 5, settings.horizon_years}) if years <= settings.horizon_years]
    touched = [purse for purse in PURSES if appraisal.purses[purse].cost or appraisal.purses[purse].benefit]
    nets = [_net(appraisal, purse, years) for purse in touched for years in horizons]
    scale = numbers.money_scale(*nets)
    unit = numbers.money_unit(scale, lang, currency=settings.currency)
    level = numbers.percent(settings.ci_level, lang, decimals=0)
    rows = tuple(_horizon_row(appraisal, purse, years, scale, lang) for purse in touched for years in horizons)
    return Table(
        caption=_pick(lang, "Netto per aktör efter 1 år, 5 år och hela tiden", "Net per actor after 1 year, 5 years and the whole time"),
        columns=(
            Column(_pick(lang, "Aktör", "Actor")),
            Column(_pick(lang, "Efter", "After")),
            Column(_pick(lang, "Netto", "Net"), "right", unit),
            Column(_pick(lang, f"{level} osäkerhetsintervall", f"{level} uncertainty interval"), "right", unit),
            Column(_pick(lang, "Sannolikhet för plus", "Chance of a gain"), "right"),
        ),
        rows=rows,
    )  # fmt: skip


def _net(appraisal: Appraisal, purse: str, years: int) -> float:
    found = appraisal.purses[purse]
    value = {1: found.net_1y, 5: found.net_5y}.get(years, found.net)
    return found.net if isinstance(value, Unknown) else value


def _horizon_row(appraisal: Appraisal, purse: str, years: int, scale: numbers.Scale, lang: Lang) -> tuple[str, ...]:
    spread, ends, chance = _spread(appraisal, purse, years), "–", "–"
    if spread is not None:
        low, high = (numbers.scaled_digits(end, lang, scale) for end in (spread.interval.low, spread.interval.high))
        ends = numbers.from_to(low, high, lang)
        if spread.probability_positive is not None:
            chance = economy.chance_text(spread.probability_positive, lang)
    net = numbers.scaled_digits(_net(appraisal, purse, years), lang, scale)
    return (economy.purse_name(purse, lang), numbers.years(years, lang), net, ends, chance)


def payback_table(appraisal: Appraisal, lang: Lang) -> Table | None:
    """Return when each purse with a cost has its money back, without and with interest; None when none has a cost."""
    purses = [purse for purse in PURSES if appraisal.purses[purse].cost]
    if not purses:
        return None
    return Table(
        caption=_pick(lang, "När pengarna är tillbaka, per aktör", "When the money is back, per actor"),
        columns=(
            Column(_pick(lang, "Aktör", "Actor")),
            Column(_pick(lang, "Utan ränta", "Undiscounted")),
            Column(_pick(lang, "Med ränta", "Discounted")),
            Column(_pick(lang, "Sannolikhet att aldrig få dem tillbaka", "Chance of never getting it back"), "right"),
        ),
        rows=tuple(_payback_row(appraisal, purse, lang) for purse in purses),
        note=_pick(
            lang,
            "Den som bär en kostnad. Aldrig: inte inom horisonten.",
            "Those who bear a cost. Never: not within the horizon.",
        ),
    )


def _payback_row(appraisal: Appraisal, purse: str, lang: Lang) -> tuple[str, ...]:
    found, never = appraisal.purses[purse], "–"
    if appraisal.uncertainty is not None and purse in appraisal.uncertainty.payback:
        never = economy.chance_text(appraisal.uncertainty.payback[purse].probability_never, lang)
    texts = (economy.payback_text(payback, lang) for payback in (found.payback, found.payback_discounted))
    return (economy.purse_name(purse, lang), *texts, never)


def optional_table(appraisal: Appraisal, initiative: Initiative, lang: Lang) -> Table:
    """Return what is never in the headline: cost per unit of effect, tax factor and value per public krona."""
    currency = appraisal.settings.currency
    rows = [
        (
            _pick(lang, f"Kostnad per effektenhet: {label}", f"Cost per unit of effect: {label}"),
            known_text(row.cost, lang, "money", currency),
            _pick(lang, f"programkostnad / {units}", f"programme cost / {units}"),
        )
        for row in appraisal.cost_per_effect
        for label in [initiative.outcome(row.outcome).label.of(lang)]
        for units in [_units(row.units, initiative, row.outcome, lang)]
    ]
    factor = numbers.number(TAX_FACTOR, lang, decimals=2)
    rows.append(
        (
            _pick(lang, f"Netto med skattefaktor {factor}", f"Net with tax factor {factor}"),
            numbers.money(net_with_tax_factor(appraisal), lang, currency=currency),
            _pick(lang, "varje offentlig krona räknas upp", "every public krona counts for more"),
        )
    )
    rows.append(
        (
            _pick(lang, "Värde per offentlig krona (MVPF)", "Value per public krona (MVPF)"),
            _public_funds(marginal_value_of_public_funds(appraisal), lang),
            _pick(lang, "andras vinst / offentlig nettokostnad", "others' gain / public net cost"),
        )
    )
    return Table(
        caption=_pick(lang, "Kostnad per effekt och valfria mått", "Cost per effect and optional measures"),
        columns=(
            Column(_pick(lang, "Mått", "Measure")),
            Column(_pick(lang, "Värde", "Value"), "right"),
            Column(_pick(lang, "Så räknas det", "How it is counted")),
        ),
        rows=tuple(rows),
    )


def _units(units: float, initiative: Initiative, outcome: str, lang: Lang) -> str:
    found = initiative.outcome(outcome)
    if found.kind == "binary":
        return _pick(lang, f"{numbers.number(units, lang)} personer", f"{numbers.number(units, lang)} persons")
    return f"{numbers.number(units, lang)} {found.unit.of(lang)}".rstrip()


def _public_funds(value: Known, lang: Lang) -> str:
    if isinstance(value, Unknown):
        return economy.reason(value, lang)
    if value == float("inf"):
        return _pick(lang, "betalar sig självt", "pays for itself")
    return numbers.number(value, lang, decimals=2)
