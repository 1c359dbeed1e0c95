"""Quarantine: what a revoked device sent stays until an operator has judged it.

Looking changes nothing. What is released is let in by its very bytes, proven by a key
only an unlocked hub has; everything else that device sends stays out.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.envelope import read_head
from sync.errors import Denied, SyncError
from sync.hub.inbox import Fate
from sync.hub.proof import RELEASE, is_proven, proof
from sync.ids import KeyId
from sync.protocol import Reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.hub.identity import HubKeys
    from sync.hub.inbox import Inbox, Kept
    from sync.hub.registry import Registry


@dataclass(frozen=True, slots=True)
class Sender:
    """The key an envelope is from; unverified it is only what the envelope says."""

    key: KeyId
    verified: bool


@dataclass(frozen=True, slots=True)
class Quarantine:
    """What an inbox holds of revoked devices; `keys` gives those of an open hub."""

    inbox: Inbox
    registry: Registry
    keys: Callable[[], HubKeys | None]

    def is_released(self, envelope: bytes, raw: bytes) -> bool:
        """Tell whether an operator let in exactly these bytes; never while locked."""
        digest = hashlib.sha256(raw).digest()
        given = self.registry.released(envelope, digest)
        keys = self.keys()
        if given is None or keys is None:
            return False
        return is_proven(keys.registry_key, RELEASE, (envelope, digest), given)

    def release(self, envelope: bytes, keys: HubKeys) -> None:
        """Let in an envelope of a revoked device, and the key epoch it needs.

        Raises Denied when it is not in quarantine for that reason.
        """
        raw = self.held(envelope)
        if raw is None:
            raise Denied(Reason.NOT_ALLOWED)
        self._let_in(envelope, raw, keys)
        carrier = self.carrier_of(raw)
        if carrier is not None:
            self._let_in(read_head(carrier).core.envelope, carrier, keys)

    def carrier_of(self, raw: bytes) -> bytes | None:
        """Return the envelope of a batch's key epoch, where that waits here too."""
        epoch = read_head(raw).core.epoch
        return self.held(epoch) if epoch else None

    def sender(self, one: Kept) -> Sender | None:
        """Return who an envelope that was kept is from, if it says so at all."""
        if one.log is not None:
            key = self.inbox.writer(one.log)
            return None if key is None else Sender(key, verified=True)
        raw = self.inbox.unverified(one.envelope)
        try:
            return (
                None
                if raw is None
                else Sender(KeyId(read_head(raw).core.sender), verified=False)
            )
        except SyncError:
            return None

    def held(self, envelope: bytes) -> bytes | None:
        """Return the bytes of an envelope that waits for a judgement, or None."""
        found = self.inbox.file.ask(
            "SELECT raw FROM envelope WHERE id = ? AND fate = ? AND reason = ? "
            "ORDER BY n",
            *(envelope, Fate.SET_ASIDE, Reason.REVOKED),
        )
        for (raw,) in found:
            if _is_whole(bytes(raw)):
                return bytes(raw)
        return None

    def _let_in(self, envelope: bytes, raw: bytes, keys: HubKeys) -> None:
        digest = hashlib.sha256(raw).digest()
        mac = proof(keys.registry_key, RELEASE, (envelope, digest))
        self.registry.release(envelope, digest, mac)


def _is_whole(raw: bytes) -> bool:
    try:
        read_head(raw)
    except SyncError:
        return False
    return True
