#!/usr/bin/env bash
# Make what is handed out, or refuse: every gate must be green, on a clean checkout, and two builds must be the same bytes. The second
# is made from a clone in another folder with an environment of its own, so that nothing of the folder can be in either.
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
rm -rf dist
quietly audit ADVISORIES="$1" || refuse "known holes"
quietly check || refuse "make check"
quietly package || refuse "make package"
quietly e2e PACKAGE=dist/casevault/casevault || refuse "the end-to-end tests against the package"
scratch=$(mktemp --directory)
trap 'rm -rf "$scratch"' EXIT
again=$scratch/another/folder
git clone --quiet . "$again"
quietly --directory="$again" package || refuse "the second build"
sums . >"$scratch/first"
sums "$again" >"$scratch/second"
cmp --silent "$scratch/first" "$scratch/second" || refuse "two builds differ: $(diff "$scratch/first" "$scratch/second" | tr '\n' ' ')"
cp "$scratch/second" dist/SHA256SUMS
echo "release: $version is in dist, with SHA256SUMS. Sign that file with the release key, on the computer that holds it."
