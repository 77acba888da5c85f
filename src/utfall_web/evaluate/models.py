# SPDX-License-Identifier: Apache-2.0
"""Results of evaluations."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from utfall.reports.phrases.verdict import TITLES
from utfall_web.decide.models import Lock
from utfall_web.plan.models import InitiativeRow
from utfall_web.shared.uploads import LONGEST_NAME
from utfall_web.shared.words import text

VERDICTS = [(outcome.value, text(words.sv, words.en)) for outcome, words in TITLES.items()]


class Result(InitiativeRow):
    """What `utfall evaluate` found, as its file says it: never changed and never removed, only followed by another."""

    audit_hides = ("content",)  # the log knows it by its checksum

    file_name = models.CharField(text("fil", "file"), max_length=LONGEST_NAME)
    sha256 = models.CharField(text("filens kontrollsumma", "the file's checksum"), max_length=64)
    lang = models.CharField(text("språk", "language"), max_length=2)
    run_id = models.CharField(text("körning", "run"), max_length=12)
    verdict = models.CharField(text("utlåtande", "verdict"), max_length=20, choices=VERDICTS)
    plan_sha256 = models.CharField(text("planens kontrollsumma", "the plan's checksum"), max_length=64)
    lock = models.ForeignKey(
        Lock, on_delete=models.CASCADE, related_name="results", verbose_name=text("låst plan", "locked plan")
    )
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=text("inläst av", "read in by"),
    )  # fmt: skip
    content = models.TextField()

    class Meta:
        verbose_name = text("resultat", "result")
        constraints = (models.UniqueConstraint(fields=("initiative", "sha256"), name="evaluate_one_file"),)

    def __str__(self) -> str:
        return self.run_id

    @property
    def kept(self) -> bool:
        """Whether it was evaluated by the plan as it was locked."""
        return self.plan_sha256 == self.lock.sha256
