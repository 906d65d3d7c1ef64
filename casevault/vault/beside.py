"""Rows of the index made by a second process on another core, for an act that brings many records in.

It is worth a process only where there is a second core and many records; nothing depends on it. A child that cannot be started,
dies, answers late or answers something else is ended, and the parent makes the rows itself. It cannot make a wrong row out of
sight either: it is started from the same program and has to say so, its answers are checked for their shape, and one record of
each lot is made here too and compared.
"""

from __future__ import annotations

import contextlib
import json
import os
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from typing import IO, TYPE_CHECKING, Any, Final

from casevault.domain.index_shape import shape_of
from casevault.domain.indexing import IndexRow
from casevault.errors import CaseVaultError
from casevault.media import viewer
from casevault.store.behind import Begun, made_here
from casevault.vault import index_child

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Sequence

    from casevault.domain.schema import RecordType
    from casevault.store.behind import Held

ARGUMENT: Final = "--index-child"  # by which a frozen program is started as the child
UNDER_WAY: Final = 2  # lots at the child: one that it works on, one that waits in the pipe
PATIENCE: Final = 3.0  # seconds that are waited for a lot which the child has had for some time: a lock may wait behind it
MOST: Final = 2 << 20  # bytes of the payloads of a lot, some tenths of a second: the parent makes a larger one itself
_WORDS: Final = 5  # columns of text of a row of the index


class Gone(Exception):  # noqa: N818 - the rows are then made here: no failure of the act
    """The child has ended, or what it says cannot be used."""


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Beside:
    """One child, started when `start` is called, for one act of one thread. `close` it at the end, however the act ends."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._pool: ThreadPoolExecutor | None = None
        self._ready: Future[bool] | None = None
        self._under_way: list[Future[bytes]] = []
        self._known: dict[int, RecordType] = {}  # what the child has; held, so that no other type gets the same number
        self._over = False

    def start(self) -> None:
        """Start the child, once, where there is a core for it; it is asked for nothing before it says that it is there."""
        if self._over or self._process is not None:
            return
        if cores() < 2:  # noqa: PLR2004 - this process's own and another
            self._over = True
            return
        try:
            # Neither our environment nor a descriptor but the two pipes is handed on: no key, no vault, no file of a person.
            self._process = viewer.running(viewer.command(index_child.__file__, ARGUMENT))
        except CaseVaultError:
            self._over = True
            return
        # One thread writes a lot and reads its answer before the next, so neither side can wait for the other for ever.
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="index-child")
        self._ready = self._pool.submit(self._is_ours)

    def begin(self, lot: Sequence[Held]) -> Begun | None:
        """Hand a lot to the child; None where there is none, it is not there yet, or has enough to do."""
        if self._over or self._pool is None or self._ready is None or not self._ready.done():
            return None
        if self._ready.exception() is not None or not self._ready.result():
            self.close()
            return None
        self._under_way = [asked for asked in self._under_way if not asked.done()]
        if len(self._under_way) >= UNDER_WAY or sum(len(record.spelt) for record in lot) > MOST:
            return None
        asked = self._pool.submit(self._asked, self._message(lot))
        self._under_way.append(asked)
        return Begun(asked.done, lambda: self._answer(asked, lot))

    def close(self) -> None:
        """End the child and the thread that speaks to it; nothing of what was asked is waited for."""
        self._over = True
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)  # it waited for a pipe that has ended now
        if self._process is not None:
            with contextlib.suppress(OSError), self._process:
                self._process = None

    def _message(self, lot: Sequence[Held]) -> bytes:
        # A type is sent again where its object is another one: a vault's own definitions may change within one act.
        more = {id(record.type): record.type for record in lot if id(record.type) not in self._known}
        self._known |= more
        shapes = json.dumps([[number, shape_of(rt)] for number, rt in more.items()]).encode()
        # Payloads are JSON already, spelt for the log: nothing of them is spelt twice.
        return b"[%b,[%b]]" % (shapes, b",".join([b"[%d,%b]" % (id(record.type), record.spelt) for record in lot]))

    def _answer(self, asked: Future[bytes], lot: Sequence[Held]) -> list[IndexRow] | None:
        try:
            rows = rows_of(asked.result(PATIENCE), len(lot))
            probe = made_here(lot[:1])
            if (rows[:1], [row.files for row in rows[:1]]) != (probe, [row.files for row in probe]):
                raise Gone  # noqa: TRY301 - one place ends it
        except (Gone, OSError, ValueError, RecursionError, TimeoutError, CancelledError):
            self.close()
            return None
        return rows

    def _is_ours(self) -> bool:
        return bool(json.loads(self._received()) == index_child.identity())

    def _asked(self, message: bytes) -> bytes:
        stream = self._pipe("stdin")
        stream.write(index_child.framed(message))
        stream.flush()
        return self._received()

    def _received(self) -> bytes:
        untrusted = index_child.received(self._pipe("stdout"))
        if untrusted is None:
            raise Gone
        return untrusted

    def _pipe(self, name: str) -> IO[bytes]:
        stream = getattr(self._process, name, None)
        if stream is None:
            raise Gone
        return stream  # type: ignore[no-any-return] # Popen was asked for both pipes


def rows_of(untrusted_answer: bytes, count: int) -> list[IndexRow]:
    """Return the rows of an answer: as many as were asked for, each of the shape of a row. Gone where it is anything else."""
    untrusted: Any = json.loads(untrusted_answer)
    if type(untrusted) is not list or len(untrusted) != count:
        raise Gone
    return [_row(row) for row in untrusted]


def _row(untrusted: Any) -> IndexRow:
    if type(untrusted) is not list or len(untrusted) != _WORDS + 1:
        raise Gone
    *words, files = untrusted
    if set(map(type, words)) != {str} or type(files) is not list or not all(map(_is_file, files)):
        raise Gone
    name, alias, pinyin, script, body = words
    return IndexRow(name, alias, pinyin, script, body, tuple((blob, number, mime) for blob, number, mime in files))


def _is_file(untrusted: Any) -> bool:
    return type(untrusted) is list and list(map(type, untrusted)) == [str, int, str]
