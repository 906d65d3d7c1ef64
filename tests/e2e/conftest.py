"""The program as its user starts it: a subprocess, a real passphrase file."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from e2e.starting import command

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PASSPHRASE = "correct horse battery staple 王"


@dataclass(frozen=True)
class Answer:
    """What one command answered."""

    status: int
    data: dict[str, Any]
    stderr: str


@dataclass(frozen=True)
class Program:
    """The command line, with a home of its own."""

    home: Path
    passphrase_file: Path
    vault: Path

    @property
    def environment(self) -> dict[str, str]:
        kept = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL") if key in os.environ}
        return kept | {
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(self.home),
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def run(self, name: str, *arguments: str, stdin: str = "", prefix: Sequence[str] = ()) -> Answer:
        secret = [] if name == "schema" else ["--passphrase-file", str(self.passphrase_file)]
        done = subprocess.run(
            [*prefix, *command(*name.split(), "--json", *secret, *arguments)],
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )
        assert done.stdout.count("\n") <= 1, done.stdout
        return Answer(done.returncode, json.loads(done.stdout) if done.stdout else {}, done.stderr)

    def id_of(self, type_key: str, title_part: str) -> str:
        records = self.run("list", str(self.vault), type_key).data["records"]
        (found,) = [record["id"] for record in records if title_part in record["title"]]
        assert isinstance(found, str)
        return found


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """One demo vault for the whole session; tests that change it add, never remove."""
    home = tmp_path_factory.mktemp("home")
    passphrase_file = home / "passphrase.txt"
    passphrase_file.write_text(PASSPHRASE + "\n", encoding="utf-8")
    program = Program(home, passphrase_file, home / "Demo.casevault")
    made = program.run("demo", str(program.vault))
    assert made.status == 0, made
    assert made.data["passphrase"] is None
    return program
