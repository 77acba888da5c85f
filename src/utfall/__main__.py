# SPDX-License-Identifier: Apache-2.0
"""`python -m utfall` is the command `utfall`."""

import sys

try:
    from utfall.cli.main import run
except KeyboardInterrupt:  # broken off before there was anything to say it with
    sys.exit(130)

if __name__ == "__main__":
    run()
