# SPDX-License-Identifier: Apache-2.0
"""How the generated cases are drawn: the same ones in every run of `make test`, new ones with `make explore`."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

# A failure that a run meets must be the next run's too, whoever runs it and however slow the machine is; looking for
# new ones is work of its own.
UNTIMED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("repeatable", derandomize=True, **UNTIMED)
settings.register_profile("explore", derandomize=False, print_blob=True, **UNTIMED)
PROFILE = os.environ.get("UTFALL_HYPOTHESIS", "repeatable")
settings.load_profile(PROFILE)

if PROFILE == "repeatable":
    # Hypothesis also draws the numbers and words that stand in the modules that happen to be loaded, and those hang on
    # which tests were run before.
    providers.is_local_module_file = lambda _: False
