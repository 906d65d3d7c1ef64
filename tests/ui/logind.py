"""A stand-in for logind on a bus of the test's own: `python logind.py SIGNAL`.

It answers what the window asks and, once it gave out an inhibitor, sends SIGNAL: sleep, wake, shutdown, lock, away, back,
or other (another session is switched away).
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from PySide6.QtCore import ClassInfo, Property, QCoreApplication, QObject, QTimer, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusObjectPath, QDBusUnixFileDescriptor

interface_name: Any = ClassInfo  # the stubs know it without its argument
LOGIN, PATH = "org.freedesktop.login1", "/org/freedesktop/login1"
OWN, OTHER, AUTO = f"{PATH}/session/_37", f"{PATH}/session/_38", f"{PATH}/session/auto"
SOON, LONG = 200, 20_000  # ms

SIGNALS: dict[str, tuple[str, str, str, list[Any]]] = {
    "sleep": (PATH, f"{LOGIN}.Manager", "PrepareForSleep", [True]),
    "wake": (PATH, f"{LOGIN}.Manager", "PrepareForSleep", [False]),
    "shutdown": (PATH, f"{LOGIN}.Manager", "PrepareForShutdown", [True]),
    "lock": (OWN, f"{LOGIN}.Session", "Lock", []),
    "away": (OWN, "org.freedesktop.DBus.Properties", "PropertiesChanged", [f"{LOGIN}.Session", {"Active": False}, []]),
    "back": (OWN, "org.freedesktop.DBus.Properties", "PropertiesChanged", [f"{LOGIN}.Session", {"Active": True}, []]),
    "other": (OTHER, "org.freedesktop.DBus.Properties", "PropertiesChanged", [f"{LOGIN}.Session", {"Active": False}, []]),
}


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@interface_name({"D-Bus Interface": f"{LOGIN}.Manager"})
class Manager(QObject):
    def __init__(self, told: str) -> None:
        super().__init__()
        self._told = told

    @Slot(str, result=QDBusObjectPath)
    def GetSession(self, name: str) -> QDBusObjectPath:  # noqa: N802 - logind's own name
        return QDBusObjectPath(OWN if name == "7" else OTHER)

    @Slot(str, str, str, str, result=QDBusUnixFileDescriptor)
    def Inhibit(self, what: str, who: str, why: str, how: str) -> QDBusUnixFileDescriptor:  # noqa: N802 - as above
        say(f"inhibit {what} {how} {who}" if why else "inhibit")
        QTimer.singleShot(SOON, self._tell)
        reading, writing = os.pipe()
        held = QDBusUnixFileDescriptor(writing)
        os.close(writing)
        self._reading = reading
        return held

    def _tell(self) -> None:
        path, interface, name, arguments = SIGNALS[self._told]
        message = QDBusMessage.createSignal(path, interface, name)
        message.setArguments(arguments)
        say(f"told {time.monotonic()}")
        QDBusConnection.systemBus().send(message)


@interface_name({"D-Bus Interface": f"{LOGIN}.Session"})
class Session(QObject):
    def _id(self) -> str:
        return "7"

    Id = Property(str, _id)


if __name__ == "__main__":
    application = QCoreApplication([])
    bus = QDBusConnection.systemBus()
    manager, session = Manager(sys.argv[1]), Session()
    bus.registerObject(PATH, manager, QDBusConnection.RegisterOption.ExportAllSlots)
    bus.registerObject(AUTO, session, QDBusConnection.RegisterOption.ExportAllProperties)
    if not bus.registerService(LOGIN):
        sys.exit("no bus")
    QTimer.singleShot(LONG, application.quit)
    application.exec()
