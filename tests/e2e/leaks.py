"""Looking for planted words where none may be: in what a trace says was written, in files, in the memory of a process."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

WRITES = "write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,sendmmsg,process_vm_writev,vmsplice"
NAMES = "rename,renameat,renameat2,link,linkat,symlink,symlinkat,mkdir,mkdirat,setxattr,fsetxattr,execve"
# Everything is shown in hex and whole; with -y each descriptor says which file it is.
STRACE = (
    "strace", "-f", "-qqq", "--seccomp-bpf", "-y", "-xx", "-s", "16777216",
    "-e", f"trace={WRITES},{NAMES},socket,openat,creat", "-e", "signal=none",
)  # fmt: skip
HEX = re.compile(r"(?:\\x[0-9a-f]{2})+")
CALL = re.compile(r"^(?:\d+ +)?(?P<name>[a-z_0-9]+)\((?P<rest>.*)")
TARGET = re.compile(r"^(?P<number>\d+)<(?P<path>[^>]*)>")
PIPE = re.compile(r"pipe:\[")
INTERNET = re.compile(r"\bAF_INET")
NOT_MEMORY = ("[vvar", "[vsyscall", "[vdso")
PIECE = 64 << 20  # bytes of memory looked at in one go
ACROSS = 256  # bytes looked at twice: a word may lie across two pieces


def forms(word: str) -> list[bytes]:
    """Return every way in which `word` may lie in a file or in memory: composed and decomposed, in four encodings."""
    shapes = {unicodedata.normalize(form, word) for form in ("NFC", "NFD")}
    return sorted({shape.encode(code) for shape in shapes for code in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")})


class Planted:
    """What is looked for. Few needles, since gigabytes are looked through: planted words share a core that has one form."""

    def __init__(self, cores: Iterable[str]) -> None:
        self._needles = tuple(form for core in cores for form in forms(core))

    def __contains__(self, data: object) -> bool:
        return isinstance(data, (bytes, bytearray)) and any(needle in data for needle in self._needles)

    def count(self, data: bytes) -> int:
        return sum(data.count(needle) for needle in self._needles)


@dataclass
class Traced:
    """What a trace showed."""

    calls: int = 0
    written: int = 0  # bytes
    sockets: set[str] = field(default_factory=set)
    found: list[str] = field(default_factory=list)


def read_trace(path: Path, planted: Planted, allowed: Sequence[Path], *, stdout: bool = False) -> Traced:
    """Read a trace: writes of a planted word anywhere but to `allowed` (and stdout), and every socket of the internet.

    A pipe to a child that reads a stranger's file is no place: the kernel keeps what is in it in memory that is never paged out.
    What goes to stderr is looked at whatever it is.
    """
    traced = Traced()
    began = False
    with path.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            call = CALL.match(line)
            if call is None:
                continue
            if call["name"] == "execve" and not began:  # what the test itself put on the command line
                began = True
            elif call["name"] == "socket":
                traced.sockets.add(call["rest"].partition(",")[0])
                traced.found += [line[:200]] if INTERNET.search(line) else []
            else:
                _note(traced, call["name"], call["rest"], planted, allowed, stdout=stdout)
    return traced


def _note(traced: Traced, name: str, rest: str, planted: Planted, allowed: Sequence[Path], *, stdout: bool) -> None:
    if name == "openat" and "O_CREAT" not in rest:
        return  # a file that is only read may have any name; one that is made may not
    texts = [_bytes(text) for text in HEX.findall(rest)]
    if name in WRITES.split(","):
        traced.calls += 1
        traced.written += sum(len(text) for text in texts[1:])  # the first is the descriptor's own file
    target = TARGET.match(HEX.sub(lambda match: _bytes(match[0]).decode("utf-8", "replace"), rest[:4096]))
    place = Path(target["path"]) if target else Path()
    between = target is not None and PIPE.match(target["path"]) is not None and target["number"] not in {"1", "2"}
    if between or (stdout and target and target["number"] == "1") or any(place.is_relative_to(folder) for folder in allowed):
        return
    if any(text in planted for text in texts) and not _inside(name, texts, allowed):
        traced.found.append(f"{name} {place} …")


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _inside(name: str, texts: Sequence[bytes], allowed: Sequence[Path]) -> bool:
    """Say whether a call that names files names only some that were asked for."""
    return name in {"openat", "creat"} and any(
        Path(text.decode("utf-8", "replace")).is_relative_to(folder) for text in texts for folder in allowed
    )


def holders(folders: Iterable[Path], planted: Planted, since: float, spare: Sequence[Path]) -> tuple[int, list[Path]]:
    """Look into every file touched after `since` (seconds, the system's clock); return how many, and who holds a word."""
    looked, found = 0, []
    for path in _files(folders, since, spare):
        looked += 1
        try:
            content = path.read_bytes()
        except OSError:
            continue  # gone meanwhile: another program's
        if content in planted or str(path).encode() in planted:
            found.append(path)
    return looked, found


def _files(folders: Iterable[Path], since: float, spare: Sequence[Path]) -> Iterator[Path]:
    passed_over = frozenset(map(str, spare))
    for folder in folders:
        if folder.is_dir():
            # What somebody mounted there is another place: /proc in a folder of its own, for one.
            yield from _below(str(folder), folder.stat().st_dev, since, passed_over)


def _below(folder: str, disk: int, since: float, passed_over: frozenset[str]) -> Iterator[Path]:
    waiting = [folder]
    while waiting:
        for path, status in _entries(waiting.pop()):
            if path in passed_over:
                continue
            if stat.S_ISDIR(status.st_mode) and status.st_dev == disk:
                waiting.append(path)
            elif stat.S_ISREG(status.st_mode) and max(status.st_mtime, status.st_ctime) >= since:
                yield Path(path)


def _entries(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    """Yield what lies in a folder, links as links; what is gone meanwhile is another program's."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                yield entry.path, entry.stat(follow_symlinks=False)


def memory(pid: int, planted: Planted, *, until_found: bool = False) -> tuple[int, int]:
    """Look through all memory of a process; return how many bytes were looked at and how often a planted word was there."""
    looked = hits = 0
    with Path(f"/proc/{pid}/maps").open(encoding="utf-8", errors="replace") as maps, open(f"/proc/{pid}/mem", "rb", 0) as held:  # noqa: PTH123 - the kernel's answer, unbuffered
        for line in maps:
            bounds, rights, *rest = line.split(maxsplit=5)
            if not rights.startswith("r") or (len(rest) == 4 and rest[3].startswith(NOT_MEMORY)):
                continue
            start, end = (int(bound, 16) for bound in bounds.split("-"))
            before = b""
            for at in range(start, end, PIECE):
                try:
                    held.seek(at)
                    piece = held.read(min(PIECE, end - at))
                except OSError:
                    break  # of a device
                looked += len(piece)
                hits += planted.count(before + piece)
                before = piece[-ACROSS:]
                if hits and until_found:
                    return looked, hits
    return looked, hits


def family(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return []
    return [pid, *(one for child in children for one in family(int(child)))]
