"""Erasing a record with its history, or one file of an evidence record: first what would go and what would stay, then the act.

plan    what goes, what points to it, what left of it, and a word that stands for this thing in this state
erase   one transaction: references emptied, payloads and salts gone, the row `erased`, all that was derived, the keys of files
finish  files unlinked, the database written anew without its old pages; noted until it is done, so that a crash only delays it

Nothing here reaches back-ups (`erasing_copies`), other people's copies, or what a disk keeps of blocks that were written over.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from casevault import files
from casevault.crypto.words import word_list
from casevault.domain.change import Action
from casevault.domain.erasing import Reason, units
from casevault.domain.merge import touched
from casevault.domain.reading import rows_of
from casevault.errors import CaseVaultError, Code, UserProblem
from casevault.i18n import N_
from casevault.progress import Cancelled, silent
from casevault.store import blobs, changes, drafts, erasures, meta, migrate, own, records, search, texts
from casevault.store.changes import Entry
from casevault.vault.attached import EVIDENCE, FILES
from casevault.vault.belonging import KEPT, REGISTER, Belonging, emptied
from casevault.vault.erased_words import mentions, without_words
from casevault.vault.reading import present
from casevault.vault.undoing import payload_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casevault.domain.record import Changes, Fields, Record, Value
    from casevault.progress import Progress
    from casevault.store.connection import Connection
    from casevault.vault.acts import Running
    from casevault.vault.vault import Vault

WORDS: Final = 2  # of the word to be typed: 25 bits, more than a slip of the hand can hit


@dataclass(frozen=True, slots=True)
class Target:
    """What shall be erased: a record, or with `file` (from 1) one file of an evidence record.

    `belonging`: with the records that belong to it alone (True), without them (False), or not decided yet (None).
    """

    record: str
    file: int = 0
    belonging: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What erasing would do. `word`: to be given back with the order; another state of the vault has another word.

    `records` go whole, the first one is what was asked for; `alone`: what belongs to it alone; `pointing`: {record: fields} that
    are emptied; `disclosures` of which something left; `mentions`: records in whose text a name of it stands, which stay as they
    are, `mentioned_before`: in whose history alone it stands; `blobs`: stored files that go for good; `shared`: evidence records
    that hold a file of it, too.
    """

    target: Target
    type: str
    title: str
    records: tuple[str, ...]
    alone: tuple[str, ...]
    pointing: Mapping[str, tuple[str, ...]]
    disclosures: tuple[str, ...]
    mentions: tuple[str, ...]
    mentioned_before: tuple[str, ...] = ()
    blobs: tuple[str, ...]
    shared: tuple[str, ...]
    rows: int
    since: int  # µs since 1970: when the first row of it was written
    word: str


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done. `clean`: nothing of it is left in the database's own pages; else the next opening sees to that."""

    plan: Plan
    changes: Changes
    clean: bool


def plan(vault: Vault, target: Target) -> Plan:
    """Say what erasing `target` would do; changes nothing. Refused for what says who wrote, and for the register of what left."""
    found = vault.db.read(lambda c: _planned(vault, c, target))
    if target.file:
        return found
    now, before = mentions(vault, found.records, {*found.records, *found.disclosures})
    return replace(found, mentions=now, mentioned_before=before)


def erase(vault: Vault, target: Target, word: str, reason: Reason, *, progress: Progress = silent) -> Erased:
    """Erase `target` for good. `word` is that of the plan: where the vault has changed since, nothing is done.

    When this returns it is done, and durable; what `clean` says of the pages of old is finished at the next opening otherwise.
    """
    held: list[Plan] = []

    def work(act: Running) -> None:
        found = _planned(vault, act.connection, target)
        if word != found.word:
            raise UserProblem(
                Code.INVALID_INPUT,
                N_("That is not the word for erasing this, or the vault has changed since it was shown. Nothing was erased."),
                N_("Look again at what would go, and give the word that is shown then."),
            )
        if found.alone and target.belonging is None:
            raise UserProblem(
                Code.INVALID_INPUT,
                N_("There are records that belong to this one alone ({count}). Nothing was erased."),
                N_("Decide whether they are erased with it or stay."),
                count=len(found.alone),
            )
        _erase(vault, act, found, reason)
        held.append(found)

    done = vault.records.within(work)
    clean = False
    with contextlib.suppress(CaseVaultError, Cancelled):  # it is erased; what is left of its pages goes at the next opening
        clean = finish(vault, progress)
    whole = () if target.file else held[0].records
    return Erased(held[0], replace(done, erased=frozenset(whole)), clean)


