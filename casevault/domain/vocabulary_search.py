"""Codes found while their words are typed: by label in any language, pinyin, article or code, in any order of words."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from casevault.domain.folding import fold
from casevault.domain.words import squeezed

if TYPE_CHECKING:
    from casevault.domain.vocabularies import Vocabularies

NOT_SEARCHED: Final = ("range", "retired")  # facts that nobody looks a code up by
LONGEST: Final = 200  # characters that are looked at


def find_codes(vocabularies: Vocabularies, key: str, untrusted_typed: str, *, limit: int = 8) -> list[str]:
    """Return the codes that are offered and meant by what was typed, those that begin so first; all in their order for ""."""
    wanted = fold(untrusted_typed[:LONGEST]).split()
    joined = squeezed("".join(wanted))
    begins, holds = [], []
    for code in vocabularies.offered(key):
        entry = vocabularies.entries[key][code]
        texts = tuple(text for name, text in sorted(entry.items()) if not name.endswith("_source") and name not in NOT_SEARCHED)
        spaced, squeezed_texts = _folded((code, *texts))
        if not wanted or any(text.startswith(joined) for text in squeezed_texts if joined):
            begins.append(code)
        elif all(any(word in text for text in spaced) for word in wanted) or (
            joined and any(joined in t for t in squeezed_texts)
        ):
            holds.append(code)
    return [*begins, *holds][:limit]


@lru_cache(maxsize=1 << 10)
def _folded(texts: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    folded = tuple(fold(text) for text in texts)
    return folded, tuple(squeezed(text) for text in folded)
