"""A second person: exactly this and nothing else, and never the one who seals it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from builders import CHEAPEST, FixedAmbient, make_vault, open_vault
from disclosure.asking import ask, untouched
from disclosure_fakes import invented_case
from hypothesis import given
from hypothesis import strategies as st

from casevault import disclosure
from casevault.disclosure import compile as way_out
from casevault.disclosure import recall, register
from casevault.disclosure.approval import request_from, request_json
from casevault.errors import Code, UserProblem
from casevault.vault import approvals, ways

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.disclosure.request import Request
    from casevault.vault.vault import Vault

FIRST, SECOND = "correct horse battery staple", "another way into this very vault"


class Desk:
    """A vault that two people open, each with a way in of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seed = 2
        vault, _ = make_vault(folder)
        with vault:
            self.made = invented_case(vault)
            ways.add_passphrase(vault, bytearray(FIRST.encode()), bytearray(SECOND.encode()), "C.D.", None, profile=CHEAPEST)

    def open(self, secret: str) -> Vault:
        self.seed += 1
        return open_vault(self.folder, secret, ambient=FixedAmbient(seed=self.seed))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "vault")


def missing(vault: Vault, request: Request, out: Path) -> None:
    before = len(register.listing(vault))
    with pytest.raises(UserProblem) as refusal:
        disclosure.disclose(vault, request, out)
    assert refusal.value.code is Code.APPROVAL_MISSING
    assert untouched(vault, out, before)


@pytest.mark.parametrize("identity", ["full", "pseudonym"])
def test_from_asking_to_sealing(desk: Desk, tmp_path: Path, identity: str) -> None:
    out, request = tmp_path / "out.pdf", ask(desk.made)
    with desk.open(FIRST) as vault:
        vault.records.edit(desk.made["consent"], {"identity_level": identity})
        assert way_out.preview(vault, request).approval is None
        approvals.require_for(vault, ["embassy"])
        missing(vault, request, out)
        found = way_out.ask_approval(vault, request).approval
        assert found is not None
        with pytest.raises(UserProblem) as refusal:
            way_out.approve(vault, request)
        assert refusal.value.code is Code.APPROVAL_MISSING
        missing(vault, request, out)
    with desk.open(SECOND) as vault:
        ((digest, kept),) = approvals.kept(vault).items()
        asked = request_from(kept["request"])
        assert (asked, digest) == (request, found.digest)
        way_out.approve(vault, asked)
        missing(vault, request, out)  # who approved does not seal
    with desk.open(FIRST) as vault:
        approval = way_out.preview(vault, request).approval
        assert approval is not None
        assert len(approval.by) == 1
        disclosure.disclose(vault, request, out)
        assert out.is_file()
        assert approvals.kept(vault) == {}


CHANGES = {
    "a value": lambda vault, made: vault.records.edit(made["lin"], {"birth": "1983"}),
    "what is not even printed": lambda vault, made: vault.records.edit(made["lin"], {"do_no_harm_notes": "Other"}),
    "the consent": lambda vault, made: vault.records.edit(made["consent"], {"identity_level": "initials"}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_has_no_approval(desk: Desk, tmp_path: Path, change: str) -> None:
    request = ask(desk.made)
    with desk.open(FIRST) as vault:
        approvals.require_for(vault, ["embassy"])
        way_out.ask_approval(vault, request)
    with desk.open(SECOND) as vault:
        way_out.approve(vault, request)
    with desk.open(FIRST) as vault:
        others: list[dict[str, Any]] = [{"to": "Another desk"}, {"seal": "none"}, {"lang": "nl"}, {"valid_until": "2026-12-31"}]
        for other in others:
            missing(vault, replace(request, **other), tmp_path / "other.pdf")
        CHANGES[change](vault, desk.made)
        missing(vault, request, tmp_path / "out.pdf")


def test_a_notice_waits_for_nobody(desk: Desk, tmp_path: Path) -> None:
    with desk.open(FIRST) as vault:
        copy = disclosure.disclose(vault, ask(desk.made), tmp_path / "1.pdf").bundle
        approvals.require_for(vault, approvals.AUDIENCES)
        vault.records.edit(desk.made["consent"], {"withdrawn": "2026-03-18"})
        disclosure.disclose(vault, recall.request_for(recall.of_the_same(vault, copy)), tmp_path / "notice.pdf")


def test_words_nobody_knows(desk: Desk) -> None:
    with desk.open(FIRST) as vault:
        for wrong in (["embasy"], ["output/nothing"], [""]):
            with pytest.raises(UserProblem):
                approvals.require_for(vault, wrong, ["dossier"])
        assert approvals.require_for(vault, ["output/dossier"], ["dossier"]).covers("un", "dossier")
        assert not approvals.rule_of(vault).covers("un", "chronology")


WISHES = st.lists(st.tuples(st.sampled_from("AB"), st.frozensets(st.sampled_from(["embassy", "un", "ngo"]))), max_size=12)


@given(WISHES)
def test_one_person_alone_never_loosens_it(wishes: list[tuple[str, frozenset[str]]]) -> None:
    for end in range(len(wishes)):
        before, after = approvals.folded(wishes[:end]), approvals.folded(wishes[: end + 1])
        if not after.words >= before.words:
            actor, words = wishes[end]
            assert (before.wished, after.words) == (words, words)
            assert before.wished_by != actor


@given(WISHES)
def test_alone_it_only_grows(wishes: list[tuple[str, frozenset[str]]]) -> None:
    alone = [("A", words) for _, words in wishes]
    assert all(approvals.folded(alone).words >= approvals.folded(alone[:end]).words for end in range(len(alone)))


def test_a_request_comes_back_as_it_was_kept() -> None:
    request = ask({"case": "0" * 32}, accept=(("h1", "a word"),), recipients=("age1x",), sign=True)
    assert request_from(request_json(request)) == request
    broken: list[dict[str, object]] = [{}, {"cases": []}, {"unknown": 1}]
    for wrong in broken:
        with pytest.raises(UserProblem):
            request_from(wrong)
