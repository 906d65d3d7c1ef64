"""The PDF seal holds in every way in which it must not open, and keeps text and properties."""

from __future__ import annotations

import io
import subprocess
from typing import TYPE_CHECKING

import pikepdf
import pytest
from builders import FixedAmbient
from tools import need

from casevault.crypto.words import word_list
from casevault.disclosure.document import Document, Paragraph, Run
from casevault.disclosure.render.pdf import render_pdf
from casevault.disclosure.seal import pdf as seal_pdf_module
from casevault.disclosure.seal.pdf import seal_pdf, verify_sealed_pdf
from casevault.errors import CaseVaultError, Code

if TYPE_CHECKING:
    from pathlib import Path

    from pikepdf import Encryption


@pytest.fixture(scope="module")
def plain() -> bytes:
    words = (Run("The ask of 林若溪"),)
    return render_pdf(Document(lang="en", title=(Run("A title"),), created_day="2026-05-14", blocks=(Paragraph(words),)))


def encrypted(plain: bytes, encryption: Encryption) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(plain)) as pdf:
        pdf.save(out, encryption=encryption)
    return out.getvalue()


def test_it_opens_with_the_seven_words_and_with_nothing_else(plain: bytes) -> None:
    sealed = seal_pdf(plain, FixedAmbient())
    assert len(sealed.passphrase.split(" ")) == 7
    assert sealed.passphrase not in repr(sealed)
    for wrong in ("", sealed.passphrase + "a", sealed.passphrase[1:], "owner"):
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(io.BytesIO(sealed.data), password=wrong)
    with pikepdf.open(io.BytesIO(sealed.data), password=sealed.passphrase) as pdf:
        assert pdf.encryption.R == 6
        assert str(pdf.encryption.stream_method).endswith("aesv3")
        assert str(pdf.docinfo["/Title"]) == "A title"
    assert b"A title" not in sealed.data


def test_public_tools_read_it(plain: bytes, tmp_path: Path) -> None:
    need("qpdf", "pdftotext", "pdfinfo")
    sealed = seal_pdf(plain, FixedAmbient())
    file, words, opened = tmp_path / "a.pdf", tmp_path / "words", tmp_path / "b.pdf"
    file.write_bytes(sealed.data)
    words.write_text(sealed.passphrase)
    subprocess.run(["qpdf", "--decrypt", f"--password-file={words}", str(file), str(opened)], check=True)
    text = subprocess.run(["pdftotext", str(opened), "-"], check=True, capture_output=True).stdout.decode()
    assert "林若溪" in text
    assert subprocess.run(["pdfinfo", str(file)], check=False, capture_output=True).returncode != 0


class ShortWords(FixedAmbient):
    """Surroundings that draw words of three letters alone: seven of them have 27 bytes."""

    def random_bytes(self, count: int, /) -> bytes:
        if count != 2:
            return super().random_bytes(count)
        short = [place for place, word in enumerate(word_list()) if len(word) == 3]
        return short[int.from_bytes(super().random_bytes(2), "big") % len(short)].to_bytes(2, "big")


def test_poppler_opens_it_where_its_tools_take_the_words_whole(plain: bytes, tmp_path: Path) -> None:
    """They keep 32 bytes of what is typed behind -upw and drop the rest; the library, and the readers built on it, take all."""
    need("pdftotext")
    sealed = seal_pdf(plain, ShortWords())
    assert len(sealed.passphrase) == 27
    file = tmp_path / "a.pdf"
    file.write_bytes(sealed.data)
    read = subprocess.run(["pdftotext", "-upw", sealed.passphrase, str(file), "-"], check=True, capture_output=True)
    assert "林若溪" in read.stdout.decode()
    assert subprocess.run(["pdftotext", "-upw", sealed.passphrase[:-1], str(file), "-"], check=False).returncode != 0


@pytest.mark.parametrize(
    "encryption",
    [
        pikepdf.Encryption(user="", owner="seven words", R=6, aes=True),  # opens with no password
        pikepdf.Encryption(user="", owner="", R=6, aes=True),
        pikepdf.Encryption(user="other", owner="seven words", R=4, aes=True),  # an older, weaker seal
    ],
)
def test_a_weak_seal_is_refused(plain: bytes, encryption: Encryption) -> None:
    with pytest.raises(CaseVaultError) as refusal:
        verify_sealed_pdf(plain, encrypted(plain, encryption), "seven words")
    assert refusal.value.code is Code.BUNDLE_DAMAGED


def test_an_unsealed_file_is_refused(plain: bytes) -> None:
    with pytest.raises(CaseVaultError):
        verify_sealed_pdf(plain, plain, "seven words")


def test_a_seal_of_another_text_is_refused(plain: bytes) -> None:
    other = render_pdf(Document(lang="en", title=(Run("A title"),), created_day="2026-05-14"))
    sealed = seal_pdf(other, FixedAmbient())
    with pytest.raises(CaseVaultError):
        verify_sealed_pdf(plain, sealed.data, sealed.passphrase)


def test_words_longer_than_the_format_reads_are_refused(plain: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal_pdf_module, "words", lambda _count, _ambient: "a" * 128)
    with pytest.raises(CaseVaultError):
        seal_pdf(plain, FixedAmbient())
