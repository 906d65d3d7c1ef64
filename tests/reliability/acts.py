"""What a process may be killed over, as a table: one entry an act.

To join: a subclass of `Act` that can lay out its vault, do its work without end and name what it acknowledged, and say what is
missing afterwards; then its name in `ACTS`.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import tempfile  # noqa: TID251 - an invented original, on another disk than the full one
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from builders import CHEAP_BOUNDS, CHEAPEST, PASSPHRASE, FixedAmbient, make_vault, open_vault
from disclosure_fakes import invented_case
from pages import traces
from reliability.act import CANARY, CODE_FILE, Act, identified, unlock

from casevault import disclosure
from casevault.ambient import SystemAmbient
from casevault.disclosure import register
from casevault.disclosure.request import Request
from casevault.disclosure.scan_hits import ReviewNeeded
from casevault.domain.erasing import Reason
from casevault.errors import CaseVaultError, Code
from casevault.store import migrate
from casevault.store import search as index
from casevault.store.connection import Database
from casevault.vault import erasing
from casevault.vault import header as headers
from casevault.vault.backup import back_up
from casevault.vault.backup_place import Place
from casevault.vault.check import check
from casevault.vault.erasing import Target
from casevault.vault.folder import OLD, beside
from casevault.vault.recovery import change_passphrase
from casevault.vault.restore import restore
from casevault.vault.rotation import rotate
from casevault.vault.slots import SlotKind
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator


class Logging(Act):
    """Entries, drafts beside them, the index now and then."""

    name = "log"

    def once(self, vault: Vault, number: int) -> str:
        case = vault.records.ids("case")[0]
        text = f"{CANARY} {number} " + "words " * (number % 200)
        fields = {"case": case, "kind": "arrest", "start": "2015-03-06", "narrative": text}
        made = vault.records.add("event", fields).id
        vault.drafts.save("log", {"narrative": CANARY})
        if number % 7 == 0:
            vault.search.drain()
        return f"{number} {made}"

    def missing(self, vault: Vault, lines: list[str]) -> list[str]:
        wanted = identified(lines)
        found = vault.records.many(wanted)
        lost = [key for key, number in wanted.items() if key not in found or f" {number} " not in str(found[key].fields)]
        vault.search.find("canary")
        return [f"{key} is lost" for key in lost] + ["the index waits"] * bool(vault.search.waiting())


class Undoing(Act):
    """An entry, an alteration, and the alteration undone; every third entry is removed and brought back."""

    name = "undo"

    def once(self, vault: Vault, number: int) -> str:
        made = vault.records.add("person", {"display_name": f"Right {number}"}).id
        if number % 3:
            vault.records.edit(made, {"display_name": f"Wrong {number}", "occupation": CANARY})
        else:
            vault.records.delete(made)
        vault.records.undo()
        return f"{number} {made}"

    def missing(self, vault: Vault, lines: list[str]) -> list[str]:
        wanted = identified(lines)
        found = vault.records.many(wanted)
        return [
            f"{key} is not as it was before"
            for key, number in wanted.items()
            if key not in found or found[key].deleted or found[key].title != f"Right {number}"
        ]


class Rewriting(Act):
    """One passphrase after another. The line acknowledges a number; its words open the vault."""

    name = "passphrase"
    writes = (("pwrite64", 60), ("fsync,fdatasync", 40), ("rename", 12), ("write", 12))

    def once(self, vault: Vault, number: int) -> str:
        change_passphrase(vault, words(number), profile=CHEAPEST)
        return str(number)

    def faults(self, folder: Path, lines: list[str], begun: int) -> list[str]:
        return opening(folder, int(lines[-1]) if lines else 0, begun) + super().faults(folder, lines, begun)

    def missing(self, vault: Vault, lines: list[str]) -> list[str]:
        kinds = [slot.as_json()["kind"] for slot in vault.header.slots]
        return [] if sorted(map(str, kinds)) == ["passphrase", "recovery"] else ["the slots are others"]


def words(number: int) -> bytearray:
    return bytearray(f"these words {number}".encode())


def opening(folder: Path, newest: int, begun: int) -> list[str]:
    """Return what is wrong with how the folder opens: the newest words do, or those that were begun later; none from before."""
    opens = [number for number in range(newest, begun + 1) if opens_with(folder, words(number))]
    found = [] if len(opens) == 1 or newest == 0 else [f"opens with {opens} after {newest}"]
    return found + [
        f"still opens with {number}" for number in range(max(newest - 3, 1), newest) if opens_with(folder, words(number))
    ]


def opens_with(folder: Path, secret: bytearray) -> bool:
    try:
        Vault.open(folder, secret, bounds=CHEAP_BOUNDS, repair=False).close()
    except CaseVaultError as problem:
        if problem.code is not Code.WRONG_CREDENTIALS:
            raise
        return False
    return True


class Disclosing(Act):
    """One case again and again: a file exists under its name only if it is in the register."""

    name = "disclose"
    pause = 0.4
    most = 3
    calls = 6_000
    writes = (("pwrite64", 40), ("fsync,fdatasync", 8), ("rename", 3))

    def fill(self, vault: Vault) -> None:
        invented_case(vault)

    def prepare(self, folder: Path) -> None:
        super().prepare(folder)
        (folder.parent / "out").mkdir()

    def once(self, vault: Vault, number: int) -> str:
        case = next(key for key in vault.records.ids("case"))
        request = Request(cases=(case,), audience="embassy", output="dossier", to="Embassy of Ruritania", seal="none")
        for _ in range(20):
            # Now and then the words drawn for a copy look like a withheld name, and a person would have to judge: drawn again.
            with contextlib.suppress(ReviewNeeded):
                disclosure.disclose(vault, request, vault.folder.parent / "out" / f"{number}.pdf")
                return str(number)
        raise AssertionError

    def missing(self, vault: Vault, lines: list[str]) -> list[str]:
        out = vault.folder.parent / "out"
        known = {entry.sha256 for entry in register.listing(vault)}
        there = {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in out.iterdir() if path.suffix == ".pdf"}
        odd = [path.name for path in out.iterdir() if path.suffix not in {".pdf", ".part"}]
        return [
            *(f"{name} was written and is in no register" for name, digest in there.items() if digest not in known),
            *(f"{number} is lost" for number in lines if number not in there),
            *odd,
        ]


LATER = (
    "CREATE TABLE later (id TEXT PRIMARY KEY, title TEXT);\nINSERT INTO later SELECT id, title FROM record;\n",
    "ALTER TABLE later ADD COLUMN more TEXT;\nUPDATE later SET more = title;\n",
)
STEPS = (*migrate.released(), *LATER)
PERSONS = 40


class Migrating(Act):
    """Older tables brought up by two invented steps, in several databases one after the other, laid out anew after each kill."""

    name = "migrate"
    alone = True
    pause = 0.05
    most = 6
    writes = (("pwrite64", 25), ("fsync,fdatasync", 8), ("ftruncate", 4), ("unlink", 2), ("rename", 6))

    def __init__(self) -> None:
        self._seen = 0

    def fill(self, vault: Vault) -> None:
        for number in range(PERSONS):
            vault.records.add("person", {"display_name": f"{CANARY} {number}"})
        (vault.folder.parent / "key").write_bytes(vault.keys.db)

    def prepare(self, folder: Path) -> None:
        super().prepare(folder)
        self._lay_out(folder)

    def _lay_out(self, folder: Path) -> None:
        for place in copies(folder):
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(parents=True)
            shutil.copy(folder / "main.db", place)

    def work(self, folder: Path, start: int) -> Iterator[str]:
        for number, place in enumerate(copies(folder), start):
            with database(place) as db:
                migrate.bring_up(db, STEPS)
            yield f"{number} {place.name}"

    def faults(self, folder: Path, lines: list[str], begun: int) -> list[str]:
        acknowledged = {line.split()[1] for line in lines[self._seen :]}
        self._seen = len(lines)
        found = []
        for place in copies(folder):
            with database(place) as db:
                if place.name in acknowledged and migrate.version_of(db) != len(STEPS):
                    found.append(f"{place.name} is not the newest")
                found += whole(db)
                migrate.bring_up(db, STEPS)
                carried = db.read(lambda c: c.execute("SELECT count(*) FROM later WHERE more LIKE ?", (f"{CANARY}%",)).fetchone())
                found += whole(db) + [f"{place.name} lacks what a step had to carry over"] * (carried != (PERSONS,))
        self._lay_out(folder)
        return found


def copies(folder: Path) -> list[Path]:
    return [folder.parent / "copies" / f"copy-{number}" for number in range(6)]


def whole(db: Database) -> list[str]:
    found = db.maintain(migrate.damage_of)
    total = db.read(lambda c: c.execute("SELECT count(*) FROM change WHERE type = 'person'").fetchone()[0])
    return found + ["rows of the log are missing"] * (total != PERSONS)


@contextlib.contextmanager
def database(folder: Path) -> Iterator[Database]:
    """Open a database as a later program does before it brings the tables up."""
    db = Database.open(folder / "main.db", bytearray((folder.parents[1] / "key").read_bytes()))
    try:
        yield db
    finally:
        db.close()


class Draining(Act):
    """Several entries, then the index of all of them; what was drained is found."""

    name = "index"
    pause = 0.02

    def once(self, vault: Vault, number: int) -> str:
        made = [vault.records.add("person", {"display_name": f"{CANARY} w{number}x{part}"}).id for part in range(5)]
        while vault.db.write(lambda c: index.drain_lot(c, vault.schema.types, seconds=0)):
            pass
        return f"{number} {made[-1]}"

    def missing(self, vault: Vault, lines: list[str]) -> list[str]:
        lost = [
            record_id
            for record_id, number in identified(lines).items()
            if record_id not in {hit.id for hit in vault.search.find(f"w{number}x4").hits}
        ]
        return [f"{record_id} is not found" for record_id in lost] + ["the index waits"] * bool(vault.search.waiting())


class Creating(Act):
    """One new vault after another, in a folder of its own: it opens, or nobody was told that it is there."""

    name = "create"
    pause = 0.05
    most = 6
    writes = (("pwrite64", 60), ("fsync,fdatasync", 20), ("rename", 12), ("unlink", 4))

    def once(self, vault: Vault, number: int) -> str:
        make_vault(vault.folder.with_name(f"made-{number}"), ambient=FixedAmbient())[0].close()
        return str(number)

    def missing(self, vault: Vault, lines: list[str]) -> list[str]:
        found = [f"made-{number} is lost" for number in lines if not vault.folder.with_name(f"made-{number}").exists()]
        for path in vault.folder.parent.glob("made-*"):
            try:
                with open_vault(path, repair=False) as made:
                    found += [f"{path.name} is not whole"] * (not check(made, deep=True).ok)
            except CaseVaultError as problem:
                acknowledged = path.name.removeprefix("made-") in lines
                half = {Code.NOT_A_VAULT, Code.HEADER_DAMAGED}  # the header comes last
                found += [f"{path.name}: {problem.code}"] * (acknowledged or problem.code not in half)
        return found


class Attaching(Act):
    """One file after another, of many sizes: what was acknowledged is stored whole, and no record names what is not there."""

    name = "attach"
    pause = 0.02
    calls = 900
    writes = (("pwrite64", 120), ("fsync,fdatasync", 16), ("rename", 4), ("write", 8))

    def once(self, vault: Vault, number: int) -> str:
        original = original_of(vault)
        original.write_bytes(content_of(number))
        return f"{number} {vault.attachments.add([original]).evidence}"

    def missing(self, vault: Vault, lines: list[str]) -> list[str]:
        original_of(vault).unlink(missing_ok=True)
        known = {file.evidence: file.sha256 for file in vault.attachments.listed()}
        return [
            f"{evidence} is lost"
            for evidence, number in identified(lines).items()
            if known.get(evidence) != hashlib.sha256(content_of(int(number))).hexdigest()
        ]


def original_of(vault: Vault) -> Path:
    """Return a place on another disk than the vault's, which may be full."""
    return Path(tempfile.gettempdir()) / hashlib.sha256(str(vault.folder).encode()).hexdigest()[:16]


