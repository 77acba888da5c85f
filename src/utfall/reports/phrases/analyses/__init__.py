# SPDX-License-Identifier: Apache-2.0
"""The words of analyses beside the estimate: a name for every kind of reading, and what it means."""
