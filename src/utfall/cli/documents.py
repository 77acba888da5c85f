# SPDX-License-Identifier: Apache-2.0
"""What commands that write a document share: --out and --format, and the writing itself, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable

import click

from utfall.cli.language import say
from utfall.core.text import Text

FORMATS = ("json", "html", "pdf", "docx")


def document_options(formats: tuple[str, ...] = FORMATS, *, extra: tuple[str, ...] = ()) -> list[click.Option]:
    """Return --out and --format; `extra` are formats that are written only when they are asked for."""
    more = f" {', '.join(extra)}" if extra else ""
    return [
        click.Option(
            ["--out"],
            type=click.Path(),
            metavar=say("MAPP", "DIR"),
            help=say("Skriv också dokument i den här mappen.", "Also write documents to this folder."),
        ),
        click.Option(
            ["--format", "formats"],
            default=",".join(formats),
            show_default=True,
            metavar=say("LISTA", "LIST"),
            help=say("Vilka filer --out skriver.", "Which files --out writes.")
            + (say(f" Också:{more}.", f" Also:{more}.") if more else ""),
        ),
    ]


def write_documents(
    folder: str, content: Callable[[Callable[[Text], None]], dict[str, bytes]], tell: Callable[[Text], None]
) -> str:
    """Write every file into the folder, all or none, and return the line that says so.

    Parameters
    ----------
    content
        Makes the files by name; is given what to tell the progress to.
    """
    from utfall.io.write import atomic_outputs, ensure_writable

    ensure_writable(folder)
    files = content(tell)
    with atomic_outputs(folder) as target:
        for name, data in files.items():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(data)
    names = ", ".join(files)
    return say(f"Skrev {len(files)} filer i {folder}: {names}", f"Wrote {len(files)} files in {folder}: {names}")
