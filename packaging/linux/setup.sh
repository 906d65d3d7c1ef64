#!/usr/bin/env bash
# Set up what CaseVault needs:  setup.sh run | test | package
#
#   run      Qt's system libraries, .venv with the program's packages, the launcher .venv/bin/casevault
#   test     that, and what tests and checks call
#   package  what the build of the package calls; its Python packages it fetches itself, into an environment of its own
#
# Part of each verb of the Makefile, so it is quick when there is nothing to do. It installs only what is missing, says so before, and
# asks sudo for Debian packages alone. Everything else stays inside .venv.
set -euo pipefail
cd "$(dirname "$0")/../.."

what=${1:-run}
case $what in
    run) lock=packaging/requirements.lock ;;
    test) lock=packaging/requirements-dev.lock ;;
    package) lock= ;;
    *) echo "usage: packaging/linux/setup.sh run|test|package" >&2; exit 2 ;;
esac
python=${PYTHON:-python3}

say() { printf 'set-up: %s\n' "$*"; }

# --- Debian packages. Where the name differs between releases, the alternatives stand beside each other with "|".
for_qt=(
    libgl1 libegl1 libxkbcommon0 "libglib2.0-0|libglib2.0-0t64" libfreetype6 libfontconfig1 libdbus-1-3
    libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xkb1
    libxkbcommon-x11-0 libwayland-cursor0
)
# Readers that did not write the files the tests give them: poppler and qpdf for PDF, age for archives, minisign for signatures,
# LibreOffice for DOCX, Chromium for pages that open themselves; openssl says what the cipher alone takes; strace sees every file
# opened; Xvfb and xdotool make and drive a real window; a message bus of their own tells it that the screen was locked; dosfstools
# make a stick; at-spi2-core and python3-gi hear what a screen reader hears.
for_tests=(
    poppler-utils qpdf age minisign libreoffice-writer-nogui chromium openssl strace xvfb xauth xdotool
    "dbus-daemon|dbus" "dbus-bin|dbus" dosfstools at-spi2-core python3-gi
)

# binutils takes symbols away and asks libraries what they need, zstd packs, git says of which commit the files are; libraries of the
# display that many desktops lack are copied from here into the package.
for_package=(binutils zstd git)

wanted=("${for_qt[@]}")
[ "$what" = test ] && wanted+=("${for_tests[@]}")
[ "$what" = package ] && wanted+=("${for_package[@]}")
# The package holds Python as a shared library; Debian's own python3 has it in a package beside it.
can_be_shared='import ctypes, os, sysconfig
name = sysconfig.get_config_var("INSTSONAME")
place = os.path.join(sysconfig.get_config_var("LIBDIR"), name)
ctypes.CDLL(place if os.path.exists(place) else name)'
if [ "$what" = package ] && ! "$python" -c "$can_be_shared" 2>/dev/null; then wanted+=(libpython3.11); fi
"$python" -c 'import ensurepip, venv' 2>/dev/null || wanted=(python3-venv "${wanted[@]}")

installed() { [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

missing=()
if command -v dpkg-query >/dev/null; then
    for names in "${wanted[@]}"; do
        found=no
        for name in ${names//|/ }; do
            if installed "$name"; then found=yes; break; fi
        done
        [ $found = yes ] || missing+=("$names")
    done
fi

install_packages() {
    local as_root=() chosen=() names name
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            say "these Debian packages are missing, and there is no sudo to install them with: ${missing[*]}"
            return
        fi
        as_root=(sudo)
    fi
    say "fetching Debian's package lists"
    "${as_root[@]}" apt-get update --quiet=2 || say "the lists could not be fetched; trying with the ones at hand"
    for names in "${missing[@]}"; do
        for name in ${names//|/ }; do
            if apt-cache show "$name" >/dev/null 2>&1; then chosen+=("$name"); break; fi
        done
    done
    say "installing Debian packages: ${chosen[*]}"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 --no-install-recommends "${chosen[@]}" \
        >.setup.log 2>&1 || { cat .setup.log >&2; rm -f .setup.log; say "apt-get could not install them" >&2; exit 1; }
    rm -f .setup.log
}

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    [ -x .venv/bin/casevault ] || say "not a Debian system: please see to what these Debian packages hold: ${wanted[*]}"
elif [ ${#missing[@]} -gt 0 ]; then
    install_packages
fi

[ "$what" != package ] || exit 0

# --- .venv. The stamp says which locks, which Python and which folder it was made for: a moved checkout gets a new one.
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    say "CaseVault needs Python 3.11 or newer; $python is $("$python" --version 2>&1)" >&2
    exit 1
fi
stamp=.venv/.set-up-for-$what
state=$({ pwd; "$python" --version; sha256sum "$lock" pyproject.toml "$0" casevault/__init__.py; } | sha256sum | cut -d ' ' -f 1)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$state" ] && [ -x .venv/bin/casevault ]; then
    exit 0
fi

here=$(pwd)
if ! .venv/bin/python -c 'import pip' 2>/dev/null || ! grep --quiet --fixed-strings "$here/.venv" .venv/bin/activate; then
    say "making a virtual environment in .venv"
    "$python" -m venv --clear .venv
fi
pip=(.venv/bin/python -m pip --disable-pip-version-check --quiet --quiet)
say "installing the packages of $lock, each checked against its hash"
"${pip[@]}" install --require-hashes --no-deps --only-binary :all: --requirement "$lock"
say "installing CaseVault itself: .venv/bin/casevault"
"${pip[@]}" install --no-index --no-build-isolation --no-deps --editable .
echo "$state" >"$stamp"
