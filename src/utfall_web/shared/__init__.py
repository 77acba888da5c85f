# SPDX-License-Identifier: Apache-2.0
"""What every room uses: words, forms, components, base page, double submits and conflicts."""
