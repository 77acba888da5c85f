#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Writes the reference values from R anew: tests/reference/r/made.csv and values.json. The tests read what is stored
# and need no R. On Debian and Ubuntu the packages are installed when they are missing (root or sudo).
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
"$here/../../../tools/system_packages.sh" r-base-core r-cran-matchit r-cran-sandwich r-cran-survey
LC_ALL=C.UTF-8 Rscript --vanilla "$here/references.R" "$here"
