# SPDX-License-Identifier: Apache-2.0
"""`utfall guide`: which comparison can be used, asked question by question."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from utfall.cli.commands import BilingualCommand, lang_option
from utfall.cli.language import say
from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Lang, Text


def command() -> click.Command:
    """Return the command."""
    return BilingualCommand(
        "guide",
        callback=_run,
        params=[
            click.Option(
                ["--answer", "answers"],
                multiple=True,
                metavar=say("FRÅGA=SVAR", "QUESTION=ANSWER"),
                help=say("Svar ja, nej eller ?; kan ges flera gånger.", "Answer yes, no or ?; may be given again."),
            ),
            click.Option(["--json", "as_json"], is_flag=True, help=say("Skriv ut JSON.", "Print JSON.")),
            lang_option(),
        ],
        help=say(
            "Välj jämförelse. Frågorna ställs på en terminal; annars ges svaren med --answer, och det som inte är besvarat "
            "räknas som vet inte. Alternativen ordnas efter vad de som mest kan visa.",
            "Choose a comparison. Questions are asked on a terminal; otherwise answers are given with --answer, and what is "
            "not answered counts as unknown. Alternatives are ordered by what they can show at best.",
        ),
        examples=[
            ("utfall guide", Text(sv="Svara på frågorna", en="Answer the questions")),
            (
                "utfall guide --answer lots=nej --answer others=ja --answer before_after=ja",
                Text(sv="Utan frågor", en="Without questions"),
            ),
        ],
    )


def _run(answers: Sequence[str], as_json: bool, lang: Lang) -> int:
    from utfall.effects.planning import rank_alternatives
    from utfall.effects.planning.guide import parse_answers

    given = _parse(answers)
    parse_answers(given)  # what cannot be read is refused before anything is asked
    if not as_json and not given and sys.stdin.isatty() and sys.stdout.isatty():
        given = _ask(lang)
    ranked = rank_alternatives(given)
    if as_json:
        from utfall.reports.planning_json import guide_json
        from utfall.reports.result_json import dumps

        known = {name: answer.value for name, answer in parse_answers(given).items()}
        click.echo(dumps(guide_json(ranked, known, lang)), nl=False)
        return 0
    from utfall.reports.phrases.planning import guide_lines
    from utfall.reports.phrases.planning_guide import QUESTIONS

    for line in guide_lines(ranked, lang):
        click.echo(line)
    if not given:
        click.echo("\n" + say("Frågorna (svara med --answer):", "The questions (answer with --answer):"))
        for name, text in QUESTIONS.items():
            click.echo(f"  {name}: {text.of(lang)}")
    return 0


def _parse(answers: Sequence[str]) -> dict[str, str]:
    found = {}
    for word in answers:
        name, equals, value = word.partition("=")
        if not equals:
            raise InputError(
                Fault(
                    "answer-form",
                    Text(
                        sv=f"”{word[:40]}” är inte skrivet som fråga=svar.", en=f"'{word[:40]}' is not question=answer."
                    ),
                    Text(sv="Skriv till exempel --answer lots=ja.", en="Write for example --answer lots=yes."),
                    Place(field="--answer"),
                )
            )
        found[name.strip()] = value
    return found


def _ask(lang: Lang) -> dict[str, str]:
    """Ask every question on the terminal; an empty answer is unknown."""
    from utfall.effects.planning.guide import parse_answers
    from utfall.reports.phrases.planning_guide import QUESTIONS

    found: dict[str, str] = {}
    hint = say("ja/nej/?", "yes/no/?")
    for number, (name, text) in enumerate(QUESTIONS.items(), start=1):
        while True:
            answer = click.prompt(
                f"{number}/{len(QUESTIONS)} {text.of(lang)} [{hint}]", default="?", show_default=False
            )
            try:
                parse_answers({name: answer})
            except InputError as error:
                click.echo(error.faults[0].mend.of(lang), err=True)
                continue
            found[name] = answer
            break
    click.echo("")
    return found
