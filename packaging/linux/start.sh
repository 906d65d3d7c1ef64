#!/bin/sh
# Starts CaseVault where the program itself may not be started: from a stick with FAT or exFAT, whose files have no mark for it and
# which many desktops mount so that nothing but "*.exe" may. Then the system's own loader loads it:  sh casevault-start.sh [OPTION]...
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd) || exit 1
loader=/lib64/ld-linux-x86-64.so.2
if [ -x "$here/casevault" ]; then
    exec "$here/casevault" "$@"
fi
# Mounted "noexec", no code on the stick may run, by whatever loader: its own sentence for that says nothing to who reads it.
if ! "$loader" --verify "$here/casevault" 2>/dev/null; then
    echo "CaseVault cannot run from here: this computer lets no program on this disk run. Unpack CaseVault on the computer itself, and" >&2
    echo "keep the vault where it is (handbook, Installed, or on a stick)." >&2
    exit 126
fi
exec "$loader" "$here/casevault" "$@"
