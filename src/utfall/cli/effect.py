# SPDX-License-Identifier: Apache-2.0
"""`utfall effect DATA`: one effect estimate without an initiative file."""

from __future__ import annotations

from typing import Any

import click

from utfall.cli.commands import BilingualCommand, file_options, lang_option
from utfall.cli.language import say
from utfall.core.errors import InputError
from utfall.core.text import Lang, Text

_LISTS = ("covariates", "covariates_after_start", "exact", "strata")


def command() -> click.Command:
    """Return the command."""
    return BilingualCommand(
        "effect",
        callback=_run,
        params=[
            click.Argument(["data"], type=click.Path(), metavar="DATA"),
            *_main_options(),
            *_design_options(),
            *_more_options(),
            *_output_options(),
        ],
        help=say(
            "Räkna ut en effekt ur en datafil (CSV, Excel eller Parquet). Kolumnen i --treatment ska hålla 1/0, true/false, "
            "ja/nej eller två namngivna grupper; då namnger --comparison jämförelsegruppen.",
            "Work out one effect from a data file (CSV, Excel or Parquet). The column in --treatment holds 1/0, true/false, "
            "ja/nej or two named groups; then --comparison names the comparison group.",
        ),
        examples=[
            (
                "utfall effect nsw.csv --outcome re78 --treatment treat",
                Text(sv="Lottad insats: skillnad i medelvärde", en="Randomised trial: difference in means"),
            ),
            (
                "utfall effect personer.csv --outcome inkomst --treatment grupp --comparison jämförelse "
                "--design matching --covariates alder,utbildning,inkomst_fore",
                Text(sv="Matchad jämförelsegrupp", en="Matched comparison group"),
            ),
            (
                "utfall effect skolor.csv --outcome franvaro --treatment insats --design did --time ar --post 2023 --id skola",
                Text(sv="Skillnad i skillnader", en="Difference in differences"),
            ),
        ],
    )


def _main_options() -> list[click.Parameter]:
    return [
        click.Option(["--outcome"], required=True, metavar="KOL", help=say("Kolumn med utfallet.", "Outcome column.")),
        click.Option(["--treatment"], metavar="KOL", help=say("Kolumn som skiljer grupperna.", "Column of the groups.")),
        click.Option(
            ["--comparison"], metavar=say("VÄRDE", "VALUE"), help=say("Jämförelsegruppens namn.", "The comparison group's name.")
        ),
        click.Option(
            ["--design"],
            metavar="D",
            help=say(
                "Jämförelse: rct, matching, weighting, doubly_robust, did, staggered_did, its, synthetic_control, "
                "synthetic_did, rdd, historical, benchmark, before_after, med flera.",
                "Design: rct, matching, weighting, doubly_robust, did, staggered_did, its, synthetic_control, "
                "synthetic_did, rdd, historical, benchmark, before_after and more.",
            ),
        ),
        click.Option(
            ["--direction"],
            type=click.Choice(["increase", "decrease"]),
            help=say("Åt vilket håll utfallet önskas gå.", "Which way the outcome is wanted to go."),
        ),
        click.Option(
            ["--kind"],
            type=click.Choice(["continuous", "binary", "count", "ordinal", "time"]),
            help=say(
                "Slags utfall; annars ser programmet efter. ordinal: betyg i ordning. time: tid till en händelse.",
                "Kind of outcome; found out when not given. ordinal: ratings in order. time: until an event.",
            ),
        ),
        click.Option(
            ["--event"],
            metavar="KOL",
            help=say("Kolumn som säger om händelsen kom (--kind time).", "Column that tells whether the event came (--kind time)."),
        ),
        click.Option(
            ["--horizon"],
            type=float,
            metavar="X",
            help=say("Hur länge tiden utan händelse räknas (--kind time).", "How long time without event is counted (--kind time)."),
        ),
    ]  # fmt: skip


