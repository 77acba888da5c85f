# SPDX-License-Identifier: Apache-2.0
"""The workbook: every step from data to decision as live formulas, the Python value beside the Excel value."""

from utfall.reports.workbook.build import workbook

__all__ = ["workbook"]
