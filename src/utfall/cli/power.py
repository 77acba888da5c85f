# SPDX-License-Identifier: Apache-2.0
"""`utfall power`: sample size, power or smallest effect of a planned comparison."""

from __future__ import annotations

from typing import Any

import click

from utfall.cli.commands import BilingualCommand, lang_option
from utfall.cli.language import say
from utfall.core.text import Lang, Text

_DESIGNS = (
    "rct", "wait_list", "did", "before_after", "stepped_wedge", "rdd", "historical", "benchmark", "matching",
    "exact_matching", "optimal_matching", "weighting", "standardisation", "doubly_robust", "its", "staggered_did",
    "synthetic_control", "synthetic_did",
)  # fmt: skip
# Simulated data sets when none is stated: these estimators take ten times as long.
_SLOW = {"doubly_robust": 200, "synthetic_control": 200, "synthetic_did": 100}
_DRAWS = 500
_DEFAULT_POWER = 0.8


def command() -> click.Command:
    """Return the command."""
    return BilingualCommand(
        "power",
        callback=_run,
        params=[*_asked(), *_outcome(), *_clusters(), *_repeated(), *_simulated(), *_output()],
        help=say(
            "Räkna före start ut hur många som behövs (--effect), hur säkert en effekt hittas (--effect och --n) eller "
            "hur liten effekt som kan hittas (--n). Andelar skrivs som 0.3; --n är alla, båda grupperna.",
            "Work out before the start how many are needed (--effect), how surely an effect is found (--effect and --n) or "
            "how small an effect can be found (--n). Shares are written as 0.3; --n is everyone, both groups.",
        ),
        examples=[
            (
                "utfall power --outcome-kind continuous --sd 10 --effect 3 --dropout .15",
                Text(sv="Antal personer för en lottad insats", en="Number of persons of a randomised trial"),
            ),
            (
                "utfall power --outcome-kind binary --baseline .3 --n 160",
                Text(sv="Minsta effekt som 160 personer kan visa", en="Smallest effect that 160 persons can show"),
            ),
            (
                "utfall power --sd 10 --effect 3 --icc .05 --cluster-size 20",
                Text(sv="Hela skolor lottas", en="Whole schools are drawn"),
            ),
            (
                "utfall power --design synthetic_control --sd 4 --correlation .8 --effect 6 --n 21 --ratio 20 --measures-before 10 "
                "--measures-after 3",
                Text(sv="En kommun mot tjugo andra", en="One municipality against twenty others"),
            ),
            (
                "utfall power --design before_after --sd 10 --correlation .6 --effect 3 --n 60",
                Text(sv="Samma personer före och efter", en="The same persons before and after"),
            ),
        ],
    )


def _number(name: str, sv: str, en: str, *, metavar: str = "X", default: float | None = None) -> click.Option:
    return click.Option(
        [f"--{name}"], type=float, metavar=metavar, default=default, show_default=default is not None, help=say(sv, en)
    )


def _whole(name: str, sv: str, en: str, *, default: int | None = None) -> click.Option:
    return click.Option(
        [f"--{name}"], type=int, metavar="N", default=default, show_default=default is not None, help=say(sv, en)
    )


def _asked() -> list[click.Parameter]:
    return [
        click.Option(
            ["--design"], type=click.Choice(_DESIGNS), default="rct", show_default=True, help=say("Planerad jämförelse.", "Planned design.")
        ),
        _number("effect", "Skillnad som ska hittas, i utfallets enhet.", "Difference to be found, in the outcome's unit."),
        _whole("n", "Antal personer i allt (perioder för its).", "Persons in all (periods for its)."),
        _number("power", "Sannolikhet att hitta effekten; 0.8 om n eller effekt söks.", "Probability of finding it; 0.8 when n or effect is sought."),
        _number("alpha", "Signifikansnivå, tvåsidig.", "Level of the test, two-sided.", default=0.05),
        _number("ratio", "Jämförelsepersoner per deltagare.", "Comparison persons per participant.", default=1.0),
        _number("dropout", "Andel som faller bort.", "Share that drops out.", default=0.0),
    ]  # fmt: skip


