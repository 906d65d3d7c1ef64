"""Keep the translations beside the sentences: collect what `N_` marks, bring each catalogue up to date, compile it.

    python packaging/strings.py update    after a sentence was added or changed; then translate what is empty in the .po file
    python packaging/strings.py check     does a sentence lack its translation, or is a compiled catalogue out of date?

A `.po` file is for people, its `.mo` is what the program reads, and both are in the repository: the program needs no build step.
The files hold no dates and no line numbers, so that they change only when a sentence does.
"""

from __future__ import annotations

import argparse
import io
import string
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Iterator

    Row = tuple[str, int, str | tuple[str, ...], list[str], str | None]  # file, line, sentence, remarks, context

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "casevault"
LOCALE = ROOT / "resources" / "locale"
DOMAIN = "casevault"
PAPERS = ROOT / "resources" / "papers"
LANGUAGES = ("nl", "zh")
# Languages of which a part is translated: what stands in these files. Every other sentence stays English.
PARTS = {
    "ug": (
        "domain/date_words.py",
        "ui/case_header.py",
        "ui/case_view.py",
        "ui/cases_page.py",
        "ui/commands.py",
        "ui/first.py",
        "ui/log_line.py",
        "ui/navigator.py",
        "ui/read/cases.py",
        "ui/read/days.py",
        "ui/settings_view.py",
        "ui/today.py",
        "ui/today_rows.py",
        "ui/unlock.py",
        "ui/window_commands.py",
    )
}
# Languages of papers alone, which no window speaks: the sentences that every paper may have, and those of its outputs.
ANY_PAPER = (
    "disclosure/generalise.py",
    "disclosure/changed.py",
    "disclosure/outputs/cover.py",
    "disclosure/outputs/ground.py",
    "disclosure/sheet.py",
    "disclosure/wording.py",
    "domain/claim_words.py",
    "domain/date_words.py",
    "domain/showing.py",
)
PAPER_OUTPUTS = dict.fromkeys(
    ("fr", "es"),
    (
        "disclosure/outputs/dossier_time.py",
        "disclosure/outputs/special_procedures.py",
        "disclosure/outputs/un_parts.py",
        "disclosure/outputs/wgad.py",
        "disclosure/outputs/wgeid.py",
    ),
)
# One sentence, or singular and plural, or what it is said of and a sentence; a comma after it or not.
KEYWORDS = parse_keywords(["N_:1,1t", "N_:1,2,2t", "N_:1,2,3t", "NC_:1c,2,2t", "NC_:1c,2,3t"])
HEADER = "# The sentences of CaseVault in {language}. Kept by packaging/strings.py; translate what stands after msgstr.\n"


def marked(language: str) -> Catalog:
    """Return every sentence that the source marks for `language`, with the files it stands in."""
    wanted = (*ANY_PAPER, *PAPER_OUTPUTS[language]) if language in PAPER_OUTPUTS else PARTS.get(language, ())
    found = Catalog(domain=DOMAIN, fuzzy=False)
    for name, line, message, _, context in _sentences():
        if wanted and name.replace("\\", "/") not in wanted:
            continue
        found.add(message, locations=[(f"casevault/{name}", line)], context=context)
    return found


@cache
def _sentences() -> tuple[Row, ...]:
    # All five languages have one source, and taking it apart is nearly all of the time.
    rows = extract_from_dir(str(SOURCES), method_map=[("**.py", "python")], keywords=KEYWORDS)
    return tuple(sorted(rows, key=lambda row: (row[0], row[1])))


def folder(language: str) -> Path:
    """Return where the catalogues of `language` lie."""
    return (PAPERS if language in PAPER_OUTPUTS else LOCALE) / language / "LC_MESSAGES"


def po_path(language: str) -> Path:
    """Return the catalogue that people edit."""
    return folder(language) / f"{DOMAIN}.po"


def mo_path(language: str) -> Path:
    """Return the catalogue that the program reads."""
    return folder(language) / f"{DOMAIN}.mo"


