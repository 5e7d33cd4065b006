#!/usr/bin/env bash
# Installs the scanners of `npm run bench:peers` into .cache/peers: Prowler and Cloud Custodian from PyPI, CloudSploit (GPL, run beside, no part of this repository) from its public source.
set -euo pipefail
cd "$(dirname "$0")/.."
cache="$PWD/.cache/peers"
mkdir -p "$cache"

venv() { # folder, script, requirement
  [ -x "$cache/$1/bin/$2" ] && return 0
  python3 -m venv "$cache/$1"
  "$cache/$1/bin/pip" install --quiet --disable-pip-version-check "$3"
}
venv prowler prowler 'prowler==5.46.0'
venv c7n custodian 'c7n==0.9.53'

revision=4b5bbd809f1ea2e91b87944920794d2bddf770ed
source="$cache/cloudsploit"
if [ ! -f "$source/engine.js" ]; then
  # CLOUDSPLOIT_GIT: another clone of the same repository, where its home cannot be reached.
  git clone --quiet "${CLOUDSPLOIT_GIT:-https://github.com/aquasecurity/cloudsploit}" "$source" &&
    git -C "$source" checkout --quiet "$revision" || { echo "CloudSploit cannot be fetched: it is left out" >&2; rm -rf "$source"; exit 0; }
fi
if [ ! -f "$source/revision" ]; then
  npm install --prefix "$source" --omit=dev --ignore-scripts --no-audit --no-fund --silent
  echo "${revision:0:7}" >"$source/revision"
fi
