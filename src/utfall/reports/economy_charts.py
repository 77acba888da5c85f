# SPDX-License-Identifier: Apache-2.0
"""From the economy to the annex's figures: picks what is shown, leaves the sums to `thread` and the drawing to `figures`."""

from __future__ import annotations

from utfall.core.estimate import Unknown
from utfall.core.initiative import Initiative
from utfall.core.text import Lang, Text
from utfall.economics import Appraisal
from utfall.economics.model import PUBLIC, SOCIETY
from utfall.reports import numbers
from utfall.reports.document import Figure
from utfall.reports.figures.acceptability import AcceptabilityChart, AcceptabilityOption, acceptability_figure
from utfall.reports.figures.cash import CashChart, CashRow, cash_figure
from utfall.reports.figures.do_nothing import DoNothingActor, DoNothingChart, do_nothing_figure
from utfall.reports.figures.scale_up import ScaleChart, ScalePhase, ScalePoint, scale_up_figure
from utfall.reports.figures.two_way import Axis, TwoWayChart, two_way_figure
from utfall.reports.figures.value_of_information import InformationChart, InformationRow, value_of_information_figure
from utfall.reports.figures.waterfall import WaterfallChart, WaterfallPeriod, WaterfallStep, waterfall_figure
from utfall.reports.phrases import economy
from utfall.thread import Evaluation
from utfall.thread.economy_views import (
    PROGRAMME,
    Information,
    Path,
    from_cost_to_net,
    two_most_important,
    yearly_baseline,
)
from utfall.thread.planned import Choice, Planned

_PROGRAMME = Text(sv="Programkostnad", en="Programme cost")


def economy_source(appraisal: Appraisal, lang: Lang, *, drawn: bool = False) -> str:
    """Return where the numbers of a figure come from; with draws and seed when they carry the uncertainty."""
    text = Text(
        sv="satsningsfilens rader och de uppskattade effekterna",
        en="the initiative file's lines and the estimated effects",
    ).of(lang)
    settings = appraisal.settings
    if not drawn or not settings.draws:
        return text
    count = numbers.number(settings.draws, lang, decimals=0)
    if lang == "sv":
        return f"{text}; {count} dragningar, frö {settings.seed}"
    return f"{text}; {count} draws, seed {settings.seed}"


def waterfall_of(appraisal: Appraisal, initiative: Initiative, purse: str, lang: Lang) -> Figure | None:
    """Return the way from a purse's cost to its net after 1 year, 5 years and the horizon; None when untouched."""
    paths = from_cost_to_net(appraisal, purse)
    if not paths:
        return None
    labels = {line.id: line.label.of(lang) for line in initiative.lines}
    name = economy.purse_name(purse, lang)
    chart = WaterfallChart(
        whose=name[:1].lower() + name[1:],
        periods=tuple(_period(path, labels, lang) for path in paths),
        currency=appraisal.settings.currency,
        level=appraisal.settings.ci_level,
        source=economy_source(appraisal, lang, drawn=True),
    )
    place = "society" if purse == SOCIETY else "organisation"
    return waterfall_figure(chart, lang, figure_id=f"figure-waterfall-{place}")


def _period(path: Path, labels: dict[str, str], lang: Lang) -> WaterfallPeriod:
    steps = tuple(WaterfallStep(_item(item.name, labels, lang), item.amount) for item in path.items)
    return WaterfallPeriod(numbers.years(path.years, lang), steps, path.net, path.low, path.high)


def _item(name: str, labels: dict[str, str], lang: Lang) -> str:
    if name == PROGRAMME:
        return _PROGRAMME.of(lang)
    return labels[name] if name in labels else economy.purse_name(name, lang)


def cash_of(appraisal: Appraisal, lang: Lang) -> Figure | Unknown:
    """Return how much of the public sector's gain becomes money; Unknown when it has no gain at all."""
    found = appraisal.cash
    if not any(found.values()):
        return Unknown("no-public-gain")
    row = CashRow(
        economy.purse_name(PUBLIC, lang),
        found["cash_releasing"],
        found["freed_capacity"],
        found["avoided_growth"],
        found["not_valued"] or None,
    )
    chart = CashChart((row,), currency=appraisal.settings.currency, source=economy_source(appraisal, lang))
    return cash_figure(chart, lang)


