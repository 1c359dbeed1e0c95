"""A relay in memory, and errands run to it and from it without waiting."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import httpx
from fastapi import FastAPI

from sync.courier.errand import Errands, Manner, Place
from sync.courier.neighbours import OwnErrands
from sync.cut import Cut
from sync.database import MEMORY
from sync.ids import Mode
from sync.receipt import Level, Receipt, sign_receipt
from sync.relay.room import Quota
from sync.relay.routes import relay_app
from sync.relay.shelf import Shelf
from sync.trust.pairs import SigningKey
from tests.support.fakes import NOON_MS, FakeClock, SeededIds
from tests.support.hub import GENEROUS, Device, TestHub
from tests.support.wire import URL, straight

HUB = Place(URL)


@dataclass(slots=True)
class Relay:
    """A relay, and what it says of itself."""

    shelf: Shelf
    app: FastAPI
    clock: FakeClock
    ids: SeededIds
    onward: Errands | None = None

    @property
    def road(self) -> httpx.ASGITransport:
        return straight(self.app)

    def leads_to(
        self, transport: httpx.AsyncBaseTransport, place: Place = HUB
    ) -> Errands:
        """Say where this relay brings what it keeps."""
        manner = Manner(transport=transport)
        self.onward = Errands(self.shelf, place, self.clock, self.ids, manner)
        return self.onward


def relay_of(
    seed: str = "relay",
    path: str = MEMORY,
    quota: Quota | None = None,
    mode: Mode | None = None,
) -> Relay:
    """Return a relay that follows from its seed."""
    clock, ids = FakeClock(), SeededIds(seed)
    shelf = Shelf.open(path, ids, quota, mode)

    def hub_ms() -> int | None:
        return None if made.onward is None else made.onward.ran.ok_ms

    app = relay_app(shelf, clock, hub_ms, lambda: None, GENEROUS)
    made = Relay(shelf, app, clock, ids)
    return made


def hands_to(device: Device, relay: Relay, name: str = "http://localhost") -> Errands:
    """Return what runs a device's own errands to a relay."""
    manner = Manner(transport=relay.road)
    own = OwnErrands(device.road)
    return Errands(own, Place(name), device.clock, device.ids, manner)


async def all_round(device: Device, relay: Relay, made: TestHub) -> None:
    """Hand over, carry to the hub, and fetch what came back."""
    await hands_to(device, relay).turn()
    await relay.leads_to(made.road).turn()
    await hands_to(device, relay).turn()


def receipt_by(key: SigningKey, cut: Cut) -> bytes:
    """Return a receipt of level 2 for a batch, signed by any key."""
    digest = hashlib.sha256(cut.sealed).digest()
    receipt = Receipt(
        *(1, bytes(9), 9, int(Level.READ), cut.envelope, digest, cut.log, 2),
        *(NOON_MS, {}),
    )
    return sign_receipt(receipt, key)
