# SPDX-License-Identifier: Apache-2.0
"""The first sheet, which says how to read the others, and the last, where changes are noted."""

from __future__ import annotations

from utfall.core.estimate import Unknown
from utfall.reports.origin import provenance_block
from utfall.reports.phrases import economy
from utfall.reports.phrases import verdict as verdict_words
from utfall.reports.phrases.lines import TIMING_NAMES
from utfall.reports.workbook.sheets import FIRST_ROW, Book, Sheet
from utfall.thread import Evaluation

_WIDTH = 100.0


def write_about(book: Book, evaluation: Evaluation, leads: dict[str, str], date: str) -> None:
    """Write what the workbook is, where its numbers come from, how it is read and what its colours mean."""
    sheet, say, plan = book.sheets["about"], book.say, evaluation.initiative
    sheet.widths([34, _WIDTH])
    sheet.raw.set_portrait()
    sheet.text(0, 0, book.of(plan.title), "title")
    at = 3
    if plan.illustration:
        words = say(
            "Illustration: siffrorna är påhittade för att visa metoden.",
            "Illustration: the numbers are made up to show the method.",
        )
        sheet.text(at, 0, words, "section")
        at += 2
    at = _pairs(sheet, at, say("Satsningen", "The initiative"), [
        (say("Vad", "What"), book.of(plan.summary)),
        (say("För vem", "For whom"), book.of(plan.target_group)),
        (say("Jämfört med", "Compared with"), book.of(plan.counterfactual)),
        (say("Utlåtande", "Verdict"), verdict_words.verdict_text(evaluation, book.lang)),
    ])  # fmt: skip
    origin = provenance_block(evaluation, book.lang)
    at = _pairs(sheet, at, origin.title, [(say("Datum", "Date"), date), *origin.items])
    at = _pairs(sheet, at, say("Så räknas det", "How it is computed"), _conventions(book, evaluation))
    at = _legend(book, sheet, at)
    pairs = [(book.sheets[key].name, lead) for key, lead in leads.items() if key in book.sheets and key != "about"]
    at = _pairs(sheet, at, say("Bladen", "The sheets"), pairs)
    caveats = [("", book.of(caveat)) for caveat in plan.caveats]
    if caveats:
        _pairs(sheet, at, say("Att tänka på", "Caveats"), caveats)


def _pairs(sheet: Sheet, at: int, title: str, pairs: list[tuple[str, str]]) -> int:
    sheet.text(at, 0, title, "section")
    said = [pair for pair in pairs if pair[1]]
    for place, (name, words) in enumerate(said):
        sheet.text(at + 1 + place, 0, name)
        sheet.wrapped(at + 1 + place, 1, words, _WIDTH)
    return at + 2 + len(said)


def _conventions(book: Book, evaluation: Evaluation) -> list[tuple[str, str]]:
    say, found = book.say, evaluation.appraisal
    if isinstance(found, Unknown):
        told = economy.reason(found, book.lang)
        words = say(f"{told} Därför saknas bladen om pengar.", f"{told} That is why the sheets on money are missing.")
        return [(say("Ekonomi", "Economy"), words)]
    settings = found.settings
    when = book.of(TIMING_NAMES[settings.timing])
    return [
        (say("Pengar", "Money"), say(
            f"{settings.currency} i {settings.price_year} års priser. Nuvärde vid början av år 1, {settings.horizon_years} år.",
            f"{settings.currency} in {settings.price_year} prices. Present value at the start of year 1, {settings.horizon_years} years.")),
        (say("Tidpunkt", "Point of time"), say(
            f"En programkostnad som betalas under ett enda år faller vid årets början. Övriga flöden: {when}.",
            f"A programme cost paid in a single year falls at the start of its year. Other flows: {when}.")),
        (say("Tecken", "Sign"), say(
            "Plus är en nytta och minus en kostnad, för den aktör som raden gäller. Samhället är summan av alla aktörer.",
            "Plus is a gain and minus a cost, to the actor of the row. Society is the sum of all actors.")),
        (say("Pengarna tillbaka", "Money back"), say(
            "Den månad från vilken det ackumulerade nettot ligger på noll eller mer. Kostnaden faller vid årets början, nyttan jämnt över året.",
            "The month from which the accumulated net stays at zero or more. Cost falls at the start of the year, gains evenly over it.")),
        (say("Räkna om", "Recompute"), say(
            "Ändra de gula cellerna: allt som är formler räknas om, också kontrollerna. Känslighet, dragningar, körningens intervall och kolumnen "
            "Python är värden och ändras inte. Antal år och när en rad börjar ändras i satsningsfilen.",
            "Change the yellow cells: everything that is a formula is recomputed, the checks too. Sensitivity, draws, the run's intervals and the "
            "column Python are values and do not change. The number of years and the start of a line are changed in the initiative file.")),
        (say("Skillnad", "Difference"), say(
            "Excel minus Python. Noll (eller avrundning) när inget är ändrat; annars hur mycket ändringen betyder.",
            "Excel minus Python. Zero (or rounding) when nothing is changed; otherwise what the change means.")),
    ]  # fmt: skip


def _legend(book: Book, sheet: Sheet, at: int) -> int:
    say = book.say
    sheet.text(at, 0, say("Färger", "Colours"), "section")
    sheet.text(at + 1, 0, say("Gul, blå text, ram", "Yellow, blue text, border"), "text", "input")
    sheet.text(
        at + 1,
        1,
        say(
            "Får ändras. Cellen säger till om värdet inte går att räkna med.",
            "May be changed. The cell tells when a value cannot be used.",
        ),
    )
    sheet.text(at + 2, 0, say("Grön", "Green"), "text", "output")
    sheet.text(
        at + 2,
        1,
        say("Resultat av en formel som andra blad bygger på.", "Result of a formula that other sheets build on."),
    )
    sheet.text(at + 3, 0, say("Utan färg", "No colour"))
    sheet.text(at + 3, 1, say("Formel, eller värde från körningen.", "A formula, or a value from the run."))
    return at + 5


def write_change_log(book: Book, evaluation: Evaluation, date: str) -> None:
    """Write a log with its first row; the rest is for whoever changes something."""
    sheet, say = book.sheets["change_log"], book.say
    sheet.table([say("Datum", "Date"), say("Vem", "Who"), say("Vad", "What"), say("Varför", "Why")], [14, 28, 70, 70])
    sheet.text(FIRST_ROW, 0, date)
    sheet.text(FIRST_ROW, 1, evaluation.provenance.software)
    run = evaluation.provenance.run_id
    sheet.text(FIRST_ROW, 2, say(f"Arbetsboken skapades av körning {run}.", f"The workbook was made by run {run}."))
    for row in range(FIRST_ROW + 1, FIRST_ROW + 11):
        for col in range(4):
            sheet.text(row, col, "", "text", "input")
