"""Shares for colleagues: a random secret split by SLIP-39 so that any k of n open and k - 1 know nothing, as words for paper.

    share = 33 words of a public list of 1024: set, number and k, 32 bytes, and a checksum that finds any three wrong words

One group of one, extendable flag set, iteration exponent 0, no passphrase: the secret is random, so slowness protects nothing.
The splitting and the checksum are the library's; reading what a person typed, and saying what is wrong with it, is ours.
"""

from __future__ import annotations

import difflib
import re
import threading
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Final

from shamir_mnemonic import EncryptedMasterSecret, MnemonicError, combine_mnemonics, shamir, split_ems
from shamir_mnemonic.share import Share as LibraryShare
from shamir_mnemonic.wordlist import WORDLIST

from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.ambient import Ambient

SECRET_BYTES: Final = 32
WORDS: Final = 33
FEWEST: Final = 2  # to open: with one it would be a recovery code under another name
MOST: Final = 16  # shares of a set
SETS: Final = 1 << 15  # ids of sets
TEXT_LIMIT: Final = 16 * 1024  # characters; sixteen numbered shares take half of it

_PREFIX: Final = 4  # letters in which no two words of the list agree
_BY_PREFIX: Final = {word[:_PREFIX]: word for word in WORDLIST}
_TOKEN: Final = re.compile(r"[0-9]+|[^\W\d_]+")
_drawing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Share:
    """One share as typed, its checksum verified. `needed`: how many open; `index`: 0 to 15, its own within the set."""

    set: int
    needed: int
    index: int
    words: str = field(repr=False)


def split(secret: bytes | bytearray, *, needed: int, count: int, set_id: int, ambient: Ambient) -> tuple[str, ...]:
    """Return `count` shares of 32 random bytes, of which any `needed` give them back; 33 words each, joined by single spaces.

    The polynomial's coefficients are drawn for this set alone: two sets of one vault have nothing in common but the vault.
    """
    if not FEWEST <= needed <= count <= MOST:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("At least {fewest} shares must be needed, no more than there are, and there are {most} at the most."),
            N_("Three of five is a good beginning."),
            fewest=FEWEST,
            most=MOST,
        )
    whole = EncryptedMasterSecret.from_master_secret(bytes(secret), b"", set_id, extendable=True, iteration_exponent=0)
    with _drawing:  # the library's own place for another source of chance is one for the whole process
        usual = shamir.RANDOM_BYTES
        shamir.RANDOM_BYTES = ambient.random_bytes
        try:
            (group,) = split_ems(1, [(needed, count)], whole)
        finally:
            shamir.RANDOM_BYTES = usual
    return tuple(share.mnemonic() for share in group)


def parse(untrusted_text: str) -> tuple[Share, ...]:
    """Return the shares in a text, in its order; INVALID_INPUT names share and word where something does not fit.

    Shares are parted by a blank line, or follow one another word by word. Numbers before the words put them in their order. Of a
    word the first four letters are enough; case does not matter.
    """
    if len(untrusted_text) > TEXT_LIMIT:
        raise UserProblem(Code.TOO_LARGE, N_("That is too long for shares."), N_("Check that it is the right file."))
    lines = untrusted_text.casefold().splitlines()
    blocks = [" ".join(block) for filled, block in groupby(lines, key=lambda line: bool(line.strip())) if filled]
    typed: list[list[str]] = []
    for block in blocks:
        typed += _in_order(_TOKEN.findall(block), len(typed) + 1)
    if not typed:
        raise UserProblem(Code.INVALID_INPUT, N_("No share was given."), N_("Type the {words} words of each share."), words=WORDS)
    return tuple(_share(words, number) for number, words in enumerate(typed, start=1))


def same_set(shares: Sequence[Share]) -> None:
    """Raise INVALID_INPUT if one of `shares` belongs to another set than the first."""
    for number, share in enumerate(shares, start=1):
        if (share.set, share.needed) != (shares[0].set, shares[0].needed):
            raise UserProblem(
                Code.INVALID_INPUT,
                N_("Share {share} belongs to set {other}, the first one to set {first}."),
                N_("Take shares of one set; its number stands on each sheet."),
                share=number,
                other=share.set,
                first=shares[0].set,
            )


