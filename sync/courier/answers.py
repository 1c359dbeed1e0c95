"""What a hub's answers mean to a road: whose word counts, and by which name."""

from __future__ import annotations

from typing import Final

from sync.courier import http
from sync.courier.freight import HubAddress, Returned
from sync.courier.road import Road
from sync.errors import RoadError, SyncError
from sync.ids import EnvelopeId
from sync.protocol import Reason
from sync.receipt import Receipt, read_receipt

_REASONS: Final = frozenset({one.value for one in Reason})


def checked(hub: HubAddress, raw: bytes) -> Receipt:
    """Return a receipt the hub's own key signed; any other is noise.

    Raises RoadError `garbage`.
    """
    try:
        return read_receipt(raw, hub.receipt_public)
    except SyncError as why:
        raise RoadError(http.GARBAGE) from why


def returned(receipt: Receipt, raw: bytes) -> Returned:
    """Return a receipt as it lies on the road."""
    envelope = EnvelopeId(receipt.envelope)
    return Returned(receipt.number, envelope, receipt.level, raw)


def named(delivery: http.Delivery) -> str:
    """Return the name of what is wrong with an envelope."""
    return plain(delivery.reason, otherwise=delivery.outcome.value)


def plain(reason: str, otherwise: str = http.Outcome.SET_ASIDE.value) -> str:
    """Return a reason we have a word for; a hub's own text is never shown."""
    return reason if reason in _REASONS else otherwise


class Epochs:
    """Brings a key epoch again to a hub that misses it, once for each envelope."""

    def __init__(self, road: Road) -> None:
        self._road = road
        self._brought_for: set[bytes] = set()

    def bring_for(self, envelope: bytes) -> bool:
        """Let the epoch an envelope names wait again; False when that is no use.

        It is none when the epoch is not here, or was brought for this envelope before:
        then the post itself must seal its events again.
        """
        if envelope in self._brought_for:
            return False
        self._brought_for.add(envelope)
        epoch = self._road.epoch_of(envelope)
        return bool(epoch) and self._road.bring_epoch(epoch)

    def was_read(self, envelope: bytes) -> None:
        """Note that an envelope misses nothing now."""
        self._brought_for.discard(envelope)
