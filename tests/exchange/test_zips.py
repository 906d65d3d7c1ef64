"""Archives of strangers are read in memory, and what is not safe or not whole is refused before it is unpacked."""

from __future__ import annotations

import io
import shutil
import stat
import time
import zipfile
from typing import TYPE_CHECKING

import pytest
from exchange.material import found, opened, written
from hypothesis import given
from hypothesis import strategies as st

from casevault.errors import CaseVaultError, Code
from casevault.exchange import archived, zips
from casevault.exchange.opening import open_source
from casevault.exchange.zips import Archive

if TYPE_CHECKING:
    from pathlib import Path

TABLE = b"title,file,attachments\nLin,1.pdf,a.jpg|b.jpg\nQiu,,\n"


def zipped(*files: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, content in files:
            made.writestr(name, content)
    return out.getvalue()


def archive(content: bytes) -> Archive:
    return Archive(io.BytesIO(content))


def refused(content: bytes) -> Code:
    def read() -> list[bytes]:
        found = archive(content)
        return [found.read(name) for name in found.members]

    with pytest.raises(CaseVaultError) as caught:
        read()
    assert caught.value.hint.text
    return caught.value.code


def named(name: str) -> bytes:
    """Return an archive whose one member has this name, whatever the library that makes it thinks of it."""
    stand_in = "x" * len(name.encode())
    return zipped((stand_in, b"content"), method=zipfile.ZIP_STORED).replace(stand_in.encode(), name.encode())


def test_members_are_read_in_memory() -> None:
    read = archive(zipped(("a.csv", TABLE), ("folder/", b""), ("folder/b", b"b" * 100_000), ("__MACOSX/._a.csv", b"x")))
    assert list(read.members) == ["a.csv", "folder/b"]
    assert (read.read("a.csv"), read.read("folder/b")) == (TABLE, b"b" * 100_000)


@pytest.mark.parametrize(
    "name",
    ["../a", "a/../../b", "/etc/passwd", "C:/x", "c:x", "a\\b", "..\\a", "a//b", "./a", "a/.", "a\0b", "a\nb", "..", "\x7f"],
)
def test_a_name_that_could_lead_somewhere_refuses_the_whole(name: str) -> None:
    assert refused(named(name)) is Code.INVALID_INPUT


@pytest.mark.parametrize("pair", [("a.csv", "A.CSV"), ("é.csv", "e\u0301.csv"), ("ß", "SS"), ("x", "x/")])
def test_names_that_systems_take_for_the_same_are_refused(pair: tuple[str, str]) -> None:
    assert refused(zipped(*((name, b"") for name in pair))) is Code.INVALID_INPUT


def test_links_are_refused() -> None:
    link = zipfile.ZipInfo("link")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    assert refused(zipped((link, b"/etc/passwd"))) is Code.INVALID_INPUT


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zipped(("a.csv", bytes(100 << 20)))
    start = time.process_time()
    assert refused(bomb) is Code.TOO_LARGE
    assert time.process_time() - start < 1


def test_a_member_that_unpacks_to_more_than_it_says_is_refused_at_that_byte() -> None:
    content = bytearray(zipped(("a.csv", bytes(1_000_000))))
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.index(mark) + place
        content[at : at + 4] = (100).to_bytes(4, "little")
    assert refused(bytes(content)) is Code.INVALID_INPUT


def test_members_that_share_bytes_are_refused() -> None:
    content = zipped(("a", b"same" * 50), ("b", b"same" * 50), method=zipfile.ZIP_STORED)
    first = content.index(b"PK\x01\x02")
    second = content.index(b"PK\x01\x02", first + 1)
    overlapped = content[: second + 42] + (0).to_bytes(4, "little") + content[second + 46 :]
    assert refused(overlapped) is Code.INVALID_INPUT


def test_too_many_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MOST_MEMBERS", 3)
    assert refused(zipped(*((str(number), b"") for number in range(4)))) is Code.TOO_LARGE


def test_a_table_with_files_beside_it(tmp_path: Path) -> None:
    content = zipped(("import.csv", TABLE), ("1.pdf", b"%PDF"), ("a.jpg", b"jpg"), ("other.csv", b"x"))
    source, rows = opened(written(tmp_path, content, "export.zip"))
    assert (source.format, source.sheet.header) == ("uwazi", ("title", "file", "attachments"))
    assert rows[0].cells == ("Lin", "1.pdf", ("a.jpg", "b.jpg"))
    assert [row.files for row in rows] == [("1.pdf", "a.jpg"), ()]
    assert set(source.files) == {"1.pdf", "a.jpg", "other.csv"}


def test_files_are_read_when_they_are_asked_for(tmp_path: Path) -> None:
    with open_source(written(tmp_path, zipped(("import.csv", TABLE), ("1.pdf", b"%PDF")), "export.zip")) as source:
        assert source.files["1.pdf"]() == b"%PDF"


def test_several_tables_are_chosen_by_name(tmp_path: Path) -> None:
    path = written(tmp_path, zipped(("a.csv", b"x,y\n1,2\n"), ("b.csv", b"z\n3\n"), ("deep/c.csv", b"q\n1\n")), "tables.zip")
    source, _ = opened(path)
    assert (source.sheet.header, source.sheets) == (("x", "y"), ("a.csv", "b.csv"))
    assert archived.OTHERS in source.notes
    assert opened(path, sheet="b.csv")[0].sheet.header == ("z",)
    with pytest.raises(CaseVaultError, match="not_found"):
        opened(path, sheet="c.csv")


@pytest.mark.parametrize("files", [(), (("a.pdf", b"x"),), (("a.csv", zipped(("b.csv", b"x,y\n1,2"))),)])
def test_an_archive_without_a_table_says_so(tmp_path: Path, files: tuple[tuple[str, bytes], ...]) -> None:
    with pytest.raises(CaseVaultError, match="unsupported"):
        opened(written(tmp_path, zipped(*files), "empty.zip"))


def test_a_folder_of_odd_archives(tmp_path: Path) -> None:
    """Each gives a table or a sentence, in time; nothing is laid beside it."""
    place = tmp_path / "in" / "deep"
    place.mkdir(parents=True)
    codes = []
    for number, path in enumerate(sorted(found("nasty", "zip").rglob("*"))):
        if not path.is_file() or path.suffix not in {".zip", ".tar"}:
            continue
        own = place / f"{number}.zip"
        shutil.copy(path, own)
        start = time.monotonic()
        try:
            opened(own)
            codes.append("")
        except CaseVaultError as problem:
            codes.append(problem.code.value)
        assert time.monotonic() - start < 10, path.name
        own.unlink()
    assert len(codes) > 130
    assert set(codes) <= {"", "invalid_input", "unsupported", "too_large"}
    assert [path for path in (tmp_path / "in").rglob("*") if path.is_file()] == []


@given(st.binary(max_size=400), st.integers(0, 5), st.data())
def test_whatever_is_altered_is_read_as_it_was_or_refused(noise: bytes, kind: int, data: st.DataObject) -> None:
    whole = bytearray(zipped(("a.csv", TABLE), ("b/c", b"c" * 500)))
    at = data.draw(st.integers(0, len(whole) - 1))
    match kind:
        case 0:
            altered = bytes(whole[:at])
        case 1:
            altered = noise + bytes(whole)
        case 2:
            altered = bytes(whole) + noise
        case _:
            whole[at] ^= data.draw(st.integers(1, 255))
            altered = bytes(whole)
    try:
        read = archive(altered)
        contents = {name: read.read(name) for name in read.members}
    except CaseVaultError:
        return
    assert all(content in {TABLE, b"c" * 500} for content in contents.values())
