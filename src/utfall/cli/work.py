# SPDX-License-Identifier: Apache-2.0
"""A run on an engine that may be lost in the middle: what was done is kept, and taken up by the same call."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from utfall.cli.language import say
from utfall.core.errors import Fault
from utfall.core.text import Text

if TYPE_CHECKING:
    from utfall.engines import Engine


@contextmanager
def running_engine(
    name: str, settings: Any, *, asked: object, inputs: Sequence[str] | None, work: str | None, embedded: bool = False
) -> Iterator[Engine]:
    """Yield an engine; finished parts are kept until the run is done: Spark's always, DuckDB's where `work` asks for it.

    Parameters
    ----------
    asked
        The definition: another one does not take up these parts.
    inputs
        What tells the inputs from others, such as checksums; None when nothing does (a database): nothing is kept.
    work
        Folder of the parts; None: in the user's cache.
    embedded
        The embedded engine answers in parts too. A flow's kernel does not: its tables are counted together.
    """
    from utfall import __version__
    from utfall.engines import EngineFailed, connect
    from utfall.engines.resumed import Resumed, run_key

    with connect(name, settings) as running:
        kept_here = embedded and work is not None
        if inputs is None or not (name == "spark" or kept_here):
            yield running
            return
        folder = Path(work) if work else _cache()
        kept = Resumed(running, folder / run_key(__version__, repr(asked), *inputs))
        if kept.parts:
            click.echo(_taken_up(kept.parts), err=True)
        try:
            yield kept
        except EngineFailed as error:
            raise EngineFailed(*(_with_parts(fault, kept.parts) for fault in error.faults)) from None
    kept.clear()


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "utfall" / "work"


def _taken_up(parts: int) -> str:
    return say(
        f"Tar upp körningen där den avbröts: {parts} delar är redan räknade.",
        f"Taking up the run where it broke off: {parts} parts are already counted.",
    )


def _with_parts(fault: Fault, parts: int) -> Fault:
    sv = f" {parts} delar är räknade och tas upp då." if parts else ""
    en = f" {parts} parts are counted and are taken up then." if parts else ""
    mend = Text(sv=fault.mend.sv + sv, en=fault.mend.en + en)
    return Fault(fault.code, fault.text, mend, fault.place)
