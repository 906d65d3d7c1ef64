"""age files (c2sp.org/age): a strict reader of our own in front of pyrage, which does the cryptography.

pyrage accepts what it should refuse (a scrypt header that asks for 8 GiB, stanzas without a body) and cannot be told
otherwise. So the armor is removed here, the header is parsed by the letter of the specification and must be equal to itself
when written again, and only that header with the payload behind it reaches pyrage. Bytes in, bytes out: nothing is returned
unless the last chunk was authentic.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import pyrage

from casevault.errors import Code, MachineProblem, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

MAX_HEADER = 64 * 1024
MAX_LOG_N = 22
_SCRYPT_BLOCK = 128 * 8  # bytes of memory per unit of N, with r = 8 as age fixes it
_VERSION = b"age-encryption.org/v1\n"
_ARMOR_BEGIN = b"-----BEGIN AGE ENCRYPTED FILE-----"
_ARMOR_END = b"-----END AGE ENCRYPTED FILE-----"
_COLUMNS = 64
_FILE_KEY_BODY = 32  # a wrapped file key: 16 bytes and a tag of 16
_SALT = 16
_SCRYPT_ARGUMENTS = 2  # salt and log_n
_SHARE = 32
_MAC = 32
_NONCE = 16
_ARGUMENT = re.compile(rb"[\x21-\x7e]+")
_LOG_N = re.compile(rb"[1-9][0-9]*")
_POST_QUANTUM = (b"mlkem768x25519", b"mlkem768p256tag")


class AgeFailure(StrEnum):
    """Where an age file stops being one; the words of the public test vectors."""

    ARMOR = "armor failure"
    HEADER = "header failure"
    HMAC = "HMAC failure"
    NO_MATCH = "no match"
    PAYLOAD = "payload failure"


class AgeDamaged(MachineProblem):
    """The file is not as its maker wrote it; `failure` says which part of it."""

    def __init__(self, failure: AgeFailure) -> None:
        """Name the part that does not hold."""
        super().__init__(
            Code.BUNDLE_DAMAGED,
            N_("This sealed file is damaged or was altered."),
            N_("Ask the sender for it again; nothing of it was used."),
            failure=failure,
        )
        self.failure = failure


class AgeNoMatch(UserProblem):
    """None of the keys, or not this passphrase, opens the file."""

    failure = AgeFailure.NO_MATCH


@dataclass(frozen=True, slots=True)
class Stanza:
    """One recipient's part of the header: type and arguments as written, body decoded."""

    args: tuple[bytes, ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Header:
    """A parsed header: its stanzas, its MAC and its length in bytes."""

    stanzas: tuple[Stanza, ...]
    mac: bytes
    length: int

    def written(self) -> bytes:
        """Return the header as the specification writes it."""
        parts = [_VERSION]
        for stanza in self.stanzas:
            parts.append(b"-> " + b" ".join(stanza.args) + b"\n")
            text = _unpadded(stanza.body)
            parts.extend(text[at : at + _COLUMNS] + b"\n" for at in range(0, len(text) + 1, _COLUMNS))
        parts.append(b"--- " + _unpadded(self.mac) + b"\n")
        return b"".join(parts)


def _unpadded(raw: bytes) -> bytes:
    return base64.b64encode(raw).rstrip(b"=")


def _canonical(untrusted: bytes, length: int = -1) -> bytes:
    """Decode unpadded base64 that is written in the one right way; `length` in bytes where it is fixed."""
    if b"=" in untrusted:
        raise AgeDamaged(AgeFailure.HEADER)
    try:
        raw = base64.b64decode(untrusted + b"=" * (-len(untrusted) % 4), validate=True)
    except binascii.Error:
        raise AgeDamaged(AgeFailure.HEADER) from None
    if _unpadded(raw) != untrusted or length not in (-1, len(raw)):
        raise AgeDamaged(AgeFailure.HEADER)
    return raw


# --- armor ---


def dearmor(untrusted: bytes) -> bytes:
    """Return the binary file inside an armored one, and any other file unchanged.

    White space may stand before the first and after the last line, and lines may end in CR LF; anything else beside the one right
    form is an armor failure.
    """
    trimmed = untrusted.strip(b" \t\r\n")
    if not trimmed.startswith(b"-----"):
        if _ARMOR_BEGIN in untrusted[:MAX_HEADER] or b"-----BEGIN" in untrusted[:MAX_HEADER] or _lower_armor(untrusted):
            raise AgeDamaged(AgeFailure.ARMOR)
        return untrusted
    lines = trimmed.replace(b"\r\n", b"\n").split(b"\n")
    if lines[0] != _ARMOR_BEGIN or lines[-1] != _ARMOR_END:
        raise AgeDamaged(AgeFailure.ARMOR)
    body = lines[1:-1]
    if any(len(line) != _COLUMNS for line in body[:-1]) or (body and not 0 < len(body[-1]) <= _COLUMNS):
        raise AgeDamaged(AgeFailure.ARMOR)
    text = b"".join(body)
    try:
        raw = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise AgeDamaged(AgeFailure.ARMOR) from None
    if base64.b64encode(raw) != text:
        raise AgeDamaged(AgeFailure.ARMOR)
    return raw


def _lower_armor(untrusted: bytes) -> bool:
    return untrusted[:MAX_HEADER].lower().lstrip().startswith(_ARMOR_BEGIN.lower())


# --- header ---


def parse_header(untrusted: bytes) -> Header:
    """Parse the header at the start of a binary age file; writing it again gives the same bytes, or it is refused."""
    header = _form_of(untrusted)
    _check_stanzas(header.stanzas)
    return header


def check_form(untrusted: bytes) -> None:
    """Refuse a file whose armor or header is not written in the one right way: no key need be looked at to see that."""
    _form_of(dearmor(untrusted))


def _form_of(untrusted: bytes) -> Header:
    end = untrusted.find(b"\n--- ", 0, MAX_HEADER)
    close = untrusted.find(b"\n", end + 1, MAX_HEADER)
    if not untrusted.startswith(_VERSION) or end < 0 or close < 0:
        raise AgeDamaged(AgeFailure.HEADER)
    stanzas: list[Stanza] = []
    lines = untrusted[len(_VERSION) : end].split(b"\n") if end >= len(_VERSION) else []
    at = 0
    while at < len(lines):
        if not lines[at].startswith(b"-> "):
            raise AgeDamaged(AgeFailure.HEADER)
        args = tuple(lines[at][3:].split(b" "))
        if not all(_ARGUMENT.fullmatch(arg) for arg in args):
            raise AgeDamaged(AgeFailure.HEADER)
        at += 1
        body = b""
        while True:
            if at == len(lines) or len(lines[at]) > _COLUMNS:
                raise AgeDamaged(AgeFailure.HEADER)
            body += lines[at]
            at += 1
            if len(lines[at - 1]) < _COLUMNS:
                break
        stanzas.append(Stanza(args, _canonical(body)))
    header = Header(tuple(stanzas), _canonical(untrusted[end + 5 : close], _MAC), close + 1)
    if not stanzas or header.written() != untrusted[: header.length]:
        raise AgeDamaged(AgeFailure.HEADER)
    if len(untrusted) - header.length < _NONCE:
        raise AgeDamaged(AgeFailure.HEADER)
    return header


def _check_stanzas(stanzas: Sequence[Stanza]) -> None:
    for stanza in stanzas:
        kind, rest = stanza.args[0], stanza.args[1:]
        if kind == b"scrypt":
            alone = len(stanzas) == 1 and len(rest) == _SCRYPT_ARGUMENTS
            if not alone or len(stanza.body) != _FILE_KEY_BODY or not _LOG_N.fullmatch(rest[1]):
                raise AgeDamaged(AgeFailure.HEADER)
            _canonical(rest[0], _SALT)
        elif kind == b"X25519":
            if len(rest) != 1 or len(stanza.body) != _FILE_KEY_BODY:
                raise AgeDamaged(AgeFailure.HEADER)
            _canonical(rest[0], _SHARE)


def work_bytes(header: Header) -> int:
    """Return how many bytes of memory the passphrase stanza asks for, 0 when there is none; refuses more than log_n 22."""
    for stanza in header.stanzas:
        if stanza.args[0] == b"scrypt":
            digits = stanza.args[2]
            if len(digits) > len(str(MAX_LOG_N)) or int(digits) > MAX_LOG_N:
                refuse_work()
            return _SCRYPT_BLOCK << int(digits)
    return 0


def refuse_work() -> NoReturn:
    """Refuse a file whose header asks for more work than is given to a stranger."""
    raise UserProblem(
        Code.WORK_FACTOR,
        N_("This sealed file asks for more memory than is safe to give it."),
        N_("Ask the sender to seal it again with the usual settings, or to a key."),
    )


# --- keys ---


def _unsupported() -> UserProblem:
    return UserProblem(
        Code.UNSUPPORTED_KEY,
        N_("This kind of key cannot be used yet."),
        N_("Use a key that begins with age1 and is 62 characters long, or a passphrase."),
    )


def parse_recipient(untrusted: str) -> pyrage.x25519.Recipient:
    """Return the public key that `age1…` text stands for; post-quantum, plugin and SSH keys are `unsupported_key`."""
    text = untrusted.strip()
    # The kind of a key ends in "1", which the characters after it never are: one key in a thousand of ours begins with age1pq.
    if text.startswith(("age1pq1", "age1tag1", "age1tagpq1", "age1yubikey1", "ssh-")):
        raise _unsupported()
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("That is not a public key of the age program."),
            N_("Copy it again, whole: it begins with age1."),
        ) from None


