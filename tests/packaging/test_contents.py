"""What the package ships, and what it must not, whatever a library's next version brings along."""

from __future__ import annotations

import ast
import json
import re
import struct
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import stdnum
from build_tools import BUILD, ROOT, tool
from cyclonedx import problems
from hypothesis import given
from hypothesis import strategies as st

from casevault.vault.health import MATTERS

if TYPE_CHECKING:
    from collections.abc import Callable

contents, icu, sbom = tool("contents"), tool("icu"), tool("sbom")
QT = "PySide6/Qt/plugins"


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/lib/libQt6Network.so.6",
        "PySide6/QtNetwork.abi3.so",
        "PySide6/Qt/lib/libQt6Quick.so.6",
        "PySide6/Qt/lib/libQt6WebEngineCore.so.6",
        f"{QT}/platforms/libqvnc.so",
        f"{QT}/tls/libqopensslbackend.so",
        f"{QT}/platforminputcontexts/libqtvirtualkeyboardplugin.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        "python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so",
        "python3.11/lib-dynload/_sqlite3.cpython-311-x86_64-linux-gnu.so",
        "libssl.so.3",
        "lxml/etree.cpython-311-x86_64-linux-gnu.so",
        "opencc/clib/bin/opencc",
        "opencc/clib/share/opencc/s2t.json",
        "stdnum/oui.dat",
        "resources/locale/nl/LC_MESSAGES/casevault.po",
        "zxcvbn-4.5.0.dist-info/RECORD",  # in which folder the build had its environment
        "pillow-13.0.0.dist-info/sboms/auditwheel.cdx.json",
    ],
)
def test_what_is_not_used_is_left_out(place: str) -> None:
    assert not contents.is_shipped(place)
    assert not contents.is_shipped(place.replace("/", "\\"))


@pytest.mark.parametrize(
    "place",
    [
        "sqlcipher3/_sqlite3.cpython-311-x86_64-linux-gnu.so",
        f"{QT}/platforms/libqxcb.so",
        f"{QT}/platforms/libqwayland.so",
        f"{QT}/platforminputcontexts/libibusplatforminputcontextplugin.so",
        "PySide6/Qt/translations/qtbase_zh_CN.qm",
        "opencc/clib/share/opencc/t2s.json",
        "opencc/clib/share/opencc/TSPhrases.ocd2",
        "stdnum/iban.dat",
        "zxcvbn-4.5.0.dist-info/METADATA",
        "resources/locale/nl/LC_MESSAGES/casevault.mo",
        "typst/_typst.abi3.so",
        "casevault/store/schema.sql",
    ],
)
def test_what_is_used_goes_along(place: str) -> None:
    assert contents.is_shipped(place)


def test_every_resource_and_page_of_the_handbook_goes_along() -> None:
    for folder, target in contents.TREES.items():
        for path in (ROOT / folder).rglob("*"):
            place = f"{target}/{path.relative_to(ROOT / folder).as_posix()}"
            assert contents.is_shipped(place) or path.suffix in {".po", ".pot"}, place


def test_every_picture_of_the_handbook_lies_in_the_package_where_its_pages_look_for_it() -> None:
    along = {f"{target}/{path.name}" for folder, target in contents.TREES.items() for path in (ROOT / folder).iterdir()}
    pages = (ROOT / "docs" / "handbook").rglob("*.md")
    named = {
        name
        for page in pages
        for name in re.findall(r"!\[[^]]*\]\((?:\.\./)+images/([^)/]+)\)", page.read_text(encoding="utf-8"))
    }
    assert len(named) > 5
    assert sorted(name for name in named if f"resources/images/{name}" not in along) == []


def test_every_resource_that_the_program_names_goes_along() -> None:
    named: set[str] = set()
    for path in (ROOT / "casevault").rglob("*.py"):
        named |= set(re.findall(r"""resource_(?:path|text)\(\s*"([^"{}]+)\"""", path.read_text(encoding="utf-8")))
    assert "locale/nl/LC_MESSAGES/casevault.mo" in named
    assert [place for place in sorted(named - {"handbook"}) if not (ROOT / "resources" / place).exists()] == []
    assert [place for place in sorted(named) if not contents.is_shipped(f"resources/{place}")] == []


