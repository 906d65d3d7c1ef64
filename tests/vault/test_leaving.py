"""What goes to oneself: only for whoever can open the vault now, sealed unless told otherwise, in the log before it is there."""

from __future__ import annotations

import ast
import tracemalloc
from typing import TYPE_CHECKING

import pyrage
import pytest
from attaching import CANARY, add, content, refused, write
from builders import PASSPHRASE
from contracts.tree import PACKAGE, relative, syntax

from casevault import files
from casevault.crypto import agefile
from casevault.crypto.words import COUNT
from casevault.domain.change import Action
from casevault.errors import Code
from casevault.i18n import Catalogue
from casevault.progress import Cancelled
from casevault.vault import leaving
from casevault.vault.acts import Act
from casevault.vault.calendar import save_calendar
from casevault.vault.leaving import InWords, Plain, SavedCopy, Seal, ToOwnKey, save_copy
from casevault.vault.left import Left, Sealed, To, What, listed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casevault.vault.vault import Vault

MINE = pyrage.x25519.Identity.generate()
OWN = ToOwnKey(str(MINE.to_public()))
MEMORY = 1 << 30


@pytest.fixture
def evidence(vault: Vault, tmp_path: Path) -> str:
    return add(vault, write(tmp_path / "notice of 高瑜.jpg", content(200_000))).evidence


@pytest.fixture
def out(tmp_path: Path) -> Path:
    path = tmp_path / "out"
    path.mkdir()
    return path


def save(vault: Vault, evidence: str, target: Path, seal: Seal = OWN, secret: str = PASSPHRASE) -> SavedCopy:
    return save_copy(vault, bytearray(secret.encode()), None, evidence=evidence, target=target, seal=seal)


def acts(vault: Vault, evidence: str) -> list[str]:
    return [entry.action for entry in vault.records.history(evidence)]


@pytest.mark.slow
def test_sealed_with_words_unless_told_otherwise(vault: Vault, evidence: str, out: Path) -> None:
    copy = save_copy(vault, bytearray(PASSPHRASE.encode()), None, evidence=evidence, target=out / "x.jpg")
    assert copy.target == out / "x.jpg.age"
    assert len(copy.passphrase.split()) == COUNT
    assert copy.passphrase not in repr(copy)
    data = copy.target.read_bytes()
    assert CANARY not in data
    assert agefile.decrypt_with_passphrase(data, copy.passphrase, memory=MEMORY) == content(200_000)


def test_to_a_key_and_plain(vault: Vault, evidence: str, out: Path) -> None:
    sealed, plain = save(vault, evidence, out / "x.AGE"), save(vault, evidence, out / "y", Plain())
    assert (sealed.target, plain.target) == (out / "x.AGE", out / "y")
    assert agefile.decrypt(sealed.target.read_bytes(), [MINE]) == plain.target.read_bytes() == content(200_000)
    assert [entry.left for entry in listed(vault.records)] == [
        Left(What.FILE, 1, To.FILE, Sealed.NONE),
        Left(What.FILE, 1, To.FILE, Sealed.KEY),
    ]


@pytest.mark.parametrize("seal", [InWords(), OWN, Plain()], ids=["words", "key", "plain"])
def test_nobody_without_the_passphrase(vault: Vault, evidence: str, out: Path, seal: Seal) -> None:
    assert refused(lambda: save(vault, evidence, out / "x", seal, "another")) is Code.WRONG_CREDENTIALS
    assert list(out.iterdir()) == []
    assert acts(vault, evidence) == ["collected", "created"]


def test_a_bad_key_is_refused_before_anything(vault: Vault, evidence: str, out: Path) -> None:
    assert refused(lambda: save(vault, evidence, out / "x", ToOwnKey("age1nothing"))) is Code.INVALID_INPUT
    assert list(out.iterdir()) == []


