"""Other words for what can be done: what a person types who does not know what it is called here."""

from __future__ import annotations

from casevault.i18n import N_

OTHER_WORDS = {
    "attach": N_("photo, picture, scan, paper, document, PDF, video, recording, evidence, upload, add a file"),
    "backup": N_("copy, stick, USB, external disk, save everything, safe copy"),
    "backup.restore": N_("get back, lost, broken disk, new computer, back-up"),
    "check": N_("damaged, broken, repair, integrity, test"),
    "court": N_("trial, hearing, observe, stamps, clock, judge"),
    "court.after": N_("write up, access log, refused, ICCPR, rights, trial"),
    "disclose": N_("embassy, report, share, export, send, print, brief, UN"),
    "discreet": N_("hide names, pseudonym, somebody looks on"),
    "erase": N_("delete for good, destroy, wipe, forget, shred"),
    "erase.vault": N_("delete everything, destroy, wipe, border, danger"),
    "copy": N_("acknowledge, receipt, arrived, passed on, answer, no notice needed"),
    "bundle": N_("came in, received, partner sent, age file, verify, signature, decrypt, import"),
    "exposure": N_("lost laptop, stolen, seized, confiscated, raid, search of the house, lost stick, lost phone, exposed, warn"),
    "approvals": N_("approve, four eyes, colleague, confirm, sign off"),
    "recalls": N_("recall, withdraw, take back, correct, notice, warn"),
    "go.duplicates": N_("merge, same person, twice, double, one person"),
    "import": N_("CSV, Excel, XLSX, table, import, Martus, Uwazi, Kobo"),
    "print": N_("paper, hard copy, printer"),
    "own": N_("custom field, template, vocabulary, own list, new kind"),
    "keys": N_("shortcuts, help, hotkeys"),
    "limits": N_("security, safe, danger, risk, what can go wrong"),
    "lock": N_("close, leave, log out, away"),
    "log": N_("note, write down, phone call"),
    "remove": N_("delete, throw away, bin"),
    "settings": N_("language, dark, text size, time-out, preferences, options"),
    "undo": N_("take back, mistake, wrong"),
    "way.change": N_("password, secret"),
    "way.code": N_("recovery, paper, lost, forgotten passphrase"),
    "way.keyfile": N_("stick, USB, token, second factor"),
    "way.person": N_("colleague, password, user, account, team"),
    "way.rehearse": N_("test, practise, recovery, sheets"),
    "way.remove": N_("colleague leaves, lost stick, revoke, delete"),
    "way.renew": N_("stolen, seized, new keys, re-encrypt, rotate"),
    "way.shares": N_("arrested, recovery, split, sheets, two of three, colleagues"),
}
