"""One connection to the encrypted database: its key, its settings, what it may do, and what its trouble is called.

Fails closed: a connection without SQLCipher below or without a key in force would write plaintext and say nothing. Trouble of
SQLite becomes a refusal with a code, its text is dropped; a bug (a wrong statement, a broken constraint) passes as it is.
"""

from __future__ import annotations

import contextlib
import errno
from typing import TYPE_CHECKING, Final, TypeAlias

from sqlcipher3 import dbapi2

from casevault import files
from casevault.errors import CaseVaultError, Code, MachineProblem
from casevault.i18n import N_
from casevault.progress import Cancelled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Connection: TypeAlias = dbapi2.Connection

KEY_BYTES: Final = 32
PLAIN_MAGIC: Final = b"SQLite format 3\0"
APPLICATION_ID: Final = 0x43565431  # "CVT1"; lies encrypted in page 1, and writing it makes that page exist
LOG_MAGIC: Final = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")  # https://www.sqlite.org/fileformat2.html#walformat
_BESIDE: Final = ("-wal", "-shm", "-journal")  # what SQLite puts beside a database
_HEX: Final = tuple(b"%02x" % byte for byte in range(256))

# KiB of pages that a connection keeps decrypted: what a search reads lies scattered, and decrypting it is what costs.
CACHE: Final = 16 * 1024

_SETTINGS: Final = (  # (pragma, what is set, what must then be read back)
    # A commit that was acknowledged survives a power cut and a stick pulled out. With FULL it would not where a commit is the
    # removal of the journal (FAT): while the folder is not synced too, that file can come back, and with it the state before.
    ("synchronous", "EXTRA", 3),
    ("temp_store", "MEMORY", 2),  # a sort on disk would write plaintext outside the vault
    ("foreign_keys", "ON", 1),
    ("trusted_schema", "OFF", 0),  # functions that a file's own schema calls are not trusted
    ("cell_size_check", "ON", 1),  # a damaged page is noticed before it is used
    ("secure_delete", "ON", 1),  # what is deleted is overwritten in its page
    ("mmap_size", "0", 0),
    ("cache_size", f"-{CACHE}", -CACHE),
)

# SQLite's primary result codes, the low byte of what it reports.
BUSY, LOCKED, READONLY, INTERRUPT, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB = 5, 6, 8, 9, 10, 11, 13, 14, 26
_SENTENCES: Final = {
    "database is locked": BUSY,
    "attempt to write a readonly database": READONLY,
    "disk I/O error": IOERR,
    "database disk image is malformed": CORRUPT,
    "database or disk is full": FULL,
    "unable to open database file": CANTOPEN,
    "file is not a database": NOTADB,
}
ROOM_FOR_SHM: Final = 64 * 1024  # bytes; the index of the log takes half of it when it is made
NO_ROOM_FOR_SHM: Final = IOERR | 19 << 8  # what a full disk is called while the log's index is made: nothing was written yet


def make(path: Path, key: bytearray) -> None:
    """Make the new file `path` and write its first page under `key`; a file that is there already is refused."""
    files.make_private_file(path)
    with refusals():
        connection = _keyed(path.absolute().as_uri(), key)
        try:
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        finally:
            connection.close()


def verify_encrypted(path: Path) -> None:
    """Refuse a file that is missing, shorter than a page's salt, or plain SQLite; and links and pipes in place of its files.

    SQLite would wait for a pipe for ever, and what a link leads to is not ours to write.
    """
    if not all(files.is_own(path.with_name(path.name + suffix)) for suffix in ("", *_BESIDE)):
        raise database_damaged()
    try:
        with files.open_file(path) as file:
            start = file.read(len(PLAIN_MAGIC))
    except FileNotFoundError:
        raise database_damaged() from None
    except OSError as trouble:
        raise files.problem_from(trouble) from None
    if len(start) < len(PLAIN_MAGIC) or start == PLAIN_MAGIC:
        raise database_damaged()


def connect(path: Path, key: bytearray, *, wal: bool, read_only: bool) -> Connection:
    """Return a connection that has read page 1 under `key` and holds every setting; for reading only when asked."""
    log = path.with_name(f"{path.name}-wal")
    # Nobody else writes (the vault's lock is held), so without a log the file may be called immutable: SQLite then makes no file.
    mode = "rw" if not read_only else "ro" if _is_log(log) else "ro&immutable=1"
    connection = _keyed(f"{path.absolute().as_uri()}?mode={mode}", key)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if not read_only:
            _set(connection, "journal_mode", "WAL" if wal else "DELETE", "wal" if wal else "delete")
        for pragma, setting, expected in _SETTINGS:
            _set(connection, pragma, setting, expected)
        connection.set_authorizer(authorize)
    except BaseException as trouble:
        connection.close()
        # Nothing was written yet but the index of the log, and where that finds no room SQLite speaks of a failure to write.
        if isinstance(trouble, dbapi2.Error) and code_of(trouble) == IOERR and files.free_bytes(path.parent) < ROOM_FOR_SHM:
            raise refused_for_room() from None
        raise
    return connection


def _is_log(path: Path) -> bool:
    """Say whether something may wait in a write-ahead log: one that begins with anything else holds nothing, as SQLite reads it.

    One that is nothing but room (`logroom`) is left by a crash before anything was saved.
    """
    try:
        with files.open_file(path) as file:
            return file.read(len(LOG_MAGIC[0])) in LOG_MAGIC
    except OSError:
        return path.exists()


def connect_reader(path: Path, key: bytearray) -> Connection:
    """Return a connection to the same file that can only read; the write-ahead log lets it do so beside the writing one."""
    connection = connect(path, key, wal=True, read_only=False)
    connection.set_authorizer(None)
    _set(connection, "query_only", "ON", 1)
    connection.set_authorizer(authorize)
    return connection


