"""Every sentence has its translation."""

from __future__ import annotations

import importlib.util
import sys
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from contracts.tree import ROOT

from casevault.domain.types import TYPES
from casevault.i18n import N_, Catalogue

if TYPE_CHECKING:
    from types import ModuleType


@pytest.fixture(scope="module")
def strings() -> ModuleType:
    spec = importlib.util.spec_from_file_location("strings_script", ROOT / "packaging" / "strings.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["strings_script"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow  # `make static` asks the same
def test_every_sentence_is_translated_and_compiled(strings: ModuleType) -> None:
    every = (*strings.LANGUAGES, *strings.PARTS, *strings.PAPER_OUTPUTS)
    assert [line for language in every for line in strings.problems(language)] == []


def test_the_catalogue_is_compiled_the_same_each_time(strings: ModuleType) -> None:
    first = strings.as_mo(strings.read("nl"))
    assert first == strings.as_mo(strings.read("nl"))
    assert b"POT-Creation-Date" not in first


def test_the_program_reads_what_was_compiled() -> None:
    dutch = Catalogue("nl", ROOT / "resources" / "locale")
    assert dutch.text(N_("{count} problem", "{count} problems"), count=1) == "1 probleem"
    assert dutch.text(N_("{count} problem", "{count} problems"), count=2) == "2 problemen"


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
def test_no_two_fields_of_one_form_have_one_name(language: str) -> None:
    catalogue = Catalogue(language, ROOT / "resources" / "locale")
    tables = [(rt.key, rt.fields) for rt in TYPES] + [
        (f"{rt.key}/{field.key}", field.rows) for rt in TYPES for field in rt.fields if field.rows
    ]
    alike = [
        (where, one.key, other.key)
        for where, fields in tables
        for one, other in combinations(fields, 2)
        if catalogue.text(one.label) == catalogue.text(other.label)
    ]
    assert alike == []
