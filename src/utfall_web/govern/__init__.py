# SPDX-License-Identifier: Apache-2.0
"""Risks, stakeholders, communication, roles and dates of an initiative."""
