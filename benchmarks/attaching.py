"""A large file in and out, beside the `age` program on the same file and `openssl speed` of AES-256-GCM, in one run."""

from __future__ import annotations

import os
import resource
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pyrage

from benchmarks.table import Figure, timed
from casevault.crypto.blob import CHUNK

if TYPE_CHECKING:
    from casevault.vault.vault import Vault

SIZE = 200 << 20
ROUNDS = 7
AGE = "age"
MIB = 1 << 20


def attaching(vault: Vault, folder: Path) -> list[Figure]:
    """In: read, hash, encrypt, durable on the disk, logged. Out: read, decrypt, hash, durable on the disk, logged.

    The age program neither hashes nor syncs, so its file is synced as part of its time; both then do the same for the disk. The
    time of the processor stands beside: on a machine that does other things it is the figure that can be compared.
    """
    identity = pyrage.x25519.Identity.generate()
    secret = folder / "identity"
    secret.write_text(str(identity), encoding="ascii")
    recipient = str(identity.to_public())
    source, sealed, copy = folder / "film", folder / "film.age", folder / "copy"
    what = ("in", "out", "age in", "age out")
    times: dict[str, list[float]] = {name: [] for name in (*what, *(f"cpu {name}" for name in what), "peak in", "peak out")}
    for number in range(ROUNDS):  # in turn, so that what else the machine does falls on both
        source.write_bytes(os.urandom(SIZE))  # another file each time: an equal one would not be stored again
        os.sync()  # nobody pays for what was written before
        start = _cpu()
        times["age in"].append(timed(lambda: _age(sealed, "-r", recipient, "-o", str(sealed), str(source))))
        times["cpu age in"].append(_cpu() - start)
        evidence: list[str] = []
        idle, start = reset_peak(), _cpu()
        times["in"].append(timed(lambda: evidence.append(vault.attachments.add([source], title=f"Film {number}").evidence)))  # noqa: B023 - called here
        times["cpu in"].append(_cpu() - start)
        times["peak in"].append(peak() - idle)
        start = _cpu()
        times["age out"].append(timed(lambda: _age(copy, "-d", "-i", str(secret), "-o", str(copy), str(sealed))))
        times["cpu age out"].append(_cpu() - start)
        copy.unlink()
        idle, start = reset_peak(), _cpu()
        times["out"].append(timed(lambda: vault.attachments.save(evidence[0], copy)))  # noqa: B023 - called here
        times["cpu out"].append(_cpu() - start)
        times["peak out"].append(peak() - idle)
        copy.unlink()
        sealed.unlink()
    source.unlink()
    limit = min(_openssl() for _ in range(ROUNDS))
    best = {name: min(values) for name, values in times.items()}  # what else the machine does only ever makes them longer
    return [
        Figure(
            name="attach 200 MiB", measured_ms=best["in"], floor_ms=best["age in"], floor_name="age -r, synced; best of 7",
            most_ratio=1 / 0.8,
            note=f"{_speed(best['in'])}; age {_speed(best['age in'])}; {_work(best, 'in')}",
        ),
        Figure(
            name="  beside the cipher alone", measured_ms=best["in"], floor_ms=limit,
            floor_name="openssl speed -evp aes-256-gcm -bytes 65536, best of 7",
            note=f"{_speed(limit)}; age {best['age in'] / limit:.2f}x of it; nothing read, hashed or written there",
        ),
        Figure(
            name="  and save it", measured_ms=best["out"], floor_ms=best["age out"], floor_name="age -d, synced; best of 7",
            most_ratio=1.0, note=f"{_speed(best['out'])}; age {_speed(best['age out'])}; {_work(best, 'out')}",
        ),
        Figure(
            name="  beside the cipher alone", measured_ms=best["out"], floor_ms=limit, floor_name="the same",
            note=f"age {best['age out'] / limit:.2f}x of it",
        ),
        Figure(
            name="  peak memory above idle", measured_ms=max(*times["peak in"], *times["peak out"]), most_ms=64, unit="MiB",
            note=f"in {max(times['peak in']):.0f}, out {max(times['peak out']):.0f}",
        ),
    ]  # fmt: skip


def _age(made: Path, *arguments: str) -> None:
    subprocess.run([AGE, *arguments], check=True, capture_output=True)  # noqa: S603 - a fixed program
    with made.open("r+b") as file:
        os.fsync(file.fileno())


def _openssl() -> float:
    """Return how long OpenSSL's own measure says that its cipher takes for as much, in pieces as long as our chunks, in ms.

    The limit: one core seals the same memory again and again. `-mr` prints one line for programs, with bytes a second at its end.
    """
    asked = ["openssl", "speed", "-mr", "-seconds", "1", "-bytes", str(CHUNK), "-evp", "aes-256-gcm"]
    said = subprocess.run(asked, check=True, capture_output=True, text=True).stdout  # noqa: S603 - a fixed program
    (line,) = (line for line in said.splitlines() if line.startswith("+F:"))
    return SIZE / float(line.rpartition(":")[2]) * 1000


def _speed(ms: float) -> str:
    return f"{SIZE / 1e6 / (ms / 1000):.0f} MB/s"


def _cpu() -> float:
    """Return the time of the processor that this process and its finished children took, in ms."""
    taken = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in taken) * 1000


def _work(best: dict[str, float], way: str) -> str:
    return f"processor {best[f'cpu {way}']:.0f} ms, age {best[f'cpu age {way}']:.0f} ms"


def reset_peak() -> float:
    """Forget the highest use of memory so far and return the present one, in MiB."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _status("VmRSS")


def peak() -> float:
    return _status("VmHWM")


def _status(key: str) -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(key):
            return int(line.split()[1]) * 1024 / MIB
    raise ValueError(key)
