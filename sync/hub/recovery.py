"""A lost hub's stored envelopes, opened with the region's escrow into a new hub.

Works on a copy of the old inbox: what is evidence stays as it was. Every envelope is
judged as the old hub judged it, from the region's CA down. Landing twice is landing
once, so it may be stopped at any moment and begun again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sync.errors import FileError, SyncError, TrustError
from sync.event import read_record
from sync.hub.enrolment import Enrolment
from sync.hub.identity import IDENTITY, HubKeys, Identity
from sync.hub.inbox import Envelope, Fate, Inbox
from sync.hub.ingest import Ingest, Unlocked
from sync.hub.registry import Registry
from sync.ids import KeyId, LogId
from sync.trust.certificate import Role, read_certificate
from sync.trust.pairs import SealingKey, SigningKey

if TYPE_CHECKING:
    from sync.clock import Clock
    from sync.hub.landing import Reader
    from sync.ids import Ids


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a recovery came: envelopes seen and read, of how many."""

    seen: int = 0
    read: int = 0
    total: int = 0

    @property
    def unread(self) -> int:
        """How many could not be read: damaged, not sealed to this escrow, revoked."""
        return self.seen - self.read


class Recovery:
    """The stored envelopes of one lost hub."""

    def __init__(
        self, copy: Inbox, ours: Identity, escrow: SealingKey, clock: Clock, ids: Ids
    ) -> None:
        """Take a copy of the inbox of a hub of our region.

        Raises TrustError when it is not of our region, or the escrow of another.
        """
        self._inbox = copy
        with copy.file.change() as run:  # what was read before is read once more
            run("DELETE FROM receipt")
        theirs = _proven_identity(copy, ours)
        if escrow.public != ours.escrow:
            raise TrustError("the escrow of another region")
        identity = replace(theirs, sealing=escrow.public, held=())
        registry = Registry(copy)
        enrolment = Enrolment(registry, identity, clock, ids)
        throwaway = SigningKey.generate(ids)
        self._ingest = Ingest(copy, registry, enrolment, identity, throwaway, clock)
        self._keys = HubKeys(throwaway, escrow)
        self.writers: dict[LogId, KeyId] = {}
        """Which device wrote each log that was read."""

    def total(self) -> int:
        """Return how many envelopes there are to look at."""
        return int(self._inbox.file.ask("SELECT COUNT(*) FROM envelope")[0][0])

    async def run(self, reader: Reader, tell: Callable[[Progress], None]) -> Progress:
        """Read every envelope into a new hub, oldest first; `tell` hears of each.

        Raises FileError when the new hub's disk cannot take it.
        """
        unlocked = Unlocked(self._keys, reader)
        progress = Progress(total=self.total())
        waiting: list[int] = []
        for one in self._envelopes():
            is_read = await self._read(one, unlocked)
            progress = replace(
                progress, seen=progress.seen + 1, read=progress.read + is_read
            )
            if not is_read:
                waiting.append(one.n)
            tell(progress)
        for n in waiting:  # its key epoch may have come after it
            again = self._envelope(n)
            if again is not None and await self._read(again, unlocked):
                progress = replace(progress, read=progress.read + 1)
                tell(progress)
        return progress

    async def _read(self, one: Envelope, unlocked: Unlocked) -> bool:
        try:
            core = self._ingest.verify(one.id, one.raw)
        except FileError:
            raise
        except SyncError:
            return False
        self._inbox.settle(one, Fate.STORED)
        await self._ingest.read(one, unlocked)
        now = self._envelope(one.n)
        if now is None or now.fate is not Fate.READ:
            return False
        self.writers[LogId(core.log)] = KeyId(core.sender)
        return True

    def _envelopes(self) -> Iterator[Envelope]:
        last = 0
        while found := self._inbox.file.ask(
            "SELECT MIN(n) FROM envelope WHERE n > ?", last
        ):
            if found[0][0] is None:
                return
            last = int(found[0][0])
            one = self._envelope(last)
            if one is not None:
                yield one

    def _envelope(self, n: int) -> Envelope | None:
        found = self._inbox.file.ask("SELECT id, raw FROM envelope WHERE n = ?", n)
        return self._inbox.find(found[0][0], bytes(found[0][1])) if found else None


def _proven_identity(copy: Inbox, ours: Identity) -> Identity:
    raw = Registry(copy).setting(IDENTITY)
    if raw is None:
        raise TrustError("not the inbox of a hub")
    theirs = read_record(Identity, raw)
    certificate = read_certificate(theirs.certificate, ours.ca, ours.realm)
    if certificate.role != Role.HUB or certificate.signing != theirs.signing:
        raise TrustError("not a hub of this region")
    return replace(theirs, realm=ours.realm, ca=ours.ca)
