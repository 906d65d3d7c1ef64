"""Where things lie: the program's own resources, the person's folders, and what kind of place a folder is.

Looks only; writes nothing. Works from a checkout (resources beside the package), installed (under the prefix) and frozen.
"""

from __future__ import annotations

import contextlib
import os
import stat
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

POLICY_NAME = "policy.toml"
PORTABLE_NAME = "casevault-data"


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


def program_folder() -> Path | None:
    """Return the folder that a packaged program was put into; None where it runs from its source."""
    if not getattr(sys, "frozen", False):
        return None
    folder = Path(sys.executable).absolute().parent
    # On macOS a program lies in its bundle, and what lies beside the bundle is beside it.
    bundle = next((place for place in (folder, *folder.parents) if place.suffix == ".app"), None)
    return folder if bundle is None else bundle.parent


def portable_folder() -> Path | None:
    """Return the folder that makes a packaged program portable, looked for at each call; None where there is none.

    It is called "casevault-data" and lies in the program's folder or beside it (so that a newer program finds it too). A link is
    none: it could lead back to the computer that nothing shall be left on. Where it lies depends on the program's place alone,
    so a stick may have another letter or mount point tomorrow.
    """
    folder = program_folder()
    for place in () if folder is None else (folder / PORTABLE_NAME, folder.parent / PORTABLE_NAME):
        if place.is_dir() and not place.is_symlink():
            return place
    return None


def vault_home() -> Path:
    """Return where a vault is offered to be made and looked for: the stick of a portable program, else this user's home."""
    portable = portable_folder()
    return Path.home() if portable is None else portable.parent


def data_folder() -> Path:
    """Return the folder for this user's CaseVault data (not made here)."""
    return portable_folder() or _user_folder("XDG_DATA_HOME", ".local/share")


def config_folder() -> Path:
    """Return the folder for this user's CaseVault settings (not made here)."""
    return portable_folder() or _user_folder("XDG_CONFIG_HOME", ".config")


def temporary_folder() -> Path:
    """Return where the system lets every program put what is gone tomorrow. Nothing that can be read goes there."""
    named = (os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP"))
    return next((Path(place) for place in named if place and Path(place).is_dir()), Path("/tmp"))  # noqa: S108 - the system's own


def policy_file() -> Path:
    """Return where an organisation's policy lies on this computer (it need not be there).

    A place that only an administrator writes to, the same for every user; no variable of the environment moves it.
    """
    if sys.platform == "win32":
        return _program_data() / "CaseVault" / POLICY_NAME
    elif sys.platform == "darwin":  # noqa: RET505 - as below
        return Path("/Library/Application Support/CaseVault") / POLICY_NAME
    else:
        return Path("/etc/casevault") / POLICY_NAME


def is_guarded(path: Path) -> bool:
    """Say whether neither this user nor anyone but an administrator can alter the file `path`, as far as can be seen.

    The file that a link leads to and every folder above both are looked at: who writes to a folder can exchange what is in it.
    """
    real = path.resolve()
    places = {real, *real.parents, *path.absolute().parents}
    return not any(_others_write(place) for place in places)


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


def is_network(kind: str) -> bool:
    """Say whether a file system (as `filesystem_of` names it) lies on another computer."""
    return kind in _NETWORK


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
    _COMMON_APPDATA = 0x23  # CSIDL_COMMON_APPDATA: asked of the system, since anybody can set %PROGRAMDATA% for a program
    _MAX_PATH = 260
    _ALTER_ANY = (0x00010000, 0x00040000)  # DELETE, WRITE_DAC: to take it away, or to give oneself the rest
    _ALTER_FILE = (0x40000000, *_ALTER_ANY)  # GENERIC_WRITE
    _ALTER_FOLDER = (0x00000040, *_ALTER_ANY)  # FILE_DELETE_CHILD
    _SHARE_ALL = 7
    _OPEN_EXISTING = 3
    _FOLDERS_TOO = 0x02000000  # FILE_FLAG_BACKUP_SEMANTICS

    def _program_data() -> Path:
        name = ctypes.create_unicode_buffer(_MAX_PATH)
        failed = ctypes.windll.shell32.SHGetFolderPathW(None, _COMMON_APPDATA, None, 0, name)
        return Path("C:/ProgramData") if failed else Path(name.value)

    def _others_write(place: Path) -> bool:
        # The one question that all of the access lists together answer: would this user be let in to alter it? Only the door is
        # tried, right by right; nothing is written.
        return any(_is_granted(place, right) for right in (_ALTER_FOLDER if place.is_dir() else _ALTER_FILE))

    def _is_granted(place: Path, right: int) -> bool:
        create = ctypes.windll.kernel32.CreateFileW
        create.restype = ctypes.c_void_p
        handle = create(str(place), right, _SHARE_ALL, None, _OPEN_EXISTING, _FOLDERS_TOO, None)
        if handle in {None, ctypes.c_void_p(-1).value}:
            return False
        ctypes.windll.kernel32.CloseHandle(ctypes.c_void_p(handle))
        return True

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


if sys.platform != "win32":
    _ROOT = 0
    _OTHERS = 0o022  # group and others write

    def _others_write(place: Path) -> bool:
        try:
            found = place.stat()
        except OSError:
            return True
        # Where the sticky bit is set nobody moves what belongs to another, and what lies in it is looked at as well.
        others = bool(found.st_mode & _OTHERS) and not found.st_mode & stat.S_ISVTX
        mine = (
            not found.st_mode & stat.S_ISVTX and os.geteuid() != _ROOT and os.access(place, os.W_OK)
        )  # an access list may give more than the mode says
        return found.st_uid != _ROOT or others or mine
