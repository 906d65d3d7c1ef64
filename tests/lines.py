"""A command line with a vault, in this process and with a cheap key derivation."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builders import CHEAP_BOUNDS, CHEAPEST, START, FixedAmbient

from casevault.cli.context import Context
from casevault.cli.main import main
from casevault.i18n import Catalogue
from casevault.vault.policy import NO_POLICY
from casevault.vault.policy_file import Found, State

if TYPE_CHECKING:
    from datetime import datetime


NO_FILE = Found(Path("/etc/casevault/policy.toml"), State.NONE, NO_POLICY)


@dataclass
class Line:
    """A command line with a vault; each call draws from another seed, as another start of the program would."""

    folder: Path
    secret: Path
    calls: int = 1
    clock: datetime = START
    catalogue: Catalogue = field(default_factory=Catalogue)
    organisation: Found = NO_FILE

    def run(self, name: str, *arguments: str, stdin: str = "", secret: Path | None = None) -> tuple[int, dict[str, Any]]:
        status, out, _err = self.raw(name, "--json", *arguments, stdin=stdin, secret=secret)
        return status, json.loads(out)

    def raw(self, name: str, *arguments: str, stdin: str = "", secret: Path | None = None) -> tuple[int, str, str]:
        self.calls += 1
        out, err = io.StringIO(), io.StringIO()
        context = Context(
            self.catalogue,
            stdin=io.StringIO(stdin),
            stdout=out,
            stderr=err,
            ambient=FixedAmbient(seed=self.calls, start=self.clock),
            profile=CHEAPEST,
            organisation=self.organisation,
            bounds=CHEAP_BOUNDS,
        )
        given = () if name in {"schema", "selftest", "packs", "policy"} else ("--passphrase-file", str(secret or self.secret))
        return main([*name.split(), *given, *arguments], context=context), out.getvalue(), err.getvalue()

    def ok(self, name: str, *arguments: str, stdin: str = "") -> dict[str, Any]:
        status, data = self.run(name, *arguments, stdin=stdin)
        assert status == 0, data
        return data

    def refused(self, name: str, *arguments: str, stdin: str = "", secret: Path | None = None) -> dict[str, Any]:
        status, data = self.run(name, *arguments, stdin=stdin, secret=secret)
        assert status == 1, data
        error = data["error"]
        assert isinstance(error, dict)
        assert error["message"]
        return error
