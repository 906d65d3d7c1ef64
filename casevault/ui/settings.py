"""How the window looks and behaves on this computer. Holds nothing about any case, person or vault.

Kept as one small JSON file in the person's configuration folder, because the theme and the language are needed before a vault is
open. A file that cannot be read or understood counts as absent.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from casevault.errors import CaseVaultError
from casevault.files import make_private_folder, read_limited, write_private_file
from casevault.ui.spelling.dictionaries import CODE
from casevault.ui.theme import Choice

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "window.json"
FILE_LIMIT = 16 * 1024  # bytes
TEXT_SIZES = (90, 100, 110, 125, 150, 175, 200)
LOCK_MINUTES = (1, 2, 5, 10, 20)
CLIPBOARD_SECONDS = (10, 30, 60)
LANGUAGE_NAMES = {"en": "English", "nl": "Nederlands", "zh": "简体中文", "ug": "ئۇيغۇرچە"}
LANGUAGES = tuple(LANGUAGE_NAMES)
PARTLY = frozenset({"ug"})  # of these some sentences stay English
UNREVIEWED = frozenset({"zh", "ug"})  # made by a machine, and no speaker has read it yet
NAMES = ("columns_hidden", "columns_shown", "forms_turned")
NAME = re.compile(r"[a-z_]{1,24}(\.[a-z_]{1,24})?")  # of our own lists and columns: nothing of a case can stand there
MOST_NAMES = 100
LONGEST_CODE = 20  # of a dictionary


@dataclass(frozen=True, slots=True)
class Settings:
    """One value per setting; every combination of allowed values is fine."""

    theme: str = Choice.SYSTEM.value
    text_size: int = 100  # percent
    language: str = ""  # "" = as the system
    lock_minutes: int = 5
    clipboard_seconds: int = 30
    discreet: bool = False  # lists lead with the code name
    hide_from_pictures: bool = True  # leave our windows out of screen pictures, where the system can
    spelling: str = ""  # the code of the dictionary that texts are checked with; "" = none
    cover_when_away: bool = False  # cover our windows while another program has the keyboard
    columns_hidden: tuple[str, ...] = ()  # "list.column": columns of tables that the person does not want to see
    columns_shown: tuple[str, ...] = ()  # and those they want to see beside the usual ones
    forms_turned: tuple[str, ...] = ()  # lists that are shown in their other form: a table as a list, a list as a table


def load(folder: Path) -> Settings:
    """Return the settings kept in `folder`; what is missing, unknown or out of bounds is as in a fresh installation."""
    try:
        untrusted = json.loads(read_limited(folder / FILE_NAME, FILE_LIMIT))
    except (CaseVaultError, ValueError):
        return Settings()
    return parse(untrusted)


def parse(untrusted: object) -> Settings:
    """Return the settings that `untrusted` (parsed JSON) holds, each checked on its own."""
    found = Settings()
    if not isinstance(untrusted, dict):
        return found
    allowed: dict[str, tuple[object, ...]] = {
        "theme": tuple(Choice),
        "text_size": TEXT_SIZES,
        "language": ("", *LANGUAGES),
        "lock_minutes": LOCK_MINUTES,
        "clipboard_seconds": CLIPBOARD_SECONDS,
        "discreet": (True, False),
        "hide_from_pictures": (True, False),
        "cover_when_away": (True, False),
    }
    for key in NAMES:
        names = untrusted.get(key)
        if (
            isinstance(names, list)
            and len(names) <= MOST_NAMES
            and all(isinstance(one, str) and NAME.fullmatch(one) for one in names)
        ):
            checked_names: dict[str, Any] = {key: tuple(names)}
            found = replace(found, **checked_names)
    for field in fields(Settings):
        if field.name in NAMES or field.name == "spelling":
            continue
        value = untrusted.get(field.name)
        # `type` and not `isinstance`: True would pass as the number 1.
        if type(value) is type(getattr(found, field.name)) and value in allowed[field.name]:
            checked: dict[str, Any] = {field.name: value}
            found = replace(found, **checked)
    spelling = untrusted.get("spelling")
    if isinstance(spelling, str) and len(spelling) <= LONGEST_CODE and CODE.fullmatch(spelling):
        found = replace(found, spelling=spelling)  # whether this computer has it shows when it is looked for
    return found


def save(folder: Path, settings: Settings) -> None:
    """Keep `settings` in `folder`."""
    make_private_folder(folder, parents=True)
    write_private_file(folder / FILE_NAME, json.dumps(asdict(settings), sort_keys=True).encode())
