# SPDX-License-Identifier: Apache-2.0
"""Outlines of areas out of GeoJSON and GeoPackage, with the standard library alone."""
