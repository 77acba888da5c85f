# SPDX-License-Identifier: Apache-2.0
"""The need, what supports it, and whom the initiative is for."""
