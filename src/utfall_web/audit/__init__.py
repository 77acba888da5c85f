# SPDX-License-Identifier: Apache-2.0
"""What was done, by whom, when: the append-only log, and the only way to write a row."""
