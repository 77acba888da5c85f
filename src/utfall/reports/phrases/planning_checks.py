# SPDX-License-Identifier: Apache-2.0
"""The words of the checks on what is planned: power (P-), allocation (A-) and minimum requirements (M-)."""

from __future__ import annotations

from utfall.core.estimate import Check, Status
from utfall.core.text import Lang, Text
from utfall.reports.phrases import checks
from utfall.reports.phrases.check_words.entry import CheckWords, Form


def check_name(check: Check, lang: Lang) -> str:
    """Return what the check looked at."""
    return _words(check).name.of(lang)


def check_text(check: Check, lang: Lang) -> str:
    """Return what the check found, in one or two sentences."""
    return checks.sentence(_words(check), check, lang)


def _words(check: Check) -> CheckWords:
    return WORDS[check.id] if check.id in WORDS else checks.WORDS[check.id]


def _entry(
    name: tuple[str, str],
    default: tuple[str, str],
    form: Form = "number",
    *,
    passed: tuple[str, str] | None = None,
    **by: tuple[str, str],
) -> CheckWords:
    found = by if passed is None else {"pass": passed, **by}
    return CheckWords(
        name=Text(*name),
        default=Text(*default),
        by_status={Status(key): Text(*text) for key, text in found.items()},
        form=form,
    )


_POWER: dict[str, CheckWords] = {
    "P-CLUSTERS": _entry(
        ("Antal kluster", "Number of clusters"),
        (
            "Den minsta gruppen har {value} kluster. Med färre än {limit} blir svaren osäkra, och ett enda kluster kan avgöra dem.",
            "The smaller group has {value} clusters. With fewer than {limit} answers become uncertain, and one cluster can decide them.",
        ),
        "count",
        passed=("Den minsta gruppen har {value} kluster.", "The smaller group has {value} clusters."),
    ),
    "P-RARE": _entry(
        ("Ovanliga utfall", "Rare outcomes"),
        (
            "Bara omkring {value} personer i någon grupp väntas få det ovanliga utfallet. Räkna med att svaret kan bli otydligt.",
            "Only about {value} people in some group are expected to have the rarer outcome. The answer may turn out unclear.",
        ),
        passed=("Båda utfallen väntas bli vanliga nog.", "Both outcomes are expected to be common enough."),
    ),
    "P-DROPOUT": _entry(
        ("Bortfall", "Dropout"),
        ("Räknat med att {value} faller bort.", "Allowing for {value} dropping out."),
        "share",
        warn=(
            "Inget bortfall är medräknat. I sociala satsningar är det sällan under 10 till 20 procent; ange --dropout.",
            "No dropout is allowed for. In social programmes it is seldom below 10 to 20 per cent; state --dropout.",
        ),
    ),
    "P-ASSUMED": _entry(
        ("Om effekten blir mindre", "If the effect is smaller"),
        (
            "Blir effekten en femtedel mindre än antagits är sannolikheten att hitta den {value}.",
            "If the effect is a fifth smaller than assumed, the probability of finding it is {value}.",
        ),
        "share",
    ),
    "P-ICC": _entry(
        ("Likhet inom kluster", "Likeness within clusters"),
        (
            "Klusterkorrelationen {value} är ett antagande. Pröva också ett dubbelt så stort värde.",
            "The intracluster correlation {value} is an assumption. Try a value twice as large too.",
        ),
        "smd",
    ),
    "P-SIMULATED": _entry(
        ("Simulering", "Simulation"),
        (
            "Sannolikheten är simulerad med {value} påhittade datamängder och skattningen som används på riktiga data.",
            "The probability is simulated with {value} made-up data sets and the estimator that is used on real data.",
        ),
        "count",
    ),
    "P-NORMAL": _entry(
        ("Få kluster i trappan", "Few clusters in the wedge"),
        (
            "Formeln räknar med normalfördelning. Med {value} kluster (färre än {limit}) blir den verkliga sannolikheten något lägre.",
            "The formula assumes a normal distribution. With {value} clusters (fewer than {limit}) the true probability is somewhat lower.",
        ),
        "count",
        info=(
            "Formeln räknar med normalfördelning, vilket {value} kluster räcker till.",
            "The formula assumes a normal distribution, for which {value} clusters are enough.",
        ),
    ),
    "P-LOCAL": _entry(
        ("Bara nära gränsen", "Only near the cut-off"),
        (
            "Räknat på att alla används i en rät linje. Skattningen använder bara dem nära gränsen, så räkna med flera gånger fler.",
            "Computed for everyone used in a straight line. The estimate uses only those near the cut-off, so allow for several times as many.",
        ),
    ),
    "P-REACH": _entry(
        ("Vad placebotestet kan visa", "What the placebo test can show"),
        (
            "Med {donors} jämförelseenheter blir p-värdet aldrig under {value}, hur stor effekten än är: {limit} kan inte nås. Det krävs "
            "minst {needed}.",
            "With {donors} comparison units the p value is never below {value}, however large the effect: {limit} cannot be reached. At "
            "least {needed} are needed.",
        ),
        "p",
        passed=(
            "Placebotestet kan ge p-värden ned till {value}.",
            "The placebo test can give p values down to {value}.",
        ),
    ),
    "P-POINTS": _entry(
        ("Mätpunkter före start", "Points before the start"),
        (
            "Serien har {value} mätpunkter före start. Under {limit} går trenden knappt att skatta.",
            "The series has {value} points before the start. Below {limit} the trend can hardly be estimated.",
        ),
        "count",
        passed=("Serien har {value} mätpunkter före start.", "The series has {value} points before the start."),
    ),
}