def content_of(number: int) -> bytes:
    return hashlib.sha256(str(number).encode()).digest() * (number * 997 % 6_000)


class BackingUp(Act):
    """A back-up after each entry, in one place: each that is there is whole, the newest holds all that was acknowledged."""

    name = "backup"
    pause = 0.1
    most = 3
    calls = 1_500
    writes = (("pwrite64", 200), ("fsync,fdatasync", 20), ("rename", 8), ("write", 8), ("unlink,unlinkat", 6))

    def fill(self, vault: Vault) -> None:
        super().fill(vault)
        original = original_of(vault)
        original.write_bytes(content_of(5))
        vault.attachments.add([original])
        original.unlink()

    def once(self, vault: Vault, number: int) -> str:
        made = vault.records.add("person", {"display_name": f"{CANARY} {number}"}).id
        back_up(vault, place_of(vault), keep=2)
        return f"{number} {made}"

    def missing(self, vault: Vault, lines: list[str]) -> list[str]:
        place = Place(place_of(vault))
        found = [f"back-up {number}: {path}" for number in place.generations() for path in place.wrong(place.sums(number))]
        wanted = identified(lines)
        if not place.generations():
            return [f"{key} is in no back-up" for key in wanted]
        target = vault.folder.parent / "restored"
        code = bytearray((vault.folder.parent / CODE_FILE).read_bytes())
        restore(place.path, target, code, kind=SlotKind.RECOVERY, bounds=CHEAP_BOUNDS, synced_folder_ok=True)
        with unlock(target) as restored:
            there = restored.records.many(wanted)
        shutil.rmtree(target)
        return found + [f"{key} is not in the newest back-up" for key in wanted if key not in there]