def read(language: str) -> Catalog:
    """Return the catalogue of `language`, empty when there is none yet."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, domain=DOMAIN, fuzzy=False)
    return read_po(io.BytesIO(path.read_bytes()), locale=language, domain=DOMAIN)


def as_po(catalogue: Catalog, language: str) -> bytes:
    """Return the text of a catalogue: sorted by sentence, no dates."""
    out = io.BytesIO()
    write_po(out, catalogue, width=130, sort_output=True, include_lineno=False, ignore_obsolete=True, omit_header=True)
    plural = f'"Language: {language}\\n"\n"Plural-Forms: {catalogue.plural_forms}\\n"\n'
    head = f'{HEADER.format(language=language)}msgid ""\nmsgstr ""\n{plural}"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    return head.encode() + out.getvalue()


class _Plain(Catalog):
    """A catalogue whose header names language, plural rule and encoding only: nothing that changes from day to day."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale)),
            ("Plural-Forms", self.plural_forms),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
        ]


def as_mo(catalogue: Catalog) -> bytes:
    """Return the compiled form of what is translated in a catalogue."""
    plain = _Plain(locale=catalogue.locale, domain=DOMAIN, fuzzy=False)
    for message in catalogue:
        if message.id and translated(message):
            plain.add(message.id, message.string, context=message.context)
    out = io.BytesIO()
    write_mo(out, plain)
    return out.getvalue()


def translated(message: Message) -> bool:
    """Say whether every form of a message has its translation."""
    return all(forms_of(message)) and not message.fuzzy


def forms_of(message: Message) -> tuple[str, ...]:
    """Return the translations of a message: one, or one for each plural form."""
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return tuple(form or "" for form in forms)


def parameters(text: str) -> set[str]:
    """Return the names in curly brackets of a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def problems(language: str) -> Iterator[str]:
    """Yield what is wrong with the catalogue of `language`, one line each."""
    source = marked(language)
    catalogue = read(language)
    for message in source:
        if not message.id:
            continue
        first = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
        there = catalogue.get(message.id, message.context)
        if there is None:
            yield f"{language}: not in the catalogue (make strings): {first!r}"
        elif not translated(there):
            yield f"{language}: not translated: {first!r}"
        else:
            known = parameters(first) | {"count"} if isinstance(message.id, (tuple, list)) else parameters(first)
            for form in forms_of(there):
                if not parameters(form) <= known:
                    yield f"{language}: names a parameter the sentence has not: {form!r}"
    for message in catalogue:
        if message.id and source.get(message.id, message.context) is None:
            yield f"{language}: no longer in the source (make strings): {message.id!r}"
    compiled = mo_path(language)
    if not compiled.exists() or compiled.read_bytes() != as_mo(catalogue):
        yield f"{language}: the compiled catalogue is not the one of the .po file (make strings)"


def update(language: str) -> None:
    """Write .po and .mo of `language` anew: translations stay, new sentences come in empty, gone ones leave."""
    known = read(language)
    fresh = Catalog(locale=language, domain=DOMAIN, fuzzy=False)
    for message in marked(language):
        if not message.id:
            continue
        there = known.get(message.id, message.context)
        text = there.string if there is not None and not there.fuzzy else None
        fresh.add(message.id, text or "", locations=sorted(set(message.locations)), context=message.context)
    folder(language).mkdir(parents=True, exist_ok=True)
    po_path(language).write_bytes(as_po(fresh, language))
    mo_path(language).write_bytes(as_mo(read(language)))
    empty = sum(1 for message in fresh if message.id and not translated(message))
    print(f"{language}: {len(fresh)} sentences, {empty} to translate")


def main() -> int:
    """Run `update` or `check` and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("verb", choices=("update", "check"))
    if parser.parse_args().verb == "update":
        for language in (*LANGUAGES, *PARTS, *PAPER_OUTPUTS):
            update(language)
        return 0
    found = [line for language in (*LANGUAGES, *PARTS, *PAPER_OUTPUTS) for line in problems(language)]
    for line in found:
        print(line, file=sys.stderr)
    print(f"translations: {len(found)} problems" if found else "translations: complete")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