def test_nothing_that_the_program_imports_is_left_out() -> None:
    """A part of a package is told by its whole name: `PySide6.QtX`, also where it is written `from PySide6 import QtX`."""
    only_windows = {"by_windows.py": {"PySide6.QtPrintSupport"}}
    for path in (ROOT / "casevault").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                named = {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
            elif isinstance(node, ast.Import):
                named = {one.name for one in node.names}
            else:
                continue
            named |= {name.rpartition(".")[0] for name in named}
            lacking = named & set(contents.LEFT_OUT) - {"urllib.request"} - only_windows.get(path.name, set())
            assert not lacking, f"{path}: {lacking}"


def test_every_country_whose_accounts_have_a_rule_of_their_own_goes_along() -> None:
    """They are looked for by name when an account is checked, and one that is not there counts as one without a rule."""
    countries = {f"stdnum.{path.parent.name}.iban" for path in Path(stdnum.__file__).parent.glob("*/iban.py")}
    assert countries
    assert countries == {name for name in contents.IMPORTED_LATE if name.startswith("stdnum.")}


def test_no_part_of_the_build_is_called_as_a_module_of_the_tests() -> None:
    """The build imports its parts by their bare names, and the first module of a name is what everybody after it gets."""
    tests = Path(__file__).parents[1]
    assert {path.stem for path in BUILD.glob("*.py")}.isdisjoint(path.stem for path in tests.iterdir())


def test_a_package_that_is_larger_than_promised_is_not_handed_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in bytes of files, in the smaller of the two units that are called MB; the .deb is held to it, too."""
    monkeypatch.syspath_prepend(str(BUILD))
    make = tool("make")
    monkeypatch.setattr(make, "FOLDER", tmp_path / "casevault")
    make.FOLDER.mkdir()
    packed = [tmp_path / "a.tar.zst", tmp_path / "a.deb"]
    for path, size in ((make.FOLDER / "library", 220_000_000), (packed[0], 80_000_000), (packed[1], 80_000_000)):
        with path.open("wb") as file:
            file.truncate(size)
    assert make.complaints(*packed) == []
    for path, said in (
        (make.FOLDER / "library", "unpacked"),
        (packed[0], "a.tar.zst has"),
        (packed[1], "a.deb has"),
    ):
        with path.open("r+b") as file:
            file.truncate(path.stat().st_size + 100_000)
        assert said in make.complaints(*packed)[-1]


@pytest.mark.skipif(sys.platform != "linux", reason="a library as Linux has them")
def test_no_library_looks_for_others_where_it_was_built(tmp_path: Path) -> None:
    """Whoever can write to such a folder on the computer of somebody else would have their code in the program."""
    libraries = tool("libraries")
    (tmp_path / "raw").write_bytes(b"x")
    for name, place in (("of_a_builder.so", "/home/builder/lib"), ("of_its_own.so", "$ORIGIN/beside")):
        as_code = ["objcopy", "--input-target=binary", "--output-target=elf64-x86-64", "raw", "part"]
        for line in (as_code, ["ld", "-shared", "-rpath", place, "part", "-o", name]):
            subprocess.run(line, cwd=tmp_path, check=True)
    assert libraries.foreign(tmp_path) == ["/home/builder/lib, for of_a_builder.so"]
    libraries._told.cache_clear()
    own = (tmp_path / "of_its_own.so").read_bytes()
    assert [libraries.forget_folders(path) for path in libraries.all_in(tmp_path)] == [True, False]
    assert libraries.foreign(tmp_path) == []
    assert (tmp_path / "of_its_own.so").read_bytes() == own
    shown = subprocess.run(
        ["readelf", "--dynamic", "--dyn-syms", "of_a_builder.so"], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert shown.stderr == ""
    assert "_binary_raw_start" in shown.stdout


def test_only_named_libraries_of_the_build_machine_go_along() -> None:
    assert contents.is_of_the_system("/usr/lib/x86_64-linux-gnu/libxcb-cursor.so.0")
    assert not contents.is_of_the_system("/usr/lib/x86_64-linux-gnu/libssl.so.3")
    assert not contents.is_of_the_system("/usr/lib/x86_64-linux-gnu/libGL.so.1")


def test_the_package_hardens_itself_before_anything_else() -> None:
    first = (BUILD / "first.py").read_text(encoding="utf-8")
    body = [node for node in ast.parse(first).body if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Constant)]
    assert [ast.unparse(node) for node in body[:2]] == ["from casevault.hardening import harden", "harden()"]
    assert "first.py" in (BUILD / "casevault.spec").read_text(encoding="utf-8")


def data(names: list[bytes], pieces: list[bytes]) -> bytes:
    header = struct.pack("<H", 32).ljust(12, b"\0") + b"CmnD" + bytes(16)
    return bytes(icu.packed(header, list(zip(names, pieces, strict=True))))


@given(st.lists(st.tuples(st.binary(min_size=1, max_size=9), st.binary(min_size=1, max_size=60)), min_size=1, max_size=20))
def test_icu_data_is_the_same_after_taking_apart_and_putting_together(given_items: list[tuple[bytes, bytes]]) -> None:
    names = [b"n" + name.replace(b"\0", b"_") for name, _piece in given_items]
    header, found = icu.items(data(names, [piece for _name, piece in given_items]))
    assert [name for name, _piece in found] == names
    assert all(
        piece.startswith(told[1]) and not piece[len(told[1]) :].strip(b"\0")
        for (_n, piece), told in zip(found, given_items, strict=True)
    )
    assert icu.packed(header, found) == data(names, [piece for _name, piece in given_items])


@pytest.mark.parametrize("untrusted", [b"", b"\0\0", b"x" * 64, struct.pack("<H", 9999).ljust(12, b"\0") + b"CmnD"])
def test_what_is_no_icu_data_is_refused(untrusted: bytes) -> None:
    with pytest.raises((ValueError, struct.error)):
        icu.items(untrusted)


def test_what_qt_asks_icu_for_is_kept() -> None:
    for kept in ("coll/zh.res", "coll/root.res", "coll/ucadata.icu", "root.res", "nl.res", "ug.res", "nfkc.nrm", "pool.res"):
        assert icu.is_kept(f"icudt73l/{kept}".encode()), kept
    for left in (
        "ibm-1390_P110-2003.cnv",
        "de.res",
        "coll/de.res",
        "brkitr/th.res",
        "zone/nl.res",
        "translit/root.res",
        "curr/nl.res",
    ):
        assert not icu.is_kept(f"icudt73l/{left}".encode()), left


def listed(papers: Path, **more: Any) -> dict[str, Any]:
    package = SimpleNamespace(name="pillow", version="13.0.0", licence="MIT-CMU", papers=papers)
    made: dict[str, Any] = sbom.written([package], [("libffi8", "3.4.4-1")], version="1.2.3", seconds=1_700_000_000, **more)
    return made


def test_the_list_names_what_wheels_hold_and_nothing_of_the_machine_that_built_them(tmp_path: Path) -> None:
    (tmp_path / "sboms").mkdir()
    inner = {"components": [{"name": "libtiff", "version": "4.7.2", "purl": "pkg:generic/libtiff@4.7.2?file=/home/builder/x"}]}
    (tmp_path / "sboms" / "auditwheel.cdx.json").write_text(json.dumps(inner), encoding="utf-8")
    made = listed(tmp_path)
    assert [one["name"] for one in made["components"]] == ["libffi8", "libtiff", "pillow"]
    assert "/home" not in json.dumps(made)
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", made["serialNumber"])
    assert made == listed(tmp_path), "equal input, equal list"
    refs = {one["bom-ref"] for one in made["components"]} | {made["metadata"]["component"]["bom-ref"]}
    assert {one["ref"] for one in made["dependencies"]} | {
        ref for one in made["dependencies"] for ref in one["dependsOn"]
    } <= refs


def test_the_list_is_what_cyclonedx_asks_for_whatever_a_wheel_says_of_itself(tmp_path: Path) -> None:
    (tmp_path / "sboms").mkdir()
    inner = [
        {"name": "Little CMS 2", "version": "2.19"},
        {"name": "libjpeg / libjpeg-turbo", "version": "3.2.0"},
        {"name": "pybind11"},
        {"name": "odd", "version": "1", "purl": "pkg:generic/odd name@1"},
        {"name": "serde", "version": "1.0+x", "purl": "pkg:cargo/serde@1.0%2Bx?file=/home/b"},
    ]
    (tmp_path / "sboms" / "a.json").write_text(json.dumps({"components": inner}), encoding="utf-8")
    said = ("MIT OR Apache-2.0", "(MIT AND BSD-3-Clause) OR MPL-2.0", "UNKNOWN", "", "BSD", "Apache License 2.0")
    packages = [SimpleNamespace(name=f"p{n}", version="1", licence=one, papers=tmp_path) for n, one in enumerate(said)]
    made = sbom.written(packages, [("libffi8", "1:3.4.4-1+b2")], version="1.2.3", seconds=1_700_000_000)
    assert list(problems(made)) == []
    assert [one["licenses"] for one in made["components"] if one["name"] == "p4"] == [[{"license": {"name": "BSD"}}]]
    assert "pkg:generic/Little%20CMS%202@2.19" in {one["purl"] for one in made["components"]}
    breaks: tuple[Callable[[dict[str, Any]], object], ...] = (
        lambda bad: bad["components"][0].update(licenses=[{"expression": "UNKNOWN"}]),
        lambda bad: bad["components"][0].update(purl="pkg:generic/two words@1"),
        lambda bad: bad["components"].append(bad["components"][0]),
        lambda bad: bad["dependencies"][0]["dependsOn"].append("pkg:generic/nothing@1"),
        lambda bad: bad["metadata"].update(timestamp="2026-11-22T08:00:00"),
        lambda bad: bad.update(colour="blue"),
    )
    for break_it in breaks:
        broken = json.loads(json.dumps(made))
        break_it(broken)
        assert list(problems(broken)), "what is wrong is seen"


def test_a_library_of_the_system_is_not_taken_for_one_of_the_python_that_the_system_brings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Debian's Python is in /usr, and so is libGL; what is in Python's own folder goes along, and of the rest what is named."""
    tool("contents")
    packed = tool("packed")
    system = tmp_path / "usr"
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "venv"))
    monkeypatch.setattr(sys, "base_prefix", str(system))
    monkeypatch.setattr("sysconfig.get_path", {"stdlib": str(system / "lib" / "python3.11")}.__getitem__)
    found = [
        (name, str(tmp_path / source), "BINARY")
        for name, source in (
            ("_bz2.so", "usr/lib/python3.11/lib-dynload/_bz2.so"),
            ("libGL.so.1", "usr/lib/x86_64-linux-gnu/libGL.so.1"),
            ("libcrypto.so.3", "usr/lib/x86_64-linux-gnu/libcrypto.so.3"),
            ("libffi.so.8", "usr/lib/x86_64-linux-gnu/libffi.so.8"),
            ("pikepdf/_core.so", "venv/lib/python3.11/site-packages/pikepdf/_core.so"),
        )
    ]
    taken = [name for name, _source, _kind in packed.chosen(found, *packed.homes("linux"))]
    assert taken == ["_bz2.so", "libffi.so.8", "pikepdf/_core.so"]


