"""The shared libraries of the package: what they ask for, whether it is there, and making them smaller."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
from functools import cache, partial
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_ELF: Final = b"\x7fELF"
# Of the format (ELF, 64 bits): parts of a file that are loaded, the table for the loader, in that the names, and two ways to say
# in which folders other libraries are looked for.
_LOADED, _DYNAMIC, _NAMES = 1, 2, 5
_SEARCHED: Final = frozenset({15, 29})
_ENTRY: Final = struct.Struct("<QQ")
# What every desktop has; the .deb depends on it. Their holes are mended by the system and not by a new package of ours.
OF_EVERY_DESKTOP: Final = frozenset(
    {
        "libcrypto.so.3",
        "libzstd.so.1",
        "ld-linux-x86-64.so.2",
        "libc.so.6",
        "libm.so.6",
        "libdl.so.2",
        "libpthread.so.0",
        "librt.so.1",
        "libutil.so.1",
        "libgcc_s.so.1",
        "libstdc++.so.6",
        "libGL.so.1",
        "libEGL.so.1",
        "libX11.so.6",
        "libX11-xcb.so.1",
        "libfontconfig.so.1",
        "libfreetype.so.6",
        "libglib-2.0.so.0",
        "libgthread-2.0.so.0",
        "libdbus-1.so.3",
        "libxkbcommon.so.0",
        "libxcb.so.1",
        "libxcb-shm.so.0",
        "libxcb-sync.so.1",
        "libxcb-xfixes.so.0",
        "libxcb-render.so.0",
        "libxcb-randr.so.0",
        "libxcb-shape.so.0",
        "libwayland-client.so.0",
        "libwayland-cursor.so.0",
        "libICE.so.6",
        "libSM.so.6",
    }
)

# Libraries that something is linked to and calls for what is never done here: libheif for writing photographs, Pillow for
# pictures of the screen. In their place stand libraries of the same name whose functions answer that there is nothing: 23 MB less
# of code.
_NEVER_CALLED: Final = {
    "libx265-": ("x265_api_get_217", "x265_cleanup"),
    "libxcb-9": (
        "xcb_connect",
        "xcb_connection_has_error",
        "xcb_disconnect",
        "xcb_get_image",
        "xcb_get_image_data",
        "xcb_get_image_data_length",
        "xcb_get_image_reply",
        "xcb_get_setup",
        "xcb_screen_next",
        "xcb_setup_roots_iterator",
    ),
}
_RETURN_NOTHING: Final = bytes.fromhex("31c0c3")  # xor eax, eax; ret


def names(folder: Path) -> list[str]:
    """Return every file and folder below `folder`, sorted, with "/"."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def size(folder: Path) -> int:
    """Return the bytes of all files, links not counted."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def all_in(folder: Path) -> Iterator[Path]:
    """Yield every shared library, sorted."""
    for path in sorted(folder.rglob("*.so*")):
        if path.is_file() and not path.is_symlink() and path.read_bytes()[:4] == _ELF:
            yield path


def is_program(path: Path) -> bool:
    """Say whether a file is to be executable: the program itself. A library need not be."""
    return path.is_file() and path.suffix == "" and path.read_bytes()[:4] == _ELF


@cache
def _told(library: Path) -> str:
    return subprocess.run(["objdump", "-p", library], check=True, capture_output=True, text=True).stdout


def asked_for(library: Path) -> frozenset[str]:
    """Return the names of the libraries that one asks for."""
    return frozenset(re.findall(r"NEEDED +(\S+)", _told(library)))


def foreign(folder: Path) -> list[str]:
    """Return where libraries look for others in a folder that is not the package's own."""
    found = []
    for library in all_in(folder):
        places = ":".join(re.findall(r"(?:RUNPATH|RPATH) +(\S+)", _told(library)))
        found += [f"{place}, for {library.name}" for place in places.split(":") if place and not place.startswith("$ORIGIN")]
    return found


