"""The words of attached files: taken out behind attaching, in the background, so that what is written in a file can be found.

No save waits for it. Each file is read by the program itself, without a row in the log, and taken apart by a child that holds no
key; the words stay in the vault's database. What was not done at lock is done after the next opening.
"""

from __future__ import annotations

import math
import threading
import time
from typing import TYPE_CHECKING, Final

from casevault.domain.indexing import VERSION, index_text
from casevault.errors import CaseVaultError, Code, MachineProblem
from casevault.media import extract
from casevault.media.viewer import Children
from casevault.progress import silent
from casevault.store import texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casevault.media.extract import Extracted
    from casevault.progress import Progress
    from casevault.store.connection import Database
    from casevault.vault.attached import AttachmentReader
    from casevault.vault.search import Search

PART: Final = 40_000  # characters entered in one transaction: a draft that waits for it must not be noticed
_MIMES: Final = tuple(extract.KINDS)


class Texts:
    """The words of the files of one open vault; safe to call from any thread."""

    def __init__(self, db: Database, search: Search, attachments: AttachmentReader) -> None:
        """Read files through `attachments`; which there are is known once `search` is up to date."""
        self._db = db
        self._search = search
        self._attachments = attachments
        self._children = Children(extract.SECONDS)
        self._one = threading.Lock()  # a file is taken apart once
        self._failed: set[str] = set()  # files that cannot be read; looked at again after the next opening

    def waiting(self) -> int:
        """Return how many files wait for their words to be taken out or entered."""
        unread, unentered = self._db.read(
            lambda c: (
                (texts.waiting(c, extract.EXTRACTOR, _MIMES), texts.unentered(c, VERSION)) if texts.are_kept(c) else ([], [])
            )
        )
        return len([blob for blob, _ in unread if blob not in self._failed]) + len(unentered)

    def take(self, progress: Progress = silent, *, seconds: float = 0) -> int:
        """Take out and enter the words of every file that waits, and return of how many; `progress` counts files.

        With `seconds` it ends after the file during which they are over. A damaged or missing file is passed over: the check
        names it. `Cancelled` where it was stopped; what is done is kept.
        """
        with self._one:
            try:
                return self._take_all(progress, time.monotonic() + seconds if seconds else math.inf)
            except MachineProblem as trouble:
                # On a full or write-protected disk files are still read and records found, only their words are not.
                if trouble.code not in {Code.READ_ONLY, Code.DISK_FULL}:
                    raise
                return 0

    def states(self, blobs: Iterable[str]) -> dict[str, str]:
        """Return {attachment: "text", "no_text", "protected", "damaged" or "too_large"} of those that were taken apart."""
        wanted = [blob for blob in blobs if blob]
        return self._db.read(lambda c: texts.states(c, wanted))

    def stop(self) -> None:
        """End what runs now; it goes on when `take` is called next."""
        self._children.stop()

    def close(self) -> None:
        """End what runs, for good: called at lock."""
        self._children.close()

    def _take_all(self, progress: Progress, until: float) -> int:
        if not self._db.read(texts.are_kept):
            return 0
        self._search.drain(progress)
        self._enter_all(progress)
        unread = [
            (blob, mime)
            for blob, mime in self._db.read(lambda c: texts.waiting(c, extract.EXTRACTOR, _MIMES))
            if blob not in self._failed
        ]
        for done, (blob, mime) in enumerate(unread):
            if time.monotonic() > until:
                return done
            progress(done, len(unread))
            found = self._taken(blob, mime)
            if found is not None:
                self._keep(blob, found)
                self._enter_all(progress)
        progress(len(unread), len(unread))
        return len(unread)

    def _taken(self, blob: str, mime: str) -> Extracted | None:
        try:
            with self._attachments.open_blob(blob) as opened:
                return extract.extract(self._children, mime, opened.length, opened.read)
        except CaseVaultError as problem:
            if problem.code not in {Code.BLOB_DAMAGED, Code.NOT_FOUND}:
                raise
            self._failed.add(blob)
            return None

    def _keep(self, blob: str, found: Extracted) -> None:
        state, text = found.state.value, found.text
        self._db.write(lambda c: texts.keep(c, blob, extractor=extract.EXTRACTOR, state=state, text=text))

    def _enter_all(self, progress: Progress) -> None:
        """Enter the words that wait, in short transactions of which none keeps a draft waiting."""
        for blob in self._db.read(lambda c: texts.unentered(c, VERSION)):
            progress(0, 0)
            text = self._db.read(lambda c, blob=blob: texts.text_of(c, blob))  # type: ignore[misc] # bound per file
            self._db.write(lambda c, blob=blob: texts.begin(c, blob))  # type: ignore[misc] # bound per file
            for part in _parts(text):
                words = index_text(part)  # here: this takes its time, and nobody waits for it
                if not self._db.write(lambda c, blob=blob, words=words: texts.enter(c, blob, words)):  # type: ignore[misc] # bound per part
                    break
                progress(0, 0)
            self._db.write(lambda c, blob=blob: texts.end(c, blob, VERSION))  # type: ignore[misc] # bound per file


def _parts(text: str) -> Iterator[str]:
    """Yield a text in parts that end with a line, or a word, where there is one."""
    at = 0
    while at < len(text):
        end = at + PART
        if end < len(text):
            end = max(text.rfind("\n", at + PART // 2, end), text.rfind(" ", at + PART // 2, end)) + 1 or end
        yield text[at:end]
        at = end
