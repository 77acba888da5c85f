# SPDX-License-Identifier: Apache-2.0
"""Held against something else: other options, other perspectives, figures in print."""
