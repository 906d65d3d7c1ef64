"""Where things lie: the program's own resources, the person's folders, and what kind of place a folder is.

Looks only; writes nothing. Works from a checkout (resources beside the package), installed (under the prefix) and frozen.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from casevault.errors import Code, MachineProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

# File systems without the shared memory and byte-range locks that a write-ahead log with reading connections stands on.
_NO_SHARED_MEMORY = frozenset({
    "vfat", "msdos", "fat", "fat32", "exfat", "nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "webdav", "9p", "ncpfs", "afs",
    "ceph", "fuse.sshfs", "fuse.rclone", "davfs", "fuse.davfs", "remote",
})  # fmt: skip
_NETWORK = _NO_SHARED_MEMORY - {"vfat", "msdos", "fat", "fat32", "exfat"}
_SYNCED_NAMES = (
    "dropbox", "onedrive", "google drive", "googledrive", "my drive", "mobile documents", "clouddocs", "icloud", "nextcloud",
    "owncloud", "megasync", "pcloud", "seafile", "tresorit", "yandex.disk", "box sync", "sync.com", "syncthing",
    "proton drive", "kdrive",
)  # fmt: skip


def resource_path(relative: str) -> Path:
    """Return the file or folder `relative` (with "/") of the program's resources; raise IO_ERROR if this copy lacks it."""
    for folder in _resource_folders():
        found = folder / relative
        if found.exists():
            return found
    raise MachineProblem(
        Code.IO_ERROR,
        N_("This copy of CaseVault is incomplete: {resource} is missing."),
        N_("Install it again; the vault is not affected."),
        resource=relative,
    )


def resource_text(relative: str) -> str:
    """Return the UTF-8 text of one resource."""
    return resource_path(relative).read_text(encoding="utf-8")


def resource_texts(folder: str, suffix: str) -> Mapping[str, str]:
    """Return {name without suffix: text} of every file in a resource folder that ends so, sorted by name."""
    found = sorted(resource_path(folder).glob(f"*{suffix}"))
    return {path.name.removesuffix(suffix): path.read_text(encoding="utf-8") for path in found}


def handbook_folder() -> Path:
    """Return where the pages of the handbook lie: with the resources of an installed program, or in the docs of a checkout."""
    with contextlib.suppress(MachineProblem):
        return resource_path("handbook")
    in_checkout = Path(__file__).resolve().parents[1] / "docs" / "handbook"
    return in_checkout if in_checkout.is_dir() else resource_path("handbook")


def _resource_folders() -> tuple[Path, ...]:
    package = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    beside = () if frozen is None else (Path(frozen) / "resources",)
    return (*beside, package.parent / "resources", package / "resources", Path(sys.prefix) / "share" / "casevault" / "resources")


def free_memory() -> int:
    """Return how many bytes of memory can still be had without driving out others; 0 where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    found = dict(line.partition(":")[::2] for line in lines)
    amount = found.get("MemAvailable", "").split()
    return int(amount[0]) * 1024 if amount else 0


def data_folder() -> Path:
    """Return the folder for this user's CaseVault data (not made here)."""
    return _user_folder("XDG_DATA_HOME", ".local/share")


def config_folder() -> Path:
    """Return the folder for this user's CaseVault settings (not made here)."""
    return _user_folder("XDG_CONFIG_HOME", ".config")


def _user_folder(variable: str, fallback: str) -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local") / "CaseVault"
    elif sys.platform == "darwin":  # noqa: RET505 - the type checker drops other systems' branches only in if/elif/else form
        return Path.home() / "Library/Application Support/CaseVault"
    else:
        return Path(os.environ.get(variable) or Path.home() / fallback) / "casevault"


def filesystem_of(path: Path) -> str:
    """Return the type of the file system that holds `path`, lower case as the system names it; "" where it does not say."""
    if sys.platform == "win32":
        return _filesystem_windows(path)
    elif sys.platform == "darwin":  # noqa: RET505 - as above
        return _filesystem_darwin(path)
    else:
        try:
            table = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            return ""
        return filesystem_from_mountinfo(table, path.resolve())


def filesystem_from_mountinfo(table: str, path: Path) -> str:
    """Return the type from the line of Linux's mount table whose mount point is the longest that holds `path` (absolute)."""
    best, kind = -1, ""
    for line in table.splitlines():
        left, _, right = line.partition(" - ")
        fields = left.split(" ")
        if len(fields) < 5 or not right:  # noqa: PLR2004 - the mount point is the fifth column (man 5 proc)
            continue
        mount = fields[4].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
        # The later line wins among equals: it is mounted over the earlier one.
        if len(mount) >= best and path.is_relative_to(mount):
            best, kind = len(mount), right.split(" ")[0].lower()
    return kind


def has_shared_memory(path: Path) -> bool:
    """Say whether a write-ahead log with several connections is safe where `path` lies (not on FAT, exFAT and network disks)."""
    return filesystem_of(path) not in _NO_SHARED_MEMORY


def synced_place(path: Path) -> str:
    """Return the kind of cloud-sync or network place that `path` lies in, or "" if it looks like a disk of one's own.

    Never a folder's own name, which could be that of a person.
    """
    for folder in (path, *path.parents):
        name = folder.name.lower()
        for mark in _SYNCED_NAMES:
            if name == mark or name.startswith((f"{mark} ", f"{mark}-")):
                return mark
        if (folder / ".stfolder").exists():
            return "syncthing"
        if (folder / ".dropbox").is_file():
            return "dropbox"
    nearest = next((folder for folder in (path, *path.parents) if folder.exists()), path)
    kind = filesystem_of(nearest)
    return kind if kind in _NETWORK else ""


def machine_mark() -> str:
    """Return what tells this computer from another, or "" where nothing does; only a digest of it is kept."""
    if sys.platform == "win32":
        return _machine_guid()
    else:  # noqa: RET505 - as above
        for place in ("/etc/machine-id", "/var/lib/dbus/machine-id", "/etc/hostid"):
            try:
                return Path(place).read_bytes().hex()
            except OSError:
                continue
        return ""


if sys.platform == "win32":
    import ctypes
    import winreg

    _DRIVE_REMOTE = 4

    def _filesystem_windows(path: Path) -> str:
        root = f"{path.resolve().drive}\\"
        kernel = ctypes.windll.kernel32
        if kernel.GetDriveTypeW(root) == _DRIVE_REMOTE:
            return "remote"
        name = ctypes.create_unicode_buffer(64)
        told = kernel.GetVolumeInformationW(root, None, 0, None, None, None, name, len(name))
        return name.value.lower() if told else ""

    def _machine_guid() -> str:
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
                return str(winreg.QueryValueEx(key, "MachineGuid")[0])
        except OSError:
            return ""

elif sys.platform == "darwin":
    import ctypes

    _TYPE_NAME = slice(72, 88)  # f_fstypename in struct statfs with 64-bit inodes
    _ROOM = 4096  # bytes, nearly twice the struct

    def _filesystem_darwin(path: Path) -> str:
        library = ctypes.CDLL(None)
        statfs = getattr(library, "statfs$INODE64", None) or library.statfs
        answer = ctypes.create_string_buffer(_ROOM)
        if statfs(os.fsencode(path), answer) != 0:
            return ""
        return answer.raw[_TYPE_NAME].split(b"\0")[0].decode("ascii", "replace").lower()
