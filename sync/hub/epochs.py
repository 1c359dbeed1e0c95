"""The key epochs in an inbox: which are held, and which envelopes wait for one.

A locked hub knows them too; the secrets they carry are opened in memory only, and go
with the keys of whoever unlocked.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from sync.envelope import Head, check_epoch, read_head
from sync.errors import EpochMissing, KeyGone
from sync.hub.inbox import Envelope, Fate, Inbox
from sync.ids import EnvelopeId, LogId
from sync.protocol import Reason

_TOLD: Final = 16
"""Epochs told of one log: a device has one at a time, the rest is past."""

_OPENED: Final = 256
"""Secrets kept in memory at one time: a region has fewer devices that send."""


@dataclass(frozen=True, slots=True)
class Epochs:
    """The key epochs of one inbox."""

    inbox: Inbox

    def hold(self, one: Envelope, log: LogId) -> None:
        """Note that an envelope begins an epoch; it counts once it is verified."""
        with self.inbox.file.change() as run:
            run(
                "INSERT INTO epoch (id, n, log) VALUES (?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET n = excluded.n, log = excluded.log",
                *(one.id, one.n, log),
            )

    def held(self, log: LogId) -> list[bytes]:
        """Return the ids of the newest epochs of a log that are here, newest last."""
        found = self.inbox.file.ask(
            "SELECT epoch.id FROM epoch JOIN envelope USING (n) WHERE epoch.log = ? "
            "AND verified = 1 AND fate IN (?, ?) ORDER BY n DESC LIMIT ?",
            *(log, Fate.STORED, Fate.READ, _TOLD),
        )
        return [bytes(epoch) for (epoch,) in reversed(found)]

    def of(self, head: Head) -> Head:
        """Return the envelope of the epoch that `head` names.

        Raises EpochMissing, KeyGone when it is here but sealed to others, SealError
        when it is not this sender's.
        """
        found = self._verified(head.core.epoch)
        if found is None:
            self._refuse_gone(head)
            raise EpochMissing("key epoch")
        epoch = read_head(found)
        check_epoch(head, epoch)
        return epoch

    def want(self, one: Envelope, epoch: bytes) -> None:
        """Note that an envelope waits for an epoch."""
        with self.inbox.file.change() as run:
            run(
                "INSERT INTO epoch_wanted VALUES (?, ?) ON CONFLICT DO NOTHING",
                *(epoch, one.n),
            )

    def next_waiting(self, epoch: EnvelopeId) -> Envelope | None:
        """Return the next envelope that waited for an epoch which is here now.

        Each is returned once; None when no more wait, or when this is no epoch.
        """
        while True:
            found = self.inbox.file.ask(
                "SELECT MIN(n) FROM epoch_wanted WHERE epoch = ?", epoch
            )
            if found[0][0] is None or self._verified(epoch) is None:
                return None
            with self.inbox.file.change() as run:
                run(
                    "DELETE FROM epoch_wanted WHERE epoch = ? AND n = ?",
                    *(epoch, found[0][0]),
                )
            one = self.inbox.at(int(found[0][0]))
            if one is not None and one.reason == Reason.EPOCH_MISSING:
                return one

    def _verified(self, epoch: bytes) -> bytes | None:
        found = self.inbox.file.ask(
            "SELECT raw FROM epoch JOIN envelope USING (n) "
            "WHERE epoch.id = ? AND verified = 1 AND fate != ?",
            *(epoch, Fate.CONTRADICTS),
        )
        return bytes(found[0][0]) if found else None

    def _refuse_gone(self, head: Head) -> None:
        """Raise KeyGone when the epoch came, and was sealed to none of our keys."""
        for (raw,) in self.inbox.file.ask(
            "SELECT raw FROM envelope WHERE id = ? AND fate = ? AND reason = ?",
            *(head.core.epoch, Fate.SET_ASIDE, Reason.KEY_GONE),
        ):
            check_epoch(head, read_head(bytes(raw)))
            raise KeyGone("its key epoch is not sealed to this hub")


class Secrets:
    """The secrets of epochs that were opened, the last used ones, in memory only."""

    def __init__(self) -> None:
        self._opened: OrderedDict[bytes, bytes] = OrderedDict()

    def get(self, epoch: bytes) -> bytes | None:
        """Return the secret of an epoch that was opened, or None."""
        found = self._opened.get(epoch)
        if found is not None:
            self._opened.move_to_end(epoch)
        return found

    def keep(self, epoch: bytes, secret: bytes) -> None:
        """Keep a secret; beyond the limit the one longest unused goes."""
        self._opened[epoch] = secret
        if len(self._opened) > _OPENED:
            self._opened.popitem(last=False)
