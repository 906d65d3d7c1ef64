"""Words that this vault's people spell so: kept in the vault alone, beside the drafts, and never in a dictionary on the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from casevault.vault.vault import Vault

KEY: Final = "own_words"
MOST: Final = 5_000
LONGEST: Final = 60  # letters


def known(vault: Vault) -> list[str]:
    """Return the words that were kept."""
    kept = vault.drafts.load(KEY) or {}
    words = kept.get("words")
    return (
        [word for word in words if isinstance(word, str) and 0 < len(word) <= LONGEST][:MOST] if isinstance(words, list) else []
    )


def keep(vault: Vault, untrusted_word: str) -> list[str]:
    """Keep one more word and return all of them; the newest stay where there are too many."""
    word = untrusted_word.strip()
    words = list(dict.fromkeys([*known(vault), word] if 0 < len(word) <= LONGEST else known(vault)))[-MOST:]
    vault.drafts.save(KEY, {"words": words})
    return words
