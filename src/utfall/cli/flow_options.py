# SPDX-License-Identifier: Apache-2.0
"""The options of `utfall flow`, and what they mean."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import click

from utfall.cli.language import say
from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Text

if TYPE_CHECKING:
    from utfall.flows.definition import FlowDefinition

ENGINES = ("duckdb", "spark", "memory")


def options() -> list[click.Parameter]:
    """Return every option but --json and --lang."""
    return [*_rows(), *_definition(), *_rules(), *_engine()]


def _rows() -> list[click.Parameter]:
    path = say("SÖKVÄG", "PATH")
    return [
        click.Option(
            ["--spells"],
            metavar=path,
            help=say("Perioder; i stället för flödesfilens.", "Spells; instead of the flow file's."),
        ),
        click.Option(
            ["--imported"],
            type=click.Path(),
            metavar=say("MAPP", "FOLDER"),
            help=say("Mappen som utfall import skrev.", "The folder that utfall import wrote."),
        ),
        click.Option(
            ["--supports"], metavar=path, help=say("Insatser med start och slut.", "Supports with start and end.")
        ),
        click.Option(
            ["--persons"],
            metavar=path,
            help=say("Kön, födelseår och område per person.", "Sex, year of birth and area per person."),
        ),
        click.Option(
            ["--observation"],
            metavar=path,
            help=say(
                "När varje person kunde ses (person, från, till): annars räknas flytt som ingen placering.",
                "When each person could be seen (person, from, to): else moving away counts as no placement.",
            ),
        ),
    ]


def _definition() -> list[click.Parameter]:
    named = say("ID=KOD,KOD", "ID=CODE,CODE")
    states = "A,B"
    return [
        click.Option(
            ["--state"],
            multiple=True,
            metavar=named,
            help=say(
                "Ett tillstånd och dess koder; upprepa, viktigast först.",
                "A state and its codes; repeat, most important first.",
            ),
        ),
        click.Option(
            ["--support"],
            multiple=True,
            metavar=named,
            help=say("En insats och dess koder; upprepa.", "A support and its codes; repeat."),
        ),
        click.Option(
            ["--outcome"], metavar=states, help=say("Tillstånd som är utfallet.", "States that are the outcome.")
        ),
        click.Option(
            ["--after"],
            metavar=states,
            help=say("Bara efter ett tidigare steg i något av dessa.", "Only after an earlier step in one of these."),
        ),
        click.Option(
            ["--which"],
            type=click.Choice(["every", "first", "last"]),
            default="every",
            show_default=True,
            help=say(
                "Varje utfall, eller personens första eller sista.", "Every outcome, or the person's first or last."
            ),
        ),
        click.Option(
            ["--on"], metavar="YYYY-MM-DD", help=say("Steget som pågår den dagen.", "The step that holds that day.")
        ),
        click.Option(
            ["--depth"], type=click.IntRange(1, 8), default=3, show_default=True, help=say("Steg bakåt.", "Steps back.")
        ),
    ]


def _rules() -> list[click.Parameter]:
    days = say("DAGAR", "DAYS")
    return [
        click.Option(
            ["--look-back"],
            type=click.IntRange(1),
            metavar=days,
            help=say("Spåra högst så här långt bakåt.", "Trace at most this far back."),
        ),
        click.Option(
            ["--era-gap"],
            type=click.IntRange(0),
            metavar=days,
            help=say(
                "Högst så många dagar mellan två perioder i samma tillstånd: ett steg.",
                "At most so many days between two spells in one state: one step.",
            ),
        ),
        click.Option(
            ["--min-days"],
            type=click.IntRange(0),
            default=1,
            show_default=True,
            metavar=days,
            help=say("Kortare steg tas bort.", "Shorter steps are left out."),
        ),
        click.Option(
            ["--gap-days"],
            default="14",
            show_default=True,
            metavar=say("DAGAR|never", "DAYS|never"),
            help=say("Fler dagar mellan två steg: ett eget steg.", "More days between two steps: a step of its own."),
        ),
        click.Option(
            ["--overlap"],
            type=click.Choice(["truncate", "combine", "priority"]),
            default="truncate",
            show_default=True,
            help=say("När två tillstånd överlappar.", "When two states overlap."),
        ),
        click.Option(
            ["--ties"],
            type=click.Choice(["longest", "priority", "row"]),
            default="longest",
            show_default=True,
            help=say(
                "Vilket som blir kvar av flera som börjar samma dag.",
                "Which remains of several that start the same day.",
            ),
        ),
        click.Option(
            ["--unknown"],
            type=click.Choice(["refuse", "other", "drop"]),
            default="refuse",
            show_default=True,
            help=say("Koder som inget tillstånd nämner.", "Codes that no state names."),
        ),
        click.Option(
            ["--backwards"],
            type=click.Choice(["refuse", "drop"]),
            default="refuse",
            show_default=True,
            help=say("Rader som slutar före sin start.", "Rows that end before they start."),
        ),
        click.Option(
            ["--censor"],
            metavar="YYYY-MM-DD",
            help=say("Första dag som inte längre följs.", "First day that is not followed any more."),
        ),
        click.Option(
            ["--support-window"],
            default="step",
            show_default=True,
            metavar="step|gap|around:N",
            help=say("När en insats räknas som given.", "When a support counts as given."),
        ),
    ]


def _engine() -> list[click.Parameter]:
    return [
        click.Option(
            ["--engine"],
            type=click.Choice(ENGINES),
            default="duckdb",
            show_default=True,
            help=say("Var det räknas.", "Where it is computed."),
        ),
        click.Option(
            ["--spark"],
            default="local[*]",
            show_default=True,
            metavar=say("ADRESS", "ADDRESS"),
            help=say("local[*], spark://… eller sc://…", "local[*], spark://… or sc://…"),
        ),
        *cluster_options(),
        click.Option(
            ["--memory"],
            default="4GB",
            show_default=True,
            help=say("Minne för DuckDB; resten läggs på disk.", "Memory for DuckDB; the rest goes to disk."),
        ),
        click.Option(["--threads"], type=click.IntRange(1), help=say("Trådar för DuckDB.", "Threads for DuckDB.")),
        click.Option(
            ["--threshold"],
            type=click.IntRange(1),
            default=5,
            show_default=True,
            help=say("Minsta antal personer som visas.", "Fewest persons that are shown."),
        ),
        click.Option(
            ["--clusters"],
            type=click.IntRange(1, 50),
            metavar="K",
            help=say(
                "Bilda K grupper av vägar som liknar varandra.", "Form K groups of ways that resemble each other."
            ),
        ),
    ]


def cluster_options() -> list[click.Parameter]:
    """Return the options of a cluster that may be lost in the middle."""
    return [
        click.Option(
            ["--patience"],
            type=click.IntRange(1),
            default=120,
            show_default=True,
            metavar=say("SEKUNDER", "SECONDS"),
            help=say(
                "Så länge ett kluster (spark://) får vara utan arbetare, eller en server (sc://) tyst, innan körningen avbryts.",
                "How long a cluster (spark://) may be without workers, or a server (sc://) silent, before the run is given up.",
            ),
        ),
        click.Option(
            ["--work"],
            type=click.Path(),
            metavar=say("MAPP", "FOLDER"),
            help=say(
                "Dit färdiga delar sparas medan Spark räknar (förval: i din cache), och för utfall needs även DuckDB. Tas upp "
                "av nästa körning.",
                "Where finished parts are kept while Spark counts (default: in your cache), and for utfall needs DuckDB too. "
                "The next run takes them up.",
            ),
        ),
    ]


def settings_of(engine: str, given: dict[str, Any]) -> Any:
    """Return the settings of the engine; None for the reference."""
    from utfall.engines.settings import DuckDbSettings, SparkSettings

    if engine == "spark":
        return SparkSettings(address=given["spark"], patience=given["patience"])
    return DuckDbSettings(memory_limit=given["memory"], threads=given["threads"]) if engine == "duckdb" else None


def definition_of(given: dict[str, Any], *, title: str) -> FlowDefinition:
    """Return the definition that a call states in its options."""
    from utfall.flows.definition import Outcome
    from utfall.io.flow_file import from_options

    if not given["state"] or not given["outcome"]:
        raise click.UsageError(
            say("en datafil behöver --state och --outcome (eller ange en flödesfil, .toml).",
                "a data file needs --state and --outcome (or name a flow file, .toml).")
        )  # fmt: skip
    outcome = Outcome(
        states=_list(given["outcome"]), after=_list(given["after"]), which=given["which"], on=_date(given["on"], "--on")
    )
    rules: dict[str, Any] = {
        name: given[name]
        for name in ("depth", "look_back", "era_gap", "min_days", "overlap", "ties", "unknown", "backwards")
    }
    rules |= {
        "gap_days": _gap(given["gap_days"]),
        "censor": _date(given["censor"], "--censor"),
        "support_window": _window(given["support_window"]),
    }
    return from_options(title=title, states=given["state"], supports=given["support"], outcome=outcome, rules=rules)


def _list(words: str | None) -> tuple[str, ...]:
    return tuple(word.strip() for word in (words or "").split(",") if word.strip())


def _date(text: str | None, option: str) -> datetime.date | None:
    if text is None:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise _unusable(option, text, Text(sv="Skriv som 2026-01-31.", en="Write it like 2026-01-31.")) from None


def _gap(text: str) -> int | None:
    if text == "never":
        return None
    if not text.isdigit():
        raise _unusable("--gap-days", text, Text(sv="Ange dagar eller never.", en="State days or never."))
    return int(text)


def _window(text: str) -> Any:
    from utfall.flows.definition import SupportWindow

    kind, _, days = text.partition(":")
    if kind not in ("step", "gap", "around") or (kind == "around") != days.isdigit():
        mend = Text(sv="Ange step, gap eller around:30.", en="State step, gap or around:30.")
        raise _unusable("--support-window", text, mend)
    return SupportWindow(kind, int(days or 0))  # type: ignore[arg-type]  # just checked


def _unusable(option: str, text: str, mend: Text) -> InputError:
    said = Text(sv=f"”{text[:40]}” går inte att använda.", en=f"'{text[:40]}' cannot be used.")
    return InputError(Fault("choice-unknown", said, mend, Place(field=option)))
