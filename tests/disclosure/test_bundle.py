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

from casevault.crypto import minisign
from casevault.crypto.signing import SignatureBroken
from casevault.crypto.words import fingerprint
from casevault.disclosure import bundle
from casevault.disclosure import manifest as manifests
from casevault.disclosure.bundle import build_archive, read_archive
from casevault.disclosure.manifest import build_manifest, salted_id
from casevault.errors import CaseVaultError, Code

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

FILES = [("cover.pdf", b"%PDF" + b"x" * 3000), ("records.jsonl", b'{"a":1}\n'), ("files/0001.bin", b"")]
SEED = bytes(range(32))
PUBLIC = minisign.public_of(SEED)
SENDER = {"name": "A team", "ed25519": PUBLIC.text, "words": fingerprint(PUBLIC.key, "minisign")}
FACTS = {
    "bundle_id": "0f" * 16,
    "created": "2026-05-14T09:00:00Z",
    "sender": SENDER,
    "recipients": [salted_id("0f" * 16, "seven words"), "age1" + "q" * 58],
    "purpose": "quiet_diplomacy",
    "case_refs": ["0a" * 16],
    "consent": {"relied_on": ["0b" * 16], "from_public_record": 1},
    "redactions": {"selected": 3, "written": 2, "withheld": 1},
}


def archive(files: Sequence[tuple[str, bytes]] = FILES, *, signed: bool = True) -> bytes:
    text = build_manifest(FACTS, files, {"cover.pdf": "application/pdf"}, {"cover.pdf": "Dossier"})
    return build_archive(text, files, minisign.sign(SEED, text, "casevault bundle") if signed else b"")


def refused(untrusted: bytes) -> Code:
    with pytest.raises(CaseVaultError) as refusal:
        read_archive(untrusted)
    return refusal.value.code


def test_what_was_built_is_read_again() -> None:
    found = read_archive(archive())
    assert found.files == dict(FILES)
    assert minisign.verify(PUBLIC, found.text, found.signature) == "casevault bundle"
    manifest = found.manifest
    assert (manifest.bundle, manifest.sender.name, manifest.sender.key) == ("0f" * 16, "A team", PUBLIC.text)
    assert manifest.recipients == tuple(FACTS["recipients"])
    cover = manifest.files[0]
    assert (cover.name, cover.size, cover.sha256) == ("cover.pdf", 3004, sha256(FILES[0][1]).hexdigest())
    assert (cover.mime, cover.title) == ("application/pdf", "Dossier")
    assert set(json.loads(found.text)) == set(manifests._KEYS)


def test_an_unsigned_one_is_read_as_that() -> None:
    found = read_archive(archive(signed=False))
    assert (found.signature, found.files) == (b"", dict(FILES))


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
    assert listed == ["MANIFEST.json", "MANIFEST.json.minisig", "cover.pdf", "records.jsonl", "files/0001.bin", "PAD.bin"]
    subprocess.run(["tar", "xf", str(file), "-C", str(tmp_path)], check=True)
    assert (tmp_path / "cover.pdf").read_bytes() == FILES[0][1]
    with tarfile.open(file) as reader:
        assert all(member.isreg() and member.mtime == 0 and not member.uname for member in reader)


@pytest.mark.parametrize(
    "name",
    ["MANIFEST.json.minisig", "../x", "/etc/passwd", "a//b", "A.pdf", "", "x" * 65, ".x", "files/.", "PAD.bin", "cover.pdf"],
)
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
    return manifests._written({**json.loads(build_manifest(FACTS, content, {}, {})), **changes})


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
        members(("MANIFEST.json", manifest_of([])), ("cover.pdf", b"a"), ("MANIFEST.json.minisig", b""), ("PAD.bin", b"")),
        members(("MANIFEST.json", manifest_of([])), ("MANIFEST.json.minisig", bytes(4_097)), ("PAD.bin", b"")),
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
    monkeypatch.setattr(bundle, "MAX_FILES", 0)
    assert refused(untrusted) is Code.BUNDLE_DAMAGED
    monkeypatch.undo()
    monkeypatch.setattr(bundle, "MAX_MANIFEST", 10)
    assert refused(untrusted) is Code.BUNDLE_DAMAGED


