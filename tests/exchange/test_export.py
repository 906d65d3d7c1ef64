"""Everything out, to oneself: who may, what is left behind when it ends early, what the log says, and each form read back."""

from __future__ import annotations

import ast
import csv
import io
import zipfile
from typing import TYPE_CHECKING

import pyrage
import pytest
import python_calamine
from attaching import CANARY, content, flip, refused, stored
from contracts.tree import PACKAGE, relative, syntax
from exchange.conftest import HOSTILE
from exchange.going import out
from hypothesis import example, given
from hypothesis import strategies as st

from casevault import files
from casevault.domain.spreadsheets import guarded, unguarded
from casevault.errors import Code
from casevault.exchange import export as exporting
from casevault.exchange import tables_out, xlsx_out
from casevault.exchange.export import Format
from casevault.progress import Cancelled
from casevault.vault.leaving import InWords, Plain, ToOwnKey
from casevault.vault.left import Left, Sealed, To, What, listed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casevault.vault.vault import Vault

MINE = pyrage.x25519.Identity.generate()
OWN = ToOwnKey(str(MINE.to_public()))
FORMS = list(Format)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    made = tmp_path / "place"
    made.mkdir()
    return made


@pytest.mark.parametrize("form", FORMS)
def test_counts_are_those_of_the_vault_and_a_row_is_left(full: Vault, place: Path, form: Format) -> None:
    total = len(full.records.ids())
    made = out(full, place / "all", form, Plain())
    assert (made.records, made.attachments, made.damaged) == (total, 2, ())
    assert sorted(made.files) == sorted(path for path in (place / "all").rglob("*") if path.is_file())
    assert [entry.left for entry in listed(full.records)] == [Left(What.EVERYTHING, total, To.FILE, Sealed.NONE)]
    for evidence in full.records.ids("evidence"):
        assert full.records.history(evidence)[0].action == "exported"
    assert {path.stat().st_mode & 0o777 for path in made.files} == {0o600}


@pytest.mark.parametrize("form", FORMS)
def test_sealed_there_is_one_file_that_age_opens(full: Vault, place: Path, form: Format) -> None:
    made = out(full, place / "all", form, OWN)
    assert [path.name for path in place.iterdir()] == ["all.age"] == [path.name for path in made.files]
    data = made.files[0].read_bytes()
    assert CANARY not in data
    assert CANARY in pyrage.decrypt(data, [MINE]) or form is Format.UWAZI
    assert made.sealed is Sealed.KEY


@pytest.mark.slow
def test_with_words_unless_told_otherwise(full: Vault, place: Path) -> None:
    made = out(full, place / "all", Format.JSON, InWords())
    assert len(made.passphrase.split()) == 7
    assert made.passphrase not in repr(made)
    assert b"vault.jsonl" in pyrage.passphrase.decrypt(made.files[0].read_bytes(), made.passphrase)


@pytest.mark.parametrize("seal", [InWords(), OWN, Plain()], ids=["words", "key", "plain"])
def test_nobody_without_the_passphrase(full: Vault, place: Path, seal: InWords | ToOwnKey | Plain) -> None:
    assert refused(lambda: out(full, place / "all", Format.JSON, seal, secret="another")) is Code.WRONG_CREDENTIALS
    assert list(place.iterdir()) == []
    assert listed(full.records) == []


def test_never_over_anything_and_never_into_the_vault(full: Vault, place: Path) -> None:
    (place / "all").mkdir()
    (place / "all.age").write_bytes(b"")
    for seal in (Plain(), OWN):
        assert refused(lambda seal=seal: out(full, place / "all", Format.CSV, seal)) is Code.INVALID_INPUT  # type: ignore[misc] # value bound early
    assert refused(lambda: out(full, full.folder / "all", Format.CSV, Plain())) is Code.INVALID_INPUT
    assert listed(full.records) == []


