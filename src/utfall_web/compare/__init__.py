# SPDX-License-Identifier: Apache-2.0
"""What the outcome is held against: data, comparisons, power, ethics."""
