"""The package for Debian 12, Ubuntu 22.04 and later: the folder of make.py below /usr/lib, and what a desktop asks for."""

from __future__ import annotations

import gzip
import os
import shutil
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAME: Final = "org.casevault.CaseVault"
# What the libraries ask for that are left to the system (libraries.OF_EVERY_DESKTOP), by the names of Debian and of Ubuntu.
DEPENDS: Final = (
    "libc6 (>= 2.34)",
    "libgcc-s1",
    "libstdc++6",
    "libssl3 | libssl3t64",
    "libzstd1",
    "libgl1",
    "libegl1",
    "libx11-6",
    "libx11-xcb1",
    "libxcb1",
    "libxcb-randr0",
    "libxcb-render0",
    "libxcb-shape0",
    "libxcb-shm0",
    "libxcb-sync1",
    "libxcb-xfixes0",
    "libxkbcommon0",
    "libwayland-client0",
    "libwayland-cursor0",
    "libfontconfig1",
    "libfreetype6",
    "libglib2.0-0 | libglib2.0-0t64",
    "libdbus-1-3",
)


MAINTAINER: Final = "The CaseVault authors <none@casevault.invalid>"
# Where Debian keeps the licences that many packages have; the texts of all others lie with the program.
COMMON: Final = (
    "\nThe texts: /usr/share/common-licenses/GPL-3, LGPL-3, LGPL-2.1, MPL-2.0 and Apache-2.0;"
    " all others in /usr/lib/casevault/_internal/resources/licences.\n"
)
# What lintian finds and what shall be so, each with why. One that is found no more is named by lintian as well.
OVERRIDES: Final = """\
# The program brings its libraries, at versions that its lock names by their hashes; casevault.cdx.json lists them for whoever
# watches holes.
casevault: embedded-library
# Stand-ins for libraries that are never called, and data of ICU: they call nothing and have nothing to strip.
casevault: unstripped-binary-or-object *
casevault: shared-library-lacks-prerequisites *
casevault: library-not-linked-against-libc *
# The boot loader is PyInstaller's, as its wheel brings it.
casevault: hardening-no-pie *
# A dossier looks the same on every computer, with the fonts it was tried with.
casevault: duplicate-font-file *
# The licence text of FreeType as its makers wrote it.
casevault: national-encoding *
"""


def history(version: str, seconds: int) -> str:
    """Return the history as Debian's tools read it: which version, when; what changed stands beside it, as for everybody."""
    when = format_datetime(datetime.fromtimestamp(seconds, UTC))
    return f"casevault ({version}) stable; urgency=medium\n\n  * What changed: CHANGELOG.md.gz.\n\n -- {MAINTAINER}  {when}\n"


def control(version: str, kilobytes: int) -> str:
    """Return what dpkg reads of the package."""
    return (
        f"Package: casevault\nVersion: {version}\nArchitecture: amd64\n"
        f"Maintainer: {MAINTAINER}\n"
        f"Installed-Size: {kilobytes}\nDepends: {', '.join(DEPENDS)}\nRecommends: libpulse0\nSection: misc\nPriority: optional\n"
        "Description: encrypted, offline case file for human-rights caseworkers\n"
        " One encrypted folder for people, detentions, charges, hearings, evidence and\n who was told what. No network code.\n"
    )


def build(folder: Path, made: Path, root: Path, *, version: str, seconds: int, run: Callable[..., str]) -> Path:
    """Write dist/casevault_VERSION_amd64.deb. `made`: where words.py and icons.py wrote; every file is dated `seconds`."""
    tree = made / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    library, share = tree / "usr" / "lib" / "casevault", tree / "usr" / "share"
    library.parent.mkdir(parents=True)
    shutil.copytree(folder, library, symlinks=True, ignore=shutil.ignore_patterns("*.sh"))  # what is for a stick
    binary = tree / "usr" / "bin" / "casevault"
    binary.parent.mkdir()
    binary.symlink_to("../lib/casevault/casevault")
    ours = root / "packaging" / "linux"
    placed = {
        share / "applications" / f"{NAME}.desktop": ours / f"{NAME}.desktop",
        share / "metainfo" / f"{NAME}.metainfo.xml": ours / f"{NAME}.metainfo.xml",
        share / "mime" / "packages" / f"{NAME}.xml": ours / f"{NAME}.mime.xml",
        share / "icons" / "hicolor" / "scalable" / "apps" / f"{NAME}.svg": root / "resources" / "icons" / "casevault.svg",
        share / "bash-completion" / "completions" / "casevault": made / "casevault.bash",
        share / "fish" / "vendor_completions.d" / "casevault.fish": made / "casevault.fish",
    }
    for drawn in (made / "icons").glob("*.png"):
        placed[share / "icons" / "hicolor" / f"{drawn.stem}x{drawn.stem}" / "apps" / f"{NAME}.png"] = drawn
    for target, source in placed.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    papers = share / "doc" / "casevault"
    others = (root / "THIRD-PARTY.md").read_text(encoding="utf-8") + COMMON
    for target, content in (
        (share / "man" / "man1" / "casevault.1.gz", (made / "casevault.1").read_bytes()),
        (papers / "CHANGELOG.md.gz", (root / "CHANGELOG.md").read_bytes()),
        (papers / "changelog.gz", history(version, seconds).encode()),
        (papers / "copyright", others.encode()),
        (share / "lintian" / "overrides" / "casevault", OVERRIDES.encode()),
    ):
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(gzip.compress(content, mtime=0) if target.suffix == ".gz" else content)
    size = sum(path.stat().st_size for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    (tree / "DEBIAN").mkdir()
    (tree / "DEBIAN" / "control").write_text(control(version, size // 1024), encoding="utf-8")
    for path in [*tree.rglob("*"), tree]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path == library / "casevault" else 0o644)
        os.utime(path, (seconds, seconds), follow_symlinks=False)
    target = folder.parent / f"casevault_{version}_amd64.deb"
    run("dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--build", tree, target, SOURCE_DATE_EPOCH=str(seconds))
    return target
