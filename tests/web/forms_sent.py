# SPDX-License-Identifier: Apache-2.0
"""Forms opened and sent as a browser does."""

from __future__ import annotations

import re
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
