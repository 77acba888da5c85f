# SPDX-License-Identifier: Apache-2.0
"""Values held against the JSON Schemas of the package (draft 2020-12, the words that they use and no other).

The tests hold it against a reference implementation of JSON Schema.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]
_TYPES: dict[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "number": lambda value: _is_number(value) and math.isfinite(value),
    "integer": lambda value: _is_number(value) and math.isfinite(value) and value == int(value),
}
_TOLD = {"$schema", "$id", "title", "description", "$defs", "then", "else"}


def first_fault(value: Any, schema: Schema) -> str | None:
    """Return where a value first departs from a schema, as a path (`effects/0/ci`); None when it holds.

    Parameters
    ----------
    value
        What `json.loads` gave.
    schema
        A whole schema: `$ref` is looked up in its `$defs`.

    Raises
    ------
    LookupError
        The schema uses a word that is not known here.
    """
    return next(_faults(value, schema, schema, ""), None)


def _holds(value: Any, schema: Schema, root: Schema) -> bool:
    return next(_faults(value, schema, root, ""), None) is None


def _faults(value: Any, schema: Schema, root: Schema, path: str) -> Iterator[str]:
    """Yield the path of each fault, in the order of the schema's words."""
    for word, said in schema.items():
        if word in _PLAIN:
            if not _PLAIN[word](value, said):
                yield path or "/"
        elif word in _NESTED:
            yield from _NESTED[word](value, schema, root, path)
        elif word not in _TOLD:
            raise LookupError(word)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _same(value: Any, other: Any) -> bool:
    return (type(value) is type(other) and bool(value == other)) or (
        _is_number(value) and _is_number(other) and value == other
    )


def _type(value: Any, said: Any) -> bool:
    return any(_TYPES[name](value) for name in ([said] if isinstance(said, str) else said))


_PLAIN: dict[str, Callable[[Any, Any], bool]] = {
    "type": _type,
    "const": _same,
    "enum": lambda value, said: any(_same(value, one) for one in said),
    "required": lambda value, said: not isinstance(value, dict) or all(name in value for name in said),
    "minimum": lambda value, said: not _is_number(value) or value >= said,
    "maximum": lambda value, said: not _is_number(value) or value <= said,
    "exclusiveMinimum": lambda value, said: not _is_number(value) or value > said,
    "exclusiveMaximum": lambda value, said: not _is_number(value) or value < said,
    "minLength": lambda value, said: not isinstance(value, str) or len(value) >= said,
    "minItems": lambda value, said: not isinstance(value, list) or len(value) >= said,
    "maxItems": lambda value, said: not isinstance(value, list) or len(value) <= said,
    "pattern": lambda value, said: not isinstance(value, str) or re.search(said, value) is not None,
}


def _properties(value: Any, schema: Schema, root: Schema, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in schema["properties"].items():
            if name in value:
                yield from _faults(value[name], inner, root, f"{path}{'/' if path else ''}{name}")


def _patterns(value: Any, schema: Schema, root: Schema, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for pattern, inner in schema["patternProperties"].items():
            for name in value:
                if re.search(pattern, name):
                    yield from _faults(value[name], inner, root, f"{path}{'/' if path else ''}{name}")


def _additional(value: Any, schema: Schema, root: Schema, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        return
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    for name in value:
        if name not in known and not any(re.search(pattern, name) for pattern in patterns):
            inner = schema["additionalProperties"]
            where = f"{path}{'/' if path else ''}{name}"
            if inner is False:
                yield where
            elif inner is not True:
                yield from _faults(value[name], inner, root, where)


def _items(value: Any, schema: Schema, root: Schema, path: str) -> Iterator[str]:
    if isinstance(value, list):
        for place, item in enumerate(value):
            yield from _faults(item, schema["items"], root, f"{path}{'/' if path else ''}{place}")


def _contains(value: Any, schema: Schema, root: Schema, path: str) -> Iterator[str]:
    if isinstance(value, list) and not any(_holds(item, schema["contains"], root) for item in value):
        yield path or "/"


def _ref(value: Any, schema: Schema, root: Schema, path: str) -> Iterator[str]:
    name = schema["$ref"].removeprefix("#/$defs/")
    yield from _faults(value, root["$defs"][name], root, path)


def _all_of(value: Any, schema: Schema, root: Schema, path: str) -> Iterator[str]:
    for inner in schema["allOf"]:
        yield from _faults(value, inner, root, path)


def _any_of(value: Any, schema: Schema, root: Schema, path: str) -> Iterator[str]:
    if not any(_holds(value, inner, root) for inner in schema["anyOf"]):
        yield path or "/"


def _one_of(value: Any, schema: Schema, root: Schema, path: str) -> Iterator[str]:
    if sum(_holds(value, inner, root) for inner in schema["oneOf"]) != 1:
        yield path or "/"


def _not(value: Any, schema: Schema, root: Schema, path: str) -> Iterator[str]:
    if _holds(value, schema["not"], root):
        yield path or "/"


def _if(value: Any, schema: Schema, root: Schema, path: str) -> Iterator[str]:
    branch = "then" if _holds(value, schema["if"], root) else "else"
    if branch in schema:
        yield from _faults(value, schema[branch], root, path)


_NESTED: dict[str, Callable[[Any, Schema, Schema, str], Iterator[str]]] = {
    "properties": _properties,
    "patternProperties": _patterns,
    "additionalProperties": _additional,
    "items": _items,
    "contains": _contains,
    "$ref": _ref,
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "not": _not,
    "if": _if,
}
