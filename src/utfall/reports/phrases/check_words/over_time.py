# SPDX-License-Identifier: Apache-2.0
"""Designs over time, at a cutoff and against a given value."""

from __future__ import annotations

from utfall.core.estimate import Status
from utfall.core.text import Text
from utfall.reports.phrases.check_words.entry import CheckWords

OVER_TIME: dict[str, CheckWords] = {
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
            sv="Antal enheter (till exempel skolor) i den minsta gruppen: bara {value}. Då underskattas osäkerheten lätt.",
            en="Units (schools, say) in the smaller group: only {value}. The uncertainty is then easily understated.",
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
            sv="Grupperna utvecklades olika redan före start ({value}). Då är det tveksamt att de annars hade följts åt.",
            en="The groups developed differently already before the start ({value}). It is then doubtful that they would otherwise have moved together.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Inget tyder på att grupperna utvecklades olika före start ({value}). Det bevisar inte att de annars hade följts åt efteråt.",
                en="Nothing suggests that the groups developed differently before the start ({value}). That does not prove that they would have moved together after it.",
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
            sv="Närliggande perioder liknar varandra, eller så är de för få för att utesluta det (korrelation {value}, kvar {left} efter modellen). Intervallet kan vara för smalt.",
            en="Neighbouring periods resemble each other, or are too few to rule it out (correlation {value}, {left} left after the model). The interval may be too narrow.",
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
    "W-SC-EXACT": CheckWords(
        name=Text(sv="Exakt likhet före start", en="Exact likeness before the start"),
        default=Text(
            sv="{value} av {units} enheter kunde härmas exakt före start, så likheten då säger inget om hur lika de är efter. "
            "Intervallet bygger på avvikelserna efter start som de är. Ta med fler perioder före start.",
            en="{value} of {units} units could be imitated exactly before the start, so the likeness tells nothing of how alike they are after. "
            "The interval rests on the departures after the start as they are. Include more periods before the start.",
        ),
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
    "W-SC-REACH": CheckWords(
        name=Text(sv="Vad placebotestet kan visa", en="What the placebo test can show"),
        default=Text(
            sv="Med {donors} jämförelseenheter blir p-värdet aldrig under {value}, hur stor effekten än är: {limit} kan inte "
            "nås. Det krävs minst {needed}. Intervallet anger sin egen, lägre säkerhet.",
            en="With {donors} comparison units the p value is never below {value}, however large the effect: {limit} cannot be "
            "reached. At least {needed} are needed. The interval states its own, lower level.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Placebotestet kan ge p-värden ned till {value}.",
                en="The placebo test can give p values down to {value}.",
            )
        },
        form="p",
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
            sv="Närmast gränsen ligger {below} under och {above} över, mer ojämnt än slumpen ger ({value}). Någon kan ha valt sida.",
            en="Nearest to the cutoff {below} lie below and {above} above, more uneven than chance gives ({value}). Someone may have chosen sides.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Närmast gränsen ligger {below} under och {above} över, som slumpen ger ({value}).",
                en="Nearest to the cutoff {below} lie below and {above} above, as chance gives ({value}).",
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
            sv="Också {covariate} hoppar vid gränsen ({value}). Då skiljer mer än erbjudandet de två sidorna åt.",
            en="{covariate} jumps at the cutoff too ({value}). Then more than the offer tells the two sides apart.",
        ),
        by_status={
            Status.PASS: Text(
                sv="Inget som mättes före hoppar vid gränsen ({value}).",
                en="Nothing measured before jumps at the cutoff ({value}).",
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
