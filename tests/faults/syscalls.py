"""The system calls with which `files` writes, each of which can be made to fail, to fall short, or to be the process's last."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pytest

    Fault = Callable[["Call", Callable[[], Any]], Any]

NAMES = ("open", "write", "fsync", "close", "mkdir", "chmod", "replace", "rename", "unlink")
ENDED = 77  # exit status of a process that a fault ended


@dataclass(frozen=True, slots=True)
class Call:
    """One call: which it was (counted from 0), its name, its arguments."""

    number: int
    name: str
    arguments: tuple[Any, ...]


@dataclass
class Watch:
    """What was called while it watched, in order."""

    calls: list[Call] = field(default_factory=list)

    def names(self) -> list[str]:
        return [call.name for call in self.calls]


@contextlib.contextmanager
def watched(patch: pytest.MonkeyPatch, fault: Fault | None = None) -> Iterator[Watch]:
    """Record every call within; `fault` decides what each one does instead."""
    watch = Watch()

    def wrap(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def called(*arguments: Any, **named: Any) -> Any:
            call = Call(len(watch.calls), name, arguments)
            watch.calls.append(call)
            if fault is None:
                return real(*arguments, **named)
            return fault(call, lambda: real(*arguments, **named))

        return called

    with patch.context() as within:
        for name in NAMES:
            within.setattr(os, name, wrap(name, getattr(os, name)))
        yield watch


def failing(number: int, errno: int, *, done: bool = False, for_ever: bool = False) -> Fault:
    """Let call `number` fail with `errno`: before anything was done or after it was `done`; `for_ever`: all later ones too.

    A close lets its descriptor go whatever it reports, as Linux has it.
    """

    def fault(call: Call, real: Callable[[], Any]) -> Any:
        if call.number != number and not (for_ever and call.number > number):
            return real()
        if done or call.name == "close":
            real()
        raise OSError(errno, "secret name", "secret-name")

    return fault


def short(number: int) -> Fault:
    """Let call `number`, a write, take one byte only, as it may when a signal comes or the disk is almost full."""

    def fault(call: Call, real: Callable[[], Any]) -> Any:
        if call.number != number:
            return real()
        descriptor, data = call.arguments
        return _write(descriptor, bytes(data)[:1])

    return fault


_write = os.write


def ending(number: int, *, done: bool) -> Fault:
    """Let the process end right before call `number`, or right after it was `done`, without any tidying up."""

    def fault(call: Call, real: Callable[[], Any]) -> Any:
        if call.number == number:
            if done:
                real()
            os._exit(ENDED)
        return real()

    return fault
