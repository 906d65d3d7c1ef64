#!/usr/bin/env bash
# Make what is handed out, or refuse: every gate must be green, on a clean checkout, and two builds must be the same bytes. Each is made
# from a clone in a folder of its own, so that nothing of the folder can be in either, and the second with an environment of its own.
# `dist` is left as it is until the last gate was green: a release that is refused takes nothing of the one before.
#   packaging/release.sh ADVISORIES.zip
set -euo pipefail
cd "$(dirname "$0")/.."

refuse() { echo "release: refused: $*" >&2; exit 1; }
sums() { (cd "$1/dist" && sha256sum casevault-*.tar.zst casevault_*.deb); }
quietly() { make --no-print-directory "$@"; }

[ -f "${1:-}" ] || refuse "name the OSV export for PyPI (docs/release.md)"
[ -z "$(git status --porcelain)" ] || refuse "the checkout holds changes that are not committed"
version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
grep --quiet "^## \[$version\]" CHANGELOG.md || refuse "CHANGELOG.md has no section $version"
if sed -n '/^## \[Unreleased\]/,/^## \[[0-9]/p' CHANGELOG.md | grep --quiet '^- '; then
    refuse "CHANGELOG.md has changes under Unreleased: they belong to $version, or it is another version"
fi
grep --quiet "<release version=\"$version\"" packaging/linux/*.metainfo.xml || refuse "the metainfo has no release $version"
python3 packaging/locked.py || refuse "the locks are not those of the requirements"
quietly audit ADVISORIES="$1" || refuse "known holes, or nobody looked"
quietly check || refuse "make check"
# Beside dist, on the same disk: what is whole is put in its place by a name alone.
scratch=$PWD/build/release
rm -rf "$scratch"
trap 'rm -rf "$scratch"' EXIT
one=$scratch/one
again=$scratch/another/folder
git clone --quiet . "$one"
git clone --quiet . "$again"
CASEVAULT_PACKAGE_VENV=$PWD/build/package/venv quietly --directory="$one" package || refuse "make package"
quietly e2e PACKAGE="$one/dist/casevault/casevault" || refuse "the end-to-end tests against the package"
quietly --directory="$again" package || refuse "the second build"
sums "$one" >"$scratch/first"
sums "$again" >"$scratch/second"
cmp --silent "$scratch/first" "$scratch/second" || refuse "two builds differ: $(diff "$scratch/first" "$scratch/second" | tr '\n' ' ')"
cp "$scratch/second" "$one/dist/SHA256SUMS"
[ -z "$(git status --porcelain)" ] || refuse "the checkout was changed while its gates ran"
[ ! -e dist ] || mv dist "$scratch/before"
mv "$one/dist" dist
echo "release: $version is in dist, with SHA256SUMS. Sign that file with the release key, on the computer that holds it."
