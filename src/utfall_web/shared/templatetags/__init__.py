# SPDX-License-Identifier: Apache-2.0
"""Words, numbers and dates for templates."""
