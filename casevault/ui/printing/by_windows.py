"""Printers of Windows, by Qt's part for them. Other systems take a paper through a pipe, and their packages have no such part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from casevault.ui.printing.paper import put_on
from casevault.vault import printers

if TYPE_CHECKING:
    from casevault.ui.printing.paper import Paper


def known() -> list[str]:
    """Return the printers."""
    return list(QPrinterInfo.availablePrinterNames())


def hand_over(paper: Paper, printer: str) -> None:
    """Give a paper to a printer; IO_ERROR where it is not taken."""
    device = QPrinter(QPrinter.PrinterMode.HighResolution)
    device.setPrinterName(printer)
    device.setDocName(printers.JOB)
    if not device.isValid():
        raise printers.not_taken()
    put_on(paper, device)
