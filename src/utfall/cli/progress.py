# SPDX-License-Identifier: Apache-2.0
"""Progress on a terminal, nothing in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from utfall.core.text import Lang, Text


@contextmanager
def progress(lang: Lang) -> Iterator[Callable[[Text], None]]:
    """Yield a function that tells what is being done; a spinner with the elapsed time on a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    shown = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*shown, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda text: bar.update(task, description=text.of(lang))
