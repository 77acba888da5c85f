# SPDX-License-Identifier: Apache-2.0
"""Questions over the network: encrypted, slow enough for the source, kept on disk, honest when there is no network."""

from __future__ import annotations

import email.utils
import hashlib
import json
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Text
from utfall.io._sources.cache import Cache, Kept

_DAY = 86_400.0
_TIMEOUT = 30.0
_LARGEST = 200_000_000
_TRIES = 3
_LONGEST_WAIT = 60.0
_BUSY = (429, 503)
_LOCAL = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Pace:
    """At most so many questions within so many seconds."""

    calls: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source said.

    Parameters
    ----------
    content
        The JSON, as Python values.
    url, sha256
        Of the question and of the bytes of the answer.
    fetched
        When the source said it, seconds since 1970.
    stale
        It is older than asked for, as there was no network.
    """

    content: Any
    url: str
    sha256: str
    fetched: float
    stale: bool


@dataclass(slots=True)
class Client:
    """Asks one source.

    Parameters
    ----------
    name
        Of the source, for messages.
    cache
        Where answers are kept.
    pace
        How often it may be asked.
    max_age_days
        An answer that is not older is used without asking.
    offline
        Never ask; use what is kept whatever its age.
    now, sleep
        The clock and the pause; others in tests.
    """

    name: str
    cache: Cache
    pace: Pace
    max_age_days: float = 30.0
    offline: bool = False
    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    asked: deque[float] = field(default_factory=deque)

    def json(self, url: str, body: Any = None) -> Answer:
        """Return the answer to a question: GET, or POST when there is a body.

        Raises
        ------
        InputError
            When there is no network and nothing kept, the source says no or stays busy, or the answer is no JSON.
        """
        _require_safe(url)
        data = b"" if body is None else json.dumps(body, ensure_ascii=False, sort_keys=True).encode()
        kept = self.cache.get(url, data)
        if kept is not None and (self.offline or self.now() - kept.fetched <= self.max_age_days * _DAY):
            return self._answer(kept, stale=self.now() - kept.fetched > self.max_age_days * _DAY)
        if self.offline:
            raise InputError(_nothing_kept(self.name, url))
        try:
            found = self._fetched(url, data, kept)
        except (urllib.error.URLError, TimeoutError, ConnectionError, OSError) as error:
            if isinstance(error, urllib.error.HTTPError):
                raise InputError(_said_no(self.name, url, error.code)) from None
            if kept is None:
                raise InputError(_no_network(self.name, url)) from None
            return self._answer(kept, stale=True)
        answer = self._answer(found, stale=False)
        self.cache.put(found, data)
        return answer

    def _answer(self, kept: Kept, *, stale: bool) -> Answer:
        try:
            content = json.loads(kept.data)
        except ValueError:
            raise InputError(_no_json(self.name, kept.url)) from None
        return Answer(content, kept.url, kept.sha256, kept.fetched, stale)

    def _fetched(self, url: str, data: bytes, kept: Kept | None) -> Kept:
        """Ask, again when the source is busy and says when to come back."""
        for attempt in range(_TRIES):
            self._keep_pace()
            try:
                return self._once(url, data, kept)
            except urllib.error.HTTPError as error:
                wait = _retry_after(error.headers.get("Retry-After"), self.now())
                error.close()
                if error.code not in _BUSY:
                    raise
                if attempt == _TRIES - 1 or wait > _LONGEST_WAIT:
                    raise InputError(_busy(self.name, wait)) from None
                self.sleep(wait)
        raise AssertionError("the last try returns or raises")

    def _keep_pace(self) -> None:
        now = self.now()
        while self.asked and now - self.asked[0] >= self.pace.seconds:
            self.asked.popleft()
        if len(self.asked) >= self.pace.calls:
            self.sleep(self.pace.seconds - (now - self.asked[0]))
            self.asked.popleft()
        self.asked.append(self.now())

    def _once(self, url: str, data: bytes, kept: Kept | None) -> Kept:
        headers = {"Accept": "application/json", "User-Agent": "utfall (open source; public statistics)"}
        if data:
            headers["Content-Type"] = "application/json"
        if kept is not None and kept.etag:
            headers["If-None-Match"] = kept.etag
        elif kept is not None and kept.modified:
            headers["If-Modified-Since"] = kept.modified
        request = urllib.request.Request(url, data=data or None, headers=headers)  # noqa: S310 - see _require_safe
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT) as reply:  # noqa: S310 - see _require_safe
                _require_safe(reply.geturl())
                content = reply.read(_LARGEST + 1)
                etag, modified = reply.headers.get("ETag") or "", reply.headers.get("Last-Modified") or ""
        except urllib.error.HTTPError as error:
            if error.code == 304 and kept is not None:
                error.close()
                return replace(kept, fetched=self.now())
            raise
        if len(content) > _LARGEST:
            raise InputError(_too_large(self.name, url))
        return Kept(url, self.now(), hashlib.sha256(content).hexdigest(), etag, modified, content)


def _require_safe(url: str) -> None:
    """Raise ValueError for an address that is not encrypted, but for this machine's own."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOCAL):
        raise ValueError("only encrypted addresses are asked")


