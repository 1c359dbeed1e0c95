"""What a hub tells one device about trust, sealed to that device alone.

It takes the keys to say something and none to hand it out: the sealed envelope waits in
the inbox's file, also while the hub is locked.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sync.cut import Sender
from sync.envelope import EnvelopeKind, seal
from sync.errors import TrustError
from sync.hub.identity import HubKeys, Identity
from sync.ids import LogId, new_envelope, new_log
from sync.trust.certificate import read_certificate
from sync.trust.pairs import suite_of

if TYPE_CHECKING:
    from sync.hub.down import Outgoing
    from sync.hub.registry import Device, Registry
    from sync.ids import Ids

_LOG: Final = b"hub-v1/trust\0"


class _Derived:
    """Ids that follow from a device, for the log its news is addressed to."""

    def __init__(self, device: bytes) -> None:
        self._device = device

    def random(self, size: int) -> bytes:
        return hashlib.shake_256(_LOG + self._device).digest(size)


@dataclass(frozen=True, slots=True)
class Announcer:
    """Seals news of trust and lays it ready for the device it is for."""

    registry: Registry
    outgoing: Outgoing
    ids: Ids

    def tell(
        self, device: Device, text: bytes, identity: Identity, keys: HubKeys
    ) -> None:
        """Lay news ready for one device. Raises TrustError or FormatError."""
        raw = self.registry.certificate(device.key)
        if raw is None:
            return
        certificate = read_certificate(raw, identity.signing, identity.realm)
        if certificate.key != device.key:
            raise TrustError("a certificate in the row of another device")
        public = certificate.sealing
        sender = Sender(
            keys.signing, identity.realm, device.key, (public,), suite_of(public)
        )
        log = trust_log(device.key, identity)
        core = sender.core(EnvelopeKind.TRUST, log, new_envelope(self.ids))
        sealed = seal(core, text, sender.recipients, sender.signer, self.ids)
        self.outgoing.give_device(device, sealed)


def trust_log(device: bytes, identity: Identity) -> LogId:
    """Return the log that news for a device is addressed in; it counts no batches."""
    return new_log(_Derived(device), identity.mode)
