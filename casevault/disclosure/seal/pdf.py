"""The PDF seal: AES-256 (revision 6) with seven generated words, tried in every way it must not open before it counts."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2

from casevault.crypto.words import COUNT, words
from casevault.disclosure.seal import Sealed, seal_broken

if TYPE_CHECKING:
    from casevault.ambient import Ambient

_AES_256 = 6  # revision of the standard security handler
_PASSWORD_LIMIT = 127  # bytes that revision 6 takes into account


def seal_pdf(data: bytes, ambient: Ambient) -> Sealed:
    """Return `data` (a finished, scanned PDF) encrypted with a fresh passphrase, and the passphrase.

    Raises `bundle_damaged` if the finished file opens without the words, with none or with others, or holds other text or
    metadata.
    """
    passphrase = words(COUNT, ambient)
    if len(passphrase.encode("ascii")) > _PASSWORD_LIMIT:
        raise seal_broken()
    # The owner's password is the user's: left out or empty, it makes a file that opens with none (measured).
    encryption = pikepdf.Encryption(user=passphrase, owner=passphrase, R=6, aes=True, metadata=True)
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(out, encryption=encryption, fix_metadata_version=False)  # the metadata stays byte for byte
    sealed = out.getvalue()
    verify_sealed_pdf(data, sealed, passphrase)
    return Sealed(sealed, passphrase)


def verify_sealed_pdf(plain: bytes, sealed: bytes, passphrase: str) -> None:
    """Raise unless `sealed` opens with `passphrase` alone and holds the text and metadata of `plain`."""
    for wrong in (None, "", passphrase + "a", passphrase[:-1], passphrase.upper()):
        if _opens(sealed, wrong):
            raise seal_broken()
    with pikepdf.open(io.BytesIO(sealed), password=passphrase) as pdf:
        if not pdf.is_encrypted or pdf.encryption.R != _AES_256 or pdf.encryption.bits != 256:  # noqa: PLR2004 - AES-256
            raise seal_broken()
    if _content(plain, None) != _content(sealed, passphrase):
        raise seal_broken()


def _opens(untrusted: bytes, password: str | None) -> bool:
    """Say whether either library opens the file with `password` (None: without giving one)."""
    try:
        pikepdf.open(io.BytesIO(untrusted), password=password or "").close()
    except pikepdf.PasswordError:
        pass
    else:
        return True
    try:
        pypdfium2.PdfDocument(untrusted, password=password).close()
    except pypdfium2.PdfiumError:
        return False
    return True


def _content(untrusted: bytes, password: str | None) -> tuple[list[str], dict[str, str], bytes]:
    """Return the text of each page, the properties and the metadata packet."""
    document = pypdfium2.PdfDocument(untrusted, password=password)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    with pikepdf.open(io.BytesIO(untrusted), password=password or "") as pdf:
        properties = {key: str(value) for key, value in pdf.docinfo.items()}
        packet = pdf.Root.get("/Metadata")
        metadata = packet.read_bytes() if isinstance(packet, pikepdf.Stream) else b""
    return pages, properties, metadata
