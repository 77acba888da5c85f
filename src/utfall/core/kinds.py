# SPDX-License-Identifier: Apache-2.0
"""Whether what a caller gives is of the kind that a field takes, said in words instead of an error from deep within."""

from __future__ import annotations

import datetime
import math
import types
import typing
from collections.abc import Mapping
from typing import Any, Literal

from utfall.core.errors import Fault, Place, suggestion
from utfall.core.text import Text

_NUMBER = Text(sv="ett tal", en="a number")
_ASKED: dict[Any, Text] = {
    bool: Text(sv="True eller False", en="True or False"),
    int: Text(sv="ett heltal", en="a whole number"),
    float: _NUMBER,
    str: Text(sv="en text", en="a text"),
}
_SHOWN = 40  # characters of a value


def hints_of(cls: type) -> Mapping[str, Any]:
    """Return the kind of each field of a class of frozen data."""
    return typing.get_type_hints(cls)


def plain(value: Any) -> Any:
    """Return a value as Python's own: numbers of NumPy as numbers, a list as a tuple."""
    if isinstance(value, list):
        return tuple(plain(item) for item in value)
    if type(value).__module__ == "numpy" and getattr(value, "ndim", None) == 0:
        return value.item()
    return value


def as_word(value: Any) -> Any:
    """Return a period or a group given as a number or a date as it is written; other values as they are."""
    if isinstance(value, bool) or not isinstance(value, int | float | datetime.date):
        return value
    return value.isoformat() if isinstance(value, datetime.date) else f"{value:.15g}"


def fits(hint: Any, value: Any) -> bool:
    """Tell whether a value is of a kind: bool, int, float (finite), str, Literal, tuple of these, or one of several."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return any(fits(one, value) for one in arguments)
    if origin is Literal:
        return any(type(value) is type(one) and value == one for one in arguments)
    if origin is tuple:
        if not isinstance(value, tuple):
            return False
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return all(fits(arguments[0], item) for item in value)
        return len(value) == len(arguments) and all(map(fits, arguments, value))
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < math.inf
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, hint) if isinstance(hint, type) else True


def asked(hint: Any) -> Text:
    """Return what a field takes, in words."""
    origin = typing.get_origin(hint)
    arguments = [one for one in typing.get_args(hint) if one not in (type(None), Ellipsis)]
    if origin in (typing.Union, types.UnionType):  # each such field may be left unstated
        first = asked(arguments[0])
        return Text(sv=f"{first.sv} eller None", en=f"{first.en} or None")
    if origin is Literal:
        words = ", ".join(str(one) for one in arguments)
        return Text(sv=f"ett av {words}", en=f"one of {words}")
    if origin is tuple:
        if set(arguments) == {str}:
            return Text(sv="en eller flera texter", en="one or more texts")
        if set(arguments) <= {int, float}:
            return Text(sv="en följd av tal", en="a sequence of numbers")
        return Text(sv="par av namn och värde", en="pairs of name and value")
    return _ASKED.get(hint, Text(sv="av ett annat slag", en="of another kind"))


def kind_faults(hints: Mapping[str, Any], given: Mapping[str, Any], *, prefix: str = "") -> list[Fault]:
    """Return a fault for each given value that is not of its field's kind; names without a hint are left alone.

    Parameters
    ----------
    prefix
        Before the name of the field as it is shown: "--" for the names of options.
    """
    return [
        _fault(name, value, hints[name], prefix + (name.replace("_", "-") if prefix else name))
        for name, value in given.items()
        if name in hints and not fits(hints[name], value)
    ]


def _fault(name: str, value: Any, hint: Any, field: str) -> Fault:
    shown = value if isinstance(value, str) else repr(value)
    shown = shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"
    words = asked(hint)
    text = Text(
        sv=f"”{shown}” går inte att använda: {name} ska vara {words.sv}.",
        en=f"'{shown}' cannot be used: {name} should be {words.en}.",
    )
    known = [one for one in typing.get_args(hint) if isinstance(one, str)]
    mend = (
        suggestion(value, known) if known and isinstance(value, str) else Text(sv="Rätta värdet.", en="Mend the value.")
    )
    return Fault("option-kind", text, mend, Place(field=field))
