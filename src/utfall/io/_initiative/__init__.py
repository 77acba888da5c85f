# SPDX-License-Identifier: Apache-2.0
"""How an initiative file becomes an Initiative: text, models, structure, meaning, plan hash."""
