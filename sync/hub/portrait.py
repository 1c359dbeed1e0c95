"""The portrait of a hub: the signed descriptor it shows to anyone, locked or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sync.errors import Denied, SyncError
from sync.hub.identity import HubKeys, Identity, describe
from sync.protocol import Reason
from sync.trust.certificate import read_descriptor

if TYPE_CHECKING:
    from sync.clock import Clock
    from sync.hub.enrolment import Enrolment
    from sync.hub.registry import Registry

_DESCRIPTOR: Final = "descriptor"


@dataclass(frozen=True, slots=True)
class Portrait:
    """What a hub says of itself; it takes the keys to say it anew."""

    registry: Registry
    enrolment: Enrolment
    receipt_public: bytes
    clock: Clock

    def shown(self) -> bytes:
        """Return the descriptor. Raises Denied before the first unlock."""
        raw = self.registry.setting(_DESCRIPTOR)
        if raw is None:
            raise Denied(Reason.LOCKED)
        return raw

    def draw(self, identity: Identity, keys: HubKeys) -> None:
        """Say who this hub is; later than it said before, whatever the clock says."""
        described = describe(
            identity,
            self.receipt_public,
            self.enrolment.revocations().number,
            max(self.clock.now_ms(), self._drawn_ms(identity) + 1),
            keys.signing,
        )
        self.registry.set_setting(_DESCRIPTOR, described)

    def _drawn_ms(self, identity: Identity) -> int:
        raw = self.registry.setting(_DESCRIPTOR)
        if raw is None:
            return 0
        try:
            return read_descriptor(raw, identity.realm).at_ms
        except SyncError:  # damaged, or put there by somebody: it is made anew
            return 0
