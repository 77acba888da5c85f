# SPDX-License-Identifier: Apache-2.0
"""The words of every check on an estimate, one file for what they look at."""
