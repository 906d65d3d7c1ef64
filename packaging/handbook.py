"""Keep what each translated page of the handbook was made from, so that the reader of an older one is told.

    python packaging/handbook.py update          enter new pages as made from the English of today; say which are older than it
    python packaging/handbook.py seen nl today   after the Dutch page was brought in line with the English one; or --all

One file a language, docs/handbook/<language>/sources.toml, one line a page. `reviewed = true` is written there by hand, by who
speaks the language and has read the page; it stays until it is taken back by hand.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from casevault import handbook, paths  # noqa: E402 - of this checkout, wherever else the program is installed

HEAD: Final = """\
# The English page that each page was translated from, and whether somebody who speaks the language has reviewed it.
# Kept by packaging/handbook.py; only `reviewed` is written by hand.
"""


def languages() -> list[str]:
    """Return the languages the handbook has pages in, beside English."""
    return sorted(path.name for path in paths.handbook_folder().iterdir() if path.is_dir())


def translated(language: str) -> list[str]:
    """Return the keys of the pages there are in a language, in reading order."""
    return [one.key for one in handbook.contents() if handbook.is_translated(one.key, language)]


def older(language: str) -> list[str]:
    """Return the pages of a language whose English page has changed since."""
    return [key for key in translated(language) if handbook.standing(key, language).older]


def as_toml(entries: dict[str, handbook.Source]) -> str:
    """Return the file for pages of a language, one line each."""
    lines = [f'{key} = {{ english = "{one.english}", reviewed = {str(one.reviewed).lower()} }}\n' for key, one in entries.items()]
    return HEAD + "".join(lines)


def write(language: str, seen: frozenset[str] = frozenset()) -> None:
    """Write the file of a language: pages in `seen`, and those it did not name, are entered as made from the English of today."""
    known, entries = handbook.sources(language), {}
    for key in translated(language):
        there = known.get(key)
        if there is None or key in seen:
            there = handbook.Source(handbook.digest(key), there is not None and there.reviewed)
        entries[key] = there
    file = paths.handbook_folder() / language / handbook.SOURCES
    file.write_text(as_toml(entries), encoding="utf-8", newline="\n")


def main(arguments: list[str]) -> int:
    """Run `update` or `seen` and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("update")
    seen = verbs.add_parser("seen")
    seen.add_argument("language", choices=languages())
    seen.add_argument("pages", nargs="*", metavar="PAGE")
    seen.add_argument("--all", action="store_true")
    asked = parser.parse_args(arguments)
    if asked.verb == "seen":
        there = translated(asked.language)
        pages = there if asked.all else asked.pages
        if not pages or not set(pages) <= set(there):
            seen.error(f"name pages of {', '.join(there)}")
        write(asked.language, frozenset(pages))
    for language in languages():
        if asked.verb == "update":
            write(language)
        behind = older(language)
        print(f"handbook, {language}: {len(translated(language))} pages; older than the English: {', '.join(behind) or 'none'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
