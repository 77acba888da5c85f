# SPDX-License-Identifier: Apache-2.0
"""The workbook, put together sheet by sheet. No file is written: the caller gets bytes."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

import xlsxwriter

from utfall.core.estimate import Unknown
from utfall.core.text import Lang, Text
from utfall.economics import Appraisal
from utfall.reports.phrases import economy
from utfall.reports.workbook import (
    about,
    checks,
    do_nothing,
    drawn,
    evidence,
    flows,
    inputs,
    internal_rate,
    lines,
    prices,
    purses,
    results,
    returns,
    uncertain,
)
from utfall.reports.workbook.sheets import FIRST_ROW, Book
from utfall.thread import Evaluation

# Every sheet in order: title and what it is for.
SHEETS: dict[str, tuple[Text, Text]] = {
    "about": (Text("Läs mig", "Read me"), Text("Vad arbetsboken är och hur den läses.", "What the workbook is and how to read it.")),
    "results": (Text("Resultat", "Results"), Text(
        "Nyckeltal räknade med formler, bredvid Pythons värde och skillnaden.",
        "Key figures by formula, beside Python's value and the difference.")),
    "effects": (Text("Effekter", "Effects"), Text(
        "Vad data säger om varje utfall, hur säkert det är, och vad som kontrollerats.",
        "What the data say of each outcome, how sure that is, and what was checked.")),
    "assumptions": (Text("Antaganden", "Assumptions"), Text(
        "Varje tal som räkningen utgår från, med namn. Gula celler får ändras.",
        "Every number that the computation starts from, by name. Yellow cells may be changed.")),
    "unit_costs": (Text("Enhetskostnader", "Unit costs"), Text(
        "Varje pris i sitt eget års priser och omräknat till basåret.",
        "Every price in its own year's prices and carried to the base year.")),
    "index": (Text("Index", "Index"), Text("Indexserier som priserna räknas om med.", "Index series that carry the prices.")),
    "lines": (Text("Rader", "Lines"), Text(
        "Från pris och mängd till fullt belopp per år, ett steg per kolumn.",
        "From price and quantity to the full amount per year, one step per column.")),
    "schedule": (Text("Tidsplan", "Schedule"), Text(
        "När varje rad faller: upptrappning, avtagande och kronor per år.",
        "When each line falls: ramp, drop-off and kronor per year.")),
    "cash_flow": (Text("Kassaflöde", "Cash flow"), Text(
        "Varje rad i varje aktörs plånbok, år för år, löpande och som nuvärde.",
        "Every line in every actor's purse, year by year, as it falls and as present value.")),
    "purses": (Text("Aktör×år", "Actor×year"), Text(
        "Summan av kassaflödet per aktör och år.", "The cash flow summed per actor and year.")),
    "discounting": (Text("Diskontering", "Discounting"), Text(
        "Vad en krona varje år är värd vid början av år 1.", "What one krona of each year is worth at the start of year 1.")),
    "payback": (Text("Återbetalning", "Payback"), Text(
        "När varje aktör har pengarna tillbaka.", "When each actor has its money back.")),
    "potential": (Text("Potential", "Potential"), Text(
        "Vad det vore värt för samhället om alla nådde måltillståndet, och vad som nåddes.",
        "What it would be worth to society if all reached the target state, and what was reached.")),
    "internal_rate": (Text("Internränta", "Internal rate"), Text(
        "Samhällets flöden per halvår och den ränta som gör dem till noll.",
        "Society's flows per half-year and the rate that makes them zero.")),
    "do_nothing": (Text("Att inte göra något", "Doing nothing"), Text(
        "Vad dagens volymer kostar varje aktör per år utan satsningen.",
        "What today's volumes cost each actor per year without the initiative.")),
    "sensitivity": (Text("Känslighet", "Sensitivity"), Text(
        "Värden från Python, inga formler: ett antagande i taget flyttas från lågt till högt.",
        "Values from Python, no formulas: one assumption at a time moved from low to high.")),
    "draws": (Text("PSA", "PSA"), Text(
        "Värden från Python, inga formler: alla osäkra tal dras samtidigt, många gånger.",
        "Values from Python, no formulas: all uncertain numbers drawn at once, many times.")),
    "drawn": (Text("PSA dragningar", "PSA draws"), Text(
        "De första dragningarna som värden, och vad de säger som formler.",
        "The first draws as values, and what they say as formulas.")),
    "gender": (Text("Jämställdhet", "Gender"), Text(
        "Resultat per kön. Små grupper visas inte.", "Results by sex. Small groups are not shown.")),
    "checks": (Text("Kontroller", "Checks"), Text(
        "Kontrollerna K1–K17 som formler över de andra bladen, bredvid Pythons; underlaget står under tabellen.",
        "The checks K1–K17 as formulas over the other sheets, beside Python's; what they rest on stands below.")),
    "verdict": (Text("Kriterier och utlåtande", "Criteria and verdict"), Text(
        "Kriterierna, och hur det gick.", "The criteria, and how they went.")),
    "change_log": (Text("Ändringslogg", "Change log"), Text(
        "Skriv här vad du ändrar, så att andra kan följa det.", "Write here what you change, so that others can follow it.")),
}  # fmt: skip
_MONEY = frozenset(
    ("assumptions", "unit_costs", "index", "lines", "schedule", "cash_flow", "purses", "discounting", "payback",
     "potential", "internal_rate", "do_nothing", "sensitivity", "draws", "drawn", "checks")
)  # fmt: skip
_LANGUAGE_TAGS: dict[Lang, str] = {"sv": "sv-SE", "en": "en-GB"}


def workbook(evaluation: Evaluation, lang: Lang, *, date: str) -> bytes:
    """Return the workbook of an evaluation as the bytes of an XLSX file.

    Parameters
    ----------
    lang
        Language of sheet names, headings and words.
    date
        Day of the report as YYYY-MM-DD: shown, and the file's creation date. The same evaluation, language and
        date give the same bytes.

    Returns
    -------
    Money in whole units of the appraisal's currency, base price year; shares 0–1; months. Every number that follows
    from others is a formula with its value stored; sensitivity, draws and the run's intervals are values. Without an economy
    the sheets on money are left out and the sheet of results says why.

    Raises
    ------
    ValueError
        When `date` is no date.
    """
    day = datetime.datetime.combine(datetime.date.fromisoformat(date), datetime.time())
    out = io.BytesIO()
    # A text that looks like a formula, a number or an address stays a text.
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False
    }  # fmt: skip
    with xlsxwriter.Workbook(out, options) as raw:
        _set_properties(raw, evaluation, lang, day)
        book = Book(raw, lang, evaluation.provenance.run_id)
        appraisal = evaluation.appraisal
        has_economy = not isinstance(appraisal, Unknown)
        for key, (title, lead) in SHEETS.items():
            if has_economy or key not in _MONEY:
                book.add(key, title, lead)
        if isinstance(appraisal, Unknown):
            _say_why_no_money(book, appraisal)
            evidence.write_effects(book, evaluation)
        else:
            _write_economy(book, evaluation, appraisal)
        evidence.write_gender(book, evaluation)
        evidence.write_verdict(book, evaluation)
        leads = {key: lead.of(lang) for key, (_, lead) in SHEETS.items()}
        about.write_about(book, evaluation, leads, date)
        about.write_change_log(book, evaluation, date)
        for sheet in book.sheets.values():
            sheet.finish()
    return _with_language(out.getvalue(), _LANGUAGE_TAGS[lang])


def _set_properties(raw: Any, evaluation: Evaluation, lang: Lang, day: datetime.datetime) -> None:
    raw.set_properties(
        {
            "title": _printable(evaluation.initiative.title.of(lang)),
            "subject": _printable(evaluation.initiative.question.of(lang)),
            "author": _printable(evaluation.provenance.software),
            "company": _printable(evaluation.initiative.organisation.of(lang)),
            "comments": evaluation.provenance.run_id,
            "created": day,
        }
    )
    raw.set_size(1366 * 15, 768 * 15)


def _printable(words: str) -> str:
    """Return words without control characters, which no XML may hold (cells escape theirs)."""
    return "".join(letter for letter in words if letter.isprintable())


def _say_why_no_money(book: Book, why: Unknown) -> None:
    sheet, told = book.sheets["results"], economy.reason(why, book.lang)
    sheet.widths([100])
    sheet.text(FIRST_ROW, 0, told)
    more = book.say(
        "Därför saknas bladen om antaganden, priser, kassaflöde och kontroller.",
        "That is why the sheets on assumptions, prices, cash flow and checks are missing.",
    )
    sheet.text(FIRST_ROW + 1, 0, more)


def _write_economy(book: Book, evaluation: Evaluation, appraisal: Appraisal) -> None:
    cells, free = evidence.write_effects(book, evaluation)
    given = inputs.write_assumptions(book, evaluation, appraisal, {k: c.estimate for k, c in cells.items()})
    improved, possible = evidence.write_improvements(book, free, appraisal, evaluation, given, cells)
    units = prices.write_unit_costs(book, appraisal, given, prices.write_index(book, evaluation, appraisal))
    steps = lines.write_lines(book, appraisal, given, units, improved)
    schedule = flows.write_schedule(book, appraisal, given, steps)
    discounting = purses.write_discounting(book, appraisal, given)
    factors = (discounting.at_start, discounting.chosen)
    posted = flows.write_cash_flow(book, appraisal, given, steps, schedule, factors)
    by_purse = purses.write_purses(book, appraisal, posted)
    sources = results.Sources(
        given=given,
        purses=by_purse,
        payback=returns.write_payback(book, appraisal, given, by_purse, discounting.before),
        potential=returns.write_potential(book, appraisal, steps, schedule, posted, discounting, possible),
        flows=posted,
        improved=improved,
        internal_rate=internal_rate.write_internal_rate(book, appraisal, given, posted, discounting),
    )
    keys = results.write_results(book, evaluation, appraisal, sources)
    volumes = do_nothing.write_do_nothing(book, appraisal, steps, posted)
    checks.write_checks(
        book,
        evaluation,
        appraisal,
        checks.Sheets(
            given=given, flows=posted, discounting=discounting, purses=by_purse, keys=keys, lines=steps, units=units,
            schedule=schedule, improved=improved, possible=possible, effects=cells, volumes=volumes,
            internal_rate=sources.internal_rate,
        ),
    )  # fmt: skip
    uncertain.write_sensitivity(book, evaluation)
    uncertain.write_draws(book, appraisal)
    drawn.write_drawn(book, appraisal)


def _with_language(content: bytes, tag: str) -> bytes:
    """Return the file with its language among its properties, which XlsxWriter has no word for."""
    out, end = io.BytesIO(), b"</cp:coreProperties>"
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == "docProps/core.xml":
                data = data.replace(end, b"<dc:language>" + tag.encode() + b"</dc:language>" + end)
            new.writestr(item, data)
    return out.getvalue()
