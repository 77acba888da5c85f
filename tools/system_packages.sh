#!/bin/sh
# Install Debian packages that are missing: sh tools/system_packages.sh PACKAGE …
# As root, or through sudo when it asks nothing; otherwise says what to install.
set -eu
missing=""
for package in "$@"; do
    status="$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)"
    [ "$status" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ]; then
    run=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    run="sudo -n"
else
    echo "Det här saknas och kräver administratör / Missing, needs an administrator: apt-get install$missing" >&2
    exit 1
fi
echo "Installerar Debianpaket / Installing Debian packages:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
$run apt-get update -qq
# shellcheck disable=SC2086
$run apt-get install -y -qq --no-install-recommends $missing >/dev/null
