"""What is refused of a bundle that comes in, each with its own code; whatever is refused leaves the vault as it was."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyrage
import pytest
from builders import FixedAmbient, make_vault

from casevault.crypto import agefile, minisign
from casevault.crypto.words import fingerprint
from casevault.disclosure.bundle import build_archive, read_archive
from casevault.disclosure.manifest import build_manifest, salted_id
from casevault.errors import CaseVaultError, Code
from casevault.exchange import broken, bundles, senders
from casevault.exchange.bundles import Accepted, Keys, read_bundle, take_in
from casevault.vault.identity import identity
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casevault.i18n import Msg
    from casevault.vault.vault import Vault

SEED, OTHER_SEED = bytes(range(32)), bytes(range(1, 33))
PUBLIC = minisign.public_of(SEED)
WORDS = fingerprint(PUBLIC.key, "minisign")
BUNDLE = "0f" * 16
RECORD = {"fields": [{"field": "start", "text": "12 or 14 February 2026"}], "record": "0a" * 16, "type": "event"}
LINE = json.dumps(RECORD, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
CONTENT = [("cover.pdf", b"%PDF-1.7 a dossier"), ("records.jsonl", LINE)]
STRICT, OWN = Accepted(), Keys()  # nothing is accepted, and opened with nothing but the vault's own key
PHRASE = "seven words that were drawn for this"


DEAR = b"age-encryption.org/v1\n-> scrypt " + b"A" * 22 + b" 30\n" + b"A" * 43 + b"\n--- " + b"A" * 43 + b"\n" + bytes(32)


@dataclass
class Desk:
    """The receiver's vault: the sender's key is known there, and there is a case."""

    vault: Vault
    case: str
    sender: str
    folder: Path

    def file(self, data: bytes, name: str = "in.age") -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path

    def sealed(self, archive: bytes, *more: str) -> Path:
        """Return a file that this vault can open, whoever it was written to."""
        keys = [agefile.parse_recipient(text) for text in (identity(self.vault).recipient, *more)]
        return self.file(agefile.encrypt(archive, keys))

    def read(self, source: Path, accepted: Accepted = STRICT, keys: Keys = OWN) -> bundles.Bundle:
        return read_bundle(source, keys, self.vault, accepted)

    def refused(self, source: Path, accepted: Accepted = STRICT, keys: Keys = OWN) -> Code:
        return self.refusal(source, accepted, keys).code

    def said(self, source: Path, accepted: Accepted = STRICT) -> Msg:
        """Return the sentence of a refusal as damaged."""
        refusal = self.refusal(source, accepted)
        assert refusal.code is Code.BUNDLE_DAMAGED
        return refusal.what

    def refusal(self, source: Path, accepted: Accepted = STRICT, keys: Keys = OWN) -> CaseVaultError:
        newest = self.vault.records.recent(1)[0].change
        with pytest.raises(CaseVaultError) as refusal:
            take_in(self.vault, self.read(source, accepted, keys), self.case)
        assert self.vault.records.recent(1)[0].change == newest
        assert self.vault.records.list("evidence") == []
        return refusal.value


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("in")
    vault, _ = make_vault(folder / "vault", ambient=FixedAmbient())
    with vault:
        needed = {field.key: {"na": "unknown"} for field in load_schema().type("case").fields if field.required}
        case = vault.records.add("case", needed | {"code": "P-1"}).made[0]
        keys = [{"kind": "minisign", "value": PUBLIC.text, "words": WORDS}]
        sender = vault.records.add("organisation", {"name": "Lantern Desk", "kind": "ngo", "keys": keys}).made[0]
        identity(vault)
        yield Desk(vault, case, sender, folder)


def archive(recipient: str, *, seed: bytes | None = SEED, said: str = f"casevault bundle {BUNDLE}", **facts: Any) -> bytes:
    """Return an archive written to `recipient`; `seed` None: not signed."""
    public = minisign.public_of(seed) if seed is not None else None
    sender = {"name": "", "ed25519": None, "words": None}
    if public is not None:
        sender = {"name": "", "ed25519": public.text, "words": fingerprint(public.key, "minisign")}
    content = facts.pop("content", CONTENT)
    usual: dict[str, Any] = {
        "bundle_id": BUNDLE,
        "created": "2026-05-14T09:00:00Z",
        "sender": sender,
        "recipients": [recipient],
        "purpose": "quiet_diplomacy",
        "case_refs": [],
        "consent": {"relied_on": [], "from_public_record": 0},
        "redactions": {"selected": 1, "written": 1, "withheld": 0},
    }
    text = build_manifest({**usual, **facts}, content, {}, {})
    return build_archive(text, content, b"" if seed is None else minisign.sign(seed, text, said))


def mine(desk: Desk) -> str:
    return identity(desk.vault).recipient


def test_a_known_sender_is_read_without_more(desk: Desk) -> None:
    bundle = desk.read(desk.sealed(archive(mine(desk))))
    assert (bundle.signed, bundle.known) == (True, True)
    assert bundle.organisation is not None
    assert bundle.organisation.id == desk.sender
    assert [(one.type, one.fields) for one in bundle.told] == [("event", (("start", "12 or 14 February 2026"),))]


def test_armor_makes_no_difference(desk: Desk) -> None:
    data = pyrage.encrypt(archive(mine(desk)), [agefile.parse_recipient(mine(desk))], armored=True)
    assert desk.read(desk.file(data)).known


def test_tampered(desk: Desk) -> None:
    sealed = desk.sealed(archive(mine(desk))).read_bytes()
    for at in (30, 120, len(sealed) // 2, len(sealed) - 1):
        altered = sealed[:at] + bytes((sealed[at] ^ 1,)) + sealed[at + 1 :]
        assert desk.refused(desk.file(altered)) in {Code.BUNDLE_DAMAGED, Code.BUNDLE_NOT_FOR_YOU}
    assert desk.refused(desk.file(sealed[: len(sealed) // 2] + bytes(9) + sealed[len(sealed) // 2 + 9 :])) is Code.BUNDLE_DAMAGED
    assert desk.said(desk.file(sealed[:-1] + bytes((sealed[-1] ^ 1,)))) is broken.ALTERED


def test_altered_by_somebody_who_may_open_it(desk: Desk) -> None:
    """Who is among the recipients can open it and seal it again: then the signature is what does not hold."""
    whole = archive(mine(desk))
    assert desk.said(desk.sealed(whole.replace(b"a dossier", b"a forgery"))) is broken.FORGED  # SHA-256
    other = whole.replace(b'"purpose":"quiet_diplomacy"', b'"purpose":"quiet_diplomacz"')
    assert other != whole
    assert desk.said(desk.sealed(other)) is broken.FORGED
    # Signed by another key under the first one's name; signed, and the signature left out; a signature nobody names.
    text = archive(mine(desk), seed=None)
    assert desk.said(desk.sealed(resigned(whole, OTHER_SEED))) is broken.FORGED
    assert desk.said(desk.sealed(resigned(whole, None))) is broken.FORGED
    assert desk.said(desk.sealed(resigned(text, SEED)), Accepted(unsigned=True)) is broken.FORGED
    # A signature of the same key that speaks of something else.
    assert desk.said(desk.sealed(archive(mine(desk), said="casevault document 0f"))) is broken.FORGED


def resigned(whole: bytes, seed: bytes | None) -> bytes:
    found = read_archive(whole)
    signature = b"" if seed is None else minisign.sign(seed, found.text, f"casevault bundle {BUNDLE}")
    return build_archive(found.text, list(found.files.items()), signature)


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_truncated(desk: Desk, part: float) -> None:
    content = [("cover.pdf", bytes(range(256)) * 1_000), ("records.jsonl", LINE)]  # several chunks: the first ones are authentic
    sealed = desk.sealed(archive(mine(desk), content=content)).read_bytes()
    assert desk.said(desk.file(sealed[: int(len(sealed) * part)])) is broken.CUT
    armored = pyrage.encrypt(archive(mine(desk), content=content), [agefile.parse_recipient(mine(desk))], armored=True)
    assert desk.said(desk.file(armored[: int(len(armored) * part)])) is broken.CUT


def test_an_archive_that_ends_early(desk: Desk) -> None:
    assert desk.said(desk.sealed(archive(mine(desk))[:-512])) is broken.FORGED, "the seal holds: whoever sealed it wrote less"


def test_forwarded(desk: Desk) -> None:
    """Written to somebody else, who sealed it anew for us: the seal opens, and what was signed names another."""
    theirs = str(pyrage.x25519.Identity.generate().to_public())
    assert desk.refused(desk.sealed(archive(theirs))) is Code.BUNDLE_NOT_FOR_YOU
    assert desk.refused(desk.sealed(archive(salted_id(BUNDLE, PHRASE)))) is Code.BUNDLE_NOT_FOR_YOU


def test_sealed_for_somebody_else(desk: Desk) -> None:
    theirs = pyrage.x25519.Identity.generate()
    data = agefile.encrypt(archive(str(theirs.to_public())), [theirs.to_public()])
    assert desk.refused(desk.file(data)) is Code.BUNDLE_NOT_FOR_YOU
    assert desk.read(desk.file(data), keys=Keys(untrusted_identities=f"# mine, too\n{theirs}\n")).known


@pytest.mark.slow
def test_words(desk: Desk) -> None:
    source = desk.file(agefile.encrypt_with_passphrase(archive(salted_id(BUNDLE, PHRASE)), PHRASE))
    assert desk.read(source, keys=Keys(words=f"  {PHRASE.upper()}\n")).known
    assert desk.refused(source, keys=Keys(words=PHRASE + "a")) is Code.BUNDLE_NOT_FOR_YOU
    assert desk.refused(source) is Code.BUNDLE_NOT_FOR_YOU
    # Passed on under other words: they are not the ones that were signed.
    again = desk.file(agefile.encrypt_with_passphrase(archive(salted_id(BUNDLE, PHRASE)), "other words"))
    assert desk.refused(again, keys=Keys(words="other words")) is Code.BUNDLE_NOT_FOR_YOU


def test_an_unknown_sender(desk: Desk) -> None:
    source = desk.sealed(archive(mine(desk), seed=OTHER_SEED))
    assert desk.refused(source) is Code.BUNDLE_UNKNOWN_SENDER
    assert desk.refused(source, Accepted(words=WORDS)) is Code.BUNDLE_UNKNOWN_SENDER  # those of another key
    assert desk.refused(source, Accepted(unsigned=True)) is Code.BUNDLE_UNKNOWN_SENDER
    heard = fingerprint(minisign.public_of(OTHER_SEED).key, "minisign")
    assert desk.read(source, Accepted(words=heard)).known is False


def test_an_unsigned_one(desk: Desk) -> None:
    source = desk.sealed(archive(mine(desk), seed=None))
    assert desk.refused(source) is Code.BUNDLE_UNKNOWN_SENDER
    assert desk.read(source, Accepted(unsigned=True)).signed is False


def test_our_own_is_known(desk: Desk) -> None:
    bundle = desk.read(desk.sealed(archive(mine(desk), seed=identity(desk.vault).seed)))
    assert (bundle.known, bundle.organisation) == (True, None)


@pytest.mark.parametrize(
    ("untrusted", "said"),
    [
        (b"", broken.CUT),
        (b"%PDF-1.7", broken.STRANGE),
        (b"-----BEGIN AGE ENCRYPTED FILE-----\nno\n-----END AGE ENCRYPTED FILE-----\n", broken.STRANGE),
        (b"age-encryption.org/v1\n-> X25519 \n", broken.CUT),
        (b"age-encryption.org/v1\n-> X25519 \n--- \n" + bytes(9), broken.CUT),
        (b"<!doctype html><html>", broken.CUT),
        (b"<!doctype html><html><p>Some page of somebody</p></html>\n", broken.ALTERED),
    ],
)  # fmt: skip
def test_what_is_no_bundle(desk: Desk, untrusted: bytes, said: Msg) -> None:
    page = untrusted.startswith(b"<")
    refusal = desk.refusal(desk.file(untrusted), keys=Keys(words="a") if page else Keys())
    assert (refusal.code, refusal.what) == (Code.BUNDLE_DAMAGED, said)


def test_one_that_asks_for_too_much_work(desk: Desk) -> None:
    assert desk.refused(desk.file(DEAR), keys=Keys(words="a")) is Code.WORK_FACTOR


def test_a_file_that_is_too_long(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "MOST_BYTES", 100)
    assert desk.refused(desk.sealed(archive(mine(desk)))) is Code.TOO_LARGE


@pytest.mark.parametrize("line", [b"{}\n", LINE[:-1], LINE.replace(b'"event"', b"1"), LINE + b"\n", b"\xff\n"])
def test_records_that_are_not_what_a_bundle_holds(desk: Desk, line: bytes) -> None:
    assert desk.refused(desk.sealed(archive(mine(desk), content=[("records.jsonl", line)]))) is Code.BUNDLE_DAMAGED


def test_a_key_that_cannot_be_used(desk: Desk) -> None:
    source = desk.sealed(archive(mine(desk)))
    assert desk.refused(source, keys=Keys(untrusted_identities="AGE-SECRET-KEY-PQ-1QQ")) is Code.UNSUPPORTED_KEY


def test_the_log_and_not_the_records_tells_a_replay(tmp_path: Path) -> None:
    """Taken in, taken back, and offered again; and another's signature over the same id uses nothing up."""
    vault, _ = make_vault(tmp_path / "vault", ambient=FixedAmbient(3))
    with vault:
        desk = Desk(vault, "", "", tmp_path)
        needed = {field.key: {"na": "unknown"} for field in load_schema().type("case").fields if field.required}
        case = vault.records.add("case", needed | {"code": "P-1"}).made[0]
        heard = [fingerprint(minisign.public_of(seed).key, "minisign") for seed in (SEED, OTHER_SEED)]
        first = desk.sealed(archive(mine(desk)))
        bundle = desk.read(first, Accepted(words=heard[0]))
        taken = take_in(vault, bundle, case, who="Lantern Desk", how="face to face", notes=True)
        assert len(taken.notes) == 1
        assert vault.records.get(taken.notes[0]).fields["text"] == [{"text": "event\nstart: 12 or 14 February 2026"}]
        # Opened twice before either was taken in: the second finds the row of the first.
        with pytest.raises(CaseVaultError) as refusal:
            take_in(vault, bundle, case, who="Lantern Desk")
        assert refusal.value.code is Code.BUNDLE_REPLAYED
        assert len(vault.records.list("evidence")) == 1
        vault.records.undo()
        assert vault.records.list("evidence") == []
        with pytest.raises(CaseVaultError) as refusal:
            desk.read(first, Accepted(words=heard[0]))
        assert refusal.value.code is Code.BUNDLE_REPLAYED
        second = desk.file(desk.sealed(archive(mine(desk), seed=OTHER_SEED)).read_bytes(), "b.age")
        assert desk.read(second, Accepted(words=heard[1])).signed
        assert senders.known(vault, PUBLIC.text) is None  # the pin went with the act
