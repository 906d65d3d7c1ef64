"""What other case systems export: Martus, Uwazi, forms of Kobo and ODK."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from exchange.material import found, opened, written
from fuzz.documents import BULLETIN

from casevault.errors import CaseVaultError, Code
from casevault.exchange import forms, martus, uwazi
from casevault.exchange.sheets import Row, Sheet, Source

if TYPE_CHECKING:
    from pathlib import Path

TESTS_OF_MARTUS = "martus-client__source__org__martus__client__test__"


def refused(path: Path, **asked: Any) -> CaseVaultError:
    with pytest.raises(CaseVaultError) as caught:
        opened(path, **asked)
    assert caught.value.hint.text
    return caught.value


def table(header: tuple[str, ...], *rows: tuple[str, ...]) -> Source:
    return Source("csv", Sheet("", header, (Row(number, row) for number, row in enumerate(rows, 2))))


def test_bulletins_become_rows() -> None:
    source, rows = opened(found("import", "martus", f"{TESTS_OF_MARTUS}SampleXmlTwoBulletins.xml"))
    assert (source.format, len(rows)) == ("martus", 2)
    first = dict(zip(source.sheet.header, rows[0].cells, strict=True))
    assert first["title"] == "Title Bulletin #1"
    assert first["entrydate"] == "2005-11-01"
    assert first["eventdate"] == "1970-01-01/1970-01-02"
    assert first["Does interviewee wish to remain anonymous?"] == "TRUE"
    assert first["Victim Information/First Name"] == ("Dan", "Gina", "Colby")
    assert first["Victim Information/Date of Birth"] == ("1976-01-01", "1972-01-01", "1999-01-01")
    assert martus.PRIVATE in source.notes


def test_bulletins_name_their_attachments() -> None:
    source, rows = opened(found("import", "martus", f"{TESTS_OF_MARTUS}SampleXmlBulletinWithAttachments.xml"))
    named = dict(zip(source.sheet.header, rows[0].cells, strict=True))[martus.ATTACHMENTS]
    assert named == ("$$$Sample Attachment1.txt", "$$$Sample Attachment2.txt", "$$$Sample Attachment3.txt")
    assert martus.FILES_NAMED in source.notes


@pytest.mark.parametrize(
    "name",
    [
        "SampleInvalidBulletinFieldsSpecDontMatchData.xml",
        "SampleInvalidFieldSpecsXmlBulletin.xml",
        "SampleInvalidFieldSpecsXmlThreeBulletins.xml",
    ],
)
def test_what_does_not_fit_together_is_refused_with_its_bulletin(name: str) -> None:
    problem = refused(found("import", "martus", TESTS_OF_MARTUS + name))
    assert (problem.code, problem.safe) == (Code.INVALID_INPUT, {"number": 1})


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><MartusBulletins>&b;</MartusBulletins>",
        "<!DOCTYPE x SYSTEM 'file:///etc/passwd'><MartusBulletins/>",
        "<?xml version='1.0'?><other/>",
        "<MartusBulletins>" + "<a>" * 5_000,
        "<MartusBulletins></MartusBulletins>",
        BULLETIN[:-10],
        BULLETIN.replace("</Column></Row>", "</Column><Column>3</Column></Row>"),
        BULLETIN.replace("<Choice></Choice>", "<Choice>Press</Choice>"),
        "<?xml version='1.0' encoding='no-such'?><MartusBulletins/>",
    ],
)
def test_xml_that_is_more_or_less_than_bulletins_is_refused(tmp_path: Path, text: str) -> None:
    assert refused(written(tmp_path, text, "x.xml")).code in {Code.INVALID_INPUT, Code.UNSUPPORTED}


def test_uwazi_conventions() -> None:
    header = ("title", "title__ru", "tags", "place_geolocation", "Date of arrest", "Period date", "link")
    assert uwazi.recognises(header)
    assert not uwazi.recognises(("title", "date"))
    source = uwazi.entities(
        table(
            header,
            ("A|b", "Б", "x | y", "39.9|116.4", "1577836800", "2000/1/2:2000/12/01", "page|https://example.org"),
            ("B", "", "", "", "-8640000", ":2000/12/01", "https://a.example|https://b.example"),
            ("C", "", "one", "nowhere", "2023-05-01", "2000/01/01|2001/01/01", ""),
        )
    )
    assert source.sheet.header[3:5] == ("place_geolocation/lat", "place_geolocation/lon")
    first, second, third = (row.cells for row in source.sheet.rows)
    assert first == ("A|b", "Б", ("x", "y"), "39.9", "116.4", "2020-01-01", "2000-01-02/2000-12-01", "page|https://example.org")
    assert second[5:] == ("1969-09-23", "../2000-12-01", ("https://a.example", "https://b.example"))
    assert third[2:7] == ("one", "nowhere", "", "2023-05-01", ("2000-01-01", "2001-01-01"))


def test_the_importer_s_own_examples() -> None:
    source, rows = opened(found("import", "uwazi", "app", "api", "csv", "specs", "test.csv"))
    assert source.format == "uwazi"
    cells = dict(zip(source.sheet.header, rows[0].cells, strict=True))
    assert (cells["geolocation_geolocation/lat"], cells["geolocation_geolocation/lon"]) == ("1", "1")
    assert dict(zip(source.sheet.header, rows[2].cells, strict=True))["Multi Select Label"] == ("multivalue1", "multivalue3")


def form(folder: Path, *, answers: bool = True) -> Path:
    path = folder / "form.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheets: dict[str, list[tuple[str, ...]]] = {
            "survey": [
                ("type", "name", "label"),
                ("text", "name", "Name"),
                ("begin_group", "held", "Detention"),
                ("select_one place", "where", "Where"),
                ("select_multiple harm", "harms", "What was done"),
                ("end_group", "", ""),
            ],
            "choices": [
                ("list_name", "name", "label"),
                ("place", "p1", "Police station"),
                ("harm", "b", "Beaten"),
                ("harm", "t", "Threatened"),
            ],
        }
        if answers:
            sheets["data"] = [
                ("name", "held/where", "held/harms", "held/harms/b", "held/harms/t", "_id", "_uuid"),
                ("Lin", "p1", "b t", "1", "1", "1", "u-1"),
                ("Qiu", "p9", "t", "0", "1", "2", "u-2"),
            ]
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return path


def test_answers_are_explained_by_the_form_beside_them(tmp_path: Path) -> None:
    source, rows = opened(form(tmp_path))
    assert (source.format, source.sheet.name) == ("xlsform", "data")
    assert source.sheet.header == ("name", "held/where", "held/harms", "_id", "_uuid")
    assert [row.cells[:3] for row in rows] == [("Lin", "Police station", ("Beaten", "Threatened")), ("Qiu", "p9", "Threatened")]
    assert {forms.EXPLAINED, forms.SPLIT} <= set(source.notes)


def test_a_form_without_answers_says_so_and_its_questions_can_be_asked_for(tmp_path: Path) -> None:
    path = form(tmp_path, answers=False)
    assert refused(path).code is Code.UNSUPPORTED
    assert opened(path, sheet="survey")[0].sheet.header == ("type", "name", "label")


def test_answers_without_the_form_are_split_by_their_columns(tmp_path: Path) -> None:
    text = "name;a/harms;a/harms/b;a/harms/t;_id;_uuid\nLin;b t;1;1;1;u\n"
    source, rows = opened(written(tmp_path, text))
    assert (source.format, source.sheet.header) == ("xlsform", ("name", "a/harms", "_id", "_uuid"))
    assert rows[0].cells == ("Lin", ("b", "t"), "1", "u")
