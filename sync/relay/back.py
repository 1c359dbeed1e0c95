"""What came back for those a relay carries for, and what sisters left: given onward."""

from __future__ import annotations

import hashlib
from typing import Final

from sync.database import Shared
from sync.ids import LogId
from sync.limits import DOWN_BYTES, RELAY_BACK_BYTES_EACH
from sync.relay.hubs import Hubs
from sync.relay.sisters import NOTHING_ASKED, Addressed, Asked
from sync.reply import ForDevice, Item, Kind

_NUMBER: Final = 8
_ID_BYTES: Final = 8


class WayBack:
    """The part of a shelf that goes back to devices; `id` is the shelf's own."""

    def __init__(
        self, file: Shared, own_id: bytes, hubs: Hubs, addressed: Addressed
    ) -> None:
        self._file = file
        self._id = own_id
        self._hubs = hubs
        self._addressed = addressed

    def give(
        self,
        log: LogId,
        cursor: bytes,
        most_bytes: int = DOWN_BYTES,
        asked: Asked = NOTHING_ASKED,
    ) -> ForDevice:
        """Return what goes back to a log from a cursor on, and the cursor after it.

        With it goes what sisters brought, where that is `asked`. A cursor of another
        shelf, or of none, begins at the oldest.
        """
        after, heard = self._place(cursor)
        is_first = not after
        found: dict[int, list[bytes]] = {Kind.RECEIPT: [], Kind.ENVELOPE: []}
        while most_bytes > 0:
            page = self._file.ask(
                "SELECT n, kind, raw FROM back WHERE log = ? AND n > ? "
                "ORDER BY n LIMIT 1",
                *(log, after),
            )
            if not page or (len(page[0][2]) > most_bytes and any(found.values())):
                break
            n, kind, raw = page[0]
            most_bytes -= len(raw)
            after = int(n)
            found.setdefault(int(kind), []).append(bytes(raw))
        if asked.post_keys and most_bytes > 0:
            for n, raw in self._addressed.page(asked, heard, most_bytes):
                heard = n
                found[Kind.ENVELOPE].append(raw)
        reached = [each.to_bytes(_NUMBER, "big") for each in (after, heard)]
        return ForDevice(
            log,
            tuple(found[Kind.RECEIPT]),
            tuple(found[Kind.ENVELOPE]),
            self._id + b"".join(reached if heard else reached[:1]),
            hub=self._hubs.of_log(log) if is_first and found[Kind.RECEIPT] else None,
        )

    def lay(self, item: Item, of: bytes, level: int, now_ms: int) -> int:
        """Lay something down for a log we carry for; the oldest makes room."""
        if self._hubs.realm_of(item.log) is None:
            return 0
        digest = hashlib.sha256(item.raw).digest()
        with self._file.change() as run:
            done = run(
                "INSERT INTO back (log, kind, digest, of, level, size, came_ms, raw) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                *(item.log, int(item.kind), digest, of, level, len(item.raw)),
                *(now_ms, item.raw),
            )
            run(
                "DELETE FROM back WHERE log = ? AND n <= (SELECT MAX(n) FROM "
                "(SELECT n, SUM(size) OVER (ORDER BY n DESC) AS above FROM back "
                "WHERE log = ?) WHERE above > ?)",
                *(item.log, item.log, RELAY_BACK_BYTES_EACH),
            )
        return int(done)

    def _place(self, cursor: bytes) -> tuple[int, int]:
        """Return what a cursor of this shelf stands for; any other is the start."""
        said = cursor[_ID_BYTES:]
        if not cursor.startswith(self._id) or len(said) not in (_NUMBER, 2 * _NUMBER):
            return 0, 0
        after = int.from_bytes(said[:_NUMBER], "big")
        heard = int.from_bytes(said[_NUMBER:], "big")
        return (after, heard) if max(after, heard) < 1 << 63 else (0, 0)
