# SPDX-License-Identifier: Apache-2.0
"""A fund as a document: what is in it, its rules, its path, who pays and who saves, and the whole ledger."""

from __future__ import annotations

from utfall.core.text import Lang, Text
from utfall.economics.funding.ledger import ORE, Entry, EntryKind, FundRules
from utfall.economics.funding.statement import FundStatement
from utfall.reports import numbers
from utfall.reports.document import (
    Block,
    BulletList,
    Callout,
    Column,
    Document,
    Heading,
    KeyFigure,
    KeyFigures,
    Meta,
    Paragraph,
    Provenance,
    Table,
)
from utfall.reports.figures.fund import FundBoard, FundChart, FundYear, fund_figure
from utfall.reports.fund_report import Fund, initiative_title
from utfall.reports.phrases import fund as words

KIND_NAMES: dict[EntryKind, Text] = {
    EntryKind.APPROPRIATION: Text(sv="Tillskott", en="Money added"),
    EntryKind.DECISION: Text(sv="Beslut", en="Decision"),
    EntryKind.DRAWDOWN: Text(sv="Uttag", en="Drawdown"),
    EntryKind.VERIFIED_SAVING: Text(sv="Verifierad besparing", en="Verified saving"),
    EntryKind.FRAME_REDUCTION: Text(sv="Sänkt ram", en="Frame cut"),
    EntryKind.REPAYMENT: Text(sv="Återbetalning", en="Repayment"),
    EntryKind.WRITE_OFF: Text(sv="Avskrivning", en="Write-off"),
    EntryKind.CLOSURE: Text(sv="Avslut", en="Closure"),
}
_BOOKKEEPING = Text(
    sv="Bokföring och investeringskalkyl är två saker. Det som dras ur fonden bokförs som kostnad samma år. Boken säger inget "
    "om vad effekten är värd för andra: det står i satsningens egen kalkyl.",
    en="Bookkeeping is one thing and the appraisal another. What is drawn from the fund is expensed in its year. The ledger says "
    "nothing of what the effect is worth to others: that stands in the initiative's own appraisal.",
)
_SOURCE = Text(sv="fondens bok, i hela ören", en="the fund's ledger, in whole öre")


def fund_document(fund: Fund, found: FundStatement, lang: Lang, *, date: str, software: str) -> Document:
    """Return the fund's document.

    Parameters
    ----------
    date
        ISO date that the fund is shown at.
    software
        Name and version, for the provenance.
    """
    blocks: list[Block] = [
        *_warnings(fund, found, lang),
        _key_figures(fund, found, lang),
        Heading(1, _say(lang, "Reglerna", "The rules"), "rules"),
        Paragraph.of(words.rules_sentence(found.rules, lang)),
        _rule_table(fund, found.rules, lang),
        *_path(fund, found, lang),
        *_initiatives(fund, found, lang),
        *_boards(fund, found, lang),
        *_ledger(fund, lang),
        Heading(1, _say(lang, "Kontroll", "Check"), "check"),
        Paragraph.of(words.k16_sentence(found.check, lang)),
        _origin(fund, lang, date, software),
    ]
    return Document(
        title=fund.title.of(lang),
        subtitle=_say(lang, "Fondens ställning", "Statement of the fund"),
        lang=lang,
        meta=Meta(organisation=fund.title.of(lang), date=date),
        blocks=tuple(blocks),
    )


def _say(lang: Lang, sv: str, en: str) -> str:
    return sv if lang == "sv" else en


def _warnings(fund: Fund, found: FundStatement, lang: Lang) -> list[Block]:
    blocks: list[Block] = []
    if fund.illustration:
        text = _say(lang, "Siffrorna är påhittade för att visa metoden.", "The numbers are made up to show the method.")
        blocks.append(Callout.of("warning", "Illustration", text, *filter(None, [fund.note.of(lang)])))
    elif fund.note.of(lang):
        blocks.append(Paragraph.of(fund.note.of(lang)))
    if found.check.status.value == "fail":
        blocks.append(
            Callout.of("warning", _say(lang, "K16 är röd", "K16 is red"), words.k16_sentence(found.check, lang))
        )
    return blocks


