# SPDX-License-Identifier: Apache-2.0
"""Sentences of numbers, in plain Swedish and English. The only room that makes them."""
