"""Which envelope a finished, scanned file goes into, and what its manifest says. The envelopes themselves are in `seal`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault import paths
from casevault.ambient import utc_text
from casevault.crypto import minisign, pagebox
from casevault.crypto.words import COUNT, words
from casevault.disclosure import records_list
from casevault.disclosure.bundle import build_archive
from casevault.disclosure.checkpoint import checkpoint
from casevault.disclosure.manifest import build_manifest, salted_id
from casevault.disclosure.records_list import reference
from casevault.disclosure.register import superseded
from casevault.disclosure.render import FORMATS
from casevault.disclosure.scan_file import READERS
from casevault.disclosure.seal import Sealed
from casevault.disclosure.seal.age import seal_age
from casevault.disclosure.seal.html import seal_html
from casevault.disclosure.seal.pdf import seal_pdf
from casevault.domain.consent import rows_of
from casevault.i18n import SOURCE_LANGUAGE, Catalogue
from casevault.vault.identity import identity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.disclosure.checks import Asked
    from casevault.disclosure.evidence_files import ClearedFile
    from casevault.disclosure.gate import Clearance
    from casevault.disclosure.request import Preview, Request
    from casevault.domain.record import Record
    from casevault.vault.vault import Vault

COVER: Final = "cover"  # the document itself, by the name of its format: cover.pdf
SIGNATURE_ENDS: Final = ".minisig"
SHOWN: Final = ("pdf", "html")
PAGE_LANGUAGES: Final = frozenset({SOURCE_LANGUAGE, "nl"})  # those the program itself speaks


def renditions(request: Request) -> tuple[str, ...]:
    """Return the other kinds of file in which the document goes into the envelope: a page shows one, the other is saved."""
    if request.seal != "html" or request.format not in SHOWN:
        return ()
    return tuple(key for key in SHOWN if key in FORMATS and key in READERS and key != request.format)


def seal(
    vault: Vault,
    asked: Asked,
    documents: Sequence[tuple[str, bytes]],
    *,
    records: bytes,
    files: Sequence[ClearedFile],
    bundle: str,
    preview: Preview,
    clearance: Clearance,
) -> Sealed:
    """Return the document in the envelope asked for: an archive holds each of `documents` (format, bytes), others the first.

    With age and no key at hand a passphrase is made; `none` seals nothing. All of them and `records`, which only an archive
    holds, have been scanned, and leave as they are; so do `files`, which were checked as pixels.
    """
    data = documents[0][1]
    match asked.request.seal:
        case "pdf":
            return seal_pdf(data, vault.ambient)
        case "age" | "html":
            page = asked.request.seal == "html"
            keys = () if page else asked.request.recipients or age_keys(asked.recipient)
            passphrase = "" if keys else words(COUNT, vault.ambient)
            named = list(keys) or [salted_id(bundle, passphrase)]
            content = [(f"{COVER}.{key}", made) for key, made in documents]
            content += [(records_list.NAME, records)] if records else []
            archive = _archive(
                vault, asked, content, files, recipients=named, bundle=bundle, preview=preview, clearance=clearance
            )
            if page:
                salt = vault.ambient.random_bytes(pagebox.SALT_BYTES)  # drawn for this one page
                lang = asked.request.lang if asked.request.lang in PAGE_LANGUAGES else SOURCE_LANGUAGE
                return seal_html(archive, passphrase, salt, Catalogue(lang, paths.resource_path("locale")))
            return seal_age(archive, keys, passphrase)
        case _:
            return Sealed(data)


def beside(vault: Vault, sealed: Sealed, bundle: str) -> bytes:
    """Return the signature that goes into a file beside the finished one: over its bytes as they leave."""
    # The vault's signing key, whose one use is this format; what is signed is the whole file, and the comment with it.
    return minisign.sign(identity(vault).seed, sealed.data, f"casevault document {bundle}")


def age_keys(recipient: Record | None) -> tuple[str, ...]:
    """Return the age keys kept with a recipient's record."""
    if recipient is None:
        return ()
    return tuple(str(row["value"]) for row in rows_of(recipient, "keys") if row.get("kind") == "age" and row.get("value"))


def _archive(
    vault: Vault,
    asked: Asked,
    content: Sequence[tuple[str, bytes]],
    files: Sequence[ClearedFile],
    *,
    recipients: Sequence[str],
    bundle: str,
    preview: Preview,
    clearance: Clearance,
) -> bytes:
    def refs(ids: Sequence[str]) -> list[str]:
        return [reference(bundle, record) for record in ids]

    facts: dict[str, object] = {
        "bundle_id": bundle,
        "created": utc_text(vault.ambient.stamp().at_utc),
        # Who we are stands in the document where the sender wants it: a key says enough to whoever knows it, and nothing else.
        "sender": {"name": "", "ed25519": None, "words": None},
        "recipients": list(recipients),
        "purpose": asked.purpose,
        "case_refs": refs(asked.request.cases),
        "consent": {"relied_on": refs(preview.consents), "from_public_record": len(clearance.from_public_record)},
        "redactions": {"selected": preview.selected, "written": preview.written, "withheld": preview.withheld},
        "audit_checkpoint": checkpoint(vault, bundle),
        "supersedes": superseded(vault, asked.request, asked.recipient_text),
    }
    if files:
        facts["redactions"] = {
            "selected": preview.selected,
            "written": preview.written,
            "withheld": preview.withheld,
            "files": len(files),
            "pages": sum(file.pages for file in files),
            "looked_at": sum(file.looked for file in files),
        }
    whole = [*content, *((file.name, file.data) for file in files)]
    mine = None if asked.request.unsigned else identity(vault)
    if mine is not None:
        facts["sender"] = {"name": "", "ed25519": mine.signing.text, "words": mine.signing_words}
    mime = {f"{COVER}.{name}": made.mime for name, made in FORMATS.items()} | {records_list.NAME: records_list.MIME}
    mime |= {file.name: file.mime for file in files}
    manifest = build_manifest(facts, whole, mime=mime, titles={})
    # The vault's signing key, whose one use is this format. What is signed names the recipients and every file by its SHA-256: so
    # who receives it can neither alter it nor pass it on as if it had been written to somebody else.
    signature = b"" if mine is None else minisign.sign(mine.seed, manifest, f"casevault bundle {bundle}")
    return build_archive(manifest, whole, signature)
