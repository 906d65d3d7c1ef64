"""A screen reader without a voice: what the accessibility bus says of the windows on it, a line of JSON for each asked.

It runs on the system's Python, which has GLib's bus, in a process of its own, inside the session whose windows it reads.
Asked "tree" it answers all elements that show, in reading order; asked "focus" the one that has the keyboard, or null.
"""

from __future__ import annotations

import importlib
import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

importlib.import_module("gi")
Gio: Any = importlib.import_module("gi.repository.Gio")
GLib: Any = importlib.import_module("gi.repository.GLib")

ELEMENT = "org.a11y.atspi.Accessible"
ROOT = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
PATIENCE = 10_000  # milliseconds for one answer
DEEPEST, MOST_CHILDREN = 40, 80  # of a list a screen reader reads what is in sight too
TEXT = "org.a11y.atspi.Text"
NAMED_BY_LABEL = "combo box"  # Qt gives its label as a relation, and what is chosen as its name
LABELLED_BY = 2
ROW = "list item"
STATES = {1: "active", 4: "checked", 7: "editable", 8: "enabled", 9: "expandable", 11: "focusable", 12: "focused", 16: "modal"}
STATES |= {22: "selectable", 23: "selected", 24: "sensitive", 25: "showing", 30: "visible", 41: "checkable", 43: "read-only"}


def bus_of_readers() -> Any:
    """Return the connection to the bus of accessibility; asking for its address starts it."""
    session = Gio.bus_get_sync(Gio.BusType.SESSION)
    asked = ("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress")
    (address,) = session.call_sync(*asked, None, None, Gio.DBusCallFlags.NONE, PATIENCE, None).unpack()
    flags = Gio.DBusConnectionFlags
    return Gio.DBusConnection.new_for_address_sync(
        address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None
    )


class Reader:
    """Asks the elements of all programs on the bus."""

    def __init__(self) -> None:
        self._bus = bus_of_readers()

    def _call(self, place: tuple[str, str], method: str, given: Any = None, of: str = ELEMENT) -> Any:
        answer = self._bus.call_sync(*place, of, method, given, None, Gio.DBusCallFlags.NONE, PATIENCE, None)
        return answer.unpack()[0]

    def _property(self, place: tuple[str, str], name: str) -> str:
        given = GLib.Variant("(ss)", (ELEMENT, name))
        return str(self._call(place, "Get", given, "org.freedesktop.DBus.Properties"))

    def children(self, place: tuple[str, str]) -> list[tuple[str, str]]:
        """Return what is inside an element."""
        return [(bus, path) for bus, path in self._call(place, "GetChildren")]

    def element(self, place: tuple[str, str], states: Sequence[str]) -> dict[str, Any]:
        """Return what is read aloud of one element."""
        found = {"name": self._property(place, "Name"), "role": self._call(place, "GetRoleName"), "states": list(states)}
        if "editable" in states:
            found["text"] = self._call(place, "GetText", GLib.Variant("(ii)", (0, -1)), TEXT)
        if found["role"] == NAMED_BY_LABEL:
            labels = [one for kind, targets in self._call(place, "GetRelationSet") if kind == LABELLED_BY for one in targets]
            found["label"] = " ".join(self._property((bus, path), "Name") for bus, path in labels)
        return found

    def _states(self, place: tuple[str, str]) -> set[str]:
        low, high = self._call(place, "GetState")
        bits = low | high << 32
        return {name for bit, name in STATES.items() if bits >> bit & 1}

    def _windows(self) -> list[tuple[tuple[str, str], int]]:
        return [(window, 0) for program in self.children(ROOT) for window in reversed(self.children(program))]

    def tree(self) -> list[dict[str, Any]]:
        """Return the elements of all windows that show."""
        found: list[dict[str, Any]] = []
        waiting = self._windows()
        while waiting:
            place, depth = waiting.pop()
            try:
                states = self._states(place)
                if "showing" not in states:
                    continue
                inside = self.children(place)[:MOST_CHILDREN] if depth < DEEPEST else []
                found.append(self.element(place, sorted(states)) | {"depth": depth})
            except GLib.Error:  # it went while it was read, as windows do
                continue
            waiting += [(child, depth + 1) for child in reversed(inside)]
        return found

    def focus(self) -> dict[str, Any] | None:
        """Return the one element that has the keyboard, if any. Of two windows it is in the one in front."""
        waiting = self._windows()
        while waiting:
            place, depth = waiting.pop()
            try:
                states = self._states(place)
                if "showing" not in states or (not depth and "active" not in states):
                    continue
                inside = self.children(place) if depth < DEEPEST else []
                if "focused" in states and not any(self._holds_focus(child) for child in inside):
                    found = self.element(place, sorted(states))
                    # Qt says of the row a list is at that it has the keyboard, also while the list has not.
                    if found["role"] != ROW or "focused" in self._states(self._parent(place)):
                        return found
            except GLib.Error:
                continue
            waiting += [(child, depth + 1) for child in reversed(inside)]
        return None

    def _parent(self, place: tuple[str, str]) -> tuple[str, str]:
        given = GLib.Variant("(ss)", (ELEMENT, "Parent"))
        bus, path = self._call(place, "Get", given, "org.freedesktop.DBus.Properties")
        return bus, path

    def _holds_focus(self, place: tuple[str, str]) -> bool:
        try:
            states = self._states(place)
        except GLib.Error:
            return False
        # The part of a text that scrolls has the keyboard with it, and is nothing that is read.
        return {"focused", "showing"} <= states and bool(self._property(place, "Name"))


def main() -> None:
    """Answer until nobody asks any more."""
    reader = Reader()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        asked = line.strip()
        found: Any
        try:
            found = reader.focus() if asked == "focus" else reader.tree()
        except GLib.Error:
            found = None if asked == "focus" else []
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
