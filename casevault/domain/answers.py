"""The four answers that are no value, as people type them: "not asked" in the language of the window, or in English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.domain.schema import NOT_A_VALUE_LABELS, NotAValue

if TYPE_CHECKING:
    from casevault.i18n import Catalogue


def typed_answer(untrusted_text: str, catalogue: Catalogue) -> NotAValue | None:
    """Return the answer that was typed in so many words, or None; "?" alone is "not known"."""
    typed = _plain(untrusted_text)
    if typed == "?":
        return NotAValue.UNKNOWN
    for answer, label in NOT_A_VALUE_LABELS.items():
        if typed in {_plain(catalogue.text(label)), _plain(label.text), _plain(answer.value)}:
            return answer
    return None


def searched(query: str, catalogue: Catalogue) -> str:
    """Return `query` as the index knows it: an answer typed in any language is looked for by the words of the index."""
    answer = typed_answer(query, catalogue)
    return query if answer is None or query.strip() == "?" else f'"{NOT_A_VALUE_LABELS[answer].text}"'


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").casefold().split())
