# SPDX-License-Identifier: Apache-2.0
"""The only room that opens files: the initiative file, data tables, the catalogue, and safe writing.

Import the module you need (`utfall.io.check`, `utfall.io.tables`, `utfall.io.write`, `utfall.io.catalogue`,
`utfall.io.starter`, `utfall.io.initiative_file`, `utfall.io.schema`); this package itself imports nothing.
"""
