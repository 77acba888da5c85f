# SPDX-License-Identifier: Apache-2.0
"""What is wrong with the shape of a part, said in plain Swedish and English."""

from __future__ import annotations

import re
from typing import Any

from pydantic_core import ErrorDetails

from utfall.core.errors import suggestion
from utfall.core.text import Lang, Text
from utfall.io._initiative import models as m
from utfall.io._initiative import models_economy as e
from utfall.io._initiative import models_questions as q
from utfall.io._initiative.numbers import shown as number_words
from utfall.io._initiative.source import Faults, Path

_TAGS = {"text", "table", "number", "id", "none", "[key]"}
_NESTED: dict[str, type[m.Section]] = {
    "schedule": e.RateStep,
    "deadweight": e.AdjustmentTable,
    "displacement": e.AdjustmentTable,
    "attribution": e.AdjustmentTable,
    "evidence": e.EvidenceTable,
    "participation": m.ParticipationTable,
    "subgroups": m.SubgroupTable,
    "robustness": m.ChallengesTable,
    "components": q.ComponentTable,
}
_NUMBERS = {"cost", "effect", "unit_cost", "quantity", "population", "reach", "dropoff", "units_per_improvement"}

_EXPECTED: dict[str, Text] = {
    "string_type": Text(sv="en text inom citattecken", en="a text in quotes"),
    "words_expected": Text(sv="en text, eller { sv = …, en = … }", en="a text, or { sv = …, en = … }"),
    "int_type": Text(sv="ett heltal", en="a whole number"),
    "float_type": Text(sv="ett tal", en="a number"),
    "finite_number": Text(sv="ett ändligt tal", en="a finite number"),
    "number_expected": Text(
        sv="ett tal, ett id inom citattecken eller { value = … }",
        en="a number, an id in quotes or { value = … }",
    ),
    "bool_type": Text(sv="true eller false", en="true or false"),
    "list_type": Text(sv="en lista inom [ ]", en="a list in [ ]"),
    "dict_type": Text(sv="en tabell inom { }", en="a table in { }"),
    "model_type": Text(sv="en tabell inom { }", en="a table in { }"),
}

_HINTS: dict[tuple[str, str], Text] = {
    ("appraisal", "discount_rate"): Text(
        sv="Ange en andel per år: 0.035 för 3,5 procent.", en="State a share per year: 0.035 for 3.5 per cent."
    ),
    ("schedule", "rate"): Text(
        sv="Ange en andel per år: 0.035 för 3,5 procent.", en="State a share per year: 0.035 for 3.5 per cent."
    ),
    ("appraisal", "currency"): Text(
        sv="Ange tre versaler, som SEK eller EUR.", en="State three capitals, such as SEK or EUR."
    ),
    ("appraisal", "draws"): Text(sv="10000 räcker för de flesta underlag.", en="10000 is enough for most decisions."),
    ("appraisal", "horizon_years"): Text(
        sv="Ange hur många hela år kalkylen omfattar.", en="State how many whole years the appraisal covers."
    ),
    ("ratings", "reliability"): Text(
        sv="Ange instrumentets reliabilitet, till exempel 0.85.", en="State the instrument's reliability, such as 0.85."
    ),
    ("lock", "date"): Text(sv="Skriv datum som 2026-01-31.", en="Write the date as 2026-01-31."),
    ("lock", "sha256"): Text(
        sv="Kopiera planens kontrollsumma, 64 tecken, från `utfall check`.",
        en="Copy the checksum of the plan, 64 characters, from `utfall check`.",
    ),
}
_ID_HINT = Text(
    sv="Ett id har bokstäver, siffror, - och _, högst 60 tecken, inga mellanslag.",
    en="An id has letters, digits, - and _, at most 60 characters, no spaces.",
)
_BOUNDS = {
    "greater_than": ("ge", Text(sv="större än", en="greater than")),
    "greater_than_equal": ("ge", Text(sv="minst", en="at least")),
    "less_than": ("lt", Text(sv="mindre än", en="less than")),
    "less_than_equal": ("le", Text(sv="högst", en="at most")),
}


def fault_of(detail: ErrorDetails, raw: dict[str, Any], kind: type[m.Section], base: Path, faults: Faults) -> None:
    """Note the fault that a finding of the shape check stands for."""
    what = detail["type"]
    path = _without_tags(detail["loc"], raw, keep_last=what in ("missing", "extra_forbidden"))
    name = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    where = (*base, *path)
    if what == "missing":
        said = Text(sv=f"Fältet {name} saknas.", en=f"The field {name} is missing.")
        mend = Text(sv=f"Lägg till {name} = …", en=f"Add {name} = …")
        faults.add("field-missing", where, said, mend)
    elif what == "extra_forbidden":
        _unknown_key(name, path, kind, raw, where, faults)
    elif what == "literal_error":
        known = [w.replace("\\t", "\t") for w in re.findall(r"'([^']*)'", str(detail.get("ctx", {}).get("expected")))]
        shown = _shown(detail["input"])
        said = _sentence(sv=f"{shown.sv} är inget val för {name}.", en=f"{shown.en} is no choice for {name}.")
        faults.add("value-unknown", where, said, suggestion(str(detail["input"])[:60], known))
    elif what in _EXPECTED or what == "int_from_float":
        _wrong_type(_EXPECTED.get(what, _EXPECTED["int_type"]), detail["input"], name, where, faults)
    elif what == "hidden_character":
        _hidden(str(detail["ctx"]["code"]), name, where, faults)
    elif what in _BOUNDS:
        _out_of_range(detail, name, where, faults)
    else:
        _malformed(what, detail["input"], name, where, faults)


