# SPDX-License-Identifier: Apache-2.0
"""Results of evaluations, read in from their files and held to the locked plan."""
