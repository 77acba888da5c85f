# SPDX-License-Identifier: Apache-2.0
"""Django's place for commands."""
