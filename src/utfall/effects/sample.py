# SPDX-License-Identifier: Apache-2.0
"""From columns to arrays: who is in which group, with which outcome and covariates, and who is left out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from utfall.core.errors import Fault, InputError, Place
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects._numerics.contrast import Bools, Floats, Ints
from utfall.effects.refusals import refused
from utfall.effects.result import Flow, GroupFlow

_ROWS_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Rows of a table with a known group. NaN where a value is missing.

    Parameters
    ----------
    y, treated
        Outcome and group, shape (n,).
    covariates, names
        Shape (n, p) and p names.
    ids
        Ids as text, '' where there is none, shape (n,).
    rows
        Row of each in the table, from 0, shape (n,).
    flow
        Rows of the table so far.
    """

    y: Floats
    treated: Bools
    covariates: Floats
    names: tuple[str, ...]
    ids: np.ndarray[tuple[int], np.dtype[np.str_]]
    rows: Ints
    flow: Flow
    file: str
    field: str

    @property
    def n_intervention(self) -> int:
        """Rows in the intervention group."""
        return int(self.treated.sum())

    @property
    def n_comparison(self) -> int:
        """Rows in the comparison group."""
        return int((~self.treated).sum())

    def take(self, index: Bools | Ints) -> Sample:
        """Return the rows of a mask or an order; the flow is left as it is."""
        if index.dtype == np.bool_ and index.all():
            return self  # a register with no gaps is not copied
        which = np.flatnonzero(index) if index.dtype == np.bool_ else index
        return replace(
            self,
            y=self.y.take(which),  # twice as fast as an index in brackets
            treated=self.treated.take(which),
            covariates=self.covariates.take(which, axis=0),
            ids=self.ids.take(which),
            rows=self.rows.take(which),
        )


def outcome_values(columns: Columns, outcome: Outcome, name: str | None = None) -> Floats:
    """Return the outcome's column (or `name`, measured alike) as numbers, NaN where missing."""
    column = name if name is not None else outcome.column
    if outcome.kind == "time" and outcome.event is not None and name is None:
        return np.where(np.isnan(columns.binary(outcome.event)), np.nan, columns.number(column))
    if outcome.kind == "binary":
        return columns.binary(column)
    # what stood before may be a mean of several periods
    return columns.count(column) if outcome.kind == "count" and name is None else columns.number(column)


def read_sample(
    columns: Columns,
    outcome: Outcome,
    *,
    treatment: str,
    comparison: str | None,
    covariates: tuple[str, ...] = (),
    id_column: str | None = None,
) -> Sample:
    """Read group, outcome, covariates and ids; leave out rows whose group is unknown.

    Raises
    ------
    InputError
        When a column is missing or holds what it should not.
    DesignRefused
        When a group is empty.
    """
    _refuse_own_cause(columns, covariates, outcome=outcome.column, treatment=treatment)
    treated, unknown = columns.two_groups(treatment, comparison)
    table = columns.covariates(covariates)
    y = outcome_values(columns, outcome)
    ids = columns.words(id_column) if id_column else np.full(columns.height, "", dtype=np.str_)
    keep = ~unknown
    n_1, n_0 = int((treated & keep).sum()), int((~treated & keep).sum())
    if min(n_1, n_0) == 0:
        raise refused("empty-group", file=columns.file, field=treatment)
    everyone = bool(keep.all())
    blank = 0 if everyone else int(columns.blank().sum())  # an empty line is nobody lost
    return Sample(
        y=y if everyone else y[keep],
        treated=treated[keep],
        covariates=table.matrix if everyone else table.matrix[keep],
        names=table.names,
        ids=ids[keep],
        rows=np.flatnonzero(keep),
        flow=Flow(
            rows=columns.height - blank,
            missing_group=int(unknown.sum()) - blank,
            intervention=GroupFlow(rows=n_1, used=n_1),
            comparison=GroupFlow(rows=n_0, used=n_0),
        ),
        file=columns.file,
        field=outcome.column,
    )