@pytest.mark.parametrize(("seal", "after"), [(OWN, 0), (OWN, 1), (Plain(), 0), (Plain(), 9)])
def test_a_full_disk_leaves_nothing_half(
    full: Vault, place: Path, monkeypatch: pytest.MonkeyPatch, seal: ToOwnKey | Plain, after: int
) -> None:
    write_all, calls = files._write_all, [0]

    def full_disk(descriptor: int, chunk: bytes) -> None:
        calls[0] += 1
        if calls[0] > after:
            raise OSError(28, "")
        write_all(descriptor, chunk)

    monkeypatch.setattr(files, "_write_all", full_disk)
    assert refused(lambda: out(full, place / "all", Format.CSV, seal)) is Code.DISK_FULL
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("seal", [OWN, Plain()], ids=["sealed", "plain"])
def test_a_cancelled_one_leaves_nothing(full: Vault, place: Path, tmp_path: Path, seal: ToOwnKey | Plain) -> None:
    looks: list[int] = []
    out(full, tmp_path / "whole", Format.UWAZI, seal, progress=lambda done, _total: looks.append(done))
    assert looks == sorted(looks)
    for turn in (0, len(looks) // 2, len(looks) - 1):
        left = [turn]

        def progress(_done: int, _total: int, /, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise Cancelled

        with pytest.raises(Cancelled):
            out(full, place / "all", Format.UWAZI, seal, progress=progress)
        assert list(place.iterdir()) == []


def test_sealed_it_is_in_the_log_before_it_has_its_name_and_read_back_before_that(
    full: Vault, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []
    place_it, compare = files.Staged.place, exporting._compare

    def named(staged: files.Staged) -> None:
        seen.append(len(listed(full.records)))
        place_it(staged)

    def compared(*given: object) -> None:
        seen.append("read back")
        compare(*given)  # type: ignore[arg-type] # numbers as they come

    monkeypatch.setattr(files.Staged, "place", named)
    monkeypatch.setattr(exporting, "_compare", compared)
    out(full, place / "all", Format.JSON, OWN)
    assert seen == ["read back", 1]


def test_what_the_disk_altered_is_found_before_anything_counts(full: Vault, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_it = files.Staged.open

    def spoilt(staged: files.Staged) -> io.BufferedReader:
        flip(staged._part, 60_000)
        return open_it(staged)

    monkeypatch.setattr(files.Staged, "open", spoilt)
    assert refused(lambda: out(full, place / "all", Format.JSON, OWN)) is Code.BUNDLE_DAMAGED
    assert list(place.iterdir()) == []
    assert listed(full.records) == []


def test_a_record_less_is_no_export(full: Vault, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spelt = tables_out.spelt

    def shorter(table: tables_out.Table) -> Iterator[bytes]:
        data = b"".join(spelt(table))
        yield data[: data[:-2].rindex(b"\r\n") + 2] if table.name == "place" else data

    monkeypatch.setattr(tables_out, "spelt", shorter)
    assert refused(lambda: out(full, place / "all", Format.CSV, Plain())) is Code.IO_ERROR
    assert list(place.iterdir()) == []


def test_a_damaged_attachment_keeps_nothing_else_from_going(full: Vault, place: Path) -> None:
    hurt = max(stored(full), key=lambda path: path.stat().st_size)
    flip(hurt, 1_000)
    made = out(full, place / "all", Format.JSON, Plain())
    assert made.damaged == (hurt.name,)
    assert made.attachments == 1


# --- CSV ---


def cells(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_holds_what_was_recorded(full: Vault, place: Path) -> None:
    out(full, place / "all", Format.CSV, Plain())
    folder = place / "all"
    people = {row["display_name"]: row for row in cells(folder, "person")}
    assert set(people) == {f"'{HOSTILE}", "Chen|Wei"}
    assert people["Chen|Wei"]["not_recorded"] == "birth=refused"
    assert people["Chen|Wei"]["birth"] == ""
    mine = people[f"'{HOSTILE}"]
    assert mine["birth"] == "1944~"
    assert mine["languages"] == "zh\nen"
    assert [unguarded(row["value"]) for row in cells(folder, "person.aliases")] == ["高瑜", "-5+2"]
    (link,) = cells(folder, "person.links")
    assert (link["record"], link["person.title"]) == (mine["id"], "Chen|Wei")
    (case,) = cells(folder, "case")
    assert case["title"] == "''quoted"
    assert case["summary"] == 'One\nTwo, "three"'
    assert [(row["lang"], row["text"]) for row in cells(folder, "case.summary")] == [("en", case["summary"]), ("nl", "Eén")]
    (place_row,) = cells(folder, "place")
    assert (place_row["lat"], place_row["lon"], place_row["note"]) == ("39.9042", "-116.4074", "")
    assert not (folder / "note.csv").exists()  # the only one was deleted
    for row in cells(folder, "attachments"):
        assert (folder / row["name"]).stat().st_size == int(row["size"])
    assert content(70_000) in {(folder / row["name"]).read_bytes() for row in cells(folder, "attachments")}


@given(st.text())
@example("\uff1dcmd")
@example("\n=1")
def test_no_cell_is_a_formula_and_every_cell_reads_back(text: str) -> None:
    cell = guarded(text)
    assert unguarded(cell) == text
    assert not cell.startswith(("=", "+", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"))
    if cell.startswith("-"):
        float(cell)


def test_derived_columns_never_take_the_name_of_a_field(full: Vault) -> None:
    for rt in full.schema.types.values():
        for fields in (rt.fields, *(field.rows for field in rt.fields)):
            names = tables_out._columns(fields)
            assert len(names) == len(set(names))


# --- XLSX ---


def test_a_workbook_holds_text_as_text(full: Vault, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = "x" * 40_000 + "𠀀" * 20_000
    full.records.edit(full.records.ids("case")[0], {"strategy": note})
    monkeypatch.setattr(xlsx_out, "MOST_ROWS", 2)
    out(full, place / "all", Format.XLSX, Plain())
    book = python_calamine.CalamineWorkbook.from_path(str(place / "all" / "records.xlsx"))
    assert {"person", "person (2)", "case", "person.aliases", "long texts", "attachments"} <= set(book.sheet_names)
    rows = book.get_sheet_by_name("person").to_python() + book.get_sheet_by_name("person (2)").to_python()
    assert HOSTILE in {row[rows[0].index("display_name")] for row in rows}
    case = book.get_sheet_by_name("case").to_python()
    cut = case[1][case[0].index("strategy")]
    pieces = [
        row for name in book.sheet_names if name.startswith("long texts") for row in book.get_sheet_by_name(name).to_python()
    ]
    mine = [row for row in pieces if row[0] == "case" and row[2] == case[0].index("strategy") + 1]
    assert "".join(str(row[4]) for row in mine) == note
    assert mine[0][4] == cut
    raw = (place / "all" / "records.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        sheets = b"".join(archive.read(name) for name in archive.namelist() if "sheet" in name)
    assert b"<f>" not in sheets
    assert b"hyperlink" not in sheets


def test_more_cells_than_fit_in_memory_are_refused(full: Vault, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_out, "MOST_CELLS", 50)
    assert refused(lambda: out(full, place / "all", Format.XLSX, OWN)) is Code.TOO_LARGE
    assert list(place.iterdir()) == []


def test_one_way_out_to_oneself() -> None:
    """Only the export opens the vault's whole content for writing, and only after `leaving` has asked who wants it."""
    found = {
        relative(path)
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "whole_of"
    }
    assert found == {"casevault/exchange/export.py"}
