# SPDX-License-Identifier: Apache-2.0
"""A table of a PostgreSQL database as Arrow, read in batches through a cursor on the server."""

from __future__ import annotations

from typing import Any

from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Text
from utfall.engines.base import require_extra
from utfall.engines.sources import PostgresTable

_BATCH = 100_000


def read_postgres(source: PostgresTable) -> Any:
    """Return every row of the table.

    Raises
    ------
    InputError
        When the database does not answer or has no such table. The address is never repeated: it may hold a password.
    """
    psycopg = require_extra("psycopg", "web")
    pa = require_extra("pyarrow", "flows")
    sql = psycopg.sql
    try:
        with psycopg.connect(source.dsn) as connection, connection.cursor(name="utfall") as cursor:
            cursor.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(source.schema, source.table)))
            batches = []
            while rows := cursor.fetchmany(_BATCH):
                names = [column.name for column in cursor.description]
                columns = zip(*rows, strict=True)
                batches.append(pa.table({name: list(column) for name, column in zip(names, columns, strict=True)}))
            names = [column.name for column in cursor.description or ()]
    except psycopg.errors.UndefinedTable:
        raise InputError(_fault("table-unknown", source, "finns inte", "does not exist")) from None
    except psycopg.OperationalError:
        raise InputError(_fault("database-silent", source, "svarar inte", "does not answer")) from None
    if not batches:
        return pa.table({name: pa.array([], pa.string()) for name in names})
    return pa.concat_tables(batches, promote_options="permissive")


def _fault(code: str, source: PostgresTable, sv: str, en: str) -> Fault:
    name = f"{source.schema}.{source.table}"
    said = Text(sv=f"Tabellen {name} {sv}.", en=f"The table {name} {en}.")
    mend = Text(sv="Kontrollera adress, rättigheter och namn.", en="Check address, rights and name.")
    return Fault(code, said, mend, Place(field=name))
