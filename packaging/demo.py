"""Make the demo: a vault from the public record, one sealed dossier from it, and the window where there is a display.

Everything lies in `demo/` of the checkout. A second run replaces the vault that the first one made, and nothing else.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from casevault.ambient import SystemAmbient
from casevault.crypto.words import words
from casevault.files import make_private_folder, write_private_file

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "demo"
VAULT = FOLDER / "Demo.casevault"
PASSPHRASE = FOLDER / "passphrase.txt"
MADE = FOLDER / "vault-id.txt"
DOSSIER = FOLDER / "dossier.pdf"
LAUNCHER = ROOT / ".venv" / "bin" / "casevault"
CASE = "Wang Yu"
RECIPIENT = "Embassy of Ruritania"
WORDS = 6


def casevault(command: str, *arguments: str) -> dict[str, Any]:
    """Run one command of the program and return its answer; a refusal ends the demo with its sentence."""
    line = [str(LAUNCHER), command, str(VAULT), *arguments, "--passphrase-file", str(PASSPHRASE), "--json"]
    done = subprocess.run(line, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=False)  # noqa: S603 - our own launcher
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        answer = {}
    if done.returncode or not isinstance(answer, dict):
        refusal = answer.get("error", {}) if isinstance(answer, dict) else {}
        sys.exit(f"demo: casevault {command}: {refusal.get('message', 'no answer')} {refusal.get('hint') or ''}".rstrip())
    return answer


def clear() -> None:
    """Remove what an earlier run made; stop before a vault that is not the one it made."""
    if VAULT.exists():
        made = MADE.read_text(encoding="ascii").strip() if MADE.exists() else ""
        headers = b"".join(path.read_bytes() for path in (VAULT / "vault.a", VAULT / "vault.b") if path.is_file())
        if not made or made.encode("ascii") not in headers:
            sys.exit(f"demo: {VAULT} was not made by the demo. Move it elsewhere first; nothing was changed.")
        shutil.rmtree(VAULT)
    for path in (DOSSIER, PASSPHRASE, MADE):
        path.unlink(missing_ok=True)


def make_vault() -> None:
    """Build the vault under a new passphrase, which stays beside it."""
    make_private_folder(FOLDER)
    write_private_file(PASSPHRASE, (words(WORDS, SystemAmbient()) + "\n").encode("ascii"))
    print("Making a vault from the public record, with invented sources and contacts …", flush=True)
    made = casevault("demo")
    write_private_file(MADE, f"{made['vault_id']}\n".encode("ascii"))


def make_dossier() -> dict[str, Any]:
    """Seal a dossier on one case for an invented embassy and return the report."""
    cases = casevault("list", "case")["records"]
    case = next((record for record in cases if CASE in record["title"]), cases[0])
    print(f"Preparing a dossier for the {RECIPIENT} …", flush=True)
    return casevault(
        "disclose",
        "--case",
        case["id"],
        "--audience",
        "embassy",
        "--output",
        "dossier",
        "--to",
        RECIPIENT,
        "--seal",
        "pdf",
        str(DOSSIER),
    )


def tell(report: dict[str, Any]) -> None:
    """Say where everything lies and how to open it."""
    passphrase = PASSPHRASE.read_text(encoding="ascii").strip()
    print(
        f"""
The vault    {VAULT}
  opens with {passphrase}
             (also in {PASSPHRASE.name} beside it: this vault holds nothing secret)
The dossier  {DOSSIER}
  opens in any PDF reader with
             {report["passphrase"]}
  of {report["selected"]} recorded values, {report["written"]} are written and {report["withheld"]} withheld

Try          .venv/bin/casevault search demo/{VAULT.name} 高瑜 --passphrase-file demo/{PASSPHRASE.name}
"""
    )


def show() -> None:
    """Open the window, or say that there is no display for it."""
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        print("There is no display here, so the window stays closed. Where there is one: make run")
        return
    print("Opening the window. Close it to come back here.", flush=True)
    line = [str(LAUNCHER), "--vault", str(VAULT), "--passphrase-file", str(PASSPHRASE)]
    sys.exit(subprocess.run(line, check=False).returncode)  # noqa: S603 - our own launcher


if __name__ == "__main__":
    clear()
    make_vault()
    tell(make_dossier())
    show()
