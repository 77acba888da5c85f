# SPDX-License-Identifier: Apache-2.0
"""Click in two languages, and commands that are loaded only when they are called."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Sequence
from typing import Any

import click

from utfall.cli.language import language, say
from utfall.core.text import Text

Section = tuple[Text, list[tuple[str, str]]]


def _headline(sv: str, en: str) -> str:
    return say(sv, en)


class _Number(click.types.FloatParamType):
    """A number, with a decimal point or a decimal comma."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number."""
        return super().convert(_with_point(value), param, ctx)


class _NumberInRange(click.FloatRange):
    """A number within bounds, with a decimal point or a decimal comma."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number."""
        return super().convert(_with_point(value), param, ctx)


def _with_point(value: Any) -> Any:
    """Return a text of digits with one decimal comma with a point; anything else as it is."""
    written = isinstance(value, str) and re.fullmatch(r"\s*[-+\u2212]?\d+(,\d+)?\s*", value, re.ASCII)
    return value.replace(",", ".").replace("\u2212", "-") if written else value


def _reads_commas(param: click.Parameter) -> click.Parameter:
    kind = param.type
    if type(kind) is click.types.FloatParamType:
        param.type = _Number()
    elif type(kind) is click.FloatRange:
        param.type = _NumberInRange(kind.min, kind.max, kind.min_open, kind.max_open, kind.clamp)
    return param


def what_is_asked(kind: click.ParamType[Any]) -> str | None:
    """Return what a value should be, in the language of the call; None where Click's own words have to do."""
    if isinstance(kind, click.Choice):
        choices = ", ".join(map(str, kind.choices))
        return say(f"Välj bland {choices}.", f"Choose among {choices}.")
    whole = isinstance(kind, click.IntRange | click.types.IntParamType)
    if not whole and not isinstance(kind, click.FloatRange | click.types.FloatParamType):
        return None
    word = say("Skriv ett heltal", "Write a whole number") if whole else say("Skriv ett tal", "Write a number")
    low, high = (kind.min, kind.max) if isinstance(kind, click.IntRange | click.FloatRange) else (None, None)
    if low is not None and high is not None:
        return word + say(f" från {low} till {high}.", f" from {low} to {high}.")
    return f"{word}." if low is None else word + say(f" som är minst {low}.", f" that is at least {low}.")


class BilingualCommand(click.Command):
    """A command whose help stands in the language of the call, with examples at the end."""

    def __init__(self, *args: Any, examples: Sequence[tuple[str, Text]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.params = [_reads_commas(param) for param in self.params]
        self.examples = tuple(examples)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        _usage(self, ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options and the examples."""
        records = _option_records(self, ctx)
        if records:
            with formatter.section(_headline("Val", "Options")):
                formatter.write_dl(records)
        if self.examples:
            with formatter.section(_headline("Exempel", "Examples")):
                for line, meaning in self.examples:
                    formatter.write_text(meaning.of(language()) + ":")
                    formatter.write(f"{'':>{formatter.current_indent + 2}}{line}\n")

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return --help with its text in the language of the call."""
        return _help_option(super().get_help_option(ctx))


class LazyGroup(click.Group):
    """The command `utfall`: knows its commands by name and loads one when it is called."""

    def __init__(self, *args: Any, lazy: dict[str, tuple[str, Text]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the work."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, loading its module; None when there is none."""
        if cmd_name not in self.lazy:
            return None
        module = importlib.import_module(self.lazy[cmd_name][0])
        build: Callable[[], click.Command] = module.command
        return build()

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        _usage(self, ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands without loading them, then the options."""
        with formatter.section(_headline("Kommandon", "Commands")):
            formatter.write_dl([(name, text.of(language())) for name, (_, text) in self.lazy.items()])
        records = _option_records(self, ctx)
        with formatter.section(_headline("Val", "Options")):
            formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return --help with its text in the language of the call."""
        return _help_option(super().get_help_option(ctx))


def _option_records(command: click.Command, ctx: click.Context) -> list[tuple[str, str]]:
    """Return name and help of every option, click's own words in the language of the call."""
    own_words = (
        ("[default:", "[förval:"),
        ("; default:", "; förval:"),
        ("[required]", "[krävs]"),
        ("; required", "; krävs"),
    )
    records = []
    for param in command.get_params(ctx):
        record = param.get_help_record(ctx) if isinstance(param, click.Option) else None
        if record is None:
            continue
        name, text = record
        for english, swedish in own_words:
            text = text.replace(english, say(swedish, english))
        records.append((name, text))
    return records


def _usage(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    pieces = " ".join(command.collect_usage_pieces(ctx))
    pieces = pieces.replace("[OPTIONS]", _headline("[VAL]", "[OPTIONS]"))
    pieces = pieces.replace("COMMAND [ARGS]...", _headline("KOMMANDO …", "COMMAND …"))
    formatter.write_usage(ctx.command_path, pieces, prefix=_headline("Användning: ", "Usage: "))


def _help_option(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = say("Visa den här hjälpen och avsluta.", "Show this help and exit.")
    return option


def file_options() -> list[click.Parameter]:
    """Return the options that say how a data file is written."""
    return [
        click.Option(
            ["--sheet"],
            metavar=say("BLAD", "SHEET"),
            help=say("Blad i en Excelfil; annars det första.", "Sheet of an Excel file; the first when not given."),
        ),
        click.Option(
            ["--decimal"],
            type=click.Choice([",", "."]),
            help=say(
                "Decimaltecken i en CSV-fil där 13.865 kan läsas på två sätt.",
                "Decimal mark of a CSV file where 13.865 may be read in two ways.",
            ),
        ),
    ]


def lang_option() -> click.Option:
    """Return --lang."""
    return click.Option(
        ["--lang"],
        type=click.Choice(["sv", "en"]),
        default=language(),
        help=say("Språk: sv eller en.", "Language: sv or en."),
    )
