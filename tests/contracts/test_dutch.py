"""The Dutch of CaseVault: complete, with the same parameters, and addressing the person as the rest of it does."""

from __future__ import annotations

import io
import re
import string
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po
from contracts.tree import ROOT

from casevault.i18n import Catalogue, Msg, translated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel.messages.catalog import Message

LOCALE = ROOT / "resources" / "locale"
PO = LOCALE / "nl" / "LC_MESSAGES" / "casevault.po"
FAMILIAR = re.compile(r"\b(je|jij|jou|jouw|jullie)\b", re.IGNORECASE)
BARRED = re.compile(r"\b(fout|ongeldig|illegaal|oeps|mislukt|succesvol)\b", re.IGNORECASE)


def messages() -> Iterator[Message]:
    for message in read_po(io.BytesIO(PO.read_bytes()), locale="nl"):
        if message.id:
            yield message


def forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, (list, tuple)) else (text or "",)


def parameters(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}
    except ValueError:  # a sentence that shows JSON is never formatted: its brackets are text
        return set(re.findall(r"\{[^{}]*\}?", text))


def test_no_form_is_empty_and_none_is_doubtful() -> None:
    unfinished = [message.id for message in messages() if message.fuzzy or not all(forms(message.string))]
    assert unfinished == []


def test_every_translation_can_be_read_from_the_compiled_file() -> None:
    wanted: set[str] = set()
    for message in messages():
        wanted.update(forms(message.string))
    assert set(translated(PO.with_suffix(".mo").read_bytes())) == wanted


def test_a_counted_sentence_has_both_forms() -> None:
    assert [m.id for m in messages() if len(forms(m.id)) != len(forms(m.string))] == []


def test_a_translation_has_the_parameters_of_its_sentence() -> None:
    differing = [
        (source, dutch)
        for message in messages()
        for source, dutch in zip(forms(message.id), forms(message.string), strict=True)
        if parameters(source) != parameters(dutch)
    ]
    assert differing == []


def test_spaces_at_the_ends_and_line_breaks_are_kept() -> None:
    differing = [
        (source, dutch)
        for message in messages()
        for source, dutch in zip(forms(message.id), forms(message.string), strict=True)
        if (source[:1].isspace(), source[-1:].isspace(), source.count("\n"))
        != (dutch[:1].isspace(), dutch[-1:].isspace(), dutch.count("\n"))
    ]
    assert differing == []


@pytest.mark.parametrize("words", [FAMILIAR, BARRED], ids=["the person is u", "no blame and no cheer"])
def test_the_tone_is_that_of_the_english(words: re.Pattern[str]) -> None:
    assert [dutch for message in messages() for dutch in forms(message.string) if words.search(dutch)] == []


def test_the_program_reads_what_the_file_says() -> None:
    catalogue = Catalogue("nl", LOCALE)
    for message in messages():
        source, dutch = forms(message.id), forms(message.string)
        if len(source) == 1:
            assert catalogue.text(Msg(source[0])) == dutch[0]
        else:
            values = dict.fromkeys(parameters(source[1]) - {"count"}, "x")
            for count, form in ((0, dutch[1]), (1, dutch[0]), (2, dutch[1])):
                assert catalogue.text(Msg(source[0], source[1]), count=count, **values) == form.format(count=count, **values)


def test_the_head_names_the_language_alone() -> None:
    head = PO.read_text(encoding="utf-8").split("\n\n", 1)[0]
    assert '"Language: nl\\n"' in head
    assert "nplurals=2; plural=(n != 1)" in head
    assert not re.search(r"Date|Translator|Team|Bugs|@", head)
