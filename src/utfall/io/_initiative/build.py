# SPDX-License-Identifier: Apache-2.0
"""The parts of a document made into core types, with what they mean together checked."""

from __future__ import annotations

from collections.abc import Iterable

from utfall.core import designs as d
from utfall.core import initiative as i
from utfall.core.actors import Actor, actor_words, parse_actor, unit_key
from utfall.core.errors import suggestion
from utfall.core.lines import AppraisalSettings
from utfall.core.outcome import Criterion, Outcome
from utfall.core.text import Text
from utfall.io._initiative import models as m
from utfall.io._initiative import models_economy as e
from utfall.io._initiative.correlations import correlations
from utfall.io._initiative.designs import design_of
from utfall.io._initiative.expected import expected_of
from utfall.io._initiative.grades import optimism_table
from utfall.io._initiative.questions import challenges_of, limits_make_sense, participation_of, subgroups_of
from utfall.io._initiative.source import Faults, Path
from utfall.io._initiative.structure import Structure


def words(value: str | m.WordsTable, default: str = "") -> Text:
    """Return a user's text; one written in one language stands in both."""
    if isinstance(value, str):
        return Text.same(value or default)
    return Text(sv=value.sv or value.en or default, en=value.en or value.sv or default)


def check_known(value: str | None, known: Iterable[str], what: Text, path: Path, faults: Faults) -> bool:
    """Return whether an id is known; note it with the nearest one when it is not. None is no id."""
    names = list(known)
    if value is None or value in names:
        return True
    shown = value if len(value) <= 60 else value[:60] + "…"
    said = Text(sv=f"{what.sv} ”{shown}” finns inte.", en=f"There is no {what.en} '{shown}'.")
    mend = suggestion(value[:60], names) if names else Text(
        sv="Lägg till det i filen först.", en="Add it to the file first."
    )  # fmt: skip
    faults.add(f"{what.en.replace(' ', '-')}-unknown", path, said, mend)
    return False


OUTCOME = Text(sv="Utfallet", en="outcome")
DATA = Text(sv="Datafilen", en="data file")
LOGIC_ROW = Text(sv="Logikmodellraden", en="logic model row")


def actor_of(word: str, path: Path, faults: Faults) -> Actor | None:
    """Return the actor that a word names; note it when there is none."""
    actor = parse_actor(word)
    if actor is None:
        shown = word if len(word) <= 60 else word[:60] + "…"
        said = Text(sv=f"Aktören ”{shown}” är okänd.", en=f"The actor '{shown}' is unknown.")
        whole, slash, _ = word.partition("/")
        if slash and parse_actor(whole) is not None:
            mend = Text(
                sv=f"Skriv bara {whole[:60]}: enheter anges på posterna i [[costs]] och [[consequences]].",
                en=f"Write {whole[:60]} alone: units are stated on the lines of [[costs]] and [[consequences]].",
            )
            faults.add("unit-not-here", path, said, mend)
            return None
        faults.add("actor-unknown", path, said, suggestion(word[:60], actor_words()))
    return actor


def logic_model(found: Structure, faults: Faults) -> tuple[i.LogicRow, ...]:
    """Return the rows of the logic model."""
    ids = found.ids.get("logic_model", [])
    rows = []
    for n, row in found.many("logic_model", m.LogicRowSection):
        for k, target in enumerate(row.leads_to):
            check_known(target, ids, LOGIC_ROW, ("logic_model", n, "leads_to", k), faults)
        rows.append(
            i.LogicRow(
                id=row.id, level=i.LogicLevel(row.level), text=words(row.text), indicator=words(row.indicator),
                data_source=words(row.data_source), assumption=words(row.assumption),
                leads_to=tuple(row.leads_to),
            )
        )  # fmt: skip
    return tuple(rows)


def data_sources(found: Structure) -> tuple[i.DataSource, ...]:
    """Return the data files as named in the document; they are not opened here."""
    return tuple(
        i.DataSource(
            id=s.id, file=s.file, label=words(s.label, s.id), delimiter=s.delimiter, decimal=s.decimal,
            encoding=s.encoding, sheet=s.sheet, source=s.source, licence=s.licence,
            labels={column: words(text) for column, text in s.labels.items()},
        )
        for _, s in found.many("data", m.DataSection)
    )  # fmt: skip


