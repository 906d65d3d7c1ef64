"""What a process may be killed over, as a table: one entry an act.

To join: a subclass of `Act` that can lay out its vault, do its work without end and name what it acknowledged, and say what is
missing afterwards; then its name in `ACTS`.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from collections import Counter
from typing import TYPE_CHECKING, ClassVar

from builders import CHEAP_BOUNDS, CHEAPEST, FixedAmbient, make_vault, open_vault
from disclosure_fakes import invented_case
from reliability.act import CANARY, Act, identified
from reliability.acts_bundles import Receiving
from reliability.acts_export import Exporting
from reliability.acts_files import Attaching, BackingUp, Erasing, Rotating
from reliability.acts_people import Merging, Stamping
from reliability.acts_travel import Exchanging, Travelling

from casevault import disclosure
from casevault.disclosure import register
from casevault.disclosure.request import Request
from casevault.disclosure.scan_hits import ReviewNeeded
from casevault.errors import CaseVaultError, Code
from casevault.exchange.importing import Asked, bring_in
from casevault.store import migrate
from casevault.store import search as index
from casevault.store.connection import Database
from casevault.vault.check import check
from casevault.vault.recovery import change_passphrase
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Logging(Act):
    """Entries, drafts beside them, the index now and then, and room for what is to come."""

    name = "log"

    def once(self, vault: Vault, number: int) -> str:
        case = vault.records.ids("case")[0]
        text = f"{CANARY} {number} " + "words " * (number % 200)
        fields = {"case": case, "kind": "arrest", "start": "2015-03-06", "narrative": text}
        made = vault.records.add("event", fields).id
        vault.drafts.save("log", {"narrative": CANARY})
        if number % 7 == 0:
            vault.search.drain()
        if number % 7 == 2:
            vault.records.make_room()
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


class Importing(Act):
    """Tables come in, one after another: of each all rows are there or none, also of one that nobody acknowledged."""

    name = "import"
    pause = 0.1
    most = 3
    calls = 3_000
    rows: ClassVar[int] = 30

    def once(self, vault: Vault, number: int) -> str:
        table = vault.folder.parent / "table.csv"
        lines = [f"{number}/{row} Somebody,19{row + 10},Town {row % 5},seen {row}" for row in range(self.rows)]
        table.write_text("\n".join(["name,born,town,remark", *lines, ""]), encoding="utf-8")
        report = bring_in(vault, Asked(table))
        return f"{number} {report.created}"

    def missing(self, vault: Vault, lines: list[str]) -> list[str]:
        found: Counter[str] = Counter()
        for record in vault.records.page(vault.records.ids("person")):
            if record is not None:
                found[record.title.partition("/")[0]] += 1
        lost = [f"{number} is lost" for number in (line.split()[0] for line in lines) if number not in found]
        return lost + [f"{count} rows of {number}" for number, count in found.items() if count != self.rows]


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


class Checking(Act):
    """The whole vault is looked at; nothing is acknowledged but that it was found whole."""

    name = "check"

    def once(self, vault: Vault, number: int) -> str:
        assert check(vault, deep=True).ok
        return str(number)

    def missing(self, vault: Vault, lines: list[str]) -> list[str]:
        return []


KILLED_OVER = (
    Rotating,
    Exporting,
    BackingUp,
    Attaching,
    Receiving,
    Rewriting,
    Logging,
    Migrating,
    Undoing,
    Draining,
    Creating,
    Disclosing,
    Erasing,
    Importing,
    Merging,
    Stamping,
    Travelling,
    Exchanging,
)
ACTS: dict[str, type[Act]] = {act.name: act for act in (*KILLED_OVER, Checking)}