def parse_identity(untrusted: str) -> pyrage.x25519.Identity:
    """Return the private key that `AGE-SECRET-KEY-1…` text stands for; other kinds are `unsupported_key`."""
    text = untrusted.strip()
    if not text.startswith("AGE-SECRET-KEY-1"):
        raise _unsupported()
    try:
        return pyrage.x25519.Identity.from_str(text)
    except pyrage.IdentityError:
        raise UserProblem(
            Code.INVALID_INPUT, N_("That is not a private key of the age program."), N_("Copy it again, whole.")
        ) from None


# --- files ---


def encrypt(data: bytes, recipients: Sequence[pyrage.x25519.Recipient]) -> bytes:
    """Return `data` as a binary age file for `recipients` (at least one)."""
    return bytes(pyrage.encrypt(data, list(recipients)))


def encrypt_with_passphrase(data: bytes, passphrase: str) -> bytes:
    """Return `data` as a binary age file for a passphrase; the work factor is pyrage's, by the speed of this machine."""
    return bytes(pyrage.passphrase.encrypt(data, passphrase))


def decrypt(untrusted: bytes, identities: Sequence[pyrage.x25519.Identity]) -> bytes:
    """Return the content of an age file sealed to one of `identities`: all of it or nothing."""
    sink = io.BytesIO()
    decrypt_into(untrusted, identities, sink)
    return sink.getvalue()


