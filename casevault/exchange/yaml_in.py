"""YAML, from its events alone: every scalar stays the text it is, nothing is made of a tag, and what aliases repeat is counted.

`no`, `1:20`, `012` and `2015-03-06` are what somebody typed; YAML's own guesses at booleans, times and octal numbers would lose
it. The parser is PyYAML's own, written in Python, and not the C library that is installed with it: these bytes come from
strangers, and in this process lie keys. It reads some 400 KB/s, so the file is bounded, progress is told and it can be cancelled.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import yaml

from casevault.errors import Code, UserProblem
from casevault.exchange.encoding import decoded
from casevault.exchange.flatten import MAX_DEPTH
from casevault.exchange.gzipped import too_large
from casevault.exchange.jsontext import Repeated, too_deep, written
from casevault.exchange.trees import tables
from casevault.exchange.treesheet import REPEATED, from_records, from_tables, no_rows
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable

    from casevault.exchange.asked import Asked
    from casevault.exchange.encoding import Encoding
    from casevault.exchange.flatten import Record
    from casevault.exchange.jsontext import Tree
    from casevault.exchange.sheets import Source
    from casevault.exchange.untrusted import Untrusted

MAX_CHARACTERS: Final = 4 << 20
MAX_NODES: Final = 1_000_000  # values, those that aliases repeat counted each time
MAX_EVENTS: Final = (
    600_000  # values, beginnings and ends as they are written: 4 MiB of nothing but small ones would take a minute
)
SUFFIXES: Final = frozenset({"yaml", "yml"})
_OTHER_TEXT: Final = frozenset({"csv", "tsv", "tab", "txt", "md"})
_STARTS: Final = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\r?\n){0,200}(?:%YAML |---[ \t]*\r?\n|- [\w .'\"-]{1,80}:(?: |\r?\n))")
_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})
_KNOWN_TAGS: Final = frozenset(
    {"!", *(f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map"))}
)
_TOLD_EVERY: Final = 500  # events


def recognises(start: str, suffix: str) -> bool:
    """Say whether a text is YAML: by its name, or by how it begins where the name says nothing else."""
    return suffix in SUFFIXES or (suffix not in _OTHER_TEXT and bool(_STARTS.match(start)))


def read(untrusted: Untrusted, asked: Asked, encoding: Encoding) -> Source:
    """Return the source a YAML text is; INVALID_INPUT with the line where it is unsound, TOO_LARGE beyond the bounds."""
    pieces, length = [], 0
    for piece in decoded(untrusted, encoding):
        pieces.append(piece)
        length += len(piece)
        if length > MAX_CHARACTERS:
            raise too_large(MAX_CHARACTERS)

    def told(line: int, lines: int) -> None:
        asked.progress(untrusted.size * line // max(lines, 1), untrusted.size)

    return from_text("".join(pieces), asked, encoding, told)


def from_text(
    text: str, asked: Asked, encoding: Encoding, told: Callable[[int, int], None] = lambda _line, _lines: None
) -> Source:
    """Return the source of a whole text; several documents are several records."""
    build = _Build()
    lines = text.count("\n")
    try:
        for count, event in enumerate(yaml.parse(text, Loader=yaml.SafeLoader)):
            if count % _TOLD_EVERY == 0:
                told(event.start_mark.line, lines)
                if count > MAX_EVENTS:
                    raise too_many(event.start_mark.line + 1, MAX_EVENTS)
            build.take(event)
    except yaml.YAMLError as trouble:
        mark = getattr(trouble, "problem_mark", None)
        line = mark.line if mark is not None else text.count("\n", 0, getattr(trouble, "position", 0) or 0)
        raise not_yaml(line + 1) from None
    except (RecursionError, ValueError, IndexError, AttributeError, TypeError):  # what its scanner raises on some nonsense
        raise not_yaml(1) from None
    found = [(line, value) for line, value in build.documents if value is not None]
    if not found or any(isinstance(value, str) for _, value in found):
        raise no_rows()
    source = from_tables("yaml", tables(found[0][1]), asked, encoding) if len(found) == 1 else _several(found, asked, encoding)
    return replace(source, notes=(*source.notes, REPEATED)) if build.repeated else source


def _several(found: list[Record], asked: Asked, encoding: Encoding) -> Source:
    return from_records("yaml", lambda: found, asked, encoding)


@dataclass(slots=True)
class _Open:
    """A list or an object that is being read."""

    value: Tree
    anchor: str | None
    nodes: int = 1
    key: str | None = None
    merges: bool = False  # whether the key that waits for its value is "<<"
    base: list[dict[str, Tree]] = field(default_factory=list)


class _Build:
    """Makes trees of events. Aliases share what they repeat; how much that is when it is written out is counted and bounded."""

    def __init__(self) -> None:
        self.documents: list[Record] = []
        self.repeated = False
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Tree, int]] = {}
        self._line = 1

    def take(self, event: Any) -> None:
        """Take one event in; INVALID_INPUT for tags and aliases that mean nothing here, TOO_LARGE beyond the bounds."""
        line = event.start_mark.line + 1
        match event:
            case yaml.DocumentStartEvent():
                self._anchors, self._line = {}, line
            case yaml.ScalarEvent():
                _refuse_tag(event.tag, line)
                is_null = event.style is None and event.value in _NULL
                self._add(None if is_null else event.value, 1, event.anchor, line, bare=event.style is None)
            case yaml.AliasEvent():
                if event.anchor not in self._anchors:
                    raise not_yaml(line)  # never said, or inside itself
                value, nodes = self._anchors[event.anchor]
                self._add(value, nodes, None, line)
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                _refuse_tag(event.tag, line)
                if len(self._open) > MAX_DEPTH:
                    raise too_deep(line)
                self._open.append(_Open([] if isinstance(event, yaml.SequenceStartEvent) else {}, event.anchor))
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                done = self._open.pop()
                for base in done.base:
                    done.value |= {key: value for key, value in base.items() if key not in done.value}
                self._add(done.value, done.nodes, done.anchor, line)

    def _add(self, value: Tree, nodes: int, anchor: str | None, line: int, *, bare: bool = False) -> None:
        if nodes > MAX_NODES:
            raise too_many(line)
        if anchor:
            self._anchors[anchor] = (value, nodes)
        if not self._open:
            self.documents.append((self._line, value))
            return
        inside = self._open[-1]
        inside.nodes += nodes
        if inside.nodes > MAX_NODES:
            raise too_many(line)
        if isinstance(inside.value, list):
            inside.value.append(value)
        elif inside.key is None:
            inside.key = ("" if value is None else value) if isinstance(value, str | None) else written(value)
            inside.merges = bare and value == "<<"
        else:
            self._put(inside, inside.key, value)
            inside.key = None

    def _put(self, inside: _Open, key: str, value: Tree) -> None:
        bases = value if isinstance(value, list) else [value]
        if inside.merges and all(isinstance(base, dict) for base in bases):
            inside.base += bases
        elif key in inside.value:
            self.repeated = True
            before = inside.value[key]
            if isinstance(before, Repeated):  # made here: nothing else holds it yet, and a copy each time would take for ever
                before.append(value)
            else:
                inside.value[key] = Repeated([before, value])
        else:
            inside.value[key] = value


def _refuse_tag(tag: str | None, line: int) -> None:
    if tag is not None and tag not in _KNOWN_TAGS:
        raise UserProblem(
            Code.UNSUPPORTED,
            N_("Line {line} of this file asks for a kind of value of its own (a tag), which is not followed here."),
            N_("Save it without tags, or as JSON. Nothing was read in."),
            line=line,
        )


def not_yaml(line: int) -> UserProblem:
    """Return the refusal for what breaks the rules of YAML."""
    return UserProblem(
        Code.INVALID_INPUT,
        N_("Line {line} of this file is not sound YAML."),
        N_("Save it again in the program that made it, or correct that line. Nothing was read in."),
        line=line,
    )


def too_many(line: int, limit: int = MAX_NODES) -> UserProblem:
    """Return the refusal for a file whose aliases repeat one another until they fill the memory."""
    return UserProblem(
        Code.TOO_LARGE,
        N_("At line {line}, this file comes to more than {limit} values, counting what it repeats by reference."),
        N_("Check that it is the right file."),
        line=line,
        limit=limit,
    )
