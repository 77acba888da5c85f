# SPDX-License-Identifier: Apache-2.0
"""The initiative from idea to locked plan."""
