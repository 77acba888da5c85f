# SPDX-License-Identifier: Apache-2.0
"""Fields as people in Sweden fill them in: 1 234,5 (in English 1 234.5) and 2026-01-31."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.choices import BaseChoiceIterator

from utfall_web.shared.fixed import Fixed
from utfall_web.shared.words import lang, text

_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?")  # in English; in Swedish a comma begins the decimals


class NumberField(forms.DecimalField):
    """A number: 1 234,5 or 1234.5, with any kind of space between thousands."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        """Return the number, None when nothing is written."""
        words = "".join(str(value if value is not None else "").split()).replace("\u2212", "-")
        if not words:
            return None
        if lang() == "en" and _THOUSANDS.fullmatch(words):
            raise ValidationError(
                text(
                    "Skriv mellanslag mellan tusental, och punkt eller komma före decimaler: 1 234.5.",
                    "Write a space between thousands and a point before decimals: 1 234.5.",
                ),
                "ambiguous",
            )
        words = words.replace(",", ".")
        try:
            number = Decimal(words)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise ValidationError(
                text("Skriv ett tal med siffror, som 1 234,5.", "Write a number in digits, like 1 234.5."), "invalid"
            )
        return number

    def prepare_value(self, value: Any) -> Any:
        """Return a stored number as it is written in the language of the page."""
        if isinstance(value, float):
            value = Decimal(repr(value)).normalize()
        return format(value, "f").replace(".", "." if lang() == "en" else ",") if isinstance(value, Decimal) else value


class DayField(forms.DateField):
    """A date: 2026-01-31."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        options.setdefault("input_formats", ["%Y-%m-%d"])
        options.setdefault(
            "error_messages",
            {"invalid": text("Skriv datumet som 2026-01-31.", "Write the date as 2026-01-31.")},
        )
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """Return a stored date as it is written."""
        return value.isoformat() if isinstance(value, datetime.date) else value


def choose_among(field: forms.Field, rows: Fixed[Any], *ids: int) -> None:
    """Let a field choose among rows: those that the question gives when the field is shown, and again when it is sent.

    Raises TypeError for a field that chooses among nothing.
    """
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError("only a field that chooses among rows can be given rows")
    field.queryset = rows.queryset(*ids)
    field.choices = _Among(field, rows, ids)


class _Among(BaseChoiceIterator):
    """The rows a field chooses among, asked for when they are shown: the empty choice costs no question."""

    def __init__(self, field: forms.ModelChoiceField[Any], rows: Fixed[Any], ids: tuple[int, ...]) -> None:
        self.field, self.rows, self.ids = field, rows, ids

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for row in self.rows.rows(*self.ids):
            yield self.field.prepare_value(row), self.field.label_from_instance(row)
