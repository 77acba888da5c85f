# SPDX-License-Identifier: Apache-2.0
"""A made-up plan for the tests of the plan's documents."""

from utfall.core.text import Text
from utfall.core.workplan import (
    CaseFrame,
    Evidence,
    Handling,
    Message,
    Milestone,
    Need,
    PlannedActivity,
    Risk,
    Role,
    RoleHolder,
    Stakeholder,
    TargetGroup,
    WorkPlan,
)


def both(sv: str, en: str) -> Text:
    return Text(sv=sv, en=en)


PLAN = WorkPlan(
    needs=(
        Need(
            id="n1",
            problem=both("Unga vuxna fastnar i försörjningsstöd", "Young adults get stuck on income support"),
            group=both("18–24 år", "ages 18–24"),
            evidence=(
                Evidence(
                    kind="quantitative",
                    text=both("Stöd i mer än tio månader", "Support for more than ten months"),
                    source="Verksamhetssystemet 2024",
                    numerator=120,
                    denominator=400,
                ),
                Evidence(
                    kind="quantitative",
                    text=both("Utan fast bostad", "Without a permanent home"),
                    source="Verksamhetssystemet 2024",
                    numerator=3,
                    denominator=400,
                ),
                Evidence(
                    kind="qualitative",
                    text=both("Intervjuer med handläggare", "Interviews with officers"),
                    source="Rapport 2024:3",
                ),
            ),
            practitioners=both("Samma bild i alla tre enheter.", "The same picture in all three units."),
            agreement="shared",
        ),
    ),
    target_group=TargetGroup(
        description=both("Unga vuxna med långvarigt stöd", "Young adults with long-term support"),
        traits=((both("Ålder", "Age"), both("18–24 år", "18–24")),),
        expected=100,
        whole=240,
    ),
    roles=(
        RoleHolder(role=Role.OWNER, who="Enhetschef arbetsmarknad", organisation="Kommunen"),
        RoleHolder(role=Role.PROJECT_LEAD, who="Projektledare", organisation="Kommunen", time_share=0.8),
    ),
    activities=(
        PlannedActivity(
            id="a1",
            text=both("Stöd av en coach varje vecka", "Support by a coach every week"),
            done_when=both("ett samtal på minst 30 minuter", "a talk of at least 30 minutes"),
            done_by="coach",
            reported_by="coach",
            how_often=both("varje vecka", "every week"),
            deviations_to="projektledaren",
            process_measure=both("samtal per deltagare", "talks per participant"),
        ),
    ),
    risks=(
        Risk(
            text=both("Få deltar", "Few take part"), probability="medium", impact="high", responsible="projektledaren"
        ),
        Risk(
            text=both("Deltagare tappar annan kontakt", "Participants lose another contact"),
            probability="low",
            impact="high",
            harm=True,
            action=both("Stäm av med vården", "Check with health care"),
            responsible="projektledaren",
        ),
    ),
    stakeholders=(Stakeholder(who=both("Deltagarna", "Participants"), collection=both("Intervju", "Interview")),),
    messages=(Message(to=both("Nämnden", "The board"), what=both("Läget", "The state"), responsible="ägaren"),),
    milestones=(
        Milestone(text=both("Slut", "End"), start="2027-12-31"),
        Milestone(text=both("Start", "Start"), start="2027-01-11"),
    ),
    handling=Handling(controller="Socialnämnden", contact="projektet@kommun.example"),
    case=CaseFrame(
        to="Socialnämnden",
        proposal=both("Nämnden beslutar att starta satsningen.", "The board decides to start the initiative."),
        preparation=(("Rådet för funktionshinderfrågor", "2026-11-17"),),
        signatories=("Förvaltningschefen",),
    ),
)
