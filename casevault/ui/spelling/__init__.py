"""Spelling of texts, from dictionaries that the system has; nothing is sent, and no word is written outside the vault."""
