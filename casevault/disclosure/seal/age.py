"""The age seal: to recipients' public keys, or with generated words where there are none.

A file for recipients is also sealed to a one-time key made here, so that the finished bytes can be opened and compared
before they leave; the key is dropped at once. A passphrase stanza must stand alone in its header, so such a file is opened
with its words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyrage

from casevault.crypto import agefile
from casevault.disclosure.seal import Sealed, seal_broken
from casevault.errors import Code, UserProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

_TRIES = 3  # on a machine that other programs keep busy
# Sealing has just used this memory for the same derivation; more than our own limit for log_n `agefile` refuses anyway.
_REOPEN_MEMORY = (128 * 8) << agefile.MAX_LOG_N


def seal_age(archive: bytes, recipients: Sequence[str], passphrase: str = "") -> Sealed:
    """Return `archive` sealed to `recipients` (`age1…`), or with `passphrase` when there are none.

    Raises `unsupported_key` or `invalid_input` for a recipient that cannot be used, `bundle_damaged` if the finished file
    does not open to exactly `archive`, `work_factor` where the machine is so busy that it cannot be opened again.
    """
    if recipients:
        return Sealed(_for_keys(archive, [agefile.parse_recipient(text) for text in recipients]))
    return _with_words(archive, passphrase, _TRIES)


def _with_words(archive: bytes, passphrase: str, tries: int) -> Sealed:
    # Salt and file key are drawn for this one file; every byte of it is authenticated, and none is handed back that is not.
    data = agefile.encrypt_with_passphrase(archive, passphrase)
    try:
        opened = agefile.decrypt_with_passphrase(data, passphrase, memory=_REOPEN_MEMORY)
    except UserProblem as refusal:
        # The library chose the work by the speed of a moment ago: what is too much for it now is sealed anew with less.
        if refusal.code is not Code.WORK_FACTOR or tries == 1:
            raise
        return _with_words(archive, passphrase, tries - 1)
    if opened != archive:
        raise seal_broken()
    return Sealed(data, passphrase)


def _for_keys(archive: bytes, recipients: list[pyrage.x25519.Recipient]) -> bytes:
    # pyrage keeps the private half in memory of its own and overwrites it when the object goes; it never becomes a Python string.
    once = pyrage.x25519.Identity.generate()
    try:
        data = agefile.encrypt(archive, [*recipients, once.to_public()])
        same = agefile.decrypt(data, [once]) == archive
    finally:
        del once
    if not same:
        raise seal_broken()
    return data
