"""Known answers, worked out again before the first unlock: a broken build of a library must not touch a vault.

Published vectors where there are any (their source stands beside each), else frozen answers of our own; together under 200 ms.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from casevault.crypto import blob, kdf, keywrap, recovery_code, signing
from casevault.crypto.keywrap import MasterKey
from casevault.errors import CaseVaultError, Code, MachineProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable

_TINY: Final = kdf.KdfProfile(64, 1, 1)  # 64 KiB: the arithmetic is the same as with much
_STORED: Final = "0329077da79ba558d83039d9a43e3413283c5513a6473fdda3a5014fd5eef94a"


def _sha256() -> bool:  # FIPS 180-4, example "abc"
    return hashlib.sha256(b"abc").hexdigest() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def _hmac() -> bool:  # RFC 4231, case 2
    answer = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    return hmac.digest(b"Jefe", b"what do ya want for nothing?", "sha256").hex() == answer


def _aes_gcm() -> bool:  # NIST GCM specification, test case 14
    answer = "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"
    return AESGCM(bytes(32)).encrypt(bytes(12), bytes(16), None).hex() == answer


def _ed25519() -> bool:  # RFC 8032, 7.1, test 1: the public key; then our framing, frozen
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    signing.verify_signature(public, b"casevault/1/selftest", b"", signing.sign(seed, b"casevault/1/selftest", b""))
    return signing.public_key(seed) == public


def _argon2id() -> bool:  # frozen; tests compare the whole derivation with RFC 9106 through another implementation
    answer = "f0431681125272f81763fd1229faf9b2e9e71791a9928fcdaf8905648cc13f3a"
    return kdf.derive(kdf.passphrase_input(b"casevault"), bytes(range(16)), _TINY).hex() == answer


def _slot_keys() -> bool:  # frozen: HKDF-Expand as slots use it
    kek, check = keywrap.slot_keys(bytearray(range(32)), bytes(16), bytes(16))
    return hashlib.sha256(bytes(kek) + check).hexdigest() == "ea3876aa107c4ee91738facb855560cdeaf218b1ccf0ee12c6a2b711286c292e"


def _subkey() -> bool:  # frozen: HKDF as the keys of a vault use it
    return (
        keywrap.subkey(MasterKey(bytearray(range(32))), bytes(16), "db").hex()
        == "e1b51588bf48861bd8dab8bd2850a5b34fcc16ea518f345f4721f724372ca71b"
    )


def _wrap_refuses() -> bool:  # a wrapped key comes back, and not under other associated data
    kek, master = bytearray(32), MasterKey(bytearray(range(32)))
    wrapped = keywrap.wrap(kek, bytes(12), master, b"a")
    try:
        keywrap.unwrap(kek, bytes(12), wrapped, b"b")
    except keywrap.WrapBroken:
        return keywrap.unwrap(kek, bytes(12), wrapped, b"a") == master
    return False


def _blob() -> bool:  # frozen: the stored form of an attachment, and that it is read again
    key, name = bytearray(range(32)), blob.BlobName(bytes(16), bytes(16))
    stored = b"".join(bytes(part) for part in blob.encrypt(key, bytes(24), name, 9, [b"casevault"]))
    read = blob.BlobReader(key, name, 9, lambda offset, count: stored[offset : offset + count]).read(0, 9)
    return (hashlib.sha256(stored).hexdigest(), read) == (_STORED, b"casevault")


def _recovery_code() -> bool:  # frozen
    text = "000G-40R4-0M30-E209-185G-R38E-1W81-24GK-54VG"
    return recovery_code.format_code(bytes(range(20))) == text and recovery_code.parse_code(text) == bytes(range(20))


CHECKS: Final[tuple[Callable[[], bool], ...]] = (
    _sha256, _hmac, _aes_gcm, _ed25519, _argon2id, _slot_keys, _subkey, _wrap_refuses, _blob, _recovery_code,
)  # fmt: skip


def run_selftest(checks: tuple[Callable[[], bool], ...] = CHECKS) -> int:
    """Return how many checks passed; UNSUPPORTED at the first that does not."""
    for number, check in enumerate(checks, start=1):
        if not _passes(check):
            raise MachineProblem(
                Code.UNSUPPORTED,
                N_("The cryptography of this copy of CaseVault does not work as it should, so no vault is touched."),
                N_("Install CaseVault again from its own package."),
                check=number,
            )
    return len(checks)


def _passes(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (CaseVaultError, keywrap.WrapBroken, signing.SignatureBroken, ValueError):
        return False