def decrypt_into(untrusted: bytes, identities: Sequence[pyrage.x25519.Identity], sink: io.BytesIO) -> None:
    """Write the content to `sink` as it is authenticated, chunk by chunk; on a refusal what `sink` holds must not be used."""
    binary, header = _opened(untrusted)
    if header.stanzas[0].args[0] == b"scrypt":
        raise no_match()
    source = io.BytesIO(binary)
    try:
        pyrage.decrypt_io(source, sink, list(identities))
    except (pyrage.DecryptError, OSError) as cause:
        raise _translated(cause, header) from None


def decrypt_with_passphrase(untrusted: bytes, passphrase: str, *, memory: int) -> bytes:
    """Return the content of an age file sealed with a passphrase; `memory`: bytes that key derivation may take."""
    binary, header = _opened(untrusted)
    needed = work_bytes(header)
    if not needed:
        raise no_match()
    if needed > memory:
        refuse_work()
    try:
        return bytes(pyrage.passphrase.decrypt(binary, passphrase))
    except (pyrage.DecryptError, OSError) as cause:
        raise _translated(cause, header) from None


def _opened(untrusted: bytes) -> tuple[bytes, Header]:
    binary = dearmor(untrusted)
    header = parse_header(binary)
    # What reaches pyrage is our own writing of the header, so that the two parsers cannot read two different ones.
    return header.written() + binary[header.length :], header


def no_match() -> AgeNoMatch:
    """Return the refusal of a file that was sealed for somebody else."""
    return AgeNoMatch(
        Code.BUNDLE_NOT_FOR_YOU,
        N_("This sealed file was made for another key or passphrase."),
        N_("Check the words or the key, and ask the sender whom it was sealed for."),
    )


def _translated(cause: Exception, header: Header) -> MachineProblem | UserProblem:
    """Return the refusal for what pyrage said: its messages are all it tells (pinned version, held by the vectors)."""
    said = str(cause)
    if "No matching keys" in said or "Decryption failed" in said:
        if any(stanza.args[0] in _POST_QUANTUM for stanza in header.stanzas):
            return _unsupported()
        return no_match()
    if "Excessive work" in said:
        # Its bound is seconds, as it measures them just now: a machine that is busy refuses what it sealed a moment ago.
        return UserProblem(
            Code.WORK_FACTOR,
            N_("This computer is too busy, or too slow, to open this sealed file now."),
            N_("Close other programs and try again, or ask the sender to seal it to a key."),
        )
    if "MAC is invalid" in said:
        return AgeDamaged(AgeFailure.HMAC)
    if "Header is invalid" in said or "Unknown age format" in said:
        return AgeDamaged(AgeFailure.HEADER)
    return AgeDamaged(AgeFailure.PAYLOAD)
