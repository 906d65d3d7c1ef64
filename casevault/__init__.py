"""CaseVault: an encrypted, offline case file for people who document detained human-rights defenders."""

__version__ = "0.1.0"