def test_the_row_is_there_before_the_file_has_its_name(
    vault: Vault, evidence: str, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    place = files.Staged.place

    def look(staged: files.Staged) -> None:
        seen.append((acts(vault, evidence)[:2], sorted(path.suffix for path in out.iterdir())))
        place(staged)

    monkeypatch.setattr(files.Staged, "place", look)
    save(vault, evidence, out / "x")
    assert seen == [(["left", "exported"], [".part"])]
    assert [path.name for path in out.iterdir()] == ["x.age"]


def test_a_name_that_cannot_be_given_leaves_one_row_too_many(
    vault: Vault, evidence: str, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(staged: files.Staged) -> None:
        staged.discard()
        raise files.problem_from(OSError(28, ""))

    monkeypatch.setattr(files.Staged, "place", fail)
    assert refused(lambda: save(vault, evidence, out / "x")) is Code.DISK_FULL
    assert list(out.iterdir()) == []
    assert len(listed(vault.records)) == 1


def test_a_copy_that_is_stopped_leaves_nothing(vault: Vault, evidence: str, out: Path) -> None:
    def stop(done: int, _total: int, /) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        save_copy(vault, bytearray(PASSPHRASE.encode()), None, evidence=evidence, target=out / "x", seal=OWN, progress=stop)
    assert list(out.iterdir()) == []
    assert listed(vault.records) == []


@pytest.mark.parametrize("way", ["print", "calendar", "outside", "copy"])
def test_whoever_cancels_while_the_passphrase_is_tried_lets_nothing_go(vault: Vault, evidence: str, out: Path, way: str) -> None:
    sent: list[object] = []

    def cancelled(_done: int, _total: int) -> None:
        raise Cancelled

    who, file = (vault, bytearray(PASSPHRASE.encode()), None), out / "x.jpg"
    send, today = lambda: sent.append(1), vault.ambient.today()
    ways: dict[str, Callable[[], object]] = {
        "print": lambda: leaving.print_out(*who, record=evidence, count=1, send=send, progress=cancelled),
        "calendar": lambda: save_calendar(*who, target=file, as_of=today, catalogue=Catalogue(), progress=cancelled),
        "outside": lambda: leaving.open_outside(*who, evidence=evidence, number=1, target=file, progress=cancelled),
        "copy": lambda: save_copy(*who, evidence=evidence, target=file, seal=Plain(), progress=cancelled),
    }
    before = vault.records.history(evidence), listed(vault.records)
    with pytest.raises(Cancelled):
        ways[way]()
    assert (vault.records.history(evidence), listed(vault.records)) == before
    assert sent == list(out.iterdir()) == []


def test_an_unsealed_copy_is_in_the_log_before_its_first_byte(
    vault: Vault, evidence: str, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that is killed while it writes leaves what it has written, under a hidden name."""
    seen = []
    write_all = files._write_all

    def look(descriptor: int, chunk: bytes) -> None:
        seen.append((acts(vault, evidence)[:2], len(list(out.iterdir()))))
        write_all(descriptor, chunk)

    monkeypatch.setattr(files, "_write_all", look)
    save(vault, evidence, out / "x", Plain())
    assert seen[0] == (["left", "exported"], 1)
    assert len(listed(vault.records)) == 1
    assert refused(lambda: save(vault, evidence, out / "x", Plain())) is Code.INVALID_INPUT  # the name is taken: nothing left
    assert len(listed(vault.records)) == 1


def test_what_left_is_never_taken_back(vault: Vault, evidence: str, out: Path) -> None:
    save(vault, evidence, out / "x")
    batch = vault.records.history(evidence)[0].batch
    assert refused(lambda: vault.records.undo(batch)) is Code.INVALID_INPUT


def test_the_log_names_neither_place_nor_file(vault: Vault, evidence: str, out: Path) -> None:
    save(vault, evidence, out / "holiday.jpg")
    row = vault.records.history(evidence)[0]
    assert row.fields == ("count/1", "sealed/key", "to/file", "what/file")


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ((), Left("", 0, "", "")),
        (("count/9999999999999999999999", "what/moon", "to"), Left("moon", 0, "", "")),
        (("count/-1", "count/²"), Left("", 0, "", "")),
    ],
)
def test_a_row_of_another_version_is_still_listed(vault: Vault, words: tuple[str, ...], left: Left) -> None:
    vault.records.apply([Act("", Action.LEFT, words)])
    (entry,) = listed(vault.records)
    assert entry.left == left
    assert entry.left.words(Catalogue())


def test_a_film_does_not_stand_in_memory(vault: Vault, tmp_path: Path, out: Path) -> None:
    film = add(vault, write(tmp_path / "film.mp4", bytes(48 << 20))).evidence
    tracemalloc.start()
    try:
        save(vault, film, out / "x")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 24 << 20


def calls(tree: ast.AST, name: str) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == name
        and isinstance(node.func.value, ast.Attribute)
        and node.func.value.attr == "attachments"
    ]


def test_nothing_else_of_the_program_copies_a_file_out() -> None:
    found = {relative(path) for path in PACKAGE.rglob("*.py") if calls(syntax(path), "save")}
    assert found == {relative(PACKAGE / "vault" / "leaving.py")}
    assert leaving.save_copy.__doc__
