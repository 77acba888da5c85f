# SPDX-License-Identifier: Apache-2.0
"""Settings from the environment, addresses, the door of the server, the commands serve and manage."""