def outcomes(found: Structure, faults: Faults) -> tuple[Outcome, ...]:
    """Return the outcomes."""
    rows = found.ids.get("logic_model", [])
    built = []
    for n, o in found.many("outcomes", m.OutcomeSection):
        check_known(o.logic_row, rows, LOGIC_ROW, ("outcomes", n, "logic_row"), faults)
        _time_has_its_event(o, ("outcomes", n), faults)
        limits_make_sense(o, ("outcomes", n), faults)
        built.append(
            Outcome(
                id=o.id, label=words(o.label, o.id), column=o.column, kind=o.kind, direction=o.direction,
                unit=words(o.unit), target=o.target, term=o.term, logic_row=o.logic_row,
                expected=expected_of(o, ("outcomes", n, "expected"), faults), event=o.event, horizon=o.horizon,
                lowest=o.lowest, highest=o.highest,
            )
        )  # fmt: skip
    return tuple(built)


def _time_has_its_event(item: m.OutcomeSection, path: Path, faults: Faults) -> None:
    """Note the fault of a time without event and horizon, or of these with an outcome that is no time."""
    given = item.event is not None, item.horizon is not None
    if all(given) == (item.kind == "time") and any(given) == (item.kind == "time"):
        return
    said = Text(
        sv="event och horizon hör till ett utfall av slaget time, som behöver båda.",
        en="event and horizon belong to an outcome of kind time, which needs both.",
    )
    mend = Text(
        sv='Ange kind = "time", event = kolumnen som säger om händelsen kom och horizon = hur länge tiden räknas.',
        en='State kind = "time", event = the column that tells whether it came and horizon = how long time is counted.',
    )
    faults.add("time-needs-event", path, said, mend)


def comparisons(found: Structure, faults: Faults) -> tuple[i.Comparison, ...]:
    """Return the comparisons with their designs."""
    built: list[i.Comparison] = []
    for n, c in found.many("comparisons", m.ComparisonSection):
        path: Path = ("comparisons", n)
        check_known(c.data, found.ids.get("data", []), DATA, (*path, "data"), faults)
        for k, outcome in enumerate(c.outcomes):
            check_known(outcome, found.ids.get("outcomes", []), OUTCOME, (*path, "outcomes", k), faults)
        if c.primary and any(b.primary for b in built):
            first = next(b.id for b in built if b.primary)
            said = Text(
                sv=f"Två jämförelser är huvudjämförelse: ”{first}” och ”{c.id}”.",
                en=f"Two comparisons are marked primary: '{first}' and '{c.id}'.",
            )
            mend = Text(sv="Låt bara en ha primary = true.", en="Let only one have primary = true.")
            faults.add("primary-twice", (*path, "primary"), said, mend)
        design = _design(c, path, faults)
        if design is not None:
            built.append(
                i.Comparison(
                    id=c.id, label=words(c.label, c.id), data=c.data, design=design, primary=c.primary,
                    outcomes=tuple(c.outcomes), sex=c.sex, covariates_before_start=c.covariates_before_start,
                    covariates_after_start=tuple(c.covariates_after_start), areas=c.areas,
                    participation=participation_of(c, design, path, faults),
                    subgroups=subgroups_of(c, design, path, faults), robustness=challenges_of(c, design, path, faults),
                )
            )  # fmt: skip
    return tuple(built)


def _design(c: m.ComparisonSection, path: Path, faults: Faults) -> d.Design | None:
    if isinstance(c, m.RctSection):
        return d.RandomisedTrial(
            treatment=c.treatment, comparison=c.comparison, covariates=tuple(c.covariates), adjust=c.adjust,
            cluster=c.cluster, strata=tuple(c.strata), id=c.id_column, ci_level=c.ci_level,
        )  # fmt: skip
    if isinstance(c, m.MatchingSection):
        return d.Matching(
            treatment=c.treatment, covariates=tuple(c.covariates), comparison=c.comparison,
            distance=c.distance, ratio=c.ratio, caliper=None if isinstance(c.caliper, str) else c.caliper,
            replace=c.replace, adjust=c.adjust, exact=tuple(c.exact), id=c.id_column, ci_level=c.ci_level,
        )  # fmt: skip
    if not isinstance(c, m.DidSection | m.BeforeAfterSection):
        return design_of(c, str(getattr(c, "design")))  # noqa: B009 - each section made from a design has it
    if not _periods_stated(c, path, faults):
        return None
    if isinstance(c, m.DidSection):
        return d.DifferenceInDifferences(
            treatment=c.treatment, comparison=c.comparison, time=c.time, post=c.post, before=c.before,
            id=c.id_column, cluster=c.cluster, covariates=tuple(c.covariates), ci_level=c.ci_level,
        )  # fmt: skip
    return d.BeforeAfter(
        before=c.before, time=c.time, post=c.post, id=c.id_column, treatment=c.treatment,
        comparison=c.comparison, ci_level=c.ci_level,
    )  # fmt: skip


