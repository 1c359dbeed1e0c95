"""What lies on a road: where it leads, what waits, what came back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sync.ids import EnvelopeId, LogId


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
    epoch: bytes = b""

    @property
    def is_sound(self) -> bool:
        """Whether these are the bytes that were laid on the road."""
        return hashlib.sha256(self.sealed).digest() == self.digest


@dataclass(frozen=True, slots=True)
class Outstanding:
    """An envelope on the road: how far it came, and what is wrong with it."""

    envelope: EnvelopeId
    log: LogId
    batch_no: int
    level: int
    trouble: str | None
    is_epoch: bool = False


@dataclass(frozen=True, slots=True)
class Returned:
    """A receipt that came back, checked, as the hub signed it."""

    number: int
    envelope: EnvelopeId
    level: int
    raw: bytes
