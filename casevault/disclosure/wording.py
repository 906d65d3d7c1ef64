"""Fixed words that stand in for what may not be printed. Never a recorded value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.disclosure.detect_text import Found
from casevault.disclosure.scan_terms import TermKind
from casevault.i18n import N_, Msg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casevault.i18n import Catalogue

# A source role prints as "a person": "a source" beside an act would tell the reader that this person is one.
ROLE_WORDS: Mapping[str, Msg] = {
    "defender": N_("a defender"),
    "victim_by_association": N_("a person close to the defender"),
    "relative": N_("a relative"),
    "lawyer": N_("a lawyer"),
    "witness": N_("a witness"),
    "source": N_("a person"),
    "official": N_("an official"),
    "observer": N_("an observer"),
    "other": N_("a person"),
}
FOCUS_WORDS = N_("the person concerned")

HOME_WORDS = N_("a home")
THING_WORDS: Mapping[str, Msg] = {
    "organisation": N_("an organisation"),
    "facility": N_("a place of detention or stay"),
    "place": N_("a place"),
}

# In running text a replaced word stands in square brackets, the editor's mark for "not the words of the source".
MARKS: Mapping[TermKind, Msg] = {
    TermKind.NAME: N_("name withheld"),
    TermKind.IDENTIFIER: N_("number withheld"),
    TermKind.NUMBER: N_("number withheld"),
    TermKind.ADDRESS: N_("address withheld"),
    TermKind.HANDLE: N_("account withheld"),
    TermKind.FILE_NAME: N_("file name withheld"),
    TermKind.CODE_WORD: N_("words left out"),  # that it was one is what nobody may learn
    TermKind.WORDS: N_("words left out"),
}

# The same for what nobody recorded and a detector found.
FOUND_MARKS: Mapping[Found, Msg] = {
    Found.RESIDENT_ID: N_("identity number withheld"),
    Found.HKID: N_("identity number withheld"),
    Found.PASSPORT: N_("passport or permit withheld"),
    Found.BSN: N_("identity number withheld"),
    Found.SOCIAL_NUMBER: N_("identity number withheld"),
    Found.PLATE: N_("number plate withheld"),
    Found.CARD: N_("bank card withheld"),
    Found.IBAN: N_("bank account withheld"),
    Found.CRYPTO: N_("payment address withheld"),
    Found.LONG_NUMBER: N_("number withheld"),
    Found.PHONE: N_("phone number withheld"),
    Found.HANDLE: N_("account withheld"),
    Found.EMAIL: N_("mail address withheld"),
    Found.LINK: N_("link withheld"),
    Found.IP: N_("network address withheld"),
    Found.MAC: N_("device number withheld"),
    Found.IMEI: N_("device number withheld"),
    Found.POSITION: N_("position withheld"),
    Found.ADDRESS: N_("address withheld"),
    Found.BIRTH: N_("date of birth withheld"),
}

# What a reader learns of the sources: kinds, in an order that does not follow any record.
SOURCE_WORDS: Mapping[str, Msg] = {
    "court_paper": N_("court papers and official notices"),
    "official": N_("official documents and statements"),
    "lawyer": N_("counsel"),
    "victim": N_("people with direct knowledge"),
    "witness": N_("people with direct knowledge"),
    "relative": N_("people with direct knowledge"),
    "diplomat": N_("diplomatic sources"),
    "ngo": N_("reports by human-rights organisations"),
    "media": N_("press reports"),
    "state_media": N_("state media"),
    "social_media": N_("public posts"),
    "satellite": N_("satellite pictures"),
    "leaked": N_("documents that were not published"),
    "government": N_("official documents and statements"),
    "law_text": N_("published law"),
    "scholar": N_("published research"),
}
OTHER_SOURCE = N_("other sources")
_DERIVED = " (derived)"  # how a rule pack marks such a limit


def role_words(role: str, *, focus: bool, catalogue: Catalogue) -> str:
    """Return the words that stand for a person who may not be named."""
    return catalogue.text(FOCUS_WORDS if focus else ROLE_WORDS.get(role, ROLE_WORDS["other"]))


def source_words(kinds: Iterable[str], catalogue: Catalogue) -> list[str]:
    """Return the general words for kinds of source, each once, in one fixed order."""
    chosen = {SOURCE_WORDS.get(kind, OTHER_SOURCE).text for kind in kinds}
    ordered = dict.fromkeys([*SOURCE_WORDS.values(), OTHER_SOURCE])
    return [catalogue.text(msg) for msg in ordered if msg.text in chosen]


def article_alone(cite: str) -> str:
    """Return the article that a limit goes back to, without saying how: for a place that has room for few words."""
    return cite.removesuffix(_DERIVED)


def article_words(cite: str, catalogue: Catalogue) -> str:
    """Return an article as a reader of papers knows it: of a limit that no article states, that it was worked out from one."""
    stated = cite.removesuffix(_DERIVED)
    return cite if stated == cite else catalogue.text(N_("worked out from {cite}"), cite=stated)
