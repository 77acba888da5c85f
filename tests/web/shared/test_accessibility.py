# SPDX-License-Identifier: Apache-2.0
"""Every page in Chromium: axe-core finds nothing, the CSP refuses nothing, nothing runs over the edge.

Every page in Swedish and English, 320 and 1280 pixels wide, light and dark; each language in two of the four looks, so
that together they see all four. The pages are all addresses of the resolver that answer with a page, so a new one is
in by itself.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from web_browser import chromium, findings
from web_world import World

LOOKS = {"sv": ((320, "light"), (1280, "dark")), "en": ((320, "dark"), (1280, "light"))}


def _names(resolver: URLResolver, space: str = "") -> list[str]:
    found = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found += _names(entry, f"{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern) and entry.name:
            found.append(space + entry.name)
    return found


def _is_page(answer: HttpResponseBase) -> bool:
    return answer.status_code in {200, 403, 404} and answer.get("Content-Type", "").startswith("text/html")


def _addresses(client: Client, ids: dict[str, Any]) -> list[str]:
    """Return the addresses that answer with a page; where a page leads on, what it leads to."""
    found = []
    for name in _names(get_resolver()):
        possibility = get_resolver().reverse_dict.getlist(name)
        wanted = possibility[0][0][0][1] if possibility else _wanted(name)
        address = reverse(name, kwargs={key: ids.get(key, "1" if key in {"pk", "uidb36"} else "x") for key in wanted})
        if _is_page(client.get(address)):
            found.append(address)
    return sorted(set(found))


def _wanted(name: str) -> list[str]:
    """Return the ids in an address inside a namespace."""
    space, _, inner = name.partition(":")
    for entry in get_resolver().url_patterns:
        if isinstance(entry, URLResolver) and entry.namespace == space:
            return list(entry.reverse_dict.getlist(inner)[0][0][0][1])
    raise LookupError(name)


@pytest.mark.parametrize("role", ["coordinator", "administrator", ""])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_pages(own_world: World, live_server: Any, monkeypatch: Any, role: str, language: str) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    client = Client()
    if role:
        client.force_login(own_world.person(role))
    addresses = _addresses(client, own_world.ids)
    seen = set() if role in {"coordinator", ""} else set(_addresses_of(own_world, "coordinator"))
    found = []
    with chromium() as context:
        cookies = [{"name": "utfall_language", "value": language, "url": live_server.url}]
        if role:
            cookies.append(
                {"name": "utfall_session", "value": client.cookies["utfall_session"].value, "url": live_server.url}
            )
        context.add_cookies(cookies)
        page = context.new_page()
        page.on("pageerror", lambda error: found.append(f"script: {error}"))
        for address in addresses:
            if address in seen:
                continue
            page.goto(live_server.url + address)
            for width, scheme in LOOKS[language]:
                page.set_viewport_size({"width": width, "height": 800})
                page.emulate_media(color_scheme=scheme)
                found += [f"{address} {width} {scheme}: {finding}" for finding in findings(page)]
    assert addresses
    assert not found, "\n".join(found)


def _addresses_of(world: World, role: str) -> list[str]:
    client = Client()
    client.force_login(world.person(role))
    return _addresses(client, world.ids)


def test_a_page_with_faults_is_found_out() -> None:
    with chromium() as context:
        page = context.new_page()
        page.set_content("<html><body><img src='x'><p style='width: 3000px; color: #ccc'>Text</p></body></html>")
        found = " ".join(findings(page))
    for fault in ("image-alt", "html-has-lang", "color-contrast", "runs over the edge"):
        assert fault in found


def test_a_form_with_errors_moves_focus_and_its_links_lead_to_fields(
    own_world: World, live_server: Any, monkeypatch: Any
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    client = Client()
    client.force_login(own_world.person("coordinator"))
    with chromium() as context:
        context.add_cookies(
            [{"name": "utfall_session", "value": client.cookies["utfall_session"].value, "url": live_server.url}]
        )
        page = context.new_page()
        page.goto(live_server.url + "/satsningar/ny/")
        page.locator("main form.work .actions button").click()
        page.locator("[data-error-summary]").wait_for()
        page.wait_for_load_state()
        assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
        assert findings(page) == []
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "id_title"
