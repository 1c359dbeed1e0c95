"""What a hub offers its console: found it, unlock it, invite, look, withdraw."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, MutableMapping
from typing import TYPE_CHECKING, Any

from app.care.refusal import Refusal
from app.hub.ahead import tend
from app.hub.beyond import Beyond
from app.hub.by_hand import arrive
from app.hub.forgetting import forget_erased
from app.hub.founding import Ground, load, make_hub, operator_of
from app.hub.keys import KeyDesk, hub_keys, keep_withdrawn, take_keys, vouch
from app.hub.others import follow, stopped
from app.hub.reception import FileReader, catch_up_file, live, not_yet
from app.hub.shared import is_founded, open_file, open_inbox, open_shelf
from app.hub.telling import Telling
from app.hub.view import HubView
from app.opening import keyring_of, tried
from app.store.queries.staff import person
from app.ui.hub_state import InvitationView
from sync.errors import Denied, FileError
from sync.hub.hub import Hub
from sync.hub.routes import hub_app
from sync.ids import KeyId
from sync.protocol import ENROL_PATH

if TYPE_CHECKING:
    from app.commands.erasure import Grounds
    from app.store.desk import Desk
    from app.store.file import CareFile
    from app.ui.hub_state import HubSetup
    from app.ui.parcels import Arrived
    from sync.hub.identity import HubKeys, Identity


_log = logging.getLogger("noodpost.hub")


class HubProgram(HubView):
    """The hub of one mode in one data folder, and all that is done with it."""

    async def begin(self) -> None:
        """Start storing and acknowledging, if a hub was made here. Raises FileError."""
        if self._database is not None:
            where = self._home, self._database
            self._shared = await asyncio.to_thread(open_inbox, *where)
            self.following = asyncio.create_task(follow(self._look_round, self.lock))
        if await asyncio.to_thread(self._is_made):
            await self._load()

    async def end(self) -> None:
        """Lock, and close every file."""
        await stopped(self.following)
        await self.lock()
        if self._beyond is not None:
            await self._beyond.end()
            self._beyond = None
        inbox = self._shared if self._locked is None else self._locked.inbox
        if inbox is not None:
            await asyncio.to_thread(inbox.close)
        self._locked = self._hub = self._app = self._shared = None

    async def __call__(
        self, scope: MutableMapping[str, Any], receive: Any, send: Any
    ) -> None:
        """Answer a post; until a hub was made here there is nothing to answer."""
        if scope["type"] == "lifespan":
            await live(receive, send)
            return
        if self._app is None:
            await not_yet(send)
            return
        await self._app(scope, receive, send)
        if scope.get("method") not in (None, "GET"):
            self._tell()
            if self._voice is not None and scope.get("path") == ENROL_PATH:
                self._voice.expect_post()
        if self._shared is None:
            await self._catch_up()

    async def _catch_up(self) -> None:
        """Do what a full disk kept from being done; a post that waits for it asks."""
        hub = self._hub
        if hub is None or self._file is None or self._is_catching_up:
            return
        self._is_catching_up = True
        try:
            with contextlib.suppress(FileError):  # still full: the next one asks again
                if await asyncio.to_thread(hub.unread):
                    await (hub.read_waiting() if self._shared else hub.retry())
                if self._voice is not None:
                    await self._voice.lay_owed()
                await self._forget_erased()
                if self._keys is not None:
                    await self._keys.settle()
        finally:
            self._is_catching_up = False

    async def _forget_erased(self) -> None:
        if self._file is not None and self._locked is not None:
            with contextlib.suppress(Refusal):  # locked meanwhile: at the next opening
                inbox, beyond = self._locked.inbox, self._beyond
                await forget_erased(self._file, inbox, self._voice, beyond)

    async def _look_round(self) -> None:
        """See what other processes of this hub did. Raises SyncError."""
        hub, file = self._hub, self._file
        if hub is None:
            if await asyncio.to_thread(self._is_made):
                await self._load()
                self._tell()
            return
        await asyncio.to_thread(hub.outgoing.stir_if_new)
        if file is not None:
            if await file.follow():
                await take_keys(hub, file)
                self._tell()
            await self._catch_up()
            await file.rewrite()

    def is_new(self) -> bool:
        """Return whether this folder, or the database, has no hub yet."""
        return self._hub is None if self._database else not self._is_made()

    def _is_made(self) -> bool:
        if self._shared is not None:
            return is_founded(self._shared)
        return self._home.keyring.exists()

    async def create(self, setup: HubSetup) -> None:
        """Make keys and file; the hub is unlocked afterwards. Raises Refusal."""
        async with self._turn:
            if not self.is_new():
                raise Refusal("hub_exists")
            self._mode = setup.mode
            ground = Ground(self._data, self.clock, self._ids, self._cost, self._shared)
            key = await asyncio.to_thread(make_hub, ground, setup, self._url)
            await self._load()
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
            await self._stop_tending()
            if self._hub is not None:
                self._hub.lock()
                await self._hub.quiet()
            if self._beyond is not None:
                self._beyond.close()
            file, self._file, self._operator = self._file, None, None
            self._voice = None
            if file is not None:
                await asyncio.to_thread(file.close)
        self._tell()

    async def erase(self, stream: bytes, grounds: Grounds, passphrase: str) -> None:
        """Erase a casualty by law here and at its post, on the operator's word.

        Raises WrongSecret, FileError, Refusal; then nothing is gone.
        """
        await self.check(passphrase)
        operator, voice = self._operator, self._voice
        if operator is None or voice is None:
            raise Refusal("hub_locked")
        await voice.erase(operator.actor, stream, grounds)
        with contextlib.suppress(FileError):  # safe in the list; tried again
            await self._forget_erased()

    async def retry(self, envelope: str) -> bool:
        """Try what was set aside again; return whether this one was read."""
        if self._hub is None:
            return False
        await self._hub.retry()
        self._tell()
        return all(row.envelope != envelope for row in await self.set_aside())

    async def take_in(self, raw: bytes, told: Callable[[int], None]) -> Arrived:
        """Take in what was carried here; twice is once. Raises Refusal, FileError."""
        if self._hub is None:
            raise Refusal("hub_locked")
        came = await arrive(self._hub, raw, told)
        self._tell()
        return came

    async def invite(self, hint: str, post: bytes | None = None) -> InvitationView:
        """Make an invitation; `hint` is the name of the post it is meant for.

        `post` lets a device that recorded nothing yet join a post the hub knows.
        """
        if self._hub is None:
            raise Refusal("hub_locked")
        try:
            made = await asyncio.to_thread(self._hub.invite, post)
        except Denied as why:
            raise Refusal("hub_locked") from why
        self._tell()
        return InvitationView(made.to_text(), made.expires_ms, hint)

    async def revoke(self, device: bytes) -> None:
        """Withdraw a device's certificate: what it sends from now on is set aside."""
        if self._hub is None:
            raise Refusal("hub_locked")
        try:
            await asyncio.to_thread(self._hub.revoke, KeyId(device))
            if self._file is not None:
                await keep_withdrawn(self._hub, self._file)
        except Denied as why:
            raise Refusal("hub_locked") from why
        self._tell()

    async def _load(self) -> None:
        """Store and acknowledge from now on, and go to the hubs agreed with."""
        await asyncio.to_thread(self._loaded)
        await self._go_beyond()

    async def _go_beyond(self) -> None:
        """Deal with other regions; without room for that, from the next unlocking."""
        hub = self._hub
        if hub is None or self._beyond is not None:
            return
        where = self._home, self._ids, self._mode
        try:
            hub.border.shelf = shelf = await asyncio.to_thread(open_shelf, *where)
        except FileError as why:
            _log.warning("no shelf for other regions: %s", why)
            return
        told = self.clock, self._ids, self._tell, self._transport
        self._beyond = Beyond(hub, shelf, *told)
        await self._beyond.begin()

    def _loaded(self) -> None:
        locked = load(self._home, self._url, self._shared)
        parts = locked.inbox, locked.identity, locked.receipt_key
        hub = Hub(*parts, self.clock, self._ids)
        self._locked, self._hub, self._app = locked, hub, hub_app(hub)
        hub.outgoing.on_collected(self._tell)

    async def _open(self, key: bytes) -> None:
        if self._hub is None or self._locked is None:
            raise Refusal("hub_locked")
        inbox = self._locked.inbox
        where = self._home, key, inbox, self._mode, self.clock, self._ids
        file = await asyncio.to_thread(open_file, *where)
        try:
            identity = self._hub.identity
            keys = await file.write(lambda desk: _begun(desk, identity))
            operator = await file.read(lambda db: person(db, operator_of(db)))
            await catch_up_file(file, inbox)
            await keep_withdrawn(self._hub, file)
            await self._hub.unlock(keys, FileReader(file))
            await self._take_up(self._hub, file)
        except BaseException:
            self._hub.lock()
            await self._hub.quiet()
            await asyncio.to_thread(file.close)
            raise
        self._file, self._operator = file, operator
        await self._go_beyond()
        if self._beyond is not None:
            await self._beyond.open(file)
        self._voice = Telling(self._hub, file, self._tell)
        with contextlib.suppress(FileError):  # full: what is told next lays it too
            await self._voice.take_up()
            await self._forget_erased()

    async def _take_up(self, hub: Hub, file: CareFile) -> None:
        """Go on with the keys of the file that was just opened."""
        await vouch(hub, file)
        self._keys = KeyDesk(hub, file, self._tell)
        self._tending = asyncio.create_task(tend(self._keys, file, self.clock))

    async def _stop_tending(self) -> None:
        task, self._tending = self._tending, None
        keys, self._keys = self._keys, None
        if keys is not None:  # a key that is being changed is changed whole
            await keys.rest()
        await stopped(task)


def _begun(desk: Desk, identity: Identity) -> HubKeys:
    """Return the keys of a file that was just opened; its own words begin a new log.

    It cannot know whether it is the newest there ever was, and others may hold what it
    forgot.
    """
    desk.journal.start_log()
    return hub_keys(desk, identity)
