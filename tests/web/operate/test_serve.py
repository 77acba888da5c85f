# SPDX-License-Identifier: Apache-2.0
"""Two servers never share a port: each would answer every other request, from its own database."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from utfall.core.errors import InputError
from utfall_web.config.serve import require_free


def test_a_free_port_is_let_through_and_stays_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    require_free("127.0.0.1", port)
    require_free("127.0.0.1", port)


@pytest.mark.parametrize("port", ["70000", "-1", "åtta"])
def test_no_port_at_all_is_refused(port: str) -> None:
    command = [sys.executable, "-m", "utfall", "serve", "--port", port]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_address_that_is_not_ours_is_refused() -> None:
    with pytest.raises(InputError, match="cannot be used"):
        require_free("192.0.2.1", 8000)  # set aside for examples: no machine has it


def test_a_taken_port_is_told_with_its_mend_and_nothing_is_made(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with socket.create_server(("127.0.0.1", 0), reuse_port=True) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "utfall", "serve", "--port", str(port)]
        environment = {**os.environ, "UTFALL_HOME": str(home), "UTFALL_LANG": "sv"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Välj en annan port med --port" in done.stderr
    assert not home.exists()


@pytest.mark.parametrize("command", [("serve",), ("manage", "check")])
def test_a_setting_that_cannot_be_used_is_told_by_name(command: tuple[str, ...], tmp_path: Path) -> None:
    environment = {**os.environ, "UTFALL_HOME": str(tmp_path / "home"), "UTFALL_LANG": "sv", "DATABASE_URL": ""}
    environment |= {"DJANGO_SETTINGS_MODULE": "utfall_web.config.settings", "UTFALL_OIDC_ISSUER": "https://x.example"}
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = ["--port", str(taken.getsockname()[1])] if command == ("serve",) else []
    whole = [sys.executable, "-m", "utfall", *command, *port]
    done = subprocess.run(whole, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "UTFALL_OIDC_CLIENT_ID is missing" in done.stderr
    assert "Rätta miljövariabeln" in done.stderr
    assert "Traceback" not in done.stderr
