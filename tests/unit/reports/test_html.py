# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import re
from dataclasses import replace

import lxml.html
import pytest

from unit.reports.reports_sample import HOSTILE, KINDS, document
from utfall.core.text import Lang
from utfall.reports import theme
from utfall.reports.document import Column, Table
from utfall.reports.html import render_html


def parsed(lang: Lang = "sv") -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(render_html(document(lang)))


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_page_has_language_title_landmarks_and_skip_link(lang: Lang) -> None:
    page = parsed(lang)
    assert page.get("lang") == lang
    assert page.findtext(".//title") == "Påhittat underlag – Exempelstads kommun"
    assert [len(page.findall(f".//{name}")) for name in ("main", "header", "footer", "h1")] == [1, 1, 1, 1]
    skip = page.find(".//body/a")
    assert skip.get("href") == "#content"
    assert skip.text == ("Hoppa till innehållet" if lang == "sv" else "Skip to the content")
    assert page.find(".//main").get("id") == "content"


def test_headings_come_in_order() -> None:
    levels = [int(element.tag[1]) for element in parsed().xpath("//main//*[self::h2 or self::h3 or self::h4]")]
    assert levels == [2, 2, 3, 4]


def test_every_table_has_a_caption_and_scoped_heads() -> None:
    tables = parsed().findall(".//table")
    assert len(tables) == 5  # three of their own, two behind figures
    for table in tables:
        assert table.findtext("caption") is not None
        assert table.find("caption").text_content().strip()
        assert [head.get("scope") for head in table.findall("thead/tr/th")] == ["col"] * 3
        heads = table.findall("tbody/tr/th")
        rows = table.findall("tbody/tr")
        expected = 0 if "Utan radrubriker" in table.find("caption").text_content() else len(rows)
        assert len(heads) == expected
        assert all(head.get("scope") == "row" for head in heads)


def test_every_figure_has_role_title_description_and_data_table() -> None:
    page = parsed()
    figures = page.findall(".//figure")
    assert len(figures) == 2
    for figure in figures:
        svg = figure.find(".//svg")
        assert svg.get("role") == "img"
        names = [page.xpath(f"//*[@id='{name}']")[0].text for name in svg.get("aria-labelledby").split()]
        assert names == ["En stapel, kr", "Stapeln visar 1 794 kr."]
        assert figure.findall("details//table")


def test_ids_are_unique_and_labels_and_links_lead_to_them() -> None:
    page = parsed()
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    labels = [name for value in page.xpath("//@aria-labelledby") for name in value.split()]
    links = [href[1:] for href in page.xpath("//a/@href") if href.startswith("#")]
    assert set(labels) | set(links) <= set(ids)
    # Two pictures with the same inner id keep one each, and their references follow.
    assert page.xpath("//@clip-path") == ["url(#f1_c0)", "url(#f2_c0)"]


def test_nothing_is_loaded_and_nothing_runs() -> None:
    html = render_html(document())
    page = lxml.html.document_fromstring(html)
    assert not page.xpath("//script | //link | //iframe | //object | //img[not(starts-with(@src,'data:'))]")
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    style = page.findtext(".//style")
    assert not re.search(r"@import|url\((?!data:)", style)
    sources = page.xpath("//*[not(self::a)]/@href | //@src | //@srcset | //@action | //@data")
    assert not [value for value in sources if "//" in value]


def test_text_of_a_user_stays_text() -> None:
    html = render_html(document())
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }} {% raw %} #import" in html
    assert HOSTILE.replace("\x07", "") in lxml.html.document_fromstring(html).text_content()
    assert "\x07" not in html


def test_every_kind_of_callout_says_its_kind_in_words() -> None:
    page = parsed()
    kinds = {kind: page.xpath(f"//section[contains(@class,'{kind}')]//p[@class='kind']/text()") for kind in KINDS}
    assert kinds["warning"] == ["Varning"]
    assert kinds["verdict_stop"] == ["Bedömning"]
    assert all(len(words) == 1 for words in kinds.values())


def test_the_same_document_gives_the_same_page() -> None:
    assert render_html(document()) == render_html(document())


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Contrast ratio as WCAG 2.2 defines it."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def test_colours_reach_the_contrast_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    for back in (theme.PAPER, theme.TINT, *(tone.back for tone in theme.TONES.values())):
        assert contrast(theme.INK, back) >= 4.5
    for text in (theme.MUTED, theme.ACCENT):
        assert contrast(text, theme.TINT) >= 4.5
    for tone in theme.TONES.values():
        assert contrast(tone.edge, tone.back) >= 4.5
    for text in (theme.GAIN, theme.LOSS, theme.NEUTRAL):
        assert contrast(text, theme.PAPER) >= 4.5
    style = lxml.html.document_fromstring(render_html(document())).findtext(".//style")
    dark = style.split("prefers-color-scheme:dark){:root{")[1].split("}")[0]
    colours = dict(pair.strip("-").split(":") for pair in dark.strip(";").split(";") if pair)
    for name in ("ink", "muted", "accent"):
        assert contrast(colours[name], colours["paper"]) >= 4.5
        assert contrast(colours[name], colours["tint"]) >= 4.5


def test_a_long_cell_among_numbers_may_break_and_a_number_may_not() -> None:
    """A right-set cell of words made a table of sixteen hundred pixels on a telephone."""
    words, amount = "26,2 procent av undervisningstiden (n = 21)", "−1 104 till 1 293 tkr"
    heads = (Column("Vad"), Column("Hur mycket", "right"), Column("Netto", "right"))
    table = Table("Tabell", heads, (("a", words, amount),))
    page = lxml.html.document_fromstring(render_html(replace(document("sv"), blocks=(table,))))
    classes = [cell.get("class") for cell in page.xpath("//td")]
    assert classes == ["right long", "right"]
