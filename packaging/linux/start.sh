#!/bin/sh
# Starts CaseVault where the program itself may not be started: from a stick with FAT or exFAT, whose files have no mark for it and
# which many desktops mount so that nothing but "*.exe" may. Then the system's own loader loads it:  sh casevault-start.sh [OPTION]...
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd) || exit 1
if [ -x "$here/casevault" ]; then
    exec "$here/casevault" "$@"
fi
exec /lib64/ld-linux-x86-64.so.2 "$here/casevault" "$@"
