"""XML of strangers, read forward with expat: no document type and so no entities, no deeper than a bound. Pure; runs anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MOST_DEPTH: Final = 64


class NotPlainError(Exception):
    """Not well-formed, with a document type, or nested deeper than files of this kind are."""


def read_xml(
    pieces: Iterable[bytes],
    start: Callable[[str, dict[str, str]], object],
    end: Callable[[str], object],
    words: Callable[[str], object] | None = None,
    *,
    aside: Callable[[str], object] | None = None,
    strict: bool = False,
    depth: int = MOST_DEPTH,
) -> None:
    """Call `start`, `end` and `words` for what `pieces` hold, `aside` for comments and instructions; names keep their prefix.

    What is damaged or not plain ends it where it is, or is a `NotPlainError` where `strict`. A document type is never read: what
    it could define would unfold without bound, or lead to other files.
    """
    reader = expat.ParserCreate()
    reader.buffer_text = True
    deep = 0

    def begun(name: str, given: dict[str, str]) -> None:
        nonlocal deep
        deep += 1
        if deep > depth:
            raise NotPlainError
        start(name, given)

    def ended(name: str) -> None:
        nonlocal deep
        deep -= 1
        end(name)

    def refuse(*_: Any) -> None:
        raise NotPlainError

    reader.StartElementHandler, reader.EndElementHandler = begun, ended
    if words is not None:
        reader.CharacterDataHandler = words
    if aside is not None:
        reader.CommentHandler = aside
        reader.ProcessingInstructionHandler = lambda target, data: aside(f"{target} {data}")
    reader.StartDoctypeDeclHandler = reader.EntityDeclHandler = refuse
    try:
        for piece in pieces:
            reader.Parse(piece, False)  # noqa: FBT003 - expat's own signature
        reader.Parse(b"", True)  # noqa: FBT003 - expat's own signature
    except (expat.ExpatError, NotPlainError, UnicodeError, ValueError, LookupError) as trouble:
        # An encoding that Python does not know, or one that is none for text, comes out of expat as one of the last three.
        if strict:
            raise NotPlainError from trouble


def local(name: str) -> str:
    """Return a name without its prefix."""
    return name.rpartition(":")[2]
