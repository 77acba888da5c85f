# SPDX-License-Identifier: Apache-2.0
"""Extracts of registers made into canonical tables: mapping, ids, dates, rows."""
