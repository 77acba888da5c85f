#!/bin/sh
# Make the virtual environment from the lock. `sh tools/setup.sh run` for users, `dev` for builders.
# Needs Python 3.11 or newer; installs Debian's python3-venv when the module is missing and we may.
set -eu
cd "$(dirname "$0")/.."
kind="${1:-run}"
python="${PYTHON:-python3}"
venv=.venv

say() { printf '%s\n' "$*" >&2; }

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    say "Utfall behöver Python 3.11 eller nyare / Utfall needs Python 3.11 or newer."
    say "Debian/Ubuntu: apt-get install python3 python3-venv"
    exit 1
fi
if [ ! -x "$venv/bin/python" ]; then
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        sh tools/system_packages.sh python3-venv
    fi
    say "Skapar virtuell miljö / Making the virtual environment …"
    "$python" -m venv "$venv"
fi
case "$kind" in
    dev) lock=requirements-dev.lock; ready="$venv/.ready $venv/.ready-dev" ;;
    *) lock=requirements.lock; ready="$venv/.ready" ;;
esac
say "Installerar det som låsfilen $lock nämner / Installing what $lock names …"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-warn-script-location \
    --require-hashes -r "$lock"
if [ "$kind" = dev ]; then
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
else
    # No build tool is needed to run from this folder: a path file and the command suffice.
    site="$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')"
    [ -e "$site/_utfall.pth" ] || [ -e "$site/_editable_impl_utfall.pth" ] || printf '%s\n' "$PWD/src" > "$site/_utfall.pth"
    if [ ! -x "$venv/bin/utfall" ]; then
        printf '#!/bin/sh\nexec "%s/bin/python" -m utfall "$@"\n' "$PWD/$venv" > "$venv/bin/utfall"
        chmod +x "$venv/bin/utfall"
    fi
fi
# Compile once, so that no start pays for it; some machines switch writing of .pyc off.
"$venv/bin/python" -m compileall -q "$venv/lib" src >/dev/null 2>&1 || true
# shellcheck disable=SC2086
touch $ready