def place_of(vault: Vault) -> Path:
    return vault.folder.parent / "back-ups"


class Erasing(Act):
    """Somebody with a file, and erased again: what was acknowledged is in no page any more, and half of it never stays."""

    name = "erase"
    pause = 0.1
    most = 4
    calls = 1_500
    writes = (("pwrite64", 200), ("fsync,fdatasync", 20), ("ftruncate", 6), ("rename", 4), ("unlink,unlinkat", 4))

    def fill(self, vault: Vault) -> None:
        super().fill(vault)
        for number in range(30):
            vault.records.add("person", {"display_name": f"{CANARY} stays {number}", "occupation": "x" * 40 * number})

    def once(self, vault: Vault, number: int) -> str:
        gone = vault.records.add("person", {"display_name": gone_name(number), "occupation": f"{gone_name(number)} " * number}).id
        original = original_of(vault)
        original.write_bytes(content_of(number))
        vault.attachments.add([original], about=[gone])
        target = Target(gone, belonging=True)
        erasing.erase(vault, target, erasing.plan(vault, target).word, Reason.ASKED)
        return f"{number} {gone}"

    def missing(self, vault: Vault, lines: list[str]) -> list[str]:
        original_of(vault).unlink(missing_ok=True)
        wanted = identified(lines)
        left = traces(vault, *(gone_name(int(number)) for number in wanted.values()))
        stays = sum(" stays " in record.title for record in vault.records.list("person"))
        return [
            *(f"{key} is not erased" for key in wanted if not vault.records.erased_on(key)),
            *(f"{word} stands in a page" for word in left),
            *["what was not erased is lost"] * (stays != 30),
            *["an erasing was not finished"] * vault.db.read(erasing.is_pending),
        ]


