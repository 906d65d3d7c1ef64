"""How an answer and a refusal are written: one JSON object, or lines for a person. The one place in `cli` that words an error."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casevault.cli.context import Context
    from casevault.errors import CaseVaultError

BIDI_AND_CONTROL = dict.fromkeys((*range(32), 127, *range(128, 160), *range(8234, 8239), *range(8294, 8298)))


def clean(text: str) -> str:
    """Return recorded text without control and direction-changing characters, so that it cannot steer the terminal."""
    return text.replace("\n", " ").replace("\t", " ").translate(BIDI_AND_CONTROL)


def write_json(context: Context, answer: Mapping[str, Any]) -> None:
    """Print one machine-readable object on a line of stdout."""
    text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    print(text.encode("utf-8", "replace").decode("utf-8"), file=context.stdout)


def write_lines(context: Context, lines: Sequence[str]) -> None:
    """Print lines for a person."""
    for line in lines:
        print(clean(line).encode("utf-8", "replace").decode("utf-8"), file=context.stdout)


def refusal(context: Context, problem: CaseVaultError) -> dict[str, Any]:
    """Return the shape of any refusal: code, sentence and next step in the person's language, hits where a scan found some."""
    params = {key: _named(context, value) for key, value in problem.safe.items()}
    message = context.catalogue.filled(problem.what, params)
    field = str(params.get("field", ""))
    if field and field not in message:
        message = f"{field}: {message}"
    answer: dict[str, Any] = {
        "error": {
            "code": problem.code.value,
            "message": message,
            "hint": context.catalogue.filled(problem.hint, params),
        }
    }
    hits = getattr(problem, "hits", None)
    if hits is not None:
        answer["hits"] = [{"id": hit.id, "grade": str(hit.grade), "term": hit.term, "where": str(hit.where)} for hit in hits]
    return answer


def refusal_lines(answer: Mapping[str, Any]) -> list[str]:
    """Return a refusal in lines for a person."""
    error = answer["error"]
    lines = [f"{error['message']} ({error['code']})"]
    if error["hint"]:
        lines.append(error["hint"])
    lines += [f"  {hit['id']}  {hit['grade']}  {hit['term']}  {hit['where']}" for hit in answer.get("hits", [])]
    return lines


def _named(context: Context, value: object) -> object:
    if isinstance(value, str):
        return context.names.get(value, value)
    if isinstance(value, int):
        return value
    if isinstance(value, (list, tuple)):
        return ", ".join(str(_named(context, part)) for part in value)
    return str(value)