def _periods_stated(c: m.DidSection | m.BeforeAfterSection, path: Path, faults: Faults) -> bool:
    """Return whether before and after can be told apart in exactly one way."""
    long, wide = c.time is not None and c.post is not None, c.before is not None
    half = (c.time is None) != (c.post is None)
    if (long != wide) and not half:
        return True
    said = Text(
        sv=f"Designen {c.design} behöver veta vad som är före och efter, på ett sätt.",
        en=f"The design {c.design} needs to know what is before and after, in one way.",
    )
    mend = Text(
        sv="Ange antingen before (kolumnen med värdet före), eller både time och post (första perioden efter start).",
        en="State either before (the column with the value before), or both time and post (first period after).",
    )
    faults.add("periods-unclear", path, said, mend)
    return False


def criteria(found: Structure, faults: Faults) -> tuple[Criterion, ...]:
    """Return the success and stop criteria."""
    built = []
    for n, c in found.many("criteria", m.CriterionSection):
        path: Path = ("criteria", n)
        _check_threshold(c, path, faults)
        _check_measure(c, path, found, faults)
        check_known(c.outcome, found.ids.get("outcomes", []), OUTCOME, (*path, "outcome"), faults)
        built.append(
            Criterion(
                id=c.id, kind=c.kind, measure=c.measure, label=words(c.label, c.id), outcome=c.outcome,
                at_least=c.at_least, at_most=c.at_most, rule=c.rule,
            )
        )  # fmt: skip
    return tuple(built)


def _check_threshold(c: m.CriterionSection, path: Path, faults: Faults) -> None:
    if (c.at_least is None) != (c.at_most is None):
        return
    both = c.at_least is not None
    said = Text(
        sv="Kriteriet har både at_least och at_most." if both else "Kriteriet saknar gräns.",
        en="The criterion has both at_least and at_most." if both else "The criterion has no threshold.",
    )
    mend = Text(
        sv="Ange exakt en av at_least (minst) och at_most (högst).",
        en="State exactly one of at_least and at_most.",
    )
    faults.add("threshold-twice" if both else "threshold-missing", path, said, mend)


def _check_measure(c: m.CriterionSection, path: Path, found: Structure, faults: Faults) -> None:
    if c.measure == "effect" and c.outcome is None:
        said = Text(
            sv="Ett kriterium om effekt måste säga vilket utfall det gäller.",
            en="A criterion on an effect has to say which outcome it is about.",
        )
        mend = Text(sv="Lägg till outcome = id för ett utfall.", en="Add outcome = the id of an outcome.")
        faults.add("field-missing", (*path, "outcome"), said, mend)
    if c.measure != "effect" and "appraisal" not in found.given:
        said = Text(
            sv=f"Kriteriet gäller {c.measure}, men filen har ingen ekonomisk kalkyl.",
            en=f"The criterion is about {c.measure}, but the file has no appraisal.",
        )
        mend = Text(
            sv="Lägg till [appraisal] och kostnader, eller ta bort kriteriet.",
            en="Add [appraisal] and costs, or remove the criterion.",
        )
        faults.add("appraisal-missing", (*path, "measure"), said, mend)


def appraisal(found: Structure, faults: Faults) -> AppraisalSettings | None:
    """Return the appraisal settings; None when there are none."""
    a = found.one("appraisal", e.AppraisalSection)
    if a is None:
        return None
    actor = actor_of(a.own_actor, ("appraisal", "own_actor"), faults)
    ends = [step.last_year for step in a.schedule]
    bounded = [end for end in ends[:-1] if end is not None]
    if len(bounded) < len(ends[:-1]) or bounded + [x for x in ends[-1:] if x is not None] != sorted(
        {x for x in ends if x is not None}
    ):
        said = Text(
            sv="Räntestegen i schedule överlappar eller saknar slutår.",
            en="The steps of the schedule overlap or lack their last year.",
        )
        mend = Text(
            sv="Ange last_year i stigande ordning; bara det sista steget får sakna det.",
            en="State last_year in rising order; only the last step may lack it.",
        )
        faults.add("schedule-order", ("appraisal", "schedule"), said, mend)
    return AppraisalSettings(
        currency=a.currency, price_year=a.price_year, discount_rate=a.discount_rate,
        schedule=tuple((step.last_year, step.rate) for step in a.schedule), horizon_years=a.horizon_years,
        timing=a.timing, draws=a.draws, seed=a.seed, own_actor=actor or Actor.MUNICIPALITY,
        last_followup_year=a.last_followup_year, ci_level=a.ci_level, correlations=correlations(found, faults),
        optimism=optimism_table(a), default_intervals=a.default_intervals,
        own_unit=unit_key(actor or Actor.MUNICIPALITY, a.own_unit or ""),
    )  # fmt: skip
