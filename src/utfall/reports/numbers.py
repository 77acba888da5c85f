# SPDX-License-Identifier: Apache-2.0
"""Numbers as people read them, in Swedish and English.

Every function takes a finite number and gives a text. A value that cannot be computed has no text here: the caller says
why it cannot (`ValueError` on NaN and infinity), since a dash or a zero would be read as a result.

Spaces inside a number and between number and unit do not break (U+00A0), minus is the true minus sign (U+2212), and
halves are rounded away from zero, as people expect of sums of money.
"""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from utfall.core.text import Lang

NBSP = "\u00a0"
MINUS = "\u2212"
Scale = Literal["auto", "one", "thousand", "million", "billion"]

_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_FACTORS: dict[Scale, int] = {"one": 0, "thousand": 3, "million": 6, "billion": 9}
_KRONOR_SV: dict[Scale, str] = {"one": "kr", "thousand": "tkr", "million": "mnkr", "billion": "mdkr"}
_WORDS_SV: dict[Scale, str] = {"one": "", "thousand": "tusen", "million": "miljoner", "billion": "miljarder"}
_WORDS_EN: dict[Scale, str] = {"one": "", "thousand": "thousand", "million": "million", "billion": "billion"}
_MOST_DECIMALS = 6
_HUGE = 1e15


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError("only a finite number has a text; say in words why it cannot be computed")
    return float(value)


def _magnitude(value: float) -> int:
    """Return the power of ten of the first digit that is not zero (0 for zero)."""
    return 0 if value == 0 else Decimal(repr(abs(value))).adjusted()


def _rounded(value: float, decimals: int) -> Decimal:
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def decimals_for(uncertainty: float, *, digits: int = 2, whole: bool = True) -> int:
    """Return how many decimals a value deserves when it is known to ± `uncertainty`.

    Parameters
    ----------
    uncertainty
        Half the width of the interval (or a standard error), in the value's own unit, not negative.
    digits
        How many digits of the uncertainty itself are shown.
    whole
        Keep every whole unit, so that a number can be found again in tables and in what others have published.
        False also rounds to tens, hundreds … when the last digits say nothing.

    Returns
    -------
    int
        Decimals; negative (−2 rounds to hundreds) only when `whole` is False.
    """
    if _finite(uncertainty) <= 0:
        return 2
    places = min(digits - 1 - _magnitude(uncertainty), _MOST_DECIMALS)
    return max(places, 0) if whole else places


def significant_decimals(value: float, *, digits: int = 3) -> int:
    """Return the decimals that leave `digits` significant digits, never rounding away whole units."""
    return min(max(digits - 1 - _magnitude(_finite(value)), 0), _MOST_DECIMALS)


def _grouped(amount: Decimal, lang: Lang, decimals: int) -> str:
    text = f"{amount:,.{max(decimals, 0)}f}"
    return text.replace(",", NBSP).replace(".", ",") if lang == "sv" else text


def _scientific(value: float, lang: Lang, digits: int) -> str:
    power = _magnitude(value)
    exact = Decimal(repr(value)).scaleb(-power)  # a power of ten this small is zero as a float
    mantissa = exact.quantize(Decimal(1).scaleb(1 - digits), rounding=ROUND_HALF_UP)
    if abs(mantissa) >= 10:
        mantissa, power = mantissa / 10, power + 1
    sign = "·" if lang == "sv" else "×"
    exponent = str(power).translate(_SUPERSCRIPTS)
    return f"{_grouped(abs(mantissa), lang, digits - 1)}{NBSP}{sign}{NBSP}10{exponent}"


def number(value: float, lang: Lang, *, decimals: int | None = None, digits: int = 3, signed: bool = False) -> str:
    """Return a number: '1 234,5' in Swedish, '1,234.5' in English.

    Parameters
    ----------
    value
        Finite number.
    lang
        Language.
    decimals
        Decimals to show; negative rounds to tens, hundreds … None keeps `digits` significant digits and every
        whole unit.
    digits
        Significant digits when `decimals` is None.
    signed
        Show + before a number over zero, for changes and differences.

    Returns
    -------
    str
        Very large numbers are written with a power of ten, very small ones when `decimals` is None.
    """
    value = _finite(value)
    tiny = value != 0 and abs(value) < 10.0**-_MOST_DECIMALS
    if (decimals is None and tiny) or abs(value) >= _HUGE:
        text, negative, zero = _scientific(value, lang, digits), value < 0, False
    else:
        places = significant_decimals(value, digits=digits) if decimals is None else decimals
        amount = _rounded(value, places)
        text, negative, zero = _grouped(abs(amount), lang, places), amount < 0, amount == 0
    if zero:
        return text
    return (MINUS if negative else "+" if signed else "") + text


