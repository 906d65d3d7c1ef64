"""What proves who made a disclosure, by choice: signed inside, signed beside, or not at all; and the page that opens itself."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, NamedTuple

import pyrage
import pytest
from builders import FixedAmbient, make_vault
from disclosure.asking import ask, untouched
from disclosure_fakes import invented_case
from tools import need

from casevault import disclosure, files
from casevault.crypto import agefile
from casevault.disclosure import register
from casevault.disclosure.bundle import read_archive
from casevault.disclosure.checkpoint import checkpoint_of
from casevault.errors import Code, UserProblem
from casevault.exchange.bundles import Accepted, Keys, read_bundle
from casevault.store import rekey
from casevault.vault.identity import identity, kept

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casevault.vault.vault import Vault

KEY = pyrage.x25519.Identity.generate()
TO = {"seal": "age", "recipients": (str(KEY.to_public()),)}


class Sending(NamedTuple):
    vault: Vault
    made: dict[str, str]


@pytest.fixture(scope="module")
def sending(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sending]:
    vault, _ = make_vault(tmp_path_factory.mktemp("sending") / "vault", ambient=FixedAmbient())
    with vault:
        yield Sending(vault, invented_case(vault))


def test_a_signature_beside_a_file(sending: Sending, tmp_path: Path) -> None:
    need("minisign")
    vault, made = sending
    out = tmp_path / "dossier.pdf"
    report = disclosure.disclose(vault, ask(made, sign=True), out)
    assert report.to_json()["signature"] == "dossier.pdf.minisig"
    told = subprocess.run(
        ["minisign", "-Vm", str(out), "-P", identity(vault).signing.text], check=True, capture_output=True, text=True
    )
    assert f"casevault document {report.bundle}" in told.stdout
    assert disclosure.disclose(vault, ask(made), tmp_path / "other.pdf").signature == ""
    assert not (tmp_path / "other.pdf.minisig").exists()


def test_what_stands_there_is_never_overwritten(sending: Sending, tmp_path: Path) -> None:
    vault, made = sending
    before = len(register.listing(vault))
    (tmp_path / "out.pdf.minisig").write_bytes(b"mine")
    with pytest.raises(UserProblem) as refusal:
        disclosure.disclose(vault, ask(made, sign=True), tmp_path / "out.pdf")
    assert refusal.value.code is Code.INVALID_INPUT
    assert (tmp_path / "out.pdf.minisig").read_bytes() == b"mine"
    assert untouched(vault, tmp_path / "out.pdf", before)


def test_no_signature_without_its_file(sending: Sending, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault, made = sending
    before = len(register.listing(vault))

    def full(*_arguments: object) -> None:
        raise files.problem_from(OSError(28, ""))

    monkeypatch.setattr(register, "write_and_register", full)
    with pytest.raises(Exception, match="disk_full"):
        disclosure.disclose(vault, ask(made, sign=True), tmp_path / "out.pdf")
    assert untouched(vault, tmp_path / "out.pdf", before)
    assert list(tmp_path.glob("*out.pdf*")) == []


def test_unsigned_by_choice(tmp_path: Path) -> None:
    """Nothing in it can be shown to come from this vault; not even a key is made for it."""
    vault, _ = make_vault(tmp_path / "vault", ambient=FixedAmbient(9))
    with vault:
        made = invented_case(vault)
        out = tmp_path / "out.age"
        disclosure.disclose(vault, ask(made, unsigned=True, **TO), out)
        assert kept(vault) is None
    found = read_archive(agefile.decrypt(out.read_bytes(), [KEY]))
    assert (found.signature, found.manifest.sender.key) == (b"", "")
    bundle = read_bundle(out, Keys(untrusted_identities=str(KEY)), None, Accepted())
    assert bundle.signed is False


def test_the_manifest_says_where_the_log_stood_and_what_is_replaced(sending: Sending, tmp_path: Path) -> None:
    vault, made = sending
    vault.records.edit(made["place"], {"level": "county"})
    identity(vault)
    rows = vault.db.read(rekey.digests)
    first = disclosure.disclose(vault, ask(made, to="A desk", **TO), tmp_path / "1.age")
    second = disclosure.disclose(vault, ask(made, to="A desk", **TO), tmp_path / "2.age")
    manifests = [json.loads(read_archive(agefile.decrypt((tmp_path / f"{n}.age").read_bytes(), [KEY])).text) for n in (1, 2)]
    assert [manifest["supersedes"] for manifest in manifests] == [
        None,
        first.bundle,
    ]  # another desk's copies are not its business
    assert manifests[0]["audit_checkpoint"] == checkpoint_of(first.bundle, rows)
    later = vault.db.read(rekey.digests)
    assert later[: len(rows)] == rows  # anybody who is given these rows finds the digest again, and with other rows does not
    assert manifests[1]["audit_checkpoint"] not in {checkpoint_of(first.bundle, later), checkpoint_of(second.bundle, rows)}


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"unsigned": True}, "unsigned"),
        ({"sign": True, "seal": "age"}, "sign"),
        ({"sign": True, "seal": "html"}, "sign"),
    ],
)
def test_choices_that_mean_nothing(sending: Sending, tmp_path: Path, asked: dict[str, object], field: str) -> None:
    vault, made = sending
    with pytest.raises(UserProblem) as refusal:
        disclosure.disclose(vault, ask(made, **asked), tmp_path / "out")
    assert (refusal.value.code, refusal.value.safe["field"]) == (Code.INVALID_INPUT, field)


def test_a_page_holds_a_bundle(sending: Sending, tmp_path: Path) -> None:
    vault, made = sending
    out = tmp_path / "out.html"
    report = disclosure.disclose(vault, ask(made, seal="html"), out)
    assert len(report.passphrase.split()) == 7
    assert b"Lin Zhaowen" not in out.read_bytes()
    bundle = read_bundle(out, Keys(words=report.passphrase), None, Accepted())
    assert (bundle.signed, bundle.archive.manifest.bundle) == (True, report.bundle)
    assert bundle.archive.files["cover.pdf"].startswith(b"%PDF")
    assert made["case"] not in bundle.archive.text.decode()
    for keys, code in ((Keys(words="other words"), Code.BUNDLE_NOT_FOR_YOU), (Keys(), Code.INVALID_INPUT)):
        with pytest.raises(UserProblem) as refusal:
            read_bundle(out, keys, None, Accepted())
        assert refusal.value.code is code
