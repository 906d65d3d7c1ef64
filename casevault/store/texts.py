"""The words of attached files: taken out once, kept beside the stored file, entered into an index of their own.

    attached     which evidence record names which file; follows the records with their index
    file_text    what came of taking the words out, and the words
    file_part    which rows of the index are whose
    file_words   the words, cut by `domain.indexing`

They are not in the index of the records: altering a title would mean entering a whole book again. A file that two records name is
taken apart once. What is erased goes with its file.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

from casevault.store import meta

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from casevault.store.connection import Connection

TABLE: Final = "CREATE VIRTUAL TABLE file_words USING fts5 (words, tokenize = 'ascii')"  # as in schema.sql
SECURE_DELETE: Final = "INSERT INTO file_words (file_words, rank) VALUES ('secure-delete', 1)"
MOST_TEXT: Final = 16 << 20  # bytes that a kept text may become

_HITS: Final = (
    " FROM file_words f CROSS JOIN file_part p ON p.seq = f.rowid CROSS JOIN attached a ON a.blob = p.blob"
    " CROSS JOIN search_row s ON s.record_id = a.record_id WHERE file_words MATCH ?"
)
_WAITING: Final = (
    "SELECT a.blob, min(a.mime) FROM attached a JOIN blob b ON b.id = a.blob"
    " WHERE NOT EXISTS (SELECT 1 FROM file_text t WHERE t.blob = a.blob AND t.extractor = ?) AND a.mime IN ({marks})"
    " GROUP BY a.blob ORDER BY min(b.length), a.blob"
)
_STRAY: Final = (
    "SELECT (SELECT count(*) FROM file_text WHERE blob NOT IN (SELECT id FROM blob))"
    " + (SELECT count(*) FROM file_part WHERE blob NOT IN (SELECT blob FROM file_text))"
    " + (SELECT count(*) FROM file_words WHERE rowid NOT IN (SELECT seq FROM file_part))"
    " + (SELECT count(*) FROM file_part WHERE seq NOT IN (SELECT rowid FROM file_words))"
    " + (SELECT count(*) FROM attached WHERE record_id NOT IN (SELECT record_id FROM search_row))"
)


def are_kept(connection: Connection) -> bool:
    """Say whether this vault has the tables; one of an earlier version that is only looked at has none."""
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'file_words'").fetchone() is not None


def name_files(connection: Connection, record_id: str, named: Sequence[tuple[str, int, str]]) -> None:
    """Note the files (attachment, number, media type) that a live record names, and no others."""
    connection.execute("DELETE FROM attached WHERE record_id = ?", (record_id,))
    connection.executemany(
        "INSERT OR IGNORE INTO attached (blob, record_id, place, mime) VALUES (?, ?, ?, ?)",
        [(blob, record_id, place, mime) for blob, place, mime in named],
    )


def named_by(connection: Connection, record_ids: Sequence[str]) -> dict[str, set[tuple[str, int, str]]]:
    """Return which files each of these records is noted to name."""
    found: dict[str, set[tuple[str, int, str]]] = {record_id: set() for record_id in record_ids}
    for record_id in record_ids:
        rows = connection.execute("SELECT blob, place, mime FROM attached WHERE record_id = ?", (record_id,))
        found[record_id] = {(str(blob), int(place), str(mime)) for blob, place, mime in rows}
    return found


def waiting(connection: Connection, extractor: str, mimes: Sequence[str]) -> list[tuple[str, str]]:
    """Return the files, with their media types, whose words `extractor` has not taken out yet; short ones first."""
    marks = ",".join("?" * len(mimes))
    return [(str(blob), str(mime)) for blob, mime in connection.execute(_WAITING.format(marks=marks), (extractor, *mimes))]


def keep(connection: Connection, blob: str, *, extractor: str, state: str, text: str) -> None:
    """Keep what came of taking the words out of a file; nothing where the file was erased meanwhile."""
    forget(connection, blob)
    connection.execute(
        "INSERT INTO file_text (blob, extractor, state, words, text) SELECT id, ?, ?, '', ? FROM blob WHERE id = ?",
        (extractor, state, zlib.compress(text.encode("utf-8", "replace"), 6) if text else None, blob),
    )


def unentered(connection: Connection, version: str) -> list[str]:
    """Return the files whose words are not entered, or by the rules of another `version`."""
    rows = connection.execute("SELECT blob FROM file_text WHERE text IS NOT NULL AND words != ? ORDER BY blob", (version,))
    return [str(row[0]) for row in rows]


def text_of(connection: Connection, blob: str) -> str:
    """Return the words of a file as they stand in it; "" where there are none."""
    row = connection.execute("SELECT text FROM file_text WHERE blob = ?", (blob,)).fetchone()
    if row is None or not isinstance(row[0], bytes):
        return ""
    try:
        return zlib.decompressobj().decompress(row[0], MOST_TEXT).decode("utf-8", "replace")
    except zlib.error:
        return ""


def begin(connection: Connection, blob: str) -> None:
    """Take what was entered for a file out again, before it is entered from its beginning."""
    parts = connection.execute("SELECT seq FROM file_part WHERE blob = ?", (blob,)).fetchall()
    connection.executemany("DELETE FROM file_words WHERE rowid = ?", parts)
    connection.execute("DELETE FROM file_part WHERE blob = ?", (blob,))
    connection.execute("UPDATE file_text SET words = '' WHERE blob = ?", (blob,))


def enter(connection: Connection, blob: str, words: str) -> bool:
    """Enter one part of a file's words; False where its text is no longer kept."""
    if connection.execute("SELECT 1 FROM file_text WHERE blob = ?", (blob,)).fetchone() is None:
        return False
    seq = connection.execute("INSERT INTO file_part (blob) VALUES (?)", (blob,)).lastrowid
    connection.execute("INSERT INTO file_words (rowid, words) VALUES (?, ?)", (seq, words))
    return True


