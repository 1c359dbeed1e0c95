"""What a hub offers its console: found it, unlock it, invite, look, withdraw."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from app import paths
from app.care.refusal import Refusal
from app.hub.founding import Locked, hub_keys, load, make_hub, operator_of
from app.i18n import six_words
from app.opening import keyring_of, tried
from app.settings import Settings, keep_settings, load_settings
from app.store.file import CareFile
from app.store.queries.staff import Person, person
from app.ui.hub_state import EnrolmentRow, InvitationView, PostRow, SetAsideRow
from sync.errors import Denied, FileError
from sync.hub.hub import Hub, Sender
from sync.hub.inbox import Fate
from sync.hub.landing import Landed, Opened, land
from sync.hub.routes import hub_app
from sync.ids import KeyId, Mode
from sync.trust.keys import Cost

if TYPE_CHECKING:
    from pathlib import Path

    from app.ui.hub_state import HubSetup
    from sync.clock import Clock
    from sync.hub.inbox import Kept
    from sync.hub.registry import Device
    from sync.ids import Ids

_SHORT_KEY: Final = 8

Asgi = Callable[[MutableMapping[str, Any], Any, Any], Any]


@dataclass(frozen=True, slots=True)
class FileReader:
    """Lands what a hub opens in its one encrypted file."""

    file: CareFile

    async def append(self, batch: Opened) -> Landed:
        """Append a batch and its mark in one transaction."""
        return await self.file.write(lambda desk: land(desk.journal, batch, desk.clock))


class HubProgram:
    """The hub of one mode in one data folder."""

    def __init__(
        self,
        data: Path,
        mode: Mode,
        url: str,
        clock: Clock,
        ids: Ids,
        *,
        cost: Cost | None = None,
    ) -> None:
        self.clock: Clock = clock
        self._data = data
        self._mode = mode
        self._url = url
        self._ids = ids
        self._cost = cost
        self._hub: Hub | None = None
        self._locked: Locked | None = None
        self._app: Asgi | None = None
        self._file: CareFile | None = None
        self._operator: Person | None = None
        self._listeners: list[Callable[[], None]] = []
        self._turn = asyncio.Lock()
        self._is_catching_up = False

    async def begin(self) -> None:
        """Start storing and acknowledging, if a hub was made here. Raises FileError."""
        if not self.is_new():
            await asyncio.to_thread(self._load)

    async def end(self) -> None:
        """Lock, and close every file."""
        await self.lock()
        if self._locked is not None:
            await asyncio.to_thread(self._locked.inbox.close)
            self._locked = self._hub = self._app = None

    async def __call__(
        self, scope: MutableMapping[str, Any], receive: Any, send: Any
    ) -> None:
        """Answer a post; until a hub was made here there is nothing to answer."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        if self._app is None:
            await send({"type": "http.response.start", "status": 503, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        await self._app(scope, receive, send)
        if scope.get("method") not in (None, "GET"):
            self._tell()
        await self._catch_up()

    async def _catch_up(self) -> None:
        """Read what a full disk kept from being read; a post that waits for it asks."""
        hub = self._hub
        if hub is None or self._file is None or self._is_catching_up:
            return
        self._is_catching_up = True
        try:
            with contextlib.suppress(FileError):  # still full: the next one asks again
                if await asyncio.to_thread(hub.unread):
                    await hub.retry()
        finally:
            self._is_catching_up = False

    def settings(self) -> Settings:
        """Return this console's language and theme."""
        return load_settings(paths.settings_file(self._data))

    def keep_settings(self, settings: Settings) -> None:
        """Remember this console's language and theme."""
        with contextlib.suppress(FileError):  # the screen has them for now
            keep_settings(paths.settings_file(self._data), settings)

    def is_new(self) -> bool:
        """Return whether this folder has no hub yet."""
        return not self._home.keyring.exists()

    def mode(self) -> Mode:
        """Return which world this hub serves."""
        return self._mode

    def region(self) -> str:
        """Return the name of the region; empty while new."""
        return self._hub.identity.name if self._hub else ""

    def address(self) -> str:
        """Return the address posts send to."""
        return self._url

    def keep_apart(self) -> tuple[str, ...]:
        """Return the files to move to a safe place that are still on this machine."""
        apart = (self._home.region_ca, self._home.escrow)
        return tuple(str(path) for path in apart if path.exists())

    async def create(self, setup: HubSetup) -> None:
        """Make keys and file; the hub is unlocked afterwards. Raises Refusal."""
        async with self._turn:
            if not self.is_new():
                raise Refusal("hub_exists")
            self._mode = setup.mode
            key = await asyncio.to_thread(
                make_hub,
                self._data,
                setup,
                self._url,
                self.clock,
                self._ids,
                self._cost,
            )
            await asyncio.to_thread(self._load)
            await self._open(key)
        self._tell()

    async def unlock(self, passphrase: str) -> None:
        """Open file and decryption key and read what waits.

        Raises WrongSecret, FileError, Refusal("wait", seconds=…).
        """
        async with self._turn:
            if self._file is not None:
                return
            await self._open(await self._key(passphrase))
        self._tell()

    async def check(self, passphrase: str) -> None:
        """Check the operator's passphrase; what is open stays open.

        Raises WrongSecret, FileError, Refusal("wait", seconds=…).
        """
        async with self._turn:
            await self._key(passphrase)

    async def _key(self, passphrase: str) -> bytes:
        keyring = keyring_of(self._home)
        return await tried(self._home, self.clock, lambda: keyring.open(passphrase))

    async def lock(self) -> None:
        """Drop the decryption key and the file; receiving sealed goes on."""
        async with self._turn:
            if self._hub is not None:
                self._hub.lock()
                await self._hub.quiet()
            file, self._file, self._operator = self._file, None, None
            if file is not None:
                await asyncio.to_thread(file.close)
        self._tell()

    def file(self) -> CareFile | None:
        """Return the open file, or None while locked."""
        return self._file

    def operator(self) -> Person | None:
        """Return who is at this console, or None while locked."""
        return self._operator

    def waiting_sealed(self) -> int:
        """Return how many envelopes are stored and not yet read."""
        return self._hub.unread() if self._hub else 0

    async def posts(self) -> tuple[PostRow, ...]:
        """Return every post, longest silent first."""
        if self._hub is None:
            return ()
        devices = await asyncio.to_thread(self._hub.devices)
        posts: dict[bytes, list[Device]] = {}
        for device in devices:
            posts.setdefault(device.post, []).append(device)
        found = [_post_row(post, here) for post, here in posts.items()]
        return tuple(sorted(found, key=lambda row: row.last_heard_ms or 0))

    async def set_aside(self) -> tuple[SetAsideRow, ...]:
        """Return what was kept but could not be read, newest first."""
        if self._hub is None:
            return ()
        return await asyncio.to_thread(_set_aside, self._hub)

    async def retry(self, envelope: str) -> bool:
        """Try what was set aside again; return whether this one was read."""
        if self._hub is None:
            return False
        await self._hub.retry()
        self._tell()
        return all(row.envelope != envelope for row in await self.set_aside())

    async def invite(self, hint: str) -> InvitationView:
        """Make an invitation; `hint` is the name of the post it is meant for."""
        if self._hub is None:
            raise Refusal("hub_locked")
        try:
            made = await asyncio.to_thread(self._hub.invite)
        except Denied as why:
            raise Refusal("hub_locked") from why
        self._tell()
        return InvitationView(made.to_text(), made.expires_ms, hint)

    async def enrolled(self) -> tuple[EnrolmentRow, ...]:
        """Return the latest enrolments, newest first."""
        if self._hub is None:
            return ()
        devices = await asyncio.to_thread(self._hub.devices)
        return tuple(
            EnrolmentRow(
                device.key,
                device.post_name,
                six_words(device.words),
                device.since_ms,
                device.revoked_ms is not None,
            )
            for device in sorted(devices, key=lambda each: -each.since_ms)
        )

    async def revoke(self, device: bytes) -> None:
        """Withdraw a device's certificate: what it sends from now on is set aside."""
        if self._hub is None:
            raise Refusal("hub_locked")
        try:
            await asyncio.to_thread(self._hub.revoke, KeyId(device))
        except Denied as why:
            raise Refusal("hub_locked") from why
        self._tell()

    def on_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after anything above changed; returns the stop."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    @property
    def _home(self) -> paths.Home:
        return paths.hub_home(self._data, self._mode)

    def _load(self) -> None:
        locked = load(self._home, self._url)
        hub = Hub(
            locked.inbox, locked.identity, locked.receipt_key, self.clock, self._ids
        )
        self._locked, self._hub, self._app = locked, hub, hub_app(hub)

    async def _open(self, key: bytes) -> None:
        if self._hub is None:
            raise Refusal("hub_locked")
        file = await asyncio.to_thread(
            CareFile.open,
            self._home.hub_file,
            key,
            mode=self._mode,
            clock=self.clock,
            ids=self._ids,
        )
        try:
            identity = self._hub.identity
            keys = await file.write(lambda desk: hub_keys(desk, identity))
            operator = await file.read(lambda db: person(db, operator_of(db)))
            await self._hub.unlock(keys, FileReader(file))
        except BaseException:
            self._hub.lock()
            await self._hub.quiet()
            await asyncio.to_thread(file.close)
            raise
        self._file, self._operator = file, operator

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()


def _set_aside(hub: Hub) -> tuple[SetAsideRow, ...]:
    names = {device.key: device.post_name for device in hub.devices()}
    return tuple(
        _aside_row(each, hub.sender(each), names)
        for each in hub.kept()
        if each.fate in (Fate.SET_ASIDE, Fate.CONTRADICTS)
    )


def _aside_row(
    one: Kept, sender: Sender | None, names: Mapping[KeyId, str]
) -> SetAsideRow:
    name = ""
    if sender is not None:
        name = names.get(sender.key) or sender.key.hex()[:_SHORT_KEY]
    return SetAsideRow(
        envelope=one.envelope.hex(),
        sender=name,
        reason=one.reason,
        received_ms=one.arrived_ms,
        size=one.size,
        verified=sender is not None and sender.verified,
    )


def _post_row(post: bytes, devices: list[Device]) -> PostRow:
    heard = [each.heard_ms for each in devices if each.heard_ms is not None]
    unsent = [each.unsent for each in devices if each.unsent is not None]
    oldest = [
        each.unsent_oldest_ms
        for each in devices
        if each.unsent and each.unsent_oldest_ms
    ]
    return PostRow(
        post_id=post,
        name=devices[0].post_name,
        devices=len(devices),
        last_heard_ms=max(heard, default=None),
        unsent_events=sum(unsent) if unsent else None,
        oldest_unsent_ms=min(oldest, default=None),
        reported_ms=max(heard, default=None) if unsent else None,
        revoked=all(each.revoked_ms is not None for each in devices),
    )


async def _live(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return
