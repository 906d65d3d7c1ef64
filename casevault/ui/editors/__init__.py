"""One editor a field, chosen by the kind of its value; a kind without an editor is an error of the type checker."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from casevault.domain.schema import Kind, TextForm
from casevault.ui.editors.checklist import ChecklistEdit, is_checklist
from casevault.ui.editors.choice import choice_editor, choices_editor, type_editor, yes_no_editor
from casevault.ui.editors.coded import LOOKED_UP, code_line
from casevault.ui.editors.lists import list_editor, types_editor
from casevault.ui.editors.reference import reference_editor, references_editor
from casevault.ui.editors.rows import RowsEdit
from casevault.ui.editors.rule import is_rule, rule_editor
from casevault.ui.editors.tags import tags_editor
from casevault.ui.editors.text import date_editor, line_editor, lines_editor, prose_editor

if TYPE_CHECKING:
    from casevault.domain.schema import Field
    from casevault.ui.editors.base import Surroundings

from casevault.ui.editors.base import Editor


def make_editor(field: Field, around: Surroundings) -> Editor:  # noqa: C901, PLR0911, PLR0912 - one branch a kind is the point
    """Return the editor for `field`."""
    match field.kind:
        case Kind.TEXT if field.form is TextForm.RECORD_TYPE:
            return type_editor(around)
        case Kind.TEXT if field.form is TextForm.VOCABULARY:
            return list_editor(around)
        case Kind.TEXT if is_rule(field):
            return rule_editor(around)
        case Kind.TEXT | Kind.INT | Kind.DURATION:
            return line_editor(field, around)
        case Kind.LONG:
            return prose_editor(around)
        case Kind.TEXTS if field.form is TextForm.TAG:
            return tags_editor(around)
        case Kind.TEXTS if field.form is TextForm.RECORD_TYPE:
            return types_editor(around)
        case Kind.TEXTS:
            return lines_editor(around)
        case Kind.DATE | Kind.DATETIME | Kind.DAY:
            return date_editor(around, timed=field.kind is Kind.DATETIME)
        case Kind.BOOL:
            return yes_no_editor(around)
        case Kind.CHOICE if field.vocabulary in LOOKED_UP:
            return code_line(field, around)
        case Kind.CHOICE:
            return choice_editor(field, around)
        case Kind.CHOICES:
            return choices_editor(field, around)
        case Kind.REF:
            return reference_editor(field, around)
        case Kind.REFS:
            return references_editor(field, around)
        case Kind.ROWS if is_checklist(field):
            checklist = ChecklistEdit(around)
            return Editor(checklist, checklist.get, checklist.put)
        case Kind.ROWS:
            rows = RowsEdit(field, around, make_editor)
            return Editor(rows, rows.get, rows.put)
        case unreachable:
            assert_never(unreachable)


__all__ = ["Editor", "make_editor"]
