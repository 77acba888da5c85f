# SPDX-License-Identifier: Apache-2.0
"""Rows around the illustration's plan, all made up, so that a demonstration has something on every page."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.files.base import ContentFile

from utfall_web.govern.tables import MESSAGES, MILESTONES, RISKS, ROLE_HOLDERS, STAKEHOLDERS, STEERING
from utfall_web.logic.models import Row
from utfall_web.measure.tables import ACTIVITIES, AIMS, OUTCOMES
from utfall_web.need.tables import EVIDENCE, EVIDENCE_FILES, GATE, NEEDS, TRAITS
from utfall_web.plan.attachments import add_file
from utfall_web.plan.models import Initiative
from utfall_web.plan.rowpages import RowKind, add_row, change_row
from utfall_web.plan.singlepages import write_single

_ROWS: tuple[tuple[RowKind, dict[str, Any]], ...] = (
    (TRAITS, {"kind": "intervention", "what": "Försörjningsstöd i minst tio av de senaste tolv månaderna"}),
    (TRAITS, {"kind": "age", "what": "20–60 år"}),
    (
        RISKS,
        {
            "what": "Få hänvisas till satsningen",
            "probability": "medium",
            "impact": "high",
            "action": "Ägaren tar upp det i ledningsgruppen varje månad",
            "responsible": "Projektägaren",
        },
    ),
    (
        RISKS,
        {
            "what": "Deltagare tappar en fungerande vårdkontakt när stödet samlas",
            "probability": "low",
            "impact": "high",
            "harm": True,
            "action": "Stäm av med vården före start och efter en månad",
            "responsible": "Projektledaren",
        },
    ),
    (RISKS, {"what": "Coacher slutar", "probability": "medium", "impact": "medium"}),
    (STAKEHOLDERS, {"who": "Deltagare", "interest": "Hur stödet fungerar i vardagen", "collection": "Intervju"}),
    (STAKEHOLDERS, {"who": "Arbetsgivare", "interest": "Vad som krävs för att ta emot", "collection": "Samtal"}),
    (
        MESSAGES,
        {
            "to": "Handläggare i försörjningsstöd",
            "what": "Vilka som kan hänvisas och hur",
            "when": "En månad före start",
            "how": "Arbetsplatsträff",
            "responsible": "Projektledaren",
        },
    ),
    (
        MESSAGES,
        {"to": "Socialnämnden", "what": "Läget", "when": "Varannan månad", "how": "Nämndmöte", "responsible": "Ägaren"},
    ),
    (ROLE_HOLDERS, {"role": "owner", "who": "Chefen för arbetsmarknadsenheten"}),
    (ROLE_HOLDERS, {"role": "steering_group", "who": "Socialchef, arbetsmarknadschef, vårdcentralschef"}),
    (ROLE_HOLDERS, {"role": "project_lead", "who": "Projektledare", "time_percent": 80}),
    (ROLE_HOLDERS, {"role": "evaluator", "who": "Extern utvärderare", "organisation": "Högskola"}),
    (MILESTONES, {"what": "Utgångsläget mäts", "start": datetime.date(2023, 12, 1)}),
    (
        MILESTONES,
        {"what": "Deltagare tas in", "start": datetime.date(2024, 1, 15), "end": datetime.date(2024, 12, 31)},
    ),
)

# Expected effect per person with its lowest and highest, and the level without the initiative.
_EXPECTED: dict[str, tuple[float, float, float, float]] = {
    "arbete": (0.10, 0.02, 0.18, 0.40),
    "bistand": (-1.0, -2.0, 0.0, 4.5),
    "besok": (-0.5, -1.0, 0.0, 3.5),
}


# Target levels by period and group.
_LEVELS: dict[str, tuple[tuple[str, str, float], ...]] = {
    "arbete": (("2024-12-31", "", 0.45), ("2025-12-31", "Kvinnor", 0.5), ("2025-12-31", "Män", 0.5)),
}

_HOUSEHOLDS = """månader med stöd;hushåll 2022
1–3;381
4–9;387
10–12;412
alla;1180
"""


def fill(initiative: Initiative, actor: Any) -> None:
    """Add the rows to an initiative."""
    need = add_row(
        NEEDS,
        initiative,
        actor=actor,
        values={
            "problem": "Många blir kvar länge i försörjningsstöd fast de vill arbeta",
            "group": "Vuxna med stöd i minst tio månader",
            "practitioners": "Handläggarna möter samma personer hos flera verksamheter som inte vet om varandra.",
            "agreement": "shared",
            "anchored": "Socialnämnden och vårdcentralens ledning",
        },
    )
    for evidence in (
        {
            "kind": "quantitative",
            "what": "Stöd i minst tio av tolv månader",
            "numerator": 412,
            "denominator": 1180,
            "breakdown": "Alla hushåll 2022",
            "source": "Påhittat för visningen",
        },
        {"kind": "qualitative", "what": "Intervjuer med 14 deltagare", "source": "Påhittat för visningen"},
    ):
        row = add_row(EVIDENCE, initiative, actor=actor, values=evidence | {"need": need})
        if evidence["kind"] == "quantitative":
            file = ContentFile(_HOUSEHOLDS.encode("utf-8-sig"), name="hushall-med-stod.csv")
            add_file(EVIDENCE_FILES, initiative, EVIDENCE_FILES.owner(initiative, row.pk), actor=actor, file=file)
    for kind, values in _ROWS:
        add_row(kind, initiative, actor=actor, values=values)
    for row in Row.objects.filter(initiative=initiative, level="activity"):
        told = {
            "row": row,
            "done_when": "Ett samtal på minst 30 minuter är genomfört",
            "done_by": "Coach",
            "reported_by": "Coach",
            "how_often": "Varje vecka",
            "deviations_to": "Projektledaren",
            "process_measure": "Samtal per deltagare och månad",
        }
        add_row(ACTIVITIES, initiative, actor=actor, values=told)
    for outcome in OUTCOMES.rows(initiative):
        if outcome.key in _EXPECTED:
            value, low, high, now = _EXPECTED[outcome.key]
            told = {"expected": value, "expected_low": low, "expected_high": high, "now": now}
            told |= {"expected_source": "Påhittat för visningen"}
            change_row(OUTCOMES, outcome, actor=actor, version=outcome.version, values=told)
            for period, group, level in _LEVELS.get(outcome.key, ()):
                told = {"outcome": outcome, "period": period, "group": group, "value": level}
                add_row(AIMS, initiative, actor=actor, values=told | {"reason": "Påhittat för visningen"})
    write_single(
        STEERING,
        initiative,
        None,
        actor=actor,
        values={
            "check_ins": "Styrgruppen möts varannan månad och går igenom aktiviteter, hur många som nås och resultat.",
            "decision_paths": "Hinder meddelas projektledaren, som tar dem till ägaren inom en vecka.",
            "stop_handling": "Den som deltar när satsningen avbryts får sin coach tills en ny kontakt finns.",
        },
    )
    answers = dict.fromkeys(("better", "cheaper", "bounded", "new"), "yes")
    write_single(GATE, initiative, None, actor=actor, values=answers)
