"""Dates: read (`parse_edtf`, `parse_spoken`), placed in time (`span`), said in words (`in_words`)."""

from __future__ import annotations

from casevault.domain.date_pieces import DateNotUnderstood
from casevault.domain.date_reading import parse_spoken
from casevault.domain.date_words import in_words
from casevault.domain.edtf import OPEN_END, EDate, Form, Part, parse_edtf, span

__all__ = ["OPEN_END", "DateNotUnderstood", "EDate", "Form", "Part", "in_words", "parse_edtf", "parse_spoken", "span"]
