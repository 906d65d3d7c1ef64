"""Other ways out of a random vault: what is held about a person for that person, and the notices to who holds a copy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from disclosure.opened import holds, squeezed, texts, unsealed

from casevault import disclosure
from casevault.disclosure import recall
from casevault.disclosure.request import Request
from casevault.disclosure.scan import ReviewNeeded
from casevault.domain.consent import codes_of, text_of
from casevault.errors import CaseVaultError
from casevault.vault.holders import by_recipient, to_be_told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from random import Random

    from disclosure.planted_kinds import Planted, Text

    from casevault.domain.catalog import Schema
    from casevault.vault.vault import Vault

SOURCES = frozenset({"source", "claim"})
OFFICE = frozenset({"task", "disclosure"})
NOTICES = 2  # of one vault
OUTSIDE = frozenset({"organisation", "facility", "place"})


def forbidden_to_her(made: Planted, schema: Schema, me: str) -> Iterator[tuple[str, str]]:
    """Yield (word, why) of what somebody never reads of what is held about her: nobody else, no source, nothing of the office."""
    for called in made.called:
        kind, fields = made.records.get(called.owner, ("", {}))
        if called.owner == me and called.kind in {"name", "former", "number"}:
            continue
        sealed = fields.get("is_partner_sealed") is True or fields.get("kind") == "home" or fields.get("level") == "address"
        if kind in OUTSIDE and called.kind == "name" and not sealed:
            continue
        yield called.word, f"{called.kind} of {kind or 'actor'}"
    yield from ((text.word, f"{text.type}/{text.key}") for text in made.texts if _hidden(made, schema, text, me))
    yield from ((key, "id of a record") for key in made.records)


def _hidden(made: Planted, schema: Schema, text: Text, me: str) -> bool:
    if text.key == "value" and made.records[text.record][1].get("status") == "preferred":
        return False  # the account in use is the value
    if text.gone or text.type in SOURCES | OFFICE or (text.type == "person" and text.record != me):
        return True
    fields: dict[str, Any] = made.records[text.record][1]
    if text.type == "intervention" and fields.get("shareability") == "internal":
        return True
    found, part = schema.type(text.type).field(text.key.partition("/")[0]), schema.type(text.type).field(text.key)
    levels = [one.data_class.name for one in (found, part) if one is not None]
    if text.type != "person":
        levels.append(str(fields.get("data_class", "C1")))
    sentenced = fields.get("sentences", [{}])[0].get("person", me)
    if text.key.startswith("sentences/") and sentenced != me and me not in made.parts:
        return True
    tied = [key for key, (_, other) in made.records.items() if other.get("case") == made.case and key in str(fields)]
    theirs = fields.get("case") == made.other and me not in str((fields, made.records[made.other][1]["persons"]))
    return max(levels) == "C5" or (theirs and not tied)


def hand_over(vault: Vault, made: Planted, rng: Random, folder: Path) -> tuple[str, list[str], int]:
    """Print what is held about somebody; return (outcome, findings, words looked for)."""
    me = rng.choice([*made.focus, *(one for one in made.of("person") if one not in made.focus and made.records[one][1])])
    seal = rng.choice(("pdf", "none"))
    request = Request(
        cases=(), audience="subject", output="holdings", to=me, person=me, requested_on="2026-03-10", seal=seal,
        lang=rng.choice(("en", "nl")),
    )  # fmt: skip
    return _left(vault, request, folder, list(forbidden_to_her(made, vault.schema, me)))


def notices(vault: Vault, made: Planted, rng: Random, folder: Path) -> Iterator[tuple[str, list[str], int]]:
    """Withdraw a consent that something left under, change a record that left, and write to each who holds a copy."""
    relied = sorted({one for copy in vault.records.list("disclosure") for one in codes_of(copy, "consents")})
    if relied:
        vault.records.edit(rng.choice(relied), {"withdrawn": "2026-03-17"})
    for event in made.of("event"):
        if event not in made.deleted:
            vault.records.edit(event, {"stated_reason": f"otherwise {rng.random()}"})
            break
    groups = list(by_recipient(to_be_told(vault)).items())
    for recipient, holders in rng.sample(groups, min(NOTICES, len(groups))):
        everything = [(called.word, f"{called.kind}") for called in made.called if called.owner != recipient]
        everything += [(text.word, f"{text.type}/{text.key}") for text in made.texts if text.record != recipient]
        everything += [(key, "id of a record") for key in made.records]
        spoken = squeezed(text_of(holders[0].copy, "recipient_text"))
        told = [(word, why) for word, why in everything if squeezed(word) not in spoken]
        yield _left(vault, recall.request_for(holders, lang=rng.choice(("en", "nl")), seal="none"), folder, told)


def _left(vault: Vault, request: Request, folder: Path, forbidden: list[tuple[str, str]]) -> tuple[str, list[str], int]:
    out = folder / f"{vault.ambient.new_id()}.pdf"
    looked_at: set[str] = set()
    try:
        try:
            report = disclosure.disclose(vault, request, out)
        except ReviewNeeded as asked:
            looked_at = {squeezed(hit.term) for hit in asked.hits}
            request = replace(request, accept=tuple((hit.id, "looked at") for hit in asked.hits))
            report = disclosure.disclose(vault, request, out)
    except CaseVaultError as refusal:
        said = squeezed(f"{refusal.what} {refusal.hint} {refusal!r}")
        found = [f"{why} in the refusal" for word, why in forbidden if squeezed(word) in said and why != "id of a record"]
        return refusal.code.value, found + (["a file after a refusal"] if out.exists() else []), 0
    inner = unsealed(out.read_bytes(), request.seal, report.passphrase, None)
    out.unlink()
    read = "\0".join(squeezed(text) for text in dict.fromkeys(texts(inner)))
    unseen = [(word, why) for word, why in forbidden if squeezed(word) not in looked_at]
    found = [f"{word!r} ({why})" for word, why in unseen if squeezed(word) in read or holds(inner, word)]
    preview = report.preview
    if preview.selected != preview.written + preview.withheld:
        found.append("the counts do not add up")
    return "left", found, len(forbidden)
