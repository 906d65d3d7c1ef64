"""Damage of every kind to the files of a vault: each is found, by opening or by the deep check, and called by its right name."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

from builders import FixedAmbient, make_vault, open_vault
from reliability.table import Figure

from casevault.crypto.blob import SEALED
from casevault.errors import CaseVaultError, Code
from casevault.vault.check import check
from casevault.vault.demo import build_demo
from casevault.vault.header import COPIES, COPY_A, COPY_B, HEADER_BYTES
from casevault.vault.vault import NOT_REPAIRED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from casevault.vault.vault import Vault

DATABASE = "main.db"
PAGE = 4096
SIZES = (0, 900, 150_000)  # of the attachments: an empty one, a short one, one of several chunks
REPAIRED = "header mended from its twin"
CHECKED = "found by the check"
SAME = "not found, and nothing recorded differs"
ATTACHMENTS = "blob_damaged: {}"
OF_DATABASE = {"main.db: db_damaged", CHECKED}


def vault_of_demo(folder: Path, *, seed: int = 1) -> None:
    """Make a vault with the demo in it, at rest: nothing is left in the write-ahead log."""
    vault, _ = make_vault(folder, ambient=FixedAmbient(seed))
    with vault:
        build_demo(vault)
        vault.search.drain()


def vault_of_files(folder: Path, *, seed: int = 1) -> None:
    """Make a vault with three attachments and little else, at rest."""
    vault, _ = make_vault(folder, ambient=FixedAmbient(seed))
    with vault:
        for number, size in enumerate(SIZES):
            original = folder.with_name(f"original-{number}")
            original.write_bytes(random.Random(number).randbytes(size))  # noqa: S311 - an invented file
            vault.attachments.add([original])
            original.unlink()
        vault.search.drain()


def found(folder: Path, truth: Truth | None = None) -> str:
    """Open a vault, check it, and say where the damage was found; "" where it was not."""
    try:
        vault = open_vault(folder, repair=False)
    except CaseVaultError as problem:
        return f"{'main.db' if problem.code is Code.DB_DAMAGED else 'header'}: {problem.code}"
    with vault:
        if vault.notices:
            return REPAIRED if vault.notices == [NOT_REPAIRED] else "another notice"
        problems = check(vault).problems or check(vault, deep=True).problems
        codes = {problem.code for problem in problems}
        if codes == {Code.BLOB_DAMAGED}:
            return ATTACHMENTS.format(", ".join(sorted({problem.where.split()[1] for problem in problems})))
        if codes:
            return CHECKED if codes <= {Code.DB_DAMAGED, Code.LOG_DAMAGED} else f"check: {sorted(codes)}"
        return SAME if truth is not None and recorded(vault) == truth else ""


Truth = dict[str, list[tuple[object, ...]]]


def recorded(vault: Vault) -> Truth:
    """Return all that is recorded and derived but the index, whose old pages hold old words of the same records."""
    tables = ("change", "record", "link", "case_record", "name_key", "draft")
    return {table: vault.db.read(lambda c, table=table: c.execute(f"SELECT * FROM {table}").fetchall()) for table in tables}  # type: ignore[misc] # noqa: S608 - bound at once; the names before


def flips(number: int, scratch: Path, *, seed: int = 20101008) -> list[Figure]:
    """Flip one bit `number` times: a fifth each in one copy of the header, both, and an attachment, the rest in the database."""
    folder = scratch / "v"
    vault_of_demo(folder)
    size = (folder / DATABASE).stat().st_size
    draw = random.Random(seed)  # noqa: S311 - places, not secrets
    fifth = number // 5
    one, both, database = figures = [Figure(f"one bit: {name}") for name in ("one header copy", "both header copies", "main.db")]
    for turn in range(number - fifth):
        if turn < 2 * fifth:
            copies = COPIES if turn >= fifth else (draw.choice(COPIES),)
            hurt = [(name, draw.randrange(HEADER_BYTES)) for name in copies]
            figure, right = (both, {"header: header_damaged"}) if len(copies) > 1 else (one, {REPAIRED})
        else:
            hurt = [(DATABASE, draw.randrange(size))]
            figure, right = database, OF_DATABASE
        bit = 1 << draw.randrange(8)
        for name, place in hurt:
            flip(folder / name, place, bit)
        note(figure, found(folder), right, f"{hurt} bit {bit}")
        for name, place in hurt:
            flip(folder / name, place, bit)
    assert found(folder) == ""
    shutil.rmtree(folder)
    return [figure.end() for figure in (*figures, flips_in_attachments(fifth, folder, draw))]


def flips_in_attachments(number: int, folder: Path, draw: random.Random) -> Figure:
    """Flip one bit of one attachment `number` times; half of them in magic, salt and commitment, which would seldom be met."""
    figure = Figure("one bit: an attachment")
    vault_of_files(folder)
    stored = stored_in(folder)
    for turn in range(number):
        name = draw.choice(stored)
        size = (folder / name).stat().st_size
        place, bit = draw.randrange(min(64, size) if turn % 2 else size), 1 << draw.randrange(8)
        right = ATTACHMENTS.format(name.rpartition("/")[2])
        flip(folder / name, place, bit)
        outcome = found(folder)
        note(figure, outcome, {right}, f"{name} byte {place} bit {bit}", said="blob_damaged" if outcome == right else "")
        flip(folder / name, place, bit)
    assert found(folder) == ""
    shutil.rmtree(folder)
    return figure


def stored_in(folder: Path) -> list[str]:
    """Return the names of the stored attachments, from the vault's folder, the shortest first."""
    paths = sorted((path for path in (folder / "blobs").rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    return [str(path.relative_to(folder)) for path in paths]


def attachments_exchanged(number: int, scratch: Path, *, seed: int = 20150715) -> list[Figure]:
    """Cut stored attachments, make them longer, exchange two, put in another vault's, take them away: each is named, alone."""
    folder, other = scratch / "v", scratch / "other"
    vault_of_files(folder)
    vault_of_files(other, seed=5)
    draw = random.Random(seed)  # noqa: S311 - places, not secrets
    whole = {name: (folder / name).read_bytes() for name in stored_in(folder)}
    theirs = dict(zip(whole, ((other / name).read_bytes() for name in stored_in(other)), strict=True))
    cut, longer, exchanged = (Figure(f"attachment {what}") for what in ("cut short", "made longer", "exchanged or gone"))
    for name, data in whole.items():
        for length in sorted({0, 1, 63, 64, 79, len(data) - 1, *(draw.randrange(len(data)) for _ in range(number))}):
            try_attachments(folder, whole, {name: data[:length]}, cut)
        for extra in (b"\0", bytes(16), bytes(70_000), data[-16:], data[64:]):
            try_attachments(folder, whole, {name: data + extra}, longer)
        try_attachments(folder, whole, {name: theirs[name]}, exchanged)  # the same content, under another vault's key
        try_attachments(folder, whole, {name: None}, exchanged)
        try_attachments(folder, whole, {name: bytes(len(data))}, exchanged)
    names = list(whole)
    for one in names:
        for second in names:
            if one != second:
                try_attachments(folder, whole, {one: whole[second]}, exchanged)
                try_attachments(folder, whole, {one: whole[second], second: whole[one]}, exchanged)
    chunked = whole[names[-1]]
    sealed = [chunked[at : at + SEALED] for at in range(64, len(chunked), SEALED)]
    for order in ([1, 0, 2], [0, 2, 1], [0, 0, 2], [1, 1, 2]):  # chunks of one file, moved or written twice
        moved = chunked[:64] + b"".join(sealed[number] for number in order)
        try_attachments(folder, whole, {names[-1]: moved}, exchanged)
    shutil.rmtree(folder)
    shutil.rmtree(other)
    return [figure.end() for figure in (cut, longer, exchanged)]


def try_attachments(folder: Path, whole: Mapping[str, bytes], changed: Mapping[str, bytes | None], figure: Figure) -> None:
    for name, data in changed.items():
        if data is None:
            (folder / name).unlink()
        else:
            (folder / name).write_bytes(data)
    right = ATTACHMENTS.format(", ".join(sorted(name.rpartition("/")[2] for name in changed)))
    outcome = found(folder)
    what = f"{ {name: None if data is None else len(data) for name, data in changed.items()} }"
    note(figure, outcome, {right}, what, said="blob_damaged" if outcome == right else "")
    for name in changed:
        (folder / name).write_bytes(whole[name])


def flip(path: Path, place: int, bit: int) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        (byte,) = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ bit]))


