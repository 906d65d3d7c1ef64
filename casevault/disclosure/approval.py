"""What a second person approves: one digest over the request, every value as it would be read, every version, and the recipient.

Not the bytes of the file: day, copy number, bundle id and passphrase are new each time it is made. All that a person looks at in
the preview is in it, and whatever could change it; so an approval ends by itself as soon as anything would leave otherwise.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from casevault.disclosure.request import NOTICE, Action, Request
from casevault.domain.schema import DataClass
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.vault import approvals

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casevault.disclosure.checks import Asked
    from casevault.disclosure.gate import Clearance
    from casevault.disclosure.pseudonyms import Pseudonyms
    from casevault.disclosure.request import Preview, Row
    from casevault.disclosure.select import Selection
    from casevault.vault.vault import Vault


def digest_of(
    vault: Vault, asked: Asked, preview: Preview, *, selection: Selection, clearance: Clearance, codes: Pseudonyms
) -> str:
    """Return the digest of what would leave, as 64 hex digits."""
    drawn = {str(row["code"]): str(row["person"]) for row in codes.rows(codes.drawn) if isinstance(row, dict)}

    def read(words: str) -> str:
        # A code that was drawn for this preview is drawn anew for the next: whom it stands for is what is approved.
        for code, person in drawn.items():
            words = words.replace(code, person)
        return words

    consents = vault.records.many(preview.consents)
    told = {
        "request": request_json(asked.request),
        "purpose": asked.purpose,
        "recipient": [asked.recipient_text, *(asked.recipient.heads if asked.recipient is not None else ())],
        "rows": [[row.id, row.field, row.action.value, row.reason.value, read(row.after)] for row in preview.rows],
        "versions": {key: list(record.heads) for key, record in selection.records.items()},
        "consents": {key: list(record.heads) for key, record in consents.items()},
        "standings": {key: standing.identity.value for key, standing in clearance.standings.items()},
        "label": preview.label,
        "files": list(preview.files),
    }
    # Keys are sorted and nothing is left to spacing: what is equal gives equal bytes, on every machine.
    spelt = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(spelt.encode("ascii")).hexdigest()


def request_json(request: Request) -> dict[str, object]:
    """Return a request as plain JSON, from which `request_from` makes it again."""
    plain: dict[str, object] = json.loads(json.dumps(asdict(request)))
    return plain


def request_from(untrusted: object) -> Request:
    """Return the request that was kept; whatever it holds is checked like one that was typed."""
    known = {one.name for one in fields(Request)}
    try:
        given = untrusted if isinstance(untrusted, dict) else {}
        read: dict[str, Any] = {key: _tuples(value) for key, value in given.items() if key in known}
        return Request(**read)
    except TypeError:
        raise UserProblem(Code.INVALID_INPUT, N_("What was asked is not kept any more."), N_("Ask for approval again.")) from None


def _tuples(value: object) -> object:
    return tuple(_tuples(one) for one in value) if isinstance(value, list) else value


def is_needed(vault: Vault, request: Request, rows: Iterable[Row]) -> bool:
    """Say whether this, with these values in it, needs a second person: by the vault's rule or by the organisation's."""
    if request.output == NOTICE:  # it holds nothing of anybody, and who withdrew should not wait for it
        return False
    asked = vault.policy.asks_approval(request.audience, (row.data_class for row in rows if _is_told(row)))
    return asked or approvals.rule_of(vault).covers(request.audience, request.output)


def _is_told(row: Row) -> bool:
    """Say whether a value leaves as what its class protects: special data in any words, what is closer only as recorded.

    Of a source or a relative “a person close to the family” leaves in nearly every paper; that tells nothing of the class it had.
    """
    if row.data_class <= DataClass.C3:
        return row.action is not Action.WITHHELD
    return row.action is Action.AS_RECORDED


def require(vault: Vault, request: Request, rows: Iterable[Row], digest: str) -> None:
    """Refuse with APPROVAL_MISSING where a second person is needed and nobody but who seals it approved exactly this."""
    if is_needed(vault, request, rows) and not approvals.approvers(vault, digest) - {vault.actor}:
        raise UserProblem(
            Code.APPROVAL_MISSING,
            N_("A second person has to approve this first, just as it is."),
            N_("Nothing has left. Ask for approval; any change of what would leave needs a new one."),
            audience=request.audience,
            output=request.output,
        )
