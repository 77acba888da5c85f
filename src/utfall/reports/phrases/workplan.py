# SPDX-License-Identifier: Apache-2.0
"""Names of roles, levels and what else a plan is made of."""

from __future__ import annotations

from utfall.core.text import Text
from utfall.core.workplan import Level, Role

ROLE_NAMES: dict[Role, Text] = {
    Role.OWNER: Text(sv="Projektägare", en="Project owner"),
    Role.STEERING_GROUP: Text(sv="Styrgrupp", en="Steering group"),
    Role.PROJECT_LEAD: Text(sv="Projektledare", en="Project lead"),
    Role.DEPUTY: Text(sv="Vice projektledare", en="Deputy project lead"),
    Role.TEAM_MEMBER: Text(sv="Projektmedarbetare", en="Team member"),
    Role.COORDINATOR: Text(sv="Samordnare för sociala investeringar", en="Coordinator of social investments"),
    Role.EVALUATOR: Text(sv="Utvärderare", en="Evaluator"),
    Role.CONTROLLER: Text(sv="Controller", en="Controller"),
    Role.DECISION_MAKER: Text(sv="Beslutsfattare", en="Decision maker"),
    Role.PARTNER: Text(sv="Samarbetspart", en="Partner"),
}
ROLE_DUTIES: dict[Role, Text] = {
    Role.OWNER: Text(sv="Förankrar i ledningen, undanröjer hinder, efterfrågar och följer resultat.", en="Anchors in management, removes obstacles, asks for and follows results."),
    Role.STEERING_GROUP: Text(sv="Ansvarar gemensamt och beslutar om ändrad inriktning, justering och stopp.", en="Answers together and decides on change of direction, adjustment and stop."),
    Role.PROJECT_LEAD: Text(sv="Förankrar, planerar, leder och följer upp mot målen.", en="Anchors, plans, leads and follows up against the goals."),
    Role.DEPUTY: Text(sv="Kan ta över när som helst.", en="Can take over at any time."),
    Role.TEAM_MEMBER: Text(sv="Genomför aktiviteterna och registrerar dem.", en="Carries out the activities and registers them."),
    Role.COORDINATOR: Text(sv="Stöder utformningen, granskar underlag och är bollplank.", en="Supports the design, checks the papers and is a sounding board."),
    Role.EVALUATOR: Text(sv="Är med före start och svarar för jämförelse och analys.", en="Joins before the start and answers for comparison and analysis."),
    Role.CONTROLLER: Text(sv="Svarar för kostnader och kalkyl.", en="Answers for costs and appraisal."),
    Role.DECISION_MAKER: Text(sv="Fattar beslut och får veta läget.", en="Decides and is kept informed."),
    Role.PARTNER: Text(sv="Bidrar och redovisar sin del.", en="Contributes and reports its part."),
}  # fmt: skip
LEVEL_WORDS: dict[Level, Text] = {
    "low": Text(sv="låg", en="low"),
    "medium": Text(sv="medel", en="medium"),
    "high": Text(sv="hög", en="high"),
}
AGREEMENT: dict[str, Text] = {
    "not_asked": Text(sv="Verksamheten är inte tillfrågad", en="The practitioners have not been asked"),
    "differs": Text(sv="Verksamheten ser det annorlunda", en="The practitioners see it differently"),
    "shared": Text(sv="Samsyn", en="Shared view"),
}
MISSING = Text(sv="Ännu inte skrivet.", en="Not yet written.")
