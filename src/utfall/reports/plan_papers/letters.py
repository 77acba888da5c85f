# SPDX-License-Identifier: Apache-2.0
"""The information letter to participants and the consent form (R142).

They hold what a person needs to know before deciding (Ethical Review Act, section 16: plan, purpose, methods, risks, who
is responsible, that it is voluntary, the right to withdraw; GDPR, article 13). The legal basis is the organisation's own
decision and never filled in by us.
"""

from __future__ import annotations

from utfall.core.initiative import Initiative
from utfall.core.text import Lang
from utfall.core.workplan import WorkPlan
from utfall.reports.document import Block, BulletList, Callout, Document, Paragraph
from utfall.reports.plan_papers import parts
from utfall.reports.plan_papers.parts import head, labelled, say, told


def information_letter(initiative: Initiative, plan: WorkPlan, lang: Lang, *, date: str) -> Document:
    """Return the letter to those who are asked to take part; `date` is its ISO date."""
    handling = plan.handling
    blocks: list[Block] = [
        Paragraph.of(
            say(
                lang,
                "Du får frågan om du vill vara med. Läs det här först. Fråga om något är oklart.",
                "You are asked whether you want to take part. Read this first. Ask if anything is unclear.",
            )
        ),
        head(lang, "Vad det är", "What it is", "what"),
        told(initiative.summary, lang),
        head(lang, "Varför vi frågar", "Why we ask", "why"),
        told(initiative.question, lang),
        head(lang, "Vad det innebär för dig", "What it means for you", "for-you"),
        *_for_you(plan, lang),
        head(lang, "Det är frivilligt", "It is voluntary", "voluntary"),
        Paragraph.of(_voluntary(lang)),
        head(lang, "Uppgifter om dig", "Data about you", "data"),
        labelled(lang, "Uppgifter som samlas in", "Data collected", handling.data.of(lang)),
        labelled(lang, "Ansvarig för uppgifterna", "Responsible for the data", handling.controller),
        labelled(lang, "Rättslig grund", "Legal basis", handling.legal_basis.of(lang)),
        labelled(lang, "Hur länge de sparas", "How long they are kept", handling.kept.of(lang)),
        labelled(lang, "Vilka som får se dem", "Who may see them", handling.recipients.of(lang)),
        Paragraph.of(_rights(lang)),
        head(lang, "Kontakt", "Contact", "contact"),
        labelled(lang, "Frågor om satsningen", "Questions about the initiative", handling.contact),
        labelled(lang, "Dataskyddsombud", "Data protection officer", handling.protection_officer),
    ]
    subtitle = say(
        lang, "Information till dig som får frågan om att delta", "Information to you who are asked to take part"
    )
    return parts.document(initiative, lang, subtitle=subtitle, date=date, blocks=blocks)


def consent_form(initiative: Initiative, plan: WorkPlan, lang: Lang, *, date: str) -> Document:
    """Return the form on which a person says yes; `date` is its ISO date."""
    line = "_" * 40
    blocks: list[Block] = [
        Paragraph.of(told(initiative.summary, lang).content[0].text),
        head(lang, "Jag har fått veta", "I have been told", "told"),
        BulletList.of(
            say(lang, "vad satsningen är och varför den görs", "what the initiative is and why it is done"),
            say(
                lang,
                "vad det innebär för mig, och vilka risker som finns",
                "what it means for me, and which risks there are",
            ),
            say(
                lang,
                "vilka uppgifter om mig som samlas in och hur de sparas",
                "which data about me are collected and how they are kept",
            ),
            say(
                lang,
                "att det är frivilligt och att jag kan sluta när jag vill",
                "that it is voluntary and that I can stop when I want",
            ),
        ),
        head(lang, "Mitt svar", "My answer", "answer"),
        Paragraph.of(say(lang, "☐ Ja, jag vill vara med.     ☐ Nej.", "☐ Yes, I want to take part.     ☐ No.")),
        Paragraph.of(say(lang, "Namn: ", "Name: ") + line),
        Paragraph.of(say(lang, "Datum: ", "Date: ") + line),
        Paragraph.of(say(lang, "Underskrift: ", "Signature: ") + line),
        Paragraph.of(
            say(
                lang,
                "För den som är under 18 år kan vårdnadshavares underskrift behövas: ",
                "For a person under 18 a guardian's signature may be needed: ",
            )
            + line
        ),
        Paragraph.of(_voluntary(lang)),
        labelled(lang, "Kontakt", "Contact", plan.handling.contact),
    ]
    subtitle = say(lang, "Samtycke till att delta", "Consent to take part")
    return parts.document(initiative, lang, subtitle=subtitle, date=date, blocks=blocks)


def _for_you(plan: WorkPlan, lang: Lang) -> list[Block]:
    harms = [risk.text.of(lang) for risk in plan.risks if risk.harm]
    activities = [one.text.of(lang) for one in plan.activities]
    blocks: list[Block] = [BulletList.of(*activities) if activities else parts.missing(lang)]
    if harms:
        title = say(lang, "Risker som vi har tänkt på", "Risks we have thought of")
        blocks.append(Callout.of("info", title, *harms))
    return blocks


def _voluntary(lang: Lang) -> str:
    return say(
        lang,
        "Du bestämmer själv, och du kan sluta när du vill utan att säga varför. Det påverkar inte annat stöd som du har rätt till.",
        "You decide, and you can stop when you want without saying why. It does not affect other support that you are entitled to.",
    )


def _rights(lang: Lang) -> str:
    return say(
        lang,
        "Du har rätt att få veta vilka uppgifter som finns om dig och att få fel rättade. Du kan klaga hos "
        "Integritetsskyddsmyndigheten, imy.se.",
        "You have the right to know which data are held about you and to have errors corrected. You can complain to the "
        "Swedish Authority for Privacy Protection, imy.se.",
    )
