# SPDX-License-Identifier: Apache-2.0
"""Before the start: who is to be compared, how many are needed, who is drawn, and what was planned."""
