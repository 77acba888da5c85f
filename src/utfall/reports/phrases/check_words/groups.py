# SPDX-License-Identifier: Apache-2.0
"""Sizes, missing values and how the groups came about."""

from __future__ import annotations

from utfall.core.estimate import Status
from utfall.core.text import Text
from utfall.reports.phrases.check_words.entry import CheckWords

GROUPS: dict[str, CheckWords] = {
    "W-SMALLN": CheckWords(
        name=Text(sv="Gruppernas storlek", en="Size of the groups"),
        default=Text(
            sv="Den minsta gruppen har {value} personer. Under {limit} blir svaren mycket osäkra.",
            en="The smaller group has {value} people. Below {limit} answers become very uncertain.",
        ),
        by_status={
            Status.PASS: Text(sv="Den minsta gruppen har {value} personer.", en="The smaller group has {value} people.")
        },
        form="count",
    ),
    "W-FEWAREAS": CheckWords(
        name=Text(sv="Antal områden", en="Number of areas"),
        default=Text(
            sv="Områden i den minsta gruppen: {value}. Under {limit} blir svaren mycket osäkra.",
            en="Areas in the smaller group: {value}. Below {limit} answers become very uncertain.",
        ),
        by_status={
            Status.PASS: Text(sv="Områden i den minsta gruppen: {value}.", en="Areas in the smaller group: {value}.")
        },
        form="count",
    ),
    "W-SPARSE": CheckWords(
        name=Text(sv="Ovanliga utfall", en="Rare outcomes"),
        default=Text(
            sv="I någon grupp har färre än {limit} personer det ena utfallet. Då är intervallet ungefärligt.",
            en="In some group fewer than {limit} people have one of the outcomes. The interval is then approximate.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Båda utfallen är vanliga nog i båda grupperna.",
                en="Both outcomes are common enough in both groups.",
            )
        },
        form="count",
    ),
    "W-LOTTERY": CheckWords(
        name=Text(sv="Vad lotten ensam kan ge", en="What the lottery alone can give"),
        default=Text(
            sv="Om satsningen inte hade påverkat någon hade lotten ensam gett en minst lika stor skillnad i {count} av "
            "{total} lottningar som kunde ha blivit ({value}).",
            en="Had the initiative affected nobody, the lottery alone would have given at least as large a difference in "
            "{count} of {total} lotteries that could have been drawn ({value}).",
        ),
        by_status={
            Status.WARN: Text(
                sv="Om satsningen inte hade påverkat någon hade lotten ensam gett en minst lika stor skillnad i {count} av "
                "{total} lottningar som kunde ha blivit ({value}). Det är oftare än vad intervallet säger: skillnaden kan "
                "vara slumpen, fast intervallet inte når noll.",
                en="Had the initiative affected nobody, the lottery alone would have given at least as large a "
                "difference in {count} of {total} lotteries that could have been drawn ({value}). That is more often "
                "than the interval says: the difference may be chance, though the interval does not reach zero.",
            )
        },
        form="p",
    ),
    "W-FOLLOWED": CheckWords(
        name=Text(sv="Tappade före tidsgränsen", en="Lost before the horizon"),
        default=Text(
            sv="{value} följdes varken till händelsen eller till tidsgränsen: {intervention} av deltagarna och {comparison} av "
            "jämförelsegruppen. Tiden stämmer bara om de som tappades är som de andra.",
            en="{value} were followed neither to the event nor to the horizon: {intervention} of the participants and "
            "{comparison} of the comparison group. The time is right only if those lost are like the others.",
        ),
        by_status={
            Status.PASS: Text(
                sv="{value} följdes varken till händelsen eller till tidsgränsen, ungefär lika i grupperna.",
                en="{value} were followed neither to the event nor to the horizon, about alike in the groups.",
            )
        },
        form="share",
    ),
    "W-MISSING": CheckWords(
        name=Text(sv="Bortfall", en="Missing values"),
        default=Text(
            sv="{value} av personerna saknar uppgifter och är inte med. De kan skilja sig från de andra.",
            en="{value} of the people lack data and are left out. They may differ from the others.",
        ),
        by_status={
            Status.PASS: Text(
                sv="{value} av personerna saknar uppgifter och är inte med.",
                en="{value} of the people lack data and are left out.",
            )
        },
        form="share",
    ),
    "W-MISSING-DIFF": CheckWords(
        name=Text(sv="Olika stort bortfall i grupperna", en="Missing values differ between the groups"),
        default=Text(
            sv="Bortfallet är {intervention} bland deltagarna och {comparison} i jämförelsegruppen. "
            "Så olika bortfall kan ge en skillnad som inte beror på satsningen.",
            en="{intervention} are missing among participants and {comparison} in the comparison group. "
            "Such a difference may give a result that is not due to the initiative.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Bortfallet är {intervention} bland deltagarna och {comparison} i jämförelsegruppen.",
                en="{intervention} are missing among participants and {comparison} in the comparison group.",
            )
        },
        form="share",
    ),
    "W-MISSING-GROUP": CheckWords(
        name=Text(sv="Okänd grupp", en="Group unknown"),
        default=Text(
            sv="{rows} rader saknar uppgift om grupp och är inte med.",
            en="{rows} rows do not say which group they belong to and are left out.",
        ),
        form="share",
    ),
    "W-INCOMPLETE": CheckWords(
        name=Text(sv="Mätta vid bara ett tillfälle", en="Measured only once"),
        default=Text(
            sv="{units} personer är mätta vid bara ett tillfälle och är inte med ({value}).",
            en="{units} people were measured only once and are left out ({value}).",
        ),
        form="share",
    ),
    "W-BALANCE-RCT": CheckWords(
        name=Text(sv="Lottningens balans", en="Balance of the lottery"),
        default=Text(
            sv="Så stora skillnader mellan grupperna före start uppstår sällan av en slump ({value}). "
            "Störst är skillnaden i {covariate}.",
            en="Differences this large before the start seldom arise by chance ({value}). "
            "The largest is in {covariate}.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Skillnaderna mellan grupperna före start är inte större än slumpen ger ({value}).",
                en="The differences between the groups before the start are no larger than chance gives ({value}).",
            ),
            Status.INFO: Text(
                sv="Det finns inga uppgifter från före start att jämföra grupperna med.",
                en="There are no data from before the start to compare the groups by.",
            ),
        },
        form="p",
    ),
    "W-NAIVE-IMBALANCE": CheckWords(
        name=Text(sv="Olika grupper från början", en="Groups unlike from the start"),
        default=Text(
            sv="Grupperna är olika redan före start: {covariate} skiljer {value} standardavvikelser. "
            "Ingen lottning ger så olika grupper. Skillnaden i utfall går inte att skilja från det.",
            en="The groups differ already before the start: {covariate} by {value} standard deviations. "
            "No lottery makes groups so unlike. The difference in outcome cannot be told apart from that.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Ingen uppgift från före start skiljer grupperna åt på ett sätt som en lottning inte kan ge.",
                en="Nothing known from before the start sets the groups apart in a way that no lottery could.",
            )
        },
        form="smd",
    ),
    "W-DESIGN-UNSTATED": CheckWords(
        name=Text(sv="Hur grupperna blev till", en="How the groups came about"),
        default=Text(
            sv="Ingen har sagt hur grupperna blev till. De jämförs som om lotten avgjort. Ange --design rct om det stämmer, annars den jämförelse som gäller.",
            en="Nobody has said how the groups came about. They are compared as if a lottery had decided. Give --design rct if that is right, else the comparison that holds.",
        ),
    ),
    "W-UNNAMED": CheckWords(
        name=Text(sv="Filens övriga kolumner", en="The file's other columns"),
        default=Text(
            sv="Kolumnen {covariate} skiljer grupperna åt med {size} standardavvikelser. Är den känd före start är det här knappast en lottning; namnge då uppgifterna från före start (covariates).",
            en="The column {covariate} tells the groups apart by {size} standard deviations. If it was known before the start this is hardly a lottery; then name what was known before the start (covariates).",
        ),
        by_status={
            Status.PASS: Text(
                sv="Ingen av filens {looked} övriga talkolumner skiljer grupperna åt mer än en lottning kan ge.",
                en="None of the file's {looked} other number columns tells the groups apart more than a lottery could.",
            ),
            Status.INFO: Text(
                sv="Filen har inga andra talkolumner att jämföra grupperna med.",
                en="The file has no other number columns to compare the groups by.",
            ),
            Status.FAIL: Text(
                sv="{apart} av filens {looked} övriga talkolumner skiljer grupperna starkt åt, mest {covariate} ({size} standardavvikelser). Så olika grupper ger ingen lottning. Använd en annan jämförelse, till exempel matching.",
                en="{apart} of the file's {looked} other number columns tell the groups strongly apart, most {covariate} ({size} standard deviations). No lottery makes such groups. Use another comparison, for example matching.",
            ),
        },
        form="count",
    ),
}