def _outcome() -> list[click.Parameter]:
    return [
        click.Option(
            ["--outcome-kind", "kind"],
            type=click.Choice(["continuous", "binary", "count"]),
            default="continuous",
            show_default=True,
            help=say("Slags utfall.", "Kind of outcome."),
        ),
        _number("sd", "Standardavvikelse mellan personer.", "Standard deviation between persons."),
        _number("baseline", "Andel eller antal utan satsningen.", "Share or count without the initiative."),
        _number(
            "overdispersion",
            "Ett antals varians genom dess medelvärde.",
            "A count's variance over its mean.",
            default=1.0,
        ),
        click.Option(
            ["--method"],
            type=click.Choice(["auto", "normal", "newcombe", "fisher"]),
            default="auto",
            show_default=True,
            help=say("Test av två andelar.", "Test of two shares."),
        ),
        click.Option(
            ["--direction"],
            type=click.Choice(["increase", "decrease"]),
            default="increase",
            show_default=True,
            help=say("Åt vilket håll minsta effekt söks.", "Which way the smallest effect is sought."),
        ),
    ]


def _clusters() -> list[click.Parameter]:
    return [
        _number("icc", "Klusterkorrelation, när hela kluster lottas.", "Intracluster correlation, for whole clusters."),
        _number("cluster-size", "Personer per kluster (och period).", "Persons per cluster (and period)."),
        _number("cluster-cv", "Klusterstorlekens variationskoefficient.", "Coefficient of variation of cluster size.", default=0.0),
        _number("cluster-autocorrelation", "Klustrens samband över tid.", "Correlation of clusters over time.", default=1.0),
        _whole("steps", "Steg i en trappstegsdesign.", "Steps of a stepped wedge.", default=4),
    ]  # fmt: skip


def _repeated() -> list[click.Parameter]:
    return [
        _number("correlation", "Samband mellan två mätningar av samma person (period).", "Correlation of two measurements of a person (period)."),
        _whole("measures-before", "Mätningar före start.", "Measurements before.", default=1),
        _whole("measures-after", "Mätningar efter start.", "Measurements after.", default=1),
        _number("r2", "Andel av variansen som bakgrunden förklarar.", "Share of variance that covariates explain.", default=0.0),
    ]  # fmt: skip


def _simulated() -> list[click.Parameter]:
    return [
        _whole("covariates", "Matchning: antal bakgrundsuppgifter.", "Matching: number of covariates.", default=3),
        _number("selection", "Matchning: gruppernas skillnad vid start (sd).", "Matching: how far apart groups start (sd).", default=0.5),
        _whole("draws", "Simulerade datamängder (förval 500; 100–200 där räkningen är tung).", "Simulated data sets (default 500; 100–200 where computing is heavy)."),
        click.Option(["--seed"], type=click.IntRange(0, 2**63 - 1), metavar="N", default=1, show_default=True, help=say("Slumptalsfrö.", "Seed.")),
    ]  # fmt: skip


def _output() -> list[click.Parameter]:
    return [click.Option(["--json", "as_json"], is_flag=True, help=say("Skriv ut JSON.", "Print JSON.")), lang_option()]


def _run(n: int | None, effect: float | None, power: float | None, lang: Lang, as_json: bool, **options: Any) -> int:
    from utfall.cli.progress import progress
    from utfall.effects.planning import PowerPlan, solve_power

    if options["draws"] is None:
        options["draws"] = _SLOW.get(options["design"], _DRAWS)
    plan = PowerPlan(**options)
    if power is None and (n is None) != (effect is None):
        power = _DEFAULT_POWER
    with progress(lang) as tell:
        tell(Text(sv="Räknar", en="Computing"))
        answer = solve_power(plan, n=n, effect=effect, power=power)
    if as_json:
        from utfall.reports.planning_json import power_json
        from utfall.reports.result_json import dumps

        click.echo(dumps(power_json(answer, plan, lang)), nl=False)
        return 0
    from utfall.reports.phrases.planning import power_lines

    for line in power_lines(answer, plan, lang):
        click.echo(line)
    return 0
