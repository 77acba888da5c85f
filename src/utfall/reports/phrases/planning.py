# SPDX-License-Identifier: Apache-2.0
"""What is planned, in words: power, allocation, the guide, the minimum requirements and deviations from the plan."""

from __future__ import annotations

from typing import Any

from utfall.core.estimate import Check, EvidenceGrade, Status
from utfall.core.text import Lang, Text
from utfall.effects.planning import Allocation, Deviation, PowerAnswer, PowerPlan, Ranked, Standing
from utfall.effects.planning.power_plan import OF_UNITS
from utfall.reports import numbers
from utfall.reports.phrases import planning_checks
from utfall.reports.phrases.checks import STATUS_NAMES
from utfall.reports.phrases.effects import DESIGN_NAMES, GRADE_NAMES
from utfall.reports.phrases.planning_fields import FIELDS, SECTIONS
from utfall.reports.phrases.planning_guide import ALTERNATIVES, LEVELS, QUESTIONS, STANDINGS, THREATS

_MARKS = {Status.PASS: "✓", Status.WARN: "!", Status.FAIL: "✗", Status.INFO: "·"}

POWER_METHODS: dict[str, Text] = {
    "noncentral-t": Text("t-test, räknat med den icke-centrala t-fördelningen", "t test, by the noncentral t distribution"),
    "paired-t": Text("parat t-test, räknat med den icke-centrala t-fördelningen", "paired t test, by the noncentral t distribution"),
    "one-sample-t": Text("t-test mot ett givet värde, icke-central t-fördelning", "t test against a given value, noncentral t distribution"),
    "one-share": Text("en andel mot ett givet värde, normalapproximation", "one share against a given value, normal approximation"),
    "normal": Text("normalapproximation", "normal approximation"),
    "normal-pooled": Text("jämförelse av två andelar, normalapproximation", "two shares, normal approximation"),
    "newcombe-exact": Text("jämförelse av två andelar med Newcombes intervall, exakt", "two shares by Newcombe's interval, exact"),
    "fisher-exact": Text("jämförelse av två andelar med Fishers exakta test, exakt", "two shares by Fisher's exact test, exact"),
    "hussey-hughes": Text("trappstegsdesign enligt Hussey och Hughes", "stepped wedge by Hussey and Hughes"),
    "simulation": Text("simulering med samma skattning som på riktiga data", "simulation with the estimator used on real data"),
}  # fmt: skip

ALLOCATION_METHODS: dict[str, Text] = {
    "simple": Text("enkel lottning, var och en för sig", "simple, each on its own"),
    "complete": Text("lottning i exakta andelar", "complete, in exact shares"),
    "blocked": Text("lottning i block av slumpad längd", "permuted blocks of random length"),
    "minimisation": Text(
        "minimering med slump (Pocock och Simon)", "minimisation with a random element (Pocock and Simon)"
    ),
    "wait_list": Text("väntelista i lottad ordning", "wait list in random order"),
}


def check_lines(found: tuple[Check, ...], lang: Lang) -> list[str]:
    """Return every check with its mark, id, status and sentence."""
    return [
        f"{_MARKS[check.status]} {check.id} ({STATUS_NAMES[check.status].of(lang)}): "
        f"{planning_checks.check_text(check, lang)}"
        for check in found
    ]


def power_lines(answer: PowerAnswer, plan: PowerPlan, lang: Lang) -> list[str]:
    """Return the answer, how it is made up, how it was computed, and every check."""
    how = POWER_METHODS[answer.method].of(lang)
    effect = _effect(answer.effect, plan, lang)
    chance = _power(answer, lang)
    alpha = numbers.percent(answer.alpha, lang)
    first = Text(
        sv=f"Med {_who(answer, 'sv')} är sannolikheten {chance} att en effekt på {effect} blir statistiskt säkerställd ({alpha} nivå).",
        en=f"With {_who(answer, 'en')} the probability is {chance} that an effect of {effect} is found statistically significant (level {alpha}).",
    )
    method = Text(sv=f"Metod: {how}.", en=f"Method: {how}.")
    rows = [first.of(lang), *_parts(answer, lang), method.of(lang), "", *check_lines(answer.checks, lang)]
    return [row for row in rows if row is not None]


def _power(answer: PowerAnswer, lang: Lang) -> str:
    text = numbers.percent(answer.power, lang, decimals=1)
    if answer.power > 0.999:  # "100 %" would be read as certain
        text = Text("över ", "above ").of(lang) + numbers.percent(0.999, lang, decimals=1)
    if answer.mc_error is None:
        return text
    error = numbers.percentage_points(1.96 * answer.mc_error, lang, decimals=1, signed=False)
    return f"{text} (± {error})"


