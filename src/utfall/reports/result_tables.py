# SPDX-License-Identifier: Apache-2.0
"""A result that was read back from its file, as tables in either language: nothing is counted anew.

The numbers are the file's; names of outcomes, comparisons and criteria come from the plan that it rests on, and the
file's own words stand where the plan says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from utfall.core.estimate import Estimand, EvidenceGrade, Interval, Status
from utfall.core.initiative import Initiative
from utfall.core.outcome import Criterion, Outcome
from utfall.core.text import Lang, Text
from utfall.economics.results import Payback
from utfall.effects.verdict import CriterionResult, CriterionStatus, VerdictOutcome
from utfall.reports import numbers
from utfall.reports.document import Column, Table
from utfall.reports.phrases import checks as check_words
from utfall.reports.phrases import economy, effects, measures
from utfall.reports.phrases import verdict as verdict_words

Json = Mapping[str, Any]
HIDDEN = Text(sv="dolt: för få personer", en="hidden: too few persons")
NOT_ANSWERED = Text(sv="går inte att säga", en="cannot be said")
_UNKNOWN = "–"
_ORDER = (Status.FAIL, Status.WARN, Status.INFO, Status.PASS)


@dataclass(frozen=True, slots=True)
class Names:
    """What the plan calls what the result tells of, in the language of the page.

    Parameters
    ----------
    plan
        The plan that the result rests on; None when it is not at hand.
    """

    plan: Initiative | None
    lang: Lang

    def outcome(self, key: str) -> Outcome | None:
        """Return an outcome of the plan."""
        return next((one for one in self.plan.outcomes if one.id == key), None) if self.plan else None

    def outcome_name(self, key: str) -> str:
        """Return what an outcome is called."""
        found = self.outcome(key)
        return found.label.of(self.lang) if found else key

    def comparison_name(self, row: Json) -> str:
        """Return what the comparison of an effect is called, with its design."""
        key = row.get("comparison") or str(row["id"]).split("/", maxsplit=1)[0]
        found = next((one for one in self.plan.comparisons if one.id == key), None) if self.plan else None
        name = found.label.of(self.lang) if found else key
        design = effects.DESIGN_NAMES.get(row["design"])
        said = design.of(self.lang) if design else ""
        return f"{name} ({said})" if said and said.casefold() != name.casefold() else name


def title(result: Json, lang: Lang) -> str:
    """Return the verdict in a few words."""
    return verdict_words.TITLES[VerdictOutcome(result["verdict"]["outcome"])].of(lang)


def meaning(result: Json, lang: Lang) -> str:
    """Return what the verdict allows one to decide."""
    return verdict_words.MEANINGS[result["verdict"]["reason"]].of(lang)


def trust(result: Json, names: Names) -> list[str]:
    """Return how far the verdict can be trusted, by the grades of the effects that it rests on."""
    rows = result["verdict"]["criteria"]
    asked = {row["outcome"] for row in rows if row["measure"] == "effect"}
    if any(row["measure"] != "effect" for row in rows):  # the economy rests on what its lines hang on
        lines = names.plan.lines if names.plan else ()
        asked |= {line.link.outcome for line in lines if line.link is not None}
    graded = [row for row in result["effects"] if row["primary"] and row["evidence_grade"]]
    if names.plan is not None:
        graded = [row for row in graded if row["outcome"] in asked]
    grades = [EvidenceGrade(row["evidence_grade"]) for row in graded]
    return verdict_words.trust_sentences(grades, VerdictOutcome(result["verdict"]["outcome"]), names.lang)


def criteria(result: Json, names: Names) -> list[str]:
    """Return how each criterion went, in a sentence each; the file's own where the plan has another criterion."""
    return [_criterion(row, names) for row in result["verdict"]["criteria"]]


def _criterion(row: Json, names: Names) -> str:
    plan = names.plan
    known = next((one for one in plan.criteria if one.id == row["id"]), None) if plan else None
    if plan is None or known is None or not _same(known, row):
        return str(row["text"])
    low, high = row["ci"] or (None, None)
    found = CriterionResult(
        criterion=known,
        status=CriterionStatus(row["status"]),
        outcome=VerdictOutcome.INCONCLUSIVE,  # of all criteria together: no word of the sentence rests on it
        threshold=known.threshold,
        value=row["value"],
        low=low,
        high=high,
        reason=row.get("value_reason", ""),
    )
    return verdict_words.criterion_sentence(found, plan, names.lang)


def _same(known: Criterion, row: Json) -> bool:
    """Tell whether the result judged the plan's own criterion, in a way that can be told with its numbers alone."""
    names = ("kind", "measure", "outcome", "rule", "at_least", "at_most")
    told_otherwise = row.get("ci_reason") == "open-ended" or row["status"] == CriterionStatus.NOT_ASSESSABLE
    return all(getattr(known, name) == row[name] for name in names) and not told_otherwise


