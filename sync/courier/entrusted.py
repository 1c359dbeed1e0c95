"""What sisters sealed: kept until the hub has it, whoever brings it, and a month more.

A device that is lost, and the base with it, leaves its sealed bytes with its sisters
alone; so does one whose facts went with the disk of the hub. Nothing is kept before the
open post took it for a sister's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from sync.bundle import BESIDES_EACH
from sync.courier.freight import Waiting
from sync.database import Shared
from sync.errors import SyncError
from sync.head import HUB_ALONE, UPWARD, EnvelopeKind, read_head
from sync.ids import EnvelopeId, LogId
from sync.limits import (
    ENTRUSTED_AFTER_MS,
    ENTRUSTED_AGAIN_MS,
    ENTRUSTED_HELD_MS,
    ENTRUSTED_LIFE_MS,
)
from sync.protocol import is_in

if TYPE_CHECKING:
    from sync.protocol import State

_NEXT: Final = (
    "SELECT id, log, batch_no, CAST(sealed AS BLOB), digest FROM entrusted "
    "WHERE log = ? AND NOT is_held AND (since_ms + wait_ms <= ? OR since_ms > ?) "
    "ORDER BY kind != ?, batch_no = 0, n LIMIT 1"
)
"""Key epochs go first, for others name them; what is no batch goes last.

