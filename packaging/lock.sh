#!/usr/bin/env bash
# Turn requirements*.in into locks with every hash, for Linux, Windows and macOS. Needs a package index; nothing else here does,
# once the wheels are at hand. The files name versions and hashes alone: which index they come from is the reader's business.
set -euo pipefail
cd "$(dirname "$0")"
uv=../.venv/bin/uv
[ -x "$uv" ] || { echo "packaging/lock.sh: run 'make setup-dev' first: uv is in the development lock" >&2; exit 1; }

compile() {
    "$uv" pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header --no-emit-index-url \
        --no-emit-find-links --no-annotate "${@:3}" --output-file "$2" "$1"
}

compile requirements.in requirements.lock
compile requirements-dev.in requirements-dev.lock --constraint requirements.lock
compile requirements-build.in requirements-build.lock --constraint requirements.lock
compile requirements-media.in requirements-media.lock --constraint requirements.lock
if grep --line-number --extended-regexp '(https?|file)://|^--(index|extra-index|find-links)' requirements*.lock; then
    echo "packaging/lock.sh: an address got into a lock" >&2
    exit 1
fi
echo "locked: $(grep --count == requirements.lock) packages to run, $(grep --count == requirements-dev.lock) to develop, $(grep --count == requirements-build.lock) to build"