_ALLOCATION: dict[str, CheckWords] = {
    "A-UNITS": _entry(
        ("Gruppernas storlek", "Size of the groups"),
        (
            "Det blir omkring {value} personer per grupp. Under {limit} kan slumpen ensam göra grupperna olika.",
            "There are about {value} people per group. Below {limit} chance alone can make the groups differ.",
        ),
        "count",
        passed=("Det blir omkring {value} personer per grupp.", "There are about {value} people per group."),
    ),
    "A-STRATUM-SIZE": _entry(
        ("Små strata", "Small strata"),
        (
            "{small} av {strata} strata har färre personer eller kluster än det finns platser i en omgång. Där blir någon grupp tom.",
            "{small} of {strata} strata have fewer people or clusters than one round has places. Some group is empty there.",
        ),
        "count",
        **{
            "pass": (
                "Det minsta av {strata} strata har {value} personer eller kluster.",
                "The smallest of {strata} strata has {value} people or clusters.",
            )
        },
    ),
    "A-OVERSTRATIFIED": _entry(
        ("Antal strata", "Number of strata"),
        (
            "{value} strata är många för så få: blocken blir inte fulla och jämnar inte ut grupperna. Använd färre strata eller --method minimisation.",
            "{value} strata are many for so few: blocks are not filled and do not even out the groups. Use fewer strata or --method minimisation.",
        ),
        "count",
        passed=("{value} strata är inte för många.", "{value} strata are not too many."),
    ),
    "A-CLUSTERS": _entry(
        ("Antal kluster", "Number of clusters"),
        (
            "{value} kluster lottades mellan {arms} grupper. Under {limit} kan ett enda kluster avgöra resultatet.",
            "{value} clusters were drawn between {arms} groups. Below {limit} a single cluster can decide the result.",
        ),
        "count",
        **{
            "pass": (
                "{value} kluster lottades mellan {arms} grupper.",
                "{value} clusters were drawn between {arms} groups.",
            )
        },
    ),
    "A-CLUSTER-SIZE": _entry(
        ("Klustrens storlek", "Size of the clusters"),
        (
            "Klustren har från {smallest} till {largest} personer; {tiny} har färre än tre, och det största har {value} av alla. Olika stora kluster ger osäkrare svar.",
            "Clusters have from {smallest} to {largest} people; {tiny} have fewer than three, and the largest has {value} of all. Unequal clusters make answers less certain.",
        ),
        "share",
        **{
            "pass": (
                "Klustren har från {smallest} till {largest} personer.",
                "Clusters have from {smallest} to {largest} people.",
            )
        },
    ),
    "A-BALANCE": _entry(
        ("Skillnad vid start", "Difference at the start"),
        (
            "Störst skillnad vid start: {covariate}, {value} standardavvikelser. Lotten är rättvis också när grupperna skiljer sig åt; dra inte om.",
            "Largest difference at the start: {covariate}, {value} standard deviations. The lottery is fair even when groups differ; do not draw again.",
        ),
        "smd",
    ),
    "A-NOSTRATA": _entry(
        ("Strata", "Strata"),
        ("Lotten drogs utan strata.", "Lots were drawn without strata."),
        "count",
        warn=(
            "Lotten drogs utan strata. Med färre än {limit} är det klokt att stratifiera på det som betyder mest för utfallet, som kön eller utgångsläge.",
            "Lots were drawn without strata. With fewer than {limit} it is wise to stratify by what matters most for the outcome, such as sex or the state at the start.",
        ),
    ),
}

