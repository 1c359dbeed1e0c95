"""Which hubs a relay can believe: nobody told it, but what it carries names the region.

The realm in every envelope is a digest of the region's CA; a descriptor says whose
receipts that region's hub signs, from the CA down.
"""

from __future__ import annotations

from sync.database import Shared
from sync.errors import FormatError, SyncError
from sync.ids import LogId
from sync.limits import MAX_MESSAGE_BYTES
from sync.receipt import Receipt, peek_receipt, read_receipt
from sync.reply import Item
from sync.trust.certificate import read_descriptor


class Hubs:
    """The part of a shelf about hubs."""

    def __init__(self, file: Shared) -> None:
        self._file = file

    def know(self, item: Item) -> None:
        """Keep who a hub is, once the realm of what we carry says to believe it."""
        realm = self.realm_of(item.log)
        if realm is None or len(item.raw) > MAX_MESSAGE_BYTES:
            return
        try:
            said = read_descriptor(item.raw, realm)
            known = self.of_realm(realm)
            if known and read_descriptor(known, realm).at_ms >= said.at_ms:
                return
        except SyncError:
            return
        with self._file.change() as run:
            run("INSERT OR REPLACE INTO hub VALUES (?, ?)", realm, item.raw)

    def of_realm(self, realm: bytes) -> bytes | None:
        """Return the newest proven descriptor of the hub of a realm, or None."""
        found = self._file.ask("SELECT raw FROM hub WHERE realm = ?", realm)
        return bytes(found[0][0]) if found else None

    def realm_of(self, log: LogId) -> bytes | None:
        """Return the realm of a log we carry for, or None when there is none."""
        found = self._file.ask("SELECT realm FROM envelope WHERE log = ? LIMIT 1", log)
        return bytes(found[0][0]) if found else None

    def unread_of(self, sender: bytes) -> list[bytes]:
        """Return the envelopes of a sender that no hub is known to have read."""
        sql = "SELECT id FROM envelope WHERE sender = ? AND level < 2"
        return [bytes(envelope) for (envelope,) in self._file.ask(sql, sender)]

    def unread(self) -> frozenset[bytes]:
        """Return what waits here and no hub is known to have read, by SHA-256."""
        found = self._file.ask("SELECT digest FROM envelope WHERE level < 2")
        return frozenset(bytes(digest) for (digest,) in found)

    def of_log(self, log: LogId) -> bytes | None:
        """Return the descriptor of the hub that reads a log, or None."""
        realm = self.realm_of(log)
        return None if realm is None else self.of_realm(realm)

    def read(self, raw: bytes) -> tuple[Receipt, bool]:
        """Return a receipt of something we carry, and whether its own hub signed it.

        Raises SyncError for what is none, is for nothing here, or another hub signed
        where we know which one should have.
        """
        said = peek_receipt(raw)
        found = self._file.ask(
            "SELECT realm FROM envelope WHERE digest = ? AND log = ?",
            *(said.digest, said.log),
        )
        if not found:
            raise FormatError("a receipt of nothing here")
        realm = bytes(found[0][0])
        hub = self.of_realm(realm)
        if hub is None:
            return said, False
        return read_receipt(raw, read_descriptor(hub, realm).receipt), True
