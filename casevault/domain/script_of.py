"""Which script a name is written in, by its letters, as a code of the vocabulary `script`."""

from __future__ import annotations

import re
from typing import Final

from casevault.domain.folding import fold
from casevault.domain.words import HAN_RUN

OTHER: Final = "zyyy"
_SCRIPTS: Final = (
    (re.compile("[\u3041-\u30ff]"), "jpan"),
    (re.compile("[\u0f00-\u0fff]"), "tibt"),
    (re.compile("[\u0621-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]"), "arab"),
    (re.compile("[\u0400-\u04ff]"), "cyrl"),
    (re.compile("[\u1800-\u18af]"), "mong"),
    (re.compile("[\uac00-\ud7a3\u1100-\u11ff]"), "hang"),
    (re.compile("[\u0590-\u05ff]"), "hebr"),
    (re.compile("[\u0370-\u03ff]"), "grek"),
    (re.compile("[\u10a0-\u10ff]"), "geor"),
    (re.compile("[\u0530-\u058f]"), "armn"),
    (re.compile("[\u0900-\u097f]"), "deva"),
    (re.compile("[\u0e00-\u0e7f]"), "thai"),
    (re.compile("[\u1780-\u17ff]"), "khmr"),
    (re.compile("[\u1000-\u109f]"), "mymr"),
    (re.compile("[\u1200-\u137f]"), "ethi"),
    (re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"), "latn"),
)


def script_of(name: str) -> str:
    """Return the code of the script of a name; Hanzi that differ between the two kinds tell which, others count as simplified."""
    if han := "".join(HAN_RUN.findall(name)):
        return "hans" if fold(han) == han else "hant"
    return next((code for letters, code in _SCRIPTS if letters.search(name)), OTHER)
