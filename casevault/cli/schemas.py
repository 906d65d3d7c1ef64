"""Command schema: record types, fields, codes and labels, of CaseVault or of one vault."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from casevault.cli.command import Answer, Command
from casevault.domain.catalog import schema_json
from casevault.i18n import N_
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    import argparse

    from casevault.cli.context import Context
    from casevault.domain.catalog import Schema


def _schema_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("type", metavar="TYPE", nargs="?", default="")
    parser.add_argument("--in", metavar="DIR", dest="vault_dir", type=Path)
    parser.add_argument("--labels", metavar="LANG", default="")


def _schema(context: Context, args: argparse.Namespace) -> Answer:
    if args.vault_dir is None:
        return _schema_answer(context, args, load_schema())
    with context.vault(args) as vault:
        return _schema_answer(context, args, vault.schema)


def _labels_answer(context: Context, language: str, schema: Schema) -> Answer:
    """Return every label of every list in one language, and whether somebody has reviewed it."""
    found = [
        {
            "vocabulary": key,
            "code": code,
            "en": labels.get("en", code),
            "label": labels.get(language, ""),
            "reviewed": bool(labels.get(language)) and schema.vocabularies.is_reviewed(key, code, language),
            "source": labels.get(f"{language}_source", ""),
        }
        for key, codes in schema.vocabularies.entries.items()
        for code, labels in codes.items()
    ]
    open_ones = sum(not one["reviewed"] for one in found)
    marks = [str(one["source"] or ("ok" if one["reviewed"] else "?")) for one in found]
    lines = [
        f"{mark:<22} {one['vocabulary']}/{one['code']}  {one['label']}  ({one['en']})"
        for mark, one in zip(marks, found, strict=True)
    ]
    total = N_("{count} label is not reviewed.", "{count} labels are not reviewed.")
    return Answer({"language": language, "labels": found}, (*lines, context.catalogue.text(total, count=open_ones)))


def _schema_answer(context: Context, args: argparse.Namespace, schema: Schema) -> Answer:
    if args.labels:
        return _labels_answer(context, args.labels, schema)
    chosen = [schema.type(args.type)] if args.type else list(schema.types.values())
    lines: list[str] = []
    for record_type in chosen:
        lines.append(f"{record_type.key}  {context.catalogue.text(record_type.label)}")
        for field in record_type.fields:
            mark = "-" if field.retired else "!" if field.required else " "
            about = field.vocabulary or " ".join(field.targets)
            lines.append(f"  {mark} {field.key:<24} {field.kind.value:<9} {field.data_class.name}  {about}")
            lines += [f"      {column.key:<22} {column.kind.value:<9} {column.data_class.name}" for column in field.rows]
    return Answer(schema_json(schema, args.type), tuple(lines))


COMMANDS = (Command(name="schema", help=N_("Print record types, fields and codes"), arguments=_schema_arguments, run=_schema),)
