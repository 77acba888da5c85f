# SPDX-License-Identifier: Apache-2.0
"""Personnummer known as such, names known by their heading, and ids made into keyed hashes."""

from __future__ import annotations

import calendar
import datetime
import hashlib
import hmac
import re
from collections.abc import Iterable

_NUMBER = re.compile(r"(?<!\d)(?P<century>18|19|20)?(?P<date>\d{6})(?P<mark>[-+]?)(?P<last>\d{4})(?!\d)")
_WHOLE = re.compile(r"\s*(?:(18|19|20)\s*)?(\d{6})\s*([-+]?)\s*(\d{4})\s*\Z")
_NAMES = frozenset(
    {
        "namn", "fornamn", "efternamn", "tilltalsnamn", "mellannamn", "fullstandigtnamn", "personnamn", "klientnamn",
        "name", "firstname", "lastname", "surname", "fullname", "givenname", "familyname",
        "adress", "gatuadress", "postadress", "address", "street", "telefon", "telefonnummer", "mobil", "mobilnummer",
        "phone", "epost", "mejl", "email", "mail",
    }
)  # fmt: skip
_FOLD = str.maketrans("åäöéü", "aaoeu")
_SAMORDNING = 60  # added to the day of birth
_MOST_BARE = 0.05  # ten digits without mark or century: this share by chance is too much


def is_name_heading(heading: str) -> bool:
    """Tell whether a column's heading says that it holds names or ways to reach people."""
    return re.sub(r"[^a-z]", "", heading.lower().translate(_FOLD)) in _NAMES


def luhn(digits: str) -> bool:
    """Tell whether the last of ten digits is the check digit of the others (Luhn, modulus 10)."""
    total = 0
    for place, letter in enumerate(digits):
        product = int(letter) * (2 if place % 2 == 0 else 1)
        total += product // 10 + product % 10
    return total % 10 == 0


def personnummer(word: str, *, today: datetime.date) -> str | None:
    """Return a personnummer or samordningsnummer as twelve digits; None when the word is none.

    Parameters
    ----------
    today
        Decides the century of ten digits: under a hundred years old with − or nothing, from a hundred with +.
    """
    found = _WHOLE.match(word)
    if found is None:
        return None
    century, date, mark, last = found.groups()
    if not luhn(date + last):
        return None
    year = int(date[:2])
    if century:
        full = int(century) * 100 + year
    else:
        full = today.year - (today.year - year) % 100 - (100 if mark == "+" else 0)
    if not _is_date(full, date):
        return None
    return f"{full:04d}{date[2:]}{last}"


def _is_date(year: int, date: str) -> bool:
    month, day = int(date[2:4]), int(date[4:6])
    day -= _SAMORDNING if day > _SAMORDNING else 0
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


def sex_and_birth_year(number: str) -> tuple[str, int]:
    """Return sex ("f" or "m", the last digit but one) and year of birth of twelve digits."""
    return ("m" if int(number[10]) % 2 else "f"), int(number[:4])


def holds_personnummer(words: Iterable[str], *, today: datetime.date) -> bool:
    """Tell whether some of a column's cells are, or hold, a personnummer.

    One with a century or a mark is enough; bare ten-digit numbers can be right by chance and must be more than one in
    twenty.
    """
    bare = cells = 0
    for word in words:
        cells += 1
        for found in _NUMBER.finditer(word):
            if personnummer(found.group(0), today=today) is None:
                continue
            if found["century"] or found["mark"]:
                return True
            bare += 1
            break
    return bare > _MOST_BARE * cells


def normalised(word: str, *, today: datetime.date) -> str:
    """Return an id as it is hashed: a personnummer as twelve digits however it is written, else without end spaces."""
    return personnummer(word, today=today) or word.strip()


def pseudonym(key: bytes, identity: str) -> str:
    """Return the keyed hash of an id: HMAC-SHA-256, 64 hexadecimal digits (RFC 2104)."""
    return hmac.new(key, identity.encode("utf-8"), hashlib.sha256).hexdigest()


def numbered(key: bytes, delivery: str, pseudonyms: Iterable[str]) -> dict[str, int]:
    """Return a whole number from 1 for each pseudonym, in an order that only key and delivery decide."""
    order = sorted(set(pseudonyms), key=lambda word: pseudonym(key, f"order\x1f{delivery}\x1f{word}"))
    return {word: number for number, word in enumerate(order, start=1)}


def fingerprint(key: bytes) -> str:
    """Return sixteen hexadecimal digits that tell one key from another and nothing else about it."""
    return pseudonym(key, "utfall key fingerprint")[:16]
