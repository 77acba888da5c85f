# SPDX-License-Identifier: Apache-2.0
"""How much memory the work may take, and a refusal in words before more than that is asked for."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from utfall.core.errors import DesignRefused, Fault, InputError, Place
from utfall.core.text import Text

if TYPE_CHECKING:
    from utfall.thread.footprint import Demand, Step

VARIABLE = "UTFALL_MEMORY"
_SIZE = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*([KMGT]?)B?\s*", re.IGNORECASE)
_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_TO_START = 10**9  # bytes of address space that Polars reserves, the program's other libraries included
_SPARE = 50_000_000  # what is below this is never refused: the program itself takes more
_MEMINFO, _STATM, _GROUP = Path("/proc/meminfo"), Path("/proc/self/statm"), Path("/sys/fs/cgroup")


def allowed_memory() -> int | None:
    """Return the bytes that the work may take: what UTFALL_MEMORY says, else what is free; None if unknown.

    Raises
    ------
    InputError
        When UTFALL_MEMORY is no size.
    """
    asked = os.environ.get(VARIABLE, "").strip()
    if asked:
        return _stated(asked)
    found = [size for size in (_free(), _left_to_group(), _left_to_process()) if size is not None]
    return max(min(found), _SPARE) if found else None


def _stated(asked: str) -> int:
    said = _SIZE.fullmatch(asked)
    if said is None:
        text = Text(sv=f"”{asked[:20]}” är ingen mängd minne.", en=f"'{asked[:20]}' is no amount of memory.")
        mend = Text(sv="Skriv till exempel 8GB eller 500MB.", en="Write 8GB or 500MB, say.")
        raise InputError(Fault("memory-size", text, mend, Place(field=VARIABLE)))
    return int(float(said[1].replace(",", ".")) * _UNITS[said[2].upper()])


def _free() -> int | None:
    """Return what the system says is free to take, in bytes; where it does not say, all the memory there is."""
    try:
        for line in _MEMINFO.read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (OSError, ValueError, IndexError, AttributeError):
        return None


def _left_to_group() -> int | None:
    """Return what the container's limit leaves, None without one."""
    try:
        most, used = ((_GROUP / name).read_text(encoding="ascii").strip() for name in ("memory.max", "memory.current"))
        return int(most) - int(used)
    except (OSError, ValueError):
        return None


def _left_to_process() -> int | None:
    """Return what a limit on the process's own memory (ulimit -v) leaves, None without one."""
    try:
        import resource

        most = resource.getrlimit(resource.RLIMIT_AS)[0]
        if most == resource.RLIM_INFINITY:
            return None
        pages = int(_STATM.read_text(encoding="ascii").split()[0])
        return max(most - pages * os.sysconf("SC_PAGE_SIZE"), 0)
    except (ImportError, OSError, ValueError, IndexError):
        return None


def refuse_starting(file: str) -> None:
    """Raise DesignRefused when a limit on the process leaves less address space than reading any file takes.

    The library that reads files reserves most of a gigabyte as it starts, and ends the process where it is refused it.
    """
    left = None if "polars" in sys.modules else _left_to_process()
    if left is not None and left < _TO_START:
        what = Text(sv="Att läsa en fil", en="Reading a file")
        mend = Text(sv="Höj gränsen (ulimit -v).", en="Raise the limit (ulimit -v).")
        raise DesignRefused(Fault("beyond-memory", _beyond(_TO_START, left, what), mend, Place(file=file)))


def refuse_reading(needed: int, file: str) -> None:
    """Raise InputError when reading a file would take more memory than allowed.

    Parameters
    ----------
    needed
        Estimated bytes.
    """
    allowed = allowed_memory()
    if allowed is not None and needed > allowed:
        mend = Text(
            sv=f"Spara bara de kolumner som behövs, som Parquet, eller kör där mer minne är ledigt. {_MAY.sv}",
            en=f"Save only the columns that are needed, as Parquet, or run where more memory is free. {_MAY.en}",
        )
        raise InputError(Fault("file-beyond-memory", _beyond(needed, allowed, _READ), mend, Place(file=file)))


def refuse_working(needed: int, rows: int, file: str) -> None:
    """Raise DesignRefused when an estimate on so many rows would take more memory than allowed."""
    allowed = allowed_memory()
    if allowed is not None and needed > allowed:
        what = Text(sv=f"Att räkna på {rows} rader", en=f"Working on {rows} rows")
        mend = Text(
            sv=f"Ange färre kovariater, dra ett urval av rader på måfå, eller kör där mer minne är ledigt. {_MAY.sv}",
            en=f"State fewer covariates, draw rows at random, or run where more memory is free. {_MAY.en}",
        )
        raise DesignRefused(Fault("beyond-memory", _beyond(needed, allowed, what), mend, Place(file=file)))