def raw_key(key: bytearray) -> bytearray:
    """Return a key in SQLCipher's form for a raw one, x'…': 32 bytes given plainly count as a passphrase. The caller wipes it.

    Built in a buffer: a `str` or the statement PRAGMA key would leave copies in memory that nobody can wipe.
    """
    quoted = bytearray(2 * KEY_BYTES + 3)  # its full length from the start: growing would leave a piece of the key behind
    quoted[:2], quoted[-1:] = b"x'", b"'"
    for place, byte in enumerate(key):
        quoted[2 * place + 2 : 2 * place + 4] = _HEX[byte]
    return quoted


def _keyed(name: str, key: bytearray) -> Connection:
    """Connect and set the key, or fail: without SQLCipher below, or without a key in force, nothing is read or written."""
    if len(key) != KEY_BYTES:
        raise ValueError("the database key has 32 bytes")
    # Used by one thread at a time, but not always by the same: `seat` sees to it.
    connection = dbapi2.connect(name, uri=True, isolation_level=None, check_same_thread=False)
    quoted = raw_key(key)
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")  # a wrong key would print lines with the time to stderr
        connection.set_key(quoted)
        _verify_cipher(connection)
    except BaseException:
        connection.close()
        raise
    finally:
        quoted[:] = bytes(len(quoted))
    return connection


def _verify_cipher(connection: Connection) -> None:
    """Refuse to go on unless SQLCipher is there and says that its key is in force; plain SQLite answers neither question."""
    version = connection.execute("PRAGMA cipher_version").fetchone()
    status = connection.execute("PRAGMA cipher_status").fetchone()
    if not version or not version[0] or not status or str(status[0]) != "1":
        raise _unencrypted()


def versions() -> dict[str, str]:
    """Return the versions of SQLCipher, of its cryptography, and of the SQLite it is built on; asked of a database in memory."""
    asked = {
        "sqlcipher": "PRAGMA cipher_version",
        "sqlcipher provider": "PRAGMA cipher_provider_version",
        "sqlite": "SELECT sqlite_version()",
    }
    connection = dbapi2.connect(":memory:")
    try:
        connection.execute("PRAGMA key = 'asked for its version'")  # nothing is kept; without a key no cryptography is loaded
        return {name: str(connection.execute(question).fetchone()[0]) for name, question in asked.items()}
    finally:
        connection.close()


def _set(connection: Connection, pragma: str, setting: str, expected: int | str) -> None:
    """Set a pragma and read it back: one that was silently ignored must not pass."""
    connection.execute(f"PRAGMA {pragma}={setting}").fetchall()
    found = connection.execute(f"PRAGMA {pragma}").fetchone()
    if found is None or found[0] != expected:
        raise _unencrypted()


def authorize(action: int, first: str | None, second: str | None, _database: str | None, _trigger: str | None) -> int:
    """Refuse what could reach another file, load code, or change a setting. FTS5 itself asks for `data_version`."""
    if action in {dbapi2.SQLITE_ATTACH, dbapi2.SQLITE_DETACH}:
        return int(dbapi2.SQLITE_DENY)
    if action == dbapi2.SQLITE_PRAGMA and first != "data_version":
        return int(dbapi2.SQLITE_DENY)
    if action == dbapi2.SQLITE_FUNCTION and second == "load_extension":
        return int(dbapi2.SQLITE_DENY)
    return int(dbapi2.SQLITE_OK)


@contextlib.contextmanager
def refusals() -> Iterator[None]:
    """Turn SQLite's trouble inside into a refusal, and an interrupted statement into `Cancelled`; bugs pass through."""
    try:
        yield
    except dbapi2.Error as trouble:
        if code_of(trouble) == INTERRUPT:
            raise Cancelled from None
        refusal = refusal_for(FULL if getattr(trouble, "sqlite_errorcode", 0) == NO_ROOM_FOR_SHM else code_of(trouble))
        if refusal is None:
            raise
        raise refusal from None


def code_of(trouble: dbapi2.Error) -> int:
    """Return SQLite's primary result code, or 0 where the Python module itself complained."""
    # What fails while a database is copied comes without its code, in SQLite's own fixed sentence alone.
    return int(getattr(trouble, "sqlite_errorcode", 0)) & 0xFF or _SENTENCES.get(str(trouble), 0)


def refusal_for(code: int) -> CaseVaultError | None:
    """Return the refusal for a primary result code, or None where it tells of a bug."""
    if code == FULL:
        return refused_for_room()
    if code in {READONLY, CANTOPEN}:
        return files.problem_from(OSError(errno.EROFS, ""))
    if code == IOERR:
        return files.problem_from(OSError(errno.EIO, ""))
    if code in {BUSY, LOCKED}:
        return files.vault_in_use()
    if code in {CORRUPT, NOTADB}:
        return database_damaged()
    return None


def refused_for_room() -> CaseVaultError:
    """Return the refusal for a full disk."""
    return files.problem_from(OSError(errno.ENOSPC, ""))


def database_damaged() -> MachineProblem:
    """Return the refusal for a record file that cannot be read although the key is right."""
    return MachineProblem(
        Code.DB_DAMAGED,
        N_("The passphrase is right, but part of the record file cannot be read."),
        N_("Make a copy of the folder first, then restore the newest back-up."),
    )


def _unencrypted() -> MachineProblem:
    return MachineProblem(
        Code.UNSUPPORTED,
        N_("This copy of CaseVault cannot encrypt its database, so nothing was opened."),
        N_("Install CaseVault again from its own package."),
    )
