# SPDX-License-Identifier: Apache-2.0
"""How well an answer holds, in words."""

from __future__ import annotations

from collections.abc import Iterable

from utfall.core.text import Lang, Text
from utfall.reports.phrases.analyses.entry import Words

_PLACEBO = Text(
    sv="Här kan satsningen inte ha gjort skillnad, och ingen syns.",
    en="Here the initiative cannot have made a difference, and none is seen.",
)
_PLACEBO_FOUND = Text(
    sv="Här kan satsningen inte ha gjort skillnad, men en syns ({p_holm} justerat): grupperna skiljer sig på annat.",
    en="Here the initiative cannot have made a difference, but one is seen ({p_holm} adjusted): the groups differ otherwise.",
)

HOLDING: dict[str, Words] = {
    "main": Words(Text(sv="Skillnaden", en="The difference"), Text(sv="", en="")),
    "curve": Words(
        Text(sv="Andra rimliga sätt att räkna (median, lägst–högst)", en="Other reasonable ways to count (median, range)"),
        Text(
            sv="{specifications} sätt: {same_sign} åt samma håll, {excluding_zero} med noll utanför intervallet.",
            en="{specifications} ways: {same_sign} in the same direction, {excluding_zero} with zero outside the interval.",
        ),
    ),
    "specification": Words(Text(sv="– {name}", en="– {name}"), Text(sv="", en="")),
    "e_value": Words(
        Text(sv="E-värde", en="E-value"),
        Text(
            sv="Så många gånger vanligare måste något omätt vara, både bland deltagarna och med utfallet, för att förklara bort "
            "skillnaden; {limit} för att intervallet ska nå noll.",
            en="So many times as common must something unmeasured be, both among participants and with the outcome, to explain "
            "the difference away; {limit} for the interval to reach zero.",
        ),
    ),
    "rosenbaum": Words(
        Text(sv="Rosenbaums gräns", en="Rosenbaum's bound"),
        Text(
            sv="Så många gånger större odds att delta måste något omätt ge inom paren för att fyndet ska kunna vara slump.",
            en="So many times larger odds of taking part must something unmeasured give within pairs for the finding to be chance.",
        ),
    ),
    "omitted": Words(
        Text(sv="Omätt orsak, robusthetsvärde (regression)", en="Unmeasured cause, robustness value (regression)"),
        Text(
            sv="Så mycket av det som är kvar av både deltagande och utfall måste en omätt orsak förklara för att ta bort "
            "skillnaden; {interval_to_zero} för att intervallet ska nå noll.",
            en="So much of what is left of both taking part and outcome must an unmeasured cause explain to take the difference "
            "away; {interval_to_zero} for the interval to reach zero.",
        ),
    ),
    "beside": Words(
        Text(sv="– om den vore så stark som ”{name}” gånger {times}", en="– were it as strong as '{name}' times {times}"),
        Text(sv="Då står sig skillnaden inte.", en="The difference then does not stand."),
        Text(sv="Skillnaden skulle stå sig.", en="The difference would stand."),
        "stands",
    ),
    "placebo_outcome": Words(Text(sv="Placebo, utfallet ”{name}”", en="Placebo, the outcome '{name}'"), _PLACEBO, _PLACEBO_FOUND, "found"),
    "placebo_group": Words(
        Text(sv="Placebo, jämförelsegruppen ”{name}” mot de andra", en="Placebo, comparison group '{name}' against the others"),
        _PLACEBO, _PLACEBO_FOUND, "found",
    ),
    "placebo_time": Words(
        Text(sv="Placebo, påhittad start {name}", en="Placebo, made-up start {name}"), _PLACEBO, _PLACEBO_FOUND, "found"
    ),
    "left_out": Words(
        Text(sv="Utan en enhet i taget (alla, lägst–högst)", en="Without one unit at a time (all, range)"),
        Text(
            sv="{units} enheter; ingen vänder svaret. Mest betyder {unit}.",
            en="{units} units; none turns the answer. {unit} matters most.",
        ),
        Text(
            sv="{units} enheter; utan någon av dem vänder svaret. Mest betyder {unit}.",
            en="{units} units; without one of them the answer turns. {unit} matters most.",
        ),
        "turns",
    ),
    "subgroups": Words(
        Text(
            sv="Skiljer sig effekten efter ”{name}”? (p, justerat)", en="Does the effect differ by '{name}'? (p, adjusted)"
        ),
        Text(
            sv="Data visar inte att effekten skiljer sig. Läs inte in skillnader i raderna nedan.",
            en="The data do not show that the effect differs. Read no differences into the rows below.",
        ),
        Text(sv="Data tyder på att effekten skiljer sig.", en="The data suggest that the effect differs."),
        "differ",
    ),
    "subgroup": Words(
        Text(sv="– {name}", en="– {name}"),
        Text(
            sv="{n_intervention} + {n_comparison} personer; {p_holm}, justerat för antalet grupper.",
            en="{n_intervention} + {n_comparison} people; {p_holm}, adjusted for the number of groups.",
        ),
    ),
    "several": Words(
        Text(sv="Flera utfall: {name} (p, Holm)", en="Several outcomes: {name} (p, Holm)"),
        Text(
            sv="Ensamt {p}, bland {tests} utfall {p_holm} (Holm) och {p_fdr} (Benjamini–Hochberg): går inte att skilja från slump.",
            en="Alone {p}, among {tests} outcomes {p_holm} (Holm) and {p_fdr} (Benjamini–Hochberg): cannot be told from chance.",
        ),
        Text(
            sv="Ensamt {p}, bland {tests} utfall {p_holm} (Holm) och {p_fdr} (Benjamini–Hochberg): står sig.",
            en="Alone {p}, among {tests} outcomes {p_holm} (Holm) and {p_fdr} (Benjamini–Hochberg): stands.",
        ),
        "stands",
    ),
}  # fmt: skip

