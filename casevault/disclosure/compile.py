"""The one way out: select → consent gate → allow-list → redact → build → render → scan → seal → write → register.

`preview` goes as far as the scan of the rendered bytes and writes nothing; `disclose` goes the same way and on. There is no other
path on which a byte leaves the vault for another person.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from casevault import files, paths
from casevault.disclosure import (
    approval,
    ceilings,
    decisions,
    gate,
    policy,
    recall,
    records_list,
    register,
    sealing,
    subject,
    terms,
)
from casevault.disclosure.accounts import unrecorded
from casevault.disclosure.changed import with_changes
from casevault.disclosure.checks import HOLDINGS, Asked, check_request, require_one_ground, require_outsider
from casevault.disclosure.counted_limits import counted_limits
from casevault.disclosure.document import Run
from casevault.disclosure.evidence_files import cleared_files, with_files, written_with_files
from casevault.disclosure.finished import Finished, scan_all
from casevault.disclosure.generalise import Generaliser
from casevault.disclosure.ledger import VaultLedger
from casevault.disclosure.limits import limits_of
from casevault.disclosure.naming import Naming
from casevault.disclosure.outputs.cover import Cover
from casevault.disclosure.outputs.output import Chosen
from casevault.disclosure.outputs.registry import OUTPUTS
from casevault.disclosure.profiles import profile_of
from casevault.disclosure.prose_general import ProseGeneraliser
from casevault.disclosure.pseudonyms import Pseudonyms
from casevault.disclosure.redact import Redactor
from casevault.disclosure.render import render
from casevault.disclosure.request import NOTICE, Approval, Decided, Preview, Report, Request, ScanFigures, Settled
from casevault.disclosure.required import chosen_record, require, require_agreed
from casevault.disclosure.scan import LeakFound, ReviewNeeded, Scanner
from casevault.disclosure.scanner_of import scanner_for, with_numbers
from casevault.disclosure.select import name_of, select, targets_of
from casevault.disclosure.sheet import Sheet
from casevault.domain.look import Look
from casevault.errors import Code, UserProblem
from casevault.i18n import N_, SOURCE_LANGUAGE, Catalogue
from casevault.progress import silent
from casevault.vault import approvals

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.disclosure.document import Document, Line
    from casevault.disclosure.evidence_files import ClearedFile
    from casevault.disclosure.gate import Clearance
    from casevault.disclosure.scan_hits import Hit
    from casevault.disclosure.select import Selection
    from casevault.domain.record import Record
    from casevault.progress import Progress
    from casevault.vault.vault import Vault

STEPS = 7
_WORDS = dict.fromkeys(("nl", "zh"), "locale")  # languages of the window too; the others are those of papers alone


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """A document that passed the gate and the allow-list, rendered; the scan has not spoken yet."""

    asked: Asked
    selection: Selection
    clearance: Clearance
    pseudonyms: Pseudonyms
    document: Document
    data: bytes
    also: tuple[tuple[str, bytes], ...]  # (format, bytes): the same document beside it in a page that opens itself
    records: bytes  # beside the document in an archive; b"" for a file that stands alone
    records_tree: Document
    scanner: Scanner
    preview: Preview
    written: dict[str, list[str]]
    told: frozenset[str]
    files: tuple[ClearedFile, ...]  # of evidence, which go along in an archive


def preview(vault: Vault, request: Request, *, progress: Progress = silent) -> Preview:
    """Return what the audience would read, what is withheld and why, and what the scan of the rendered file finds.

    Raises what stops a disclosure before there is a document: the consents, an incomplete output, input that is not understood.
    Hits of the scan are returned in `hits`, for the person to settle. Writes nothing and registers nothing.
    """
    made = _make(vault, request, progress)
    needed = approval.is_needed(vault, made.asked.request, made.preview.rows)
    asked = approvals.kept(vault)
    digest = _digest(vault, made) if needed or asked else ""
    if needed or digest in asked:  # whoever asked without having to is answered all the same
        by = tuple(sorted(approvals.approvers(vault, digest) - {vault.actor}))
        made = replace(made, preview=replace(made.preview, approval=Approval(digest=digest, by=by)))
    try:
        return _scanned(made)[0]
    except (LeakFound, ReviewNeeded) as found:
        figures = ScanFigures(
            terms=sum(made.scanner.counts.values()),
            bytes=len(made.data) + sum(len(data) for _, data in made.also) + len(made.records),
            hits=len(found.hits),
            by_grade={grade.value: count for grade, count in made.scanner.counts.items()},
            shadowed=len(made.scanner.shadowed),
        )
        return replace(made.preview, scan=figures, hits=found.hits)


def disclose(vault: Vault, request: Request, out: Path, *, progress: Progress = silent) -> Report:
    """Write the sealed output to `out`, enter it in the register and return what left.

    Raises CONSENT_*, OUTPUT_INCOMPLETE, LEAK_FOUND and REVIEW_NEEDED (both with `hits`), INVALID_INPUT, UNSUPPORTED, and what the
    disk says; after any of them nothing is written and nothing is registered. An existing `out` is refused before any work.
    """
    vault.policy.refuse_leaving()
    signature = out.with_name(out.name + sealing.SIGNATURE_ENDS) if request.sign else None
    if out.exists() or (signature is not None and signature.exists()):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("A file with this name stands there already."),
            N_("Choose another name; nothing is overwritten."),
            field="out",
        )
    if out.resolve().is_relative_to(vault.folder.resolve()):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("The folder of a vault holds the vault alone."),
            N_("Choose another folder for what leaves it."),
            field="out",
        )
    made = _make(vault, request, progress)
    shown, _ = _scanned(made)
    digest_seen = _digest(vault, made)
    approval.require(vault, made.asked.request, made.preview.rows, digest_seen)
    progress(5, STEPS)
    bundle = made.document.identifier
    sealed = sealing.seal(
        vault,
        made.asked,
        ((made.asked.request.format, made.data), *made.also),
        records=made.records,
        files=made.files,
        bundle=bundle,
        preview=shown,
        clearance=made.clearance,
    )
    progress(6, STEPS)
    digest = hashlib.sha256(sealed.data).hexdigest()
    leaving = register.Leaving(
        request=made.asked.request,
        preview=shown,
        clearance=made.clearance,
        written=made.written,
        told=made.told,
        versions={record: "+".join(made.selection.records[record].heads) for record in made.written},
        recipient=made.asked.recipient,
        pseudonyms=made.pseudonyms,
        bundle=bundle,
        sha256=digest,
        consents={key: "+".join(record.heads) for key, record in vault.records.many(shown.consents).items()},
        also=tuple(recall.marks(vault, made.asked, bundle)) if request.output == NOTICE else (),
    )
    _still_so(vault, made)
    # Staged before and named after: a signature without its file would be proof of something that never left.
    staged = None if signature is None else files.Staged(signature, sealing.beside(vault, sealed, bundle))
    try:
        register.write_and_register(vault, out, sealed.data, leaving)
    except BaseException:
        if staged is not None:
            staged.discard()
        raise
    if staged is not None:
        staged.place()
    approvals.settle(vault, digest_seen)
    return Report(
        preview=shown,
        bundle=bundle,
        seal=request.seal,
        sha256=digest,
        passphrase=sealed.passphrase,
        signature="" if signature is None else signature.name,
        notice=sealed.notice,
    )


def ask_approval(vault: Vault, request: Request, *, progress: Progress = silent) -> Preview:
    """Ask a second person for approval of what `request` would let out now; raise what would stop it. Nothing leaves."""
    made = _make(vault, request, progress)
    shown, _ = _scanned(made)
    digest = _digest(vault, made)
    approvals.ask(vault, digest, approval.request_json(request))
    return replace(shown, approval=Approval(digest=digest))


def approve(vault: Vault, request: Request, *, progress: Progress = silent) -> Preview:
    """Approve, as who has opened the vault, what `request` would let out now, and nothing else. Refuse who asked for it."""
    made = _make(vault, request, progress)
    shown, _ = _scanned(made)
    digest = _digest(vault, made)
    approvals.approve(vault, digest)
    return replace(shown, approval=Approval(digest=digest, by=(vault.actor,)))


def _digest(vault: Vault, made: _Made) -> str:
    return approval.digest_of(
        vault, made.asked, made.preview, selection=made.selection, clearance=made.clearance, codes=made.pseudonyms
    )


def _still_so(vault: Vault, made: _Made) -> None:
    """Refuse where a record or a consent changed while the file was made, in another window or by another hand."""
    if made.asked.request.output == HOLDINGS:
        now, clearance = subject.choose(vault, made.asked, VaultLedger(vault))
    elif made.asked.request.output == NOTICE:
        now, clearance = made.selection, made.clearance  # it holds no value of any record
    else:
        now = select(vault.records, vault.schema, made.asked.request.cases)
        clearance = _cleared(vault, now, made.asked)  # refuses by itself where a consent was withdrawn
    standings = clearance.standings
    versions = [{key: record.heads for key, record in selection.records.items()} for selection in (made.selection, now)]
    to = made.asked.recipient  # whose record may keep back more than it did
    told = to is None or vault.records.get(to.id).heads == to.heads
    if not told or versions[0] != versions[1] or standings != made.clearance.standings:
        raise UserProblem(
            Code.OUTPUT_INCOMPLETE,
            N_("Something in the case was changed while the document was made. Nothing was written."),
            N_("Look at the preview again, then write it."),
        )


def _cleared(vault: Vault, selection: Selection, asked: Asked) -> Clearance:
    cleared = gate.check(
        selection,
        VaultLedger(vault),
        purpose=asked.purpose,
        audience=asked.request.audience,
        day=vault.ambient.today(),
        informants=terms.informants(sources := vault.records.list("source")),
    )
    kept = ceilings.kept_back(asked.recipient, vault.schema.types)
    output = OUTPUTS[asked.request.output]
    record = chosen_record(output, selection, asked.request.record)
    applicant, apart = ceilings.of_paper(output, selection, record, asked.request.options)
    profile = profile_of(asked.request.audience)
    return ceilings.lowered(cleared, selection, profile, sources, kept, applicant=applicant, apart=apart)


def _make(vault: Vault, request: Request, progress: Progress) -> _Made:
    asked = check_request(vault, request)
    asked = replace(asked, request=decisions.with_earlier(vault, asked))
    request = asked.request
    progress(0, STEPS)
    pseudonyms = Pseudonyms.of_recipient(asked.recipient, vault.ambient)
    make = {HOLDINGS: subject.build, NOTICE: recall.build}.get(request.output, _of_cases)
    told = make(vault, asked, VaultLedger(vault), _catalogue(request.lang), pseudonyms, progress)
    progress(3, STEPS)
    data = render(told.document, request.format)
    progress(4, STEPS)
    shown = Preview(
        audience=request.audience,
        output=request.output,
        recipient=asked.recipient_text,
        purpose=asked.purpose,
        label=told.document.label,
        rows=told.rows,
        consents=told.consents,
        document=told.document,
        scan=ScanFigures(),
        valid_until=asked.valid_until,
        copy_no=told.copy_no,
        files=tuple(file.to_json() for file in told.files),
        swaps=told.swaps,
        decided=tuple(Decided(hit, Settled.REPLACED) for hit in told.replaced),
    )
    return _Made(
        asked=asked,
        selection=told.selection,
        clearance=told.clearance,
        pseudonyms=pseudonyms,
        document=told.document,
        data=data,
        also=tuple((key, render(told.document, key)) for key in sealing.renditions(request)),
        records=records_list.build_records(told.printed, told.document.identifier) if request.seal == "age" else b"",
        records_tree=records_list.records_tree(told.printed, told.document.lang),
        scanner=told.scanner,
        preview=shown,
        written=told.written,
        told=told.told,
        files=told.files,
    )


def _of_cases(
    vault: Vault, asked: Asked, _ledger: gate.Ledger, catalogue: Catalogue, pseudonyms: Pseudonyms, progress: Progress
) -> subject.Built:
    """Return the document of the chosen cases, with what became of every value."""
    request = asked.request
    profile = profile_of(request.audience)
    selection = select(vault.records, vault.schema, request.cases)
    output = OUTPUTS[request.output]
    record = chosen_record(output, selection, request.record)
    chosen = Chosen(
        cases=selection.cases,
        record=record,
        options=frozenset(request.options),
        limits=counted_limits(vault, selection) if output.limits else (),
    )
    require(output, selection, chosen)
    require_agreed(output, chosen, request.audience)
    clearance = _cleared(vault, selection, asked)
    require_one_ground(clearance)
    progress(1, STEPS)
    kept = ceilings.kept_back(asked.recipient, vault.schema.types)
    hidden = ceilings.hidden_things(
        clearance,
        selection,
        profile,
        vault.records.list("source"),
        recipient=asked.recipient.id if asked.recipient is not None else "",
        kept_back=kept,
    )
    rulings = policy.rule_all(selection, clearance, profile, hidden=hidden, kept_back=kept)
    untold = policy.rule_all(selection, clearance, profile, hidden=hidden, kept_back=kept, items=unrecorded(selection))
    pointed = _pointed(vault, selection)
    titles = {record.id: record.title for record in pointed.values()}
    look = Look(catalogue=catalogue, vocabularies=vault.schema.vocabularies, title_of=lambda key: titles.get(key, key))
    naming = Naming(selection, clearance, pseudonyms, catalogue)
    scanner, known = scanner_for(vault, selection, clearance, asked.recipient, profile=profile, hidden=frozenset(hidden))
    require_outsider(asked.recipient, clearance, known.linked)
    progress(2, STEPS)
    general = Generaliser(pointed, look, vault.ambient.today())
    prose = ProseGeneraliser(general, pointed)
    cover = Cover(
        label=profile.label,
        purpose=vault.schema.vocabularies.label("purpose", asked.purpose, catalogue),
        recipient=_recipient_line(asked),
        day=vault.ambient.today().isoformat(),
        valid_until=asked.valid_until,
        copy_no=register.copy_number(vault, request),
        bundle=vault.ambient.new_id(),
        contact=request.contact,
    )

    def made_with(replaced: decisions.Replaced) -> tuple[Sheet, Document]:
        redactor = Redactor(scanner, naming, known.linked, catalogue, masked=known.masked, replaced=replaced, general=prose)
        sheet = Sheet(
            selection,
            rulings,
            naming=naming,
            redactor=redactor,
            look=look,
            sources={key: record for key, record in pointed.items() if record.type == "source"},
            general=general,
            limits=lambda: limits_of(selection, rulings, vault.ambient.today()),
            tellable=frozenset(key for key, ruling in untold.items() if ruling == policy.LEAVES),
        )
        return sheet, output.build(sheet, clearance, cover, look, chosen)

    (sheet, document), replaced = decisions.carried_out(scanner, request.replace, made_with)
    written = sheet.written_fields()
    rows = sheet.rows()
    document = with_changes(vault, asked, document, rows, catalogue)
    along = cleared_files(
        vault, request.evidence, audience=request.audience, rulings=rulings, selection=selection, clearance=clearance
    )
    return subject.Built(
        selection=selection,
        clearance=clearance,
        document=document,
        scanner=with_numbers(scanner, known, written),
        copy_no=cover.copy_no,
        swaps=sheet.swaps(),
        replaced=replaced,
        rows=with_files(rows, along),
        printed=sheet.printed(),
        written=written_with_files(written, along),
        told=sheet.told(),
        # Of a picture nobody can say whom it does not show: with one among the files it rests on everybody who agreed.
        consents=clearance.consents if along.cleared else clearance.relied_on(sheet.told()),
        files=along.cleared,
    )


def _scanned(made: _Made) -> tuple[Preview, tuple[Hit, ...]]:
    """Hold every byte that is to be sealed against every term; raise LeakFound or ReviewNeeded with the hits of all of it."""
    request = made.asked.request
    finished = [Finished(data, key, made.document) for key, data in ((request.format, made.data), *made.also)]
    if made.records:
        finished.append(Finished(made.records, records_list.FORMAT, made.records_tree))
    figures, hits = scan_all(made.scanner, finished, dict(request.accept))
    reasons = dict(request.accept)
    kept = tuple(Decided(hit, Settled.ACCEPTED, reasons.get(hit.id, "")) for hit in hits)
    return replace(made.preview, scan=figures, decided=(*made.preview.decided, *kept)), hits


@cache
def _catalogue(language: str) -> Catalogue:
    """Return the fixed text's language, which may be another than the window's; English needs no file."""
    return Catalogue(language, None if language == SOURCE_LANGUAGE else paths.resource_path(_WORDS.get(language, "papers")))


def _recipient_line(asked: Asked) -> Line:
    if asked.recipient is None:
        return (Run(asked.recipient_text),)
    key = "display_name" if asked.recipient.type == "person" else "name"
    return (Run(name_of(asked.recipient), asked.recipient.id, key),)


def _pointed(vault: Vault, selection: Selection) -> dict[str, Record]:
    """Return everything that selected records point to: the kind of a source, and titles for "in the vault" beside each value."""
    targets = {target for record in selection.records.values() for target in targets_of(vault.schema.type(record.type), record)}
    return {**vault.records.many(sorted(targets - set(selection.records))), **selection.records}
