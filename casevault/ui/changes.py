"""One signal for "records changed". Whoever writes emits it; each view decides by the sets whether it cares."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class ChangeBus(QObject):
    """`happened` carries the `Changes` of one act of the person; `texts_taken` says that words of attached files can be found."""

    happened = Signal(object)
    texts_taken = Signal()
