# SPDX-License-Identifier: Apache-2.0
"""Before there is an effect of one's own: type cases, optimism bias, and scale-up to ordinary operation."""
