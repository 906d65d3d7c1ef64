"""A document tree as one HTML page that asks for nothing: its looks inside, no script, and a policy that lets it load nothing.

The reader's program shows it light or dark as the reader has set it, and prints it. Every text is escaped; languages and
directions are said for each run.
"""

from __future__ import annotations

import base64
import hashlib
import re
from html import escape
from typing import TYPE_CHECKING, assert_never

from casevault.disclosure.document import Block, Box, Document, Heading, Items, Line, Pairs, Paragraph, Run, Table, Tone
from casevault.disclosure.render.rows import text_of
from casevault.disclosure.render.script_runs import ZERO_WIDTH_SPACE, ScriptRun, is_right_to_left, script_runs
from casevault.paths import resource_text

if TYPE_CHECKING:
    from collections.abc import Iterable

_STYLE = "html/document.css"
_STEP = 5  # widths of columns are whole steps of so many percent: a width of its own would need a looser policy
_RIGHT_TO_LEFT = {"ar", "fa", "he", "ug", "ur"}
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile("\r\n|[\n\r\u2028\u2029]")


def render_html(document: Document) -> bytes:
    """Return `document` as one page; equal documents give equal bytes."""
    style = resource_text(_STYLE)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    lang = document.lang or "en"
    turned = ' dir="rtl"' if lang.split("-")[0].lower() in _RIGHT_TO_LEFT else ""
    day = f'<meta name="dcterms.created" content="{_plain(document.created_day)}">\n' if document.created_day else ""
    label = f'<p class="label {_tone(document.label)}">{_plain(document.label)}</p>' if document.label else ""
    header = f"<p>{_runs(document.header)}</p>" if document.header else ""
    footer = f"<footer{_direction(document.footer)}><p>{_runs(document.footer)}</p></footer>\n" if document.footer else ""
    subtitle = f'<p class="subtitle"{_direction(document.subtitle)}>{_runs(document.subtitle)}</p>\n' if document.subtitle else ""
    page = (
        f'<!DOCTYPE html>\n<html lang="{_plain(lang)}"{turned}>\n<head>\n<meta charset="utf-8">\n'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}';"
        " base-uri 'none'; form-action 'none'\">\n"
        '<meta name="referrer" content="no-referrer">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="color-scheme" content="light dark">\n{day}<title>{_plain(text_of(document.title))}</title>\n'
        f"<style>{style}</style>\n</head>\n<body>\n<header>{header}{label}</header>\n<main>\n"
        f"<h1{_direction(document.title)}>{_runs(document.title)}</h1>\n{subtitle}{_blocks(document.blocks)}</main>\n{footer}</body>\n</html>\n"
    )
    return page.encode()


def _tone(label: str) -> str:
    return "l-" + re.sub("[^a-z]+", "-", label.lower().removeprefix("tlp:")).strip("-")


def _blocks(blocks: Iterable[Block]) -> str:
    made, level = [], 0
    for block in blocks:
        if isinstance(block, Heading):
            level = min(block.level, level + 1)
            made.append(f"<h{level + 1}{_direction(block.line)}>{_runs(block.line)}</h{level + 1}>\n")
        else:
            made.append(_block(block))
    return "".join(made)


def _block(block: Paragraph | Items | Box | Pairs | Table) -> str:
    match block:
        case Paragraph():
            return _p(block.line)
        case Items():
            return f"<ul>\n{''.join(f'<li{_direction(line)}>{_runs(line)}</li>{chr(10)}' for line in block.lines)}</ul>\n"
        case Box():
            tone = "box caution" if block.tone is Tone.CAUTION else "box"
            title = f'<p class="box-title"{_direction(block.title)}>{_runs(block.title)}</p>'
            return f'<section class="{tone}">\n{title}\n{_pairs(block.pairs)}</section>\n'
        case Pairs():
            return _pairs(block.pairs)
        case Table():
            return _table(block)
        case _:
            assert_never(block)


def _pairs(pairs: Iterable[tuple[Line, tuple[Line, ...]]]) -> str:
    made = [
        f"<dt{_direction(label)}>{_runs(label)}</dt><dd>{''.join(_p(value) for value in values)}</dd>\n"
        for label, values in pairs
    ]
    return f"<dl>\n{''.join(made)}</dl>\n" if made else ""


def _table(block: Table) -> str:
    columns = max([len(block.head), *map(len, block.rows)])
    cols = ""
    if len(block.widths) == columns:
        steps = (max(_STEP, 100 * width // sum(block.widths) // _STEP * _STEP) for width in block.widths)
        cols = f"<colgroup>{''.join(f'<col class={chr(34)}w{step}{chr(34)}>' for step in steps)}</colgroup>\n"
    head = "".join(f'<th scope="col"{_direction(line)}>{_runs(line)}</th>' for line in block.head)
    rows = "".join(
        f"<tr>{''.join(f'<td>{_cell(cell)}</td>' for cell in (*row, *((),) * (columns - len(row))))}</tr>\n" for row in block.rows
    )
    return f'<div class="table"><table>\n{cols}<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody></table></div>\n'


def _cell(lines: tuple[Line, ...]) -> str:
    return "".join(_p(line) for line in lines)


def _p(line: Line) -> str:
    return f"<p{_direction(line)}>{_runs(line)}</p>\n"


def _direction(line: Line) -> str:
    return ' dir="rtl"' if is_right_to_left(text_of(line)) else ""


def _runs(line: Line) -> str:
    return "".join(_strong(run, "".join(_part(run, part) for part in script_runs(run.text, run.lang))) for run in line)


def _strong(run: Run, words: str) -> str:
    words = f"<strong>{words}</strong>" if run.strong else words
    return f'<span class="muted">{words}</span>' if run.muted else words


def _part(run: Run, part: ScriptRun) -> str:
    # Break places are for paper: a word that is copied is as it was recorded, and the looks break it where they must.
    text = part.text if ZERO_WIDTH_SPACE in run.text else part.text.replace(ZERO_WIDTH_SPACE, "")
    words = _BREAKS.sub("<br>", _plain(text))
    if not part.lang:
        return words
    lang = f"{part.lang}-{part.region}" if part.region else part.lang
    turned = ' dir="rtl"' if part.lang in _RIGHT_TO_LEFT else ""
    return f'<span lang="{_plain(lang)}"{turned}>{words}</span>'


def _plain(text: str) -> str:
    return escape(_UNPRINTABLE.sub("\ufffd", text))
