"""Which way a file is shown, and reading what is shown as text: plain, the words of a document, a mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.media import documents, extract
from casevault.media.child import TOO_LARGE
from casevault.media.kinds import drawn_as
from casevault.media.plain import MOST_BYTES, PlainText, read_text
from casevault.media.viewer import DAMAGED, ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.i18n import Msg
    from casevault.media.documents import MailShown, TableShown
    from casevault.media.viewer import Children
    from casevault.vault.attached import OpenAttachment

Reading: TypeAlias = "PlainText | MailShown | TableShown"
TEXTS: Final = frozenset({"text/plain", "application/json", "application/xml"})
MAIL: Final = "message/rfc822"
NO_WORDS: Final = N_("There is no text in this file that could be shown.")
REFUSALS: Final[Mapping[extract.TextState, Msg]] = {
    extract.TextState.NO_TEXT: NO_WORDS,
    extract.TextState.PROTECTED: documents.PROTECTED,
    extract.TextState.TOO_LARGE: documents.REASONS[TOO_LARGE],
}


def way_of(mime: str) -> str:
    """Return how a media type is shown: "picture", "heic", "pdf", "text", "words", "table", "mail", "play", or "" for not."""
    if mime in documents.KINDS:
        return "mail" if mime == MAIL else "table"
    if mime in documents.WORDS:
        return "words"
    if mime.partition("/")[0] in {"audio", "video"}:
        return "play"
    return drawn_as(mime) or ("text" if mime in TEXTS else "")


def text_of(children: Children, mime: str, opened: OpenAttachment) -> PlainText | MailShown:
    """Return a file as text; UNSUPPORTED with a sentence for whatever holds none."""
    if mime == MAIL:
        return documents.mail(children, (opened.length, opened.read))
    if mime not in documents.WORDS:
        return read_text(opened.read(0, MOST_BYTES), whole=opened.length <= MOST_BYTES)
    found = extract.extract(children, mime, opened.length, opened.read)
    if found.state is not extract.TextState.TEXT:
        raise UserProblem(Code.UNSUPPORTED, REFUSALS.get(found.state, DAMAGED), ELSEWHERE)
    return PlainText(found.text, "", found.whole)
