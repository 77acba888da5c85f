# SPDX-License-Identifier: Apache-2.0
"""How the generated cases are drawn: the same ones in every run of `make test`, new ones with `make explore`."""

from __future__ import annotations

import os

from hypothesis import settings

# A failure that a run meets must be the next run's too, whoever runs it; looking for new ones is work of its own.
settings.register_profile("repeatable", derandomize=True)
settings.register_profile("explore", derandomize=False, print_blob=True)
settings.load_profile(os.environ.get("UTFALL_HYPOTHESIS", "repeatable"))