def _retry_after(stated: str | None, now: float) -> float:
    """Return how many seconds a source wants to be left alone: a number, or a date; one when it does not say."""
    if stated is None:
        return 1.0
    if stated.strip().isdigit():
        return float(stated)
    when = email.utils.parsedate_tz(stated)
    return 1.0 if when is None else max(email.utils.mktime_tz(when) - now, 0.0)


def _fault(code: str, sv: str, en: str, mend_sv: str, mend_en: str, url: str = "") -> Fault:
    return Fault(code, Text(sv=sv, en=en), Text(sv=mend_sv, en=mend_en), Place(file=url[:200]))


def _no_network(name: str, url: str) -> Fault:
    return _fault(
        "source-offline", f"{name} går inte att nå, och inget sparat svar finns.",
        f"{name} cannot be reached, and no answer is kept.",
        "Kör när nätet finns; svaret sparas och kan sedan användas utan nät.",
        "Run with a network; the answer is kept and can then be used without one.", url,
    )  # fmt: skip


def _nothing_kept(name: str, url: str) -> Fault:
    return _fault(
        "source-not-kept", f"Inget sparat svar från {name} på den här frågan.", f"No answer of {name} to this is kept.",
        "Kör en gång utan --offline.", "Run once without --offline.", url,
    )  # fmt: skip


def _said_no(name: str, url: str, status: int) -> Fault:
    unknown = status in (400, 404)
    return _fault(
        "source-refused", f"{name} svarade nej ({status}).", f"{name} said no ({status}).",
        "Kontrollera koderna i frågan." if unknown else "Försök senare; säg till källan om det fortsätter.",
        "Check the codes asked for." if unknown else "Try later; tell the source if it goes on.", url,
    )  # fmt: skip


def _busy(name: str, wait: float) -> Fault:
    return _fault(
        "source-busy", f"{name} är upptagen och ber om en paus på {wait:.0f} sekunder.",
        f"{name} is busy and asks for a pause of {wait:.0f} seconds.", "Vänta och kör igen.", "Wait and run again.",
    )  # fmt: skip


def _no_json(name: str, url: str) -> Fault:
    return _fault(
        "source-not-json", f"Svaret från {name} går inte att läsa.", f"The answer of {name} cannot be read.",
        "Ett mellanliggande nät (inloggningssida) kan ha svarat i stället. Försök från ett annat nät.",
        "A network between (a login page) may have answered instead. Try from another network.", url,
    )  # fmt: skip


def _too_large(name: str, url: str) -> Fault:
    return _fault(
        "source-too-large", f"Svaret från {name} är för stort.", f"The answer of {name} is too large.",
        "Fråga efter färre år eller områden.", "Ask for fewer years or areas.", url,
    )  # fmt: skip
