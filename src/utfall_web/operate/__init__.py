# SPDX-License-Identifier: Apache-2.0
"""Running the workspace: backup, restore, health, logs."""
