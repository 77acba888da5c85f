# SPDX-License-Identifier: Apache-2.0
"""The words of every check on an estimate: what was looked at, and what its outcome means.

Each entry has a name and one sentence per status that the check can have. {value} and {limit} are the check's
numbers, formatted as `form` says; other names come from the check's details.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Literal

from utfall.core.estimate import Check, Status
from utfall.core.text import Lang, Text
from utfall.reports import numbers

Form = Literal["number", "count", "share", "smd", "p"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckWords:
    """The words of one check; a status that is missing falls back on `default`."""

    name: Text
    default: Text
    by_status: dict[Status, Text] = field(default_factory=dict)
    form: Form = "number"


def check_name(check: Check, lang: Lang) -> str:
    """Return what the check looked at."""
    return WORDS[check.id].name.of(lang)


def check_text(check: Check, lang: Lang) -> str:
    """Return what the check found, in one or two sentences."""
    return sentence(WORDS[check.id], check, lang)


def sentence(words: CheckWords, check: Check, lang: Lang) -> str:
    """Return the sentence of a check's words for its status, with its numbers."""
    template = words.by_status.get(check.status, words.default).of(lang)
    return template.format_map(_Slots(check, words.form, lang))


_UNKNOWN = Text(sv="okänt", en="unknown")


class _Slots(dict[str, str]):
    """The values that a sentence may name; an unknown number reads as 'okänt'."""

    def __init__(self, check: Check, form: Form, lang: Lang) -> None:
        super().__init__()
        self.unknown = _UNKNOWN.of(lang)
        for name, value in check.details:
            self[name] = _detail(value, lang)
        for name, number in (("value", check.value), ("limit", check.limit)):
            if number is not None and math.isfinite(number):
                self[name] = _formatted(number, form, lang)

    def __missing__(self, key: str) -> str:
        return self.unknown


def _detail(value: str | float | int, lang: Lang) -> str:
    """Return a word as it is, a count without decimals, a float between 0 and 1 as a share.

    A word that is a decimal number is written as one.
    """
    if isinstance(value, str):
        return value.replace(".", ",") if lang == "sv" and re.fullmatch(r"\d+\.\d+", value) else value
    if isinstance(value, int):
        return numbers.number(value, lang, decimals=0)
    if not math.isfinite(value):
        return _UNKNOWN.of(lang)
    return numbers.percent(value, lang) if 0 <= value <= 1 else numbers.number(value, lang)


def _formatted(value: float, form: Form, lang: Lang) -> str:
    if form == "share":
        return numbers.percent(value, lang)
    if form == "p":
        return numbers.number(value, lang, decimals=3 if value < 0.1 else 2)
    if form == "smd":
        return numbers.number(value, lang, decimals=2)
    if form == "count":
        return numbers.number(value, lang, decimals=0)
    return numbers.number(value, lang)


