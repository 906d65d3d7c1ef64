#!/usr/bin/env bash
# Make what is handed out, or refuse: every gate must be green, on a clean checkout, and two builds must be the same bytes.
#   packaging/release.sh ADVISORIES.zip
set -euo pipefail
cd "$(dirname "$0")/.."

refuse() { echo "release: refused: $*" >&2; exit 1; }

[ -f "${1:-}" ] || refuse "name the OSV export for PyPI (docs/release.md)"
[ -z "$(git status --porcelain)" ] || refuse "the checkout holds changes that are not committed"
version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
grep --quiet "^## \[$version\]" CHANGELOG.md || refuse "CHANGELOG.md has no section $version"
make --no-print-directory audit ADVISORIES="$1" || refuse "known holes"
make --no-print-directory check || refuse "make check"
make --no-print-directory package || refuse "make package"
make --no-print-directory e2e PACKAGE=dist/casevault/casevault || refuse "the end-to-end tests against the package"
first=$(cd dist && sha256sum casevault-*.tar.zst casevault_*.deb)
make --no-print-directory package || refuse "the second build"
second=$(cd dist && sha256sum casevault-*.tar.zst casevault_*.deb)
[ "$first" = "$second" ] || refuse "two builds differ"
echo "$second" >dist/SHA256SUMS
echo "release: $version is in dist, with SHA256SUMS. Sign that file with the release key, on the computer that holds it."
