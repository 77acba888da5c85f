# SPDX-License-Identifier: Apache-2.0
"""Head and lines of a library's table as HTML, for tables of hundreds of cells."""

from __future__ import annotations

from html import escape

from utfall.reports.document import Table


def table_lines(table: Table) -> str:
    """Return `<thead>` and `<tbody>`, the first cell heading its row; every word is escaped."""
    heads = [escape(column.head) for column in table.columns]
    top = "".join([f'<th scope="col">{head}</th>' for head in heads])
    lines = []
    for first, *others in table.rows:
        cells = [f'<td data-head="{head}">{escape(cell)}</td>' for head, cell in zip(heads[1:], others, strict=True)]
        lines.append(f'<tr><th scope="row">{escape(first)}</th>{"".join(cells)}</tr>')
    body = "\n".join(lines)
    return f"<thead><tr>{top}</tr></thead>\n<tbody>{body}</tbody>"