NOTES: dict[str, Text] = {
    "not-proof": Text(
        sv="Ingen av raderna bevisar att skillnaden är en effekt. De visar vad som skulle krävas för att den inte ska vara det.",
        en="None of the rows proves that the difference is an effect. They show what it would take for it not to be one.",
    ),
    "design-unstated": Text(
        sv="Ingen har sagt hur grupperna blev till. De jämförs som om lotten avgjort. Ange --design rct om det stämmer, annars "
        "den jämförelse som gäller.",
        en="Nobody has said how the groups came about. They are compared as if by lot. State --design rct if that is right, "
        "otherwise the design that holds.",
    ),
    "subgroups-undeclared": Text(
        sv="Grupperna stod inte i planen (--predeclared): en skillnad mellan dem är en idé att pröva, inget fynd.",
        en="The groups did not stand in the plan (--predeclared): a difference between them is an idea to test, no finding.",
    ),
}

_CHOICES: dict[tuple[str, str], Text] = {
    ("covariates", "all"): Text(sv="alla uppgifter", en="all covariates"),
    ("covariates", "none"): Text(sv="utan justering", en="unadjusted"),
    ("adjust", "no"): Text(sv="utan justering efteråt", en="not adjusted afterwards"),
    ("adjust", "yes"): Text(sv="justerat efteråt", en="adjusted afterwards"),
    ("caliper", "none"): Text(sv="utan gräns för avståndet", en="no limit of distance"),
}
_OTHER: dict[str, Text] = {
    "covariates": Text(sv="utan {}", en="without {}"),
    "caliper": Text(sv="avstånd högst {} sd", en="distance at most {} sd"),
    "ratio": Text(sv="{} per deltagare", en="{} per participant"),
}


def choices_text(choices: Iterable[tuple[str, object]], lang: Lang) -> str:
    """Return the choices of one way to count, as people say them."""
    parts = []
    for choice, option in choices:
        word = str(option)
        said = _CHOICES.get((choice, word))
        number = word.replace(".", ",") if lang == "sv" and choice == "caliper" else word
        parts.append(said.of(lang) if said is not None else _OTHER[choice].of(lang).format(number))
    return ", ".join(parts)
