# SPDX-License-Identifier: Apache-2.0
"""`python -m utfall` is the command `utfall`."""

from utfall.cli.main import run

if __name__ == "__main__":
    run()
