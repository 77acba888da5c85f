# SPDX-License-Identifier: Apache-2.0
"""Extracts of registers in, canonical tables out: columns by a mapping file, ids as keyed hashes, rejected rows told.

Nothing that leaves here holds a name or a personnummer. The key, and the map from pseudonym to number, stay in a folder
of their own.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from utfall.core.errors import Fault, InputError, Place, suggestion
from utfall.core.registers import CODE_MAP, EPISODE, OBSERVATION, PERSON, PERSON_PERIOD, RegisterTable
from utfall.core.text import Text
from utfall.io._register.ids import (
    fingerprint,
    holds_personnummer,
    is_name_heading,
    normalised,
    numbered,
    personnummer,
    pseudonym,
)
from utfall.io._register.mapping import ImportPlan, read_plan
from utfall.io._register.models import COLUMNS, EXAMPLE
from utfall.io._register.rows import Rows, episode_rows, interval_rows, person_rows
from utfall.io.tables import ReadOptions, Table, read_table
from utfall.io.write import atomic_outputs

if TYPE_CHECKING:
    import polars as pl

    from utfall.io._register.models import FileSection

__all__ = ["EXAMPLE", "ImportPlan", "Imported", "Read", "import_registers", "read_plan", "write_import"]
MANIFEST = "utfall/import-manifest/1"
_ROW_GROUP = 1_000_000
_REASONS_SHOWN = 5
_TARGETS: dict[str, RegisterTable] = {table.name: table for table in (PERSON, PERSON_PERIOD, EPISODE, OBSERVATION)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What became of one file: where its rows went, and the columns that were left out as nobody asked for them."""

    file: str
    sha256: str
    table: str
    rows: int
    kept: int
    rejected: Mapping[str, int]
    unused: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Imported:
    """The result of an import.

    Parameters
    ----------
    tables
        Canonical tables by name, sorted by person and date.
    rejected
        file, row, field, reason of each row that could not be used. No cell of the source.
    key_map
        pseudonym and person. To be kept apart.
    reads
        What became of each file.
    fingerprint
        Of the key.
    """

    plan: ImportPlan
    tables: Mapping[str, pl.DataFrame]
    rejected: pl.DataFrame
    key_map: pl.DataFrame
    reads: tuple[Read, ...]
    fingerprint: str


def import_registers(plan: ImportPlan, key: bytes) -> Imported:
    """Return the canonical tables of all files of a mapping.

    Raises
    ------
    InputError
        When a file or column is missing, a column other than the id holds personnummer or is headed as a name, no row
        can be used, or more rows of a file are rejected than the mapping allows.
    """
    sources = [_source(plan, file) for file in plan.files]
    faults = [
        fault for file, table in zip(plan.files, sources, strict=True) for fault in _column_faults(plan, file, table)
    ]
    if faults:
        raise InputError(*faults)
    numbers = _personnummer(plan, sources)
    rows = [_rows(plan, file, table.frame, numbers) for file, table in zip(plan.files, sources, strict=True)]
    reads = tuple(_read(*each) for each in zip(plan.files, sources, rows, strict=True))
    _refuse_rejected(plan, reads, rows)
    hashes = {
        word: pseudonym(key, normalised(word, today=plan.last_day))
        for found in rows
        for word in found.kept.get_column("id").unique().to_list()
    }
    persons = numbered(key, plan.common.delivery, hashes.values())
    return Imported(
        plan=plan,
        tables=_tables(plan, rows, {word: persons[hashed] for word, hashed in hashes.items()}),
        rejected=_rejected(plan, rows),
        key_map=_frame({"pseudonym": list(persons), "person": list(persons.values())}),
        reads=reads,
        fingerprint=fingerprint(key),
    )


def write_import(found: Imported, out: str | Path, *, software: str) -> tuple[Path, ...]:
    """Write tables, rejected rows and manifest into a folder, all or nothing; return their paths.

    The key map is not among them: see `_register.key.write_secret`.
    """
    target = Path(out)
    with atomic_outputs(target) as folder:
        digests = {}
        for name, frame in found.tables.items():
            data = parquet_bytes(frame)
            digests[name] = hashlib.sha256(data).hexdigest()
            (folder / f"{name}.parquet").write_bytes(data)
        found.rejected.write_csv(folder / "rejected.csv", separator=";", include_bom=True)
        text = json.dumps(_manifest(found, digests, software), ensure_ascii=False, indent=2) + "\n"
        (folder / "manifest.json").write_text(text, encoding="utf-8")
        names = sorted(path.name for path in folder.iterdir())
    return tuple(target / name for name in names)


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    """Return a table as Parquet (zstd, a million rows to a group)."""
    stream = BytesIO()
    frame.write_parquet(stream, compression="zstd", row_group_size=_ROW_GROUP)
    return stream.getvalue()


