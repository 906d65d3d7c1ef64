"""In which field of a form somebody typed last: a draft keeps it, so that after a lock the next key goes where the last went."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit, QWidget

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.ui.field_row import FieldRow


def at_of(form: QWidget, rows: Mapping[str, FieldRow]) -> str:
    """Return the key of the row that has the keyboard of `form`; "" for none."""
    focused = cast("QWidget | None", form.focusWidget())  # the stubs do not know that there may be none
    return next((key for key, row in rows.items() if focused is not None and row.isAncestorOf(focused)), "")


def go_on_at(untrusted_at: object, rows: Mapping[str, FieldRow]) -> FieldRow | None:
    """Put the keyboard behind what was typed there, and return that row; None where no row is called so."""
    row = rows.get(untrusted_at) if isinstance(untrusted_at, str) else None
    if row is None:
        return None
    editor = row.editor.widget
    editor.setFocus()
    while (proxy := editor.focusProxy()) is not None:
        editor = proxy
    # Nothing may be left selected: the next key would take away all that was typed before the lock.
    if isinstance(editor, QLineEdit):
        editor.end(False)  # noqa: FBT003 - Qt has no name for it: nothing is marked on the way
    elif isinstance(editor, (QPlainTextEdit, QTextEdit)):
        editor.moveCursor(QTextCursor.MoveOperation.End)
    return row