def money_scale(*values: float) -> Scale:
    """Return the one scale in which all the amounts read well: kr, tkr, mnkr or mdkr."""
    largest = max((abs(_finite(value)) for value in values), default=0.0)
    if largest >= 999_500_000:
        return "billion"
    if largest >= 999_500:
        return "million"
    return "thousand" if largest >= 9_999.5 else "one"


def shared_scale(*values: float) -> Scale:
    """Return the scale for a table or figure whose amounts differ much: small ones must not become '0,02 mnkr'."""
    largest = max((abs(_finite(value)) for value in values), default=0.0)
    if largest < 9_999.5:
        return "one"
    return "thousand" if largest < 1e8 else "million" if largest < 1e11 else "billion"


def _money_unit(scale: Scale, lang: Lang, currency: str) -> tuple[str, str]:
    """Return what stands before and after the digits."""
    if lang == "sv":
        unit = _KRONOR_SV[scale] if currency == "SEK" else f"{_WORDS_SV[scale]}{NBSP}{currency}".strip(NBSP)
        return "", NBSP + unit
    return currency + NBSP, NBSP + _WORDS_EN[scale] if _WORDS_EN[scale] else ""


def money_unit(scale: Scale, lang: Lang, *, currency: str = "SEK") -> str:
    """Return the unit for a column head or an axis: 'tkr', 'thousand SEK'."""
    if lang == "sv":
        return _money_unit(scale, lang, currency)[1].strip(NBSP)
    return f"{_WORDS_EN[scale]} {currency}".strip()


def in_scale(value: float, scale: Scale) -> float:
    """Return an amount in whole units as thousands, millions or billions."""
    return _finite(value) / 10.0 ** _FACTORS[scale]


def scaled_decimals(value: float, scale: Scale) -> int:
    """Return the decimals that suit an amount in whole units when it is shown in `scale`."""
    size = abs(in_scale(value, scale))
    if scale == "one" or size == 0:
        return 0
    if scale == "thousand":
        return 1 if size < 1 else 0
    return 2 if size < 1 else 1 if size < 99.95 else 0


def scaled_digits(value: float, lang: Lang, scale: Scale, decimals: int | None = None, signed: bool = False) -> str:
    """Return the digits of an amount in a scale, without its unit."""
    places = scaled_decimals(value, scale) if decimals is None else decimals
    return number(in_scale(value, scale), lang, decimals=places, signed=signed)


def money(
    value: float,
    lang: Lang,
    *,
    currency: str = "SEK",
    scale: Scale = "auto",
    decimals: int | None = None,
    signed: bool = False,
) -> str:
    """Return an amount: '1 794 kr', '125 tkr', '1,2 mnkr'; 'SEK 1,794', 'SEK 1.2 million'.

    Parameters
    ----------
    value
        Amount in whole units of the currency (kronor, not thousands).
    lang
        Language.
    currency
        ISO 4217 code. Swedish short forms (kr, tkr, mnkr, mdkr) are used for SEK only.
    scale
        'auto' picks by size; name one to let several amounts share it.
    decimals
        Decimals in that scale; None gives what suits the size.
    signed
        Show + before an amount over zero.
    """
    chosen = money_scale(value) if scale == "auto" else scale
    before, after = _money_unit(chosen, lang, currency)
    return before + scaled_digits(value, lang, chosen, decimals, signed) + after


def percent(share: float, lang: Lang, *, decimals: int | None = None, signed: bool = False) -> str:
    """Return a share (0–1) in percent: '12,5 %', '12.5%'."""
    places = significant_decimals(share * 100, digits=2) if decimals is None else decimals
    text = number(_hundredfold(share), lang, decimals=min(places, 2) if decimals is None else places, signed=signed)
    return text + (NBSP + "%" if lang == "sv" else "%")


def _hundredfold(share: float) -> float:
    """Return share × 100 without the noise of binary fractions (0.285 → 28.5)."""
    return float(Decimal(repr(_finite(share))) * 100)


def percentage_points(difference: float, lang: Lang, *, decimals: int | None = None, signed: bool = True) -> str:
    """Return a difference between two shares (0–1): '+12 procentenheter', '+12 percentage points'."""
    points = _hundredfold(difference)
    places = min(significant_decimals(points, digits=2), 2) if decimals is None else decimals
    text = number(points, lang, decimals=places, signed=signed)
    return text + NBSP + points_word(lang, one=is_one(text))


