#!/usr/bin/env bash
# The .deb as on a computer that has nothing else: a bare Debian 12 with what the package depends on, a display and no Python.
#
#   bare_root.sh DEB [FOLDER]     makes the root in FOLDER/root (build/bare) and installs DEB in it, then writes FOLDER/casevault,
#                                 which starts the installed program there: without any network device, its own files read-only.
#
# `make bare` runs the end-to-end tests against that. It needs root, debootstrap and a mirror of Debian; the root is kept, and made anew
# when the folder is gone. Each start has mounts of its own that end with it, so nothing is left to unmount.
set -euo pipefail
cd "$(dirname "$0")/../.."

deb=$(realpath -- "${1:?bare_root.sh DEB [FOLDER]}")
folder=$(realpath --canonicalize-missing -- "${2:-build/bare}")
root=$folder/root
say() { printf 'bare root: %s\n' "$*"; }
within() { chroot "$root" /usr/bin/env --ignore-environment PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }

[ "$(id -u)" -eq 0 ] || { say "only root can change into another root" >&2; exit 1; }
mkdir -p "$folder"
if [ ! -f "$root/.made" ]; then
    say "making Debian 12 in $root"
    rm -rf "$root"
    debootstrap --variant=minbase bookworm "$root" >"$folder/debootstrap.log"
    touch "$root/.made"
fi
cp /etc/resolv.conf "$root/etc/"
cp "$deb" "$root/casevault.deb"
within dpkg --purge casevault >/dev/null 2>&1 || true
within apt-get update --quiet=2
within apt-get install --yes --quiet=2 --no-install-recommends /casevault.deb >"$folder/install.log" 2>&1 || { cat "$folder/install.log" >&2; exit 1; }
rm "$root/casevault.deb" "$root/etc/resolv.conf"
if within sh -c 'command -v python3 python' >/dev/null; then say "there is a Python in it" >&2; exit 1; fi
within dpkg --verify casevault
say "$(within dpkg-query --show casevault | tr '\t' ' ') is installed beside $(within dpkg-query --show | wc -l) packages, none of them Python"

# `pivot_root` and not `chroot`: from outside, too, the kernel then names a file by the path that it has inside.
cat >"$folder/casevault" <<START
#!/bin/sh
[ -n "\$IN_BARE_ROOT" ] || exec env IN_BARE_ROOT=yes unshare --net --mount "\$0" "\$@"
unset IN_BARE_ROOT
cd "$root" && mount --bind . . && cd "$root" || exit 125
for kind in proc dev tmp; do mkdir -p \$kind && mount --rbind /\$kind \$kind || exit 125; done
mount --bind usr/lib/casevault usr/lib/casevault && mount --options remount,bind,ro usr/lib/casevault || exit 125
pivot_root . mnt && cd / && umount --lazy /mnt || exit 125
exec /usr/bin/casevault "\$@"
START
chmod 755 "$folder/casevault"
say "$folder/casevault starts it"