def _without_tags(loc: tuple[int | str, ...], raw: Any, *, keep_last: bool) -> Path:
    """Return a location in the file's own terms: the names that tell forms of a value apart are dropped."""
    path: list[str | int] = []
    value = raw
    for position, step in enumerate(loc):
        last = position == len(loc) - 1
        here = isinstance(value, dict) and step in value
        if here or (isinstance(value, list) and isinstance(step, int) and step < len(value)):
            value = value[step]
        elif not (last and keep_last) and step in _TAGS:
            continue
        path.append(step)
    return tuple(path)


def _unknown_key(
    name: str, path: Path, kind: type[m.Section], raw: dict[str, Any], where: Path, faults: Faults
) -> None:
    shown = name if len(name) <= 60 else name[:60] + "…"
    if len(path) == 1:
        known = list(kind.model_fields)
        if issubclass(kind, m.ComparisonSection):
            design = raw.get("design")
            said = Text(
                sv=f"Valet {shown} hör inte till designen {design}.",
                en=f"The option {shown} does not belong to the design {design}.",
            )
            faults.add("option-unknown", where, said, suggestion(name, known))
            return
    else:
        parent = str(next(step for step in path if isinstance(step, str)))
        nested = _NESTED.get(parent) or (m.NumberTable if parent in _NUMBERS else m.WordsTable)
        known = list(nested.model_fields)
    said = Text(sv=f"Fältet ”{shown}” är okänt här.", en=f"The field '{shown}' is unknown here.")
    faults.add("key-unknown", where, said, suggestion(name, known))


def _wrong_type(expected: Text, value: Any, name: str, where: Path, faults: Faults) -> None:
    shown = _shown(value)
    said = Text(
        sv=f"{name} ska vara {expected.sv} men är {shown.sv}.",
        en=f"{name} should be {expected.en} but is {shown.en}.",
    )
    mend = Text(sv=f"Skriv {expected.sv}.", en=f"Write {expected.en}.")
    if isinstance(value, str) and "number" in expected.en:
        mend = Text(
            sv="Skriv talet utan citattecken och mellanslag; decimaltecken är punkt.",
            en="Write the number without quotes and spaces; the decimal mark is a point.",
        )
    faults.add("type-wrong", where, said, mend)


def _out_of_range(detail: ErrorDetails, name: str, where: Path, faults: Faults) -> None:
    key, words = _BOUNDS[detail["type"]]
    context = detail.get("ctx", {})
    bound = context.get("gt", context.get(key))
    shown = _shown(detail["input"])
    said = Text(
        sv=f"{name} ska vara {words.sv} {_plain(bound)} men är {shown.sv}.",
        en=f"{name} should be {words.en} {_plain(bound, 'en')} but is {shown.en}.",
    )
    own = next((_HINTS[s, name] for s in where if isinstance(s, str) and (s, name) in _HINTS), None)
    mend = own or Text(
        sv=f"Ange ett värde som är {words.sv} {_plain(bound)}.",
        en=f"State a value that is {words.en} {_plain(bound, 'en')}.",
    )
    faults.add("out-of-range", where, said, mend)


def _hidden(code: str, name: str, where: Path, faults: Faults) -> None:
    said = Text(
        sv=f"{name} innehåller ett osynligt styrtecken ({code}), som kan göra att texten visas som en annan.",
        en=f"{name} holds an invisible control character ({code}), which can make the text look like another.",
    )
    mend = Text(
        sv="Skriv om texten för hand i stället för att klistra in den.", en="Retype the text instead of pasting it."
    )
    faults.add("text-hidden", where, said, mend)


def _malformed(what: str, value: Any, name: str, where: Path, faults: Faults) -> None:
    if what in ("string_too_short", "too_short"):
        said = Text(sv=f"{name} är tomt.", en=f"{name} is empty.")
        mend = Text(sv=f"Fyll i {name}.", en=f"Fill in {name}.")
        faults.add("field-empty", where, said, mend)
        return
    shown = _shown(value)
    own = next((_HINTS[s, name] for s in where if isinstance(s, str) and (s, name) in _HINTS), None)
    mend = own or (_ID_HINT if name == "id" else Text(sv="Rätta skrivsättet.", en="Mend how it is written."))
    said = _sentence(sv=f"{shown.sv} går inte att läsa som {name}.", en=f"{shown.en} cannot be read as {name}.")
    faults.add("value-malformed", where, said, mend)


def _shown(value: Any) -> Text:
    """Return a value as people see it in their file, cut when it is long."""
    if isinstance(value, bool):
        return Text.same("true" if value else "false")
    if isinstance(value, int | float):
        return Text(sv=_plain(value), en=_plain(value, "en"))
    if isinstance(value, str):
        cut = value if len(value) <= 40 else value[:40] + "…"
        return Text(sv=f"texten ”{cut}”", en=f"the text '{cut}'")
    if isinstance(value, dict):
        return Text(sv="en tabell", en="a table")
    if isinstance(value, list):
        return Text(sv="en lista", en="a list")
    return Text(sv="ett datum", en="a date")


_APART = 10_000  # from here on the thousands are set apart


def _sentence(*, sv: str, en: str) -> Text:
    return Text(sv=sv[:1].upper() + sv[1:], en=en[:1].upper() + en[1:])


def _plain(value: Any, lang: Lang = "sv") -> str:
    try:
        return number_words(float(value), lang) if abs(float(value)) >= _APART else f"{float(value):.10g}"
    except (OverflowError, ValueError, TypeError):
        return "…"