def is_one(text: str) -> bool:
    """Tell whether a number is written as 1, +1 or −1, so that its unit stands in the singular."""
    return text.lstrip("+-\u2212") == "1"


def points_word(lang: Lang, *, one: bool = False) -> str:
    """Return the unit of a difference between shares: 'procentenhet(er)', 'percentage point(s)'."""
    if lang == "sv":
        return "procentenhet" if one else "procentenheter"
    return f"percentage{NBSP}point" if one else f"percentage{NBSP}points"


def months(value: float, lang: Lang) -> str:
    """Return a time in months: '14 månader', '1 month'; part of a month counts as a whole one."""
    whole = math.ceil(_finite(value) - 1e-9)
    one, many = ("månad", "månader") if lang == "sv" else ("month", "months")
    return number(whole, lang, decimals=0) + NBSP + (one if whole == 1 else many)


def years(value: float, lang: Lang) -> str:
    """Return a time in years with at most one decimal: '2,5 år', '1 year'."""
    places = 0 if float(_rounded(_finite(value), 1)).is_integer() else 1
    text = number(value, lang, decimals=places)
    if lang == "sv":
        return f"{text}{NBSP}år"
    return f"{text}{NBSP}{'year' if text == '1' else 'years'}"


def date(iso: str) -> str:
    """Return the date as 2026-01-31, the form used in both languages; refuse what is no date."""
    return datetime.date.fromisoformat(iso).isoformat()


def from_to(low: str, high: str, lang: Lang) -> str:
    """Return 'från … till …' of two texts; words, since a dash beside a minus sign cannot be read."""
    return f"från {low} till {high}" if lang == "sv" else f"from {low} to {high}"


def interval(low: float, high: float, lang: Lang, *, unit: str = "", decimals: int | None = None) -> str:
    """Return an interval with the decimals its own width allows: 'från 551 till 3 038 kr'."""
    places = decimals_for((high - low) / 2) if decimals is None else decimals
    tail = NBSP + unit if unit else ""
    first, last = (number(end, lang, decimals=places) for end in (low, high))
    return from_to(first, last, lang) + tail


def money_interval(low: float, high: float, lang: Lang, *, currency: str = "SEK", scale: Scale = "auto") -> str:
    """Return an interval of amounts in one scale: 'från −12 till 45 tkr', 'from SEK −12 to 45 thousand'."""
    chosen = money_scale(low, high) if scale == "auto" else scale
    before, after = _money_unit(chosen, lang, currency)
    first, last = (scaled_digits(end, lang, chosen, None, False) for end in (low, high))
    return from_to(before + first, last, lang) + after


def percent_interval(low: float, high: float, lang: Lang) -> str:
    """Return an interval of shares (0–1): 'från 3 till 12 %'."""
    low, high = _hundredfold(low), _hundredfold(high)
    text = interval(low, high, lang, decimals=min(decimals_for((high - low) / 2), 2))
    return text + (NBSP + "%" if lang == "sv" else "%")


def points_interval(low: float, high: float, lang: Lang) -> str:
    """Return an interval of differences between shares (0–1): 'från 3 till 12 procentenheter'."""
    low, high = _hundredfold(low), _hundredfold(high)
    return interval(low, high, lang, decimals=min(decimals_for((high - low) / 2), 2), unit=points_word(lang))


@dataclass(frozen=True, slots=True)
class EstimateText:
    """An estimate and the ends of its interval, written with the same decimals (no unit)."""

    value: str
    low: str
    high: str


def estimate(value: float, low: float, high: float, lang: Lang, *, signed: bool = False) -> EstimateText:
    """Return an estimate and its interval with the digits that the interval allows."""
    places = decimals_for((_finite(high) - _finite(low)) / 2)
    return EstimateText(
        value=number(value, lang, decimals=places, signed=signed),
        low=number(low, lang, decimals=places),
        high=number(high, lang, decimals=places),
    )


def p_value(p: float, lang: Lang, *, decimals: int = 3) -> str:
    """Return a p-value: 'p < 0,001', 'p = 0,034'. Never 'p = 0'."""
    if not 0 <= _finite(p) <= 1:
        raise ValueError("a p-value lies between 0 and 1")
    if p < 0.001:
        return f"p{NBSP}<{NBSP}" + number(0.001, lang, decimals=3)
    if p > 0.999:
        return f"p{NBSP}>{NBSP}" + number(0.999, lang, decimals=3)
    return f"p{NBSP}={NBSP}" + number(p, lang, decimals=decimals)
