# SPDX-License-Identifier: Apache-2.0
"""A price that is a wage: the employer's contribution is added, stated as a share or looked up by sector and year."""

from __future__ import annotations

from dataclasses import replace

from utfall.core.lines import Parameter
from utfall.core.text import Text
from utfall.economics.prices import employer_cost
from utfall.io._initiative.source import Faults, Path
from utfall.io.catalogue import ContributionRow, employer_contribution_rows

# Words that a file may use; "all" is the statutory contribution alone.
_SECTORS = {
    "municipality": "municipality", "kommun": "municipality", "region": "region",
    "all": "all", "lagstadgad": "all", "statutory": "all",
}  # fmt: skip


def with_contribution(
    wage: Parameter, stated: float | str | None, year: int | None, path: Path, faults: Faults
) -> Parameter | None:
    """Return what a wage costs the employer, low and high too; None, with the fault noted, when it is unknown.

    Parameters
    ----------
    wage
        In kronor per hour, month or year.
    stated
        The contribution as a share of the wage, or a sector whose share of the wage's own year is listed; None:
        the price is no wage and stays as it is.
    """
    if stated is None:
        return wage
    row = None
    if isinstance(stated, str):
        row = _listed(stated, year, path, faults)
        if row is None:
            return None
        share = row.share
    elif 0.0 <= stated <= 1.0:
        share = stated
    else:
        said = Text(
            sv=f"Arbetsgivaravgiften {stated:g} ligger utanför 0–1.", en=f"The contribution {stated:g} is outside 0–1."
        )
        mend = Text(sv="Ange en andel: 0.3142 för 31,42 procent.", en="State a share: 0.3142 for 31.42 per cent.")
        faults.add("contribution-outside", path, said, mend)
        return None
    low, high = (None if end is None else employer_cost(end, share) for end in (wage.low, wage.high))
    how = f"lön {wage.value:g} × (1 + {share:.4g})".replace(".", ",")
    source = "; ".join(filter(None, (wage.source, how, "" if row is None else row.source)))
    unsure = wage.assumption or (row is not None and not row.verified)
    return replace(
        wage, value=employer_cost(wage.value, share), low=low, high=high, source=source, assumption=unsure
    )  # fmt: skip


def _listed(word: str, year: int | None, path: Path, faults: Faults) -> ContributionRow | None:
    sector = _SECTORS.get(word.strip().casefold())
    rows = [row for row in employer_contribution_rows() if row.sector == sector]
    found = next((row for row in rows if row.year in (None, year)), None)
    if found is not None:
        return found
    years = ", ".join(str(row.year) for row in rows)
    said = Text(
        sv=f"Arbetsgivaravgift för ”{word[:40]}” år {year} finns inte i katalogen.",
        en=f"The catalogue has no contribution for '{word[:40]}' in {year}.",
    )
    mend = Text(
        sv=f"Ange andelen själv, till exempel 0.4015. Åren som finns: {years}.",
        en=f"State the share yourself, such as 0.4015. The years that exist: {years}.",
    )
    if sector is None:
        mend = Text(
            sv="Skriv kommun, region eller lagstadgad, eller en andel som 0.3142.",
            en="Write municipality, region or statutory, or a share such as 0.3142.",
        )
    faults.add("contribution-unknown", path, said, mend)
    return None