def _design_options() -> list[click.Parameter]:
    column = "KOL" if say("sv", "en") == "sv" else "COL"
    return [
        click.Option(["--covariates"], metavar="a,b,c", help=say("Uppgifter från före start.", "Data from before the start.")),
        click.Option(["--covariates-before-start"], is_flag=True, help=say("Alla i --covariates mättes före start.", "All of --covariates were measured before the start.")),
        click.Option(["--covariates-after-start"], metavar="a,b", help=say("De i --covariates som mättes efter start.", "Those of --covariates measured after the start.")),
        click.Option(["--id"], metavar=column, help=say("Kolumn med id.", "Id column.")),
        click.Option(["--time"], metavar=column, help=say("Kolumn med period.", "Period column.")),
        click.Option(["--post"], metavar="PERIOD", help=say("Första perioden efter start.", "First treated period.")),
        click.Option(["--before"], metavar=column, help=say("Kolumn med värdet före start.", "Column with the value before.")),
        click.Option(["--areas"], is_flag=True, help=say("Raderna är områden (kommuner, skolor), inte personer (did, staggered_did).", "Rows are areas (municipalities, schools), not persons (did, staggered_did).")),
        click.Option(["--cluster"], metavar=column, help=say("Kolumn med grupp, till exempel skola.", "Cluster column.")),
        click.Option(
            ["--estimand"], type=click.Choice(["att", "ate", "itt"]), help=say("Vems effekt.", "Whose effect.")
        ),
        click.Option(["--sex"], metavar=column, help=say("Kolumn med kön: jämställdhetsanalys.", "Sex column: gender analysis.")),
        click.Option(["--ratio"], type=int, metavar="K", help=say("Jämförelsepersoner per deltagare.", "Comparisons each.")),
        click.Option(["--caliper"], type=float, metavar="X", help=say("Största avstånd i ett par (sd).", "Largest distance (sd).")),
        click.Option(["--replace"], is_flag=True, help=say("Matcha med återläggning.", "Match with replacement.")),
        click.Option(["--exact"], metavar="a,b", help=say("Måste vara lika inom par.", "Must agree within a pair.")),
        click.Option(
            ["--distance"], type=click.Choice(["propensity", "mahalanobis"]), help=say("Avstånd vid matchning.", "Distance.")
        ),
        click.Option(
            ["--adjust/--no-adjust"], default=None, help=say("Justera för uppgifter från före start.", "Adjust for covariates.")
        ),
    ]  # fmt: skip


def _more_options() -> list[click.Parameter]:
    column = "KOL" if say("sv", "en") == "sv" else "COL"
    return [
        click.Option(["--strata"], metavar="a,b", help=say("Lottning eller riktvärden inom grupper.", "Drawn or given within groups.")),
        click.Option(["--cohort"], metavar=column, help=say("Första perioden med insats, per enhet.", "First treated period per unit.")),
        click.Option(["--start"], metavar=column, help=say("Startperiod per kluster (stepped_wedge).", "Start per cluster (stepped_wedge).")),
        click.Option(["--running"], metavar=column, help=say("Kolumn som regeln ser på (rdd).", "Column of the rule (rdd).")),
        click.Option(["--cutoff"], type=float, metavar="X", help=say("Var regeln drar gränsen (rdd).", "Where the rule cuts (rdd).")),
        click.Option(["--side"], type=click.Choice(["above", "below"]), help=say("Vilken sida som får insatsen.", "Treated side.")),
        click.Option(["--weights"], metavar=column, help=say("Kolumn med givna vikter (weighting).", "Given weights (weighting).")),
        click.Option(["--method"], metavar="M", help=say("Variant, till exempel ipw, overlap, entropy.", "Variant, e.g. ipw, overlap, entropy.")),
        click.Option(["--reference"], type=float, metavar="X", help=say("Nationellt eller regionalt värde.", "National or regional value.")),
        click.Option(["--season"], type=int, metavar="N", help=say("Perioder per år (its).", "Periods in a year (its).")),
        click.Option(
            ["--comparison-starts"], metavar="PERIOD", help=say("När väntelistan fick börja.", "When the wait list started.")
        ),
    ]  # fmt: skip


