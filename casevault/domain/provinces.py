"""The province in the administrative code of a place (GB/T 2260). Pure."""

from __future__ import annotations

import re

_CODE = re.compile(r"(?:CN-?)?(\d\d)(?:\d{4}|\d{10})?", re.ASCII)


def province_in(admin_code: str) -> str:
    """Return the two digits of the province that a code begins with, "" where it is no such code."""
    found = _CODE.fullmatch(admin_code)
    return found.group(1) if found else ""
