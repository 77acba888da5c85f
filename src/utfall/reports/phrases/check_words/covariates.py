# SPDX-License-Identifier: Apache-2.0
"""When the covariates were measured."""

from __future__ import annotations

from utfall.core.estimate import Status
from utfall.core.text import Text
from utfall.reports.phrases.check_words.entry import CheckWords

COVARIATES: dict[str, CheckWords] = {
    "W-COVARIATE-TIME": CheckWords(
        name=Text(sv="När bakgrundsuppgifterna mättes", en="When the covariates were measured"),
        default=Text(
            sv="Mättes {covariates} före start? Ingen har sagt det, och bara det ger ett rättvist svar. Ange "
            "covariates_before_start = true i satsningsfilen, eller --covariates-before-start.",
            en="Were {covariates} measured before the start? Nobody has said, and only that gives a fair answer. State "
            "covariates_before_start = true in the initiative file, or --covariates-before-start.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Bakgrundsuppgifterna är från före start.", en="The covariates are from before the start."
            ),
            Status.WARN: Text(
                sv="Namnet eller värdena tyder på att {covariates} är mätt efter start. Det som satsningen kan ha ändrat "
                "får inte räknas bort: då blir effekten fel. Ta bort det, eller ange att det mättes före start.",
                en="Its name or values suggest that {covariates} was measured after the start. What the initiative may have "
                "changed must not be adjusted for: the effect is then wrong. Remove it, or state that it was measured before.",
            ),
            Status.FAIL: Text(
                sv="{covariates} mättes efter start. Det som satsningen kan ha ändrat får inte räknas bort: då blir effekten "
                "fel. Ta bort det bland covariates.",
                en="{covariates} was measured after the start. What the initiative may have changed must not be adjusted for: "
                "the effect is then wrong. Remove it from covariates.",
            ),
        },
        form="count",
    ),
}
