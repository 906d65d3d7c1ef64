"""Random vaults through the one way out: what left is opened and held against the oracle. For the tests, and by the thousand."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING

import pyrage
from builders import FixedAmbient, make_vault
from disclosure.opened import holds, members, squeezed, texts, unsealed
from disclosure.oracle import ID, Oracle
from disclosure.planted import Planter
from disclosure.planted_files import plant_files
from disclosure.planted_kinds import Called, Text
from disclosure.secret_words import word_apart

from casevault import disclosure
from casevault.disclosure import compile as compiler
from casevault.disclosure.checks import SEALED_FORMAT, SEALS
from casevault.disclosure.outputs.registry import OUTPUTS, formats_of
from casevault.disclosure.request import Action, Reason, Request
from casevault.disclosure.scan import ReviewNeeded
from casevault.disclosure.scan_terms import Grade
from casevault.disclosure.scan_tree import tree_lines
from casevault.domain.schema import DataClass
from casevault.errors import CaseVaultError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from disclosure.planted_kinds import Planted

    from casevault.disclosure.outputs.output import Output
    from casevault.disclosure.request import Preview
    from casevault.vault.vault import Vault

KEY = pyrage.x25519.Identity.generate()
CLASSES = frozenset(graded.name for graded in DataClass)
SCRIPT_NAMES = {"CJK": "Hans", "ARABIC": "Arab", "TIBETAN": "Tibt", "CYRILLIC": "Cyrl"}
QUESTIONNAIRES = frozenset({"wgad", "wgeid"})
SLOW = {"html": 0.04, "age": 0.4, "pdf": 0.3}  # how often a seal is tried that takes a second to open with public tools
WITH_FILES = 4  # one vault in so many has evidence with files: a copy takes a second
ASKED, AGAIN = 0.1, 0.2  # how often somebody is asked to approve first, and how often a newer copy is made
# What may stop a disclosure of a random vault; a code that is not here is a fault of ours.
REFUSALS = frozenset({
    "consent_missing", "consent_withdrawn", "consent_expired", "output_incomplete", "leak_found", "invalid_input", "unsupported",
    "review_needed", "approval_missing",
})  # fmt: skip


@dataclass
class Seen:
    """What one attempt came to."""

    outcome: str  # "left", or the code of a refusal
    findings: list[str] = field(default_factory=list)
    checked: int = 0  # forbidden words searched for
    facts: int = 0  # words that had to be there
    files: int = 0  # that went along
    said: str = ""  # what was refused
    looked: Counter[tuple[str, str]] = field(default_factory=Counter)  # (class or kind of word, script): of what was searched for


@contextmanager
def nothing_required() -> Iterator[None]:
    """Let every output be made of whatever there is: what is lacking would stop most random cases."""
    before = dict(OUTPUTS)
    OUTPUTS.update({key: replace(one, required=(), unless_unknown=(), lacking=None) for key, one in before.items()})  # type: ignore[attr-defined]  # a dict, declared as one that is read
    try:
        yield
    finally:
        OUTPUTS.update(before)  # type: ignore[attr-defined]  # as above


@contextmanager
def planted(seed: int, folder: Path) -> Iterator[tuple[Vault, Planted]]:
    """Hand out a vault of `seed`, made in `folder`, and what is in it."""
    vault, _ = make_vault(folder / f"vault-{seed}", ambient=FixedAmbient(), sign_as="Dorovan Kelmisat")
    with vault, nothing_required():
        planter = Planter(vault, seed)
        made = planter.plant()
        if seed % WITH_FILES == 0:
            plant_files(vault, made, planter.words, folder)
        yield vault, made


def ways(rng: Random, number: int = 0) -> list[tuple[Output, str, str, str]]:
    """Return every (output, audience, format, seal) there is, or `number` of them drawn at random."""
    every = [
        (output, audience, kind, seal)
        for output in OUTPUTS.values()
        for audience in output.audiences
        for kind in formats_of(output)
        for seal in sorted(SEALS)
        if SEALED_FORMAT.get(seal, kind) == kind
    ]
    if not number:
        return every
    # Each output as often as another, whatever it can be written as.
    shares = Counter(output.key for output, *_ in every)
    return rng.choices(every, weights=[SLOW.get(seal, 1) / shares[output.key] for output, *_, seal in every], k=number)


def mixed() -> list[tuple[Output, str, str, str]]:
    """Return every way there is in one mixed order, so that a run that ends early has not left out all of one output."""
    rng = Random(230)  # noqa: S311 - an order, not a secret
    every = ways(rng)
    rng.shuffle(every)
    return every


def attempt(vault: Vault, made: Planted, way: tuple[Output, str, str, str], rng: Random, folder: Path) -> Seen:
    """Disclose one way and say what came of it; sometimes once more, when something was changed in between."""
    output, audience, kind, seal = way
    recipient = rng.choice((*made.recipients, ""))
    desk = word_apart(rng).capitalize()
    keys = (str(KEY.to_public()),) if seal == "age" and rng.random() < 0.8 else ()
    request = Request(
        cases=(made.case,), audience=audience, output=output.key, to=recipient or f"A desk {desk}", seal=seal, format=kind,
        recipients=keys, lang=rng.choice(output.languages), options=tuple(o for o in output.options if rng.random() < 0.5),
        record=rng.choice([r for r in made.of(output.record) if made.records[r][1].get("case", made.case) == made.case] or [""])
        if output.record else "",
        evidence=("all",) if seal == "age" and made.shown and rng.random() < 0.8 else (),
    )  # fmt: skip
    oracle = Oracle(made, vault.schema, output.purpose, audience, recipient, asked_for=output.key in QUESTIONNAIRES)
    if output.applicant and request.record:
        oracle.applicant = str(made.records[request.record][1].get(output.applicant, ""))
    if rng.random() < ASKED:  # what somebody is asked to approve is kept in the vault, and tells no other reader anything
        with suppress(CaseVaultError):
            compiler.ask_approval(vault, request)
    seen = _once(vault, request, oracle, folder)
    if seen.outcome == "left" and rng.random() < AGAIN:
        _say_otherwise(vault, made, word_apart(rng))
        more = _once(vault, request, oracle, folder)
        seen.findings += [f"again: {finding}" for finding in more.findings]
        seen.checked += more.checked
        seen.facts += more.facts
        seen.looked += more.looked
    if not recipient:  # who received this is nobody else's business
        made.called.append(Called(desk, "", "desk"))
    return seen


def _say_otherwise(vault: Vault, made: Planted, word: str) -> None:
    event = next((one for one in made.of("event") if one not in made.deleted), "")
    if event:
        place = (event, "stated_reason")
        made.texts = [replace(text, gone=True) if (text.record, text.key) == place else text for text in made.texts]
        made.texts.append(Text(word, event, "event", "stated_reason"))
        vault.records.edit(event, {"stated_reason": word})


def _once(vault: Vault, request: Request, oracle: Oracle, folder: Path) -> Seen:
    out = folder / f"{vault.ambient.new_id()}.out"
    looked_at: set[str] = set()
    reason = f"looked at {out.stem}"
    try:
        try:
            report = disclosure.disclose(vault, request, out)
        except ReviewNeeded as asked:
            request = replace(request, accept=tuple((hit.id, reason) for hit in asked.hits))
            looked_at = {squeezed(hit.term) for hit in asked.hits}  # single words of strangers: a person says what they are here
            report = disclosure.disclose(vault, request, out)
    except CaseVaultError as refusal:
        seen = Seen(refusal.code.value, said=f"{refusal.what} {refusal.safe}")
        said = squeezed(str(refusal.what) + str(refusal.hint) + repr(refusal))
        seen.findings += [f"{why} in the refusal" for word, why in oracle.forbidden() if squeezed(word) in said and why != ID]
        if refusal.code.value not in REFUSALS:
            seen.findings.append(f"refused as {refusal.code.value}")
        if out.exists():
            seen.findings.append("a file after a refusal")
        return seen
    # Also what was said of them when an earlier copy was made: the same words are not asked about twice.
    looked_at |= {squeezed(one.hit.term) for one in report.preview.decided if one.hit.grade is Grade.WEAK}
    seen = Seen("left")
    if not oracle.may_go():
        seen.findings.append("left without consent")
    inner = unsealed(out.read_bytes(), request.seal, report.passphrase, KEY)
    outside = out.read_bytes() if inner != out.read_bytes() else b""
    _search(oracle, outside, inner, looked_at, seen)
    if looked_at and holds(inner, out.stem):
        seen.findings.append("why a find was accepted")
    _facts(oracle, report.preview, seen)
    _files(report.preview, inner, seen)
    out.unlink()
    return seen


def _files(preview: Preview, inner: bytes, seen: Seen) -> None:
    """Hold the archive against what the report says goes along: each file is there, and no other."""
    told = {str(file["name"]): file["sha256"] for file in preview.files if isinstance(file, dict)}
    there = {name: hashlib.sha256(data).hexdigest() for name, data in members(inner).items() if name.startswith("files/")}
    if told != there:
        seen.findings.append(f"{len(told)} files were said to go along, {len(there)} are there")
    seen.files = len(there)
    if preview.selected != preview.written + preview.withheld:
        seen.findings.append("the counts do not add up")


def what_of(why: str) -> str:
    """Return the class of a word that is a value, and the kind of one that names or reaches somebody."""
    last = why.rpartition(" ")[2]
    return last if last in CLASSES else why.partition(" of ")[0]


def script_of(word: str) -> str:
    """Return the script of a planted word: Latn where it is of digits, too."""
    found = (unicodedata.name(letter, "").split(" ")[0] for letter in word if letter.isalpha())
    return SCRIPT_NAMES.get(next(found, ""), "Latn")


def _search(oracle: Oracle, outside: bytes, inner: bytes, looked_at: set[str], seen: Seen) -> None:
    read = "\0".join(squeezed(text) for text in dict.fromkeys(texts(inner)))
    for word, why in oracle.forbidden():
        seen.checked += 1
        seen.looked[what_of(why), script_of(word)] += 1
        if squeezed(word) in looked_at:
            continue
        if squeezed(word) in read or holds(outside, word) or holds(inner, word):
            seen.findings.append(f"{word!r} ({why})")


def _facts(oracle: Oracle, preview: Preview, seen: Seen) -> None:
    """Hold what became of each value against the oracle: what is called written is there, what may leave was not kept back."""
    read = squeezed("\n".join(line.text for line in tree_lines(preview.document)))
    rows = {}
    for row in preview.rows:
        table, _, rest = row.field.partition("/")
        rows[row.id, f"{table}/{rest.partition('/')[2]}" if rest else table] = row
    for text in oracle.made.texts:
        if text.gone or (text.record, text.key) not in rows:
            continue
        row = rows[text.record, text.key]
        if squeezed(text.word) not in squeezed(row.before):  # an account took its place
            continue
        written = row.action in {Action.AS_RECORDED, Action.OTHER_WORDS} and row.reason in {Reason.NONE, Reason.REDACTED}
        if written and squeezed(text.word) in squeezed(row.after):
            seen.facts += 1
            if squeezed(text.word) not in read:
                seen.findings.append(f"{text.type}/{text.key} is called written and is not there")
        if written and oracle.never(text):
            seen.findings.append(f"{text.type}/{text.key} is called written and may not leave")
        if oracle.due(text) and row.action is Action.WITHHELD and row.reason is not Reason.NOT_IN_OUTPUT:
            seen.findings.append(f"{text.type}/{text.key} was kept back as {row.reason.value}")
        if oracle.due(text) and written and squeezed(text.word) not in squeezed(row.after):
            seen.findings.append(f"{text.type}/{text.key} lost its own word {text.word!r}: {row.before!r} became {row.after!r}")
