# SPDX-License-Identifier: Apache-2.0
"""From what an engine counted to what may be shown: shares, trees and curves, all through `utfall.disclosure`."""

from __future__ import annotations

from utfall.core.errors import DesignRefused, Fault
from utfall.core.text import Text
from utfall.disclosure import STANDARD, PathCount, Rules, SafePaths, protect_paths
from utfall.flows.crossings import group_shares, moves_of, shown_ways
from utfall.flows.definition import FlowDefinition
from utfall.flows.grouping import Leaf, leaves
from utfall.flows.linked import sequences_beside
from utfall.flows.results import (
    FlowResult,
    Link,
    Path,
    SupportTiming,
    TreeNode,
    TypicalPath,
    WholeSequence,
)
from utfall.flows.supports import STOPS, StepSupports, step_supports
from utfall.flows.survival import order_statistic
from utfall.flows.tables import MOST_VARIANTS, FlowTables
from utfall.flows.waiting import lost_moments, time_in_state, time_to_return


def summarise(flow: FlowDefinition, tables: FlowTables, *, engine: str = "", rules: Rules = STANDARD) -> FlowResult:
    """Return a flow analysis as it may be shown.

    Parameters
    ----------
    flow
        The definition that the tables were counted by.
    tables
        What an engine gave back.
    engine
        Its name.
    rules
        How small counts are protected.

    Raises
    ------
    DesignRefused
        When nobody has the outcome, or so few that nothing may be shown.
    """
    outcomes = sum(row.outcomes for row in tables.paths)
    if not outcomes:
        raise DesignRefused(_nobody())
    repeated = outcomes > tables.n_with_outcome
    rows = leaves(tables, rules.threshold)
    safe = _safe(rows, rules, repeated=repeated)
    shown = {way for way, _ in shown_ways(safe)}
    given = step_supports(flow, tables, [row for row in rows if row.path in shown], rules)
    persons = tables.n_with_outcome
    if safe.total is None or persons < rules.threshold:
        raise DesignRefused(_too_few(rules.threshold))
    sequences = _sequences(flow, tables, safe, rules)
    told = [(row.states, row.persons) for row in sequences if row.states]
    moves, safe_moves = moves_of(flow, tables, rules, safe, told)
    return FlowResult(
        definition=flow, engine=engine, rules=rules, quality=tables.quality, outcomes=outcomes, persons=persons,
        tree=_tree(safe, given, outcomes), paths=_typical(rows, safe, outcomes, persons),
        links=_links(flow, safe, given), supports=given.totals, timing=_timing(tables, given, rules), moves=moves,
        time_in_state=time_in_state(tables, safe_moves, rules),
        time_to_return=time_to_return(flow, tables, rules), groups=group_shares(tables, safe, rules),
        lost=lost_moments(flow, tables, safe_moves), sequences=sequences,
        n_sequences=tables.n_variants,
    )  # fmt: skip


def _safe(rows: list[Leaf], rules: Rules, *, repeated: bool) -> SafePaths:
    """Return the leaves as they may be shown; the outcome is last, as in the order of time."""
    counted = [PathCount(path=tuple(reversed(leaf.path)), n=leaf.outcomes, persons=leaf.persons) for leaf in rows]
    return protect_paths(counted, rules=rules, repeated=repeated)


def _tree(safe: SafePaths, given: StepSupports, outcomes: int) -> tuple[TreeNode, ...]:
    """Return every node above the shown leaves, worked out from them alone."""
    sizes: dict[Path, int] = {}
    for row in safe.paths:
        path = tuple(reversed(row.path or ()))
        for level in range(1, len(path) + 1):
            sizes[path[:level]] = sizes.get(path[:level], 0) + row.n
    nodes = []
    for path, n in sizes.items():
        parent = sizes[path[:-1]] if len(path) > 1 else outcomes
        nodes.append(TreeNode(path, n, n / outcomes, n / parent, given.at(path, n)))
    return tuple(sorted(nodes, key=lambda node: (len(node.path), -node.outcomes, node.path)))


def _typical(rows: list[Leaf], safe: SafePaths, outcomes: int, persons: int) -> tuple[TypicalPath, ...]:
    by_path = {leaf.path: leaf for leaf in rows}
    found = []
    for row in safe.paths:
        leaf = by_path.get(tuple(reversed(row.path or ())))
        if leaf is None:
            found.append(TypicalPath(None, row.n, None, row.n / outcomes, None, (), safe.merged))
            continue
        people = leaf.persons if leaf.exact else None
        walked = [state for state in leaf.path if state not in (*STOPS, "~")]
        days = tuple(leaf.days[level] / leaf.outcomes for level in range(len(walked)))
        share = None if people is None else people / persons
        found.append(TypicalPath(leaf.path, row.n, people, row.n / outcomes, share, days, leaf.merged))
    return tuple(found)


def _links(flow: FlowDefinition, safe: SafePaths, given: StepSupports) -> tuple[Link, ...]:
    """Return the links between states over the shown paths, with the first support."""
    return tuple(
        Link(link.step, link.start, link.end, link.n, given.of_link(flow, link.step, link.start, link.end))
        for link in safe.links()
    )


def _timing(tables: FlowTables, given: StepSupports, rules: Rules) -> tuple[SupportTiming, ...]:
    """Return how soon each support came, where its total may be shown."""
    found = []
    for total in given.totals:
        days = [
            (row.days, row.outcomes) for row in tables.timing if (row.step, row.support) == (total.step, total.support)
        ]
        if total.given is None or total.given < rules.threshold or not days:
            continue
        quarters = [order_statistic(days, share) for share in (0.25, 0.5, 0.75)]
        found.append(SupportTiming(total.support, total.step, total.given, *quarters))
    return tuple(found)


def _sequences(flow: FlowDefinition, tables: FlowTables, paths: SafePaths, rules: Rules) -> tuple[WholeSequence, ...]:
    """Return the most common whole sequences; the rest last."""
    everybody = tables.n_with_steps
    common = sequences_beside(flow, tables, shown_ways(paths), rules, MOST_VARIANTS)
    rest = everybody - sum(row.persons for row in common)
    counted = [PathCount(path=tuple(row.sequence.split(">")), n=row.persons) for row in common]
    safe = protect_paths([*counted, PathCount(path=("",), n=rest)] if rest else counted, rules=rules)
    left = sum(row.n for row in safe.paths if row.path in (None, ("",)))
    shown = [WholeSequence(row.path, row.n, row.n / everybody) for row in safe.paths if row.path not in (None, ("",))]
    return (*shown, WholeSequence((), left, left / everybody)) if left else tuple(shown)


def _nobody() -> Fault:
    said = Text(sv="Ingen har det utfall som anges.", en="Nobody has the outcome that is stated.")
    mend = Text(
        sv="Kontrollera outcome: tillstånd, after, datum; och vilka koder utdraget har.",
        en="Check the outcome: states, after, dates; and which codes the extract has.",
    )
    return Fault("no-outcomes", said, mend)


def _too_few(threshold: int) -> Fault:
    said = Text(
        sv=f"Färre än {threshold} personer har utfallet: inget kan visas.",
        en=f"Fewer than {threshold} persons have the outcome: nothing can be shown.",
    )
    mend = Text(
        sv="Ta med fler år eller flera kommuner.", en="Include more years or several municipalities."
    )  # fmt: skip
    return Fault("too-few", said, mend)
