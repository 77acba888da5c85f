# SPDX-License-Identifier: Apache-2.0
"""Was it worth it, and to whom: every purse, with its uncertainty, in the open."""

from utfall.economics.appraisal import Appraisal, appraise

__all__ = ["Appraisal", "appraise"]
