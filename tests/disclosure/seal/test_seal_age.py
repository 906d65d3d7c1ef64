"""The age seal: opened by the recipients, read back by ourselves, refused where it does not hold."""

from __future__ import annotations

import pyrage
import pytest

from casevault.crypto import agefile
from casevault.disclosure.seal.age import seal_age
from casevault.errors import CaseVaultError, Code

ARCHIVE = b"an archive" * 1000


def test_each_recipient_opens_it_and_no_passphrase_is_made() -> None:
    keys = [pyrage.x25519.Identity.generate() for _ in range(2)]
    sealed = seal_age(ARCHIVE, [str(key.to_public()) for key in keys])
    assert sealed.passphrase == ""
    for key in keys:
        assert agefile.decrypt(sealed.data, [key]) == ARCHIVE
    with pytest.raises(agefile.AgeNoMatch):
        agefile.decrypt(sealed.data, [pyrage.x25519.Identity.generate()])


@pytest.mark.slow
def test_without_recipients_the_words_open_it() -> None:
    sealed = seal_age(ARCHIVE, [], "seven words that were drawn before this")
    assert sealed.passphrase == "seven words that were drawn before this"
    assert agefile.decrypt_with_passphrase(sealed.data, sealed.passphrase, memory=1 << 33) == ARCHIVE
    with pytest.raises(agefile.AgeNoMatch):
        agefile.decrypt_with_passphrase(sealed.data, sealed.passphrase + "a", memory=1 << 33)


def test_a_machine_that_is_busy_for_a_moment_seals_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library guesses how long it would take: what it sealed itself a moment ago it refuses once others take the time."""
    asked: list[str] = []
    tries = iter((True, False))

    def busy(data: bytes, words: str) -> bytes:
        asked.append(words)
        if next(tries):
            raise pyrage.DecryptError("Excessive work parameter for passphrase.")
        return data

    monkeypatch.setattr(pyrage.passphrase, "encrypt", lambda archive, _words: sealed_by(archive))
    monkeypatch.setattr(pyrage.passphrase, "decrypt", lambda data, words: ARCHIVE if busy(data, words) else b"")
    assert seal_age(ARCHIVE, [], "seven words").passphrase == "seven words"
    assert len(asked) == 2
    tries = iter([True] * 9)
    with pytest.raises(CaseVaultError) as refusal:
        seal_age(ARCHIVE, [], "seven words")
    assert refusal.value.code is Code.WORK_FACTOR
    assert "busy" in refusal.value.what.text


def sealed_by(_archive: bytes) -> bytes:
    """Return a file with the header of a passphrase, of which nothing is derived here."""
    return b"age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 10\n" + b"A" * 43 + b"\n--- " + b"A" * 43 + b"\n" + bytes(32)


def test_a_post_quantum_recipient_is_refused_by_name() -> None:
    with pytest.raises(CaseVaultError) as refusal:
        seal_age(ARCHIVE, ["age1pq1qqqqqqqq"])
    assert refusal.value.code is Code.UNSUPPORTED_KEY


def test_a_file_that_reads_back_otherwise_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    key = pyrage.x25519.Identity.generate()
    monkeypatch.setattr(agefile, "decrypt", lambda _data, _identities: b"something else")
    with pytest.raises(CaseVaultError) as refusal:
        seal_age(ARCHIVE, [str(key.to_public())])
    assert refusal.value.code is Code.BUNDLE_DAMAGED


def test_a_passphrase_file_that_reads_back_otherwise_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agefile, "encrypt_with_passphrase", lambda data, _words: data)
    monkeypatch.setattr(agefile, "decrypt_with_passphrase", lambda _data, _words, *, memory: bytes(memory > 0))
    with pytest.raises(CaseVaultError) as refusal:
        seal_age(ARCHIVE, [], "words")
    assert refusal.value.code is Code.BUNDLE_DAMAGED
