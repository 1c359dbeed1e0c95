"""When a hub gets a new key to open with, and when an old one may be destroyed.

Every month a new one: whoever takes a hub reads only what was sealed since the oldest
key that is still there. An old key goes only when nobody can need it any more.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sync.database import rows
from sync.envelope import read_head
from sync.errors import SyncError
from sync.hub.identity import HeldKey, HubKeys, recipient_ids
from sync.hub.inbox import Envelope, Fate, Inbox
from sync.hub.registry import Registry
from sync.ids import KeyId
from sync.protocol import Reason
from sync.trust.pairs import SealingKey

if TYPE_CHECKING:
    from sync.clock import Clock
    from sync.database import Database
    from sync.ids import Ids

_DAY_MS: Final = 24 * 3_600_000

ROTATE_AFTER_MS: Final = 30 * _DAY_MS
"""A month: how often a hub gets a new key by itself."""

KEEP_FOR_MS: Final = 365 * _DAY_MS
"""However unneeded, a key is kept for a year after the next one was announced."""


class Hold(StrEnum):
    """Why a key is still kept."""

    NEWEST = "newest"
    """It is the one announced."""
    YOUNG = "young"
    """The next one was announced less than a year ago."""
    DEVICES = "devices"
    """A device that counts has not sent anything sealed to a newer one."""
    MISSING = "missing"
    """Events of a device that counts are missing; they may be sealed to it."""
    UNREAD = "unread"
    """Something that was kept unread is sealed to it."""


@dataclass(frozen=True, slots=True)
class DeviceUse:
    """What a hub knows of a device that counts: it is known and not revoked.

    `newest_ms` is when the newest key it has sealed to was made, None before it sent
    anything; `has_gaps` tells that events before its latest are not here.
    """

    key: KeyId
    post_name: str
    letter: str
    since_ms: int
    newest_ms: int | None
    has_gaps: bool


@dataclass(frozen=True, slots=True)
class KeyState:
    """One held key: how old, why it is kept, and who is not beyond it yet."""

    id: KeyId
    made_ms: int
    replaced_ms: int | None
    holds: tuple[Hold, ...]
    behind: tuple[DeviceUse, ...]

    @property
    def may_go(self) -> bool:
        """Whether nobody can need it any more."""
        return not self.holds


def is_due(keys: HubKeys, now_ms: int) -> bool:
    """Tell whether the newest key is a month old."""
    return now_ms - keys.made_ms >= ROTATE_AFTER_MS


def rotated(keys: HubKeys, ids: Ids, now_ms: int) -> HubKeys:
    """Return the keys with a new one to announce; all the others are still held.

    A clock that was set back must not make a newer key seem older.
    """
    made_ms = max(now_ms, keys.made_ms + 1)
    return replace(
        keys, sealing=SealingKey.generate(ids), made_ms=made_ms, older=keys.held
    )


def without(keys: HubKeys, gone: KeyId) -> HubKeys:
    """Return the keys without an older one; the newest is never left out."""
    kept = tuple(each for each in keys.older if each.key.id != gone)
    return replace(keys, older=kept)


def key_states(
    keys: HubKeys,
    devices: Sequence[DeviceUse],
    unread: frozenset[bytes],
    now_ms: int,
) -> tuple[KeyState, ...]:
    """Return every held key, newest first, with all that still holds it.

    `unread` are the recipients that envelopes name which are kept and not read.
    """
    states: list[KeyState] = []
    replaced_ms: int | None = None
    for each in keys.held:
        states.append(_state(each, replaced_ms, devices, unread, now_ms))
        replaced_ms = each.made_ms
    return tuple(states)


def _state(
    held: HeldKey,
    replaced_ms: int | None,
    devices: Sequence[DeviceUse],
    unread: frozenset[bytes],
    now_ms: int,
) -> KeyState:
    behind = tuple(
        each for each in devices if not _is_beyond(each, held.made_ms, replaced_ms)
    )
    found = {
        Hold.NEWEST: replaced_ms is None,
        Hold.YOUNG: replaced_ms is not None and now_ms - replaced_ms < KEEP_FOR_MS,
        Hold.DEVICES: replaced_ms is not None and bool(behind),
        Hold.MISSING: any(each.has_gaps for each in devices),
        Hold.UNREAD: not unread.isdisjoint(recipient_ids(held.key.public)),
    }
    holds = tuple(hold for hold, is_so in found.items() if is_so)
    return KeyState(held.key.id, held.made_ms, replaced_ms, holds, behind)


def _is_beyond(device: DeviceUse, made_ms: int, replaced_ms: int | None) -> bool:
    """Tell whether a device can no longer seal to a key, as far as is known."""
    if device.newest_ms is not None:
        return device.newest_ms > made_ms
    # It never sent: if it joined after the next key was announced, it never had this.
    return replaced_ms is not None and device.since_ms > replaced_ms


def writers_with_gaps(database: Database) -> frozenset[bytes]:
    """Return the devices of whose logs events are missing before the latest."""
    with_gaps: set[bytes] = set()
    reached: dict[bytes, int] = {}
    for device, log, first, last in rows(
        database,
        "SELECT log.device, batch.log, batch.first, batch.last FROM batch "
        "JOIN log USING (log) WHERE NOT log.own AND batch.level = 2 "
        "ORDER BY batch.log, batch.first",
    ):
        if first > reached.get(log, 0) + 1 and device is not None:
            with_gaps.add(bytes(device))
        reached[log] = max(reached.get(log, 0), last)
    return frozenset(with_gaps)


def device_uses(
    registry: Registry, keys: HubKeys, gaps: frozenset[bytes]
) -> tuple[DeviceUse, ...]:
    """Return what every device that counts has sealed to, by what was read of it."""
    made = {bytes(each.key.id): each.made_ms for each in keys.held}
    uses = registry.uses()
    return tuple(
        DeviceUse(
            key=device.key,
            post_name=device.post_name,
            letter=device.letter,
            since_ms=device.since_ms,
            newest_ms=max(
                (made[used] for used in uses.get(device.key, ()) if used in made),
                default=None,
            ),
            has_gaps=bytes(device.key) in gaps,
        )
        for device in registry.devices()
        if device.revoked_ms is None
    )


def unread_recipients(
    inbox: Inbox, registry: Registry, held: frozenset[bytes]
) -> frozenset[bytes]:
    """Return whom the envelopes that are kept and not read are sealed to.

    One whose key epoch is not here may be sealed to any of the `held`. What no device
    of this hub signed does not count: else any stranger could keep a key from going.
    """
    known = {bytes(device.key) for device in registry.devices()}
    found: set[bytes] = set()
    for raw in _unread(inbox):
        if _sender(raw) in known:
            named = recipients_of(inbox, raw)
            found |= held if named is None else named
    return frozenset(found)


def _sender(raw: bytes) -> bytes | None:
    try:
        return read_head(raw).core.sender
    except SyncError:
        return None


def recipients_of(inbox: Inbox, raw: bytes) -> frozenset[bytes] | None:
    """Return whom an envelope, or its key epoch, is sealed to; None when unknown."""
    try:
        core = read_head(raw).core
    except SyncError:
        return frozenset()  # no envelope at all: no key opens it
    if not core.epoch:
        return frozenset(core.recipients)
    names: set[bytes] = set()
    for (sealed,) in inbox.file.ask(
        "SELECT raw FROM envelope WHERE id = ?", core.epoch
    ):
        # Anybody may have brought other bytes under its id: they name nobody.
        with contextlib.suppress(SyncError):
            names.update(read_head(bytes(sealed)).core.recipients)
    return frozenset(names) or None


def _unread(inbox: Inbox) -> Iterator[bytes]:
    """Yield what is kept and not read, one at a time: it may not fit in memory."""
    last = 0
    while found := inbox.file.ask(
        "SELECT n, raw FROM envelope WHERE fate IN (?, ?, ?) AND reason != ? "
        "AND n > ? ORDER BY n LIMIT 1",
        *(Fate.ARRIVED, Fate.STORED, Fate.SET_ASIDE, Reason.SIGNATURE, last),
    ):
        last = int(found[0][0])
        yield bytes(found[0][1])


class UseNotes:
    """Notes which key a device seals to: once a day is enough, a write is dear."""

    def __init__(self, inbox: Inbox, registry: Registry, clock: Clock) -> None:
        self._inbox = inbox
        self._registry = registry
        self._clock = clock
        self._noted: dict[tuple[bytes, bytes], int] = {}
        self._epochs: dict[bytes, tuple[bytes, int]] = {}

    def note_read(self, one: Envelope, keys: HubKeys) -> None:
        """Note which key a device sealed to, once what it sent was read."""
        core, now_ms = read_head(one.raw).core, self._clock.now_ms()
        epoch, noted_ms = self._epochs.get(core.sender, (b"", 0))
        if core.epoch and core.epoch == epoch and abs(now_ms - noted_ms) < _DAY_MS:
            return  # of one epoch every batch is sealed to the same keys
        now = self._inbox.at(one.n)
        if now is not None and now.fate is Fate.READ:
            self._note(KeyId(core.sender), recipients_of(self._inbox, one.raw), keys)
            self._epochs[core.sender] = (core.epoch, now_ms)

    def _note(
        self, device: KeyId, names: frozenset[bytes] | None, keys: HubKeys
    ) -> None:
        """Note the newest key of this hub that a batch which was read is sealed to."""
        held = next(
            (
                each.key.id
                for each in keys.held
                if names and not names.isdisjoint(recipient_ids(each.key.public))
            ),
            None,
        )
        if held is None:
            return
        now_ms = self._clock.now_ms()
        before = self._noted.get((device, held))
        if before is None or abs(now_ms - before) >= _DAY_MS:
            self._registry.used(device, held, now_ms)
            self._noted[(device, held)] = now_ms
