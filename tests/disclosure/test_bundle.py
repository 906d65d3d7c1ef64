"""The archive: any tar reads it, and our reader takes nothing that the builder would not have written."""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.disclosure import bundle
from casevault.disclosure.bundle import build_archive, build_manifest, read_archive
from casevault.errors import CaseVaultError, Code

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

FILES = [("cover.pdf", b"%PDF" + b"x" * 3000), ("records.jsonl", b'{"a":1}\n'), ("files/0001.bin", b"")]
FACTS = {
    "bundle_id": "0f" * 16,
    "created": "2026-05-14T09:00:00Z",
    "sender": {"name": "A team", "ed25519": None},
    "recipients": ["passphrase:ab"],
    "purpose": "quiet_diplomacy",
    "case_refs": [],
    "consent": [],
    "redactions": 2,
}


def archive(files: Sequence[tuple[str, bytes]] = FILES) -> bytes:
    return build_archive(build_manifest(FACTS, files, {"cover.pdf": "application/pdf"}, {"cover.pdf": "Dossier"}), files)


def refused(untrusted: bytes) -> Code:
    with pytest.raises(CaseVaultError) as refusal:
        read_archive(untrusted)
    return refusal.value.code


def test_what_was_built_is_read_again() -> None:
    manifest, files = read_archive(archive())
    assert files == dict(FILES)
    assert manifest["format"] == 1
    assert manifest["audit_checkpoint"] is None
    assert manifest["supersedes"] is None
    entries = manifest["files"]
    assert isinstance(entries, list)
    assert entries[0] == {
        "n": "cover.pdf",
        "size": 3004,
        "sha256": sha256(FILES[0][1]).hexdigest(),
        "mime": "application/pdf",
        "title": "Dossier",
    }
    assert set(manifest) == set(bundle._MANIFEST_KEYS)


def test_equal_content_gives_equal_bytes_and_the_size_is_a_padded_one() -> None:
    assert archive() == archive()
    assert len(archive()) % 512 == 0
    one = [("cover.pdf", b"x" * 296_000)]
    other = [("cover.pdf", b"x" * 297_500)]
    assert len(archive(one)) == len(archive(other))


def test_any_tar_lists_and_extracts_it(tmp_path: Path) -> None:
    file = tmp_path / "a.tar"
    file.write_bytes(archive())
    listed = subprocess.run(["tar", "tf", str(file)], check=True, capture_output=True).stdout.decode().split()
    assert listed == ["MANIFEST.json", "cover.pdf", "records.jsonl", "files/0001.bin", "PAD.bin"]
    subprocess.run(["tar", "xf", str(file), "-C", str(tmp_path)], check=True)
    assert (tmp_path / "cover.pdf").read_bytes() == FILES[0][1]
    with tarfile.open(file) as reader:
        assert all(member.isreg() and member.mtime == 0 and not member.uname for member in reader)


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a//b", "A.pdf", "", "x" * 65, ".x", "files/.", "PAD.bin", "cover.pdf"])
def test_names_are_the_programs_own(name: str) -> None:
    with pytest.raises(ValueError, match="names in a bundle"):
        build_archive(build_manifest(FACTS, [], {}, {}), [("cover.pdf", b""), (name, b"")])


def test_more_than_a_bundle_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "MAX_FILES", 1)
    with pytest.raises(CaseVaultError) as refusal:
        archive()
    assert refusal.value.code is Code.TOO_LARGE
    monkeypatch.setattr(bundle, "_MAX_SIZE", 10)
    with pytest.raises(CaseVaultError) as refusal:
        archive([("cover.pdf", b"x" * 11)])
    assert refusal.value.code is Code.TOO_LARGE
    monkeypatch.setattr(bundle, "MAX_TOTAL", 10)
    assert refused(b"x" * 11) is Code.TOO_LARGE