def is_pending(connection: Connection) -> bool:
    """Say whether something was erased of which the folder may still hold pages or files."""
    return meta.get(connection, meta.ERASING) is not None


def finish(vault: Vault, progress: Progress = silent) -> bool:
    """Unlink the files that were erased and write the database anew; say whether nothing is left to do. May be done again."""
    noted = vault.db.read(lambda c: meta.get(c, meta.ERASING))
    if noted is None:
        return True
    migrate.drop_safety_copies(vault.db)  # they hold what the vault held
    vault.search.drain(progress)  # the index of what was emptied or stated anew
    gone: list[str] = json.loads(noted)
    known = vault.db.read(blobs.ids)
    for blob_id in gone:
        if blob_id not in known:
            files.remove_file(vault.attachments.stored.path(blob_id))
    # Deleting leaves words in two places: in the index of the index, and where SQLite has moved a row within a page.
    vault.db.write(search.rewrite)
    if not migrate.rewrite(vault.db):
        return False
    vault.db.write(lambda c: meta.drop(c, meta.ERASING) if meta.get(c, meta.ERASING) == noted else None)
    return vault.db.checkpoint()


def _planned(vault: Vault, connection: Connection, target: Target) -> Plan:
    record = present(connection, target.record)
    if record.type in KEPT:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("What left this vault, and who wrote in it, is not erased by itself."),
            N_("Whoever must tell a recipient to destroy a copy needs it. The whole vault can be erased."),
            id=record.id,
        )
    _keep_meaning(vault, connection, record)
    if target.file:
        row = _file_row(record, target.file)
        alone: tuple[str, ...] = ()
        doomed: tuple[str, ...] = (record.id,)
        pointing: dict[str, tuple[str, ...]] = {}
        others = {str(other.get("blob")) for other in rows_of(record.fields.get(FILES, [])) if other.get("row") != row.get("row")}
        kept_here = {str(row.get("blob"))} & others
        # Earlier rows lose their payload with this act: a file that only they name would keep its key with nobody to erase it.
        stored = _blobs_of(connection, doomed) - (others - kept_here)
    else:
        around = Belonging(connection, vault.schema)
        alone = around.alone(record.id)
        doomed = (record.id, *(alone if target.belonging else ()))
        pointing = around.pointing(doomed)
        stored = _blobs_of(connection, doomed)
        kept_here = set()
    naming = {blob_id: ids - set(doomed) for blob_id, ids in erasures.naming_attachments(connection, stored).items()}
    shared = tuple(sorted({record_id for ids in naming.values() for record_id in ids}))
    going = tuple(sorted(blob_id for blob_id, ids in naming.items() if not ids and blob_id not in kept_here))
    log = [change for record_id in doomed for change in changes.of_record(connection, record_id)]
    disclosures = tuple(sorted({o.id for i in doomed for o in records.pointing_to(connection, i, type_key=REGISTER)}))
    heads = {i: found.heads for i, found in records.many(connection, [*doomed, *alone, *pointing, *disclosures, *shared]).items()}
    # Ids and heads alone: the same order on the same state has the same word, and whatever is done in between has another.
    state = json.dumps([vault.vault_id, target.record, target.file, target.belonging, sorted(heads.items())])
    return Plan(
        target=target,
        type=record.type,
        title=record.title,
        records=doomed,
        alone=alone,
        pointing=pointing,
        disclosures=disclosures,
        mentions=(),
        blobs=going,
        shared=shared,
        rows=len(log),
        since=min(change.at_utc for change in log),
        word=_word(state),
    )


def _keep_meaning(vault: Vault, connection: Connection, record: Record) -> None:
    """Refuse to erase a definition that some record still needs to be read by."""
    found = next((definition for definition in vault.own.definitions if definition.id == record.id), None)
    if found is not None and own.is_used(connection, found):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("Records were entered under this definition; without it nobody could say what they mean."),
            N_("Retire it: then forms no longer show it. Or erase those records first."),
            id=record.id,
        )


