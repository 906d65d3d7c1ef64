"""Make the package: `make package`. Everything in one folder, dist/casevault, and packed as one file beside it.

    build/package/venv   the pinned packages and PyInstaller, each checked against its hash
    dist/casevault       the program, window and command line
    dist/casevault-VERSION-linux-x86_64.tar.zst     to unpack anywhere, a stick included
    dist/casevault_VERSION_amd64.deb

The same sources make the same bytes: PyInstaller's order is fixed by PYTHONHASHSEED, every time stamp is that of the commit, and
archives are written sorted. It refuses to hand out a package that holds what it must not, lacks a library, or is too large.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import contents
import deb
import icu
import libraries
import wheel_papers

ROOT: Final = Path(__file__).resolve().parents[2]
NEEDED: Final = ("git", "objdump", "objcopy", "ld", "strip", "readelf", "tar", "zstd", "dpkg-deb")
WORK: Final = ROOT / "build" / "package"
VENV: Final = Path(os.environ.get("CASEVAULT_PACKAGE_VENV") or WORK / "venv")
DIST: Final = ROOT / "dist"
FOLDER: Final = DIST / "casevault"
LOCKS: Final = (ROOT / "packaging" / "requirements.lock", ROOT / "packaging" / "requirements-build.lock")
LAUNCHER: Final = "casevault-start.sh"
MEGABYTE: Final = 1_000_000  # as disks and downloads are sold and counted
MOST_UNPACKED: Final = 220 * MEGABYTE
MOST_PACKED: Final = 80 * MEGABYTE  # the packed file and the .deb alike


def tool(name: str) -> Path:
    """Return where a program of the build's environment lies."""
    return VENV / ("Scripts" if os.name == "nt" else "bin") / name


def run(*command: str | Path, **more: str) -> str:
    """Run a program of the build and return what it said; the build ends where it fails."""
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT, env=os.environ | more)
    if done.returncode:
        sys.exit(f"package: {Path(command[0]).name} failed\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
    return done.stdout


def version() -> str:
    """Return the program's version."""
    return run(tool("python"), "-c", "import casevault; print(casevault.__version__)").strip()


def stamp() -> str:
    """Return the seconds since 1970 that every file is dated: those of the newest commit, or what SOURCE_DATE_EPOCH says."""
    return os.environ.get("SOURCE_DATE_EPOCH") or run("git", "log", "-1", "--format=%ct").strip()


def lacking() -> list[str]:
    """Return the programs that the build calls and this computer does not have."""
    return [name for name in NEEDED if shutil.which(name) is None]


def prepare() -> None:
    """Make the environment of the build, from the locks alone, where it is not there for these locks."""
    state = "".join(lock.read_text(encoding="utf-8") for lock in LOCKS)
    mark = VENV / ".made-for"
    if mark.is_file() and mark.read_text(encoding="utf-8") == state:
        return
    print(f"package: making {VENV}", flush=True)
    run(sys.executable, "-m", "venv", "--clear", VENV)
    pip = (tool("python"), "-m", "pip", "--disable-pip-version-check", "--quiet", "--quiet", "install", "--no-deps")
    for lock in LOCKS:
        try:
            run(*pip, "--require-hashes", "--only-binary", ":all:", "--requirement", lock)
        except SystemExit as failed:
            sys.exit(
                f"{failed}\npackage: the packages of {lock.name} could not be brought here, so nothing was built: "
                f"the first build needs a package index, or a folder of wheels that pip is told of"
            )
    mark.write_text(state, encoding="utf-8")


def build(seconds: str) -> None:
    """Run PyInstaller anew from nothing."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    scratch = WORK / "pyinstaller"
    spec = Path(__file__).with_name("casevault.spec")
    run(
        tool("pyinstaller"),
        "--noconfirm",
        "--clean",
        "--log-level",
        "ERROR",
        "--distpath",
        DIST,
        "--workpath",
        scratch,
        spec,
        SOURCE_DATE_EPOCH=seconds,
        PYTHONHASHSEED="0",
        PYTHONDONTWRITEBYTECODE="1",
        PYINSTALLER_CONFIG_DIR=str(WORK / "cache"),
    )


def narrow() -> None:
    """Leave out what is never read or called: symbols for a debugger, most of Qt's copy of the ICU data, an encoder, paths."""
    for library in libraries.all_in(FOLDER):
        if library.name.startswith("libicudata"):
            icu.slim(library, WORK / "icu")
        elif not libraries.stand_in(library, WORK / "stand-in"):
            libraries.strip(library, WORK / "stripped")
            libraries.forget_folders(library)


def date(seconds: int) -> None:
    """Give every file and folder one time and one mode, so that nothing of this machine is in an archive of them."""
    for path in sorted(FOLDER.rglob("*"), reverse=True):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or libraries.is_program(path) or path.name == LAUNCHER else 0o644)
        os.utime(path, (seconds, seconds), follow_symlinks=False)
    os.utime(FOLDER, (seconds, seconds))


def pack(name: str, seconds: str) -> Path:
    """Write the folder as one file, sorted and without an owner."""
    target = DIST / f"{name}.tar.zst"
    target.unlink(missing_ok=True)
    run(
        "tar",
        "--create",
        "--file",
        target,
        "--sort=name",
        "--format=gnu",
        f"--mtime=@{seconds}",
        "--owner=0",
        "--group=0",
        "--numeric-owner",
        "--use-compress-program=zstd -19 --long=27 -T0 --quiet",
        f"--transform=s,^casevault,{name},",
        "--directory",
        DIST,
        "casevault",
    )
    return target


def complaints(*packed: Path) -> list[str]:
    """Return why the package may not be handed out. `packed`: what it is handed out as."""
    size = libraries.size(FOLDER)
    found = [f"must not be in it: {path}" for path in libraries.names(FOLDER) if contents.FORBIDDEN.search(path)]
    found += [f"missing: {what}" for what in libraries.missing(FOLDER)]
    found += [f"looks for libraries in {where}" for where in libraries.foreign(FOLDER)]
    if size > MOST_UNPACKED:
        found.append(f"{size / MEGABYTE:.1f} MB unpacked, at most {MOST_UNPACKED // MEGABYTE}")
    for path in packed:
        if path.stat().st_size > MOST_PACKED:
            found.append(f"{path.name} has {path.stat().st_size / MEGABYTE:.1f} MB, at most {MOST_PACKED // MEGABYTE}")
    return found


def main() -> int:
    """Make the package and say how large it is."""
    if absent := lacking():
        sys.exit(f"package: nothing was built without {', '.join(absent)}: packaging/linux/setup.sh package installs them")
    seconds = stamp()
    prepare()
    build(seconds)
    narrow()
    shutil.copyfile(ROOT / "packaging" / "linux" / "start.sh", FOLDER / LAUNCHER)
    wheel_papers.collect(FOLDER, VENV, ROOT, version(), int(seconds))
    date(int(seconds))
    made = WORK / "desktop"
    run(tool("python"), Path(__file__).with_name("words.py"), made, seconds)
    run(tool("python"), Path(__file__).with_name("icons.py"), made / "icons")
    installed = deb.build(FOLDER, made, ROOT, version=version(), seconds=int(seconds), run=run)
    archive = pack(f"casevault-{version()}-linux-x86_64", seconds)
    found = complaints(archive, installed)
    for complaint in found:
        print(f"package: {complaint}", file=sys.stderr)
    print(f"package: dist/casevault {libraries.size(FOLDER) / MEGABYTE:.1f} MB")
    for path in (archive, installed):
        print(f"package: dist/{path.name} {path.stat().st_size / MEGABYTE:.1f} MB")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