def gone_name(number: int) -> str:
    return f"{CANARY} goes {number}q"


class Rotating(Act):
    """An entry, then new keys for the whole vault, with an attachment in it: the old vault or the new one, whole.

    The recovery code is another one after each, so it is the passphrase that opens; how the folder is laid out is part of it.
    """

    name = "rotate"
    alone = True
    pause = 0.3
    most = 5
    calls = 9_000
    writes = (("pwrite64", 600), ("fsync,fdatasync", 80), ("rename", 30), ("write", 40), ("unlink,unlinkat", 40))

    def fill(self, vault: Vault) -> None:
        super().fill(vault)
        original = original_of(vault)
        original.write_bytes(content_of(5))
        vault.attachments.add([original])
        original.unlink()

    def work(self, folder: Path, start: int) -> Iterator[str]:
        ambient = SystemAmbient()
        for number in count(start):
            clear_old(folder)
            with open_vault(folder, ambient=ambient) as vault:
                made = vault.records.add("person", {"display_name": f"{CANARY} {number}"}).id
            rotate(folder, bytearray(PASSPHRASE.encode()), profile=CHEAPEST, ambient=ambient, bounds=CHEAP_BOUNDS)
            yield f"{number} {made}"

    def faults(self, folder: Path, lines: list[str], begun: int) -> list[str]:
        found = []
        with open_vault(folder, ambient=SystemAmbient()) as vault:
            found += [f"{problem.code} {problem.where}: {problem.detail}" for problem in check(vault, deep=True).problems]
            there = vault.records.many(identified(lines))
            found += [f"{key} is lost" for key in identified(lines) if key not in there]
            found += [] if len(vault.attachments.rows()) == 1 else ["the attachment is lost"]
            keys = bytearray(vault.keys.master)
        old = beside(folder, OLD)
        if old.exists() and any((old / name).exists() for name in headers.COPIES):
            # Cut off between the swap and the end: what is left is the vault as it was, under other keys, and whole.
            with open_vault(old, repair=False) as before:
                found += [f".old: {problem.where}" for problem in check(before, deep=True).problems]
                found += ["the new keys are the old ones"] * (bytearray(before.keys.master) == keys)
        return found


def clear_old(folder: Path) -> None:
    """Delete what a rotation that was cut off left behind, as the notice at the next opening tells the person to."""
    if folder.exists():
        shutil.rmtree(beside(folder, OLD), ignore_errors=True)


class Checking(Act):
    """The whole vault is looked at; nothing is acknowledged but that it was found whole."""

    name = "check"

    def once(self, vault: Vault, number: int) -> str:
        assert check(vault, deep=True).ok
        return str(number)

    def missing(self, vault: Vault, lines: list[str]) -> list[str]:
        return []


KILLED_OVER = (Rotating, BackingUp, Attaching, Rewriting, Logging, Migrating, Undoing, Draining, Creating, Disclosing, Erasing)
ACTS: dict[str, type[Act]] = {act.name: act for act in (*KILLED_OVER, Checking)}
