# SPDX-License-Identifier: Apache-2.0
"""Words, numbers and dates of the pages. Loaded in every template."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.forms import BoundField
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.templatetags.static import static as django_static
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

from utfall.core.text import Text
from utfall.reports import numbers
from utfall.reports.document import Column
from utfall_web.shared import history
from utfall_web.shared.addresses import address
from utfall_web.shared.controls import field_html
from utfall_web.shared.dates import moment
from utfall_web.shared.eventlines import event_lines
from utfall_web.shared.words import lang

register = template.Library()
register.filter(moment)


class Said(template.Node):
    """Words in the language of the page, with the values that stand in them."""

    def __init__(self, sv: FilterExpression, en: FilterExpression, *, values: dict[str, FilterExpression]) -> None:
        self.words = {"sv": sv, "en": en}
        self.values = values
        literal = not values and all(isinstance(words.var, str) and not words.filters for words in (sv, en))
        self.ready: dict[str, SafeString] = {}
        if literal:  # the template's own words, which Django too writes as they stand
            self.ready = {name: SafeString(words.var) for name, words in self.words.items()}

    def render(self, context: Context) -> SafeString:
        """Write them."""
        if self.ready:
            return self.ready[lang()]
        words = conditional_escape(self.words[lang()].resolve(context))
        if not self.values:
            return words
        escaped = {name: conditional_escape(value.resolve(context)) for name, value in self.values.items()}
        return mark_safe(str(words).format(**escaped))  # noqa: S308 - every part is escaped above


@register.tag
def t(parser: Parser, token: Token) -> Said:
    """Write Swedish or English: {% t "{n} rader" "{n} rows" n=count %}."""
    _, *bits = token.split_contents()
    words, rest = bits[:2], bits[2:]
    values = token_kwargs(rest, parser)
    if rest or len(words) < 2:
        raise template.TemplateSyntaxError('{% t "svenska" "English" name=value %}: two texts, then named values')
    return Said(*(parser.compile_filter(bit) for bit in words), values=values)


class Address(URLNode):
    """An address by the name of its door."""

    def render(self, context: Context) -> str:
        """Write it; what has names for its values, or is kept for later, is left to Django."""
        if self.kwargs or self.asvar:
            return super().render(context)
        made = address(self.view_name.resolve(context), *[value.resolve(context) for value in self.args])
        return escape(made) if context.autoescape else made


@register.tag
def url(parser: Parser, token: Token) -> Address:
    """Write an address as Django's `url` does, in less time: a page holds up to hundreds of them."""
    node = django_url(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)


class File(template.Node):
    """The address of a file that is part of the program; it changes with the program alone."""

    def __init__(self, path: str) -> None:
        self.path = path

    def render(self, context: Context) -> str:
        """Write it."""
        return _file(get_script_prefix(), self.path)


@lru_cache(maxsize=64)
def _file(prefix: str, path: str) -> str:  # the prefix is where the whole site lies: part of every address
    return escape(django_static(path))


@register.tag
def static(parser: Parser, token: Token) -> File:
    """Write the address of a file as Django's `static` does, looked up once: {% static "utfall/app.js" %}."""
    _, path = token.split_contents()
    return File(path.strip("\"'"))


class FormToken(template.Node):
    """The hidden field that shows that a form is ours."""

    def render(self, context: Context) -> SafeString:
        """Write it as Django's `csrf_token` does; a table of rows holds two in each."""
        token = context.get("csrf_token")
        if not token or token == "NOTPROVIDED":  # noqa: S105 - what Django says where there is no session
            return SafeString("")
        return SafeString(f'<input type="hidden" name="csrfmiddlewaretoken" value="{conditional_escape(token)}">')


@register.tag
def csrf_token(parser: Parser, token: Token) -> FormToken:
    """Write the hidden field of a form."""
    return FormToken()


@register.filter(is_safe=True, needs_autoescape=True)
def linebreaksbr(value: Any, autoescape: bool = True) -> SafeString:
    """Write a text with its line breaks, as Django's filter of the name does but for lazy texts."""
    written = conditional_escape(value) if autoescape else str(value)
    if "\n" in written or "\r" in written:
        written = SafeString(written.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "<br>"))
    return SafeString(written)


@register.filter
def words(value: Text | str) -> str:
    """Return a bilingual text of the library in the language of the page."""
    return value.of(lang()) if isinstance(value, Text) else str(value)


@register.filter
def number(value: float | Decimal | None, decimals: int | None = None) -> str:
    """Return a number as it is read: 1 234,5; empty when there is none."""
    if value is None or value == "":
        return ""
    if decimals is None and float(value) == int(value):
        decimals = 0
    return numbers.number(float(value), lang(), decimals=decimals)


@register.filter
def day(value: datetime.date | datetime.datetime | None) -> str:
    """Return a date: 2026-01-31."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        value = timezone.localtime(value).date()
    return value.isoformat()


@register.filter
def paragraphs(value: str) -> SafeString:
    """Return a text a person typed as paragraphs."""
    blocks = [block.strip() for block in str(value).replace("\r\n", "\n").split("\n\n") if block.strip()]
    return format_html_join("\n", "<p>{}</p>", ((block,) for block in blocks))


@register.filter
def head(columns: Sequence[Column], place: int) -> str:
    """Return the head of a column of a library's table, for cells that stand as cards on a telephone."""
    return columns[place].head


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """Return the value of a key, None when it is missing."""
    return mapping.get(key)


@register.filter
def control(bound: BoundField) -> SafeString:
    """Return a field with its label, its help, its control and what is wrong with it."""
    return field_html(bound)


@register.filter
def lines_of(events: Iterable[Any], names: history.Names) -> SafeString:
    """Return the lines of the log, with names of people and of rows."""
    return event_lines(events, names)
