# SPDX-License-Identifier: Apache-2.0
"""The logic model: from resource to goal, as a table and a picture."""
