from __future__ import annotations

import pytest

from casevault.crypto import signing

SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")


def test_the_public_key_is_that_of_rfc_8032() -> None:
    assert signing.public_key(SEED).hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"


def test_a_signature_belongs_to_one_message_one_use_one_key() -> None:
    public = signing.public_key(SEED)
    signature = signing.sign(SEED, b"use", b"message")
    assert len(signature) == signing.SIGNATURE_BYTES
    signing.verify_signature(public, b"use", b"message", signature)
    wrong = [
        (public, b"use", b"messagf", signature),
        (public, b"usem", b"essage", signature),
        (signing.public_key(bytes(32)), b"use", b"message", signature),
        (public, b"use", b"message", bytes(64)),
        (public, b"use", b"message", signature[:-1]),
        (b"short", b"use", b"message", signature),
    ]
    for arguments in wrong:
        with pytest.raises(signing.SignatureBroken):
            signing.verify_signature(*arguments)
