"""Where a passphrase may come from: a prompt, a file, or (for tests) a descriptor; never an argument or the environment.

Every source is read once, bounded, closed, and never remembered: nothing of it is left for the process that a lock starts afresh.
"""

from __future__ import annotations

import getpass
import os
from typing import TYPE_CHECKING

from casevault.crypto.kdf import KEYFILE_MOST
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from casevault.i18n import Catalogue

SECRET_LIMIT = 64 * 1024  # bytes; longer is not a passphrase but a mistaken file
ENTER_PASSPHRASE = N_("Passphrase: ")
ENTER_NEW_PASSPHRASE = N_("New passphrase: ")
ENTER_AGAIN = N_("The same again: ")


def from_file(path: Path) -> bytearray:
    """Return the content of `path`, at most 64 KiB. The derivation drops the newline an editor leaves at its end, once."""
    try:
        with path.open("rb") as file:
            untrusted = bytearray(file.read(SECRET_LIMIT + 1))
    except OSError as problem:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("The passphrase file cannot be read."),
            N_("Check the path and your rights to it."),
            errno=problem.errno or 0,
        ) from None
    return _checked(untrusted)


def from_descriptor(descriptor: int) -> bytearray:
    """Return what the open descriptor gives, and close it: a descriptor left open would survive the lock's re-execution."""
    untrusted = bytearray()
    try:
        while len(untrusted) <= SECRET_LIMIT and (piece := os.read(descriptor, SECRET_LIMIT)):
            untrusted += piece
        os.close(descriptor)
    except OSError as problem:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("The passphrase descriptor cannot be read."),
            N_("Hand over a descriptor that is open for reading."),
            errno=problem.errno or 0,
        ) from None
    return _checked(untrusted)


def from_prompt(catalogue: Catalogue) -> bytearray:
    """Ask on the terminal, without echo."""
    return _checked(
        bytearray(
            _ask(catalogue.text(ENTER_PASSPHRASE)),
        )
    )


def new_from_prompt(catalogue: Catalogue) -> bytearray:
    """Ask twice on the terminal for a passphrase that is to be set."""
    first = bytearray(_ask(catalogue.text(ENTER_NEW_PASSPHRASE)))
    if first != bytearray(_ask(catalogue.text(ENTER_AGAIN))):
        raise UserProblem(Code.INVALID_INPUT, N_("The two passphrases differ."), N_("Type the same passphrase twice."))
    return _checked(first)


def shares_from(paths: Sequence[Path]) -> bytearray:
    """Return the text of all shares in `paths`, each file a part of its own."""
    return bytearray(b"\n\n").join([from_file(path) for path in paths])


def keyfile_from(path: Path) -> bytes:
    """Return the bytes of a keyfile; one too long to be one is refused before it is read whole."""
    try:
        with path.open("rb") as file:
            untrusted = file.read(KEYFILE_MOST + 1)
    except OSError as problem:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("The keyfile cannot be read."),
            N_("Put in the stick that holds it, and check the path."),
            errno=problem.errno or 0,
        ) from None
    if len(untrusted) > KEYFILE_MOST:
        raise UserProblem(Code.TOO_LARGE, N_("That is too long to be a keyfile."), N_("Check that it is the right file."))
    return untrusted


def _ask(prompt: str) -> bytes:
    try:
        return getpass.getpass(prompt).encode("utf-8", "surrogateescape")
    except (EOFError, KeyboardInterrupt):
        raise UserProblem(
            Code.CANCELLED, N_("No passphrase was given."), N_("Type it at the prompt, or use --passphrase-file.")
        ) from None


def _checked(untrusted: bytearray) -> bytearray:
    if len(untrusted) > SECRET_LIMIT:
        raise UserProblem(Code.TOO_LARGE, N_("That is too long to be a passphrase."), N_("Check that it is the right file."))
    if bytes(untrusted) in {b"", b"\n", b"\r\n"}:
        raise UserProblem(Code.INVALID_INPUT, N_("The passphrase is empty."), N_("Give at least one word; six are better."))
    try:
        untrusted.decode("utf-8")
    except UnicodeDecodeError:
        raise UserProblem(Code.INVALID_INPUT, N_("The passphrase is not UTF-8 text."), N_("Save the file as UTF-8.")) from None
    return untrusted
