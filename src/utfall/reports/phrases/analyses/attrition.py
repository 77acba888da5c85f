# SPDX-License-Identifier: Apache-2.0
"""Losses and taking part, in words."""

from __future__ import annotations

from utfall.core.text import Lang, Text
from utfall.reports.numbers import number
from utfall.reports.phrases.analyses.entry import Words

ATTRITION: dict[str, Words] = {
    "lost_difference": Words(
        Text(sv="Skillnad i bortfall", en="Difference in losses"),
        Text(
            sv="Bortfallet går inte säkert att skilja mellan grupperna.",
            en="The losses cannot be told apart between the groups.",
        ),
        Text(
            sv="Grupperna har förlorat olika många. De som är kvar behöver då inte vara lika.",
            en="The groups have lost people to different degrees. Those who are left need then not be alike.",
        ),
        "clear",
    ),
    "complete": Words(
        Text(sv="Alla som erbjöds, bland de mätta", en="All who were offered, among the measured"),
        Text(
            sv="Svaret om bortfallet inte har med utfallet att göra. Det är svaret som gäller i första hand.",
            en="The answer if the losses have nothing to do with the outcome. It is the answer that comes first.",
        ),
    ),
    "weighted": Words(
        Text(sv="Vägt för bortfall", en="Weighted for the losses"),
        Text(
            sv="De mätta väger mer om de liknar dem som saknas, och räknas som {effective_1} och {effective_0} lika vägda. Rätt om "
            "uppgifterna från före start avgör vilka som saknas.",
            en="The measured weigh more if they are like those missing, and count as {effective_1} and {effective_0} of equal "
            "weight. Right if data from before the start decide who is.",
        ),
        Text(
            sv="Svaret hänger på få: någon väger {largest_weight} gånger så mycket som andra i snitt, och de mätta räknas som "
            "{effective_1} och {effective_0} lika vägda. Rätt om uppgifterna från före start avgör vilka som saknas.",
            en="The answer hangs on few: somebody weighs {largest_weight} times as much as the average, and the measured count as "
            "{effective_1} and {effective_0} of equal weight. Right if data from before the start decide who is missing.",
        ),
        "few_weigh",
    ),
    "imputed": Words(
        Text(sv="Ifyllt (multipel imputering)", en="Filled in (multiple imputation)"),
        Text(
            sv="De saknade värdena är dragna många gånger ur dem som är lika dem; att de saknas står för {missing_share} av "
            "osäkerheten. Rätt under samma villkor.",
            en="The missing values are drawn many times from people like them; that they are missing makes {missing_share} of the "
            "uncertainty. Right under the same condition.",
        ),
    ),
    "lee": Words(
        Text(sv="Gränser enligt Lee", en="Lee's bounds"),
        Text(
            sv="Däremellan ligger effekten på dem som skulle ha mätts i båda grupperna, vem som än föll bort.",
            en="In between lies the effect on those who would have been measured in either group, whoever was lost.",
        ),
    ),
    "worst_case": Words(
        Text(sv="Värsta och bästa fall", en="Worst and best case"),
        Text(
            sv="Däremellan ligger skillnaden, vad de saknade än hade: inga antaganden alls.",
            en="In between lies the difference, whatever the missing had: no assumptions at all.",
        ),
    ),
    "complier": Words(
        Text(sv="Effekt på dem som kom för att de erbjöds", en="Effect on those who came because they were offered"),
        Text(
            sv="Erbjudandet höjde andelen som deltog med {first_stage}. Talet är effekten per person som kom därför, om "
            "erbjudandet bara verkade genom deltagandet.",
            en="The offer raised the share that took part by {first_stage}. The number is the effect per person who came for "
            "that, if the offer worked only by way of taking part.",
        ),
        Text(
            sv="Erbjudandet höjde andelen som deltog med bara {first_stage}. Intervallet går inte att lita på; läs nästa rad.",
            en="The offer raised the share that took part by only {first_stage}. The interval cannot be trusted; read the next row.",
        ),
        "weak",
    ),
    "complier_robust": Words(
        Text(sv="Samma, rätt också när få följer erbjudandet", en="The same, right also when few follow the offer"),
        Text(
            sv="Anderson och Rubins intervall, som håller hur få som än kom för att de erbjöds.",
            en="Anderson and Rubin's interval, which holds however few came because they were offered.",
        ),
    ),
    "dose": Words(
        Text(sv="Samband med närvaro, inte effekt", en="Association with attendance, no effect"),
        Text(
            sv="Skillnad i utfall per enhet närvaro, bland {persons} deltagare. Ingen lott avgjorde vem som kom ofta, så den kan "
            "bero på vilka de är.",
            en="Difference in outcome per unit of attendance, among {persons} participants. No lottery decided who came often, "
            "so it may be due to who they are.",
        ),
    ),
    "dose_level": Words(
        Text(sv="Utfall vid närvaro omkring {dose}", en="Outcome at attendance about {dose}"),
        Text(sv="{persons} personer.", en="{persons} people."),
    ),
}

NOTES: dict[str, Text] = {
    "intention-to-treat": Text(
        sv="Räkna först på alla som erbjöds, oavsett om de kom. De andra raderna visar hur mycket bortfallet kan ändra svaret.",
        en="Count first all who were offered, whether they came or not. The other rows show how much the losses can change the "
        "answer.",
    ),
    "association": Text(
        sv="Sambandet med närvaro är ingen effekt: det säger inte vad som hade hänt om någon kommit oftare.",
        en="The association with attendance is no effect: it does not say what would have happened had somebody come more often.",
    ),
}

STAGES: dict[str, Text] = {
    "eligible": Text(sv="Berättigade", en="Eligible"),
    "reached": Text(sv="Nådda", en="Reached"),
    "started": Text(sv="Började", en="Started"),
    "measured": Text(sv="Mätta", en="Measured"),
}
LOST = Text(sv="Ej mätta", en="Not measured")
OTHER = Text(sv="andra eller okända orsaker", en="other or unknown causes")
GROUPS = (Text(sv="Insatsgrupp", en="Intervention"), Text(sv="Jämförelsegrupp", en="Comparison"))
NOT_SHOWN = Text(sv="visas ej", en="not shown")


def count_text(count: int | None, lang: Lang) -> str:
    """Return persons at a stage, or that the number may not be shown."""
    return NOT_SHOWN.of(lang) if count is None else number(count, lang, decimals=0)
