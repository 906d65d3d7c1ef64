"""Which version of the tables a vault has, and how an older one becomes ours.

`schema.sql` makes a new vault; the files in `migrations/` bring an older one up, each in a transaction of its own, and are never
altered once released. They know tables, never record types: a payload is brought up when it is read (`domain.upgrades`).
"""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Final

from sqlcipher3 import dbapi2

from casevault import files
from casevault.errors import Code, MachineProblem
from casevault.i18n import N_
from casevault.store.keyed import database_damaged

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from casevault.i18n import Msg
    from casevault.store.connection import Connection, Database

NAMES: Final = ("0001.sql", "0002.sql", "0003.sql", "0004.sql")
VERSION: Final = len(NAMES)


def released() -> tuple[str, ...]:
    """Return the text of every migration, the first one making the tables."""
    folder = resources.files("casevault.store") / "migrations"
    return tuple((folder / name).read_text(encoding="utf-8") for name in NAMES)


def create(connection: Connection) -> None:
    """Make the tables of a new vault; on `maintain`."""
    script = (resources.files("casevault.store") / "schema.sql").read_text(encoding="utf-8")
    apply(connection, script, VERSION)


def apply(connection: Connection, script: str, version: int) -> None:
    """Run one script and note `version`, all or nothing; on `maintain`."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in statements(script):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version={int(version)}")
    except BaseException:
        connection.rollback()
        raise
    connection.execute("COMMIT")


def statements(script: str) -> Iterator[str]:
    """Yield the statements of a script, each ending at the end of a line; a trigger with its body is one."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if dbapi2.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        raise ValueError("the script ends within a statement")


def version_of(db: Database) -> int:
    """Return the version of the tables; 0 where there are none."""
    return db.maintain(lambda c: int(c.execute("PRAGMA user_version").fetchone()[0]))


def is_current(db: Database, newest: int = VERSION) -> bool:
    """Say whether the tables are ours; False where they are older. TOO_NEW where a later program made them."""
    version = version_of(db)
    if version > newest:
        raise MachineProblem(
            Code.TOO_NEW,
            N_("This vault was last used with a newer version of CaseVault."),
            N_("Open it with that version or a newer one; nothing was changed."),
        )
    if version == 0:
        raise database_damaged()
    return version == newest


def safety_copy(path: Path, version: int) -> Path:
    """Return where the copy of a database of an older `version` stands: beside it."""
    return path.with_name(f"{path.name}.v{version}")


def bring_up(db: Database, scripts: Sequence[str] | None = None) -> bool:
    """Bring older tables up to the newest version and say whether anything was done; TOO_NEW for newer ones.

    First a copy of the encrypted file is set beside it; whatever goes wrong then, the copy is the vault as it was. It stays until
    `drop_safety_copies`, which belongs after a deep check without findings. A damaged database is DB_DAMAGED before that.
    """
    scripts = released() if scripts is None else scripts
    if is_current(db, len(scripts)):
        return False
    if db.maintain(damage_of):
        raise database_damaged()
    version = version_of(db)
    db.checkpoint()
    # A copy of this version may stand there from an attempt that ended before its first step. The database is still of that
    # version, was just found whole, and may have been written to since: what it holds now is what must be kept.
    files.copy_private_file(db.path, safety_copy(db.path, version), replace=True)
    for number, script in enumerate(scripts[version:], start=version + 1):
        db.maintain(lambda c, script=script, number=number: apply(c, script, number))  # type: ignore[misc] # bound per step
    if db.maintain(damage_of):
        raise database_damaged()
    return True


def drop_safety_copies(db: Database) -> None:
    """Remove the copies that earlier migrations left beside the database."""
    for version in range(1, VERSION):
        copy = safety_copy(db.path, version)
        if copy.exists():
            files.remove_file(copy)


def rewrite(db: Database) -> bool:
    """Write the whole database anew, without free pages and without what deleted rows left beside others in theirs.

    Say whether nothing of the old pages is left in its files: not while another connection still reads an older state.
    """
    db.maintain(lambda connection: connection.execute("VACUUM").fetchall())
    return db.checkpoint()


def foreign_parts(connection: Connection) -> list[tuple[Msg, str]]:
    """Return what a database has more, less or otherwise than the tables of the version it says it has, each with its part.

    A trigger that was taken out lets the log be altered; one put in could alter what is recorded. The names of what is foreign
    are not repeated: anything may stand in them. A back-up of an earlier version is whole as it is: it is brought up when it is
    opened for work.
    """
    version = min(int(connection.execute("PRAGMA user_version").fetchone()[0]), VERSION)
    ours = dbapi2.connect(":memory:", isolation_level=None)
    try:
        for number, script in enumerate(released()[:version], start=1):
            apply(ours, script, number)
        wanted, found = _shape(ours), _shape(connection)
    finally:
        ours.close()
    lines = [(N_("{part} is missing"), f"{kind} {name}") for kind, name in sorted(wanted.keys() - found.keys())]
    lines += [
        (N_("{part} is not as it was made"), f"{kind} {name}")
        for kind, name in sorted(wanted.keys() & found)
        if wanted[kind, name] != found[kind, name]
    ]
    return lines + [(N_("something stands in it that is none of its parts"), "")] * bool(found.keys() - wanted.keys())


def _shape(connection: Connection) -> dict[tuple[str, str], tuple[str, str]]:
    rows = connection.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master")
    return {(kind, name): (table, " ".join(sql.split())) for kind, name, table, sql in rows}


def damage_of(connection: Connection) -> list[str]:
    """Return what SQLCipher and SQLite find wrong, page by page and across the tables and the index; on `maintain`."""
    found = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]
    return found + [str(row[0]) for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
