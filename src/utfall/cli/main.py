# SPDX-License-Identifier: Apache-2.0
"""The command `utfall`: finds the command, runs it, and turns what went wrong into a message and an exit code.

0 done · 2 the input or the call is wrong · 3 the data cannot carry the method · 1 a fault of ours.
No traceback reaches a user; set UTFALL_DEBUG=1 to see one.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType

import click

from utfall.cli.commands import LazyGroup, what_is_asked
from utfall.cli.language import language, say
from utfall.core.errors import UtfallError, suggestion
from utfall.core.text import Text

COMMANDS: dict[str, tuple[str, Text]] = {
    "new": (
        "utfall.cli.new",
        Text(
            sv="skriv en kommenterad satsningsfil att börja från",
            en="write a commented starter initiative file",
        ),
    ),
    "check": (
        "utfall.cli.check",
        Text(
            sv="granska en satsningsfil och dess data; alla fel på en gång",
            en="validate an initiative file and its data; every fault at once",
        ),
    ),
    "evaluate": (
        "utfall.cli.evaluate",
        Text(
            sv="hela jobbet: effekt, ekonomi, jämställdhet, utlåtande och beslutsunderlag",
            en="the main job: effects, economy, gender analysis, verdict and decision paper",
        ),
    ),
    "effect": (
        "utfall.cli.effect",
        Text(
            sv="en effekt ur en datafil, utan satsningsfil",
            en="one effect from a data file, no initiative file",
        ),
    ),
    "follow": (
        "utfall.cli.follow",
        Text(
            sv="följ en lottad jämförelse månad för månad, och titta så ofta ni vill",
            en="follow a randomised comparison month by month, and look as often as you like",
        ),
    ),
    "attrition": (
        "utfall.cli.attrition",
        Text(
            sv="vart deltagarna tog vägen, och vad bortfallet kan ha ändrat",
            en="where the participants went, and what the losses can have changed",
        ),
    ),
    "robustness": (
        "utfall.cli.robustness",
        Text(
            sv="hur väl ett svar håller: andra sätt att räkna, omätta orsaker, placebo, undergrupper",
            en="how well an answer holds: other ways to count, unmeasured causes, placebos, subgroups",
        ),
    ),
    "components": (
        "utfall.cli.components",
        Text(
            sv="vilka delar som gör nytta: behåll, anpassa eller ta bort",
            en="which parts do the work: keep, adapt or drop",
        ),
    ),
    "ratings": (
        "utfall.cli.ratings",
        Text(
            sv="skattningar före och efter: vilka som förändrats mer än mätfelet, träff för träff",
            en="ratings before and after: who changed more than the error, session by session",
        ),
    ),
    "costs": (
        "utfall.cli.costs",
        Text(
            sv="sök bland enhetskostnaderna, med källa och hur säkra de är",
            en="search the unit costs, with source and how sure",
        ),
    ),
    "appraise": (
        "utfall.cli.appraise",
        Text(
            sv="bara ekonomin, före start eller med givna effekter",
            en="the economy alone, ex ante or with given effects",
        ),
    ),
    "fund": (
        "utfall.cli.fund",
        Text(
            sv="en social investeringsfonds bok: behållning, återföring, netto per nämnd",
            en="a social investment fund's ledger: balance, returns, net per board",
        ),
    ),
    "contract": (
        "utfall.cli.contract",
        Text(
            sv="ett utfallskontrakt: sannolik betalning, betalarens netto, investerarens avkastning",
            en="an outcome contract: likely payment, the payer's net, the investor's return",
        ),
    ),
    "map": (
        "utfall.cli.map_",
        Text(sv="antal eller andel per område som karta", en="a number or a share by area as a map"),
    ),
    "fetch": (
        "utfall.cli.fetch",
        Text(
            sv="öppna data från Kolada och SCB, sparade på disk",
            en="open data from Kolada and SCB, kept on disk",
        ),
    ),
    "import": (
        "utfall.cli.import_",
        Text(
            sv="utdrag ur verksamhetssystem till tabeller, utan namn och personnummer",
            en="extracts of registers into tables, without names and personnummer",
        ),
    ),
    "needs": (
        "utfall.cli.needs",
        Text(
            sv="hur stort behovet är, var och bland vilka, jämfört med vilka",
            en="how big the need is, where and among whom, compared with whom",
        ),
    ),
    "flow": (
        "utfall.cli.flow",
        Text(
            sv="flödesanalys: från ett utfall bakåt, vilket stöd som gavs mellan stegen",
            en="flow analysis: from an outcome backwards, which support was given between the steps",
        ),
    ),
    "guide": (
        "utfall.cli.guide",
        Text(
            sv="välj jämförelse: frågor och rangordnade alternativ",
            en="choose a comparison: questions and alternatives",
        ),
    ),
    "power": (
        "utfall.cli.power",
        Text(
            sv="hur många som behövs, eller hur liten effekt som syns", en="how many are needed, or what can be found"
        ),
    ),
    "plan": (
        "utfall.cli.plan",
        Text(sv="pröva, lås och jämför planen", en="check, lock and compare the plan"),
    ),
    "allocate": (
        "utfall.cli.allocate",
        Text(sv="lotta deltagare eller kluster, med logg och sigill", en="draw lots, with log and seal"),
    ),
    "serve": (
        "utfall_web.config.serve",
        Text(sv="starta arbetsytan i webbläsaren", en="start the workspace in the browser"),
    ),
    "manage": (
        "utfall_web.config.manage",
        Text(
            sv="sköt arbetsytan: uppgradera, säkerhetskopiera, skapa konton",
            en="run the workspace: upgrade, back up, make accounts",
        ),
    ),
}


_told_to_end: list[int] = []  # the signals that have come


def build() -> LazyGroup:
    """Return the command `utfall` in the language of the call."""
    return LazyGroup(
        "utfall",
        lazy=COMMANDS,
        params=[
            click.Option(
                ["--version"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_version,
                help=say("Visa version och avsluta.", "Show the version and exit."),
            ),
            click.Option(
                ["--lang"],
                type=click.Choice(["sv", "en"]),
                expose_value=False,
                help=say("Språk: sv (förval) eller en.", "Language: sv (default) or en."),
            ),
        ],
        help=say(
            "Utfall räknar ut vad en social investering ledde till: effekt mot en jämförelse, kronor per aktör och "
            "utlåtande mot kriterier som bestämdes före start.\n\nBörja med `utfall new satsning.toml`, fyll i filen, "
            "kör `utfall check satsning.toml` och sedan `utfall evaluate satsning.toml`.",
            "Utfall works out what a social investment led to: effect against a comparison, kronor per actor and a "
            "verdict against criteria set before the start.\n\nBegin with `utfall new initiative.toml`, fill in the "
            "file, run `utfall check initiative.toml` and then `utfall evaluate initiative.toml`.",
        ),
    )


def _version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        from utfall import __version__

        click.echo(f"utfall {__version__}")
        ctx.exit(0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    try:
        outcome = build().main(args=None if arguments is None else list(arguments), standalone_mode=False)
        sys.stdout.flush()  # what cannot be printed is found out here, not when Python shuts down
    except click.exceptions.NoArgsIsHelpError as error:  # a first try without a word more: what there is
        click.echo(error.ctx.get_help() if error.ctx is not None else error.message, err=True)
        return 2
    except click.ClickException as error:
        _complain(_usage_message(error))
        return 2
    except UtfallError as error:
        _complain(*(fault.of(language()) for fault in error.faults))
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return _broken_off()
    except SystemExit:  # click's answer to a reader that has had enough, such as head
        return 0
    except MemoryError:  # what the work takes is guessed beforehand; this is where the guess was too low
        _complain(
            say(
                "Minnet tog slut. Inget har skrivits. Ange färre kolumner, dra ett urval av rader på måfå, eller kör där mer "
                "minne är ledigt.",
                "The memory ran out. Nothing has been written. State fewer columns, draw rows at random, or run where "
                "more memory is free.",
            )
        )
        return 3
    except OSError as error:
        _let_go_of_output()
        if isinstance(error, BrokenPipeError):
            return 0
        _complain(
            say(
                f"Systemet sa nej: {error.strerror or error}. Inget har skrivits. Kontrollera mapp, rättigheter och ledigt utrymme.",
                f"The system said no: {error.strerror or error}. Nothing has been written. Check folder, rights and free space.",
            )
        )
        return 2
    except BaseException as error:
        # a compiled library may answer an interruption with an exception of its own, outside Exception
        if _told_to_end:
            return _broken_off()
        if not isinstance(error, Exception):
            raise
        if os.environ.get("UTFALL_DEBUG"):
            raise
        _complain(
            say(
                f"Ett fel i Utfall ({type(error).__name__}). Inget har skrivits. Kör igen med UTFALL_DEBUG=1 och "
                "skicka texten till utvecklarna; titta först efter personuppgifter i den.",
                f"A fault in Utfall ({type(error).__name__}). Nothing has been written. Run again with UTFALL_DEBUG=1 "
                "and send the text to the developers; look for personal data in it first.",
            )
        )
        return 1
    return outcome if isinstance(outcome, int) else 0


def _broken_off() -> int:
    _complain(say("Avbrutet. Inget har skrivits.", "Interrupted. Nothing has been written."))
    return 130


def _let_go_of_output() -> None:
    """Point standard output at nothing, so that what is left in its buffer raises no second error."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run() -> None:
    """Entry point of the installed command; being told to end is being broken off."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _break_off)
    code = main()
    if _told_to_end:
        # Python ends itself by the signal, and not with our code, when the press came in code run from a string
        # (CPython 3.11 remembers it although it was caught). All is unwound here: nothing is left to tidy.
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)
    sys.exit(code)


def _break_off(number: int, frame: FrameType | None) -> None:
    _told_to_end.append(number)
    raise KeyboardInterrupt


def _complain(*messages: str) -> None:
    head = say("Fel: ", "Error: ")
    if len(messages) == 1:
        click.echo(head + messages[0], err=True)
        return
    count = len(messages)
    click.echo(say(f"{count} fel:", f"{count} faults:"), err=True)
    for message in messages:
        click.echo(f"  - {message}", err=True)


def _usage_message(error: click.ClickException) -> str:
    """Return what is wrong with the call, in the language of the call."""
    see = say(" Se --help.", " See --help.")
    if isinstance(error, click.NoSuchOption):
        near = ", ".join(error.possibilities or ())
        hint = say(f" Menade du {near}?", f" Did you mean {near}?") if near else ""
        return say(f"Valet {error.option_name} finns inte.", f"There is no option {error.option_name}.") + hint + see
    if isinstance(error, click.MissingParameter):
        name = error.param.opts[0] if isinstance(error.param, click.Option) else _argument(error.param)
        return say(f"{name} saknas.", f"{name} is missing.") + see
    if isinstance(error, click.BadParameter):
        name = error.param.opts[0] if isinstance(error.param, click.Option) else _argument(error.param)
        asked = what_is_asked(error.param.type) if error.param is not None else None
        if asked is not None:
            return say(f"Värdet på {name} går inte att använda. ", f"The value of {name} cannot be used. ") + asked
        return say(f"Värdet på {name} går inte att använda: ", f"The value of {name} cannot be used: ") + str(
            error.message
        )
    words = error.message
    if words.startswith("No such command"):
        name = words.split("'")[1]
        known = (
            getattr(error.ctx.command, "lazy", COMMANDS)
            if isinstance(error, click.UsageError) and error.ctx
            else COMMANDS
        )
        said = suggestion(name, known)
        return say(f"Kommandot ”{name}” finns inte. {said.sv}", f"There is no command '{name}'. {said.en}")
    if words.startswith("Missing command"):
        return say("Kommando saknas.", "Command missing.") + see
    return say("Anropet går inte att förstå: ", "The call cannot be understood: ") + words + see


def _argument(param: click.Parameter | None) -> str:
    return (param.metavar or param.name or "").upper() if param is not None else say("Något", "Something")
