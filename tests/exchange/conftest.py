"""A vault with a little of everything, for what goes out and comes in again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attaching import content, write

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.vault.vault import Vault

HOSTILE = '=HYPERLINK("http://x")'


@pytest.fixture
def full(vault: Vault, tmp_path: Path) -> Vault:
    """Cases, people, tables, long texts, what is not known, a deleted record, an undone one, an erased one, two attachments."""
    add = vault.records.add
    lawyer = add("person", {"display_name": "Chen|Wei", "birth": {"na": "refused"}}, strict=False).id
    person = add(
        "person",
        {
            "display_name": HOSTILE,
            "aliases": [{"value": "高瑜", "script": "Hans", "kind": "legal"}, {"value": "-5+2", "script": "Latn", "kind": "pen"}],
            "birth": "1944~",
            "languages": ["zh", "en"],
            "links": [{"person": lawyer, "relation": "lawyer"}],
        },
        strict=False,
    ).id
    case = add(
        "case",
        {
            "code": "K-1",
            "title": "'quoted",
            "persons": [{"person": person, "role": "defender"}],
            "summary": [{"lang": "en", "text": 'One\nTwo, "three"'}, {"lang": "nl", "text": "Eén", "translated_from": "en"}],
        },
        strict=False,
    ).id
    place = add("place", {"name": "Beijing", "lat": "39.9042", "lon": "-116.4074"}, strict=False).id
    shoes = {"type": "person", "key": "x_shoe_size", "label": "Shoe size", "kind": "int", "field_class": "C2"}
    add("custom_field", shoes, strict=False)
    add("custom_type", {"key": "x_parcel", "label": "Parcel", "plural": "Parcels"}, strict=False)
    add("custom_field", {"type": "x_parcel", "key": "x_what", "label": "What", "kind": "text"}, strict=False)
    vault.records.edit(person, {"x_shoe_size": 38})
    add("x_parcel", {"x_what": "books"}, strict=False)
    gone = add("note", {"text": "gone", "about": case}, strict=False).id
    vault.records.delete(gone)
    vault.records.edit(place, {"note": "+31 6 1234"})
    vault.records.undo()
    one = write(tmp_path / "notice of 高瑜.pdf", content(70_000))
    two = write(tmp_path / "pic.jpg", content(3))
    vault.attachments.add([one, two], about=[case], title="Notice")
    vault.attachments.add([one], about=[person], title="The same")
    return vault
