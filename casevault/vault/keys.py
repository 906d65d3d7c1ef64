"""The keys of an open vault: one per purpose, all from the master key, all in buffers that are wiped when it closes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casevault.crypto import keywrap

if TYPE_CHECKING:
    from casevault.crypto.keywrap import MasterKey


@dataclass(frozen=True, slots=True)
class Keys:
    """32 bytes each. `master` stays so that a new slot can be made without asking for an old secret."""

    master: MasterKey
    db: bytearray  # the database; also for a connection of its own at back-up
    header: bytearray  # HMAC over the header
    blobwrap: bytearray  # wraps each attachment's own key
    audit_mac: bytearray  # HMAC chain of the change log
    dedup: bytearray  # HMAC that finds equal attachments
    backup_mac: bytearray  # HMAC over a back-up's manifest
    calendar_uid: bytearray  # HMAC that names entries of a calendar

    @classmethod
    def of(cls, master: MasterKey, vault_id: bytes) -> Keys:
        """Derive every key of the vault `vault_id`."""
        return cls(master, *(keywrap.subkey(master, vault_id, purpose) for purpose in keywrap.PURPOSES))

    def wipe(self) -> None:
        """Overwrite every key."""
        own = (self.db, self.header, self.blobwrap, self.audit_mac, self.dedup, self.backup_mac, self.calendar_uid)
        keywrap.wipe(self.master, *own)
