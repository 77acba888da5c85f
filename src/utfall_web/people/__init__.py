# SPDX-License-Identifier: Apache-2.0
"""Who may do what: organisations, people, roles, invitations, and the permission table."""
