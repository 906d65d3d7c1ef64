"""Every screen and box of the program, in the order in which somebody might come to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pictures import evidence, flows, gate, pages, travel
from pictures.stage import Shot, dress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pictures.stage import Stage

WALKS: Final[Mapping[str, Callable[[Stage], Iterator[Shot]]]] = {
    "page": pages.pages,
    "case": pages.case,
    "box": pages.commands,
    "form": pages.forms,
    "palette": pages.palette,
    "handbook": pages.handbook,
    "way": pages.ways,
    "log": flows.log,
    "merge": flows.merging,
    "disclose": flows.disclose,
    "import": flows.bring_in,
    "bundle": flows.receive,
    "court": flows.court,
    "evidence": evidence.evidence,
    "travel": travel.travel,
    "home": travel.home,
    "gate": gate.gate,
    "first": gate.first,
    "create": gate.create,
    "keys": gate.keys,
}


def walk(stage: Stage, parts: Iterable[str] = tuple(WALKS)) -> Iterator[Shot]:
    """Yield each screen under its part's name and its own; what comes first finds the vault as it was made."""
    for part in parts:
        for shot in WALKS[part](stage):
            yield Shot(f"{part}-{shot.name.replace('.', '-')}", shot.widget)
        stage.clear()
        dress(stage.look)
