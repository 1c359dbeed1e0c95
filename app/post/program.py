"""What a post offers its screens: make, unlock, close, join; one for each mode."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from app import paths
from app.care.refusal import Refusal
from app.opening import check_passphrase, keyring_of, tried
from app.post import by_hand, wiping
from app.post.at_tablet import windows
from app.post.card import note_use, seen
from app.post.joining import ask_hub, keep_hub, read_invitation, take_place
from app.post.leaving import Leaving, LetGo
from app.post.locks import Locks, has_recovery
from app.post.making import make_post
from app.post.neighbours import Door, Neighbours, doorstep
from app.post.open_post import OpenPost
from app.post.sessions import Sessions
from app.post.tablets import TabletPlace, Tablets, tablet_place
from app.post.way import Way
from app.settings import Settings, keep_settings, load_settings
from app.sticks import Sticks
from app.store.file import CareFile
from app.ui.parcels import MOST_BYTES
from app.ui.state import Home, Sending, Setup
from sync.errors import FileError
from sync.ids import Mode
from sync.trust.keys import Cost

if TYPE_CHECKING:
    from pathlib import Path

    from app.care.closing import Wiped
    from app.store.desk import Desk
    from app.ui.closing import Wish
    from app.ui.parcels import Given, Saving, TakenBack, Urgent
    from app.ui.work import Work
    from sync.clock import Clock
    from sync.courier.http import Transport
    from sync.courier.loop import Pace
    from sync.ids import Ids

MODES = (Mode.REAL, Mode.EXERCISE)


@dataclass(frozen=True, slots=True)
class Road:
    """How to reach a hub, where neighbours and tablets come in; a drill has others."""

    transport: Transport | None = None
    pace: Pace | None = None
    door: Door = field(default_factory=Door)
    tablets: TabletPlace = field(default_factory=TabletPlace)


@dataclass(slots=True)
class _Opened:
    """An open post with its file key, which is dropped when it closes."""

    post: OpenPost
    key: bytes


class PostProgram:
    """The posts in one data folder: at most one real, and one exercise."""

    def __init__(
        self,
        data: Path,
        clock: Clock,
        ids: Ids,
        *,
        road: Road | None = None,
        cost: Cost | None = None,
    ) -> None:
        self.clock: Clock = clock
        self._data = data
        self._ids = ids
        self._road = road or Road()
        self._cost = cost
        self._open: dict[Mode, _Opened] = {}
        self._ways: dict[Mode, Way] = {}
        self._locks: dict[Mode, Locks] = {}
        self._listeners: dict[Mode, list[Callable[[], None]]] = {}
        self._tablets: dict[Mode, Tablets] = {}
        self.sessions = Sessions(self)
        self._turn = asyncio.Lock()
        self.sticks = Sticks()

    async def begin(self) -> None:
        """Let sealed sending go on for every post that is here, closed as they are.

        A wipe that was begun is finished first.
        """
        await asyncio.to_thread(wiping.finish_all, self._data)
        for mode in MODES:
            if self._home(mode).road.exists() and self._seen(mode):
                self._way(mode)

    async def end(self) -> None:
        """Close every file, sealed and all, and stop every courier."""
        for mode in tuple(self._open):
            await self.close(mode)
        for way in self._ways.values():
            await way.stop()
        self._ways.clear()

    def settings(self) -> Settings:
        """Return this device's language and theme."""
        return load_settings(paths.settings_file(self._data))

    def keep_settings(self, settings: Settings) -> None:
        """Remember this device's language and theme."""
        with contextlib.suppress(FileError):  # the screen has them for now
            keep_settings(paths.settings_file(self._data), settings)

    def homes(self) -> tuple[Home, ...]:
        """Return the posts on this device, last used first."""
        found = [self._seen(mode) for mode in MODES]
        there = [home for home in found if home is not None]
        return tuple(sorted(there, key=lambda home: -(home.last_used_ms or 0)))

    async def create(self, setup: Setup) -> str:
        """Make a post, leave it open, return the recovery code. Raises Refusal."""
        async with self._turn:
            made = await asyncio.to_thread(
                make_post, self._data, setup, self.clock, self._ids, self._cost
            )
            await self._begin(setup.mode, made.file_key)
        return made.recovery_code

    async def confirm_recovery(self, mode: Mode, typed: str) -> bool:
        """Return whether this is the recovery code that was written down."""
        return await self._lock_of(mode).confirm(typed, self.file(mode))

    async def has_recovery(self, mode: Mode) -> bool:
        """Return whether the recovery code was ever typed over from paper."""
        file = self.file(mode)
        return file is not None and await has_recovery(file)

    async def new_recovery(self, mode: Mode, passphrase: str) -> str:
        """Return a new recovery code; it counts once `confirm_recovery` heard it.

        Raises as `unlock` does.
        """
        return await self._lock_of(mode).new_recovery(passphrase)

    async def change_passphrase(self, mode: Mode, before: str, after: str) -> None:
        """Set another passphrase. Raises as `unlock` does."""
        async with self._turn:
            await self._lock_of(mode).change_passphrase(before, after)

    async def unlock(self, mode: Mode, passphrase: str) -> None:
        """Open the file.

        Raises WrongSecret, FileError, or Refusal("wait", seconds=…).
        """
        async with self._turn:
            if mode in self._open:
                return
            keyring = keyring_of(self._home(mode))
            key = await tried(
                self._home(mode), self.clock, lambda: keyring.open(passphrase)
            )
            await self._begin(mode, key)

    async def unlock_with_recovery(
        self, mode: Mode, code: str, new_passphrase: str
    ) -> None:
        """Open the file with the recovery code and set a new passphrase.

        Raises as `unlock` does.
        """
        check_passphrase(new_passphrase)
        async with self._turn:
            keyring = keyring_of(self._home(mode))
            key = await tried(
                self._home(mode), self.clock, lambda: keyring.open_with_recovery(code)
            )
            changed = await asyncio.to_thread(
                keyring.with_passphrase, key, new_passphrase, self._ids, self._cost
            )
            await asyncio.to_thread(changed.write, self._home(mode).keyring)
            if mode not in self._open:
                await self._begin(mode, key)

    async def close(self, mode: Mode) -> None:
        """Cut and seal everything, drop the key; sealed sending goes on."""
        async with self._turn:
            await self._shut(mode)
        self._tell(mode)

    async def _shut(self, mode: Mode) -> None:
        opened = self._open.pop(mode, None)
        self._lock_of(mode).forget()
        await self.tablets(mode).end()
        if opened is not None:
            await opened.post.close()

    async def wipe(self, mode: Mode, passphrase: str, wish: Wish) -> Wiped:
        """Wipe this device of a post for good, as `Wipes` says."""
        leaving = Leaving(self._data, self, self.clock, self._ids)
        try:
            async with self._turn:
                return await leaving.wipe(mode, passphrase, wish)
        finally:
            self._tell(mode)

    def wiped(self) -> tuple[Wiped, ...]:
        """Return what this device says of posts it wiped, the newest first."""
        return wiping.wiped(self._data)

    async def let_go(self, mode: Mode) -> LetGo:
        """Close a post with all that still sends for it."""
        key = self._open[mode].key
        await self._shut(mode)
        if mode in self._ways:
            await self._ways.pop(mode).stop()
        self._tell(mode)
        return LetGo(key, partial(self._begin, mode, key))

    def file(self, mode: Mode) -> CareFile | None:
        """Return the open file, or None."""
        opened = self._open.get(mode)
        return opened.post.file if opened else None

    def sending(self, mode: Mode) -> Sending:
        """Return how far what was recorded has come."""
        opened = self._open.get(mode)
        return opened.post.sending if opened else Sending()

    def on_sending(
        self, mode: Mode, listener: Callable[[], None]
    ) -> Callable[[], None]:
        """Call `listener` after changes; returns the stop."""
        listeners = self._listeners.setdefault(mode, [])
        listeners.append(listener)

        def stop() -> None:
            if listener in listeners:
                listeners.remove(listener)

        return stop

    async def enrol(self, mode: Mode, invitation: str) -> tuple[str, ...]:
        """Join a hub and return the six words to compare. Raises Refusal."""
        opened = self._open.get(mode)
        if opened is None:
            raise Refusal("post_closed")
        asked = read_invitation(invitation, mode)
        post = opened.post
        # A slow hub holds up nothing else here: not even closing this post.
        joined = await ask_hub(post.file, asked, self._road.transport)
        async with self._turn:
            if self._open.get(mode) is not opened:
                raise Refusal("post_closed")
            escrow = joined.enrolled.descriptor.escrow
            keyring = keyring_of(self._home(mode)).with_escrow(opened.key, escrow)
            await asyncio.to_thread(keyring.write, self._home(mode).keyring)

            def keep(desk: Desk) -> None:
                keep_hub(desk, joined, asked.realm)
                post.recount(desk)
                take_place(desk, joined.enrolled.certificate)

            await post.file.write(keep)
            await post.joined()
        self._tell(mode)
        return post.membership.words if post.membership else ()

    async def give(
        self,
        mode: Mode,
        carrier: str,
        most_bytes: int = MOST_BYTES,
        on: Saving | None = None,
    ) -> Given:
        """Return what waits and fits, to go along with somebody.

        With `on` it is in a file then. Raises Refusal, FileError.
        """
        post = self._post(mode)
        await post.cut(everything=True)
        road, now_ms = self._way(mode).road, self.clock.now_ms()
        given = await by_hand.give(road, carrier, now_ms, most_bytes, on)
        await post.refresh()
        return given

    async def give_urgent(self, mode: Mode, carrier: str) -> Urgent:
        """Return the most urgent that waits, in one square. Raises Refusal."""
        post = self._post(mode)
        made = await post.cut_urgent()
        if made is None:
            raise Refusal("urgent_none")
        road, now_ms = self._way(mode).road, self.clock.now_ms()
        given = await by_hand.give_urgent(road, carrier, now_ms, made)
        await post.refresh()
        return given

    async def take_back(
        self, mode: Mode, raw: bytes, work: Work | None = None
    ) -> TakenBack:
        """Take the hub's reply to a parcel; twice is once. Raises Refusal."""
        post = self._post(mode)
        road, now_ms = self._way(mode).road, self.clock.now_ms()
        try:
            return await by_hand.take(road, raw, now_ms, work)
        finally:
            await post.apply()

    async def forget_parcel(self, mode: Mode, n: int) -> None:
        """Wait for a parcel no longer; what was in it still waits here."""
        await asyncio.to_thread(self._way(mode).road.hand.forget, n)
        await self._post(mode).refresh()

    def neighbours(self, mode: Mode) -> Neighbours:
        """Return what a post does with its neighbours."""
        return self._way(mode).neighbours

    def tablets(self, mode: Mode) -> Tablets:
        """Return the door through which tablets without the program look at a post."""
        if mode not in self._tablets:
            main = self.sessions.counted(windows(self, mode))
            place = tablet_place(mode, self._road.tablets)
            self._tablets[mode] = Tablets(self.clock, mode, place, main)
        return self._tablets[mode]

    def _post(self, mode: Mode) -> OpenPost:
        opened = self._open.get(mode)
        if opened is None:
            raise Refusal("post_closed")
        return opened.post

    def nudge(self, mode: Mode) -> None:
        """Try to reach the hub now, with everything recorded so far."""
        way, opened = self._ways.get(mode), self._open.get(mode)
        if way is not None:
            way.nudge()
        if opened is not None:
            opened.post.cut_soon()

    async def _begin(self, mode: Mode, key: bytes) -> None:
        home, way = self._home(mode), self._way(mode)
        file = await asyncio.to_thread(
            CareFile.open,
            home.post_file,
            key,
            mode=mode,
            clock=self.clock,
            ids=self._ids,
        )
        post = OpenPost(file, way, home)
        post.on_sending(lambda: self._tell(mode))
        try:
            await post.begin()
        except BaseException:
            await post.close()
            raise
        self._open[mode] = _Opened(post, key)
        await self.tablets(mode).begin(file)
        await asyncio.to_thread(note_use, home, mode, self.clock.now_ms())
        self._tell(mode)

    def _way(self, mode: Mode) -> Way:
        if mode not in self._ways:
            way = Way(
                self._home(mode).road,
                self.clock,
                self._ids,
                transport=self._road.transport,
                pace=self._road.pace,
                neighbours=doorstep(self._home(mode).folder, mode, self._road.door),
            )
            way.start()
            self._ways[mode] = way
        return self._ways[mode]

    def _lock_of(self, mode: Mode) -> Locks:
        if mode not in self._locks:
            home = self._home(mode)
            self._locks[mode] = Locks(home, self.clock, self._ids, self._cost)
        return self._locks[mode]

    def _home(self, mode: Mode) -> paths.Home:
        return paths.post_home(self._data, mode)

    def _seen(self, mode: Mode) -> Home | None:
        if wiping.is_promised(self._data, mode):
            return None
        return seen(self._home(mode), mode, is_open=mode in self._open)

    def _tell(self, mode: Mode) -> None:
        for listener in tuple(self._listeners.get(mode, ())):
            listener()