def _refuse_own_cause(columns: Columns, covariates: tuple[str, ...], *, outcome: str, treatment: str) -> None:
    """Raise InputError when the outcome or the group is among the covariates."""
    for name in (outcome, treatment):
        if name in covariates:
            raise InputError(
                Fault(
                    "covariate-is-outcome" if name == outcome else "covariate-is-group",
                    Text(
                        sv=f"Kolumnen ”{name}” är både kovariat och det som ska förklaras.",
                        en=f"The column '{name}' is both a covariate and what is to be explained.",
                    ),
                    Text(
                        sv="Ta bort den från covariates: de ska vara mätta före start.",
                        en="Take it out of covariates: they should be measured before the start.",
                    ),
                    Place(columns.file, name),
                )
            )


def refuse_repeated_ids(
    ids: np.ndarray[tuple[int], np.dtype[np.str_]], rows: Ints, columns: Columns, name: str
) -> None:
    """Raise InputError, naming rows, when an id stands more than once where a unit should occur once.

    The id itself is not shown: it may be a personal number.
    """
    named = np.flatnonzero(ids != "")
    _, inverse, counts = np.unique(ids[named], return_inverse=True, return_counts=True)
    repeated = named[counts[inverse] > 1]
    if not len(repeated):
        return
    shown = [int(row) + columns.first_row for row in rows[repeated][:_ROWS_NAMED]]
    listed = ", ".join(str(row) for row in shown) + (" …" if len(repeated) > _ROWS_NAMED else "")
    raise InputError(
        Fault(
            "duplicate-ids",
            Text(
                sv=f"Samma id står på flera rader fast varje person ska finnas en gång: rad {listed}.",
                en=f"The same id stands on several rows though each person should occur once: rows {listed}.",
            ),
            Text(
                sv="Ta bort dubbletterna, eller ange time om raderna är olika tidpunkter.",
                en="Remove the duplicates, or state time if the rows are different points in time.",
            ),
            Place(columns.file, name, shown[0]),
        )
    )


def complete(sample: Sample, *, with_covariates: bool) -> Sample:
    """Keep rows with an outcome and, when they are used, all covariates; count the others per group.

    Raises
    ------
    DesignRefused
        When a group keeps fewer than two persons, or all outcomes are equal.
    """
    has_y = ~np.isnan(sample.y)
    has_x = _without_gap(sample.covariates) if with_covariates else np.ones(len(has_y), dtype=bool)

    def group(before: GroupFlow, member: Bools) -> GroupFlow:
        return replace(
            before,
            missing_outcome=int((member & ~has_y).sum()),
            missing_covariates=int((member & has_y & ~has_x).sum()),
            used=int((member & has_y & has_x).sum()),
        )

    kept = replace(
        sample,
        flow=replace(
            sample.flow,
            intervention=group(sample.flow.intervention, sample.treated),
            comparison=group(sample.flow.comparison, ~sample.treated),
        ),
    ).take(has_y & has_x)
    refuse_unusable(kept)
    return kept


def _without_gap(covariates: Floats) -> Bools:
    """Return which rows have all covariates; a register with no gap is passed over once and nothing copied."""
    if covariates.size and not np.isnan(covariates.min()):  # the least of numbers with a NaN among them is NaN
        return np.ones(len(covariates), dtype=bool)
    return np.asarray(~np.isnan(covariates).any(axis=1))


def refuse_unusable(sample: Sample) -> None:
    """Raise DesignRefused when a group has fewer than two persons or the outcome has one value only."""
    smallest = min(sample.n_intervention, sample.n_comparison)
    if smallest == 0:
        raise refused("no-complete", file=sample.file, field=sample.field)
    if smallest == 1:
        raise refused("one-participant", file=sample.file, field=sample.field)
    if float(np.ptp(sample.y)) == 0:
        raise refused("all-equal", file=sample.file, field=sample.field)
