# SPDX-License-Identifier: Apache-2.0
"""Costs, consequences and what the initiative is expected to be worth to whom."""
