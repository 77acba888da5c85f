# SPDX-License-Identifier: Apache-2.0
"""Arrays in, frozen numbers out. Nothing here knows of columns, files, persons or words."""
