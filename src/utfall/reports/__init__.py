# SPDX-License-Identifier: Apache-2.0
"""Results made into documents: the only room that makes sentences of numbers."""