def combine(shares: Sequence[Share]) -> bytearray:
    """Return the secret of `shares`, all of one set; every share that was given must agree, also those beyond the number needed.

    INVALID_INPUT if they are too few (`missing` says how many) or do not fit together.
    """
    same_set(shares)
    distinct = sorted({share.words: share for share in shares}.values(), key=lambda share: share.index)
    needed, given = shares[0].needed, len(distinct)
    if given < needed:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("{given} of {needed} needed shares are here and right: {missing} more are needed."),
            N_("Ask another colleague for a share of set {set}. The same share twice counts once."),
            given=given,
            needed=needed,
            missing=needed - given,
            set=shares[0].set,
        )
    base = distinct[: needed - 1]
    secrets = {_combined([*base, share]) for share in distinct[needed - 1 :]}
    if len(secrets) != 1 or None in secrets:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("Each share is whole, and together they do not fit."),
            N_("Sheets of two sets with the same number may have been mixed: leave out one share after the other."),
        )
    return bytearray(secrets.pop() or b"")


def _combined(shares: Sequence[Share]) -> bytes | None:
    try:
        secret: bytes = combine_mnemonics([share.words for share in shares])
    except MnemonicError:
        return None
    return secret


def _in_order(tokens: list[str], first: int) -> list[list[str]]:
    """Return the words of the shares in one block; `first`: the number of its first share."""
    if not any(token.isdigit() for token in tokens):
        parts = [tokens[start : start + WORDS] for start in range(0, len(tokens), WORDS)]
        if parts and len(parts[-1]) != WORDS:
            raise _wrong_count(first + len(parts) - 1, len(parts[-1]))
        return parts
    numbers, words = tokens[0::2], tokens[1::2]
    paired = dict(zip(numbers, words, strict=False))
    if not all(number.isdigit() for number in numbers) or any(word.isdigit() for word in words):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("In share {share} some words have a number and others have none."),
            N_("Type each word with its number, or all words in their order without numbers."),
            share=first,
        )
    wanted = [str(place) for place in range(1, WORDS + 1)]
    if len(numbers) != WORDS or sorted(paired) != sorted(wanted):
        raise _wrong_count(first, len(words))
    return [[paired[place] for place in wanted]]


def _wrong_count(share: int, found: int) -> UserProblem:
    return UserProblem(
        Code.INVALID_INPUT,
        N_("Share {share} must have the words 1 to {words}, each once; {found} were typed."),
        N_("Compare with the sheet, and leave a blank line between two shares."),
        share=share,
        words=WORDS,
        found=found,
    )


def _share(untrusted_words: list[str], number: int) -> Share:
    words = [_word(untrusted, number, place) for place, untrusted in enumerate(untrusted_words, start=1)]
    mnemonic = " ".join(words)
    try:
        share = LibraryShare.from_mnemonic(mnemonic)
    except MnemonicError:  # its text holds words of the share
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("The words of share {share} are all words of the list, and do not belong together."),
            N_("Compare each word with the sheet: one is another, or two changed places."),
            share=number,
        ) from None
    shape = (share.extendable, share.iteration_exponent, share.group_index, share.group_threshold, share.group_count)
    # Looked at before any work: the exponent of a stranger's share could ask for hours.
    if shape != (True, 0, 0, 1, 1) or len(share.value) != SECRET_BYTES or share.member_threshold < FEWEST:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("Share {share} was not made for a vault by CaseVault."),
            N_("It may belong to a wallet. Look for the sheet of the set."),
            share=number,
        )
    return Share(share.identifier, share.member_threshold, share.index, mnemonic)


def _word(untrusted: str, share: int, place: int) -> str:
    known: str = _BY_PREFIX.get(untrusted[:_PREFIX], "")
    if untrusted == known or (len(untrusted) >= _PREFIX and known.startswith(untrusted)):
        return known
    (nearest,) = difflib.get_close_matches(untrusted[:16], WORDLIST, n=1, cutoff=0.0)
    raise UserProblem(
        Code.INVALID_INPUT,
        N_("Word {place} of share {share} is not in the list. The nearest one is “{nearest}”."),
        N_("Look at that word on the sheet."),
        place=place,
        share=share,
        nearest=nearest,
    )
