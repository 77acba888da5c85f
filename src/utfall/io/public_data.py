# SPDX-License-Identifier: Apache-2.0
"""Public statistics as tables with where they came from: Kolada and SCB."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Text
from utfall.io._sources import kolada, scb
from utfall.io._sources.cache import Cache, default_folder
from utfall.io._sources.kolada import KoladaData, fetch_kolada, municipality_groups
from utfall.io._sources.scb import ScbData, TableInfo, area_code, fetch_scb, table_info
from utfall.io._sources.transport import Answer, Client
from utfall.io.write import write_file

if TYPE_CHECKING:
    import polars as pl

__all__ = [
    "Client", "KoladaData", "ScbData", "TableInfo", "area_code", "fetch_kolada", "fetch_scb", "kolada_client",
    "kolada_table", "municipality_groups", "provenance", "scb_client", "scb_table", "table_info", "write_public",
]  # fmt: skip

_AREA_FIELDS = (
    ("area_code", "code"),
    ("area_division", "division"),
    ("valid_from", "valid_from"),
    ("valid_to", "valid_to"),
)


def kolada_client(cache: str | Path | None = None, *, offline: bool = False, max_age_days: float = 30.0) -> Client:
    """Return what asks Kolada; `cache` None: the user's cache folder."""
    folder = default_folder() if cache is None else Path(cache)
    return Client("Kolada", Cache(folder), kolada.PACE, offline=offline, max_age_days=max_age_days)


def scb_client(cache: str | Path | None = None, *, offline: bool = False, max_age_days: float = 30.0) -> Client:
    """Return what asks SCB; `cache` None: the user's cache folder."""
    folder = default_folder() if cache is None else Path(cache)
    return Client("SCB", Cache(folder), scb.PACE, offline=offline, max_age_days=max_age_days)


def kolada_table(data: KoladaData) -> pl.DataFrame:
    """Return columns kpi, title, municipality, name, year, sex (all, f, m), value (empty: none) and status."""
    import polars as pl

    titles = {figure.id: figure.title for figure in data.figures}
    return pl.DataFrame(
        [(v.kpi, titles.get(v.kpi, ""), v.municipality, v.name, v.year, v.sex, v.value, v.status) for v in data.values],
        schema={
            "kpi": pl.String, "title": pl.String, "municipality": pl.String, "name": pl.String, "year": pl.Int32,
            "sex": pl.String, "value": pl.Float64, "status": pl.String,
        },
        orient="row",
    )  # fmt: skip


def scb_table(data: ScbData) -> pl.DataFrame:
    """Return a column of codes and one of names per variable, value (empty: none) and status.

    Where codes of small areas are among them: also area_code, area_division, valid_from and valid_to.
    """
    import polars as pl

    columns: dict[str, Any] = {}
    for place, name in enumerate(data.variables):
        words = dict(next(variable.values for variable in data.info.variables if variable.code == name))
        codes = [cell.codes[place] for cell in data.cells]
        columns[name] = pl.Series(codes, dtype=pl.String)
        columns[f"{name}_name"] = pl.Series([words.get(code, code) for code in codes], dtype=pl.String)
        areas = [area_code(code) for code in codes]
        if any(areas):
            for field, attribute in _AREA_FIELDS:
                told = [getattr(area, attribute) if area else None for area in areas]
                columns[field] = pl.Series(told, dtype=pl.String)
    columns["value"] = pl.Series([cell.value for cell in data.cells], dtype=pl.Float64)
    columns["status"] = pl.Series([cell.status for cell in data.cells], dtype=pl.String)
    return pl.DataFrame(columns)


def provenance(answers: Sequence[Answer], *, source: str, software: str, about: dict[str, Any]) -> dict[str, Any]:
    """Return where a table came from: every question with the SHA-256 and day of its answer."""
    return {
        "schema": "utfall/public-data/1",
        "source": source,
        **about,
        "answers": [
            {
                "url": answer.url,
                "sha256": answer.sha256,
                "fetched": datetime.datetime.fromtimestamp(answer.fetched, datetime.UTC).isoformat(timespec="seconds"),
                "older_than_asked_for": answer.stale,
            }
            for answer in answers
        ],
        "software": software,
    }


def write_public(frame: pl.DataFrame, told: dict[str, Any], out: str | Path) -> tuple[Path, Path]:
    """Write a table (.csv with semicolons, or .parquet) and its provenance beside it; return both paths.

    Raises
    ------
    InputError
        When the ending is another, or the file cannot be written.
    """
    from utfall.io.register_import import parquet_bytes

    target = Path(out)
    if target.suffix.lower() == ".parquet":
        data = parquet_bytes(frame)
    elif target.suffix.lower() == ".csv":
        data = b"\xef\xbb\xbf" + frame.write_csv(separator=";").encode("utf-8")
    else:
        said = Text(sv="Utfilen ska sluta på .csv eller .parquet.", en="The output file ends in .csv or .parquet.")
        mend = Text(sv="Ange till exempel --out kolada.csv.", en="Name for example --out kolada.csv.")
        raise InputError(Fault("ending-unknown", said, mend, Place(file=target.name)))
    written = write_file(target, data, overwrite=True)
    text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    return written, write_file(target.with_name(f"{target.name}.source.json"), text, overwrite=True)
