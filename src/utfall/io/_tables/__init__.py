# SPDX-License-Identifier: Apache-2.0
"""How a data file becomes a table: opening, CSV, Excel, Parquet."""
