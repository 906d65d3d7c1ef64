#!/usr/bin/env bash
# The package is built and the end-to-end tests run against it, on the one system that builds it. On any other this is said and passed
# over; there, and nowhere else: on Debian 12 for x86-64 a build that cannot be made, for lack of a right or of a network too, is red.
#   packaged.sh [FILE]      FILE: what tells the system (/etc/os-release)
set -euo pipefail
cd "$(dirname "$0")/../.."

release=${1:-/etc/os-release}
system=$(. "$release" 2>/dev/null && echo "${ID:-} ${VERSION_ID:-}" || true)
if [ "$system $(uname -m)" != "debian 12 x86_64" ]; then
    echo "packaged: passed over, nothing was built or tested: the package is built on Debian 12 for x86-64, and this is ${system:-no Linux that tells its name} on $(uname -m)"
    exit 0
fi
refuse() { echo "packaged: red: $*" >&2; exit 1; }
make --no-print-directory package || refuse "the package was not built"
make --no-print-directory e2e PACKAGE=dist/casevault/casevault || refuse "a test failed against the package"