_REQUIREMENTS: dict[str, CheckWords] = {
    "M-OUTCOME": _entry(
        ("Utfallsmått", "Outcome measure"),
        ("{linked} av {outcomes} utfall pekar på en rad i logikmodellen (logic_row). Koppla alla.", "{linked} of {outcomes} outcomes point to a row of the logic model (logic_row). Link them all."),
        "count",
        passed=("{outcomes} utfall, alla kopplade till logikmodellen.", "{outcomes} outcomes, all linked to the logic model."),
        fail=("Inget utfall är angivet. Minst ett krävs.", "No outcome is stated. At least one is required."),
    ),
    "M-PROCESS": _entry(
        ("Processmått kopplat till utfallet", "Process measure linked to the outcome"),
        ("Ingen aktivitet med indikator leder till: {lacking}. Skriv en indikator på aktiviteten och led den vidare (leads_to).", "No activity with an indicator leads to: {lacking}. Write an indicator on the activity and let it lead on (leads_to)."),
        "count",
        passed=("Varje utfall har en aktivitet med processmått som leder till det.", "Every outcome has an activity with a process measure that leads to it."),
        fail=("Inget utfall har en aktivitet med processmått som leder till det. Minst ett krävs.", "No outcome has an activity with a process measure that leads to it. At least one is required."),
    ),
    "M-ACTIVITY": _entry(
        ("Dokumenterad aktivitet per aktör", "Documented activity per actor"),
        ("Det är inte angivet vilka aktörer som dokumenterar vad som görs, av vem och när (documenting).", "It is not stated which actors document what is done, by whom and when (documenting)."),
        "count",
        passed=("Alla aktörer med kostnader dokumenterar sina aktiviteter.", "All actors with costs document their activities."),
        fail=("Minst en aktivitet per aktör ska vara dokumenterad: vad, av vem och när. Aktiviteter i filen: {activities}. Aktörer utan dokumentation: {lacking}.", "At least one activity per actor should be documented: what, by whom and when. Activities in the file: {activities}. Actors without documentation: {lacking}."),
    ),
    "M-DESIGN": _entry(
        ("Jämförelsens styrka", "Strength of the comparison"),
        ("Huvudjämförelsen är minst lika stark som en matchad kontrollgrupp.", "The primary comparison is at least as strong as a matched control group."),
        fail=("Huvudjämförelsen är svagare än en matchad kontrollgrupp, eller saknas. Kör utfall guide för att se vad som går.", "The primary comparison is weaker than a matched control group, or missing. Run utfall guide to see what is possible."),
    ),
    "M-ELIGIBLE": _entry(
        ("Antal berättigade", "Number eligible"),
        ("Antalet personer som uppfyller villkoren är inte angivet (eligible).", "The number of people who meet the conditions is not stated (eligible)."),
        "count",
        passed=("{value} personer uppfyller villkoren; {planned} ska delta.", "{value} people meet the conditions; {planned} are to take part."),
        fail=("{value} personer uppfyller villkoren, färre än de {planned} som ska delta.", "{value} people meet the conditions, fewer than the {planned} who are to take part."),
    ),
    "M-TIMEPLAN": _entry(
        ("Tidsplan", "Time plan"),
        ("Det är inte angivet om det finns en tidsplan (time_plan).", "It is not stated whether there is a time plan (time_plan)."),
        passed=("Det finns en tidsplan.", "There is a time plan."),
        fail=("Det finns ingen tidsplan.", "There is no time plan."),
    ),
    "M-BASELINE": _entry(
        ("Mätning före start", "Measurement before the start"),
        ("Det är inte angivet om utfallet mäts före start (baseline). I efterhand går det sällan.", "It is not stated whether the outcome is measured before the start (baseline). Afterwards it is seldom possible."),
        passed=("Utfallet mäts före start.", "The outcome is measured before the start."),
        fail=("Utfallet mäts inte före start. I efterhand går det sällan.", "The outcome is not measured before the start. Afterwards it is seldom possible."),
    ),
    "M-COVARIATES": _entry(
        ("Bakgrundsuppgifter från före start", "Covariates from before the start"),
        ("Mäts bakgrundsuppgifterna (covariates) i {comparisons} före start? Ange covariates_before_start = true. Det som satsningen kan ändra får inte räknas bort.", "Are the covariates of {comparisons} measured before the start? State covariates_before_start = true. What the initiative may change must not be adjusted for."),
        passed=("Bakgrundsuppgifterna är från före start, eller används inte.", "The covariates are from before the start, or none are used."),
        fail=("{late} mäts efter start och får inte räknas bort. Ta bort det bland covariates.", "{late} is measured after the start and must not be adjusted for. Remove it from covariates."),
    ),
    "M-CRITERIA": _entry(
        ("Kriterier före start", "Criteria before the start"),
        ("Kriterierna saknar antingen ett framgångskriterium om effekt eller ett stoppkriterium.", "The criteria lack either a success criterion on an effect or a stop criterion."),
        "count",
        passed=("{value} kriterier, med både framgång och stopp.", "{value} criteria, with both success and stop."),
        fail=("Inget framgångskriterium är bestämt. Efteråt går det inte att bestämma utan att resultatet styr.", "No success criterion is set. Afterwards it cannot be set without the result steering it."),
    ),
    "M-MANAGERS": _entry(
        ("Chefer informerade", "Managers informed"),
        ("Det är inte angivet om alla berörda chefer är informerade (managers).", "It is not stated whether all managers concerned are informed (managers)."),
        passed=("Alla berörda chefer är informerade.", "All managers concerned are informed."),
        fail=("Alla berörda chefer är inte informerade.", "Not all managers concerned are informed."),
    ),
    "M-ROLES": _entry(
        ("Ansvar", "Responsibilities"),
        ("Det är inte angivet om vars och ens ansvar är klart (roles).", "It is not stated whether each one's responsibility is clear (roles)."),
        passed=("Vars och ens ansvar är klart.", "Each one's responsibility is clear."),
        fail=("Vars och ens ansvar är inte klart.", "Each one's responsibility is not clear."),
    ),
    "M-INFORMED": _entry(
        ("Deltagare informerade", "Participants informed"),
        ("Det är inte angivet om de som berörs är informerade (informed).", "It is not stated whether those concerned are informed (informed)."),
        passed=("De som berörs är informerade.", "Those concerned are informed."),
        fail=("De som berörs är inte informerade.", "Those concerned are not informed."),
    ),
    "M-LEGAL": _entry(
        ("Rättslig bedömning", "Legal assessment"),
        ("Det är inte angivet om utvärderingen är bedömd rättsligt, med dataskydd och etikprövning (legal).", "It is not stated whether the evaluation has been assessed legally, with data protection and ethical review (legal)."),
        passed=("Utvärderingen är bedömd rättsligt.", "The evaluation has been assessed legally."),
        fail=("Utvärderingen är inte bedömd rättsligt.", "The evaluation has not been assessed legally."),
    ),
    "M-LOCK": _entry(
        ("Låst plan", "Locked plan"),
        ("Planen är inte låst. Lås den före start: utfall plan lock.", "The plan is not locked. Lock it before the start: utfall plan lock."),
        passed=("Planen låstes {date} och är oförändrad.", "The plan was locked on {date} and is unchanged."),
        fail=("Planen låstes {date} och har ändrats sedan dess. Se utfall plan diff.", "The plan was locked on {date} and has been changed since. See utfall plan diff."),
    ),
}  # fmt: skip

WORDS: dict[str, CheckWords] = {**_POWER, **_ALLOCATION, **_REQUIREMENTS}
