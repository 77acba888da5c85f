# SPDX-License-Identifier: Apache-2.0
"""The guide's 26 points, held against what the plan says."""
