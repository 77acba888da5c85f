# SPDX-License-Identifier: Apache-2.0
"""Criteria, the locked plan, documents, and the initiative file in and out."""