def _difference_columns(*, sv: bool) -> tuple[Column, ...]:
    """Return the columns of a difference: how large, how sure, of how many and how far it can be trusted."""
    return (
        Column("Skillnad" if sv else "Difference"),
        Column("Osäkerhet" if sv else "Uncertainty"),
        Column("Deltagare" if sv else "Participants", "right"),
        Column("Jämförda" if sv else "Compared", "right"),
        Column("Underlag" if sv else "Evidence"),
    )


def effect_table(result: Json, names: Names) -> Table | None:
    """Return each effect with its interval, how many it rests on and how far it can be trusted."""
    if not result["effects"]:
        return None
    sv = names.lang == "sv"
    return Table(
        caption="Effekterna" if sv else "The effects",
        columns=(
            Column("Utfall" if sv else "Outcome"),
            Column("Jämförelse" if sv else "Comparison"),
            *_difference_columns(sv=sv),
        ),
        rows=tuple(
            (names.outcome_name(row["outcome"]), names.comparison_name(row), *_sizes(row, names))
            for row in result["effects"]
        ),
    )


def gender_table(result: Json, names: Names) -> Table | None:
    """Return the effects within each sex; what is hidden is said to be."""
    if not result["gender"]:
        return None
    sv = names.lang == "sv"
    return Table(
        caption="Effekterna per kön" if sv else "The effects by sex",
        columns=(
            Column("Utfall" if sv else "Outcome"),
            Column("Kön" if sv else "Sex"),
            *_difference_columns(sv=sv),
        ),
        rows=tuple(
            (names.outcome_name(row["outcome"]), str(row["sex"]), *_sizes(row, names)) for row in result["gender"]
        ),
    )


def _sizes(row: Json, names: Names) -> tuple[str, ...]:
    """Return difference, interval, the two counts and the grade of an effect."""
    lang = names.lang
    counts = tuple(_count(row, name, lang) for name in ("n_intervention", "n_comparison"))
    if row["estimand"] == Estimand.CHANGE:  # the same persons twice: nobody is compared with
        counts = (counts[0], _UNKNOWN)
    if row["estimate"] is None:
        why = HIDDEN if row.get("estimate_reason") == "small-cell" else NOT_ANSWERED
        return (why.of(lang), _UNKNOWN, *counts, _UNKNOWN)
    if row["ci"] is None or row["ci_level"] is None or row["evidence_grade"] is None:
        return (numbers.number(row["estimate"], lang, signed=True), _UNKNOWN, *counts, _UNKNOWN)
    low, high = row["ci"]
    grade = effects.GRADE_NAMES[EvidenceGrade(row["evidence_grade"])].of(lang)
    level = numbers.percent(row["ci_level"], lang, decimals=0)
    outcome = names.outcome(row["outcome"])
    if outcome is None:
        unit, half = row["unit"], (high - low) / 2
        found = (
            f"{numbers.number(row['estimate'], lang, decimals=numbers.decimals_for(half), signed=True)} {unit}".strip()
        )
        span = numbers.interval(low, high, lang, unit=unit)
    else:
        found = measures.difference(row["estimate"], outcome, lang, half_width=(high - low) / 2)
        span = measures.span(Interval(low, high), outcome, lang)
    return (found, f"{span} ({level})", *counts, grade)


def _count(row: Json, name: str, lang: Lang) -> str:
    if row[name] is not None:
        return numbers.number(row[name], lang, decimals=0)
    return HIDDEN.of(lang) if row.get(f"{name}_reason") == "small-cell" else _UNKNOWN


def actor_table(result: Json, lang: Lang) -> Table | None:
    """Return cost, gain and net in kronor per actor, with the interval of the net and when the money is back."""
    money = result["economics"]
    if money is None:
        return None
    sv = lang == "sv"
    touched = [row for row in money["actors"] if row["cost"] or row["benefit"]]
    rows = [*touched, money["public_sector"], money["society"]]
    scale = numbers.money_scale(*(row[name] for row in rows for name in ("cost", "benefit")))
    unit = numbers.money_unit(scale, lang, currency=money["currency"])
    horizon, rate = numbers.years(money["horizon_years"], lang), numbers.percent(money["discount_rate"], lang)
    note = Text(
        sv=f"Nuvärde vid början av år 1 i {money['price_year']} års priser, kalkylränta {rate}.",
        en=f"Present value at the start of year 1 in {money['price_year']} prices, discount rate {rate}.",
    )
    return Table(
        caption=f"Kronor per aktör på {horizon}" if sv else f"Kronor per actor over {horizon}",
        columns=(
            Column("Aktör" if sv else "Actor"),
            Column("Kostnad" if sv else "Cost", "right", unit),
            Column("Nytta" if sv else "Gain", "right", unit),
            Column("Netto" if sv else "Net", "right", unit),
            Column("Osäkerhet" if sv else "Uncertainty", "right", unit),
            Column("Pengarna tillbaka" if sv else "Money back"),
        ),
        rows=tuple(_purse(row, scale, lang) for row in rows),
        note=note.of(lang),
    )


