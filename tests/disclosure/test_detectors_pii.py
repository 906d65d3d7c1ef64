"""The detectors held against 1,500 synthetic sentences with labelled spans: recall and precision of each kind, printed."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from casevault.disclosure.detectors import Found, detect
from casevault.disclosure.scan_terms import Grade

SENTENCES = Path(__file__).resolve().parents[2].parent / "shared/data/pii/presidio_synth_v2.json"
KINDS = {
    "CREDIT_CARD": {Found.CARD, Found.IMEI},
    "IBAN_CODE": {Found.IBAN},
    "EMAIL_ADDRESS": {Found.EMAIL},
    "IP_ADDRESS": {Found.IP},
    "US_SSN": {Found.SOCIAL_NUMBER},
    "PHONE_NUMBER": {Found.PHONE},
    "US_DRIVER_LICENSE": {Found.PASSPORT, Found.HKID},
    "STREET_ADDRESS": {Found.ADDRESS},
    "ZIP_CODE": {Found.ADDRESS},
}
WITHOUT_A_MISS = ("CREDIT_CARD", "IBAN_CODE", "EMAIL_ADDRESS", "IP_ADDRESS", "US_SSN")
MOST_PRECISE = 0.99  # of addresses
LEAST = {"PHONE_NUMBER": 0.98, "US_DRIVER_LICENSE": 1.0, "STREET_ADDRESS": 0.85, "ZIP_CODE": 0.55}


@pytest.mark.skipif(not SENTENCES.is_file(), reason="the labelled sentences lie outside the repository")
def test_recall_and_precision_of_each_kind(capsys: pytest.CaptureFixture[str]) -> None:
    sentences = json.loads(SENTENCES.read_text(encoding="utf-8"))
    labelled, found, whole, made, right = Counter[str](), Counter[str](), Counter[str](), Counter[Found](), Counter[Found]()
    for sentence in sentences:
        finds = detect(sentence["full_text"])
        spans = [(one["entity_type"], one["start_position"], one["end_position"]) for one in sentence["spans"]]
        for find in finds:
            made[find.kind] += 1
            right[find.kind] += any(
                find.kind in KINDS.get(label, ()) and find.start < end and start < find.end for label, start, end in spans
            )
        for label, start, end in spans:
            labelled[label] += 1
            found[label] += any(find.start < end and start < find.end for find in finds)
            whole[label] += any(find.start <= start and end <= find.end and find.grade is Grade.STRONG for find in finds)
    lines = [f"{'kind':<20}{'labelled':>9}{'recall':>8}{'whole, strong':>15}{'precision':>11}"]
    for label, kinds in KINDS.items():
        sure = sum(made[kind] for kind in kinds)
        precision = sum(right[kind] for kind in kinds) / sure if sure else 0.0
        recall, strong = found[label] / labelled[label], whole[label] / labelled[label]
        lines.append(f"{label:<20}{labelled[label]:>9}{recall:>8.3f}{strong:>15.3f}{precision:>11.3f}")
    addresses = right[Found.ADDRESS] / made[Found.ADDRESS]
    with capsys.disabled():
        print("", *lines, sep="\n")  # noqa: T201 - the table is the point of this test
    assert all(whole[label] == labelled[label] for label in WITHOUT_A_MISS), "an identifier with a check is never missed"
    assert addresses >= MOST_PRECISE, "what is no address stays where it stands"
    assert all(found[label] >= least * labelled[label] for label, least in LEAST.items())
