"""Make the folder on Windows, or the bundle on macOS: `python packaging/package/elsewhere.py`, with Python 3.11 of that system.

The same locks, spec and list of what goes along as make.py on Linux. UNTESTED: nobody has run it there yet; docs/release.md says
what to look at first. What comes after (signing, the installer, notarising) is in packaging/windows and packaging/macos.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import Any, Final

import contents
import libraries
import make
import wheel_papers

IDENTIFIER: Final = "org.casevault.CaseVault"
VAULT_TYPE: Final = f"{IDENTIFIER}.vault"
OLDEST_MACOS: Final = "13.0"  # what the wheels of Qt 6.11 ask for
APP: Final = make.DIST / "CaseVault.app"


def version_of(root: Path) -> str:
    """Return the version that pyproject.toml names."""
    found = re.search(r'^version = "([0-9.]+)"', (root / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        raise ValueError("pyproject.toml names no version")
    return found[1]


def information(root: Path) -> dict[str, Any]:
    """Return what macOS reads of the bundle: a vault is one thing that is opened, and the program needs no permission."""
    version = version_of(root)
    return {
        "CFBundleName": "CaseVault",
        "CFBundleShortVersionString": version,
        "CFBundleVersion": version,
        "LSMinimumSystemVersion": OLDEST_MACOS,
        "LSApplicationCategoryType": "public.app-category.productivity",
        "NSHighResolutionCapable": True,
        "NSSupportsAutomaticGraphicsSwitching": True,
        "NSQuitAlwaysKeepsWindows": False,  # macOS keeps pictures of windows to show them again: of a vault none
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "CaseVault vault",
                "CFBundleTypeRole": "Editor",
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [VAULT_TYPE],
                "LSTypeIsPackage": True,
            }
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": VAULT_TYPE,
                "UTTypeDescription": "CaseVault vault",
                "UTTypeConformsTo": ["com.apple.package"],
                "UTTypeTagSpecification": {"public.filename-extension": ["casevault"]},
            }
        ],
    }


def version_file(version: str) -> str:
    """Return what Windows shows under Properties, Details, as PyInstaller reads it."""
    numbers = tuple([*(int(part) for part in version.split(".")), 0, 0, 0, 0][:4])
    texts = {
        "CompanyName": "The CaseVault authors",
        "FileDescription": "CaseVault",
        "FileVersion": version,
        "InternalName": "casevault",
        "LegalCopyright": "GPL-3.0-or-later",
        "ProductName": "CaseVault",
        "ProductVersion": version,
    }
    told = ", ".join(f"StringStruct({key!r}, {text!r})" for key, text in texts.items())
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0, OS=0x40004, fileType=1, "
        f"subtype=0), kids=[StringFileInfo([StringTable('040904B0', [{told}])]), "
        "VarFileInfo([VarStruct('Translation', [1033, 1200])])])\n"
    )


def complaints(folder: Path) -> list[str]:
    """Return why what was made may not be handed out."""
    found = [f"must not be in it: {path}" for path in libraries.names(folder) if contents.FORBIDDEN.search(path)]
    size = libraries.size(folder)
    return [*found, f"{size / make.MEBIBYTE:.1f} MiB unpacked"] if size > make.MOST_UNPACKED else found


def main() -> int:
    """Make it, with its papers."""
    if sys.platform not in {"win32", "darwin"}:
        sys.exit("elsewhere.py: on Linux it is `make package`")
    seconds = make.stamp()
    make.prepare()
    made = make.WORK / "desktop"
    make.run(make.tool("python"), Path(__file__).with_name("icons.py"), made / "icons")
    (made / "version.txt").write_text(version_file(version_of(make.ROOT)), encoding="utf-8")
    shutil.rmtree(APP, ignore_errors=True)
    make.build(seconds)
    folder = APP / "Contents" if sys.platform == "darwin" else make.FOLDER
    wheel_papers.collect(folder, make.VENV, make.ROOT, version_of(make.ROOT), int(seconds))
    found = complaints(folder)
    for complaint in found:
        print(f"elsewhere: {complaint}", file=sys.stderr)
    print(f"elsewhere: {folder} {libraries.size(folder) / make.MEBIBYTE:.1f} MiB")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
