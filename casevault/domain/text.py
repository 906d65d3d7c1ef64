"""What text may hold. Every recorded word passes here once, on its way in.

Refused everywhere: lone surrogates and controls (they cannot be written to a file, or forge lines in a list). Refused in one-line
text also: line breaks, and the embedding, override and isolate controls, which can make a name read as another one. Kept, because
scripts need them: LRM, RLM, ALM, ZWJ, ZWNJ. Text is kept as typed but for Unicode normalisation form C.
"""

from __future__ import annotations

import re
import unicodedata

from casevault.errors import Code, UserProblem
from casevault.i18n import N_

FIELD_LIMIT = 1 << 20  # bytes of UTF-8 in one value

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_LINE_BREAKS = re.compile("[\t\n\u2028\u2029]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


def clean_line(untrusted: str, path: str) -> str:
    """Return one line of text in form C; raise INVALID_INPUT or TOO_LARGE naming the field `path`, never the text."""
    text = _clean(untrusted, path)
    if _LINE_BREAKS.search(text):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("This field takes one line, and there is a line break or a tab in it."),
            N_("Put it on one line, or use a field for longer text."),
            field=path,
        )
    if _BIDI.search(text):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("There are invisible marks in this text that change the direction of what stands around them."),
            N_("Type it again, or paste it as plain text; direction marks that a script needs are kept."),
            field=path,
        )
    return text


def clean_long(untrusted: str, path: str) -> str:
    """Return text of several lines in form C with plain line ends; raises as `clean_line` does."""
    return _clean(untrusted.replace("\r\n", "\n").replace("\r", "\n"), path)


def _clean(untrusted: str, path: str) -> str:
    # Four bytes a character at most: what is over the limit in characters is over it in bytes, and is not even looked at.
    if len(untrusted) > FIELD_LIMIT:
        raise too_large(path)
    if untrusted.isascii() and untrusted.isprintable():
        return untrusted  # no control, no mark, and the same in every normalisation form
    if _CONTROLS.search(untrusted):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("There are characters in this text that are no text."),
            N_("Type it again, or paste it as plain text."),
            field=path,
        )
    text = unicodedata.normalize("NFC", untrusted)
    if len(text.encode()) > FIELD_LIMIT:
        raise too_large(path)
    return text


def legible(untrusted: str) -> str:
    """Return a text that nobody typed (a file's name) as one line that `clean_line` takes: what is refused becomes U+FFFD."""
    text = untrusted
    for refused in (_CONTROLS, _LINE_BREAKS, _BIDI):
        text = refused.sub("\ufffd", text)
    return unicodedata.normalize("NFC", text)


def too_large(path: str) -> UserProblem:
    """Return the refusal of a value that is longer than a field holds."""
    return UserProblem(
        Code.TOO_LARGE,
        N_("This text is longer than one field holds (1 MiB)."),
        N_("Attach it as a file, or divide it over several records; the draft keeps it."),
        field=path,
    )


def too_many(path: str, limit: int) -> UserProblem:
    """Return the refusal of a table or list with more entries than one field holds."""
    return UserProblem(
        Code.TOO_LARGE,
        N_("One field holds at most {limit} entries; this has more."),
        N_("Divide them over several records; the draft keeps them."),
        field=path,
        limit=limit,
    )
