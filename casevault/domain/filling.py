"""What a new record gets from around it when nobody typed it: who works on a case, which detention it is, which law applied.

The vault calls `fill_new` with what only it knows. Nothing here overrules what was typed, and what cannot be told stays open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.domain.edtf import span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.domain.record import Value
    from casevault.domain.schema import RecordType

# Versions of law by jurisdiction and field of law, each with the day from which it is in force, oldest first.
_LAWS: Mapping[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("CN", "criminal"): (("1997-01-01", "cpl-1996"), ("2013-01-01", "cpl-2012"), ("2018-10-26", "cpl-2018")),
    ("CN", "supervision"): (("2018-03-20", "supervision-2018"), ("2025-06-01", "supervision-2024")),
    ("CN", "administrative"): (("2013-01-01", "psapl-2012"), ("2026-01-01", "psapl-2025")),
    ("HK", "criminal"): (("2024-03-23", "snso-2024"),),
    ("BY", "criminal"): (("2001-01-01", "cpc-1999-as-amended"),),
}
_FIELDS_OF_LAW: Mapping[str, str] = {
    "liuzhi": "supervision",
    "guanhu": "supervision",
    "administrative_detention": "administrative",
}


def fill_new(rt: RecordType, fields: dict[str, Value], *, actor: str = "", number: int = 1, jurisdiction: str = "") -> None:
    """Fill a new record in place: `actor` is the record of who is at the keyboard.

    `number` counts the detentions of this person in this case, the new one included; `jurisdiction` is that of the case.
    """
    found: dict[str, Value] = {}
    match rt.key:
        case "case" if actor:
            found["caseworkers"] = [actor]
        case "task" if actor:
            found["assignee"] = actor
        case "detention":
            found["seq"] = number
        case "stage":
            version = law_version(jurisdiction, str(fields.get("measure", "")), fields.get("start", ""))
            if version:
                found["pack_version"] = version
        case _:
            pass
    for key, value in found.items():
        fields.setdefault(key, value)


def law_version(jurisdiction: str, measure: str, start: Value) -> str:
    """Return the version of the law in force on the whole span of `start`; "" where the span crosses a change or is open."""
    laws = _LAWS.get((jurisdiction, _FIELDS_OF_LAW.get(measure, "criminal")), ())
    first, last = span(start) if isinstance(start, str) else ("", "")
    if not first:
        return ""
    at_first = [version for day, version in laws if day <= first]
    at_last = [version for day, version in laws if day <= last]
    return at_first[-1] if at_first and at_first[-1:] == at_last[-1:] else ""
