"""Many files through `casevault import --dry-run`, one after the other in one process: `python nasty_imports.py VAULT SECRET`.

The files are the lines of stdin. For each it prints one line of JSON: the exit status, the code of the refusal, whether it has a
sentence and a hint, seconds, and what went to stderr. The last line is the most memory this process and a child of it ever held.
"""

from __future__ import annotations

import functools
import io
import json
import sys
import time
from pathlib import Path

from builders import CHEAP_BOUNDS, CHEAPEST, FixedAmbient
from held import most, most_of_children

from casevault.cli import main as commands
from casevault.cli.context import Context
from casevault.i18n import Catalogue

ENGLISH = Catalogue()
# A process makes it once, and takes as long for it as for a small file; here one process does what a thousand would.
commands.parser = functools.cache(commands.parser)


def run(number: int, *arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    context = Context(
        ENGLISH,
        stdin=io.StringIO(),
        stdout=out,
        stderr=err,
        ambient=FixedAmbient(seed=number),
        profile=CHEAPEST,
        bounds=CHEAP_BOUNDS,
    )
    return commands.main(list(arguments), context=context), out.getvalue(), err.getvalue()


def told(number: int, vault: str, secret: str, path: str) -> dict[str, object]:
    began = time.monotonic()
    status, out, err = run(number, "import", "--json", "--dry-run", "--passphrase-file", secret, vault, path)
    data = json.loads(out)
    error = data.get("error", {})
    return {
        "status": status,
        "code": error.get("code", ""),
        "whole": bool(error.get("message") and error.get("hint")) if error else {"format", "rows", "rejected"} <= data.keys(),
        "adds_up": not error and data["rows"] == data["created"] + data["updated"] + len(data["rejected"]),
        "seconds": time.monotonic() - began,
        "stderr": err if "Traceback" in err else "",
    }


if __name__ == "__main__":
    paths = sys.stdin.read().splitlines()
    status, out, _err = run(1, "create", "--json", "--passphrase-file", sys.argv[2], sys.argv[1])
    assert status == 0, out
    for number, path in enumerate(paths, 2):
        sys.stdout.write(json.dumps(told(number, sys.argv[1], sys.argv[2], path) | {"path": Path(path).name}) + "\n")
    sys.stdout.write(json.dumps([most() >> 10, most_of_children() >> 10]) + "\n")
