# SPDX-License-Identifier: Apache-2.0
"""The pages the benchmarks of the workspace ask for: all that an initiative's or an organisation's id opens."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, get_resolver

_IDS = {"<int:initiative_id>": "{initiative}", "<int:organisation_id>": "{organisation}"}


def pages() -> list[str]:
    """Return the addresses, with `{initiative}` and `{organisation}` where the ids stand."""
    return sorted(address for address in _below(get_resolver(), "/") if "<" not in address and "(" not in address)


def _below(resolver: URLResolver, before: str) -> list[str]:
    found: list[str] = []
    for pattern in resolver.url_patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += _below(pattern, address)
        elif isinstance(pattern, URLPattern) and address.startswith(("/satsningar/", "/organisationer/")):
            for name, place in _IDS.items():
                address = address.replace(name, place)
            found.append(address)
    return found