def note(figure: Figure, outcome: str, right: set[str], what: str, *, said: str = "") -> None:
    figure.tries += 1
    figure.count(said or outcome or "not found")
    if outcome not in right:
        figure.faults.append(f"{what}: {outcome or 'not found'}")


def cuts_and_swaps(number: int, scratch: Path, *, seed: int = 20141125) -> list[Figure]:
    """Cut files short, make them longer, and put in those of another vault; `number` places in the database for the first two."""
    folder, other = scratch / "v", scratch / "other"
    vault_of_demo(folder)
    vault_of_demo(other, seed=5)
    draw = random.Random(seed)  # noqa: S311 - places, not secrets
    whole = {name: (folder / name).read_bytes() for name in (*COPIES, DATABASE)}
    theirs = {name: (other / name).read_bytes() for name in whole}
    size = len(whole[DATABASE])
    cut, longer, swapped = Figure("cut short"), Figure("made longer"), Figure("swapped with another vault's")
    pages = range(0, size, PAGE)
    for length in sorted(
        {0, 1, 15, 16, 17, size - 1, *draw.sample(pages, min(number, len(pages))), *draw.sample(range(size), number)}
    ):
        try_with(folder, whole, {DATABASE: whole[DATABASE][:length]}, cut, OF_DATABASE)
    for length in (0, 1, 8, 12, 500, HEADER_BYTES - 64, HEADER_BYTES - 1):
        for names in ((COPY_A,), (COPY_B,), COPIES):
            right = {"header: header_damaged"} if len(names) > 1 else {REPAIRED}
            try_with(folder, whole, {name: whole[name][:length] for name in names}, cut, right)
            try_with(folder, whole, {name: whole[name] + bytes(length + 1) for name in names}, longer, right)
    for extra in (1, 100, PAGE, 5 * PAGE):
        for more in (bytes(extra), draw.randbytes(extra), whole[DATABASE][:extra], whole[DATABASE][-extra:]):
            try_with(folder, whole, {DATABASE: whole[DATABASE] + more}, longer, OF_DATABASE)
    # The other vault has the same passphrase, the worst that can be: both its copies open, and the database then does not.
    for names in ((DATABASE,), COPIES):
        try_with(folder, whole, {name: theirs[name] for name in names}, swapped, {"main.db: db_damaged"})
    for names in ((COPY_A,), (COPY_B,), (COPY_A, DATABASE), (COPY_B, DATABASE)):
        try_with(folder, whole, {name: theirs[name] for name in names}, swapped, {"header: header_tampered"})
    shutil.rmtree(folder)
    shutil.rmtree(other)
    return [figure.end() for figure in (cut, longer, swapped)]