def end(connection: Connection, blob: str, version: str) -> None:
    """Note that all words of a file are entered."""
    connection.execute("UPDATE file_text SET words = ? WHERE blob = ?", (version, blob))


def forget(connection: Connection, blob: str) -> None:
    """Take out all that is kept of the words of a file."""
    begin(connection, blob)
    connection.execute("DELETE FROM file_text WHERE blob = ?", (blob,))


def clear(connection: Connection) -> None:
    """Forget the words of every file, and that records name them: both are made anew from the files and the records."""
    connection.execute("DROP TABLE file_words")
    connection.execute(TABLE)
    connection.execute(SECURE_DELETE)
    connection.execute("DELETE FROM file_part")
    connection.execute("DELETE FROM file_text")
    connection.execute("DELETE FROM attached")
    connection.execute(
        "INSERT OR IGNORE INTO meta (key, value) SELECT ? || id, x'' FROM record WHERE type = 'evidence' AND deleted = 0",
        (meta.QUEUED,),
    )


def rewrite(connection: Connection) -> None:
    """Make the index anew from its own text, for the reason that `search.rewrite` gives."""
    connection.execute("INSERT INTO file_words (file_words) VALUES ('rebuild')")


def states(connection: Connection, blobs: Iterable[str]) -> dict[str, str]:
    """Return {attachment: state} of those whose words were looked for."""
    found: dict[str, str] = {}
    if are_kept(connection):
        for blob in blobs:
            row = connection.execute("SELECT state FROM file_text WHERE blob = ?", (blob,)).fetchone()
            if row is not None:
                found[blob] = str(row[0])
    return found


def hits(connection: Connection, match: str, limit: int) -> list[int]:
    """Return the places in the index of the records that name a file with these words, newest first."""
    return [
        int(row[0]) for row in connection.execute(f"SELECT DISTINCT s.seq{_HITS} ORDER BY s.seq DESC LIMIT ?", (match, limit))
    ]


def where(connection: Connection, match: str, seqs: Sequence[int]) -> Mapping[int, int]:
    """Return {place in the index: number of the first file with these words} for some of those records."""
    found: dict[int, int] = {}
    for start in range(0, len(seqs), 500):
        part = list(seqs[start : start + 500])
        marks = ",".join("?" * len(part))
        rows = connection.execute(f"SELECT s.seq, min(a.place){_HITS} AND s.seq IN ({marks}) GROUP BY s.seq", (match, *part))
        found.update((int(seq), int(place)) for seq, place in rows)
    return found


def astray(connection: Connection) -> int:
    """Return how many rows belong to no file, no text or no record."""
    if not are_kept(connection):
        return 0
    config = dict(connection.execute("SELECT k, v FROM file_words_config").fetchall())
    return int(config.get("secure-delete") != 1) + int(connection.execute(_STRAY).fetchone()[0])