def _key_figures(fund: Fund, found: FundStatement, lang: Lang) -> KeyFigures:
    def money(ore: int) -> str:
        return words.kronor(ore, lang, fund.currency)

    ratio = found.revolving_ratio
    cards = [
        KeyFigure(_say(lang, "I fonden", "In the fund"), money(found.balance)),
        KeyFigure(
            _say(lang, "Fritt att besluta om", "Free to decide on"),
            money(found.uncommitted),
            _say(lang, "inte bundet av beslut", "not tied by decisions"),
        ),
    ]
    if ratio is not None:
        label = _say(lang, "Kommit tillbaka", "Come back")
        per = _say(lang, "per utbetald krona", "per unit paid out")
        cards.append(KeyFigure(label, numbers.number(ratio, lang, decimals=2), per))
    cards.append(
        KeyFigure(
            _say(lang, "Fel ficka", "Wrong pocket"),
            money(found.wrong_pocket_gap),
            _say(lang, "sparat hos nämnder utöver vad de betalat", "saved in boards beyond what they paid"),
        )
    )
    return KeyFigures(tuple(cards))


def _rule_table(fund: Fund, rules: FundRules, lang: Lang) -> Table:
    sources = {row.name: row for row in fund.sources}
    sure = (_say(lang, "sett vid källan", "seen at the source"), _say(lang, "inte verifierat", "not verified"))
    own = _say(lang, "fondens egen fil", "the fund's own file")
    rows = []
    for name, label, value in words.rule_rows(rules, lang, fund.currency):
        source = sources.get(name)
        known = "–" if value == words.NO_BOUND.of(lang) else own
        said = known if source is None else f"{source.source} ({sure[not source.verified]})"
        rows.append((label, value, said))
    return Table(
        caption=_say(lang, "Fondens regler", "The fund's rules"),
        columns=(
            Column(_say(lang, "Regel", "Rule")),
            Column(_say(lang, "Värde", "Value")),
            Column(_say(lang, "Källa", "Source")),
        ),
        rows=tuple(rows),
    )


def _path(fund: Fund, found: FundStatement, lang: Lang) -> list[Block]:
    if not found.path:
        return []
    boards = tuple(FundBoard(row.board, row.outlay / ORE, row.saved / ORE) for row in found.boards)
    chart = FundChart(
        tuple(FundYear(y.year, y.added / ORE, y.paid / ORE, y.returned / ORE, y.balance / ORE) for y in found.path),
        boards=boards,
        currency=fund.currency,
        source=_SOURCE.of(lang),
    )
    planned = [str(row.year) for row in found.path if row.planned]
    text = _say(
        lang,
        f"År {', '.join(planned)} är en plan: som om väntade besparingar verifieras och återförs när de ska.",
        f"{', '.join(planned)} {'are' if len(planned) > 1 else 'is'} planned: as if expected savings are verified and given "
        "back when due.",
    )
    heading = Heading(1, _say(lang, "Fonden år för år", "The fund year by year"), "path")
    return [heading, *([Paragraph.of(text)] if planned else []), fund_figure(chart, lang)]


def _initiatives(fund: Fund, found: FundStatement, lang: Lang) -> list[Block]:
    if not found.initiatives:
        return []
    heads = (
        ("Satsning", "Beslutat", "Kostnad", "Varav fonden", "Verifierad besparing", "Återfört", "Avskrivet", "Utestående")
        if lang == "sv"
        else ("Initiative", "Decided", "Cost", "Of which the fund", "Verified saving", "Returned", "Written off", "Outstanding")
    )  # fmt: skip
    unit = words.unit(lang, fund.currency)
    rows = tuple(
        (
            initiative_title(fund, row, lang),
            *(
                words.digits(amount, lang)
                for amount in (
                    row.committed, row.cost, row.fund_paid, row.saved, row.returned, row.written_off, row.outstanding
                )
            ),
        )
        for row in found.initiatives
    )  # fmt: skip
    said = [
        line
        for row in found.initiatives
        for line in (
            words.due_sentence(row, initiative_title(fund, row, lang), lang, fund.currency),
            words.failure_sentence(row, initiative_title(fund, row, lang), lang, fund.currency),
        )
        if line
    ]
    return [
        Heading(1, _say(lang, "Satsningarna", "The initiatives"), "initiatives"),
        Table(
            caption=_say(lang, f"Satsningarnas konton, {unit}", f"The initiatives' accounts, {unit}"),
            columns=(Column(heads[0]), *(Column(head, "right") for head in heads[1:])),
            rows=rows,
        ),
        *([BulletList.of(*said)] if said else []),
    ]


