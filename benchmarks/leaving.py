"""The way out: one dossier for an embassy from the demo's public case, in a vault full of other people; and the leak scan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import ahocorasick

from benchmarks.invented import Inventor
from benchmarks.table import Figure, timed, timed_twice
from casevault.disclosure import disclose, preview
from casevault.disclosure.render.pdf import render_pdf
from casevault.disclosure.request import Request
from casevault.disclosure.scan import Scanner
from casevault.disclosure.scan_terms import Term, TermKind
from casevault.domain.folding import fold
from casevault.vault.demo import build_demo

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.vault.vault import Vault

CASE = "wy"
MANY = 50
EVENTS = 6  # of each of those cases
NAMES = 50_000


def dossier(vault: Vault, folder: Path) -> list[Figure]:
    """Everything between the wish and the sealed file; the seal's own key derivation is left out by sealing with nothing."""
    case = build_demo(vault)[CASE]
    request = Request(cases=(case,), audience="embassy", output="dossier", to="Embassy of Freedonia", seal="none")
    request = _settled(vault, request)
    whole, work = timed_twice(lambda: disclose(vault, request, folder / "dossier.pdf"))
    shown = preview(vault, request)
    looked = timed(lambda: preview(vault, request))
    printed = timed(lambda: render_pdf(shown.document))
    rest = whole - looked - printed
    note = f"select, gate, redact {looked / whole:.0%}; print {printed / whole:.0%}; scan, register {rest / whole:.0%}"
    note += f"; processor {work:.0f} ms"
    return [
        Figure(name="dossier", measured_ms=whole, most_ms=3_000, note=note),
        Figure(name="  its longest step but print", measured_ms=max(looked, rest), most_ms=1_000),
        *_of_many(vault, folder),
    ]


def _of_many(vault: Vault, folder: Path) -> list[Figure]:
    """One dossier of fifty cases, and fifty dossiers of one each, one after the other."""
    cases = [_case(vault, number) for number in range(MANY)]
    request = Request(cases=tuple(cases), audience="embassy", output="dossier", to="Embassy of Freedonia", seal="none")
    request = _settled(vault, request)
    once, once_work = timed_twice(lambda: disclose(vault, request, folder / "of-many.pdf"))
    each = [_settled(vault, replace(request, cases=(case,), accept=())) for case in cases]

    def one_by_one() -> None:
        for number, asked in enumerate(each):
            disclose(vault, asked, folder / f"of-many-{number}.pdf")

    apart, apart_work = timed_twice(one_by_one)
    return [
        Figure(name=f"dossier of {MANY} cases", measured_ms=once, most_ms=60_000, note=f"processor {once_work:.0f} ms"),
        Figure(name=f"{MANY} dossiers", measured_ms=apart, most_ms=60_000, note=f"processor {apart_work:.0f} ms"),
    ]


def _case(vault: Vault, number: int) -> str:
    """Return a case about one invented defender who agreed, with what most cases have."""
    add, inventor = vault.records.add, Inventor(900 + number)
    family = "Quell" + "".join(chr(ord("a") + int(digit)) for digit in f"{number:03}")
    who = add("person", {"display_name": f"Odalys {family}"}).id
    case = add("case", {**inventor.case(number, who), "code": f"MANY-{number}"}).id
    said = {"giver": "self", "purpose": "quiet_diplomacy", "audiences": ["embassy"], "identity_level": "full"}
    add("consent", said | {"person": who, "given": "2020-01-01", "review_on": "2099-01-01"})
    held = add("detention", {"case": case, "person": who, "start": "2026-02-01"}).id
    add("stage", {"period": held, "measure": "criminal_detention", "start": "2026-02-01"})
    for _ in range(EVENTS):
        add("event", inventor.event(case))
    return case


def _settled(vault: Vault, request: Request) -> Request:
    """Return the request with what a person would be asked about accepted: of 100,000 names some are words of the paper."""
    found = preview(vault, request).hits
    request = replace(request, accept=tuple((hit.id, "a name that nobody has") for hit in found))
    vault.records.add("note", {"about": request.cases[0], "kind": "fact", "text": "x"})  # the index of terms is made anew
    return request


def scan(_vault: Vault, _folder: Path) -> list[Figure]:
    """50,000 names made into terms, and a text searched for all their forms; compared with folding and one automaton."""
    inventor = Inventor(11)
    names = [inventor.name()[0] for _ in range(NAMES)]
    terms = [Term(name, str(number), "display_name", TermKind.NAME, linked=False) for number, name in enumerate(names)]
    made: list[Scanner] = []
    build_ms, work_ms = timed_twice(lambda: made.append(Scanner(terms, ())))
    text = inventor.text(30_000)
    megabytes = len(text.encode()) / 1e6
    plain = ahocorasick.Automaton()
    for name in names:
        plain.add_word(fold(name), name)
    plain.make_automaton()
    floor_ms = timed(lambda: sum(1 for _ in plain.iter(fold(text)))) / megabytes
    scan_ms = timed(lambda: made[0].find(text)) / megabytes
    return [
        Figure(name="leak scan: terms", measured_ms=build_ms, most_ms=1_000, note=f"{NAMES:,} names; processor {work_ms:.0f} ms"),
        Figure(
            name="leak scan: a megabyte", measured_ms=scan_ms, floor_ms=floor_ms, floor_name="fold + one automaton",
            most_ms=1_000 / 6, note=f"{1_000 / scan_ms:.1f} MB/s",
        ),
    ]  # fmt: skip