@pytest.mark.parametrize(
    "changes",
    [
        {"bundle_id": "0F" * 16},
        {"created": "yesterday"},
        {"created": None},
        {"purpose": "a b"},
        {"recipients": []},
        {"recipients": ["age1" + "b" * 58]},
        {"recipients": ["ssh-ed25519 AAAA"]},
        {"recipients": "age1"},
        {"case_refs": [1]},
        {"consent": []},
        {"consent": {"relied_on": [], "from_public_record": True}},
        {"redactions": {"selected": -1, "written": 0, "withheld": 0}},
        {"redactions": {"selected": 1.0, "written": 0, "withheld": 0}},
        {"audit_checkpoint": "ab"},
        {"supersedes": {}},
        {"sender": {**SENDER, "words": "seven other words"}},
        {"sender": {**SENDER, "ed25519": None}},
        {"sender": {**SENDER, "ed25519": "RWQ"}},
        {"sender": {**SENDER, "ed25519": PUBLIC.text + "\n"}},
        {"sender": {**SENDER, "name": "A\u202eteam"}},
        {"sender": {**SENDER, "name": "x" * 501}},
        {"files": [{"n": "a", "size": 10**4_000, "sha256": "0" * 64, "mime": "a/b", "title": ""}]},
        {"files": [{"n": "a", "size": 0, "sha256": "0" * 64, "mime": "text/html; x", "title": ""}]},
        {"files": {}},
        {"format": 0},
        {"format": True},
    ],
)
def test_a_manifest_says_what_it_may(changes: dict[str, object]) -> None:
    assert refused(members(("MANIFEST.json", manifest_of([], **changes)), ("PAD.bin", b""))) is Code.BUNDLE_DAMAGED


@pytest.mark.parametrize(
    "untrusted",
    [
        json.dumps(json.loads(manifest_of([]))).encode(),
        manifest_of([]) + b"\n",
        manifest_of([]).replace(b'"format":1', b'"format":1,"format":1'),
        manifest_of([]).replace(b"A team", b"\\u0041 team"),
        manifest_of([]).replace(b"A team", b"\\ud800"),
        manifest_of([]).replace(b'"format":1', b'"format":NaN'),
    ],
)
def test_a_manifest_is_written_in_one_way(untrusted: bytes) -> None:
    assert refused(members(("MANIFEST.json", untrusted), ("PAD.bin", b""))) is Code.BUNDLE_DAMAGED


def test_the_id_of_words_belongs_to_them_and_to_one_bundle() -> None:
    assert salted_id("0f" * 16, "a b") == salted_id("0f" * 16, "a b")
    assert len({salted_id(bundle, words) for bundle in ("0f" * 16, "0e" * 16) for words in ("a b", "a c")}) == 4


@settings(deadline=None, max_examples=300)
@given(st.integers(0, len(archive()) * 8 - 1))
def test_no_bit_can_be_flipped(bit: int) -> None:
    changed = bytearray(archive())
    changed[bit // 8] ^= 1 << (bit % 8)
    try:
        found = read_archive(bytes(changed))
        minisign.verify(PUBLIC, found.text, found.signature)
    except (CaseVaultError, SignatureBroken):
        return
    # Of what is signed nothing may change; the first line of a signature is nobody's, and says nothing that is used.
    assert found.text == read_archive(archive()).text
    assert found.files == dict(FILES)


@settings(deadline=None, max_examples=200)
@given(st.one_of(st.binary(max_size=4096), st.binary(max_size=600).map(lambda head: head.ljust(512, b"\0") + bytes(1024))))
def test_any_bytes_end_in_a_refusal(untrusted: bytes) -> None:
    with pytest.raises(CaseVaultError):
        read_archive(untrusted)
