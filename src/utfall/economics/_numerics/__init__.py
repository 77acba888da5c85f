# SPDX-License-Identifier: Apache-2.0
"""Numbers of the economy as functions of arrays: no lines, no actors, no words."""
