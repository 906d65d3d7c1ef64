"""What Windows and macOS are handed. Nobody has run it there: what can be held against each other without them is held here."""

from __future__ import annotations

import plistlib
import re
from typing import Any

import pytest
from build_tools import ROOT, tool

for needed in ("contents", "icu", "deb", "wheel_papers", "make"):
    tool(needed)
elsewhere = tool("elsewhere")
WINDOWS, MACOS = ROOT / "packaging" / "windows", ROOT / "packaging" / "macos"
SPEC = (ROOT / "packaging" / "package" / "casevault.spec").read_text(encoding="utf-8")


def test_a_vault_is_one_thing_to_macos_and_the_program_asks_for_no_permission() -> None:
    told = plistlib.loads(plistlib.dumps(elsewhere.information(ROOT)))
    [document], [declared] = told["CFBundleDocumentTypes"], told["UTExportedTypeDeclarations"]
    assert document["LSItemContentTypes"] == [declared["UTTypeIdentifier"]]
    assert document["LSTypeIsPackage"]
    assert declared["UTTypeTagSpecification"]["public.filename-extension"] == ["casevault"]
    assert [key for key in told if key.endswith("UsageDescription")] == []
    assert told["CFBundleVersion"] == elsewhere.version_of(ROOT)


def test_of_the_hardened_runtime_one_thing_is_given_up_and_it_has_no_network() -> None:
    granted = plistlib.loads((MACOS / "entitlements.plist").read_bytes())
    assert granted == {"com.apple.security.cs.allow-unsigned-executable-memory": True}
    sign = (MACOS / "sign.sh").read_text(encoding="utf-8")
    assert "--options runtime" in sign
    assert "--timestamp" in sign
    assert sign.index("*.dylib") < sign.index('sign "$app"\n') < sign.index("notarytool submit") < sign.index("stapler staple")


def test_windows_is_told_the_version() -> None:
    class Told:
        def __init__(self, *given: object, **named: object) -> None:
            self.given, self.named = given, named

    kinds = ("VSVersionInfo", "FixedFileInfo", "StringFileInfo", "StringTable", "StringStruct", "VarFileInfo", "VarStruct")
    names: dict[str, Any] = dict.fromkeys(kinds, Told)
    made = eval(elsewhere.version_file("1.2.3"), names)  # noqa: S307 - what PyInstaller does with the file, over our own text
    assert made.named["ffi"].named["filevers"] == (1, 2, 3, 0)


def test_the_installer_puts_what_the_build_makes_where_anybody_may() -> None:
    script = (WINDOWS / "casevault.iss").read_text(encoding="utf-8")
    assert 'name="casevault-window", console=False' in SPEC
    assert '#define Program "casevault-window.exe"' in script
    assert "PrivilegesRequired=lowest" in script
    assert "AppId={{6C0B8E0B-6C0D-4C0A-9B5E-2E7A4C1D7F53}" in script, "another would leave two installations beside each other"
    sources = re.findall(r"(?:Source: \"|LicenseFile=)([^\"\n*]+)", script)
    assert [one for one in sources if not one.startswith("..\\..\\")] == []
    assert (ROOT / "LICENSE").is_file()
    # Each sentence of ours stands in both languages of the installer.
    assert set(re.findall(r"^en\.(\w+)=", script, re.MULTILINE)) == set(re.findall(r"^nl\.(\w+)=", script, re.MULTILINE))


@pytest.mark.parametrize("place", [WINDOWS, MACOS])
def test_no_secret_stands_in_a_command_line(place: Any) -> None:
    for path in place.iterdir():
        assert re.search(r"(?i)(password|--password|/p )", path.read_text(encoding="utf-8")) is None, path
