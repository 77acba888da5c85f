# SPDX-License-Identifier: Apache-2.0
"""The central calculation against the mean of the draws, and what makes them differ."""

from __future__ import annotations

from dataclasses import dataclass

from utfall.economics._numerics.distributions import mean_of
from utfall.economics.appraisal import Appraisal
from utfall.economics.model import SOCIETY

# Monte Carlo errors beyond which a gap is no chance and wants an explanation.
NOTABLE = 2.0
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class CentralGap:
    """How far the mean of the draws lies from the central calculation.

    Parameters
    ----------
    central, mean
        Net present value over the horizon, kronor.
    errors
        The gap in Monte Carlo errors; 0 when nothing varies.
    skewed
        Parameters whose distribution has another mean than their central value (a mode that lies askew).
    curved
        Parameters that enter in a power (an uncertain drop-off): the net is not linear in them.
    """

    central: float
    mean: float
    errors: float
    skewed: tuple[str, ...]
    curved: tuple[str, ...]

    @property
    def notable(self) -> bool:
        """Whether the gap is more than chance."""
        return abs(self.errors) > NOTABLE


def central_gap(appraisal: Appraisal, purse: str = SOCIETY) -> CentralGap | None:
    """Return the gap for one purse and what may explain it; None without draws."""
    if appraisal.uncertainty is None:
        return None
    model, central = appraisal.model, appraisal.model.central()
    spread = appraisal.uncertainty.net[(str(purse), model.years)]
    net = appraisal.purses[str(purse)].net
    samplers = model.samplers()
    skewed = [n for n, s in samplers.items() if abs(mean_of(s) - central[n]) > _SAME * max(abs(central[n]), 1.0)]
    powers = {term.dropoff for term in model.terms if term.power > 1}
    curved = [name for name in sorted(powers) if samplers[name].kind != "constant"]
    errors = (spread.mean - net) / spread.mc_error if spread.mc_error > 0.0 else 0.0
    return CentralGap(net, spread.mean, errors, tuple(skewed), tuple(curved))
