"""Which encoding a text is in, and the text itself, strictly: a byte that is none of that encoding is a refusal with its line.

The guess is shown and can be overruled; a letter is never replaced by a sign for "unknown", for it would be a name that is lost.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casevault.errors import Code, UserProblem
from casevault.exchange.guessing import KNOWN, UNICODE, ranked, shifted
from casevault.exchange.gzipped import too_large
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casevault.exchange.untrusted import Untrusted
    from casevault.i18n import Msg

MAX_LINE: Final = 16 << 20  # bytes of a line where each is looked at by itself
SAMPLE: Final = 1 << 16  # bytes of lines that are not plain ASCII, by which an old encoding is told
BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: it begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
DOUBTFUL: Final = 0.3  # of what a text in a known language is worth
TWO: Final = N_("Lines that are not in the first encoding were read in the second. Look whether their names read as they should.")
UNSURE: Final = N_("The encoding of this text is doubtful. Look whether names and words read as they should.")
_LINE_END: Final = re.compile(rb"[\r\n]")
_MOST, _SOME, _FEW = 0.7, 0.02, 0.3  # share of zero bytes at one place of a character


@dataclass(frozen=True, slots=True)
class Encoding:
    """What a text is in: the codec, how many bytes of a mark come first, and what else it could be, best first."""

    name: str
    mark: int = 0
    others: tuple[str, ...] = ()
    doubtful: bool = False  # whether what it gives looks little like any language

    def notes(self) -> tuple[Msg, ...]:
        """Return what a person should look at before anything is read in."""
        return (UNSURE,) if self.doubtful else (TWO,) if "+" in self.name else ()


def recognise(untrusted: Untrusted, asked: str = "") -> Encoding:
    """Return the encoding of a text; reads it once from start to end where no mark tells. INVALID_INPUT for a name not known."""
    mark = next(((len(mark), name) for mark, name in BYTE_ORDER_MARKS if untrusted.head.startswith(mark)), (0, ""))
    if asked:
        if mark[1] and mark[1].startswith(asked.strip().lower()):  # who says UTF-16 leaves the order of bytes to the mark
            return Encoding(mark[1], mark[0])
        name = known(asked)
        return Encoding(name, mark[0] if mark[1] == name else 0)
    if mark[1]:
        return Encoding(mark[1], mark[0])
    for name in (wide_without_mark(untrusted.head), shifted(untrusted.head) if untrusted.head.isascii() else ""):
        if name and decodes(untrusted, name):
            return Encoding(name)
    sample = sample_unless_utf8(untrusted)
    if sample is None:
        return Encoding("utf-8")
    if mostly_utf8(sample):
        raise mixed(untrusted)
    judged = ranked(sample)
    names = [name for name, _ in judged]
    for place, (name, worth) in enumerate(judged):
        if decodes(untrusted, name):
            return Encoding(name, others=tuple(names[place + 1 : place + 4]), doubtful=worth < DOUBTFUL)
    raise UserProblem(
        Code.INVALID_INPUT,
        N_("The encoding of this text is not recognised: it is none of those that are tried, or the file is damaged."),
        N_("Open it in the program that made it and save it as UTF-8, or say which encoding it is."),
    )


def mostly_utf8(sample: bytes) -> bool:
    """Say whether most lines beyond ASCII are sound UTF-8, which nothing else is by chance: the others are strangers then."""
    lines = [line for line in _LINE_END.split(sample)[:-1] if not line.isascii()]
    return sum(map(_is_utf8, lines)) * 2 > len(lines)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def mixed(untrusted: Untrusted) -> UserProblem:
    """Return the refusal for UTF-8 with lines in another encoding, which names the first and how to have both read."""
    first, strange = 0, bytearray()
    for number, line in enumerate(_by_lines(untrusted, 0), 1):
        if not line.isascii() and not _is_utf8(line):
            first = first or number
            strange += line
            if len(strange) > SAMPLE:
                break
    name = next((name for name, _ in ranked(bytes(strange[:SAMPLE]))), "cp1252")
    return UserProblem(
        Code.INVALID_INPUT,
        N_("Line {line} of this file is not UTF-8, and most of its lines are: it is of two encodings, or damaged there."),
        N_("Save it anew in the program that made it; or name both encodings, such as {both}. Nothing was read in."),
        line=first,
        both=f"utf-8+{name}",
    )


def _by_lines(untrusted: Untrusted, skip: int) -> Iterator[bytes]:
    rest = b""
    for piece in untrusted.pieces():
        taken, skip = piece[skip:], max(0, skip - len(piece))
        *lines, rest = (rest + taken).split(b"\n")
        yield from (line + b"\n" for line in lines)
        if len(rest) > MAX_LINE:
            raise too_large(MAX_LINE)
    if rest:
        yield rest


def _decoded_by_lines(untrusted: Untrusted, encoding: Encoding) -> Iterator[str]:
    """Each line in the first of two encodings, or in the second if it is none of the first."""
    first, second = encoding.name.split("+")
    for number, line in enumerate(_by_lines(untrusted, encoding.mark), 1):
        try:
            yield line.decode(first)
        except UnicodeDecodeError:
            try:
                yield line.decode(second)
            except UnicodeDecodeError:
                raise undecodable(number, encoding) from None


def known(asked: str) -> str:
    """Return the codec for the name a person gave, whatever its spelling; INVALID_INPUT for one that is not read here.

    Two names with a plus are two encodings that one file has, line by line.
    """
    if asked.count("+") == 1:
        first, second = map(known, asked.split("+"))
        if first == "utf-8" and second not in UNICODE:
            return f"{first}+{second}"
    wanted = asked.strip().lower().replace(" ", "-").removeprefix("x-")
    wanted = {"utf-16": "utf-16-le", "utf-32": "utf-32-le", "utf-8-sig": "utf-8", "utf8-sig": "utf-8"}.get(wanted, wanted)
    try:
        found = codecs.lookup(wanted).name
    except (LookupError, ValueError, UnicodeError):
        found = ""
    name = {"gb2312": "gb18030", "gbk": "gb18030", "ascii": "utf-8"}.get(found, found)
    # Python's codecs also unpack, escape and rotate; only those of texts are taken.
    if name not in KNOWN:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("This encoding is not known here."),
            N_("Write one of these: {encodings}."),
            encodings=", ".join(KNOWN),
        )
    return name


def decoded(untrusted: Untrusted, encoding: Encoding) -> Iterator[str]:
    """Yield the text piece by piece; INVALID_INPUT with the line at the first byte that is none of the encoding's."""
    if "+" in encoding.name:
        yield from _decoded_by_lines(untrusted, encoding)
        return
    decoder = codecs.getincrementaldecoder(encoding.name)(errors="strict")
    line, skip = 1, encoding.mark
    for piece in untrusted.pieces():
        taken, skip = piece[skip:], max(0, skip - len(piece))
        try:
            text = decoder.decode(taken)
        except UnicodeDecodeError as trouble:
            raise undecodable(line + trouble.object[: trouble.start].count(b"\n"), encoding) from None
        line += text.count("\n")
        yield text
    try:
        rest = decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise undecodable(line, encoding) from None
    if rest:
        yield rest