What was noted in a future that a wrong clock made up is due at once.
"""

_BRING: Final = (
    "UPDATE entrusted SET is_held = 0, since_ms = ?, wait_ms = 0 WHERE digest = ?"
)


class Giver(IntEnum):
    """Who gave an envelope that came down, which says whether the hub has it."""

    NEIGHBOUR = 0
    """A base or a relay: what is there the hub may never have seen."""
    HUB = 1
    """The hub itself, over its own line."""
    REPLY = 2
    """A reply that was carried, by its own word: it is proof enough not to bring what
    the hub has until that is asked, and not enough to let go of anything."""


class Entrusted:
    """The part of a road file about what sisters sealed."""

    def __init__(self, file: Shared) -> None:
        self._file = file

    def take(self, run: Callable[..., int], n: int) -> None:
        """Keep what the open post took for a sister's, as it is let go of.

        Of what the hub has already, photos are not kept.
        """
        found = self._file.ask(
            "SELECT digest, arrived_ms, is_hubs, CAST(sealed AS BLOB) FROM down "
            "WHERE n = ? AND sister IS NOT NULL "
            "AND sister NOT IN (SELECT log FROM log)",
            n,
        )
        for digest, came_ms, giver, sealed in found:
            held = giver != Giver.NEIGHBOUR
            core = read_head(bytes(sealed)).core
            if core.extensions.get(HUB_ALONE) is True:
                continue  # its sender sealed the same facts in a batch as well
            if giver == Giver.HUB and core.kind == EnvelopeKind.ATTACHMENT:
                continue
            run(
                "INSERT INTO entrusted (digest, id, log, batch_no, kind, came_ms, "
                "since_ms, wait_ms, is_held, sealed) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                *(digest, core.envelope, core.log, core.batch_no, core.kind),
                *(came_ms, came_ms, ENTRUSTED_AFTER_MS, held, sealed),
            )
            if held:
                run(
                    "INSERT INTO sister_log (log, asked_ms, wait_ms) VALUES (?, ?, ?) "
                    "ON CONFLICT DO NOTHING",
                    *(core.log, came_ms, ENTRUSTED_HELD_MS),
                )

    def hub_has_it(self, run: Callable[..., int], digest: bytes, giver: Giver) -> None:
        """Note that the hub has something, as far as it is known by who gave it."""
        run(
            "UPDATE down SET is_hubs = ? WHERE digest = ? AND is_hubs NOT IN (?, ?)",
            *(giver, digest, giver, Giver.HUB),
        )
        if self.has(digest):
            _held(run, digest, is_sure=giver == Giver.HUB)

    def due(self, now_ms: int) -> tuple[LogId, ...]:
        """Return the logs of which the hub is to be asked what it has."""
        found = self._file.ask(
            "SELECT log FROM entrusted "
            "WHERE NOT is_held AND (since_ms + wait_ms <= ? OR since_ms > ?) "
            "UNION SELECT log FROM sister_log "
            "WHERE asked_ms + wait_ms <= ? OR asked_ms > ?",
            *(now_ms, now_ms, now_ms, now_ms),
        )
        return tuple(LogId(bytes(log)) for (log,) in found)

    def count(self, now_ms: int) -> int:
        """Return how many envelopes lie here longer than they should."""
        found = self._file.ask(
            "SELECT COUNT(*) FROM entrusted "
            "WHERE NOT is_held AND (since_ms + wait_ms <= ? OR since_ms > ?)",
            *(now_ms, now_ms),
        )
        return int(found[0][0])

    def lacking(self) -> frozenset[bytes]:
        """Return what sisters sealed and the hub is not known to have, by SHA-256.

        What waits here for the open post to take it is among it.
        """
        found = self._file.ask(
            "SELECT digest FROM entrusted WHERE NOT is_held UNION "
            "SELECT digest FROM down WHERE sister IS NOT NULL AND NOT is_hubs "
            "AND sister NOT IN (SELECT log FROM log)"
        )
        return frozenset(bytes(digest) for (digest,) in found)

    def next(self, log: LogId, now_ms: int) -> Waiting | None:
        """Return what of a log is to be brought now, or None."""
        epoch = int(EnvelopeKind.KEY_EPOCH)
        found = self._file.ask(_NEXT, log, now_ms, now_ms, epoch)
        return Waiting(*found[0]) if found else None

    def along(self, most_bytes: int) -> list[bytes]:
        """Return what the hub may lack and fits in a bundle, each epoch before all."""
        chosen: list[bytes] = []
        for n, size in self._file.ask(
            "SELECT n, LENGTH(sealed) FROM entrusted WHERE NOT is_held "
            "ORDER BY kind != ?, batch_no = 0, n",
            int(EnvelopeKind.KEY_EPOCH),
        ):
            most_bytes -= size + BESIDES_EACH
            if most_bytes < 0:
                break
            rows = self._file.ask("SELECT sealed FROM entrusted WHERE n = ?", n)
            chosen += [bytes(sealed) for (sealed,) in rows]
        return chosen

    def has(self, digest: bytes) -> bool:
        """Tell whether something with this SHA-256 is kept here."""
        found = self._file.ask("SELECT 1 FROM entrusted WHERE digest = ?", digest)
        return bool(found)

    def hub_has(self, state: State, others: Collection[bytes], now_ms: int) -> None:
        """Note what the hub says it holds now: batches, and `others` by name.

        What it held once and does not any more is to be brought; what it held for a
        month is let go of. It names its newest key epochs alone: an older one is lost
        where batches are, which would be read by it.
        """
        found = self._file.ask(
            "SELECT digest, id, kind, batch_no, is_held, since_ms + wait_ms <= ? "
            "OR since_ms > ? FROM entrusted WHERE log = ?",
            *(now_ms, now_ms, state.log),
        )
        lacking: list[tuple[bytes, int]] = []
        lacks_batch = False
        with self._file.change() as run:
            for digest, envelope, kind, number, was_held, is_due in found:
                if envelope in others or (number and is_in(state.held, number)):
                    if not was_held or kind == EnvelopeKind.ATTACHMENT:
                        _held(run, digest)
                    continue
                lacks_batch |= bool(number and (was_held or is_due))
                if was_held:
                    lacking.append((digest, kind))
            for digest, kind in lacking:
                if lacks_batch or kind != EnvelopeKind.KEY_EPOCH:
                    run(_BRING, now_ms, digest)
            _asked(run, LogId(state.log), now_ms, ENTRUSTED_HELD_MS)
            run(
                "DELETE FROM entrusted WHERE log = ? AND is_held AND came_ms < ?",
                *(state.log, now_ms - ENTRUSTED_LIFE_MS),
            )
            run(
                "DELETE FROM sister_log WHERE log = ? AND NOT EXISTS "
                "(SELECT 1 FROM entrusted WHERE log = sister_log.log)",
                state.log,
            )

    def held(self, digest: bytes) -> None:
        """Note that the hub signed for something."""
        with self._file.change() as run:
            _held(run, digest)

    def let_go(self, digest: bytes) -> None:
        """Let go of what was spoiled here."""
        with self._file.change() as run:
            run("DELETE FROM entrusted WHERE digest = ?", digest)

    def later(self, log: LogId, now_ms: int, digest: bytes | None = None) -> None:
        """Try what the hub would not take again much later: one, or all of a log.

        Each time it will not, that is twice as long.
        """
        with self._file.change() as run:
            run(
                "UPDATE entrusted SET since_ms = ?, "
                "wait_ms = MIN(MAX(wait_ms * 2, ?), ?) "
                "WHERE log = ? AND NOT is_held AND digest = COALESCE(?, digest)",
                *(now_ms, ENTRUSTED_AGAIN_MS, ENTRUSTED_LIFE_MS, log, digest),
            )
            if digest is None:
                _asked(run, log, now_ms, ENTRUSTED_AGAIN_MS)

    def forget(self, run: Callable[..., int], envelope: EnvelopeId | bytes) -> None:
        """Let go of an envelope in which something was erased."""
        run("DELETE FROM entrusted WHERE id = ?", envelope)


def sister_of(sealed: bytes) -> LogId | None:
    """Return the log of what a device sealed for its hub; None for anything else."""
    try:
        core = read_head(sealed).core
    except SyncError:
        return None  # the open post says what is wrong with it
    return LogId(core.log) if core.kind in UPWARD else None


def _held(run: Callable[..., int], digest: bytes, *, is_sure: bool = True) -> None:
    piece = int(EnvelopeKind.ATTACHMENT)
    if is_sure:
        run("DELETE FROM entrusted WHERE digest = ? AND kind = ?", digest, piece)
    if run("UPDATE entrusted SET is_held = 1 WHERE digest = ? AND NOT is_held", digest):
        run(
            "INSERT INTO sister_log (log, asked_ms, wait_ms) SELECT log, came_ms, ? "
            "FROM entrusted WHERE digest = ? ON CONFLICT DO NOTHING",
            *(ENTRUSTED_HELD_MS, digest),
        )


def _asked(run: Callable[..., int], log: LogId, now_ms: int, wait_ms: int) -> None:
    """Note that the hub was asked about a log, and how long that will do."""
    run(
        "INSERT INTO sister_log (log, asked_ms, wait_ms) VALUES (?, ?, ?) "
        "ON CONFLICT DO UPDATE SET asked_ms = excluded.asked_ms, "
        "wait_ms = excluded.wait_ms",
        *(log, now_ms, wait_ms),
    )