def tarred(make: Callable[[tarfile.TarFile], None], form: int = tarfile.USTAR_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as writer:
        make(writer)
    return out.getvalue()


def entry(name: str, data: bytes = b"", kind: bytes = tarfile.REGTYPE, link: str = "") -> Callable[[tarfile.TarFile], None]:
    def add(writer: tarfile.TarFile) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.type, info.linkname, info.mode = len(data), kind, link, 0o600
        writer.addfile(info, io.BytesIO(data))

    return add


@pytest.mark.parametrize(
    "make",
    [
        entry("MANIFEST.json", b"{}"),
        entry("../MANIFEST.json", b"{}"),
        entry("/MANIFEST.json", b"{}"),
        entry("cover.pdf", kind=tarfile.SYMTYPE, link="/etc/passwd"),
        entry("cover.pdf", kind=tarfile.LNKTYPE, link="MANIFEST.json"),
        entry("cover.pdf", kind=tarfile.CHRTYPE),
        entry("files", kind=tarfile.DIRTYPE),
        entry("cover.pdf", kind=tarfile.FIFOTYPE),
        entry("cover.pdf", kind=tarfile.GNUTYPE_SPARSE),
    ],
)
def test_other_archives_are_refused(make: Callable[[tarfile.TarFile], None]) -> None:
    assert refused(tarred(make)) is Code.BUNDLE_DAMAGED


def test_pax_headers_are_refused() -> None:
    assert refused(tarred(entry("cover.pdf" + "é" * 120), tarfile.PAX_FORMAT)) is Code.BUNDLE_DAMAGED


def members(*parts: tuple[str, bytes]) -> bytes:
    return b"".join(bundle._member(name, data) for name, data in parts) + bytes(1024)


def manifest_of(content: Sequence[tuple[str, bytes]], **changes: object) -> bytes:
    return json.dumps({**build_manifest(FACTS, content, {}, {}), **changes}).encode()


@pytest.mark.parametrize(
    "untrusted",
    [
        b"",
        bytes(1024),
        members(("MANIFEST.json", manifest_of([]))),
        members(("PAD.bin", b""), ("MANIFEST.json", manifest_of([]))),
        members(("MANIFEST.json", manifest_of([])), ("PAD.bin", b"not zero")),
        members(("MANIFEST.json", manifest_of([])), ("cover.pdf", b"unlisted"), ("PAD.bin", b"")),
        members(("MANIFEST.json", manifest_of([("cover.pdf", b"a")])), ("cover.pdf", b"b"), ("PAD.bin", b"")),
        members(("MANIFEST.json", manifest_of([])), ("cover.pdf", b"a"), ("cover.pdf", b"a"), ("PAD.bin", b"")),
        members(("MANIFEST.json", b"[]"), ("PAD.bin", b"")),
        members(("MANIFEST.json", b"\xff"), ("PAD.bin", b"")),
        members(("MANIFEST.json", b"[" * 100_000), ("PAD.bin", b"")),
        members(("MANIFEST.json", manifest_of([], files=[1])), ("PAD.bin", b"")),
        members(("MANIFEST.json", manifest_of([], more=1)), ("PAD.bin", b"")),
        members(("MANIFEST.json", manifest_of([], format="1")), ("PAD.bin", b"")),
        members(("MANIFEST.json", manifest_of([])), ("PAD.bin", b""))[:-512],
        members(("MANIFEST.json", manifest_of([])), ("PAD.bin", b"")) + bytes(512),
    ],
)
def test_what_the_builder_would_not_write_is_refused(untrusted: bytes) -> None:
    assert refused(untrusted) is Code.BUNDLE_DAMAGED


def test_a_bundle_of_a_newer_program_says_so() -> None:
    assert refused(members(("MANIFEST.json", manifest_of([], format=2)), ("PAD.bin", b""))) is Code.TOO_NEW


def test_limits_of_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    untrusted = archive()
    monkeypatch.setattr(bundle, "MAX_FILES", 1)
    assert refused(untrusted) is Code.BUNDLE_DAMAGED
    monkeypatch.undo()
    monkeypatch.setattr(bundle, "MAX_MANIFEST", 10)
    assert refused(untrusted) is Code.BUNDLE_DAMAGED


@settings(deadline=None, max_examples=300)
@given(st.integers(0, len(archive()) * 8 - 1))
def test_no_bit_outside_the_manifest_can_be_flipped(bit: int) -> None:
    changed = bytearray(archive())
    manifest = changed.index(b"}", changed.index(b'"supersedes"'))
    if bundle.BLOCK <= bit // 8 <= manifest:
        return  # the words of the manifest are authentic by the seal around the archive
    changed[bit // 8] ^= 1 << (bit % 8)
    with pytest.raises(CaseVaultError):
        read_archive(bytes(changed))


@settings(deadline=None, max_examples=200)
@given(st.one_of(st.binary(max_size=4096), st.binary(max_size=600).map(lambda head: head.ljust(512, b"\0") + bytes(1024))))
def test_any_bytes_end_in_a_refusal(untrusted: bytes) -> None:
    with pytest.raises(CaseVaultError):
        read_archive(untrusted)