def _purse(row: Json, scale: numbers.Scale, lang: Lang) -> tuple[str, ...]:
    amounts = tuple(numbers.scaled_digits(row[name], lang, scale) for name in ("cost", "benefit", "net"))
    span = _UNKNOWN
    if row["ci"] is not None:
        low, high = (numbers.scaled_digits(end, lang, scale) for end in row["ci"])
        span = numbers.from_to(low, high, lang)
    never = row.get("payback_months_reason") == "never-within-horizon"
    back = economy.payback_text(Payback(0.0 if row["payback_months"] is None else row["payback_months"], never), lang)
    return (economy.purse_name(row["actor"], lang), *amounts, span, back if row["cost"] else _UNKNOWN)


def check_table(result: Json, names: Names) -> Table | None:
    """Return the checks that warn or failed, of the effects and of the economy, the gravest first."""
    sv = names.lang == "sv"
    found = [
        (row["status"], names.outcome_name(effect["outcome"]), _check_name(row["id"], names.lang), row["text"])
        for effect in result["effects"]
        for row in effect["checks"]
    ]
    economy_word = "Ekonomin" if sv else "The economy"
    checked = result["economics"]["checks"] if result["economics"] else []
    found += [(row["status"], economy_word, _check_name(row["id"], names.lang), row["text"]) for row in checked]
    kept = [row for row in found if row[0] in (Status.FAIL, Status.WARN)]
    if not kept:
        return None
    kept.sort(key=lambda row: _ORDER.index(Status(row[0])))
    return Table(
        caption="Kontroller som varnar eller inte höll" if sv else "Checks that warn or did not hold",
        columns=(
            Column("Kontroll" if sv else "Check"),
            Column("Gäller" if sv else "Of"),
            Column("Utslag" if sv else "Outcome"),
            Column("Vad den fann" if sv else "What it found"),
        ),
        rows=tuple(
            (name, of, check_words.STATUS_NAMES[Status(status)].of(names.lang), said) for status, of, name, said in kept
        ),
    )


def _check_name(key: str, lang: Lang) -> str:
    known = check_words.WORDS.get(key)
    if known is not None:
        return known.name.of(lang)
    return economy.CHECK_NAMES[key].of(lang) if key in economy.CHECK_NAMES else key


def checks_sentence(result: Json, lang: Lang) -> str:
    """Return how many checks were made, and how they went."""
    rows = [row for effect in result["effects"] for row in effect["checks"]]
    rows += result["economics"]["checks"] if result["economics"] else []
    counts = {status: sum(row["status"] == status for row in rows) for status in _ORDER}
    told = ", ".join(
        f"{check_words.STATUS_NAMES[status].of(lang)} {counts[status]}" for status in _ORDER if counts[status]
    )
    return f"{len(rows)} kontroller: {told}." if lang == "sv" else f"{len(rows)} checks: {told}."


def provenance_table(result: Json, lang: Lang) -> Table:
    """Return what the numbers can be followed back to."""
    sv, origin = lang == "sv", result["provenance"]
    rows: list[tuple[str, str]] = [
        ("Körning" if sv else "Run", origin["run_id"]),
        ("Program" if sv else "Software", origin["software"]),
        ("Slumpfrö" if sv else "Seed", str(origin["seed"])),
        ("Planens kontrollsumma" if sv else "The plan's checksum", origin["plan_sha256"] or _UNKNOWN),
    ]
    for one in origin["inputs"]:
        count = numbers.number(one["rows"], lang, decimals=0)
        said = f"{one['sha256']}, {count} rader" if sv else f"{one['sha256']}, {count} rows"
        rows.append((one["file"], said))
    return Table(
        caption="Vad siffrorna vilar på" if sv else "What the numbers rest on",
        columns=(Column("Vad" if sv else "What"), Column("Värde" if sv else "Value")),
        rows=tuple(rows),
    )


def deviations(result: Json) -> list[str]:
    """Return what was done otherwise than planned, in the file's own words."""
    plan = result["plan"]
    return [str(row["text"]) for row in (plan["deviations"] or [])] if plan else []
