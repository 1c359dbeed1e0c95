"""The keys of a hub in its encrypted file: read, changed every month, destroyed.

The file is what counts. What the plain inbox says of the hub is made anew from it at
each opening: it may be older, or somebody may have changed it.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from app.care.refusal import Refusal
from app.ui.hub_state import DeviceRow, KeyRow, LookedAt
from sync.clock import hlc_ms
from sync.database import rows
from sync.errors import DamagedFile, Denied, SyncError
from sync.event import pack, unpack
from sync.hub.identity import HeldKey, HubKeys, Identity
from sync.hub.rotation import is_due, rotated, without, writers_with_gaps
from sync.ids import EnvelopeId, KeyId
from sync.journal import setting
from sync.limits import MAX_KEYRING_BYTES
from sync.trust.keys import SealingKey, SigningKey

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.store.file import CareFile
    from sync.hub.hub import Hub
    from sync.hub.rotation import KeyState

_KEYS: Final = "hub_sealing_keys"
_CORE: Final = "identity_core"
_WITHDRAWN: Final = "withdrawn"
_VOUCHED: Final = "registry_vouched"
_FIRST: Final = "SELECT MIN(started_ms) FROM log WHERE own"


def keep_identity(desk: Desk, identity: Identity) -> None:
    """Keep what this hub is known by; its keys, address and certificate may change."""
    desk.set_setting(_CORE, _core(identity))


def keep_keys(desk: Desk, keys: HubKeys) -> None:
    """Keep the keys that read, in place of those before."""
    held = [[each.made_ms, each.key.to_bytes()] for each in keys.held]
    desk.set_setting("hub_signing", keys.signing.to_bytes())
    desk.set_setting("hub_sealing", keys.sealing.to_bytes())
    desk.set_setting(_KEYS, pack(held))


def hub_keys(desk: Desk, identity: Identity) -> HubKeys:
    """Return the keys that admit and that read, out of the open file.

    Raises DamagedFile when the plain file beside it names another region, escrow or CA
    than this hub was founded with: every post would seal to it.
    """
    _check_identity(desk, identity)
    signing = SigningKey.from_bytes(desk.setting("hub_signing"))
    raw = desk.setting(_KEYS)
    if raw is None:  # a hub of the first version has one key, as old as itself
        made_ms = int(rows(desk.database, _FIRST)[0][0])
        sealing = SealingKey.from_bytes(desk.setting("hub_sealing"))
        return HubKeys(signing, sealing, made_ms)
    kept = unpack(list[tuple[int, bytes]], raw, limit=MAX_KEYRING_BYTES)
    held = [HeldKey(SealingKey.from_bytes(each), made_ms) for made_ms, each in kept]
    newest, *older = held
    return HubKeys(signing, newest.key, newest.made_ms, tuple(older))


def _check_identity(desk: Desk, identity: Identity) -> None:
    known = desk.setting(_CORE)
    if known is None and desk.setting("identity") == _first_digest(identity):
        keep_identity(desk, identity)
        known = desk.setting(_CORE)
    if known != _core(identity):
        raise DamagedFile("inbox.sqlite names another hub")


def _core(identity: Identity) -> bytes:
    """Return what never changes of a hub, by its digest."""
    named = (identity.name, identity.realm, identity.ca, identity.signing)
    return hashlib.sha256(pack([*named, identity.escrow])).digest()


def _first_digest(identity: Identity) -> bytes:
    """Return the digest the first version kept: all but the address."""
    said = {
        "name": identity.name,
        "url": "",
        "realm": identity.realm,
        "ca": identity.ca,
        "signing": identity.signing,
        "certificate": identity.certificate,
        "sealing": identity.sealing,
        "escrow": identity.escrow,
    }
    return hashlib.sha256(pack(said)).digest()


async def vouch(hub: Hub, file: CareFile) -> None:
    """Prove once what the first version kept unproven in the plain inbox."""
    if await file.read(lambda db: setting(db, _VOUCHED)) is None:
        await asyncio.to_thread(hub.vouch)
        await file.write(lambda desk: desk.set_setting(_VOUCHED, 1))


async def take_keys(hub: Hub, file: CareFile) -> None:
    """Go on with the keys as another process of this hub changed them."""
    identity = hub.identity
    await hub.take(await file.write(lambda desk: hub_keys(desk, identity)))


async def keep_withdrawn(hub: Hub, file: CareFile) -> None:
    """Keep the list of withdrawn devices here too: an older inbox brings nobody back.

    Raises SyncError when what is kept here is no list of this hub.
    """
    kept = await file.read(lambda db: setting(db, _WITHDRAWN))
    newest = await asyncio.to_thread(hub.enrolment.newest_list, kept)
    if newest is not None and newest != kept:
        await file.write(lambda desk: desk.set_setting(_WITHDRAWN, newest))


class KeyDesk:
    """Keys, devices and quarantine of an open hub.

    A key changes in the encrypted file first, then in use.
    """

    def __init__(self, hub: Hub, file: CareFile, tell: Callable[[], None]) -> None:
        self._hub = hub
        self._file = file
        self._tell = tell
        self._turn = asyncio.Lock()
        self._is_behind = True

    async def keys(self) -> tuple[KeyRow, ...]:
        """Return the keys this hub reads with, newest first."""
        return key_rows(await self._states())

    async def new_key(self) -> None:
        """Announce a new key, and destroy those nobody needs. Raises FileError."""
        async with self._turn:
            await self._settle()
            await self._rotate(if_due=False)
            await self._destroy_unneeded()
        self._tell()

    async def settle(self) -> None:
        """Finish a change of keys that a full disk cut short. Raises FileError."""
        if self._is_behind:
            async with self._turn:
                await self._settle()

    async def _settle(self) -> None:
        held = await self._held()
        if await asyncio.to_thread(self._hub.is_behind, held):
            await self._rekey(held)
        self._is_behind = False

    async def _rekey(self, keys: HubKeys) -> None:
        self._is_behind = True
        await self._hub.rekey(keys)
        self._is_behind = False

    async def tend(self) -> None:
        """Do what is due: a new key, old ones gone, certificates renewed.

        Raises SyncError where it cannot be done now.
        """
        async with self._turn:
            await self._settle()
            is_new = is_due(await self._held(), self._hub.clock.now_ms())
            if is_new:
                await self._rotate(if_due=True)
            gone = await self._destroy_unneeded()
            renewed = await asyncio.to_thread(self._hub.renew)
        if is_new or gone or renewed:
            self._tell()

    async def rest(self) -> None:
        """Wait until no key is being changed."""
        async with self._turn:
            pass

    async def devices(self) -> tuple[DeviceRow, ...]:
        """Return every device, by post and letter."""
        return await asyncio.to_thread(device_rows, self._hub)

    async def look(self, envelope: str) -> LookedAt:
        """Open what a revoked device sent; nothing is changed. Raises Refusal."""
        name = EnvelopeId(bytes.fromhex(envelope))
        try:
            batch = await asyncio.to_thread(self._hub.look, name)
        except SyncError as why:
            raise Refusal("cannot_look") from why
        facts = ((event.kind, hlc_ms(event.hlc)) for event in batch.events)
        return LookedAt(tuple(facts))

    async def release(self, envelope: str) -> bool:
        """Let in what a revoked device sent; tell whether it was read.

        Raises Refusal, FileError.
        """
        name = EnvelopeId(bytes.fromhex(envelope))
        try:
            read = await self._hub.release(name)
        except Denied as why:
            raise Refusal("cannot_look") from why
        self._tell()
        return bool(read)

    async def _states(self) -> tuple[KeyState, ...]:
        gaps = await self._file.read(writers_with_gaps)
        return await asyncio.to_thread(self._hub.key_states, gaps)

    async def _rotate(self, *, if_due: bool) -> None:
        identity = self._hub.identity

        def change(desk: Desk) -> HubKeys:
            held = hub_keys(desk, identity)
            if if_due and not is_due(held, desk.now_ms()):
                return held  # another process of this hub was first
            fresh = rotated(held, desk.ids, desk.now_ms())
            keep_keys(desk, fresh)
            return fresh

        await self._rekey(await self._file.write(change))

    async def _destroy_unneeded(self) -> int:
        """Destroy every key that nobody can need any more; return how many.

        What lies in the plain file is sealed to the newest key before that.
        """
        gone = [each.id for each in await self._states() if each.may_go]
        if not gone:
            return 0
        await self._rekey(_without_all(await self._held(), gone))
        identity = self._hub.identity

        def change(desk: Desk) -> None:
            keep_keys(desk, _without_all(hub_keys(desk, identity), gone))

        await self._file.write(change)
        return len(gone)

    async def _held(self) -> HubKeys:
        identity = self._hub.identity
        return await self._file.write(lambda desk: hub_keys(desk, identity))


def _without_all(keys: HubKeys, gone: Iterable[KeyId]) -> HubKeys:
    for each in gone:
        keys = without(keys, each)
    return keys


def device_rows(hub: Hub) -> tuple[DeviceRow, ...]:
    """Return every device, and until when its certificate holds."""
    return tuple(
        DeviceRow(
            device=device.key,
            post_name=device.post_name,
            letter=device.letter,
            since_ms=device.since_ms,
            heard_ms=device.heard_ms,
            until_ms=hub.enrolment.certified_until_ms(device.key),
            revoked_ms=device.revoked_ms,
        )
        for device in hub.devices()
    )


def key_rows(states: tuple[KeyState, ...]) -> tuple[KeyRow, ...]:
    """Return the keys as the console shows them."""
    return tuple(
        KeyRow(
            key=state.id.hex(),
            made_ms=state.made_ms,
            replaced_ms=state.replaced_ms,
            holds=tuple(hold.value for hold in state.holds),
            behind=tuple(
                f"{use.post_name} {use.letter}".strip() for use in state.behind
            ),
        )
        for state in states
    )
