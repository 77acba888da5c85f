# SPDX-License-Identifier: Apache-2.0
"""Public sources over the network, the only place of the package that may open a connection: Kolada and SCB."""
