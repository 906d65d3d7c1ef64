"""Before anything else: files for this user alone, no core dump, no onlooker, no network; and how to start afresh.

Imports `os`, `sys` and `ctypes` and nothing larger, so that all of this is in force before the first line of anything else runs.
What it promises is written in docs/threat-model.md: the end of the process at lock is what clears memory, not any wiping.
"""

from __future__ import annotations

import ctypes
import os
import sys

TYPE_CHECKING = False  # spelled out: importing `typing` would load a good part of the standard library first
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any, NoReturn

PRIVATE_UMASK = 0o077
LOCKED_OPTION = "--locked"
VAULT_OPTION = "--vault"
EXEC_FAILED = 70  # exit status: the vault is closed, but no fresh process could be started

# What a window needs to come up as it was: display, session bus, input method, language, theme. Nothing else is handed on.
_KEPT = frozenset(
    {
        "DISPLAY",
        "WAYLAND_DISPLAY",
        "XAUTHORITY",
        "DBUS_SESSION_BUS_ADDRESS",
        "AT_SPI_BUS_ADDRESS",
        "HOME",
        "PATH",
        "TZ",
        "LANG",
        "LANGUAGE",
        "XMODIFIERS",
        "GTK_IM_MODULE",
        "QT_IM_MODULE",
        "QT_IM_MODULES",
        "QT_QPA_PLATFORM",
        "QT_SCALE_FACTOR",
        "QT_FONT_DPI",
        "QT_ACCESSIBILITY",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON",
    }
)
_KEPT_PREFIXES = ("LC_", "XDG_")
# Without these no program starts on Windows, where names of variables are upper case.
_KEPT_WINDOWS = frozenset({"SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "TEMP", "TMP", "USERPROFILE", "APPDATA", "LOCALAPPDATA"})

_LOADER = "/lib64/ld-linux-x86-64.so.2"  # where the ABI of Linux on x86-64 has it, on every system

_INTERNET = frozenset({2, 10, 23, 30})  # AF_INET everywhere; AF_INET6 on Linux, Windows, macOS
_LOOKUPS = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"})
_hooked: list[bool] = []


class NetworkRefusedError(RuntimeError):
    """Something asked for an internet socket. CaseVault has no network code, so this is a bug or an attack."""


def harden() -> None:
    """Put every protection of this process in force. An exec resets some of them, so this runs after each start and each lock."""
    os.umask(PRIVATE_UMASK)
    refuse_network()
    if sys.platform == "win32":
        _harden_windows()
    else:
        _fill_standard_descriptors()
        _no_core_dumps()
        _no_onlookers()


def refuse_network() -> None:
    """Refuse internet sockets and name lookups for the rest of this process; local sockets and pairs work."""
    if not _hooked:  # an audit hook cannot be taken off again, so one is enough
        _hooked.append(True)
        sys.addaudithook(_audit)


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _LOOKUPS or (event == "socket.__new__" and arguments[1] in _INTERNET):
        raise NetworkRefusedError("CaseVault opens no internet socket")


def kept_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the part of the environment that a fresh, locked process gets."""
    kept = {name: value for name, value in environment.items() if name in _KEPT or name.startswith(_KEPT_PREFIXES)}
    if sys.platform == "win32":
        kept |= {name: value for name, value in environment.items() if name.upper() in _KEPT_WINDOWS}
    if getattr(sys, "frozen", False):
        kept["PYINSTALLER_RESET_ENVIRONMENT"] = "1"  # or the new process would look for the old one's unpacked files
    return kept


def packaged_program() -> list[str]:
    """Return how a packaged program starts itself again.

    A stick with FAT has no mark for what may be started, and many a system mounts it so that nothing on it may be. What the
    launcher beside the program did to start it is done again: the system's loader is asked to load it.
    """
    program = sys.executable
    barred = os.access(program, os.R_OK) and not os.access(program, os.X_OK)
    if sys.platform == "linux" and barred and os.access(_LOADER, os.X_OK):
        return [_LOADER, program]
    return [program]


def locked_command(vault_folder: Path | None) -> list[str]:
    """Return the command line of a fresh, locked process, built from nothing: the old one may name a passphrase file."""
    # -P: the folder one happens to stand in, perhaps on somebody else's stick, is no place to import from.
    program = packaged_program() if getattr(sys, "frozen", False) else [sys.executable, "-P", "-m", "casevault"]
    return [*program, LOCKED_OPTION, *([] if vault_folder is None else [VAULT_OPTION, str(vault_folder)])]


def reexecute_locked(vault_folder: Path | None) -> NoReturn:
    """End this process, which has seen the passphrase, and begin a fresh one that shows the passphrase box.

    Call it when the vault is closed. The kernel takes every page of the old process back. Never returns, whatever happens.
    """
    try:
        command, environment = locked_command(vault_folder), kept_environment(os.environ)
        if sys.platform == "win32":
            _spawn_and_end(command, environment)
        else:
            _leave_no_descriptor()
            os.execve(command[0], command, environment)  # noqa: S606 - our own program, no shell
    finally:
        os._exit(EXEC_FAILED)


if sys.platform == "win32":
    from ctypes import wintypes

    _NO_ERROR_BOXES = 0x0001 | 0x0002 | 0x8000
    _NO_HEAP_IN_REPORTS = 0x0001
    _KERNEL_OBJECT, _DACL = 6, 0x80000004
    # The owner may end this process, wait for it and ask its name; reading its memory is for the system alone.
    _PROCESS_DACL = "D:P(A;;0x101001;;;OW)(A;;0x1fffff;;;SY)"

    def _harden_windows() -> None:
        kernel, security = ctypes.windll.kernel32, ctypes.windll.advapi32
        kernel.SetErrorMode(_NO_ERROR_BOXES)
        kernel.WerSetFlags(_NO_HEAP_IN_REPORTS)
        descriptor, acl = ctypes.c_void_p(), ctypes.c_void_p()
        present, defaulted = wintypes.BOOL(), wintypes.BOOL()
        if security.ConvertStringSecurityDescriptorToSecurityDescriptorW(_PROCESS_DACL, 1, ctypes.byref(descriptor), None):
            security.GetSecurityDescriptorDacl(descriptor, ctypes.byref(present), ctypes.byref(acl), ctypes.byref(defaulted))
            kernel.GetCurrentProcess.restype = wintypes.HANDLE
            security.SetSecurityInfo.argtypes = [wintypes.HANDLE, ctypes.c_int, wintypes.DWORD, *[ctypes.c_void_p] * 4]
            security.SetSecurityInfo(kernel.GetCurrentProcess(), _KERNEL_OBJECT, _DACL, None, None, acl, None)
            kernel.LocalFree(descriptor)

    def _spawn_and_end(command: list[str], environment: dict[str, str]) -> None:
        import subprocess  # noqa: PLC0415 - at a lock only

        subprocess.Popen(command, env=environment, close_fds=True, stdin=subprocess.DEVNULL)  # noqa: S603 - our own program
        os._exit(0)

else:
    _MOST_DESCRIPTORS = 1 << 20

    def _leave_no_descriptor() -> None:
        """Close every descriptor above 2 (one that gave the passphrase would give it again); stdin gives nothing any more."""
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        limit = os.sysconf("SC_OPEN_MAX")
        os.closerange(3, limit if 0 < limit < _MOST_DESCRIPTORS else _MOST_DESCRIPTORS)

    def _fill_standard_descriptors() -> None:
        """Put nothing where 0, 1 and 2 were closed: the next file opened would get the number, and complaints with it."""
        descriptor = 0
        while descriptor <= 2:  # noqa: PLR2004 - stdin, stdout, stderr
            descriptor = os.open(os.devnull, os.O_RDWR)
        os.close(descriptor)

    def _no_core_dumps() -> None:
        """Forbid a dump of memory on disk: it would hold the records."""
        import resource  # noqa: PLC0415 - absent on Windows

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def _no_onlookers() -> None:
        """Keep debuggers and other processes of this user out of our memory; root can still look."""
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            deny_attach = 31
            library.ptrace(deny_attach, 0, 0, 0)
        else:
            set_dumpable = 4
            library.prctl(set_dumpable, 0, 0, 0, 0)
