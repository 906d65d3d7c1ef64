"""Names that people have labelled: what is said to be one person's is, and most of what is one person's is said to be."""

from __future__ import annotations

import pytest

from benchmarks.names import PAIRS, PRECISION, RECALL, LabelledPair, labelled, ours, tell


def test_labelled_pairs_of_names_are_told_right(capsys: pytest.CaptureFixture[str]) -> None:
    if not PAIRS.exists():
        pytest.skip("the labelled pairs are not on this machine")
    pairs = labelled()
    told = tell(pairs, ours)
    halves = [tell([pair for pair in pairs if pair.held_out is half], ours) for half in (False, True)]
    with capsys.disabled():
        print(f"\nperson pairs: precision {told.precision:.3f}, recall {told.recall:.3f}, of {told.pairs}")  # noqa: T201 - the figure is to be seen
    assert told.pairs > 100
    assert told.precision >= PRECISION
    assert told.recall >= RECALL
    assert min(half.precision for half in halves) >= PRECISION
    assert min(half.recall for half in halves) >= RECALL


def test_the_same_name_in_many_alphabets_is_found_in_most() -> None:
    spellings = PAIRS.with_name("tests__fixtures__putin_names.txt")
    if not spellings.exists():
        pytest.skip("the spellings are not on this machine")
    lines = [line for line in spellings.read_text(encoding="utf-8").split("\n") if line.strip()]
    full = next(line for line in lines if line.isascii() and len(line.split()) > 2)
    told = tell([LabelledPair(line, full, same=True) for line in lines], ours)
    assert told.recall >= RECALL