def _erase(vault: Vault, act: Running, found: Plan, reason: Reason) -> None:
    connection = act.connection
    stored = found.blobs
    for record_id in found.pointing:
        record = present(connection, record_id)
        payload = emptied(vault.schema, record, found.records)
        _append(vault, act, record, action=Action.EDITED, fields=touched(record.fields, payload), payload=payload)
    if found.target.file:
        record = present(connection, found.target.record)
        row = _file_row(record, found.target.file)
        _restate(vault, act, record, payload=_without_file(vault, record, row), reason=reason, places=[f"{FILES}/{row['row']}"])
    else:
        scrubbed = without_words(vault, connection, found.records)  # while it is still known which words
        for record_id in found.records:
            record = present(connection, record_id)
            _append(vault, act, record, action=Action.ERASED, fields=units(reason))
            erasures.erase_payloads(connection, record_id)
            vault.records.deriver.forget(connection, record_id)
            drafts.drop_of(connection, record_id)
        for record, payload, places in scrubbed:
            _restate(vault, act, record, payload=payload, reason=reason, places=places)
    naming = erasures.naming_attachments(connection, stored)
    gone = [blob_id for blob_id in stored if not naming[blob_id]]
    for blob_id in gone:
        blobs.drop(connection, blob_id)
        texts.forget(connection, blob_id)
    waiting = json.loads(meta.get(connection, meta.ERASING) or b"[]")
    meta.put(connection, meta.ERASING, json.dumps([*waiting, *gone]).encode("ascii"))


def _append(
    vault: Vault, act: Running, record: Record, *, action: Action, fields: Iterable[str], payload: Fields | None = None
) -> None:
    act.cases.update(record.cases)
    entry = Entry(
        action=action,
        record_id=record.id,
        type=record.type,
        type_version=record.type_version,
        parents=record.heads,
        fields=tuple(fields),
        payload=payload,
    )
    vault.records.append(act, entry)


def _restate(vault: Vault, act: Running, record: Record, *, payload: Fields, reason: Reason, places: Iterable[str]) -> None:
    """Take every earlier state of a record out of the log and state anew what is left, as one row that touches all of it."""
    connection = act.connection
    rows = [change.id for change in changes.of_record(connection, record.id) if change.payload is not None]
    erasures.erase_payloads(connection, record.id, rows)
    _append(vault, act, record, action=Action.EDITED, fields=touched({}, payload), payload=payload)
    _append(vault, act, present(connection, record.id), action=Action.ERASED, fields=units(reason, rows=rows, places=places))
    drafts.drop_of(connection, record.id)


def _file_row(record: Record, number: int) -> Mapping[str, Value]:
    rows = rows_of(record.fields.get(FILES, [])) if record.type == EVIDENCE else []
    if not 0 < number <= len(rows):
        raise UserProblem(
            Code.NOT_FOUND,
            N_("This record has no file of that number."),
            N_("“casevault attachments” lists the files there are."),
            id=record.id,
        )
    row = rows[number - 1]
    if "erased" in row:
        raise UserProblem(Code.NOT_FOUND, N_("This file was erased already."), N_("The log says when."), id=record.id)
    return row


def _without_file(vault: Vault, record: Record, row: Mapping[str, Value]) -> dict[str, Value]:
    """Return the payload of an evidence record in which one file is a row that says when it was erased, and nothing else."""
    said: dict[str, Value] = {"row": row["row"], "erased": vault.ambient.today().isoformat()}
    rows: list[Value] = [said if other is row else dict(other) for other in rows_of(record.fields[FILES])]
    return {**payload_of(record), FILES: rows}


def _blobs_of(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Return the stored files that any row of these records has named."""
    return {
        str(row["blob"])
        for record_id in ids
        for change in changes.of_record(connection, record_id)
        if change.type == EVIDENCE and change.payload is not None
        for row in rows_of(change.payload.get(FILES, []))
        if row.get("blob")
    }


def _word(state: str) -> str:
    """Return the word that stands for one order on one state: drawn by its digest from the list that passphrases come from."""
    digest = hashlib.sha256(b"casevault/1/erase" + state.encode()).digest()
    numbers = (int.from_bytes(digest[8 * place : 8 * place + 8], "big") for place in range(WORDS))
    return "-".join(word_list()[number % len(word_list())] for number in numbers)
