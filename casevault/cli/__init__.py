"""The second face of CaseVault: commands that print and never decide. Imports no Qt."""

from casevault.cli.main import main

__all__ = ["main"]
