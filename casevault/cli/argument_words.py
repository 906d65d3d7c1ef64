"""What each argument of the command line means, in one sentence: `--help` alone must be enough to use a command.

An argument means the same under every command, unless the command stands beside it ("demo DIR").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.i18n import N_

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from casevault.i18n import Catalogue, Msg

_RECORD_ID: Final = N_("id of the record, as `list`, `search` and `add` print it")
_HEARING: Final = N_("id of the hearing: `casevault list DIR hearing`")
_TO_KEY: Final = N_("seal it to this age key instead of to seven words")
_AS_OF: Final = N_("as on this day (2026-03-18) instead of today")
_ONE_CASE: Final = N_("only of this case: its id")
_NTH_FILE: Final = N_("which of its files, counted from 1 (default: 1)")

WORDS: Final[Mapping[str, Msg]] = {
    "--passphrase-file": N_("read the passphrase from this file instead of asking"),
    "--passphrase-fd": N_("read the passphrase from this open descriptor"),
    "--keyfile": N_("the keyfile that belongs to the passphrase"),
    "--new-passphrase-file": N_("read the passphrase that is to be set from this file"),
    "--synced-folder-ok": N_("make it although the folder is copied to a server"),
    "--recovery-file": N_("open with the recovery code in this file"),
    "--shares-file": N_("a file with shares of colleagues; may be repeated"),
    "--sign-as": N_("the name or initials that entries are signed with"),
    "--deep": N_("read every attached file, too"),
    "--rebuild": N_("make what is derived from the log anew"),
    "--as-of": _AS_OF,
    "--requested-on": N_("the day on which the person asked (2026-03-18); without it nothing is handed over"),
    "--ical": N_("write what is due as a calendar file to OUT; it is not sealed"),
    "--names": N_("with --ical: write names and titles, too"),
    "--to": N_("for whom: id of an organisation or person, or a name"),
    "--profile": N_(
        "reduced: without sources and safe places (class C5); full: all of it; pseudonyms: code words for names, and no files"
    ),
    "--leave-files": N_("leave at home the attachments whose words name somebody who stays home"),
    "--hide-doubtful": N_("replace ordinary words, too, that are also the name of somebody who stays home"),
    "--sealed": N_("make it without any way in; a ticket opens it later"),
    "--ticket": N_("the text of the ticket; “-” reads it from the input"),
    "--days": N_("for how many days (default: 7)"),
    "TRAVEL": N_("the folder of the travel copy to make"),
    "JOURNEY": N_("id of the journey, as `travel pack` prints it, or the folder of its copy"),
    "--card": N_("the card of another office, to be taken in; “-” reads it from the input"),
    "--name": N_("what the other office is called here; “-” reads it from the input"),
    "--whole": N_("write everything once more, also what they said they have"),
    "OFFICE": N_("id of the other office: `casevault travel office DIR`"),
    "--keep": N_("how many back-ups are kept"),
    "--verify": N_("read everything and compare it"),
    "--set": N_("a field and its value; may be repeated, “-” as value reads it from the input"),
    "--data": N_("a file with the fields as JSON; “-” reads the input"),
    "--links": N_("show what it points to and what points to it"),
    "--case": _ONE_CASE,
    "--tag": N_("only what has this tag"),
    "--type": N_("only records of this type: `casevault schema` lists the types"),
    "--limit": N_("show at most so many"),
    "--save": N_("keep this search under a name"),
    "--saved": N_("search again what is kept under this name"),
    "--not-same": N_("note that these two are not the same, and show them no more"),
    "--take": N_("take this field from OTHER; may be repeated"),
    "--preview": N_("say what would come of it, and do nothing"),
    "--in": N_("the types, fields and lists of this vault, with its own"),
    "--labels": N_("print the labels of the codes in this language (en, nl, zh)"),
    "--reason": N_("why; “-” reads it from the input"),
    "--at": N_("when, as 09:42, 09:42:10 or 2026-03-18T09:42+08:00 (default: now)"),
    "--note": N_("what is to be noted with it; “-” reads it from the input"),
    "--refusals": N_("count refusals by the reason given, instead of showing one hearing"),
    "--title": N_("what the piece of evidence is called (default: the name of the file)"),
    "--kind": N_("what kind of evidence: `casevault schema evidence --json` lists them"),
    "--file": _NTH_FILE,
    "--recipient": _TO_KEY,
    "--plain": N_("do not seal it: whoever finds it can read it"),
    "--mapping": N_("use this mapping; --guess prints one to begin with"),
    "--sheet": N_("the sheet to read (default: the first with a table)"),
    "--encoding": N_("the encoding, where the guess is wrong"),
    "--delimiter": N_("what stands between the columns, where the guess is wrong"),
    "--header-row": N_("the row of the names of the columns, counted from 1; 0: there is none"),
    "--dry-run": N_("say what would come of it, and record nothing"),
    "--guess": N_("print the mapping that is suggested, and record nothing"),
    "--audience": N_("who will read it: embassy, un, ngo, grant, public or statistics"),
    "--output": N_("what is made, such as dossier or chronology"),
    "--about": N_("id of the one record it is about, where the output is about one"),
    "--option": N_("a word that this output knows, such as with_family"),
    "--seal": N_("how it is sealed: pdf, age, html or none"),
    "--purpose": N_("what it is for, as consents name it"),
    "--channel": N_("how it is handed over"),
    "--contact": N_("how the recipient reaches you, as it shall stand on the cover"),
    "--format": N_("the format of the file"),
    "--lang": N_("the language of the fixed text (default: en)"),
    "--accept": N_("a file with the weak finds of the scan that are accepted, each with its reason"),
    "--valid-until": N_("until when it may be used (default: 60 days)"),
    "--person": N_("only what named this person: its id"),
    "--to-myself": N_("copies made for oneself, instead of what left for others"),
    "--words-file": N_("a file with the seven words of the export"),
    "--identity-file": N_("a file with the age key that the export was sealed to"),
    "--unsigned": N_("leave the bundle without a signature: nothing in it proves that it is from you"),
    "--sign": N_("write a signature beside the file, as OUT.minisig: lasting proof that it is from you"),
    "--into": N_("the vault it was sealed for, which knows its senders"),
    "--accept-sender": N_("the eight words of a key that is not known yet, as the sender read them to you"),
    "--accept-unsigned": N_("take a bundle that nobody signed"),
    "--sender": N_("with whom a new key is kept: id of an organisation, or a name"),
    "--notes": N_("make a note of what it says of each record, too"),
    "--renew": N_("make two new keys in place of the old ones"),
    "--with-belonging": N_("erase what belongs to it alone, too"),
    "--leave-belonging": N_("leave what belongs to it, without it"),
    "--drop-backups": N_("erase the back-ups that hold it, too"),
    "--yes-erase": N_("really erase; without it the plan is printed and nothing is done"),
    "--confirm": N_("the word that the plan asks for"),
    "--existing": N_("FILE is there already: use it as it is"),
    "--recovery-code-too": N_("remove it although it is the recovery code"),
    "--need": N_("how many sheets together open the vault"),
    "--of": N_("how many sheets are made"),
    "--evidence": N_("a piece of evidence whose files go along, redacted; may be repeated; “all”: each that has a copy for it"),
    "--label": N_("what this copy is called, among several"),
    "--box": N_("what is made black: a page and four parts of it between 0 and 1 (left, top, width, height); may be repeated"),
    "--copy": N_("change this copy, which `redactions` lists, instead of beginning one: its boxes are added"),
    "--looked": N_("you have looked at every page of it, with these boxes"),
    "--remove": N_("remove this copy; the file and the log stay"),
    "--answer": N_("what they answered: confirmed, refused or no_answer"),
    "--on": N_("on which day (2026-03-18; default: today)"),
    "--disclosure": N_("only of what this copy held (its id); without it, of the whole vault, as on a lost computer or back-up"),
    "--require": N_(
        "for which audiences and outputs (embassy,un,output/dossier); “none” for none, which a second person confirms"
    ),
    "DIGEST": N_("what was asked: `casevault approval list DIR`"),
    "ACT": N_("what to do; without it what is still to be told is listed"),
    "DISCLOSURE": N_("id of the disclosure: `casevault disclosures DIR`"),
    "--from": N_("only what was on this day or later (2026-03-18)"),
    "--until": N_("only what was on this day or earlier (2026-03-18)"),
    "--jurisdiction": N_("only cases of this country, as two letters (CN)"),
    "--status": N_("only cases that stand so: open, dormant or closed"),
    "--role": N_("only cases in which somebody has this role, such as defender or lawyer"),
    "--per": N_("what a line of a report over time is: a year or a month"),
    "KIND": N_("which report (default: all of them)"),
    "COPY": N_("id of the redacted copy: `casevault redactions DIR EVIDENCE`"),
    "DIR": N_("the folder of the vault"),
    "ID": _RECORD_ID,
    "TYPE": N_("a record type, such as person or case: `casevault schema` lists them"),
    "BATCH": N_("the act to take back, as its answer named it (default: the last)"),
    "KEEP": N_("id of the person who stays"),
    "OTHER": N_("id of the same person's other record"),
    "QUERY": N_("what to look for, in any script"),
    "FIELD": N_("the fact: a field of the record (default: all of it that ages)"),
    "HEARING": _HEARING,
    "CODE": N_("what happens: `casevault schema hearing --json` lists the codes"),
    "RECORD": N_("id of the record that it is about"),
    "EVIDENCE": N_("id of the piece of evidence: `casevault attachments DIR`"),
    "TARGET": N_("the file or folder to write"),
    "FILE": N_("the file to read"),
    "OUT": N_("the file to write"),
    "PERSON": N_("id of the person: `casevault list DIR person`"),
    "PLACE": N_("the folder that holds the back-ups"),
    "BACKUP": N_("the folder of the back-up"),
    "FOLDER": N_("the folder that the sheets are written to"),
}
# Where an argument means something else than it does elsewhere.
OWN_WORDS: Final[Mapping[tuple[str, str], Msg]] = {
    ("create", "DIR"): N_("the folder to make; it must not be there yet"),
    ("demo", "DIR"): N_("the folder to make; it must not be there yet"),
    ("restore", "DIR"): N_("the folder to make; it must not be there yet"),
    ("backup", "--to"): N_("the folder that holds the back-ups (default: where the last one went)"),
    ("duplicates", "--type"): N_("records of which type (default: person)"),
    ("disclose", "--case"): N_("id of the case; repeated once for each case"),
    ("disclose", "--recipient"): N_("seal it to this age key; may be repeated"),
    ("open", "--case"): N_("take it in as evidence of this case: its id"),
    ("open", "--words-file"): N_("a file with the words that the bundle is sealed with"),
    ("verify", "--words-file"): N_("a file with the words that the bundle is sealed with"),
    ("open", "--identity-file"): N_("a file with the age key that the bundle was sealed to"),
    ("verify", "--identity-file"): N_("a file with the age key that the bundle was sealed to"),
    ("erase", "--reason"): N_("why, for the log"),
    ("erase-file", "--reason"): N_("why, for the log"),
    ("erase-vault", "--confirm"): N_("the name of the vault's folder"),
    ("remove", "ID"): N_("which way in: `casevault keys list DIR`"),
    ("add-keyfile", "FILE"): N_("the keyfile to make"),
    ("handbook", "PAGE"): N_("the page to print (default: the contents)"),
    ("handbook", "--find"): N_("print the places where all of these words stand"),
    ("pack", "--case"): N_("id of a case that goes along; repeated once for each case"),
    ("lost", "--lang"): N_("the language of every letter: en, nl or zh (default: what each person reads)"),
    ("lost", "--keep-letters"): N_("record each letter as a note at whom it is for"),
    ("lost", "JOURNEY"): N_("id of the journey, as `travel pack` printed it, or of another office"),
    ("pack", "--dry-run"): N_("say what would go along, who would be exposed and which names are replaced, and pack nothing"),
    ("pack", "--days"): N_("in so many days it should be home; a reminder"),
    ("office", "--words-file"): N_("a file with the eight words of that card, as they read them to you"),
    ("unseal", "--words-file"): N_("a file with the eight words of the ticket"),
    ("merge", "FILE"): N_("the bundle that came home, or from another office"),
    ("policy", "--file"): N_("try this file instead of the one installed; nothing is changed"),
    ("report", "--tag"): N_("only cases with this tag"),
    ("recall", "--to"): N_("to whom it was passed on; “-” reads it from the input"),
    ("recall", "--channel"): N_("by which way they were told"),
    ("claims", "ID"): _RECORD_ID,
    ("prefer", "ID"): N_("id of the account: `casevault claims` lists them"),
    ("dispute", "ID"): N_("id of the account: `casevault claims` lists them"),
    ("reject", "ID"): N_("id of the account: `casevault claims` lists them"),
}


def say_arguments(command: str, parser: argparse.ArgumentParser, catalogue: Catalogue) -> None:
    """Give every argument of `command` that says nothing yet its sentence; a test demands that there is one for each."""
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to walk them
        if action.help is None:
            name = action.option_strings[-1] if action.option_strings else str(action.metavar)
            said = OWN_WORDS.get((command, name)) or WORDS.get(name)
            if said is not None:
                action.help = catalogue.text(said).replace("%", "%%")  # argparse fills in "%" signs of its own
