"""Everything that leaves the vault for another person, through one function: `disclose`."""

from casevault.disclosure.compile import disclose, preview
from casevault.disclosure.request import Action, Preview, Reason, Report, Request, Row

__all__ = ["Action", "Preview", "Reason", "Report", "Request", "Row", "disclose", "preview"]
