# SPDX-License-Identifier: Apache-2.0
"""Locking a plan: the [lock] table written into the initiative file, and the plan itself kept beside it.

Nothing else of the initiative file changes, not a byte. The kept plan (`FILE.plan.json`, schema utfall/plan/1)
is what a later evaluation is held against.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from utfall.core.errors import Fault, InputError
from utfall.core.initiative import Initiative
from utfall.io._initiative import lock_faults as faults
from utfall.io.initiative_file import canonical_plan, read_initiative
from utfall.io.write import write_file

SCHEMA = "utfall/plan/1"
_LARGEST = 20_000_000
_HEADER = re.compile(r"^[ \t]*\[[ \t]*lock[ \t]*\][ \t]*(#.*)?$")
_ANY_HEADER = re.compile(r"^[ \t]*\[")
_LOCK_KEY = re.compile(r"""^[ \t]*["']?(date|sha256|by)["']?[ \t]*=""")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPlan:
    """A plan as it was locked.

    Parameters
    ----------
    plan
        The canonical plan, as parsed JSON.
    history
        Earlier versions, the oldest first: date, sha256, by, reason and plan (None when it was not kept).
    """

    initiative: str
    sha256: str
    date: str
    by: str
    locked_at: str
    plan: dict[str, Any]
    history: tuple[dict[str, Any], ...] = ()


def plan_path(path: str | Path) -> Path:
    """Return where the plan of an initiative file is kept: FILE.plan.json."""
    return Path(f"{path}.plan.json")


def lock_plan(
    path: str | Path, *, by: str, date: str, locked_at: str = "", new_version: bool = False, reason: str = ""
) -> KeptPlan:
    """Lock the plan of an initiative file.

    Parameters
    ----------
    by, date
        Who, and the ISO date.
    locked_at
        The exact time, for the kept plan; "" when it is not known.
    new_version, reason
        Replace an earlier lock, which then stands in [[lock_history]] with the reason.

    Raises
    ------
    InputError
        A file with faults, a plan that is locked already (or not, for a new version), a new version without
        reason or without change, or a file that cannot be written. Nothing is then written.
    """
    where = Path(path)
    initiative = read_initiative(where)
    _refuse(initiative, where, by=by, new_version=new_version, reason=reason)
    lock = {"date": date, "sha256": initiative.plan_sha256, "by": by.strip()}
    old = where.read_bytes()
    new = _locked_text(old.decode("utf-8-sig"), lock, initiative, reason.strip(), where.name)
    encoded = (b"\xef\xbb\xbf" if old.startswith(b"\xef\xbb\xbf") else b"") + new.encode()
    kept = KeptPlan(
        initiative=initiative.id, sha256=initiative.plan_sha256, date=date, by=by.strip(), locked_at=locked_at,
        plan=json.loads(canonical_plan(initiative)), history=_history(initiative, plan_path(where), reason.strip()),
    )  # fmt: skip
    _write_both(where, encoded, kept, overwrite=new_version)
    return kept


def _write_both(where: Path, encoded: bytes, kept: KeptPlan, *, overwrite: bool) -> None:
    """Write the kept plan and the initiative file; put the kept plan back when the second cannot be written."""
    beside = plan_path(where)
    before = beside.read_bytes() if beside.exists() else None
    write_file(beside, _kept_text(kept), overwrite=overwrite)
    try:
        write_file(where, encoded, overwrite=True)
    except InputError:
        if before is None:
            beside.unlink(missing_ok=True)
        else:
            write_file(beside, before, overwrite=True)
        raise


def read_plan(path: str | Path) -> KeptPlan:
    """Return a kept plan.

    Raises
    ------
    InputError
        No such file, no kept plan, or one whose contents no longer have its checksum.
    """
    from utfall.io._tables.opening import require_file

    where = Path(path)
    require_file(where, endings=(".json",), largest=_LARGEST)
    try:
        held = json.loads(where.read_bytes())
        kept = KeptPlan(
            initiative=str(held["initiative"]), sha256=str(held["sha256"]), date=str(held["date"]), by=str(held["by"]),
            locked_at=str(held["locked_at"]), plan=dict(held["plan"]), history=tuple(held["history"]),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError(faults.not_a_plan(where.name)) from None
    if plan_checksum(kept.plan) != kept.sha256:
        raise InputError(faults.plan_changed(where.name))
    return kept


def plan_checksum(plan: dict[str, Any]) -> str:
    """Return the SHA-256 of a canonical plan held as parsed JSON."""
    text = json.dumps(plan, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _kept_text(kept: KeptPlan) -> str:
    held = {
        "schema": SCHEMA, "initiative": kept.initiative, "date": kept.date, "locked_at": kept.locked_at,
        "by": kept.by, "sha256": kept.sha256, "plan": kept.plan, "history": list(kept.history),
    }  # fmt: skip
    return json.dumps(held, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _history(initiative: Initiative, beside: Path, reason: str) -> tuple[dict[str, Any], ...]:
    """Return the earlier versions: those kept beside the file, and the one that is replaced now."""
    lock = initiative.lock
    if lock is None:
        return ()
    earlier: tuple[dict[str, Any], ...] = ()
    plan = None
    if beside.exists():
        kept = read_plan(beside)
        earlier, plan = kept.history, kept.plan if kept.sha256 == lock.sha256 else None
    replaced = {"date": lock.date, "sha256": lock.sha256, "by": lock.by, "reason": reason, "plan": plan}
    return (*earlier, replaced)


def _locked_text(text: str, lock: dict[str, str], initiative: Initiative, reason: str, name: str) -> str:
    """Return the file's text with the new lock at its end; all else as it was."""
    ending = "\r\n" if "\r\n" in text else "\n"
    lines: list[str] = []
    if initiative.lock is not None:
        text = _without_lock(text)
        was = initiative.lock
        lines += _table("[[lock_history]]", {"date": was.date, "sha256": was.sha256, "by": was.by, "reason": reason})
    lines += _table("[lock]", lock)
    glue = "" if text.endswith("\n") or not text else ending
    new = text + glue + ending.join(lines) + ending
    _check_only_lock_changed(text_before=initiative, new=new, lock=lock, name=name)
    return new


def _table(head: str, values: dict[str, str]) -> list[str]:
    # a JSON string is a TOML basic string when DEL, which TOML forbids, is escaped too
    rows = [
        f"{key} = {json.dumps(value, ensure_ascii=False)}".replace("\x7f", "\\u007f") for key, value in values.items()
    ]
    return ["", head, *rows]


def _without_lock(text: str) -> str:
    """Return the text without the heading [lock] and its three keys; comments and empty lines stay."""
    kept, inside = [], False
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        bare = line.rstrip("\r\n")
        if _ANY_HEADER.match(bare):
            inside = bool(_HEADER.match(bare))
            if inside:
                continue
        if inside and _LOCK_KEY.match(bare):
            continue
        kept.append(line)
    return "".join(kept)


def _check_only_lock_changed(*, text_before: Initiative, new: str, lock: dict[str, str], name: str) -> None:
    """Raise InputError unless the new text reads as the old initiative with the new lock."""
    from utfall.io.initiative_file import parse_initiative

    try:
        after = parse_initiative(new, file=name)
        read = tomllib.loads(new)["lock"]
    except (InputError, tomllib.TOMLDecodeError, KeyError):
        raise InputError(faults.lock_unwritable(name)) from None
    if after.plan_sha256 != text_before.plan_sha256 or read != lock:
        raise InputError(faults.lock_unwritable(name))


def _refuse(initiative: Initiative, where: Path, *, by: str, new_version: bool, reason: str) -> None:
    """Raise InputError when there is nothing to lock, or no right to."""
    name, lock = where.name, initiative.lock
    found: list[Fault] = []
    if not by.strip() or not by.isprintable() or not reason.replace("\n", " ").replace("\t", " ").isprintable():
        found.append(
            faults.fault(
                "lock-by", "--by", "Vem låser planen?", "Who locks the plan?", "Ange ett namn.", "State a name."
            )
        )
    if lock is not None and not new_version:
        found.append(faults.locked_already(lock.date, name))
    if lock is None and new_version:
        found.append(faults.not_locked(name))
    if new_version and not reason.strip():
        found.append(faults.reason_missing())
    if lock is not None and new_version and lock.sha256 == initiative.plan_sha256:
        found.append(faults.unchanged(name))
    if lock is None and plan_path(where).exists():
        found.append(faults.plan_in_the_way(plan_path(where).name))
    if found:
        raise InputError(*found)
