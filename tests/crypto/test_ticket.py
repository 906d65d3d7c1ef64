from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest
from builders import CHEAP_BOUNDS, CHEAPEST, FixedAmbient
from hypothesis import given
from hypothesis import strategies as st

from casevault.crypto import ticket
from casevault.crypto.kdf import STANDARD, KdfProfile
from casevault.crypto.keywrap import MasterKey
from casevault.crypto.recovery_code import ALPHABET
from casevault.errors import CaseVaultError, Code

if TYPE_CHECKING:
    from casevault.crypto.ticket import Ticket

MASTER = MasterKey(bytearray(range(32)))
VAULT = bytes(range(16))


@cache
def made(expires: str = "2026-12-01") -> tuple[Ticket, str]:
    return ticket.make(MASTER, VAULT, expires=expires, ambient=FixedAmbient(), profile=CHEAPEST)


def refused(text: str, words: str = "") -> Code:
    with pytest.raises(CaseVaultError) as caught:
        ticket.open_with(ticket.parse(text), words, CHEAP_BOUNDS)
    assert caught.value.hint.text
    return caught.value.code


def test_a_ticket_and_its_words_give_the_key() -> None:
    one, words = made()
    text = one.text()
    assert len(text.replace("-", "")) == ticket.CHARACTERS
    assert len(words.split()) == ticket.WORDS
    read = ticket.parse(f"  {text[:100].lower()}\n{text[100:]} ")
    assert read == one
    assert ticket.open_with(read, f" {words.upper()} ", CHEAP_BOUNDS) == MASTER
    assert ticket.parse(made("")[0].text()).expires == ""


def test_one_wrong_word_is_told_from_an_altered_ticket() -> None:
    one, words = made()
    first, *rest = words.split()
    assert refused(one.text(), " ".join(["zebra" if first != "zebra" else "apple", *rest])) is Code.TICKET_WRONG_WORDS
    assert refused(one.text(), " ".join(rest)) is Code.TICKET_WRONG_WORDS


@given(st.integers(0, ticket.CHARACTERS - 1), st.sampled_from(ALPHABET))
def test_a_slip_of_the_pen_is_found_before_any_work(at: int, character: str) -> None:
    plain = made()[0].text().replace("-", "")
    altered = plain[:at] + character + plain[at + 1 :]
    if altered != plain:
        with pytest.raises(CaseVaultError) as caught:
            ticket.parse(altered)
        assert caught.value.code is Code.TICKET_DAMAGED


@given(st.text(max_size=2_000))
def test_what_is_no_ticket_is_refused(text: str) -> None:
    with pytest.raises(CaseVaultError) as caught:
        ticket.parse(text)
    assert caught.value.code is Code.TICKET_DAMAGED


@pytest.mark.parametrize(
    "change",
    [
        {"expires": "2030-01-01"},
        {"nonce": bytes(12)},
        {"wrapped": bytes(48)},
        {"profile": KdfProfile(2**31, 255, 255)},
        {"profile": KdfProfile(1, 1, 1)},
    ],
)
def test_what_was_altered_on_purpose_with_a_new_sum_is_refused(change: dict[str, object]) -> None:
    one, words = made()
    assert refused(replace(one, **change).text(), words) is Code.TICKET_DAMAGED  # type: ignore[arg-type] # fields by name


@pytest.mark.parametrize("change", [{"vault": bytes(16)}, {"id": bytes(16)}, {"salt": bytes(16)}, {"check": bytes(32)}])
def test_what_the_key_follows_from_cannot_be_altered(change: dict[str, bytes]) -> None:
    one, words = made()
    assert refused(replace(one, **change).text(), words) is Code.TICKET_WRONG_WORDS  # type: ignore[arg-type] # fields by name


def test_a_ticket_of_ours_is_within_the_bounds_of_every_reader() -> None:
    one, _ = ticket.make(MASTER, VAULT, expires="", ambient=FixedAmbient())
    assert STANDARD.allow(one.profile)
    with pytest.raises(CaseVaultError):  # below the floor, where no test says otherwise
        ticket.open_with(made()[0], made()[1], STANDARD)


def test_the_bytes_are_those_of_the_format() -> None:
    """A second reader, by docs/formats/ticket.md alone."""
    one, _ = made()
    number = 0
    for character in one.text().replace("-", ""):
        number = number * 32 + "0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(character)
    raw = number.to_bytes(160, "big")
    assert raw[:4] == b"CVT1"
    assert raw[4:20] == VAULT
    assert int.from_bytes(raw[36:40], "big") == 20_788  # days up to 2026-12-01
    assert int.from_bytes(raw[40:44], "big") == CHEAPEST.m_kib
    assert raw[154:] == hashlib.sha256(b"casevault/1/ticket-text" + raw[:154]).digest()[:6]
