"""Fill a new vault with the demo: the public record, and invented people so that there is something to withhold.

Reads `resources/demo/*.toml` in order of their numbers; `@name` is an earlier record, `{-35}` for a day counted from today.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date, timedelta
from typing import TYPE_CHECKING

from casevault.paths import resource_path, resource_text
from casevault.progress import Progress, silent

if TYPE_CHECKING:
    from casevault.vault.vault import Vault

DEMO_FOLDER = "demo"
DAY_TOKEN = re.compile(r"\{([+-]\d+)\}")


def build_demo(vault: Vault, *, progress: Progress = silent) -> dict[str, str]:
    """Record the demo in `vault`; return which record each `ref` became."""
    names = sorted(path.name for path in resource_path(DEMO_FOLDER).glob("*.toml"))
    entries = [entry for name in names for entry in tomllib.loads(resource_text(f"{DEMO_FOLDER}/{name}"))["record"]]
    made: dict[str, str] = {}
    for done, entry in enumerate(entries):
        progress(done, len(entries))
        fields = {key: _resolved(value, made, vault.ambient.today()) for key, value in entry["fields"].items()}
        made[entry["ref"]] = vault.records.add(entry["type"], fields).id
        if "note" in entry:
            vault.records.add("note", {"about": made[entry["ref"]], "kind": "fact", "text": entry["note"], "data_class": "c5"})
    progress(len(entries), len(entries))
    return made


def _resolved(value: object, made: dict[str, str], today: date) -> object:
    if isinstance(value, str):
        if value.startswith("@") and value[1:] in made:
            return made[value[1:]]
        return DAY_TOKEN.sub(lambda found: (today + timedelta(days=int(found[1]))).isoformat(), value)
    if isinstance(value, list):
        return [_resolved(part, made, today) for part in value]
    if isinstance(value, dict):
        return {key: _resolved(part, made, today) for key, part in value.items()}
    return value
