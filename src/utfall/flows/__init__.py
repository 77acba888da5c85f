# SPDX-License-Identifier: Apache-2.0
"""Which way people came: frozen flow definitions and their results."""
