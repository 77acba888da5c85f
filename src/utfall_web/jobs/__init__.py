# SPDX-License-Identifier: Apache-2.0
"""Work that takes longer than a page: leased rows in the database, run by a thread here or by workers elsewhere."""
