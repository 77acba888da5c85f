# SPDX-License-Identifier: Apache-2.0
"""A person in front of the workspace: reads, follows links, fills in forms by their labels, presses buttons."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import BrowserContext, Locator, Page

from web_browser import WATCH
from workspace_server import Workspace


class Visitor:
    """A person with a browser.

    Parameters
    ----------
    lang
        The language the person chooses on the first page.
    pictures
        Folder that gets a picture of each page the person comes to; none when None.
    """

    def __init__(
        self, context: BrowserContext, workspace: Workspace, lang: Literal["sv", "en"], pictures: Path | None = None
    ) -> None:
        context.add_init_script(WATCH)
        self.page: Page = context.new_page()
        self.page.set_default_timeout(60_000)  # a slow machine is no fault of the page
        self.workspace, self.lang, self.pictures, self.count = workspace, lang, pictures, 0
        self.faults: list[str] = []
        self.page.on("response", lambda told: self.faults.append(told.url) if told.status >= 500 else None)
        self.page.goto(workspace.url)
        if lang == "en":
            self.page.get_by_role("button", name="English", exact=True).click()
        self.arrived()

    def say(self, sv: str, en: str) -> str:
        """Return the words of the person's language."""
        return en if self.lang == "en" else sv

    def arrived(self) -> None:
        """Look at the page one has come to: nothing runs over its edge, and the CSP refused nothing."""
        self.page.wait_for_load_state()
        where = self.page.url
        assert not self.faults, f"a fault of ours: {self.faults}"
        wide = self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert not wide, f"{where} runs over the edge"
        refused = self.page.evaluate("window.refused")
        assert not refused, f"{where}: {refused}"  # None without JavaScript
        if self.pictures is not None:
            self.count += 1
            self.page.screenshot(path=self.pictures / f"{self.count:03d}.png", full_page=True)

    def sign_in(self, name: str) -> None:
        """Sign in as one of the made-up people."""
        self.follow("Logga in", "Sign in")
        self.fill({("E-postadress", "E-mail address"): f"{name}@exempel.example"})
        self.fill({("Lösenord", "Password"): self.workspace.password})
        self.press("Logga in", "Sign in")

    def sign_out(self) -> None:
        """Sign out."""
        self.press("Logga ut", "Sign out")

    def follow(self, sv: str, en: str) -> None:
        """Follow a link by its words."""
        self.page.get_by_role("link", name=self.say(sv, en), exact=True).first.click()
        self.arrived()

    def press(self, sv: str, en: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=self.say(sv, en), exact=True).first.click()
        self.arrived()

    def fill(self, answers: Mapping[tuple[str, str], Any]) -> None:
        """Fill in fields by their labels: words, a choice (sv, en), True for a box, or a list of boxes."""
        for label, answer in answers.items():
            words = self.say(*label)
            if answer is True:
                self.page.get_by_label(words).check()
            elif isinstance(answer, list):
                for box in answer:
                    self._group(words).get_by_label(self.say(*box), exact=True).check()
            elif isinstance(answer, tuple):
                self._choose(words, self.say(*answer))
            else:
                self.page.get_by_label(words, exact=True).fill(str(answer))

    def _group(self, words: str) -> Locator:
        return self.page.get_by_role("group", name=words, exact=True)

    def _choose(self, words: str, answer: str) -> None:
        if self._group(words).count():
            self._group(words).get_by_label(answer, exact=True).check()
        else:
            self.page.get_by_label(words, exact=True).select_option(label=answer)

    def text(self) -> str:
        """Return what the page says, every kind of space as one."""
        return " ".join(self.page.locator("main").inner_text().split())

    def reads(self, *lines: tuple[str, str] | str) -> None:
        """Require that the page says this."""
        said = self.text()
        for line in lines:
            words = " ".join((line if isinstance(line, str) else self.say(*line)).split())
            assert words in said, f"{words!r} is not on {self.page.url}:\n{said}"
