"""What was handed to neighbours: who they are, what they say they keep, and since when.

A neighbour's word is no receipt. What was handed over waits here all the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sync.courier.freight import Waiting
from sync.courier.schema import SET, WAITING
from sync.database import Shared
from sync.ids import EnvelopeId, LogId
from sync.limits import KEPT_AGAIN_S, REFUSED_AGAIN_S

_TO_HAND: Final = (
    "SELECT envelope.id, LENGTH(sealed) FROM envelope LEFT JOIN handed "
    "ON handed.envelope = envelope.id AND handed.digest = envelope.digest "
    "AND place = ? WHERE (level < 1 OR (is_epoch AND EXISTS (SELECT 1 FROM envelope "
    "AS each WHERE each.epoch = envelope.id AND each.level < 1))) "
    "AND (COALESCE(tried_ms, 0) <= CASE WHEN is_kept THEN ? ELSE ? END "
    "OR tried_ms > ?) "
    "ORDER BY is_epoch DESC, batch_no = 0, n LIMIT ?"
)
"""What no hub has, and the epochs it names: without those nobody could read it."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A neighbour of this post: its address, and by what certificate it is known again.

    `kept` of our envelopes no hub has lie there, as far as it says; `refused` of them
    were offered and not taken. `is_base`: it was seen to hold what a sister sealed.
    `named` is the region whose hub it is, where our own hub named it; else empty.
    """

    url: str
    tls_root: str | None
    added_ms: int
    kept: int
    refused: int
    is_base: bool = False
    named: str = ""


class Handing:
    """The part of a road file about neighbours."""

    def __init__(
        self, file: Shared, changed: Callable[[], None] = lambda: None
    ) -> None:
        self._file = file
        self._changed = changed

    def neighbours(self) -> tuple[Neighbour, ...]:
        """Return every neighbour, in the order they were added."""
        found = self._file.ask(
            "SELECT url, tls_root, added_ms, COALESCE(SUM(is_kept), 0), "
            "COALESCE(SUM(NOT is_kept), 0), is_base, named FROM neighbour LEFT JOIN "
            "(SELECT place, is_kept FROM handed JOIN envelope "
            "ON envelope.id = handed.envelope WHERE level < 1) "
            "ON place = CAST(url AS BLOB) GROUP BY url ORDER BY added_ms, url"
        )
        return tuple(
            Neighbour(
                *(str(url), root or None, ms, int(kept), int(refused)),
                is_base=bool(base),
                named=str(named),
            )
            for url, root, ms, kept, refused, base, named in found
        )

    def add(self, url: str, now_ms: int) -> None:
        """Remember a neighbour; adding it again forgets by what it was known."""
        with self._file.change() as run:
            run(
                "INSERT INTO neighbour (url, tls_root, added_ms) VALUES (?, '', ?) "
                "ON CONFLICT DO UPDATE SET tls_root = '', is_base = 0",
                *(url, now_ms),
            )
        self._changed()

    def set_named(self, named: Sequence[tuple[str, str]], now_ms: int) -> bool:
        """Remember which hubs of other regions, by name and address, ours named.

        Those it names no more are forgotten; what was typed stays. True when that is
        news.
        """
        known = {each.url: each for each in self.neighbours()}
        wanted = {url: name for name, url in named}
        if wanted == {url: one.named for url, one in known.items() if one.named}:
            return False
        for url, one in known.items():
            if one.named and url not in wanted:
                self.remove(url)
        with self._file.change() as run:
            for url, name in wanted.items():
                run(
                    "INSERT INTO neighbour (url, tls_root, added_ms, named) "
                    "VALUES (?, '', ?, ?) ON CONFLICT DO UPDATE "
                    "SET named = excluded.named WHERE named != ''",
                    *(url, now_ms, name),
                )
        return True

    def met(self, url: str, certificate: str) -> None:
        """Remember by what certificate, as PEM, a neighbour is known again."""
        with self._file.change() as run:
            run("UPDATE neighbour SET tls_root = ? WHERE url = ?", certificate, url)

    def remove(self, url: str) -> None:
        """Forget a neighbour; what it carries may arrive all the same."""
        with self._file.change() as run:
            run("DELETE FROM neighbour WHERE url = ?", url)
            for table in ("handed", "way_back"):
                run(f"DELETE FROM {table} WHERE place = ?", url.encode())  # noqa: S608
        self._changed()

    def to_hand(
        self, place: bytes, most: int, most_bytes: int, now_ms: int
    ) -> list[Waiting]:
        """Return what a place does not keep of what no hub has, as much as fits.

        What it did not take is offered again after half an hour, and what it says it
        keeps after six: it may have lost it.
        """
        kept_ms = now_ms - int(KEPT_AGAIN_S * 1000)
        again_ms = now_ms - int(REFUSED_AGAIN_S * 1000)
        chosen: list[Waiting] = []
        # What was tried in a future that a wrong clock made up is tried again.
        offered = self._file.ask(_TO_HAND, place, kept_ms, again_ms, now_ms, most)
        for envelope, size in offered:
            most_bytes -= size
            if chosen and most_bytes < 0:
                break
            rows = self._file.ask(WAITING, envelope)
            chosen += [Waiting(*row) for row in rows]
        return chosen

    def handed(self, place: bytes, brought: Sequence[bytes], now_ms: int) -> None:
        """Note what a place has seen; whether it keeps it, it says by itself."""
        with self._file.change() as run:
            for raw in brought:
                run(
                    "INSERT OR REPLACE INTO handed (place, envelope, digest, tried_ms) "
                    "SELECT ?, id, digest, ? FROM envelope WHERE digest = ?",
                    *(place, now_ms, hashlib.sha256(raw).digest()),
                )

    def kept(self, place: bytes, envelope: EnvelopeId, digest: bytes) -> bool:
        """Note that a place says it keeps an envelope; True when that is news."""
        with self._file.change() as run:
            done = run(
                "UPDATE handed SET is_kept = 1 WHERE place = ? AND envelope = ? "
                "AND digest = ? AND NOT is_kept",
                *(place, envelope, digest),
            )
            return bool(done)

    def way_back(self, place: bytes, log: LogId) -> bytes | None:
        """Return up to where we heard what a place has for a log."""
        found = self._file.ask(
            "SELECT cursor FROM way_back WHERE place = ? AND log = ?", place, log
        )
        return bytes(found[0][0]) if found else None

    def set_ways_back(
        self, place: bytes, reached: Sequence[tuple[LogId, bytes]]
    ) -> None:
        """Remember up to where we heard what a place has for our logs."""
        with self._file.change() as run:
            for log, cursor in reached:
                run(
                    "INSERT OR REPLACE INTO way_back VALUES (?, ?, ?)",
                    *(place, log, cursor),
                )

    def carries(self) -> bool:
        """Return whether this post carries for its neighbours."""
        found = self._file.ask("SELECT value FROM setting WHERE name = 'carries'")
        return bool(found and found[0][0])

    def set_carries(self, *, carries: bool) -> None:
        """Remember whether this post carries for its neighbours."""
        with self._file.change() as run:
            run(SET, "carries", int(carries))
        self._changed()

    def forget_read(self) -> None:
        """Let go of what is noted of envelopes that are no longer here."""
        with self._file.change() as run:
            run("DELETE FROM handed WHERE envelope NOT IN (SELECT id FROM envelope)")
