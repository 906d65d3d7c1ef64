"""A window started with a passphrase file, then locked, is locked: a fresh process that was handed nothing opens nothing."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from e2e.starting import HANG_UP, PACKAGE, PROGRAM, hears

from casevault.crypto.kdf import FLOOR
from casevault.errors import CaseVaultError
from casevault.files import FolderLock
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PASSPHRASE = b"correct horse battery staple"
PATIENCE = 60.0  # seconds; a start takes one or two


def installed() -> bool:
    """Say whether a fresh process finds the program by itself, as it has to after a lock."""
    return bool(PACKAGE) or (
        subprocess.run([sys.executable, "-P", "-c", "import casevault"], cwd="/", capture_output=True, check=False).returncode
        == 0
    )


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
    pytest.mark.skipif(not installed(), reason="CaseVault is not installed into this Python (make setup)"),
]


def wait_for(what: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


def held(folder: Path) -> bool:
    """Say whether another process has the vault open."""
    try:
        FolderLock(folder / "lock").release()
    except CaseVaultError:
        return True
    return False


@pytest.fixture
def window(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    folder, secret = tmp_path / "v.casevault", tmp_path / "passphrase"
    Vault.create(folder, bytearray(PASSPHRASE), profile=FLOOR, synced_folder_ok=True)[0].close()
    secret.write_bytes(PASSPHRASE)
    process = subprocess.Popen(
        [*PROGRAM, "--vault", str(folder), "--passphrase-file", str(secret)],
        cwd="/",
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "A_SECRET": "handed on"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    with process:
        yield process, folder
        process.kill()


def about(process: subprocess.Popen[bytes], name: str) -> list[str]:
    return Path(f"/proc/{process.pid}/{name}").read_bytes().decode().split("\0")[:-1]


def in_queue(process: subprocess.Popen[bytes]) -> float:
    """Return how long its main thread has waited for a processor that others had, in seconds."""
    counted = Path(f"/proc/{process.pid}/schedstat")
    return int(counted.read_text(encoding="ascii").split()[1]) / 1e9 if counted.exists() else 0.0


@pytest.mark.alone
def test_a_locked_window_is_locked(window: tuple[subprocess.Popen[bytes], Path]) -> None:
    process, folder = window
    wait_for(lambda: process.poll() is not None or held(folder))
    assert process.poll() is None, process.communicate()[1].decode()
    wait_for(lambda: hears(process.pid))
    time.sleep(2)  # until its first view stands and it has nothing more to do
    assert held(folder)
    process.send_signal(HANG_UP)
    told, queued = time.monotonic(), in_queue(process)
    wait_for(lambda: process.poll() is not None or "--locked" in about(process, "cmdline"))
    assert time.monotonic() - told - (in_queue(process) - queued) < 1.0
    assert process.poll() is None, process.communicate()[1].decode()
    begun = [] if PACKAGE else ["-P", "-m", "casevault"]
    assert about(process, "cmdline")[1:] == [*begun, "--locked", "--vault", str(folder)]
    with contextlib.suppress(PermissionError):  # the system shows the environment of a hardened process to root alone
        assert not any(entry.startswith(("A_SECRET=", "PYTHON")) for entry in about(process, "environ"))
    time.sleep(3)  # as long as a window with a passphrase took to open the vault, and longer
    assert process.poll() is None
    assert not held(folder)
    Vault.open(folder, bytearray(PASSPHRASE)).close()
