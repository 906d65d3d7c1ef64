"""Print every paper there is, with a picture of each page: `PYTHONPATH=. python tests/press.py FOLDER [word …]`.

The pictures are for looking at, page by page: nothing else shows a cut table or a word in the wrong language. Each output is
made of the demo for each audience and language, as a PDF, and once in each other kind of file. The invented person of the demo is
given consents for everything, so that there is something to read; what cannot be made says why. `word`: only names that hold one.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent))

import pypdfium2
from builders import make_vault

from casevault import disclosure
from casevault.ambient import SystemAmbient
from casevault.disclosure.checks import HOLDINGS
from casevault.disclosure.outputs.output import Scope
from casevault.disclosure.outputs.registry import OUTPUTS, formats_of
from casevault.disclosure.recall import request_for
from casevault.disclosure.render.pdf import render_pdf
from casevault.disclosure.request import Request
from casevault.disclosure.scan import LeakFound, ReviewNeeded
from casevault.disclosure.share_sheet import sheet
from casevault.errors import CaseVaultError
from casevault.i18n import Catalogue
from casevault.paths import resource_path
from casevault.vault.demo import build_demo
from casevault.vault.holders import by_recipient, to_be_told
from casevault.vault.slots import Sharing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casevault.vault.vault import Vault

PERSON, CASE, CHANGED, CONSENT = "lin", "heron", "heron_taken", "consent_lin"
# Beside the invented case, which is about everything, those of the public record that are long, old or in another script.
CASES: dict[str, set[str] | None] = {
    "heron": None,
    "wy": {"dossier", "chronology", "interventions"},
    "gy": {"dossier"},
    "pz": {"dossier", "hearing_report", "access_refusal"},
    "mk": {"dossier", "access_refusal"},
    "xj": {"dossier"},
}
SCOPE = ("health", "ill_treatment")
INCHES = 100  # dots an inch of a picture
POINTS = 72


def prepare(vault: Vault) -> dict[str, str]:
    """Record the demo, with what it leaves open on purpose: return which record each `ref` became."""
    made = build_demo(vault)
    vault.records.edit(made["heron_support"], {"referees": [made["qiu"], made["chen"]]})
    consent_to_everything(vault, made[PERSON])
    return made


def consent_to_everything(vault: Vault, person: str) -> None:
    """Record that `person` agrees to each output for each audience, by name."""
    purposes: dict[str, set[str]] = {}
    for output in OUTPUTS.values():
        purposes.setdefault(output.purpose, set()).update(set(output.audiences) - {"statistics"})
    today = vault.ambient.today().isoformat()
    for purpose, audiences in purposes.items():
        if not audiences:
            continue
        vault.records.add(
            "consent",
            {
                "person": person,
                "giver": "self",
                "purpose": purpose,
                "audiences": sorted(audiences),
                "identity_level": "full",
                "form": "written",
                "given": today,
                "review_on": today,
                "scope_fields": list(SCOPE),
                "letter_known": True,
                "report_known": True,
                "report_name": "full",
                "contact_back": True,
            },
        )


def every_request(vault: Vault, made: dict[str, str]) -> Iterator[tuple[str, Request]]:
    """Yield (name of the file, what to ask) of every paper."""
    for output in OUTPUTS.values():
        for ref, wanted in CASES.items():
            if (
                ref not in made
                or (wanted is not None and output.key not in wanted)
                or (output.scope is Scope.ALL and ref != CASE)
            ):
                continue
            cases = () if output.scope is Scope.ALL else (made[ref],)
            record = about(vault, output.record, made[ref])
            for audience in output.audiences:
                base = Request(
                    cases=cases,
                    audience=audience,
                    output=output.key,
                    record=record,
                    to=f"Reader of {output.key}, {ref}, {audience}",
                    seal="none",
                    options=tuple(option for option in output.options if option in {output.agreed.get(audience), "with_family"}),
                )
                for language in output.languages:
                    yield (
                        f"{output.key}-{ref}-{audience}-{language}.pdf",
                        replace(base, lang=language, to=f"{base.to}, {language}"),
                    )
                for kind in formats_of(output):
                    if kind != "pdf" and ref == CASE and audience == output.audiences[0]:
                        yield f"{output.key}-{ref}-{audience}-en.{kind}", replace(base, format=kind, to=f"{base.to}, {kind}")
                for option in sorted(set(output.options) - set(base.options)):
                    if ref == CASE:
                        yield (
                            f"{output.key}-{ref}-{audience}-{option}.pdf",
                            replace(base, options=(*base.options, option), to=f"{base.to}, {option}"),
                        )


def about(vault: Vault, type_key: str, case: str) -> str:
    """Return the record of a case that an output is about: the one that says most."""
    if not type_key:
        return ""
    of_case = vault.records.list(type_key, case=case)
    refused = [one for one in of_case if type_key != "attendance" or one.fields.get("outcome") != "admitted"]
    observed = {str(one.fields.get("hearing")) for one in vault.records.list("observation")}
    return max(refused, key=lambda one: (one.id in observed, len(one.fields))).id if refused else ""


def say(line: str) -> None:
    """Say what was made, or why not."""
    sys.stdout.write(f"{line}\n")


def write(vault: Vault, name: str, request: Request, folder: Path) -> str:
    """Make one paper and return its bundle; what is refused is said."""
    out = folder / name
    out.unlink(missing_ok=True)
    try:
        try:
            report = disclosure.disclose(vault, request, out)
        except ReviewNeeded as asked:
            again = replace(request, accept=tuple((hit.id, "looked at") for hit in asked.hits))
            report = disclosure.disclose(vault, again, out)
    except CaseVaultError as refusal:
        hits = refusal.hits if isinstance(refusal, (LeakFound, ReviewNeeded)) else ""
        say(f"{name:60} {refusal.code.value}: {refusal.what} {refusal.safe} {hits}")
        return ""
    say(f"{name:60} {report.preview.written} of {report.preview.selected} values")
    return report.bundle


def write_others(vault: Vault, made: dict[str, str], folder: Path) -> None:
    """Make the papers that are no output of a case: what is held, a notice of recall, the sheet of a share."""
    today, person = vault.ambient.today().isoformat(), made[PERSON]
    write(
        vault,
        "told.pdf",
        Request(cases=(made[CASE],), audience="embassy", output="dossier", to="Who is told", seal="none"),
        folder,
    )
    vault.records.edit(made[CHANGED], {"narrative": "Invented. This account was corrected."})
    vault.records.edit(made[CONSENT], {"withdrawn": today})
    for language in ("en", "nl"):
        told = next(iter(by_recipient(to_be_told(vault)).values()))
        write(vault, f"recall-{language}.pdf", replace(request_for(told, lang=language), seal="none"), folder)
        held = Request(
            cases=(),
            audience="subject",
            output=HOLDINGS,
            to=person,
            person=person,
            requested_on=today,
            seal="none",
            lang=language,
        )
        write(vault, f"holdings-{language}.pdf", held, folder)
        where = None if language == "en" else resource_path("locale")
        sharing = Sharing(set=417, k=2, n=3)
        words = " ".join(f"word{place}" for place in range(1, 34))
        (folder / f"share-{language}.pdf").write_bytes(render_pdf(sheet(sharing, 1, words, Catalogue(language, where))))


def draw(path: Path) -> None:
    """Write a picture of each page of a PDF beside it."""
    document = pypdfium2.PdfDocument(path)
    try:
        for number, page in enumerate(document, start=1):
            page.render(scale=INCHES / POINTS).to_pil().save(path.with_name(f"{path.stem}.{path.suffix[1:]}-{number}.png"))
    finally:
        document.close()


def main(folder: Path, words: list[str]) -> None:
    """Make them all, then draw the pages; other programs draw what is no PDF, where they are installed."""
    shutil.rmtree(folder / "vault", ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    vault, _ = make_vault(folder / "vault", ambient=SystemAmbient())
    with vault:
        made = prepare(vault)
        for name, request in every_request(vault, made):
            if not words or any(word in name for word in words):
                write(vault, name, request, folder)
        if not words or any(word in "holdings recall share" for word in words):
            write_others(vault, made, folder)
    for path in sorted(folder.glob("*.pdf")):
        draw(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
