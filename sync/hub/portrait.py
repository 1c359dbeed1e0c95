"""The portrait of a hub: the signed descriptor it shows to anyone, locked or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sync.errors import Denied, SyncError
from sync.hub.border import kept_border
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

    def draw(self, identity: Identity, keys: HubKeys, after_ms: int = 0) -> None:
        """Say who this hub is; later than it said before, whatever the clock says."""
        last_ms = _moment(self.registry.setting(_DESCRIPTOR), identity)
        beyond = kept_border(self.registry)
        described = describe(
            identity,
            self.receipt_public,
            self.enrolment.revocations().number,
            max(self.clock.now_ms(), last_ms + 1, after_ms + 1),
            keys.signing,
            [(one.name, one.url) for one in beyond if one.stands_in],
        )
        self.registry.set_setting(_DESCRIPTOR, described)

    def draw_beyond(
        self, lost: bytes, identity: Identity, keys: HubKeys | None
    ) -> None:
        """Say it anew where this hub once said `lost` at a later moment.

        Put back from a backup and with its clock set back, it would be older to every
        device for ever. Only its own signature counts: nobody else moves it on. Locked
        it has no key to sign with, and a device reminds it again.
        """
        lost_ms = _moment(lost, identity)
        if keys is not None and lost_ms > _moment(
            self.registry.setting(_DESCRIPTOR), identity
        ):
            self.draw(identity, keys, lost_ms)


def _moment(raw: bytes | None, identity: Identity) -> int:
    """Return when this hub said who it is; 0 for what it never said."""
    if raw is None:
        return 0
    try:
        said = read_descriptor(raw, identity.realm)
    except SyncError:  # damaged, or put there by somebody
        return 0
    return said.at_ms if said.destination == identity.destination else 0
