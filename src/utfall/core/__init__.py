# SPDX-License-Identifier: Apache-2.0
"""Words that all rooms share. Imports nothing of ours."""
