from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pytest
from builders import FixedAmbient
from hypothesis import given, settings
from hypothesis import strategies as st
from shamir_mnemonic import EncryptedMasterSecret, shamir, split_ems

from casevault.crypto import shares
from casevault.errors import Code, UserProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SECRET = bytes(range(32))


def split(needed: int = 3, count: int = 5, *, secret: bytes = SECRET, set_id: int = 4711, seed: int = 1) -> tuple[str, ...]:
    return shares.split(secret, needed=needed, count=count, set_id=set_id, ambient=FixedAmbient(seed=seed))


def combined(texts: Sequence[str], between: str = "\n\n") -> bytes:
    return bytes(shares.combine(shares.parse(between.join(texts))))


def refused(call: Callable[[], object]) -> UserProblem:
    with pytest.raises(UserProblem) as caught:
        call()
    assert caught.value.hint
    assert caught.value.__suppress_context__ or caught.value.__context__ is None  # the library's text holds words of a share
    return caught.value


def numbered(words: str, separator: str = " ") -> str:
    return separator.join(f"{place}. {word}" for place, word in enumerate(words.split(), start=1))


@settings(max_examples=40, deadline=None)
@given(
    data=st.data(), secret=st.binary(min_size=32, max_size=32), set_id=st.integers(0, shares.SETS - 1), seed=st.integers(1, 999)
)
def test_any_k_of_n_open_and_one_fewer_never(data: st.DataObject, secret: bytes, set_id: int, seed: int) -> None:
    count = data.draw(st.integers(2, 16))
    needed = data.draw(st.integers(2, count))
    made = split(needed, count, secret=secret, set_id=set_id, seed=seed)
    assert len(set(made)) == count
    assert {len(share.split()) for share in made} == {shares.WORDS}
    chosen = data.draw(st.lists(st.sampled_from(made), min_size=needed, max_size=count, unique=True))
    assert combined(chosen) == secret
    few = chosen[: needed - 1]
    problem = refused(lambda: combined([*few, few[0]]))
    assert problem.safe["missing"] == 1
    assert problem.safe["given"] == needed - 1


def test_chance_comes_from_where_it_is_told() -> None:
    assert split() == split()
    assert split(seed=2) != split()
    assert shamir.RANDOM_BYTES is secrets.token_bytes
    refused(lambda: split(1, 3))
    assert shamir.RANDOM_BYTES is secrets.token_bytes


@pytest.mark.parametrize(("needed", "count"), [(0, 0), (1, 1), (1, 5), (4, 3), (2, 17), (17, 17), (-1, 3)])
def test_impossible_sets_are_refused(needed: int, count: int) -> None:
    assert refused(lambda: split(needed, count)).code is Code.INVALID_INPUT


def test_shares_are_read_as_people_type_them() -> None:
    one, two, three = split()[:3]
    short = " ".join(word[:4] for word in one.split())
    backwards = "  ".join(reversed(numbered(two, "|").split("|")))
    columns = "\n".join(
        " ".join(f"{n} {word}" for n, word in list(enumerate(three.upper().split(), 1))[row::11]) for row in range(11)
    )
    assert combined([columns, short, backwards]) == SECRET
    assert combined([one, two, three], "\n") == SECRET
    assert combined([f"\n\n {one} \n", two, three, one], "\n \n\n") == SECRET
    assert combined([f"{one} {two}", numbered(three, ", ")]) == SECRET


def test_what_is_wrong_is_said_precisely() -> None:
    one, two, *_ = split()
    words = two.split()

    def typed(place: int, word: str) -> UserProblem:
        return refused(lambda: shares.parse(f"{one}\n\n{' '.join([*words[: place - 1], word, *words[place:]])}"))

    misspelt = typed(7, words[6][:-1] + "q")
    assert (misspelt.safe["share"], misspelt.safe["place"], misspelt.safe["nearest"]) == (2, 7, words[6])
    assert typed(3, "aca").safe["place"] == 3  # too short to be one word
    assert typed(33, "x" * 9000).safe["place"] == 33
    other = "academic" if words[9] != "academic" else "acid"
    checksum = typed(10, other)
    assert checksum.safe == {"share": 2}
    assert refused(lambda: shares.parse(" ".join([words[1], words[0], *words[2:]]))).safe == {"share": 1}
    assert refused(lambda: shares.parse(" ".join(words[:-1]))).safe["found"] == 32
    assert refused(lambda: shares.parse(f"{one}\n\n{two} acid")).safe["found"] == 1
    assert refused(lambda: shares.parse(numbered(one).replace("33. ", "32. "))).safe["found"] == 33
    assert refused(lambda: shares.parse(numbered(one).replace("12. ", ""))).code is Code.INVALID_INPUT
    assert refused(lambda: shares.parse(numbered(one) + " 34")).code is Code.INVALID_INPUT
    for nothing in ("", " \n\n ", "...", "。"):
        assert refused(lambda nothing=nothing: shares.parse(nothing)).code is Code.INVALID_INPUT  # type: ignore[misc] # bound early
    assert refused(lambda: shares.parse("a" * 20_000)).code is Code.TOO_LARGE
    few = refused(lambda: combined([one, two]))
    assert (few.safe["given"], few.safe["missing"], few.safe["set"]) == (2, 1, 4711)
    for problem in (misspelt, checksum, few):
        assert one.split()[4] not in str(problem)


def test_shares_of_two_sets_are_told_apart() -> None:
    one, two, three, four, _ = split()
    other = split(set_id=4712, seed=2)
    mixed = refused(lambda: combined([one, other[1], three]))
    assert (mixed.safe["share"], mixed.safe["other"], mixed.safe["first"]) == (2, 4712, 4711)
    assert refused(lambda: combined([one, split(2, 2)[1]])).safe["share"] == 2  # another k
    # The same number by chance: each share is whole, and together they give nothing, or not all the same.
    twin = split(secret=bytes(32), seed=3)
    for mix in ([one, two, twin[2]], [one, twin[0], two], [one, two, three, twin[3]], [one, two, three, four, twin[0]]):
        assert refused(lambda mix=mix: combined(mix)).code is Code.INVALID_INPUT  # type: ignore[misc] # bound early


def foreign(**other: int) -> str:
    shape = {"extendable": True, "exponent": 0, "groups": 1} | other
    secret = SECRET[: other.get("length", 32)]
    whole = EncryptedMasterSecret(1, bool(shape["extendable"]), shape["exponent"], secret)
    made: str = split_ems(1, [(other.get("k", 2), other.get("k", 2))] * shape["groups"], whole)[0][0].mnemonic()
    return made


@pytest.mark.parametrize("shape", [{"extendable": 0}, {"exponent": 15}, {"groups": 2}, {"k": 1}])
def test_a_share_of_another_make_is_refused_before_any_work(shape: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    assert shares.parse(foreign())
    monkeypatch.setattr(shares, "combine_mnemonics", lambda _words: pytest.fail("work was done"))
    problem = refused(lambda: shares.parse(foreign(**shape)))
    assert problem.safe == {"share": 1}


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from([*"abcdefgilmnorst 0123456789\n.-éß中", "academic ", "acid\n", "33 "]), max_size=200).map("".join)
)
def test_any_text_has_a_declared_end(noise: str) -> None:
    assert refused(lambda: shares.combine(shares.parse(noise))).code is Code.INVALID_INPUT
