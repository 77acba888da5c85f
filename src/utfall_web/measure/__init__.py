# SPDX-License-Identifier: Apache-2.0
"""What is measured and what is done: outcomes with their definition, activities, instruments."""
