# SPDX-License-Identifier: Apache-2.0
"""Social accounts (socioekonomiskt bokslut) and a GRI index, as lines and as data (schema utfall/accounts/1).

The GRI numbers name the disclosures that a report may point to; the words are our own, not the standard's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from utfall.core.actors import ACTOR_NAMES, Actor
from utfall.core.estimate import Unknown
from utfall.core.initiative import Initiative
from utfall.core.text import Lang
from utfall.economics import Appraisal, SocialAccounts, social_accounts
from utfall.reports import numbers

SCHEMA = "utfall/accounts/1"


def accounts_json(
    initiative: Initiative, appraisal: Appraisal, gri: Sequence[Mapping[str, str]], lang: Lang
) -> dict[str, Any]:
    """Return income statement, financing per actor, investment calculation, key figures and the GRI index.

    Parameters
    ----------
    gri
        Rows of the catalogue's index of disclosures.
    """
    found = social_accounts(appraisal)
    labels = {line.id: line.label.of(lang) for line in initiative.lines}
    years = list(range(1, appraisal.settings.horizon_years + 1))
    ratio = (
        {"ratio": None, "ratio_reason": found.ratio.reason}
        if isinstance(found.ratio, Unknown)
        else {"ratio": found.ratio}
    )
    return {
        "schema": SCHEMA,
        "lang": lang,
        "initiative": initiative.id,
        "illustration": initiative.illustration,
        "currency": appraisal.settings.currency,
        "price_year": appraisal.settings.price_year,
        "years": years,
        "income_statement": {
            "costs": [{"line": r.line, "label": labels[r.line], "amount": r.amount.tolist()} for r in found.costs],
            "gains": [{"line": r.line, "label": labels[r.line], "amount": r.amount.tolist()} for r in found.gains],
            "result": found.result.tolist(),
            "accumulated": found.accumulated.tolist(),
        },
        "financing": [{"actor": actor, "net": path.tolist()} for actor, path in found.financing.items()],
        "investment": {"investment": found.investment, "value": found.value, "net": found.net, **ratio},
        "key_figures": _key_figures(found, appraisal),
        "gri_index": gri_rows(initiative, appraisal, found, gri, lang),
    }


def _key_figures(found: SocialAccounts, appraisal: Appraisal) -> dict[str, Any]:
    per_person = found.result_per_participant
    return {
        "participants": appraisal.population,
        "result_first_year": float(found.result[0]),
        "result_horizon": float(found.accumulated[-1]),
        "result_per_participant": None if per_person is None else per_person.tolist(),
        **({"result_per_participant_reason": "participants-not-stated"} if per_person is None else {}),
    }


def gri_rows(
    initiative: Initiative, appraisal: Appraisal, found: SocialAccounts, gri: Sequence[Mapping[str, str]], lang: Lang
) -> list[dict[str, Any]]:
    """Return the disclosures with the figure that this analysis gives to each; null where it gives none."""
    public = sum(appraisal.purses[str(actor)].cost for actor in (Actor.MUNICIPALITY, Actor.REGION, Actor.STATE))
    figures: dict[str, float | int | None] = {
        "period": appraisal.settings.horizon_years,
        "criteria": len(initiative.criteria),
        "result": float(found.accumulated[-1]),
        "public_cost": public,
        "investment": found.investment,
        "value": found.value,
        "participants": initiative.participants,
    }
    rows: list[dict[str, Any]] = []
    for row in gri:
        figure = figures.get(row["figure"]) if row["figure"] else None
        entry: dict[str, Any] = {
            "disclosure": f"GRI {row['disclosure']}",
            "topic": row["topic_sv" if lang == "sv" else "topic_en"],
            "figure": figure,
            "what": row["figure"] or "none",
            "number_is_sure": row["sure"] == "yes",
        }
        if figure is None:
            entry["figure_reason"] = "not-in-the-analysis"
        rows.append(entry)
    return rows


_WHAT = {
    "period": ("år", "years"), "criteria": ("kriterier", "criteria"), "participants": ("deltagare", "participants"),
}  # fmt: skip


def accounts_lines(told: Mapping[str, Any], lang: Lang) -> list[str]:
    """Return the accounts as lines: statement, financing, investment and GRI index, each year in a column."""
    sv, currency = lang == "sv", str(told["currency"])
    statement = told["income_statement"]
    amounts = [x for r in (*statement["costs"], *statement["gains"]) for x in r["amount"]]
    scale = numbers.money_scale(*amounts, *statement["accumulated"])
    unit = numbers.money_unit(scale, lang, currency=currency)
    head = (
        f"Socioekonomiskt bokslut, {unit}, {told['price_year']} års priser"
        if sv
        else f"Social accounts, {unit}, {told['price_year']} prices"
    )

    def row(label: str, values: Sequence[float]) -> str:
        return f"  {label}: " + " | ".join(numbers.scaled_digits(value, lang, scale) for value in values)

    lines = [
        head,
        ("År: " if sv else "Years: ") + " | ".join(map(str, told["years"])),
        "Resultaträkning" if sv else "Income statement",
    ]
    lines += [row(r["label"], r["amount"]) for r in (*statement["costs"], *statement["gains"])]
    lines.append(row("Årets resultat" if sv else "Result of the year", statement["result"]))
    lines.append(row("Ackumulerat" if sv else "Accumulated", statement["accumulated"]))
    lines.append("Finansieringsanalys per aktör" if sv else "Financing per actor")
    lines += [row(ACTOR_NAMES[Actor(r["actor"])].of(lang), r["net"]) for r in told["financing"] if any(r["net"])]
    lines.append("Investeringskalkyl (nuvärde) och nyckeltal" if sv else "Investment (present value) and key figures")
    lines += [f"  {name}: {value}" for name, value in key_figures(told, lang)]
    lines.append("GRI-index" if sv else "GRI index")
    return lines + [_gri_line(r, lang, currency) for r in told["gri_index"]]


def key_figures(told: Mapping[str, Any], lang: Lang) -> list[tuple[str, str]]:
    """Return the investment calculation and the key figures, each with its name; what is not stated is left out."""
    sv, currency = lang == "sv", str(told["currency"])
    found, figures = told["investment"], told["key_figures"]
    names = ("Investering", "Värde", "Netto") if sv else ("Investment", "Value", "Net")
    rows = [
        (name, numbers.money(found[key], lang, currency=currency))
        for name, key in zip(names, ("investment", "value", "net"), strict=True)
    ]
    if found["ratio"] is not None:
        rows.append(
            ("Värde per satsad krona" if sv else "Value per krona put in", numbers.number(found["ratio"], lang))
        )
    if figures["participants"] is not None:
        people = numbers.number(figures["participants"], lang, decimals=0)
        rows.append(("Deltagare" if sv else "Participants", people))
    if figures["result_per_participant"] is not None:
        each = (figures["result_per_participant"][0], sum(figures["result_per_participant"]))
        heads = (
            ("Resultat per deltagare, första året", "Resultat per deltagare, alla år")
            if sv
            else ("Result per participant, first year", "Result per participant, all years")
        )
        rows += [(head, numbers.money(value, lang, currency=currency)) for head, value in zip(heads, each, strict=True)]
    return rows


def gri_figure(row: Mapping[str, Any], lang: Lang, currency: str) -> str:
    """Return the figure that the accounts give to a disclosure, or that the organisation fills it in."""
    figure, what = row["figure"], row["what"]
    if figure is None:
        return "fylls i av organisationen" if lang == "sv" else "for the organisation to fill in"
    if what in _WHAT:
        return f"{numbers.number(figure, lang, decimals=0)} {_WHAT[what][lang != 'sv']}"
    return numbers.money(figure, lang, currency=currency)


def _gri_line(row: Mapping[str, Any], lang: Lang, currency: str) -> str:
    text = gri_figure(row, lang, currency)
    doubt = "" if row["number_is_sure"] else (" (numret inte verifierat)" if lang == "sv" else " (number not verified)")
    return f"  {row['disclosure']}{doubt} {row['topic']}: {text}"
