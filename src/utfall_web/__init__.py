# SPDX-License-Identifier: Apache-2.0
"""The workspace in the browser."""
