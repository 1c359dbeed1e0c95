"""The border of a region: which hubs beyond it this one deals with, and for what.

Two hubs that agreed take sealed post along for each other's posts, as a relay does, and
tell each other of single casualties. Who they are is kept in the plain inbox, for a
locked hub must know it; what is believed of it is checked again where it is read.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from sync.across import Waiting
from sync.cut import Sender
from sync.envelope import EnvelopeKind, read_head, seal
from sync.errors import SyncError
from sync.event import Extensions, Wire, pack, unpack
from sync.ids import EnvelopeId, KeyId, LogId, new_envelope, new_log
from sync.limits import MAX_BORDER_BYTES
from sync.reply import ForDevice
from sync.trust.certificate import Descriptor, mode_of_realm, read_descriptor
from sync.trust.pairs import suite_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.hub.identity import HubKeys
    from sync.hub.registry import Registry
    from sync.ids import Ids

BORDER: Final = "border"
_LOG: Final = b"hub-v1/across\0"
_WORDS: Final = b"hub-v1/border-words\0"


class Shelf(Protocol):
    """Where post for other hubs lies (`sync.relay.shelf`)."""

    def keep(self, raw: bytes, address: str, now_ms: int) -> Kept | None:
        """Keep an envelope that `address` brought; None where it does not fit."""

    def back(self, log: LogId, cursor: bytes, most_bytes: int) -> ForDevice:
        """Return what goes back to a log from a cursor on, and the cursor after it."""

    def carries_for(self, log: LogId) -> bool:
        """Tell whether something of a log was brought here."""


class Kept(Protocol):
    """That a shelf keeps an envelope: its name, and whether it is new."""

    @property
    def name(self) -> bytes:
        """By what name whoever brought it hears that it is kept."""

    @property
    def is_new(self) -> bool:
        """Whether it was not there before."""


class Agreed(Wire, frozen=True, array_like=True):
    """A hub of another region, where it is, and whether it stands in for this one.

    `stands_in`: its address is told to this region's posts, to bring their post to
    while they do not reach their own hub.
    """

    name: str
    realm: bytes
    url: str
    descriptor: bytes
    stands_in: bool
    extensions: Extensions

    @property
    def hub(self) -> Descriptor:
        """Who that hub is. Raises FormatError, BadSignature, WrongRealm, TrustError."""
        return read_descriptor(self.descriptor, self.realm)


def kept_border(registry: Registry) -> tuple[Agreed, ...]:
    """Return who is kept in the plain inbox; nobody where it is damaged."""
    raw = registry.setting(BORDER)
    try:
        return (
            ()
            if raw is None
            else tuple(unpack(list[Agreed], raw, limit=MAX_BORDER_BYTES))
        )
    except SyncError:
        return ()


class Border:
    """The hubs beyond the border, and the shelf with post for them and from them."""

    def __init__(
        self, registry: Registry, shelf: Shelf | None, keys: Callable[[], HubKeys]
    ) -> None:
        self.registry = registry
        self.shelf = shelf
        self._keys = keys
        self._listeners: list[Callable[[], None]] = []

    def on_brought(self, listener: Callable[[], None]) -> None:
        """Call `listener`, from any thread, when there is something to take along."""
        self._listeners.append(listener)

    def agreed(self) -> tuple[Agreed, ...]:
        """Return every hub this one agreed with."""
        return kept_border(self.registry)

    def keep(self, agreed: tuple[Agreed, ...]) -> bool:
        """Keep who is agreed with now; True when that is another list."""
        raw = pack(list(agreed))
        if raw == self.registry.setting(BORDER):
            return False
        self.registry.set_setting(BORDER, raw)
        return True

    def hub_of(self, sender: bytes) -> Descriptor | None:
        """Return who signs with a key, when that is a hub agreed with."""
        for one in self.agreed():
            try:
                hub = one.hub
            except SyncError:
                continue
            if hub.destination == sender:
                return hub
        return None

    def take_along(self, raw: bytes, address: str, now_ms: int) -> bytes | None:
        """Keep an envelope that is for a hub beyond the border.

        Returns by what name it is kept; None for any other, and where it does not fit.
        """
        if self.shelf is None:
            return None
        try:
            realm = read_head(raw).core.realm
        except SyncError:
            return None
        if all(one.realm != realm for one in self.agreed()):
            return None
        taken = self.shelf.keep(raw, address, now_ms)
        if taken is None:
            return None
        if taken.is_new:
            for listener in self._listeners:
                listener()
        return taken.name

    def way_back(self, log: LogId, cursor: bytes, most_bytes: int) -> ForDevice | None:
        """Return what came back for a log that is carried for; None for any other."""
        if self.shelf is None or not self.shelf.carries_for(log):
            return None
        return self.shelf.back(log, cursor, most_bytes)

    def seal(self, text: bytes, to: Descriptor, ids: Ids) -> Waiting:
        """Seal a text to the hub of another region and its escrow.

        Its realm is that region's, where it is read; it is signed by this hub. Raises
        Denied while locked.
        """
        signer, suite = self._keys().signing, suite_of(to.sealing)
        sender = Sender(signer, to.realm, to.destination, to.recipients, suite)
        log = across_log(signer.id, to.realm)
        core = sender.core(EnvelopeKind.ACROSS, log, new_envelope(ids))
        sealed = seal(core, text, sender.recipients, sender.signer, ids)
        return Waiting(EnvelopeId(core.envelope), to.realm, sealed)


@dataclass(frozen=True, slots=True)
class _Derived:
    """Ids that follow from two hubs, for the log that one speaks to the other in."""

    pair: bytes

    def random(self, size: int) -> bytes:
        return hashlib.shake_256(_LOG + self.pair).digest(size)


def across_log(hub: bytes, realm: bytes) -> LogId:
    """Return the log in which a hub speaks to a region; it counts no batches."""
    return new_log(_Derived(hub + realm), mode_of_realm(realm))


def border_words(one: KeyId | bytes, other: KeyId | bytes) -> bytes:
    """Return six bytes that both consoles show as words, for two CAs in any order."""
    first, second = sorted((bytes(one), bytes(other)))
    return hashlib.sha256(_WORDS + first + second).digest()[:6]
