# SPDX-License-Identifier: Apache-2.0
"""The guide to the comparison: questions about what is possible, and the alternatives ranked by what they can show.

Pure data and one function. The words of questions, reasons and threats are in `reports.phrases`. The
questions follow the guide of SKL (2017), Appendix A and pages 25–26; what the appendix lacks is filled in from
standard evaluation method, see docs/methods/comparison_guide.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from utfall.core.errors import suggestion
from utfall.core.estimate import EvidenceGrade
from utfall.effects.planning._faults import fault, refuse


class Answer(StrEnum):
    """An answer to a question of the guide."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Standing(StrEnum):
    """Whether an alternative can be used."""

    POSSIBLE = "possible"
    OPEN = "open"  # some question that it hangs on has no answer yet
    IMPOSSIBLE = "impossible"


QUESTIONS: tuple[str, ...] = (
    "started", "lots", "withheld", "staggered", "units", "background", "others", "before_after", "cutoff",
    "series", "series_others", "municipalities", "earlier", "own_before", "national",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A way to compare.

    Parameters
    ----------
    design
        Id of the design in the initiative file and in `utfall effect`.
    ceiling
        The best evidence grade that it can reach.
    cost, data
        What it asks for: 1 little, 2 some, 3 much. Cost is work and money before and during; data is how much
        has to be measured.
    exposure
        How exposed it is to its main threat: 1 little, 2 some, 3 much.
    needs
        Questions whose answer must be yes.
    refused_by
        Questions whose answer must not be yes.
    threat
        Id of the main threat to what it shows.
    minimum
        It is at least equal to a matched control, as the minimum requirements ask.
    """

    id: str
    design: str
    ceiling: EvidenceGrade
    cost: int
    data: int
    exposure: int
    needs: tuple[str, ...]
    refused_by: tuple[str, ...] = ()
    threat: str
    minimum: bool = True


_STRONG, _MODERATE, _LIMITED = EvidenceGrade.STRONG, EvidenceGrade.MODERATE, EvidenceGrade.LIMITED
ALTERNATIVES: tuple[Alternative, ...] = (
    Alternative(
        id="rct", design="rct", ceiling=_STRONG, cost=2, data=1, exposure=1, needs=("lots",),
        refused_by=("started", "withheld"), threat="attrition",
    ),
    Alternative(
        id="wait_list", design="wait_list", ceiling=_STRONG, cost=2, data=2, exposure=1, needs=("lots", "staggered"),
        refused_by=("started",), threat="short_horizon",
    ),
    Alternative(
        id="cluster_rct", design="rct", ceiling=_STRONG, cost=3, data=2, exposure=2, needs=("lots", "units"),
        refused_by=("started", "withheld"), threat="few_clusters",
    ),
    Alternative(
        id="stepped_wedge", design="stepped_wedge", ceiling=_STRONG, cost=3, data=3, exposure=2,
        needs=("lots", "units", "staggered"), refused_by=("started",), threat="time_trend",
    ),
    Alternative(
        id="rdd", design="rdd", ceiling=_MODERATE, cost=1, data=2, exposure=2, needs=("cutoff",), threat="manipulation",
    ),
    Alternative(
        id="did", design="did", ceiling=_MODERATE, cost=2, data=2, exposure=2, needs=("others", "before_after"),
        threat="parallel",
    ),
    Alternative(
        id="matching", design="matching", ceiling=_MODERATE, cost=2, data=3, exposure=2, needs=("others", "background"),
        threat="unmeasured",
    ),
    Alternative(
        id="controlled_its", design="its", ceiling=_MODERATE, cost=1, data=3, exposure=2,
        needs=("series", "series_others"), threat="other_events",
    ),
    Alternative(
        id="synthetic_control", design="synthetic_control", ceiling=_LIMITED, cost=1, data=2, exposure=2,
        needs=("series", "municipalities"), threat="poor_fit",
    ),
    Alternative(
        id="its", design="its", ceiling=_LIMITED, cost=1, data=2, exposure=2, needs=("series",), threat="other_events",
        minimum=False,
    ),
    Alternative(
        id="historical", design="historical", ceiling=_LIMITED, cost=1, data=2, exposure=3, needs=("earlier",),
        threat="secular", minimum=False,
    ),
    Alternative(
        id="benchmark", design="benchmark", ceiling=_LIMITED, cost=1, data=1, exposure=3, needs=("national",),
        threat="composition", minimum=False,
    ),
    Alternative(
        id="before_after", design="before_after", ceiling=EvidenceGrade.CHANGE_ONLY, cost=1, data=1, exposure=3,
        needs=("own_before",), threat="regression_to_mean", minimum=False,
    ),
)  # fmt: skip
_GRADES = (
    EvidenceGrade.STRONG, EvidenceGrade.MODERATE, EvidenceGrade.LIMITED, EvidenceGrade.INSUFFICIENT,
    EvidenceGrade.CHANGE_ONLY,
)  # fmt: skip
_STANDINGS = (Standing.POSSIBLE, Standing.OPEN, Standing.IMPOSSIBLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """An alternative with its place, and why it stands there.

    Parameters
    ----------
    rank
        From 1; None when the alternative is impossible.
    lacking
        Questions answered so that the alternative is impossible.
    open
        Questions that it hangs on and that have no answer.
    """

    alternative: Alternative
    rank: int | None
    standing: Standing
    lacking: tuple[str, ...]
    open: tuple[str, ...]


def rank_alternatives(answers: Mapping[str, Answer | str]) -> tuple[Ranked, ...]:
    """Return every alternative: the possible first, then the open, then the impossible; the strongest first.

    Parameters
    ----------
    answers
        "yes", "no" or "unknown" by question id; a question that is left out is unknown.

    Raises
    ------
    InputError
        An unknown question or answer; names the nearest.

    Notes
    -----
    Within a standing: by ceiling, then those that meet the minimum requirement, then by exposure to the main
    threat, cost, data needs, and at last as listed.
    """
    known = parse_answers(answers)
    judged = [_judge(one, known) for one in ALTERNATIVES]
    places = {one.id: place for place, one in enumerate(ALTERNATIVES)}

    def order(one: Ranked) -> tuple[int, ...]:
        alternative = one.alternative
        return (
            _STANDINGS.index(one.standing), _GRADES.index(alternative.ceiling), int(not alternative.minimum),
            alternative.exposure, alternative.cost, alternative.data, places[alternative.id],
        )  # fmt: skip

    ranked, rank = [], 0
    for one in sorted(judged, key=order):
        rank += int(one.standing is not Standing.IMPOSSIBLE)
        place = rank if one.standing is not Standing.IMPOSSIBLE else None
        ranked.append(
            Ranked(
                alternative=one.alternative, rank=place, standing=one.standing, lacking=one.lacking, open=one.open
            )
        )  # fmt: skip
    return tuple(ranked)


def _judge(one: Alternative, answers: Mapping[str, Answer]) -> Ranked:
    lacking = [name for name in one.needs if answers[name] is Answer.NO]
    lacking += [name for name in one.refused_by if answers[name] is Answer.YES]
    hanging = [name for name in (*one.needs, *one.refused_by) if answers[name] is Answer.UNKNOWN]
    standing = Standing.IMPOSSIBLE if lacking else Standing.OPEN if hanging else Standing.POSSIBLE
    return Ranked(alternative=one, rank=None, standing=standing, lacking=tuple(lacking), open=tuple(hanging))


_WORDS: dict[str, Answer] = {
    **dict.fromkeys(("yes", "ja", "j", "y", "1", "true", "sant"), Answer.YES),
    **dict.fromkeys(("no", "nej", "n", "0", "false", "falskt"), Answer.NO),
    **dict.fromkeys(("unknown", "vet ej", "vet inte", "vetej", "?", ""), Answer.UNKNOWN),
}


def parse_answers(answers: Mapping[str, Answer | str]) -> dict[str, Answer]:
    """Return an answer to every question; ja and nej are read too. Raises as `rank_alternatives`."""
    found = dict.fromkeys(QUESTIONS, Answer.UNKNOWN)
    faults = []
    for name, word in answers.items():
        if name not in QUESTIONS:
            near = suggestion(name, QUESTIONS)
            faults.append(
                fault(
                    "question-unknown", f"Frågan ”{name[:40]}” finns inte.", f"There is no question '{name[:40]}'.",
                    near.sv, near.en, field="--answer",
                )
            )  # fmt: skip
            continue
        answer = _WORDS.get(str(word).strip().casefold())
        if answer is None:
            faults.append(
                fault(
                    "answer-unknown", f"”{str(word)[:40]}” är inget svar.", f"'{str(word)[:40]}' is no answer.",
                    "Svara ja, nej eller ? (vet inte).", "Answer yes, no or ? (unknown).", field=name,
                )
            )  # fmt: skip
            continue
        found[name] = answer
    refuse(faults)
    return found
