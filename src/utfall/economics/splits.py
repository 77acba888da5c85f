# SPDX-License-Identifier: Apache-2.0
"""Uncertain splits between actors: a Dirichlet distribution built of independent beta parameters.

A Dirichlet draw breaks a stick: the first actor gets a beta share of it, the next a beta share of what is left, and
so on. Each piece is a named parameter of the model, so the draws, the tornado and the value of information see it.
"""

from __future__ import annotations

import math

from utfall.core.errors import Fault
from utfall.core.lines import Line, Parameter
from utfall.economics._faults import fault
from utfall.economics._numerics.distributions import Z_95

# Below this a beta piece has no interval that fits within 0–1.
LEAST_OBSERVATIONS = 1.5


def split_of(line: Line) -> tuple[Parameter, ...]:
    """Return the pieces of the stick, one fewer than there are postings.

    Their means give back the postings' shares exactly. Source: Sethuraman (1994), Statistica Sinica 4, in the finite
    form; `Line.split_size` is the sum of the Dirichlet's parameters.
    """
    size = float(line.split_size or 0.0)
    left, pieces = 1.0, []
    for n, posting in enumerate(line.postings[:-1]):
        mean = posting.share / left
        pieces.append(_beta(f"{line.id}.split.{n + 1}", mean, size * left))
        left -= posting.share
    return tuple(pieces)


def _beta(name: str, mean: float, size: float) -> Parameter:
    """Return a beta parameter by mean and size; its interval is as wide as 95 % of a normal, within 0–1."""
    width = 2 * Z_95 * (mean * (1.0 - mean) / (size + 1.0)) ** 0.5
    low = min(max(mean - width / 2, 0.0), 1.0 - width)
    return Parameter(name=name, value=mean, low=low, high=low + width, distribution="beta")


def _enough(observations: float) -> bool:
    # A share such as 1/49 is no exact binary number: its product may fall short of the bound in the last digit only.
    return observations >= LEAST_OBSERVATIONS or math.isclose(observations, LEAST_OBSERVATIONS, rel_tol=1e-12)


def split_faults(line: Line) -> list[Fault]:
    """Return what is wrong with an uncertain split: for taxes and transfers, or too few observations."""
    if line.split_size is None:
        return []
    shares = [posting.share for posting in line.postings]
    good = not line.kind.moves_money_only and len(shares) > 1 and min(shares) > 0.0
    if good and _enough(line.split_size * min(shares)):
        return []
    return [
        fault(
            "split-outside",
            f"lines.{line.id}.split_size",
            text=("Fördelningens osäkerhet går inte att räkna på.", "The split's uncertainty cannot be drawn."),
            mend=(
                "Ange split_size för minst två aktörer, så stort att minsta andelen gånger det är minst 1,5.",
                "State split_size for two actors or more, so large that its smallest share is 1.5 or more.",
            ),
        )
    ]
