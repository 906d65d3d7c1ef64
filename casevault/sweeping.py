"""When Python looks for objects that only refer to each other. Work that makes very many and leaves none asks for it seldom.

Several threads may ask at once; the largest wish holds, and with the last of them everything is as it was.
"""

from __future__ import annotations

import gc
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

NEVER: Final = 2**31 - 1  # new objects: more than there ever are
_USUAL: Final = gc.get_threshold()
_LOCK: Final = threading.Lock()
_wishes: list[int] = []


@contextmanager
def swept_at(objects: int) -> Iterator[None]:
    """Look only after so many new objects meanwhile, and leave what was there before out of it.

    What was made stays among the old ones afterwards, else the next look would go through each of it.
    """
    with _LOCK:
        if not _wishes:
            gc.freeze()
        _wishes.append(objects)
        gc.set_threshold(max(_wishes), *_USUAL[1:])
    try:
        yield
    finally:
        with _LOCK:
            _wishes.remove(objects)
            if not _wishes:
                gc.freeze()
                gc.unfreeze()
            gc.set_threshold(max(_wishes, default=_USUAL[0]), *_USUAL[1:])