def _boards(fund: Fund, found: FundStatement, lang: Lang) -> list[Block]:
    if not found.boards:
        return []
    heads = ("Nämnd", "Sparat", "Betalat", "Återfört", "Netto") if lang == "sv" else (
        "Board", "Saved", "Paid", "Returned", "Net")  # fmt: skip
    rows = tuple(
        (row.board, *(words.digits(amount, lang) for amount in (row.saved, row.paid, row.returned, row.net)))
        for row in found.boards
    )  # fmt: skip
    unit = words.unit(lang, fund.currency)
    gap = words.gap_sentence(found, lang, fund.currency)
    return [
        Heading(1, _say(lang, "Vem betalar och vem sparar", "Who pays and who saves"), "boards"),
        Table(
            caption=_say(lang, f"Netto per nämnd, {unit}", f"Net per board, {unit}"),
            columns=(Column(heads[0]), *(Column(head, "right") for head in heads[1:])),
            rows=rows,
            note=_say(
                lang,
                "Netto är verifierad besparing minus det nämnden själv har betalat och återfört.",
                "Net is verified saving less what the board itself has paid and returned.",
            ),
        ),
        *([Paragraph.of(gap)] if gap else []),
        Paragraph.of(_BOOKKEEPING.of(lang)),
    ]


def _ledger(fund: Fund, lang: Lang) -> list[Block]:
    if not fund.ledger.entries:
        return []
    heads = (
        ("Datum", "Vad", "Satsning och nämnd", "Belopp", "Anteckning")
        if lang == "sv"
        else ("Date", "What", "Initiative and board", "Amount", "Note")
    )
    unit = words.unit(lang, fund.currency)
    return [
        Heading(1, _say(lang, "Boken", "The ledger"), "ledger"),
        Table(
            caption=_say(lang, f"Alla poster, i ordning, {unit}", f"Every entry, in order, {unit}"),
            columns=tuple(Column(head, "right" if place == 3 else "left") for place, head in enumerate(heads)),
            rows=tuple(_entry(entry, fund, lang) for entry in fund.ledger.entries),
        ),
    ]


def _entry(entry: Entry, fund: Fund, lang: Lang) -> tuple[str, ...]:
    title = fund.titles[entry.initiative].of(lang) if entry.initiative in fund.titles else entry.initiative
    part = ""
    if entry.kind is EntryKind.DRAWDOWN:
        amount = words.digits(entry.fund_ore, lang)
        part = _say(lang, f"varav fonden {amount}", f"of which the fund {amount}")
    return (
        entry.date,
        KIND_NAMES[entry.kind].of(lang),
        ", ".join(filter(None, (title, entry.board))) or "–",
        words.digits(entry.amount_ore, lang),
        "; ".join(filter(None, (part, entry.note or entry.saving))) or "–",
    )


def _origin(fund: Fund, lang: Lang, date: str, software: str) -> Provenance:
    count = numbers.number(len(fund.ledger.entries), lang, decimals=0)
    return Provenance(
        _say(lang, "Var siffrorna kommer ifrån", "Where the numbers come from"),
        (
            (_say(lang, "Fondens id", "Id of the fund"), fund.id),
            (_say(lang, "Poster i boken", "Entries in the ledger"), count),
            (_say(lang, "Per datum", "As of"), date),
            (_say(lang, "Programvara", "Software"), software),
        ),
    )
