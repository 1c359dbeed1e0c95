"""The road: sealed bytes that wait to be carried, and what came back. No keys here.

It is a plain file beside the encrypted one, so sealed sending goes on while the post is
closed. What came back is kept until the post has applied it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sync.database import Database, Migration, Shared, open_database
from sync.errors import DamagedFile
from sync.ids import EnvelopeId, LogId

if TYPE_CHECKING:
    from os import PathLike

MIGRATIONS: Final[tuple[Migration, ...]] = (
    """
    CREATE TABLE envelope (
        n INTEGER PRIMARY KEY,
        id BLOB NOT NULL UNIQUE,
        log BLOB NOT NULL,
        batch_no INTEGER NOT NULL,
        digest BLOB NOT NULL,
        put_ms INTEGER NOT NULL,
        level INTEGER NOT NULL DEFAULT 0,
        trouble TEXT,
        told INTEGER NOT NULL DEFAULT 1,
        sealed BLOB NOT NULL
    );
    CREATE INDEX envelope_next ON envelope (n) WHERE level = 0 AND trouble IS NULL;
    CREATE INDEX envelope_told ON envelope (n) WHERE NOT told;
    CREATE INDEX envelope_log ON envelope (log, id);
    CREATE TABLE receipt (
        envelope BLOB NOT NULL,
        level INTEGER NOT NULL,
        number INTEGER NOT NULL,
        raw BLOB NOT NULL,
        PRIMARY KEY (envelope, level)
    ) WITHOUT ROWID;
    CREATE TABLE log (
        log BLOB PRIMARY KEY,
        since INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE TABLE setting (
        name TEXT PRIMARY KEY,
        value BLOB NOT NULL
    ) WITHOUT ROWID
    """,
)
"""The road's schema, step by step; a released step is never edited."""

_SET: Final = (
    "INSERT INTO setting (name, value) VALUES (?, ?) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)

_SKIP_KNOWN: Final = (
    "UPDATE log SET since = MAX(since, ?) "
    "WHERE log = (SELECT log FROM envelope WHERE id = ?) AND NOT EXISTS "
    "(SELECT 1 FROM envelope WHERE envelope.log = log.log AND envelope.id != ?)"
)
"""With the last envelope of a log read, no receipt up to its number is still news."""


@dataclass(frozen=True, slots=True)
class HubAddress:
    """Where the hub is, what opens the road to it, and whose receipts count.

    `tls_root` is the PEM of a root certificate of the region, for a hub that no public
    authority vouches for.
    """

    url: str
    token: bytes
    receipt_public: bytes
    tls_root: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sealed envelope that the hub has not acknowledged."""

    envelope: EnvelopeId
    log: LogId
    batch_no: int
    sealed: bytes
    digest: bytes


@dataclass(frozen=True, slots=True)
class Outstanding:
    """An envelope on the road: how far it came, and what is wrong with it."""

    envelope: EnvelopeId
    log: LogId
    batch_no: int
    level: int
    trouble: str | None


@dataclass(frozen=True, slots=True)
class Returned:
    """A receipt that came back, checked, as the hub signed it."""

    number: int
    envelope: EnvelopeId
    level: int
    raw: bytes


class Road:
    """road.sqlite: usable from any thread, with the post open or closed.

    Every method raises DiskFull when there is no room; nothing is lost by it.
    """

    def __init__(self, database: Database) -> None:
        self._file = Shared(database)

    @classmethod
    def open(cls, path: str | PathLike[str]) -> Road:
        """Open or make the road at `path`. Raises FileError."""
        return cls(open_database(path, None, MIGRATIONS))

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def put(
        self,
        envelope: EnvelopeId,
        log: LogId,
        batch_no: int,
        sealed: bytes,
        now_ms: int,
    ) -> None:
        """Let a sealed envelope wait for its turn; putting it twice is putting it once.

        What was acknowledged already stays acknowledged.
        """
        with self._file.change() as run:
            run("INSERT INTO log (log) VALUES (?) ON CONFLICT DO NOTHING", log)
            run(
                "INSERT INTO envelope (id, log, batch_no, sealed, digest, put_ms) "
                "SELECT ?, ?, ?, ?, ?, ? WHERE NOT EXISTS "
                "(SELECT 1 FROM receipt WHERE envelope = ? AND level = 2) "
                "ON CONFLICT (id) DO NOTHING",
                *(envelope, log, batch_no, sealed, hashlib.sha256(sealed).digest()),
                *(now_ms, envelope),
            )

    def next(self) -> Waiting | None:
        """Return the envelope whose turn it is, or None."""
        found = self._file.ask(
            "SELECT id, log, batch_no, sealed, digest FROM envelope "
            "WHERE level = 0 AND trouble IS NULL ORDER BY n LIMIT 1"
        )
        return Waiting(*found[0]) if found else None

    def outstanding(self) -> tuple[Outstanding, ...]:
        """Return every envelope that is not read by the hub yet, in order."""
        found = self._file.ask(
            "SELECT id, log, batch_no, level, trouble FROM envelope ORDER BY n"
        )
        return tuple(Outstanding(*row) for row in found)

    def digest(self, envelope: EnvelopeId | bytes) -> bytes | None:
        """Return the SHA-256 of an envelope that is still here, or None."""
        found = self._file.ask("SELECT digest FROM envelope WHERE id = ?", envelope)
        return bytes(found[0][0]) if found else None

    def keep(self, receipt: Returned) -> bool:
        """Keep a receipt that was checked, and tell whether it was new.

        At level 2 the sealed bytes are let go; the receipt stays until it is applied.
        """
        with self._file.change() as run:
            done = run(
                "INSERT INTO receipt (number, envelope, level, raw) "
                "VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
                "number = excluded.number, raw = excluded.raw "
                "WHERE raw != excluded.raw",
                *(receipt.number, receipt.envelope, receipt.level, receipt.raw),
            )
            if receipt.level >= 2:
                run(_SKIP_KNOWN, receipt.number, receipt.envelope, receipt.envelope)
                run("DELETE FROM envelope WHERE id = ?", receipt.envelope)
            else:
                run(
                    "UPDATE envelope SET level = MAX(level, ?), trouble = NULL "
                    "WHERE id = ? AND level = 0",
                    *(receipt.level, receipt.envelope),
                )
            return bool(done)

    def returned(self) -> tuple[Returned, ...]:
        """Return the receipts the post has still to apply, in the hub's order."""
        found = self._file.ask(
            "SELECT number, envelope, level, raw FROM receipt ORDER BY number, level"
        )
        return tuple(Returned(*row) for row in found)

    def applied(self, receipts: tuple[Returned, ...]) -> None:
        """Let go of receipts that are in the journal's file now."""
        with self._file.change() as run:
            for one in receipts:
                run(
                    "DELETE FROM receipt WHERE envelope = ? AND level = ? AND raw = ?",
                    *(one.envelope, one.level, one.raw),
                )

    def trouble(self, envelope: EnvelopeId | bytes, reason: str) -> bool:
        """Note why the hub cannot use an envelope; True when that is news.

        It keeps its bytes and lets the next one pass.
        """
        with self._file.change() as run:
            done = run(
                "UPDATE envelope SET trouble = ?, told = 0 "
                "WHERE id = ? AND trouble IS NOT ?",
                *(reason, envelope, reason),
            )
            return bool(done)

    def troubles(self) -> tuple[Outstanding, ...]:
        """Return the envelopes whose trouble the post was not told yet."""
        found = self._file.ask(
            "SELECT id, log, batch_no, level, trouble FROM envelope "
            "WHERE NOT told ORDER BY n"
        )
        return tuple(Outstanding(*row) for row in found)

    def told(self, troubles: tuple[Outstanding, ...]) -> None:
        """Note that the post knows of these troubles."""
        with self._file.change() as run:
            for one in troubles:
                run(
                    "UPDATE envelope SET told = 1 WHERE id = ? AND trouble IS ?",
                    *(one.envelope, one.trouble),
                )

    def withdraw(self, envelope: EnvelopeId | bytes) -> None:
        """Take an envelope off the road: the same events were sealed again."""
        with self._file.change() as run:
            run("DELETE FROM envelope WHERE id = ?", envelope)

    def send_again(self, envelope: EnvelopeId | bytes) -> None:
        """Let an envelope wait once more: the hub no longer holds it."""
        with self._file.change() as run:
            run(
                "UPDATE envelope SET level = 0, trouble = NULL WHERE id = ?",
                envelope,
            )

    def logs(self) -> tuple[tuple[LogId, int], ...]:
        """Return each log that used this road, and the last receipt number seen."""
        found = self._file.ask("SELECT log, since FROM log ORDER BY log")
        return tuple((LogId(log), int(since)) for log, since in found)

    def seen_upto(self, log: LogId, number: int) -> None:
        """Note that every receipt of a log up to `number` has come back."""
        with self._file.change() as run:
            run(
                "UPDATE log SET since = MAX(since, ?) WHERE log = ?",
                *(number, log),
            )

    def ask_from_start(self, log: LogId) -> None:
        """Ask once more for every receipt of a log: one of them never came."""
        with self._file.change() as run:
            run("UPDATE log SET since = 0 WHERE log = ?", log)

    def hub(self) -> HubAddress | None:
        """Return where the hub is, or None before enrolment. Raises DamagedFile."""
        url, token = self._setting("hub_url"), self._setting("road_token")
        public = self._setting("receipt_public")
        if url is None:
            return None
        if token is None or public is None:
            raise DamagedFile("the road names a hub without its keys")
        return HubAddress(url, token, public, self._setting("tls_root") or None)

    def set_hub(self, hub: HubAddress) -> None:
        """Remember where the hub is and whose receipts count.

        Another hub has seen nothing yet: all that waits is its to receive.
        """
        known = self._setting("receipt_public")
        with self._file.change() as run:
            for name, value in (
                ("hub_url", hub.url),
                ("road_token", hub.token),
                ("receipt_public", hub.receipt_public),
                ("tls_root", hub.tls_root or ""),
            ):
                run(_SET, name, value)
            if known not in (None, hub.receipt_public):
                run("UPDATE log SET since = 0")
                run("UPDATE envelope SET level = 0, trouble = NULL")

    def last_contact_ms(self) -> int | None:
        """Return when the hub last answered, or None when it never did."""
        found = self._setting("last_contact_ms")
        return None if found is None else int(found)

    def contact(self, now_ms: int) -> None:
        """Note that the hub answered."""
        with self._file.change() as run:
            run(_SET, "last_contact_ms", now_ms)

    def _setting(self, name: str) -> Any:
        found = self._file.ask("SELECT value FROM setting WHERE name = ?", name)
        return found[0][0] if found else None
