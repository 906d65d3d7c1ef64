"""What goes to Uwazi, read by an importer written from Uwazi's own conventions, which are read here too."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attaching import content
from exchange.going import out

from casevault.exchange import uwazi_out
from casevault.exchange.export import Format
from casevault.vault.leaving import Plain

if TYPE_CHECKING:
    from casevault.vault.vault import Vault

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "import" / "uwazi"
ROW = re.compile(r"^\| *([^|]+?) *\| *((?:\\\||[^|])+?) *\| *((?:\\\||[^|])+?) *\|$", re.MULTILINE)
DAY = re.compile(r"\d{4}/\d\d/\d\d", re.ASCII)
PIPE, BETWEEN = "|", ":"
NO_SUFFIX = {"relationship", "numeric", "date", "daterange", "geolocation", "link", "file", "attachments"}


def conventions() -> dict[str, str]:
    """Return {kind of data: how it is written} from the table in Uwazi's conventions."""
    page = SHARED / "uwazi_csv_conventions.md"
    if not page.is_file():
        pytest.skip("the conventions of Uwazi lie beside the checkout, and are not there")
    return {name: rule.replace("\\|", "|") for name, _what, rule in ROW.findall(page.read_text(encoding="utf-8"))}


class Importer:
    """Takes archives in as the conventions say, and stops where theirs would: what it holds is what Uwazi would hold."""

    def __init__(self, templates: dict[tuple[str, str], str]) -> None:
        self.types = templates
        self.entities: dict[str, list[dict[str, str]]] = {}
        self.files: dict[str, bytes] = {}

    def take(self, template: str, data: bytes) -> None:
        assert len(data) <= 50_000_000
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            assert "import.csv" in names
            assert all("/" not in name for name in names)
            rows = list(csv.reader(io.StringIO(archive.read("import.csv").decode("utf-8"))))
            header, *cells = rows
            cleaned = [re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") for name in header]
            assert cleaned == header, "a name that the importer would write otherwise"
            assert max(Counter(header).values()) == 1
            assert not any("__" in name for name in header), "a language the collection may not have stops the import"
            assert "id" not in header, "that column names an entity of the collection"
            assert "title" in header
            for row in cells:
                assert len(row) == len(header)
                entity = dict(zip(header, row, strict=True))
                assert entity["title"].strip()
                self.entities.setdefault(template, []).append(entity)
                for name in [entity["file"], *entity["attachments"].split(PIPE)]:
                    if name:
                        self.files[name] = archive.read(name)

    def check(self) -> None:
        titles = Counter(entity["title"] for entities in self.entities.values() for entity in entities)
        assert max(titles.values()) == 1, "a relation by title would find two"
        for template, entities in self.entities.items():
            for entity in entities:
                for name, value in entity.items():
                    if value:
                        self.cell(self.types[template, name], name, value, titles)

    def cell(self, kind: str, name: str, value: str, titles: Counter[str]) -> None:
        match kind:
            case "date":
                assert DAY.fullmatch(value)
            case "daterange":
                days = value.split(BETWEEN)
                assert len(days) == 2
                assert any(days)
                assert all(not day or DAY.fullmatch(day) for day in days)
            case "relationship":
                assert all(titles[title] == 1 for title in value.split(PIPE))
            case "select":
                assert PIPE not in value
                assert "::" not in value
            case "multiselect":
                assert all(term.strip() == term and term for term in value.split(PIPE))
            case "numeric":
                float(value)
            case "geolocation":
                assert name.endswith("_geolocation")
                assert len([float(part) for part in value.split(PIPE)]) == 2
            case "link":
                assert value.partition(PIPE)[0].startswith(("http://", "https://")) or PIPE in value
            case _:
                assert kind in {"text", "markdown", "title", "file", "attachments"}


def imported(folder: Path) -> Importer:
    with (folder / "templates.csv").open(encoding="utf-8", newline="") as file:
        listed = [(row["template"], row["property"], row["type"]) for row in csv.DictReader(file)]
    labels = list(dict.fromkeys(template for template, _, _ in listed))
    importer = Importer({(template, name): kind for template, name, kind in listed})
    archives = sorted((folder / "uwazi").iterdir())
    keys = list(dict.fromkeys(path.name.rpartition("-")[0] for path in archives))
    assert len(keys) == len(labels)
    by_header = {tuple(name for template, name, _ in listed if template == label): label for label in labels}
    for path in archives:
        with zipfile.ZipFile(path) as archive:
            header = tuple(next(csv.reader(io.StringIO(archive.read("import.csv").decode()))))
        importer.take(by_header[header], path.read_bytes())
    importer.check()
    return importer


def test_the_importer_here_follows_the_conventions_as_they_are_written() -> None:
    """The separators and names that the importer above is built on are those of the page, kind by kind."""
    said = conventions()
    for kind in ("Multiple Select", "Relationship", "Supporting Files (Attachments)", "Geolocation"):
        assert "pipe symbol" in said[kind]
    assert "[property-name]_geolocation" in said["Geolocation"]
    assert "latitude followed by" in said["Geolocation"]
    assert "2000/01/01:2000/12/01" in said["Date Range"]
    assert ":2000/12/01" in said["Date Range"]
    assert "YYYY/MM/DD" in said["Date"]
    assert "protocol (http or https)" in said["Link"]
    assert "Title of the target Entity" in said["Relationship"]
    assert "[property-name]__language-code" in said["Multilingual Properties"]
    assert "column labeled Title" in said["Name / Title"]
    excerpts = (SHARED / "docs-uwazi-io-csv-import-excerpts.md").read_text(encoding="utf-8")
    assert "`import.csv` at the ROOT" in excerpts
    assert "<= 50 MB" in excerpts


def test_everything_is_taken_in(full: Vault, tmp_path: Path) -> None:
    full.records.add("person", {"display_name": "Chen|Wei"}, strict=False)  # of the same name as another
    full.records.add("evidence", {"title": "A page", "kind": "document", "url": "https://example.org/a"}, strict=False)
    made = out(full, tmp_path / "all", Format.UWAZI, Plain())
    taken = imported(tmp_path / "all")
    assert sum(map(len, taken.entities.values())) == made.records
    people = taken.entities["Person"]
    assert {re.sub(r" \[[0-9a-f]{8}\]$", "", one["title"]) for one in people} == {'=HYPERLINK("http://x")', "Chen¦Wei"}
    mine = next(one for one in people if one["title"].startswith("="))
    assert mine["birth"] == "1944/01/01:1944/12/31"
    assert mine["birth_edtf"] == "1944~"
    assert mine["languages"] == "zh|en"
    assert mine["links_person"].startswith("Chen¦Wei [")
    assert [one["not_recorded"] for one in people if one["not_recorded"]] == ["birth=refused"]
    (place,) = taken.entities["Place"]
    assert place["coordinates_geolocation"] == "39.9042|-116.4074"
    (case,) = taken.entities["Case"]
    assert case["case_title"] == "'quoted"
    assert case["persons_person"] == mine["title"]
    assert case["summary_translations"] == "[nl] Eén"
    assert {one["url_link"] for one in taken.entities["Evidence"]} == {"", "https://example.org/a"}
    assert sorted(map(len, taken.files.values())) == [3, 70_000]
    assert content(70_000) in taken.files.values()
    notice = next(one for one in taken.entities["Evidence"] if one["attachments"])
    assert notice["file"].endswith(".pdf")


def test_files_too_many_for_one_archive_go_into_more(full: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uwazi_out, "LARGEST", 60_000)
    made = out(full, tmp_path / "all", Format.UWAZI, Plain())
    taken = imported(tmp_path / "all")
    assert sum(map(len, taken.entities.values())) == made.records
    assert [len(data) for data in taken.files.values()] == [3]
    assert [path.stat().st_size for path in (tmp_path / "all" / "attachments").iterdir()] == [70_000]


def test_every_kind_of_record_has_columns_that_can_be_told_apart(full: Vault) -> None:
    for rt in full.schema.types.values():
        names = [column.name for column in uwazi_out.columns_of(rt)]
        assert len(names) == len(set(names)), rt.key
        assert not {"id"} & set(names)
