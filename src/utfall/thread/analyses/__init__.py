# SPDX-License-Identifier: Apache-2.0
"""Questions put to a comparison beside its estimate: losses, robustness, components, ratings, earlier knowledge."""

from utfall.thread.analyses.reading import Analysis, Reading

__all__ = ["Analysis", "Reading"]
