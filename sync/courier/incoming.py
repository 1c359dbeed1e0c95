"""What came down a road: sealed bytes for the post, until it has landed them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sync.courier.entrusted import Entrusted, Giver, sister_of
from sync.courier.homely import Homely
from sync.courier.schema import SET
from sync.database import Shared
from sync.limits import MAX_COLLECTED_BYTES, MAX_REFUSED_BYTES

_CURSOR: Final = "down_cursor"
_LANDED: Final = "landed_upto"
_AT_ONCE_BYTES: Final = 4 * 1024 * 1024
"""What is taken off the road for one transaction of the post."""

_LEAST_REFUSED_BYTES: Final = 16 * 1024
"""What the smallest of what was refused counts for: a thousand at most are kept."""
_FORGET_REFUSED: Final = (
    "DELETE FROM down WHERE n IN (SELECT n FROM (SELECT n, SUM(MAX(size, ?)) "
    "OVER (ORDER BY n DESC) AS upto FROM down WHERE reason IS NOT NULL) WHERE upto > ?)"
)


@dataclass(frozen=True, slots=True)
class Collected:
    """An envelope that came down, unproven, as it lies on the road."""

    n: int
    arrived_ms: int
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An envelope that came down and could not be used, and why."""

    n: int
    arrived_ms: int
    size: int
    reason: str


class Incoming:
    """The down-stream's part of a road file."""

    def __init__(self, file: Shared, homely: Homely, entrusted: Entrusted) -> None:
        self._file = file
        self._homely = homely
        self._entrusted = entrusted

    def collect(
        self,
        envelopes: Sequence[bytes],
        cursor: bytes,
        now_ms: int,
        asked: bytes | None = None,
        *,
        giver: Giver = Giver.HUB,
    ) -> int:
        """Keep what came down, and the cursor that goes with it, in one transaction.

        An answer to a question from `asked` on moves no cursor that was moved since.
        What the `giver` had of what sisters sealed, the hub may have.
        """
        new = 0
        with self._file.change() as run:
            for sealed in envelopes:
                digest = hashlib.sha256(sealed).digest()
                new += run(
                    "INSERT INTO down (digest, arrived_ms, size, sister, is_hubs, "
                    "sealed) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (digest) DO NOTHING",
                    *(digest, now_ms, len(sealed)),
                    *(sister_of(sealed), giver, sealed),
                )
                if giver != Giver.NEIGHBOUR:
                    self._entrusted.hub_has_it(run, digest, giver)
                self._homely.copy_came(run, sealed, now_ms)
            if asked is None or asked == self.cursor():
                run(SET, _CURSOR, cursor)
        return new

    def collect_again(self) -> None:
        """Ask for the down-stream from its start: the post lost what it had landed.

        The hub, and every neighbour: without a hub it came from a base.
        """
        with self._file.change() as run:
            run(SET, _CURSOR, b"")
            run(SET, _LANDED, 0)
            run("DELETE FROM way_back")

    def cursor(self) -> bytes:
        """Return where the hub left off, empty for the start."""
        found = self._file.ask("SELECT value FROM setting WHERE name = ?", _CURSOR)
        return bytes(found[0][0]) if found else b""

    def collected(self) -> tuple[Collected, ...]:
        """Return what came and waits for the open post, oldest first.

        As much as fits in one transaction; ask again after `landed`.
        """
        found = self._file.ask(
            "SELECT n, LENGTH(sealed) FROM down WHERE reason IS NULL "
            "ORDER BY n LIMIT 1000"
        )
        last, size = 0, 0
        for n, length in found:
            size += length
            if last and size > _AT_ONCE_BYTES:
                break
            last = n
        taken = self._file.ask(
            "SELECT n, arrived_ms, CAST(sealed AS BLOB) FROM down "
            "WHERE reason IS NULL AND n <= ? ORDER BY n",
            last,
        )
        return tuple(Collected(n, ms, bytes(sealed)) for n, ms, sealed in taken)

    def landed(
        self,
        numbers: Sequence[int],
        upto: int = 0,
        envelope: bytes = b"",
        *,
        is_sisters: bool = False,
    ) -> None:
        """Let go of what is in the journal's file now; `upto` is its count of that.

        What was set aside and only claimed to be that `envelope` goes too: the road had
        spoiled it. `is_sisters`: the open post proved that a sister signed these very
        bytes; they are kept for her. What is only like hers is not.
        """
        with self._file.change() as run:
            run(SET, _LANDED, max(upto, self.landed_upto()))
            for n in numbers:
                if is_sisters:
                    self._entrusted.take(run, n)
                run("DELETE FROM down WHERE n = ?", n)
            if envelope:
                run(
                    "DELETE FROM down WHERE reason IS NOT NULL AND claims = ?", envelope
                )

    def landed_upto(self) -> int:
        """Return how far the journal's file was when something was last let go of."""
        found = self._file.ask("SELECT value FROM setting WHERE name = ?", _LANDED)
        upto = found[0][0] if found else 0
        return upto if isinstance(upto, int) else 0

    def set_aside(self, n: int, reason: str, claims: bytes = b"") -> None:
        """Keep an envelope that cannot be used, and let the next one pass.

        `claims` is the id it says it has, unproven. The newest are kept, as far as
        there is room for them: what the hub has said is there to be asked for again,
        and anybody may have laid the rest here.
        """
        with self._file.change() as run:
            run("UPDATE down SET reason = ?, claims = ? WHERE n = ?", reason, claims, n)
            run(_FORGET_REFUSED, _LEAST_REFUSED_BYTES, MAX_REFUSED_BYTES)

    def unreadable(self) -> tuple[Unreadable, ...]:
        """Return what was set aside, oldest first."""
        found = self._file.ask(
            "SELECT n, arrived_ms, size, reason FROM down "
            "WHERE reason IS NOT NULL ORDER BY n"
        )
        return tuple(Unreadable(*row) for row in found)

    def retry(self) -> int:
        """Let everything that was set aside be judged again; return how many."""
        with self._file.change() as run:
            return run("UPDATE down SET reason = NULL WHERE reason IS NOT NULL")

    def has_room(self) -> bool:
        """Tell whether more may be collected before the post judges what is here."""
        found = self._file.ask(
            "SELECT COALESCE(SUM(size), 0) FROM down WHERE reason IS NULL"
        )
        return int(found[0][0]) < MAX_COLLECTED_BYTES
