"""The outputs there are. One that nobody has written yet is not here, and answers `unsupported`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.disclosure.outputs import (
    access_refusal,
    chronology,
    dossier,
    hearing_report,
    interventions,
    special_procedures,
    statistics,
    support_request,
    urgent_action,
    wgad,
    wgeid,
)
from casevault.disclosure.render import FORMATS
from casevault.disclosure.scan_file import READERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.disclosure.outputs.output import Output, Terms

KEYS = frozenset({
    "dossier", "urgent_action", "wgad", "wgeid", "special_procedures", "hearing_report", "access_refusal", "chronology",
    "support_request", "interventions", "statistics",
})  # fmt: skip

_WRITTEN: tuple[Output, ...] = (
    dossier.OUTPUT,
    urgent_action.OUTPUT,
    wgad.OUTPUT,
    wgeid.OUTPUT,
    special_procedures.OUTPUT,
    hearing_report.OUTPUT,
    access_refusal.OUTPUT,
    chronology.OUTPUT,
    support_request.OUTPUT,
    interventions.OUTPUT,
    statistics.OUTPUT,
)

OUTPUTS: Mapping[str, Output] = {output.key: output for output in _WRITTEN}


def outputs_for(audience: str) -> tuple[Output, ...]:
    """Return the outputs that may go to `audience`."""
    return tuple(output for output in OUTPUTS.values() if audience in output.audiences)


def audiences() -> tuple[str, ...]:
    """Return every audience that some output may go to, each once."""
    return tuple(dict.fromkeys(audience for output in OUTPUTS.values() for audience in output.audiences))


def formats_of(terms: Terms) -> tuple[str, ...]:
    """Return the kinds of file that can be written, and read back for the scan: what cannot be searched cannot leave."""
    return tuple(kind for kind in terms.formats if kind in FORMATS and kind in READERS)