def refuse_drawing(needed: int, rows: int, file: str) -> None:
    """Raise DesignRefused when drawing lots for so many, log included, would take more memory than allowed."""
    allowed = allowed_memory()
    if allowed is not None and needed > allowed:
        what = Text(sv=f"Att lotta {rows} personer", en=f"Drawing lots for {rows} persons")
        mend = Text(
            sv=f"Spara bara kolumnerna som behövs, lotta hela kluster, eller kör där mer minne är ledigt. {_MAY.sv}",
            en=f"Save only the columns needed, draw whole clusters, or run where more memory is free. {_MAY.en}",
        )
        raise DesignRefused(Fault("beyond-memory", _beyond(needed, allowed, what), mend, Place(file=file)))


def refuse_demand(demand: Demand | None) -> None:
    """Raise DesignRefused when the heaviest step of an evaluation or an analysis would take more memory than allowed.

    The tables that lie in memory count where the user states how much may be used; of what the system says is free they
    are taken already.
    """
    allowed = allowed_memory()
    if demand is None or allowed is None:
        return
    needed = demand.size + (demand.held if os.environ.get(VARIABLE, "").strip() else 0)
    if needed <= allowed:
        return
    step, rows = _STEPS[demand.step], demand.table.rows
    what = Text(sv=f"{step[0].sv} på {rows} rader", en=f"{step[0].en} on {rows} rows")
    mend = Text(
        sv=f"{step[1].sv}, dra ett urval av rader på måfå, eller kör där mer minne är ledigt. {_MAY.sv}",
        en=f"{step[1].en}, draw rows at random, or run where more memory is free. {_MAY.en}",
    )
    raise DesignRefused(Fault("beyond-memory", _beyond(needed, allowed, what), mend, Place(file=demand.table.file)))


_FEWER = Text(sv="Ange färre kovariater", en="State fewer covariates")
# step: (what is done, what could be done instead)
_STEPS: dict[Step, tuple[Text, Text]] = {
    "effect": (Text(sv="Att räkna ut effekten", en="Working out the effect"), _FEWER),
    "gender": (
        Text(sv="Jämställdhetsanalysen", en="The gender analysis"),
        Text(sv="Ta bort kolumner som inte används ur datafilen", en="Remove unused columns from the data file"),
    ),
    "subgroups": (
        Text(sv="Analysen av undergrupper", en="The analysis of subgroups"),
        Text(sv="Ta bort undergrupper eller oanvända kolumner", en="Remove subgroups or unused columns"),
    ),
    "sensitivity": (Text(sv="Prövningen av omätta orsaker", en="The test of unmeasured causes"), _FEWER),
    "losses": (
        Text(sv="Analysen av bortfallet", en="The analysis of who was lost"),
        Text(sv="Ange färre kovariater eller ta bort participation", en="State fewer covariates or no participation"),
    ),
    "left_out": (
        Text(sv="Att utelämna en enhet i taget", en="Leaving out one unit at a time"),
        Text(sv="Ta bort leave_out eller oanvända kolumner", en="Remove leave_out or unused columns"),
    ),
    "components": (
        Text(sv="Analysen av delar", en="The analysis of components"),
        Text(sv="Ange färre delar, eller pairs = false", en="State fewer components, or pairs = false"),
    ),
    "follow": (
        Text(sv="Den löpande uppföljningen", en="The continuous follow-up"),
        Text(sv="Ta bort kolumner som inte används ur datafilen", en="Remove unused columns from the data file"),
    ),
    "ratings": (
        Text(sv="Analysen av skattningar", en="The analysis of ratings"),
        Text(sv="Ta bort skattningar ur satsningsfilen", en="Remove ratings from the initiative file"),
    ),
}
_READ = Text(sv="Att läsa filen", en="Reading the file")
_MAY = Text(
    sv=f"Med {VARIABLE}=16GB, till exempel, säger du själv hur mycket som får användas.",
    en=f"With {VARIABLE}=16GB, say, you state yourself how much may be used.",
)


def _beyond(needed: int, allowed: int, what: Text) -> Text:
    asked, there = _shown(needed), _shown(allowed)
    return Text(
        sv=f"{what.sv} skulle ta omkring {asked.sv} minne, men högst {there.sv} får användas. Inget har påbörjats.",
        en=f"{what.en} would take about {asked.en} of memory, but at most {there.en} may be used. Nothing was begun.",
    )


def _shown(size: int) -> Text:
    text = f"{size / 1e9:.1f} GB" if size >= 10**9 else f"{size / 1e6:.1f} MB"
    return Text(sv=text.replace(".", ","), en=text)
