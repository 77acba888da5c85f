# SPDX-License-Identifier: Apache-2.0
"""Loading a compiled library whole, whatever the user presses meanwhile."""

from __future__ import annotations

import importlib
import signal
import sys
import threading
from types import FrameType, ModuleType


def load_whole(name: str) -> ModuleType:
    """Return the module `name`, imported without being broken off half-way.

    Ctrl-C or an order to end that arrives while a compiled library starts is taken for a fault inside it: the
    library prints a panic and raises something that is neither an error nor an interruption. So the signal
    waits until the library stands, and is then acted on as it would have been.

    Parameters
    ----------
    name
        A module, as in an import statement.
    """
    if name in sys.modules or threading.current_thread() is not threading.main_thread():
        return importlib.import_module(name)
    came: list[tuple[int, FrameType | None]] = []
    watched = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.getsignal(number) for number in watched}
    for number in watched:
        if callable(before[number]):
            signal.signal(number, lambda told, frame: came.append((told, frame)))
    try:
        return importlib.import_module(name)
    finally:
        for number in watched:
            signal.signal(number, before[number])
        if came:
            told, frame = came[0]
            answer = before[signal.Signals(told)]
            if callable(answer):
                answer(told, frame)