def try_with(folder: Path, whole: Mapping[str, bytes], changed: Mapping[str, bytes], figure: Figure, right: set[str]) -> None:
    for name, data in changed.items():
        (folder / name).write_bytes(data)
    lengths = {name: len(data) for name, data in changed.items()}
    note(figure, found(folder), right, f"{lengths}")
    for name in changed:
        (folder / name).write_bytes(whole[name])


def pages_put_back(scratch: Path) -> list[Figure]:
    """Put each page of the database that work has changed back to what it was before that work, alone."""
    folder = scratch / "v"
    figure = Figure("one page put back")
    for work in (altered, logged, removed):
        vault_of_demo(folder)
        old = (folder / DATABASE).read_bytes()
        with open_vault(folder, ambient=FixedAmbient(seed=3)) as vault:
            work(vault)
            vault.search.drain()
        new = (folder / DATABASE).read_bytes()
        with open_vault(folder, repair=False) as vault:
            truth = recorded(vault)
        for at in changed_pages(old, new):
            try_page(folder, at, old[at : at + PAGE])
            outcome = found(folder, truth)
            note(figure, outcome, {*OF_DATABASE, SAME}, f"{work.__name__}, page {at // PAGE}")
            try_page(folder, at, new[at : at + PAGE])
        shutil.rmtree(folder)
    return [figure.end()]


def changed_pages(old: bytes, new: bytes) -> Iterator[int]:
    for at in range(0, min(len(old), len(new)), PAGE):
        if old[at : at + PAGE] != new[at : at + PAGE]:
            yield at


def try_page(folder: Path, at: int, page: bytes) -> None:
    with (folder / DATABASE).open("r+b") as file:
        file.seek(at)
        file.write(page)


def altered(vault: Vault) -> None:
    for number, key in enumerate(vault.records.ids("person")[:6]):
        vault.records.edit(key, {"occupation": f"Lawyer {number}"})


def logged(vault: Vault) -> None:
    for number in range(12):
        vault.records.add("person", {"display_name": f"Invented Person {number}"})


def removed(vault: Vault) -> None:
    for key in vault.records.ids("note")[:6]:
        vault.records.delete(key)