def _effect(value: float, plan: PowerPlan, lang: Lang) -> str:
    if plan.kind == "binary":
        return numbers.percentage_points(value, lang, decimals=1)
    return numbers.number(value, lang, signed=True)


def _who(answer: PowerAnswer, lang: Lang) -> str:
    count = numbers.number(answer.n, lang, decimals=0)
    if answer.design == "its":
        return f"{count} mätpunkter" if lang == "sv" else f"{count} periods"
    if answer.design in OF_UNITS:
        return f"{count} enheter" if lang == "sv" else f"{count} units"
    if answer.design == "stepped_wedge":
        return f"{count} mätningar av personer" if lang == "sv" else f"{count} measurements of persons"
    return f"{count} personer" if lang == "sv" else f"{count} persons"


def _parts(answer: PowerAnswer, lang: Lang) -> list[str]:
    """Return how the number falls on groups and clusters, before and after dropout."""
    first, second = (numbers.number(count, lang, decimals=0) for count in (answer.n_intervention, answer.n_comparison))
    if answer.design == "its":
        return [Text(f"Före start: {first}. Efter start: {second}.", f"Before: {first}. After: {second}.").of(lang)]
    rows = []
    if answer.n_comparison:
        rows.append(
            Text(f"Insatsgrupp: {first}. Jämförelsegrupp: {second}.", f"Intervention: {first}. Comparison: {second}.")
        )
    if answer.clusters_intervention is not None and answer.clusters_comparison is not None:
        one, other = answer.clusters_intervention, answer.clusters_comparison
        rows.append(
            Text(f"Kluster: {one} + {other}.", f"Clusters: {one} + {other}.")
            if other
            else Text(f"Kluster: {one}.", f"Clusters: {one}.")
        )
    used = answer.analysed_intervention + answer.analysed_comparison
    if used < answer.n:
        kept = numbers.number(used, lang, decimals=0)
        rows.append(
            Text(f"Efter bortfall väntas {kept} bli mätta.", f"After dropout {kept} are expected to be measured.")
        )
    factor = numbers.number(answer.variance_factor, lang, decimals=2)
    if abs(answer.variance_factor - 1) > 1e-9:
        rows.append(Text(f"Osäkerheten (variansen) är {factor} gånger den i en enkel jämförelse av lika många.", f"The uncertainty (variance) is {factor} times that of a simple comparison of as many."))  # fmt: skip
    return [row.of(lang) for row in rows]


def allocation_lines(found: Allocation, lang: Lang, *, sealed: str) -> list[str]:
    """Return method, group sizes, balance, seal and every check."""
    plan = found.plan
    how = ALLOCATION_METHODS[plan.drawn_by].of(lang)
    sizes = ", ".join(f"{name} {count}" for name, count in found.sizes)
    rows = [
        Text(f"{how.capitalize()}; slumptalsfrö {plan.seed}.", f"{how.capitalize()}; seed {plan.seed}.").of(lang),
        Text(f"Personer: {sizes}.", f"Persons: {sizes}.").of(lang),
    ]
    if plan.cluster is not None:
        units = ", ".join(f"{name} {count}" for name, count in found.units)
        rows.append(Text(f"Kluster: {units}.", f"Clusters: {units}.").of(lang))
    rows += balance_lines(found, lang)
    rows.append(Text(f"Sigill (SHA-256): {sealed}", f"Seal (SHA-256): {sealed}").of(lang))
    rows.append(
        Text(
            "Diarieför sigillet nu. Då går det senare att visa att listan är oförändrad: utfall allocate verify.",
            "File the seal now. Then it can be shown later that the list is unchanged: utfall allocate verify.",
        ).of(lang)
    )
    return [*rows, "", *check_lines(found.checks, lang)]


def balance_lines(found: Allocation, lang: Lang) -> list[str]:
    """Return means per group and standardised difference, a line per column of the balance table."""
    rows = []
    for arm, balance in found.balance:
        for row in balance.rows:
            means = [
                numbers.number(value, lang) for value in (row.mean_intervention_before, row.mean_comparison_before)
            ]
            smd = "–" if row.smd_before is None else numbers.number(row.smd_before, lang, decimals=2, signed=True)
            rows.append(f"  {row.covariate}: {arm} {means[0]}, {found.plan.arms[-1]} {means[1]}, SMD {smd}")
    head = Text("Balans (medelvärden, standardiserad skillnad):", "Balance (means, standardised difference):").of(lang)
    return [head, *rows] if rows else []


