from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casevault.disclosure.document import Document, Paragraph, Run
from casevault.disclosure.printed import require_printed
from casevault.disclosure.render import pdf
from casevault.disclosure.render.pdf import render_pdf
from casevault.errors import Code, MachineProblem
from casevault.paths import resource_path

if TYPE_CHECKING:
    from pathlib import Path


def page(*words: str) -> Document:
    runs = tuple(Paragraph((Run(text, "a" * 32, "narrative"),)) for text in words)
    return Document(lang="en", title=(Run("Case dossier"),), blocks=runs, identifier="f" * 32, created_day="2026-03-18")


@pytest.mark.parametrize(
    "text",
    [
        "Lin Zhaowen 林兆雯",
        "浦志強 Pǔ Zhìqiáng",
        "Алексей Ὀδυσσεύς",
        "بەھرام راخمان",
        "བསྟན་འཛིན་རྒྱ་མཚོ",
        "office affluent ﬁne",
        "x" * 300,
        "汉" * 300,
        "a\u0301" * 30,
        "",
    ],
)
def test_what_the_fonts_have_is_printed(text: str) -> None:
    document = page(text, "and more")
    require_printed(document, render_pdf(document))


@pytest.mark.parametrize("text", ["Kim 한국어", "देवनागरी", "ᠮᠣᠩᠭᠣᠯ", "ไทย"])
def test_a_letter_that_no_font_has_stops_it(text: str) -> None:
    document = page(text)
    with pytest.raises(MachineProblem) as refused:
        require_printed(document, render_pdf(document))
    assert refused.value.code is Code.OUTPUT_INCOMPLETE
    assert refused.value.safe["keys"] == ("narrative",)


@pytest.mark.parametrize("printed", ["Lin Zhaowe", "Lin Zhaown", "Lin Zaowen", "林兆"])
def test_a_letter_that_dropped_out_of_a_name_is_missed(printed: str) -> None:
    with pytest.raises(MachineProblem):
        require_printed(page("Lin Zhaowen 林兆雯", "he new her"), render_pdf(page(printed, "he new her", "林兆")))


def test_a_right_to_left_letter_that_the_reader_passes_over_is_no_missing_font() -> None:
    """Measured with pdfium, of a word before a bracket: printed, not given back. A letter that is on no page stops it still."""
    asked = page("سوكوفۇفۇ ([number withheld])", "نۇتىكۇنا")
    require_printed(asked, render_pdf(page("سوكوفۇف ([number withheld])", "نۇتىكۇنا")))
    with pytest.raises(MachineProblem):
        require_printed(asked, render_pdf(page("سوكوفۇفۇ ([number withheld])", "نۇتىكۇ")))


def test_without_its_fonts_a_copy_prints_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "resource_path", lambda name: tmp_path if name == "fonts" else resource_path(name))
    pdf._compiler.cache_clear()
    with pytest.raises(MachineProblem) as refused:
        render_pdf(page("Lin Zhaowen"))
    assert refused.value.code is Code.IO_ERROR
    monkeypatch.undo()
    assert render_pdf(page("Lin Zhaowen"))
