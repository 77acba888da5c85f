# SPDX-License-Identifier: Apache-2.0
"""What kinds of jobs there are. A room registers its own when Django starts (`AppConfig.ready`).

    @job("evaluate")
    def evaluate(work: Work) -> str:
        for number, outcome in enumerate(outcomes):
            work.step(number, len(outcomes), Text(sv="Skattar effekter", en="Estimating effects"))
            …
        return reverse("evaluate:run", args=[run.pk])

A job does the same when it is begun again after a stop, and returns the address of its result. What a user did wrong
is raised as `utfall.core.errors.UtfallError`: its text is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from utfall.core.text import Text


class Cancelled(Exception):  # noqa: N818 - being told to stop is no error
    """The person has asked the job to stop."""


class LeaseLost(Exception):  # noqa: N818 - another has taken over
    """Another worker holds the job now."""


@dataclass(frozen=True)
class Work:
    """A job as its function sees it.

    Parameters
    ----------
    job_id, user_id
        Ids of the job and of the person who asked for it.
    arguments
        What it was asked with.
    report
        Writes the progress down; raises `Cancelled` or `LeaseLost`.
    """

    job_id: int
    user_id: int
    arguments: Mapping[str, Any]
    report: Callable[[int, int, Text], None]

    def step(self, done: int, of: int, text: Text) -> None:
        """Tell how far it has come, and keep the lease. Call it at least every 20 seconds. May raise `Cancelled`."""
        self.report(done, of, text)


Function = Callable[[Work], str]
_KINDS: dict[str, Function] = {}


def job(kind: str) -> Callable[[Function], Function]:
    """Register a kind of job."""

    def register(function: Function) -> Function:
        _KINDS[kind] = function
        return function

    return register


def function_of(kind: str) -> Function:
    """Return the function of a kind. Raises `LookupError`."""
    return _KINDS[kind]