def do_nothing_of(appraisal: Appraisal, lang: Lang) -> Figure | Unknown:
    """Return the path of doing nothing; Unknown when today's volumes are not stated."""
    found = yearly_baseline(appraisal)
    if isinstance(found, Unknown):
        return found
    chart = DoNothingChart(
        group=Text(sv="de volymer som satsningen gäller", en="the volumes that the initiative is about").of(lang),
        years=tuple(range(1, appraisal.settings.horizon_years + 1)),
        actors=tuple(DoNothingActor(economy.purse_name(actor, lang), costs) for actor, costs in found.items()),
        currency=appraisal.settings.currency,
        source=Text(
            sv="satsningsfilens volymer i dag (baseline) och enhetskostnader, utan ränta",
            en="the initiative file's volumes of today (baseline) and unit costs, undiscounted",
        ).of(lang),
    )
    return do_nothing_figure(chart, lang)


def two_way_of(evaluation: Evaluation, appraisal: Appraisal, lang: Lang) -> Figure | Unknown:
    """Return society's net over the two assumptions that move it most; Unknown when fewer than two do."""
    found = two_most_important(appraisal, evaluation.sensitivity)
    if isinstance(found, Unknown):
        return found
    grid, (x, y) = found.grid, found.used
    chart = TwoWayChart(
        result="samhällets netto" if lang == "sv" else "net to society",
        across=_axis(grid.x, grid.xs, x, evaluation.initiative, lang),
        down=_axis(grid.y, grid.ys, y, evaluation.initiative, lang),
        net=tuple(tuple(float(value) for value in row) for row in grid.net),
        base=found.base,
        currency=appraisal.settings.currency,
        source=economy_source(appraisal, lang),
    )
    return two_way_figure(chart, lang)


def _axis(name: str, values: tuple[float, ...], used: float, initiative: Initiative, lang: Lang) -> Axis:
    unit, (used_text, *texts) = economy.parameter_values(name, (used, *values), initiative, lang)
    label = economy.parameter_label(name, initiative, lang)
    return Axis(f"{label} ({unit})" if unit else label, values, tuple(texts), used, used_text)


def acceptability_of(choice: Choice, initiative: Initiative, lang: Lang) -> Figure | None:
    """Return how probable it is that each option is the best (CEAC, CEAF, EVPI); None at a single willingness to pay."""
    curve = choice.acceptability
    if curve.willingness.size < 2:
        return None
    labels = {option.id: option.label.of(lang) or option.id for option in initiative.plans.alternatives}
    chart = AcceptabilityChart(
        unit="effektenhet" if lang == "sv" else "unit of effect",
        willingness=tuple(curve.willingness.tolist()),
        options=tuple(
            AcceptabilityOption(labels[name], tuple(curve.probability[:, place].tolist()))
            for place, name in enumerate(choice.names)
        ),
        frontier=tuple(curve.frontier),
        evpi=tuple(curve.evpi.tolist()),
        currency=initiative.appraisal.currency if initiative.appraisal else "SEK",
        source="satsningsfilens alternativ, dragna" if lang == "sv" else "the initiative file's options, drawn",
    )
    return acceptability_figure(chart, lang)


def information_of(found: Information, initiative: Initiative, appraisal: Appraisal, lang: Lang) -> Figure:
    """Return what is worth measuring next."""
    chart = InformationChart(
        decision="att genomföra satsningen eller inte" if lang == "sv" else "whether to go ahead",
        rows=tuple(
            InformationRow(economy.parameter_label(row.name, initiative, lang), row.value) for row in found.rows
        ),
        evpi=found.everything,
        currency=appraisal.settings.currency,
        source=economy_source(appraisal, lang),
    )
    return value_of_information_figure(chart, lang)


def scale_up_of(found: Planned, initiative: Initiative, appraisal: Appraisal, lang: Lang) -> Figure | None:
    """Return cost and gain by number of persons, and the roll-out's net per year; None when nothing is planned."""
    path, plan, curve = found.scale_up, found.scale_up_plan, found.scale_up_curve
    if path is None or plan is None or not curve:
        return None
    pilot = initiative.participants
    within = pilot is not None and curve[0].persons <= pilot <= curve[-1].persons
    persons = dict(enumerate(plan.persons))
    phases = zip(path.cost.tolist(), path.gain.tolist(), strict=True)
    kept = numbers.percent(plan.retention, lang)
    chart = ScaleChart(
        tuple(ScalePoint(year.persons, year.cost, year.gain) for year in curve),
        tuple(ScalePhase(place + 1, persons.get(place, 0.0), cost, gain) for place, (cost, gain) in enumerate(phases)),
        pilot=float(pilot) if pilot is not None and within else None,
        currency=appraisal.settings.currency,
        source=Text(
            sv=f"satsningsfilens plan för uppskalning, {kept} av effekten kvar; kurvorna gäller ett år i ordinarie drift, utan ränta",
            en=f"the initiative file's plan for scale-up, {kept} of the effect kept; the curves are a year of ordinary operation, undiscounted",
        ).of(lang),
    )
    return scale_up_figure(chart, lang)
