# SPDX-License-Identifier: Apache-2.0
"""What can be wrong when a plan is locked or a kept plan is read."""

from __future__ import annotations

from utfall.core.errors import Fault, Place
from utfall.core.text import Text


def fault(code: str, field: str, sv: str, en: str, mend_sv: str, mend_en: str, file: str = "") -> Fault:
    """Return a fault with its place."""
    return Fault(code, Text(sv=sv, en=en), Text(sv=mend_sv, en=mend_en), Place(file=file, field=field))


def no_name() -> Fault:
    """Nobody, or something that cannot be printed, locks the plan."""
    return fault(
        "lock-by", "--by, --reason", "Namnet saknas, eller texten har tecken som inte går att skriva.",
        "The name is missing, or the text has characters that cannot be written.",
        "Ange vem som låser planen, i vanlig text.", "State who locks the plan, in plain text.",
    )  # fmt: skip


def locked_already(date: str, name: str) -> Fault:
    """The plan is locked."""
    return fault(
        "lock-exists", "lock",
        f"Planen är redan låst ({date}).", f"The plan is locked already ({date}).",
        "Ska den ändras: --new-version med --reason; den gamla låsningen står då kvar i historiken.",
        "If it has to change: --new-version with --reason; the old lock then stays in the history.", name,
    )  # fmt: skip


def not_locked(name: str) -> Fault:
    """There is no lock to replace."""
    return fault(
        "lock-missing", "lock", "Planen är inte låst, så det finns ingen version att ersätta.",
        "The plan is not locked, so there is no version to replace.",
        "Kör utan --new-version.", "Run without --new-version.", name,
    )  # fmt: skip


def reason_missing() -> Fault:
    """A new version without reason."""
    return fault(
        "lock-reason", "--reason", "En ny version behöver ett skäl.", "A new version needs a reason.",
        "Skriv varför planen ändras, och vad som då var känt om resultaten.",
        "Write why the plan changes, and what was known of the results then.",
    )  # fmt: skip


def unchanged(name: str) -> Fault:
    """A new version of nothing."""
    return fault(
        "lock-unchanged", "lock", "Planen är densamma som den låsta.", "The plan is the same as the locked one.",
        "Ingen ny version behövs.", "No new version is needed.", name,
    )  # fmt: skip


def plan_in_the_way(name: str) -> Fault:
    """A kept plan of a file without a lock."""
    return fault(
        "plan-exists", "", "En plan finns redan sparad här, men satsningsfilen är inte låst.",
        "A kept plan is here already, but the initiative file is not locked.",
        "Lägg tillbaka [lock] i satsningsfilen, eller flytta planfilen om den gäller något annat.",
        "Put [lock] back into the initiative file, or move the plan file if it is of something else.", name,
    )  # fmt: skip


def lock_unwritable(name: str) -> Fault:
    """The lock stands in a form that cannot be replaced line by line."""
    return fault(
        "lock-form", "lock", "Låsningen går inte att skriva in i filen utan att ändra annat.",
        "The lock cannot be written into the file without changing something else.",
        "Skriv en eventuell tidigare låsning som tabellen [lock] med en rad per uppgift, och kör igen.",
        "Write an earlier lock, if any, as the table [lock] with one line per key, and run again.", name,
    )  # fmt: skip


def not_a_plan(name: str) -> Fault:
    """Another file."""
    return fault(
        "plan-unreadable", "", "Filen är ingen sparad plan.", "The file is no kept plan.",
        "Ange filen som `utfall plan lock` skrev (FIL.plan.json).",
        "Name the file that `utfall plan lock` wrote (FILE.plan.json).", name,
    )  # fmt: skip


def plan_changed(name: str) -> Fault:
    """A kept plan whose contents are not those that were locked."""
    return fault(
        "plan-changed", "sha256", "Planfilen har ändrats: innehållet har inte längre sin kontrollsumma.",
        "The plan file has been changed: its contents no longer have its checksum.",
        "Ta fram den som diariefördes när planen låstes.",
        "Fetch the one that was filed when the plan was locked.", name,
    )  # fmt: skip
