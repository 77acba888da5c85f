# SPDX-License-Identifier: Apache-2.0
"""Forms opened and sent as a browser does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any


def key_in(page: str) -> str:
    """Return the key that a shown form is sent with."""
    found = re.search(r'name="form_key" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def sent(client: Any, address: str, values: dict[str, Any]) -> Any:
    """Open a form and send it; return the answer."""
    page = client.get(address).content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)
    hidden = {"form_key": key_in(page)} | ({"version": version.group(1)} if version else {})
    return client.post(address, hidden | values)


class _Reader(HTMLParser):
    """Reads the fields of the forms that hold a row's version."""

    def __init__(self) -> None:
        super().__init__()
        self.form: Form | None = None
        self.open = ("", "")  # the select or textarea one is in

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = dict(attrs)
        name, value = had.get("name") or "", had.get("value") or ""
        if tag == "form" and "work" in (had.get("class") or "").split():
            self.form = Form()
        if self.form is None:
            return
        if tag in {"select", "textarea"}:
            self.open = (tag, name)
            self.form.take(name, "", free=tag == "textarea")
        elif tag == "option" and "selected" in had:
            self.form.values[self.open[1]] = value
        elif tag == "input" and had.get("type") in {"radio", "checkbox"}:
            self.form.names.add(name)
            if "checked" in had:
                self.form.values[name] = value or "on"
        elif tag == "input":
            self.form.take(name, value, free=had.get("type") == "text" and "inputmode" not in had)

    def handle_data(self, data: str) -> None:
        if self.form is not None and self.open[0] == "textarea":
            self.form.values[self.open[1]] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"select", "textarea"}:
            if self.form is not None and tag == "textarea":
                self.form.values[self.open[1]] = self.form.values[self.open[1]].removeprefix("\n")
            self.open = ("", "")


@dataclass
class Form:
    """The fields of a form, what they hold as it is opened, and which of them take any words."""

    names: set[str] = field(default_factory=set)
    values: dict[str, str] = field(default_factory=dict)
    free: set[str] = field(default_factory=set)

    def take(self, name: str, value: str, *, free: bool) -> None:
        """Note a field."""
        self.names.add(name)
        self.values[name] = value
        if free:
            self.free.add(name)


def form_in(page: str) -> Form:
    """Return the form of a page."""
    reader = _Reader()
    reader.feed(page)
    assert reader.form is not None
    return reader.form