WORDS: dict[str, CheckWords] = {
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
            sv="Så stora skillnader mellan grupperna före start uppstår sällan av en slump (p = {value}). "
            "Störst är skillnaden i {covariate}.",
            en="Differences this large before the start seldom arise by chance (p = {value}). "
            "The largest is in {covariate}.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Skillnaderna mellan grupperna före start är inte större än slumpen ger (p = {value}).",
                en="The differences between the groups before the start are no larger than chance gives (p = {value}).",
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
        name=Text(sv="Olikhet som är kvar inom grupperna", en="Difference left inside the strata"),
        default=Text(
            sv="Personer som jämförs med varandra skiljer sig så att effekten kan vara fel med {value} gånger sin osäkerhet.",
            en="People compared with each other still differ, so that the effect may be off by {value} times its error.",
        ),
        by_status={
            Status.PASS: Text(
                sv="De som jämförs med varandra är så lika att det inte påverkar effekten nämnvärt.",
                en="People compared with each other are so alike that it hardly moves the effect.",
            )
        },
    ),
    "W-COLLINEAR": CheckWords(
        name=Text(sv="Kovariater som säger samma sak", en="Covariates that say the same"),
        default=Text(
            sv="{value} kovariater följer av de andra eller är lika för alla. De påverkar inte resultatet.",
            en="{value} covariates follow from the others or are the same for everyone. They do not change the result.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Varje kovariat säger något eget.",
                en="Each covariate says something of its own.",
            )
        },
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
    "W-PARALLEL": CheckWords(
        name=Text(sv="Samma utveckling annars", en="Same development otherwise"),
        default=Text(
            sv="Med två mättillfällen går det inte att pröva om grupperna annars hade utvecklats lika.",
            en="With two measurements nobody can test whether the groups would otherwise have developed alike.",
        ),
    ),
    "W-BASELINE": CheckWords(
        name=Text(sv="Läget före start", en="The situation before the start"),
        default=Text(
            sv="Grupperna låg {value} standardavvikelser isär före start. Då är det mindre troligt att de annars "
            "hade utvecklats lika.",
            en="The groups lay {value} standard deviations apart before the start. That makes it less likely that "
            "they would otherwise have developed alike.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Grupperna låg {value} standardavvikelser isär före start.",
                en="The groups lay {value} standard deviations apart before the start.",
            )
        },
        form="smd",
    ),
    "W-SEPARATE-SAMPLES": CheckWords(
        name=Text(sv="Olika personer vid mättillfällena", en="Different people at each measurement"),
        default=Text(
            sv="Olika personer är mätta före och efter. Förändringen kan bero på att grupperna är olika sammansatta.",
            en="Different people were measured before and after. The change may be due to who they are.",
        ),
    ),
    "W-CLUSTER": CheckWords(
        name=Text(sv="Antal enheter", en="Number of units"),
        default=Text(
            sv="Bara {value} enheter i den minsta gruppen. Då underskattas osäkerheten lätt.",
            en="Only {value} units in the smaller group. The uncertainty is then easily understated.",
        ),
        by_status={
            Status.PASS: Text(sv="{value} enheter i den minsta gruppen.", en="{value} units in the smaller group.")
        },
        form="count",
    ),
    "W-BEFOREAFTER-RTM": CheckWords(
        name=Text(sv="Regression mot medelvärdet", en="Regression to the mean"),
        default=Text(
            sv="De som väljs ut när läget är som sämst blir ofta bättre av sig själva. Före och efter kan inte skilja "
            "det från satsningen.",
            en="People who are selected when things are at their worst often improve by themselves. Before and after "
            "cannot tell that from the initiative.",
        ),
    ),
    "W-AUTOCORRELATION": CheckWords(
        name=Text(sv="Perioder som liknar varandra", en="Periods that resemble each other"),
        default=Text(
            sv="Närliggande perioder liknar varandra (korrelation {value}). Då är osäkerheten större än vad som visas.",
            en="Neighbouring periods resemble each other (correlation {value}). The uncertainty is then larger than "
            "shown.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Närliggande perioder liknar inte varandra nämnvärt.",
                en="Neighbouring periods do not resemble each other to speak of.",
            ),
            Status.INFO: Text(
                sv="Det går inte att se om närliggande perioder liknar varandra.",
                en="Whether neighbouring periods resemble each other cannot be seen.",
            ),
        },
    ),
    # --- Designs over time, at a cutoff and against a given value ---
    "W-PRETREND": CheckWords(
        name=Text(sv="Utvecklingen före start", en="Trends before the start"),
        default=Text(
            sv="Grupperna utvecklades olika redan före start (p = {value}). Då är det tveksamt att de annars hade följts åt.",
            en="The groups developed differently already before the start (p = {value}). It is then doubtful that they would otherwise have moved together.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Inget tyder på att grupperna utvecklades olika före start (p = {value}). Det bevisar inte att de annars hade följts åt efteråt.",
                en="Nothing suggests that the groups developed differently before the start (p = {value}). That does not prove that they would have moved together after it.",
            ),
            Status.INFO: Text(
                sv="Det går inte att se om grupperna utvecklades lika före start.",
                en="Whether the groups developed alike before the start cannot be seen.",
            ),
        },
        form="p",
    ),
    "W-PRETREND-LOWPOWER": CheckWords(
        name=Text(
            sv="Hur liten skillnad före start som hade synts",
            en="How small a difference before the start would have shown",
        ),
        default=Text(
            sv="En skillnad före start så stor som effekten själv ({limit}) hade lätt kunnat döljas av slumpen: bara skillnader över {value} syns.",
            en="A difference before the start as large as the effect itself ({limit}) could easily have been hidden by chance: only differences above {value} show.",
        ),
        by_status={
            Status.PASS: Text(
                sv="En skillnad före start så stor som effekten hade synts.",
                en="A difference before the start as large as the effect would have shown.",
            )
        },
    ),
    "W-ONETREAT": CheckWords(
        name=Text(sv="En enda enhet med insats", en="A single treated unit"),
        default=Text(
            sv="Bara en enhet (kommun, skola) har insatsen. Allt annat som hände just där ser ut som en effekt, och det vanliga osäkerhetsmåttet säger inget om det.",
            en="Only one unit (municipality, school) has the initiative. Anything else that happened there looks like an effect, and the usual uncertainty says nothing of it.",
        ),
        form="count",
    ),
    "W-GAPS": CheckWords(
        name=Text(sv="Luckor i serierna", en="Gaps in the series"),
        default=Text(
            sv="{value} av enheterna eller perioderna saknar något värde. Skälet till luckorna kan påverka svaret.",
            en="{value} of the units or periods lack some value. Why they do may affect the answer.",
        ),
        by_status={Status.PASS: Text(sv="Serierna är i stort sett hela.", en="The series are almost whole.")},
        form="share",
    ),
    "W-TWFE": CheckWords(
        name=Text(sv="Den vanliga regressionen", en="The usual regression"),
        default=Text(
            sv="En regression med en effekt per enhet och period hade gett {value}. Den jämför med enheter som redan har börjat och används inte.",
            en="A regression with an effect of each unit and period would have given {value}. It compares with units that have already started and is not used.",
        ),
    ),
    "W-LATE-COVARIATES": CheckWords(
        name=Text(sv="När kovariaterna mättes", en="When covariates were measured"),
        default=Text(
            sv="Kovariaterna läses i den tidigare av de två perioder som jämförs. De får inte själva ha påverkats av insatsen.",
            en="Covariates are read in the earlier of the two periods compared. They must not have been affected by the initiative.",
        ),
        form="count",
    ),
    "W-ITS-FEWPTS": CheckWords(
        name=Text(sv="Mätpunkter före start", en="Points before the start"),
        default=Text(
            sv="Serien har {value} perioder före start. Under {limit} går en trend knappt att skilja från slumpen.",
            en="The series has {value} periods before the start. Below {limit} a trend can hardly be told from chance.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Serien har {value} perioder före start.", en="The series has {value} periods before the start."
            )
        },
        form="count",
    ),
    "W-ITS-SHORTPOST": CheckWords(
        name=Text(sv="Mätpunkter efter start", en="Points after the start"),
        default=Text(
            sv="Serien har {value} perioder efter start och {before} före. Få efteråt säger lite; fler än före kräver att trenden förlängs långt.",
            en="The series has {value} periods after the start and {before} before. Few after tell little; more than before need the trend to be continued far.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Serien har {value} perioder efter start.", en="The series has {value} periods after the start."
            )
        },
        form="count",
    ),
    "W-ITS-NOCONTROL": CheckWords(
        name=Text(sv="Serie utan jämförelse", en="Series with no comparison"),
        default=Text(
            sv="Serien jämförs bara med sin egen trend. Något annat som hände samtidigt syns som en effekt.",
            en="The series is only compared with its own trend. Anything else that happened at the same time shows as an effect.",
        ),
    ),
    "W-ITS-AUTOCORRELATION": CheckWords(
        name=Text(sv="Perioder som liknar varandra", en="Periods that resemble each other"),
        default=Text(
            sv="Närliggande perioder liknar varandra starkt (korrelation {value}, kvar {left} efter modellen). Intervallet kan vara för smalt.",
            en="Neighbouring periods resemble each other strongly (correlation {value}, {left} left after the model). The interval may be too narrow.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Modellen tar hänsyn till att närliggande perioder liknar varandra (korrelation {value}).",
                en="The model allows for neighbouring periods resembling each other (correlation {value}).",
            )
        },
    ),
    "W-SC-FEWPRE": CheckWords(
        name=Text(sv="Perioder att likna före start", en="Periods to be alike in before the start"),
        default=Text(
            sv="Det finns {value} perioder före start. Under {limit} kan likheten vara en slump.",
            en="There are {value} periods before the start. Below {limit} the likeness may be chance.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Det finns {value} perioder före start.", en="There are {value} periods before the start."
            )
        },
        form="count",
    ),
    "W-SC-PREFIT": CheckWords(
        name=Text(sv="Likhet före start", en="Likeness before the start"),
        default=Text(
            sv="Den sammanvägda jämförelsen följde inte enheten väl före start: avvikelsen är {value} av spridningen mellan enheter (högst {limit}).",
            en="The weighted comparison did not follow the unit well before the start: it is off by {value} of the spread between units (at most {limit}).",
        ),
        by_status={
            Status.PASS: Text(
                sv="Den sammanvägda jämförelsen följde enheten väl före start (avvikelse {value} av spridningen).",
                en="The weighted comparison followed the unit well before the start (off by {value} of the spread).",
            )
        },
        form="share",
    ),
    "W-SC-DONOR": CheckWords(
        name=Text(sv="Beroende av en enda jämförelseenhet", en="Dependence on one comparison unit"),
        default=Text(
            sv="Jämförelsen vilar på {donor}: störst vikt är {value}, eller så byter svaret tecken utan den enheten.",
            en="The comparison rests on {donor}: the largest weight is {value}, or the answer changes sign without that unit.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Ingen enskild enhet avgör jämförelsen (störst vikt: {value}).",
                en="No single unit decides the comparison (largest weight: {value}).",
            )
        },
        form="share",
    ),
    "W-SC-PLACEBO": CheckWords(
        name=Text(sv="Prövat på enheter utan insats", en="Tried on units without the initiative"),
        default=Text(
            sv="Av {units} enheter avvek {rank} minst lika mycket från sin jämförelse, den egna medräknad. Så stor avvikelse uppstår alltså också utan insats.",
            en="Of {units} units {rank} departed at least as much from their comparison, this one included. So a departure of that size also arises without the initiative.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Av {units} enheter avvek bara {rank} så mycket från sin jämförelse, den egna medräknad.",
                en="Of {units} units only {rank} departed as much from their comparison, this one included.",
            )
        },
        form="share",
    ),
    "W-SC-FEWDONORS": CheckWords(
        name=Text(sv="Antal jämförelseenheter", en="Number of comparison units"),
        default=Text(
            sv="Det finns {value} jämförelseenheter. Under {limit} räcker de inte för ett 95-procentigt intervall.",
            en="There are {value} comparison units. Below {limit} they do not suffice for a 95 % interval.",
        ),
        by_status={
            Status.PASS: Text(sv="Det finns {value} jämförelseenheter.", en="There are {value} comparison units.")
        },
        form="count",
    ),
    "W-RD-FEW": CheckWords(
        name=Text(sv="Personer nära gränsen", en="Persons near the cutoff"),
        default=Text(
            sv="Bara {value} personer används på den sida som har minst. Under {limit} blir svaret mycket osäkert.",
            en="Only {value} persons are used on the side with fewest. Below {limit} the answer is very uncertain.",
        ),
        by_status={
            Status.PASS: Text(
                sv="{value} personer används på den sida som har minst.",
                en="{value} persons are used on the side with fewest.",
            )
        },
        form="count",
    ),
    "W-RD-MANIPULATION": CheckWords(
        name=Text(sv="Trängsel vid gränsen", en="Crowding at the cutoff"),
        default=Text(
            sv="Närmast gränsen ligger {below} under och {above} över, mer ojämnt än slumpen ger (p = {value}). Någon kan ha valt sida.",
            en="Nearest to the cutoff {below} lie below and {above} above, more uneven than chance gives (p = {value}). Someone may have chosen sides.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Närmast gränsen ligger {below} under och {above} över, som slumpen ger (p = {value}).",
                en="Nearest to the cutoff {below} lie below and {above} above, as chance gives (p = {value}).",
            ),
            Status.INFO: Text(
                sv="Poängen har så få olika värden att trängsel vid gränsen inte går att pröva.",
                en="The score has so few different values that crowding at the cutoff cannot be tested.",
            ),
        },
        form="p",
    ),
    "W-RD-BALANCE": CheckWords(
        name=Text(sv="Andra hopp vid gränsen", en="Other jumps at the cutoff"),
        default=Text(
            sv="Också {covariate} hoppar vid gränsen (p = {value}). Då skiljer mer än erbjudandet de två sidorna åt.",
            en="{covariate} jumps at the cutoff too (p = {value}). Then more than the offer tells the two sides apart.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Inget som mättes före hoppar vid gränsen (p = {value}).",
                en="Nothing measured before jumps at the cutoff (p = {value}).",
            ),
            Status.INFO: Text(
                sv="Ingen kovariat gick att pröva vid gränsen.", en="No covariate could be tested at the cutoff."
            ),
        },
        form="p",
    ),
    "W-RD-COMPLIANCE": CheckWords(
        name=Text(sv="Om regeln följdes", en="Whether the rule was followed"),
        default=Text(
            sv="Vid gränsen deltog de erbjudna {value} oftare än de andra. Svaret gäller erbjudandet, inte deltagandet.",
            en="At the cutoff those offered took part {value} more often than the others. The answer is about the offer, not about taking part.",
        ),
        by_status={Status.PASS: Text(sv="Regeln följdes vid gränsen.", en="The rule was followed at the cutoff.")},
        form="share",
    ),
    "W-RD-MASS": CheckWords(
        name=Text(sv="Olika värden nära gränsen", en="Different values near the cutoff"),
        default=Text(
            sv="Poängen har bara {value} olika värden nära gränsen. Då bygger svaret på att kurvan mellan dem är rak.",
            en="The score has only {value} different values near the cutoff. The answer then rests on a straight line between them.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Poängen har {value} olika värden nära gränsen.",
                en="The score has {value} different values near the cutoff.",
            )
        },
        form="count",
    ),
    "W-HISTORICAL": CheckWords(
        name=Text(sv="Jämförelse med en tidigare kull", en="Comparison with an earlier cohort"),
        default=Text(
            sv="Jämförelsegruppen levde i en annan tid. Det som ändrats sedan dess (konjunktur, lagar, intag, mätsätt) går inte att skilja från satsningen.",
            en="The comparison group lived at another time. What has changed since (economy, laws, intake, measurement) cannot be told from the initiative.",
        ),
    ),
    "W-COMPOSITION": CheckWords(
        name=Text(sv="Gruppernas sammansättning", en="Composition of the groups"),
        default=Text(
            sv="Deltagarna kan vara andra slags personer än de jämförs med, och jämförelsen tar inte full hänsyn till det.",
            en="The participants may be other kinds of people than those they are compared with, and the comparison does not fully allow for it.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Jämförelsen tar hänsyn till vilka deltagarna är, i det som har angetts.",
                en="The comparison allows for who the participants are, in what was stated.",
            )
        },
        form="smd",
    ),
    "W-GIVEN-VALUE": CheckWords(
        name=Text(sv="Jämförelse med ett givet värde", en="Comparison with a given value"),
        default=Text(
            sv="Ett riks- eller regionvärde gäller alla, inte dem som hade kunnat delta. Att deltagarna skiljer sig från det är inte i sig en effekt.",
            en="A national or regional value is about everyone, not about those who could have taken part. That the participants differ from it is not in itself an effect.",
        ),
    ),
    "W-OVERDISPERSION": CheckWords(
        name=Text(sv="Antal som varierar mycket", en="Counts that vary much"),
        default=Text(
            sv="Antalen varierar {value} gånger mer än om händelserna kom oberoende av varandra. Intervallet är då för smalt.",
            en="Counts vary {value} times more than if events came independently. The interval is then too narrow.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Antalen varierar ungefär som oberoende händelser.", en="Counts vary about as independent events do."
            )
        },
    ),
    # --- End of designs over time, at a cutoff and against a given value ---
}

STATUS_NAMES: dict[Status, Text] = {
    Status.PASS: Text(sv="godkänd", en="pass"),
    Status.WARN: Text(sv="varning", en="warning"),
    Status.FAIL: Text(sv="underkänd", en="fail"),
    Status.INFO: Text(sv="upplysning", en="information"),
}