def _source(plan: ImportPlan, file: FileSection) -> Table:
    options = ReadOptions(delimiter=file.delimiter, encoding=file.encoding, sheet=file.sheet)
    return read_table(plan.folder / file.file, options=options)


def _used(file: FileSection) -> dict[str, str]:
    """Return the columns of the source that are used, by the field that names them."""
    named = {field: getattr(file, field) for field in COLUMNS}
    return {"person": file.person, **{field: column for field, column in named.items() if column is not None}}


def _column_faults(plan: ImportPlan, file: FileSection, table: Table) -> list[Fault]:
    faults = []
    for field, column in _used(file).items():
        place = Place(file=table.input.file, field=column)
        if column not in table.frame.columns:
            said = Text(sv=f"Kolumnen ”{column}” finns inte.", en=f"There is no column '{column}'.")
            faults.append(Fault("column-missing", said, suggestion(column, table.frame.columns), place))
        elif field != "person" and is_name_heading(column):
            faults.append(_identifying("column-of-names", place))
        elif field != "person" and _tells_who(table.frame.get_column(column), plan):
            faults.append(_identifying("column-of-personnummer", place))
    return faults


def _tells_who(cells: pl.Series, plan: ImportPlan) -> bool:
    import polars as pl

    if cells.dtype.is_temporal() or cells.dtype == pl.Boolean:
        return False
    whole = cells.cast(pl.Int64) if cells.dtype.is_float() and (cells == cells.floor()).all() else cells
    return holds_personnummer(whole.cast(pl.String).drop_nulls().to_list(), today=plan.last_day)


def _identifying(code: str, place: Place) -> Fault:
    names = code == "column-of-names"
    said = Text(
        sv="Kolumnen har en rubrik för namn eller kontaktuppgifter." if names else "Kolumnen innehåller personnummer.",
        en="The column is headed as names or contact details." if names else "The column holds personnummer.",
    )
    mend = Text(
        sv="Ta bort den ur mappningen. Bara id-kolumnen (person) får peka ut någon; den ersätts av en pseudonym.",
        en="Remove it from the mapping. Only the id column (person) may tell who it is; a pseudonym replaces it.",
    )
    return Fault(code, said, mend, place)


def _personnummer(plan: ImportPlan, sources: list[Table]) -> dict[str, str]:
    """Return the twelve digits of every id that is a personnummer, where a file asks for what they tell."""
    found = {}
    for file, table in zip(plan.files, sources, strict=True):
        if file.from_id:
            for word in table.frame.get_column(file.person).cast(str).drop_nulls().unique().to_list():
                number = personnummer(word, today=plan.last_day)
                if number is not None:
                    found[word.strip()] = number
    return found


def _rows(plan: ImportPlan, file: FileSection, frame: pl.DataFrame, numbers: Mapping[str, str]) -> Rows:
    if file.table == "episode":
        return episode_rows(frame, file, plan.common, {code: state for code, state, _ in plan.codes})
    if file.table == "person":
        return person_rows(frame, file, plan.common, numbers)
    return interval_rows(frame, file, plan.common)


def _read(file: FileSection, table: Table, rows: Rows) -> Read:
    used = set(_used(file).values())
    return Read(
        file=table.input.file,
        sha256=table.input.sha256,
        table=file.table,
        rows=table.input.rows,
        kept=rows.kept.height,
        rejected=dict(sorted(Counter(rows.rejected.get_column("reason").to_list()).items())),
        unused=tuple(name for name in table.frame.columns if name not in used),
    )


def _refuse_rejected(plan: ImportPlan, reads: tuple[Read, ...], rows: list[Rows]) -> None:
    faults = []
    for read, found in zip(reads, rows, strict=True):
        lost = sum(count for reason, count in read.rejected.items() if reason != "duplicate")
        if read.kept and lost <= plan.common.most_rejected * read.rows:
            continue
        first = found.rejected.filter(found.rejected["reason"] != "duplicate").head(_REASONS_SHOWN).rows()
        where = ", ".join(f"{row}: {reason} ({field or '–'})" for row, field, reason in first)
        said = Text(
            sv=f"{lost} av {read.rows} rader kan inte användas. De första, rad: skäl (fält): {where}.",
            en=f"{lost} of {read.rows} rows cannot be used. The first, row: reason (field): {where}.",
        )
        mend = Text(
            sv="Rätta mappningen (datumformat, koder) eller utdraget. Är det väntat: höj most_rejected.",
            en="Mend the mapping (date formats, codes) or the extract. If it is expected: raise most_rejected.",
        )
        faults.append(Fault("too-many-rejected", said, mend, Place(file=read.file)))
    if faults:
        raise InputError(*faults)


