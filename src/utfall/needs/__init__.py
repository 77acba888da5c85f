# SPDX-License-Identifier: Apache-2.0
"""How big the need is, where and among whom: indicators, breakdowns, standardisation, areas, indices."""
