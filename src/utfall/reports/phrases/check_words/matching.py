# SPDX-License-Identifier: Apache-2.0
"""Matching and weighting: likeness, overlap and what the comparison group carries."""

from __future__ import annotations

from utfall.core.estimate import Status
from utfall.core.text import Text
from utfall.reports.phrases.check_words.entry import CheckWords

MATCHING: dict[str, CheckWords] = {
    "W-BALANCE": CheckWords(
        name=Text(sv="Likhet efter matchning", en="Likeness after matching"),
        default=Text(
            sv="Efter matchning eller viktning skiljer {covariate} fortfarande {value} standardavvikelser (helst under {limit}).",
            en="After matching or weighting, {covariate} still differs by {value} standard deviations (should be below {limit}).",
        ),
        by_status={
            Status.PASS: Text(
                sv="Efter matchning är grupperna lika i det som mättes: den största skillnaden är {value} "
                "standardavvikelser.",
                en="After matching the groups are alike in what was measured: the largest difference is {value} "
                "standard deviations.",
            )
        },
        form="smd",
    ),
    "W-OVERLAP": CheckWords(
        name=Text(sv="Överlappning", en="Overlap"),
        default=Text(
            sv="{value} av deltagarna har ingen i jämförelsegruppen som liknar dem.",
            en="{value} of the participants have nobody like them in the comparison group.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Nästan alla deltagare har någon i jämförelsegruppen som liknar dem.",
                en="Nearly all participants have somebody like them in the comparison group.",
            )
        },
        form="share",
    ),
    "W-OVERLAP-ALL": CheckWords(
        name=Text(sv="Överlappning åt båda håll", en="Overlap both ways"),
        default=Text(
            sv="{value} av personerna har ingen i den andra gruppen som liknar dem.",
            en="{value} of the people have nobody like them in the other group.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Nästan alla har någon i den andra gruppen som liknar dem.",
                en="Nearly everyone has somebody like them in the other group.",
            )
        },
        form="share",
    ),
    "W-WEIGHTS": CheckWords(
        name=Text(sv="Tunga enskilda personer", en="People who weigh heavily"),
        default=Text(
            sv="Den tyngsta personen väger {value} gånger så mycket som gruppens medel (helst högst {limit}).",
            en="The heaviest person weighs {value} times as much as the group's mean (should be at most {limit}).",
        ),
        by_status={
            Status.PASS: Text(
                sv="Ingen enskild person väger mycket mer än de andra.",
                en="No single person weighs much more than the others.",
            )
        },
    ),
    "W-INSIDE": CheckWords(
        name=Text(sv="Olikhet mellan dem som jämförs", en="Difference left between those compared"),
        default=Text(
            sv="Personer som jämförs med varandra skiljer sig så att effekten kan vara fel med {value} gånger sin osäkerhet.",
            en="People compared with each other still differ, so that the effect may be off by {value} times its error.",
        ),
        by_status={
            Status.PASS: Text(
                sv="De som jämförs med varandra är så lika att det inte påverkar effekten nämnvärt.",
                en="People compared with each other are so alike that it hardly moves the effect.",
            ),
            Status.INFO: Text(
                sv="De som jämförs skiljer sig inte mer än slumpen gör, och den är redan med i osäkerheten.",
                en="People compared differ no more than chance makes them, and that is in the uncertainty already.",
            ),
        },
    ),
    "W-COLLINEAR": CheckWords(
        name=Text(sv="Kovariater som säger samma sak", en="Covariates that say the same"),
        default=Text(
            sv="{covariates} följer helt av de andra kovariaterna. Resultatet är detsamma utan. Ta bort dubbletten, eller "
            "kontrollera att rätt kolumn är vald.",
            en="{covariates} follows entirely from the other covariates. The result is the same without. Remove the double, "
            "or check that the right column was chosen.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Ingen kovariat följer helt av de andra.",
                en="No covariate follows entirely from the others.",
            )
        },
        form="count",
    ),
    "W-CONSTANT": CheckWords(
        name=Text(sv="Kovariater som är lika för alla", en="Covariates that are the same for everyone"),
        default=Text(
            sv="{covariates} har samma värde för alla och kan inte göra grupperna mer lika. Ta bort det, eller kontrollera "
            "att rätt kolumn är vald.",
            en="{covariates} has one value for everyone and cannot make the groups more alike. Remove it, or check that "
            "the right column was chosen.",
        ),
        form="count",
    ),
    "W-ESS": CheckWords(
        name=Text(sv="Jämförelsegruppens bärkraft", en="How much the comparison group carries"),
        default=Text(
            sv="Jämförelsegruppen väger inte mer än {value} personer (av {n_comparison}).",
            en="The comparison group weighs no more than {value} people (of {n_comparison}).",
        ),
        form="count",
    ),
    "W-SPLITS": CheckWords(
        name=Text(sv="Slumpens del i uträkningen", en="The part of chance in the computation"),
        default=Text(
            sv="Svaret räknades {repeats} gånger med personerna slumpvis delade på nytt. Svaren skiljer sig med {value} av "
            "medelfelet, mer än {limit}: ett annat slumptalsfrö kan ge ett märkbart annat svar. Fler omgångar (repeats) hjälper.",
            en="The answer was counted {repeats} times with the people divided anew at random. The answers differ by {value} of "
            "the standard error, more than {limit}: another seed may give a noticeably different answer. More repeats help.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Svaret räknades {repeats} gånger med personerna slumpvis delade på nytt. Svaren skiljer sig bara med {value} "
                "av medelfelet.",
                en="The answer was counted {repeats} times with the people divided anew at random. The answers differ by only "
                "{value} of the standard error.",
            )
        },
        form="share",
    ),
    "W-DROPPED": CheckWords(
        name=Text(sv="Deltagare utan motsvarighet", en="Participants without a counterpart"),
        default=Text(
            sv="{unmatched} deltagare ({value}) hade ingen tillräckligt lik och är inte med. Svaret gäller de övriga.",
            en="{unmatched} participants ({value}) had nobody like enough and are left out. "
            "The answer is about the others.",
        ),
        by_status={
            Status.PASS: Text(sv="Alla deltagare fick en motsvarighet.", en="Every participant got a counterpart.")
        },
        form="share",
    ),
    "W-CALIPER": CheckWords(
        name=Text(sv="Största avstånd i ett par", en="Largest distance in a pair"),
        default=Text(
            sv="Något par ligger {value} standardavvikelser isär. Mer än {limit} är för långt.",
            en="Some pair lies {value} standard deviations apart. More than {limit} is too far.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Inget par ligger längre isär än {limit} standardavvikelser.",
                en="No pair lies further apart than {limit} standard deviations.",
            )
        },
        form="smd",
    ),
    "W-EXTRAPOLATION": CheckWords(
        name=Text(sv="Utanför jämförelsegruppens spann", en="Outside the range of the comparison group"),
        default=Text(
            sv="{value} av deltagarna ligger utanför jämförelsegruppens spann i någon uppgift.",
            en="{value} of the participants lie outside the comparison group's range on something measured.",
        ),
        form="share",
    ),
    "W-UNMEASURED": CheckWords(
        name=Text(sv="Det som inte mättes", en="What was not measured"),
        default=Text(
            sv="Jämförelsen tar bara hänsyn till skillnader som har mätts. Andra skillnader, som motivation, kan finnas.",
            en="The comparison deals only with differences that were measured. Others, such as motivation, may exist.",
        ),
    ),
}