def guide_lines(ranked: tuple[Ranked, ...], lang: Lang) -> list[str]:
    """Return the alternatives in order, each with what it can show, asks for and is threatened by."""
    rows: list[str] = []
    for standing in Standing:
        group = [one for one in ranked if one.standing is standing]
        if group:
            rows += ["", STANDINGS[standing.value].of(lang) + ":"]
        for one in group:
            rows += _alternative(one, lang)
    return rows[1:]


def _alternative(one: Ranked, lang: Lang) -> list[str]:
    known = one.alternative
    head = f"{one.rank}. " if one.rank is not None else "– "
    name = ALTERNATIVES[known.id].of(lang)
    if one.standing is Standing.IMPOSSIBLE:
        return [f"{head}{name}: {reason(one, lang)}"]
    grade = ceiling(known.ceiling, lang)
    cost, data = LEVELS[known.cost].of(lang), LEVELS[known.data].of(lang)
    rows = [
        f"{head}{name} ({known.design})",
        Text(f"   Kan som mest ge: {grade}. Kostnad: {cost}. Databehov: {data}.", f"   Can at best give: {grade}. Cost: {cost}. Data needs: {data}.").of(lang),
        Text(f"   Största hotet: {THREATS[known.threat].sv}", f"   Main threat: {THREATS[known.threat].en}").of(lang),
    ]  # fmt: skip
    if one.open:
        rows.append(f"   {reason(one, lang)}")
    if not known.minimum:
        rows.append(Text("   Når inte minimikravet (minst matchad kontrollgrupp).", "   Falls short of the minimum requirement (at least a matched control).").of(lang))  # fmt: skip
    return rows


def ceiling(grade: EvidenceGrade, lang: Lang) -> str:
    """Return the best that an alternative can give."""
    return GRADE_NAMES[grade].of(lang)


def reason(one: Ranked, lang: Lang) -> str:
    """Return why an alternative is impossible, or which questions it hangs on; '' for a possible one."""
    if one.lacking:
        asked = " ".join(QUESTIONS[name].of(lang) for name in one.lacking)
        return Text(f"Svaret på detta hindrar: {asked}", f"The answer to this rules it out: {asked}").of(lang)
    asked = " ".join(QUESTIONS[name].of(lang) for name in one.open)
    return Text(f"Obesvarat: {asked}", f"Unanswered: {asked}").of(lang) if asked else ""


def deviation_line(one: Deviation, lang: Lang) -> str:
    """Return one deviation as a sentence: what was planned and what was done."""
    section = SECTIONS[one.section].of(lang)
    where = f"{section} ”{one.item}”" if lang == "sv" else f"{section} '{one.item}'"
    where = where if one.item else section
    if one.change == "added":
        return Text(f"{where}: fanns inte i planen.", f"{where}: was not in the plan.").of(lang)
    if one.change == "removed":
        return Text(f"{where}: fanns i planen men är borta.", f"{where}: was in the plan but is gone.").of(lang)
    field = FIELDS[one.field].of(lang) if one.field in FIELDS else one.field
    before, after = (_field_value(one.field, value, lang) for value in (one.planned, one.done))
    return Text(
        f"{where}, {field}: planerat {before}, gjort {after}.", f"{where}, {field}: planned {before}, done {after}."
    ).of(lang)


def _field_value(field: str, value: Any, lang: Lang) -> str:
    if field == "price_year" and isinstance(value, int | float):
        return f"{value:.0f}"
    if field == "design" and value in DESIGN_NAMES:
        return DESIGN_NAMES[value].of(lang)
    return shown(value, lang)


_PARTS = {  # of an effect that is given or expected
    "value": Text(sv="värde", en="value"),
    "low": Text(sv="lägst", en="lowest"),
    "high": Text(sv="högst", en="highest"),
    "now": Text(sv="nivån i dag", en="today's level"),
    "source": Text(sv="källa", en="source"),
}
_PLACES = {key: place for place, key in enumerate(_PARTS)}


def shown(value: Any, lang: Lang) -> str:
    """Return a value of a plan as people read it."""
    if value is None or value in ("", []):
        return "inget" if lang == "sv" else "none"
    if isinstance(value, bool):
        return Text("ja" if value else "nej", "yes" if value else "no").of(lang)
    if isinstance(value, int | float):
        text = numbers.number(float(value), lang, digits=6)
        return text.rstrip("0").rstrip(",.") if ("," if lang == "sv" else ".") in text else text
    if isinstance(value, list):
        return ", ".join(shown(part, lang) for part in value)
    if isinstance(value, dict):
        named = sorted(value.items(), key=lambda one: _PLACES.get(one[0], len(_PLACES)))
        return ", ".join(
            f"{_PARTS[key].of(lang) if key in _PARTS else key} {shown(part, lang)}".strip() for key, part in named
        )
    return str(value)