def test_every_package_whose_version_matters_is_in_the_lock() -> None:
    lock = (ROOT / "packaging" / "requirements.lock").read_text(encoding="utf-8").lower()
    assert all(f"\n{name.lower()}==" in f"\n{lock}" for name in MATTERS)


def test_no_form_of_the_program_is_given_a_network() -> None:
    for path in (ROOT / "packaging" / "linux").iterdir():
        granted = [
            line for line in path.read_text(encoding="utf-8").splitlines() if "share=network" in line and not line.startswith("#")
        ]
        assert granted == [], path


def test_the_history_is_written_as_debians_tools_read_it() -> None:
    first, *_said, last = tool("deb").history("1.2.3", 1_700_000_000).rstrip().splitlines()
    assert first == "casevault (1.2.3) stable; urgency=medium"
    assert re.fullmatch(r" -- [^<]+ <\S+@\S+>  Tue, 14 Nov 2023 22:13:20 \+0000", last)


def test_the_package_for_debian_asks_for_every_library_that_is_left_to_the_system() -> None:
    libraries, deb = tool("libraries"), tool("deb")
    asked = " ".join(deb.DEPENDS)
    known = {
        "libcrypto": "libssl3",
        "libGL": "libgl1",
        "libEGL": "libegl1",
        "libX11-xcb": "libx11-xcb1",
        "libgthread-2.0": "libglib2.0-0",
        "libglib-2.0": "libglib2.0-0",
        "libdbus-1": "libdbus-1-3",
        "libstdc++": "libstdc++6",
        "libgcc_s": "libgcc-s1",
    }
    of_libc = {"ld-linux-x86-64", "libc", "libm", "libdl", "libpthread", "librt", "libutil", "libICE", "libSM"}
    for library in libraries.OF_EVERY_DESKTOP:
        name = library.partition(".so")[0]
        if name not in of_libc:
            wanted = known.get(name, name.lower())
            assert wanted in asked, library
