# SPDX-License-Identifier: Apache-2.0
"""Where needs and flows are run: in memory (the readable reference), DuckDB, Spark."""