def undecodable(line: int, encoding: Encoding) -> UserProblem:
    """Return the refusal for a byte that is none of the encoding's, with what else the text could be in."""
    if encoding.others:
        return UserProblem(
            Code.INVALID_INPUT,
            N_("Line {line} of this file holds bytes that are no {encoding}."),
            N_("It may be in {others}; say so, or save the file as UTF-8. Nothing was read in."),
            line=line,
            encoding=encoding.name,
            others=", ".join(encoding.others),
        )
    return UserProblem(
        Code.INVALID_INPUT,
        N_("Line {line} of this file holds bytes that are no {encoding}."),
        N_("Say which encoding it is in, or save the file as UTF-8. Nothing was read in."),
        line=line,
        encoding=encoding.name,
    )


def decodes(untrusted: Untrusted, name: str) -> bool:
    """Say whether all of the text is in this encoding."""
    decoder = codecs.getincrementaldecoder(name)(errors="strict")
    try:
        for piece in untrusted.pieces():
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def sample_unless_utf8(untrusted: Untrusted) -> bytes | None:
    """Return None for a text that is UTF-8 to its end, else the lines that are not plain ASCII, up to `SAMPLE` bytes."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="strict")
    sound, sample, rest = True, bytearray(), b""
    for piece in untrusted.pieces():
        if sound:
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                sound = False
        if len(sample) < SAMPLE:
            *lines, rest = _LINE_END.split(rest + piece)
            sample += b"".join(line + b"\n" for line in lines if not line.isascii())
            rest = rest[-SAMPLE:]
        elif not sound:
            break
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        sound = False
    return None if sound else bytes((sample + rest)[:SAMPLE])


def wide_without_mark(head: bytes) -> str:
    """Return UTF-16 or UTF-32 for a text without a mark, by where its zero bytes stand; "" for any other."""
    sample = head[: len(head) // 4 * 4][:8192]
    zero = sample.count(0)
    # Plain text with a zero byte in it is no UTF-16; it is refused as what it is.
    if not zero or (zero < len(sample) * _FEW and sample.isascii()):
        return ""
    places = [sample[place::4].count(0) * 4 / len(sample) for place in range(4)]
    even, odd = (places[0] + places[2]) / 2, (places[1] + places[3]) / 2
    # UTF-32 has two zero bytes in every character but the rarest; UTF-16 one in every Latin letter, sign and line end.
    tests = {
        "utf-32-be": min(places[:2]) > _MOST > places[3],
        "utf-32-le": min(places[2:]) > _MOST > places[0],
        "utf-16-le": odd > max(_SOME, even * 3),
        "utf-16-be": even > max(_SOME, odd * 3),
    }
    return next((name for name, holds in tests.items() if holds), "")