def missing(folder: Path) -> list[str]:
    """Return what is asked for, and neither there nor every desktop's."""
    there = {path.name for path in folder.rglob("*.so*")}
    lacking = []
    for library in all_in(folder):
        lacking += [f"{name}, for {library.name}" for name in sorted(asked_for(library) - there - OF_EVERY_DESKTOP)]
    return lacking


def of_the_desktop(folder: Path) -> frozenset[str]:
    """Return the libraries of the system that the package asks for."""
    there = {path.name for path in folder.rglob("*.so*")}
    return frozenset(name for library in all_in(folder) for name in asked_for(library)) - there


def strip(library: Path, scratch: Path) -> None:
    """Take symbols away that only a debugger reads, where that makes the library smaller."""
    shorter = scratch / "library"
    scratch.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["strip", "--strip-unneeded", "-o", shorter, library], check=False, capture_output=True)
    if done.returncode == 0 and shorter.stat().st_size < library.stat().st_size * 0.97:
        shutil.copyfile(shorter, library)


def write(library: Path, content: bytes, symbols: Iterable[str], scratch: Path, flags: str = "readonly,data") -> None:
    """Write a shared library of the same name that holds `content`, every one of `symbols` at its beginning."""
    scratch.mkdir(parents=True, exist_ok=True)
    (scratch / "raw").write_bytes(content)
    section = ".text" if "code" in flags else ".rodata"
    first, *others = symbols
    run = partial(subprocess.run, check=True, cwd=scratch)
    run(
        [
            "objcopy",
            "--input-target=binary",
            "--output-target=elf64-x86-64",
            "--binary-architecture=i386:x86-64",
            f"--rename-section=.data={section},alloc,load,{flags},contents",
            "--set-section-alignment=.data=16",
            f"--redefine-sym=_binary_raw_start={first}",
            "--strip-symbol=_binary_raw_end",
            "--strip-symbol=_binary_raw_size",
            "raw",
            "part",
        ]
    )
    same = [f"--defsym={name}={first}" for name in others]
    run(
        [
            "ld",
            "-shared",
            "-z",
            "noexecstack",
            "--build-id=none",
            *same,
            f"-soname={library.name}",
            "-o",
            library.resolve(),
            "part",
        ]
    )


def forget_folders(library: Path) -> bool:
    """Take out where on the machine that built it a library looks for others; say whether there was such a path.

    On another computer whoever can write there would have their code loaded into the program. Paths from the library itself stay.
    """
    content = bytearray(library.read_bytes())
    begin, size, strings = _dynamic(content)
    entries = [_ENTRY.unpack_from(content, at) for at in range(begin, begin + size, _ENTRY.size)]
    kept = [
        (tag, value)
        for tag, value in entries
        if tag not in _SEARCHED or not content[strings + value : content.index(0, strings + value)].startswith(b"/")
    ]
    if len(kept) == len(entries):
        return False
    kept += [(0, 0)] * (len(entries) - len(kept))
    content[begin : begin + size] = b"".join(_ENTRY.pack(*entry) for entry in kept)
    library.write_bytes(content)
    return True


def _dynamic(content: bytearray) -> tuple[int, int, int]:
    """Return where the table for the loader begins in a 64-bit library, its bytes, and where the names begin that it uses."""
    first, _sections, _flags, _header, each, count = struct.unpack_from("<QQIHHH", content, 32)
    parts = [struct.unpack_from("<IIQQQQ", content, first + number * each) for number in range(count)]
    [(begin, size)] = [(at, length) for kind, _access, at, _address, _physical, length in parts if kind == _DYNAMIC]
    entries = dict(_ENTRY.unpack_from(content, at) for at in range(begin, begin + size, _ENTRY.size))
    names = entries[_NAMES]
    for kind, _access, at, address, _physical, length in parts:
        if kind == _LOADED and address <= names < address + length:
            return begin, size, at + names - address
    raise ValueError("a library without names")


def stand_in(library: Path, scratch: Path) -> bool:
    """Put a stand-in in the place of a library that is never called; False where this is none of those."""
    for begin, symbols in _NEVER_CALLED.items():
        if library.name.startswith(begin):
            write(library, _RETURN_NOTHING, symbols, scratch, "readonly,code")
            return True
    return False
