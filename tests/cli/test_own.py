"""A vault's own fields, links, tags and kept searches, as a script meets them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from lines import Line

CASE = ("code=HERON", "title=T", "kind=criminal", "jurisdiction=CN", "opened=2026", "status=open", "priority=high")


def add(line: Line, type_key: str, *pairs: str) -> dict[str, Any]:
    return line.ok("add", str(line.folder), type_key, *(part for pair in pairs for part in ("--set", pair)))


def test_a_field_of_a_vaults_own_from_definition_to_list(line: Line) -> None:
    made = add(line, "custom_field", "type=person", "label=Shoe size", "kind=int", "field_class=C2")
    assert made["fields"]["key"] == "x_shoe_size"
    add(line, "person", "display_name=Lin Zhaowen", "x_shoe_size=38")
    (listed,) = line.ok("list", str(line.folder), "person")["records"]
    assert listed["fields"]["x_shoe_size"] == 38
    (person,) = line.ok("schema", "person", "--in", str(line.folder), "--passphrase-file", str(line.secret))["types"]
    (field,) = [one for one in person["fields"] if one["key"].startswith("x_")]
    assert (field["key"], field["kind"], field["data_class"]) == ("x_shoe_size", "int", "C2")
    (built_in,) = line.ok("schema", "person")["types"]
    assert not [one for one in built_in["fields"] if one["key"].startswith("x_")]
    line.ok("edit", str(line.folder), made["id"], "--set", "retired=2026-11-01")
    (person,) = line.ok("schema", "person", "--in", str(line.folder), "--passphrase-file", str(line.secret))["types"]
    assert [one["retired"] for one in person["fields"] if "retired" in one] == ["2026-11-01"]
    problem = line.refused("edit", str(line.folder), made["id"], "--set", "kind=text")
    assert problem["code"] == "invalid_input"


def test_links_both_ways(line: Line) -> None:
    lin = add(line, "person", "display_name=Lin")["id"]
    child = add(line, "person", "display_name=Xiaoyu", f'links=[{{"person": "{lin}", "relation": "child"}}]')["id"]
    assert "links" not in line.ok("show", str(line.folder), lin)
    links = line.ok("show", str(line.folder), lin, "--links")["links"]
    assert links["to"] == []
    assert links["from"] == [{"field": "links/person", "type": "person", "id": child, "title": "Xiaoyu", "words": "child"}]
    assert line.ok("show", str(line.folder), child, "--links")["links"]["to"][0]["words"] == "parent"


def test_tags_and_kept_searches(line: Line) -> None:
    heron = add(line, "case", *CASE, 'tags=["Tianjin"]')["id"]
    add(line, "case", *CASE)
    found = line.ok("list", str(line.folder), "case", "--tag", "tianjin")
    assert [record["id"] for record in found["records"]] == [heron]
    line.ok("search", str(line.folder), "--type", "case", "--tag", "Tianjin", "--save", "The north")
    kept = line.ok("search", str(line.folder), "--saved", "the north")
    assert ([hit["id"] for hit in kept["hits"]], kept["total"]) == ([heron], 1)
    assert line.refused("search", str(line.folder), "--saved", "no such")["code"] == "not_found"
    assert line.refused("search", str(line.folder))["code"] == "invalid_input"
    both = line.ok("search", str(line.folder), "HERON", "--tag", "Tianjin")
    assert [hit["id"] for hit in both["hits"]] == [heron]


def test_labels_say_whose_words_they_are(line: Line) -> None:
    found = {(one["vocabulary"], one["code"]): one for one in line.ok("schema", "--labels", "zh")["labels"]}
    assert found["measure", "rsdl"] == {
        "vocabulary": "measure",
        "code": "rsdl",
        "en": "residential surveillance at a designated location",
        "label": "指定居所监视居住",
        "reviewed": True,
        "source": "CPL 76",
    }
    assert found["measure", "house_arrest"]["reviewed"] is False


@pytest.mark.parametrize("type_key", ["clock", "risk"])
def test_what_needs_one_of_two_is_said(line: Line, type_key: str) -> None:
    pairs = {"clock": "rule_id=cn.rsdl.max", "risk": "review_on=2026-12-01"}
    problem = line.refused("add", str(line.folder), type_key, "--set", pairs[type_key])
    assert problem["code"] == "invalid_input"


def test_a_list_that_is_kept_is_asked_again_with_its_facets(line: Line) -> None:
    heron = add(line, "case", *CASE)["id"]
    add(line, "case", *CASE[:-2], "status=closed", "priority=high")
    facets = 'facets=[{"facet": "status", "code": "open"}]'
    add(line, "saved_search", "name=Open", "type=case", facets)
    add(line, "saved_search", "name=Open herons", "type=case", "query=heron", facets)
    add(line, "saved_search", "name=Nothing", "type=case", "query=nobody wrote this", facets)
    add(line, "saved_search", "name=Events", "type=event", facets)  # a list without facets is not narrowed
    for name, hits in (("open", [heron]), ("open herons", [heron]), ("nothing", []), ("events", [])):
        found = line.ok("search", str(line.folder), "--saved", name)
        assert ([hit["id"] for hit in found["hits"]], found["total"]) == (hits, len(hits))
