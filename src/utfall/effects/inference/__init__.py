# SPDX-License-Identifier: Apache-2.0
"""Inference chosen by how chance entered: randomisation tests, few clusters, stepped starts."""
