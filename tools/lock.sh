#!/bin/sh
# Write the two locks anew: hashes in, addresses out. requirements.lock is what a user installs,
# requirements-dev.lock what a builder installs; the second agrees with the first.
set -eu
cd "$(dirname "$0")/.."
common="--quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate"
# shellcheck disable=SC2086
uv pip compile $common --extra reports --extra flows --extra web pyproject.toml -o requirements.lock
# shellcheck disable=SC2086
uv pip compile $common --all-extras --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock
if grep -nE 'https?://' requirements.lock requirements-dev.lock; then
    echo "A lock holds an address." >&2
    exit 1
fi