def _tables(plan: ImportPlan, rows: list[Rows], persons: Mapping[str, int]) -> dict[str, pl.DataFrame]:
    import polars as pl

    found: dict[str, list[pl.DataFrame]] = {name: [] for name in _TARGETS}
    for file, part in zip(plan.files, rows, strict=True):
        number = pl.col("id").replace_strict(dict(persons), return_dtype=pl.Int64).alias("person")
        found[file.table].append(part.kept.with_columns(number))
    everybody = pl.DataFrame({"person": sorted(set(persons.values()))}, schema={"person": pl.Int64})
    told = pl.concat(found[PERSON.name]) if found[PERSON.name] else None
    if told is None:
        empty = [pl.lit(None, dtype=_dtype(field.kind)).alias(field.name) for field in PERSON.fields[1:]]
        people = everybody.with_columns(*empty)
    else:
        people = everybody.join(told.unique("person", keep="first", maintain_order=True), on="person", how="left")
    tables = {PERSON.name: _shaped(people, PERSON, ("person",))}
    episodes = found[EPISODE.name]
    if episodes:
        together = pl.concat(episodes).sort("person", "start_d", "end_d", "row", nulls_last=True)
        tables[EPISODE.name] = _shaped(together.with_row_index("row_id", offset=1), EPISODE, ())
    for table in (OBSERVATION, PERSON_PERIOD):
        if found[table.name]:
            tables[table.name] = _shaped(pl.concat(found[table.name]), table, ("person", "from_d"))
    if plan.codes:
        codes = {"source_code": [c for c, _, _ in plan.codes], "state": [s for _, s, _ in plan.codes]}
        frame = pl.DataFrame({**codes, "version": pl.Series([v for *_, v in plan.codes], dtype=pl.String)})
        tables[CODE_MAP.name] = _shaped(frame, CODE_MAP, ())
    return tables


def _dtype(kind: str) -> Any:
    import polars as pl

    return {"int32": pl.Int32, "int64": pl.Int64, "string": pl.String, "date": pl.Date}[kind]


def _shaped(frame: pl.DataFrame, table: RegisterTable, order: tuple[str, ...]) -> pl.DataFrame:
    import polars as pl

    shaped = frame.select(pl.col(field.name).cast(_dtype(field.kind)) for field in table.fields)
    return shaped.sort(*order) if order else shaped


def _rejected(plan: ImportPlan, rows: list[Rows]) -> pl.DataFrame:
    import polars as pl

    parts = [
        part.rejected.select(pl.lit(file.file).alias("file"), "row", "field", "reason")
        for file, part in zip(plan.files, rows, strict=True)
    ]
    return pl.concat(parts).sort("file", "row", maintain_order=True)


def _frame(columns: dict[str, list[Any]]) -> pl.DataFrame:
    import polars as pl

    return pl.DataFrame(columns, schema={"pseudonym": pl.String, "person": pl.Int64})


def _manifest(found: Imported, digests: Mapping[str, str], software: str) -> dict[str, Any]:
    common = found.plan.common
    return {
        "schema": MANIFEST,
        "title": common.title if isinstance(common.title, str) else common.title.model_dump(),
        "delivery": common.delivery,
        "censor_date": common.censor_date,
        "days": {
            "date_formats": list(common.date_formats),
            "time_zone": common.time_zone,
            "end_included_in_source": common.end_included,
            "interval": "[start_d, end_d)",
        },
        "mapping": {"file": found.plan.name, "sha256": found.plan.sha256},
        "pseudonyms": {"method": "HMAC-SHA-256", "key_fingerprint": found.fingerprint, "persons": found.key_map.height},
        "files": [
            {
                "file": read.file, "sha256": read.sha256, "table": read.table, "rows": read.rows, "kept": read.kept,
                "rejected": dict(read.rejected), "columns_left_out": list(read.unused),
            }
            for read in found.reads
        ],
        "tables": {
            name: {"rows": frame.height, "sha256": digests[name]} for name, frame in found.tables.items()
        },
        "software": software,
    }  # fmt: skip
