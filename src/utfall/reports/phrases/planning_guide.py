# SPDX-License-Identifier: Apache-2.0
"""The words of the guide to the comparison: questions, alternatives, threats, costs."""

from __future__ import annotations

from utfall.core.text import Text

QUESTIONS: dict[str, Text] = {
    "started": Text("Har satsningen redan börjat ta emot deltagare?", "Has the initiative already begun to take in participants?"),
    "lots": Text("Kan det lottas vem (eller vilken enhet) som får insatsen, eller vem som får den först?", "Can lots be drawn on who (or which unit) gets the initiative, or who gets it first?"),
    "withheld": Text("Vore det fel att någon i målgruppen inte alls får insatsen, till exempel för att effekten redan är säker?", "Would it be wrong that some in the target group do not get it at all, for example because the effect is already certain?"),
    "staggered": Text("Är starten förskjuten, så att alla inte kan börja samtidigt?", "Is the start staggered, so that not everyone can begin at once?"),
    "units": Text("Ges insatsen till hela enheter (skolor, områden, arbetslag), och finns minst åtta av dem?", "Is it given to whole units (schools, areas, teams), and are there at least eight of them?"),
    "background": Text("Finns rika bakgrundsuppgifter från före start om både deltagare och andra?", "Is there rich background data from before the start on both participants and others?"),
    "others": Text("Finns en liknande grupp som inte får insatsen och som kan följas under samma tid?", "Is there a similar group that does not get it and can be followed over the same time?"),
    "before_after": Text("Mäts utfallet före och efter start i båda grupperna?", "Is the outcome measured before and after the start in both groups?"),
    "cutoff": Text("Avgör en gräns på en poäng eller ålder vem som får insatsen?", "Does a cut-off on a score or age decide who gets it?"),
    "series": Text("Finns minst åtta mätpunkter före start av samma mått?", "Are there at least eight points before the start of the same measure?"),
    "series_others": Text("Finns samma mätserie för en grupp eller ett område utan insatsen?", "Is there the same series for a group or area without it?"),
    "municipalities": Text("Finns samma mått för många andra kommuner (till exempel i Kolada)?", "Is there the same measure for many other municipalities (in Kolada, for example)?"),
    "earlier": Text("Finns uppgifter om en tidigare årgång som togs in på samma sätt men inte fick insatsen?", "Is there data on an earlier cohort that was taken in alike but did not get it?"),
    "own_before": Text("Mäts deltagarna själva före och efter?", "Are the participants themselves measured before and after?"),
    "national": Text("Finns nationella eller regionala värden för samma grupp och mått?", "Are there national or regional values for the same group and measure?"),
}  # fmt: skip

ALTERNATIVES: dict[str, Text] = {
    "rct": Text("Lottning av personer", "Randomised trial of persons"),
    "wait_list": Text("Väntelista med lottad ordning", "Wait list in random order"),
    "cluster_rct": Text("Lottning av hela enheter", "Randomised trial of whole units"),
    "stepped_wedge": Text("Trappstegsdesign: enheter börjar i lottad ordning", "Stepped wedge: units begin in random order"),
    "rdd": Text("Gränsdesign (regressionsdiskontinuitet)", "Regression discontinuity"),
    "did": Text("Skillnad i skillnader", "Difference in differences"),
    "matching": Text("Matchad jämförelsegrupp", "Matched comparison group"),
    "controlled_its": Text("Tidsserie med jämförelseserie", "Interrupted time series with a comparison series"),
    "synthetic_control": Text("Syntetisk kontroll av andra kommuner", "Synthetic control of other municipalities"),
    "its": Text("Tidsserie utan jämförelse", "Interrupted time series alone"),
    "historical": Text("Tidigare årgång", "Earlier cohort"),
    "benchmark": Text("Nationellt eller regionalt värde", "National or regional value"),
    "before_after": Text("Enbart före och efter", "Before and after alone"),
}  # fmt: skip

THREATS: dict[str, Text] = {
    "attrition": Text("Att fler faller bort i den ena gruppen, eller att jämförelsegruppen får del av insatsen.", "That more drop out in one group, or that the comparison group gets a share of it."),
    "short_horizon": Text("Visar bara effekten tills de väntande börjar; väntan i sig kan påverka.", "Shows the effect only until those waiting begin; waiting itself may matter."),
    "few_clusters": Text("Få enheter: en enda enhet kan avgöra svaret.", "Few units: a single one can decide the answer."),
    "time_trend": Text("Att utvecklingen över tid är olika i enheterna.", "That the trend over time differs between units."),
    "manipulation": Text("Att poängen har anpassats kring gränsen; gäller bara dem nära gränsen.", "That scores were adjusted around the cut-off; holds only for those near it."),
    "parallel": Text("Att grupperna skulle ha utvecklats olika även utan satsningen.", "That the groups would have developed differently even without the initiative."),
    "unmeasured": Text("Skillnader som inte är mätta, som motivation.", "Differences that were not measured, such as motivation."),
    "other_events": Text("Att något annat hände samtidigt, eller säsong.", "That something else happened at the same time, or season."),
    "poor_fit": Text("Att inga andra kommuner liknar den egna före start.", "That no other municipalities resemble one's own before the start."),
    "secular": Text("Att tiderna har ändrats mellan årgångarna.", "That times have changed between cohorts."),
    "composition": Text("Att gruppen är annorlunda sammansatt än riket.", "That the group is made up differently from the country."),
    "regression_to_mean": Text("Att de som mår sämst ofta förbättras ändå; visar en förändring, ingen effekt.", "That those worst off often improve anyway; shows a change, no effect."),
}  # fmt: skip

LEVELS: dict[int, Text] = {1: Text("låg", "low"), 2: Text("medel", "medium"), 3: Text("hög", "high")}
STANDINGS: dict[str, Text] = {
    "possible": Text("Går att använda", "Can be used"),
    "open": Text("Hänger på obesvarade frågor", "Hangs on unanswered questions"),
    "impossible": Text("Går inte", "Not possible"),
}
ANSWERS: dict[str, Text] = {"yes": Text("ja", "yes"), "no": Text("nej", "no"), "unknown": Text("vet inte", "unknown")}
