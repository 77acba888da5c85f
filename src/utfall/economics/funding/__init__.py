# SPDX-License-Identifier: Apache-2.0
"""Who puts up the money and how it comes back: the fund's ledger, and outcome contracts."""
