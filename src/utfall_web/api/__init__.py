# SPDX-License-Identifier: Apache-2.0
"""The REST API: the same permission table, by token with scope."""