def _output_options() -> list[click.Parameter]:
    return [
        click.Option(
            ["--prior-study", "studies"],
            multiple=True,
            metavar=say("EFFEKT,MEDELFEL", "EFFECT,ERROR"),
            help=say(
                "Tidigare studie, i utfallets enhet; kan ges flera gånger.",
                "Earlier study, in the outcome's unit; may be given again.",
            ),
        ),
        click.Option(
            ["--prior-discount", "discount"],
            type=float,
            default=1.0,
            show_default=True,
            metavar="X",
            help=say("Hur mycket de tidigare studierna ska räknas, 0–1.", "How much the earlier studies count, 0–1."),
        ),
        click.Option(
            ["--seed"],
            type=click.IntRange(0, 2**63 - 1),
            default=1,
            show_default=True,
            metavar="N",
            help=say("Slumptalsfrö.", "Seed."),
        ),
        click.Option(
            ["--min-cell"],
            type=click.IntRange(min=1),
            default=5,
            show_default=True,
            metavar="N",
            help=say("Minsta grupp som visas.", "Smallest group shown."),
        ),
        *file_options(),
        click.Option(["--json", "as_json"], is_flag=True, help=say("Skriv ut JSON.", "Print JSON.")),
        lang_option(),
    ]


def _prior(studies: tuple[str, ...], discount: float) -> tuple[float, float] | None:
    """Return what was known before, from effects and standard errors as written."""
    if not studies:
        return None
    from utfall.thread.analyses.before import prior_of

    pairs = []
    for word in studies:
        value, _, error = word.partition(",")
        try:
            pairs.append((float(value), float(error)))
        except ValueError:
            pairs.append((float("nan"), 0.0))  # refused there, in words
    return prior_of(tuple(pairs), discount=discount)


def _run(
    data: str, outcome: str, design: str | None, lang: Lang, as_json: bool, seed: int, min_cell: int, **options: Any
) -> int:
    from utfall.api import effect, effect_by_sex, outcome_of, read_columns
    from utfall.effects.areas import areas_have_no_sex

    studies, discount = options.pop("studies"), options.pop("discount")
    sheet, decimal = options.pop("sheet"), options.pop("decimal")
    prior = _prior(studies, discount)
    sex, kind, direction, event, horizon = (
        options.pop(name) for name in ("sex", "kind", "direction", "event", "horizon")
    )
    asked = {name: value for name, value in options.items() if value is not None and value is not False}
    if options["adjust"] is False:
        asked["adjust"] = False
    for name in _LISTS:
        if name in asked:
            asked[name] = tuple(word.strip() for word in asked[name].split(",") if word.strip())
    areas = bool(asked.pop("areas", False))
    before_start = asked.pop("covariates_before_start", None)
    after_start = asked.pop("covariates_after_start", ())
    columns = read_columns(data, sheet=sheet, decimal=decimal)
    if areas and sex:
        raise InputError(areas_have_no_sex(columns, sex))
    measured = outcome_of(columns, outcome, kind=kind, direction=direction or "increase", event=event, horizon=horizon)
    found = effect(
        columns,
        outcome=measured,
        design=design,
        seed=seed,
        threshold=min_cell,
        covariates_before_start=before_start,
        covariates_after_start=after_start,
        areas=areas,
        **asked,
    )
    by_sex = (
        effect_by_sex(columns, outcome=measured, sex=sex, design=design, seed=seed, threshold=min_cell, **asked)
        if sex
        else None
    )
    if sex and by_sex is not None and by_sex.hidden:
        found = found.without_balance_of(sex)
    known = None
    if prior is not None:
        from utfall.thread.analyses.before import analyse_prior

        known = analyse_prior(found.estimate, measured, prior, studies=len(studies))
    if as_json:
        from utfall.reports.effect_json import effect_json
        from utfall.reports.result_json import dumps

        row = effect_json(found, measured, lang, gender=by_sex, seed=seed, judged=direction is not None, prior=known)
        click.echo(dumps(row), nl=False)
        return 0
    from utfall.effects.gender import named_as_sex
    from utfall.reports.effect_text import effect_lines

    judged, named = direction is not None, named_as_sex(columns.names)
    for line in effect_lines(found, measured, lang, gender=by_sex, judged=judged, sex_column=named):
        click.echo(line)
    if known is not None:
        from utfall.reports.analysis_report import analysis_lines

        for line in ["", *analysis_lines(known, lang)]:
            click.echo(line)
    return 0
