"""Which envelope a finished, scanned file goes into, and what its manifest says. The envelopes themselves are in `seal`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.ambient import utc_text
from casevault.disclosure import records_list
from casevault.disclosure.bundle import build_archive, build_manifest
from casevault.disclosure.records_list import reference
from casevault.disclosure.render import FORMATS
from casevault.disclosure.seal import Sealed
from casevault.disclosure.seal.age import seal_age
from casevault.disclosure.seal.pdf import seal_pdf
from casevault.domain.consent import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.disclosure.checks import Asked
    from casevault.disclosure.evidence_files import ClearedFile
    from casevault.disclosure.gate import Clearance
    from casevault.disclosure.request import Preview
    from casevault.domain.record import Record
    from casevault.vault.vault import Vault

COVER = "cover"  # the document itself, by the name of its format: cover.pdf


def seal(
    vault: Vault,
    asked: Asked,
    data: bytes,
    *,
    records: bytes,
    files: Sequence[ClearedFile],
    bundle: str,
    preview: Preview,
    clearance: Clearance,
) -> Sealed:
    """Return `data` in the envelope asked for. With age and no key at hand a passphrase is made; `none` seals nothing.

    Both `data` and `records` (which only an archive holds) have been scanned, and leave as they are; so do `files`, which were
    checked as pixels.
    """
    match asked.request.seal:
        case "pdf":
            return seal_pdf(data, vault.ambient)
        case "age":
            keys = asked.request.recipients or age_keys(asked.recipient)
            content = [(_cover(asked), data), (records_list.NAME, records)]
            archive = _archive(vault, asked, content, files, keys=keys, bundle=bundle, preview=preview, clearance=clearance)
            return seal_age(archive, keys, vault.ambient)
        case _:
            return Sealed(data)


def _cover(asked: Asked) -> str:
    return f"{COVER}.{asked.request.format}"


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
    keys: Sequence[str],
    bundle: str,
    preview: Preview,
    clearance: Clearance,
) -> bytes:
    def refs(ids: Sequence[str]) -> list[str]:
        return [reference(bundle, record) for record in ids]

    facts: dict[str, object] = {
        "bundle_id": bundle,
        "created": utc_text(vault.ambient.stamp().at_utc),
        # Who we are stands in the document where the sender wants it; the manifest of an unsigned bundle claims nothing.
        "sender": {"name": "", "ed25519": None, "words": None},
        "recipients": list(keys) or [f"passphrase:{reference(bundle, asked.recipient_text)}"],
        "purpose": asked.purpose,
        "case_refs": refs(asked.request.cases),
        "consent": {"relied_on": refs(preview.consents), "from_public_record": len(clearance.from_public_record)},
        "redactions": {"selected": preview.selected, "written": preview.written, "withheld": preview.withheld},
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
    mime = {_cover(asked): FORMATS[asked.request.format].mime, records_list.NAME: records_list.MIME}
    mime |= {file.name: file.mime for file in files}
    manifest = build_manifest(facts, whole, mime=mime, titles={})
    return build_archive(manifest, whole)
