"""What a hub shows its console, locked or not: nothing here changes anything."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from app import paths
from app.hub.aside import set_aside_rows
from app.hub.posts import enrolment_rows, post_rows
from app.settings import Settings, keep_settings, load_settings
from app.sticks import Sticks
from app.store.queries.clock import post_offsets
from sync.errors import FileError

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from pathlib import Path

    from app.hub.beyond import Beyond
    from app.hub.founding import Locked
    from app.hub.keys import KeyDesk
    from app.hub.reception import Asgi
    from app.hub.telling import Telling
    from app.store.file import CareFile
    from app.store.queries.staff import Person
    from app.ui.hub_state import EnrolmentRow, PostRow, SetAsideRow
    from sync.clock import Clock
    from sync.courier.http import Transport
    from sync.hub.hub import Hub
    from sync.hub.inbox import Inbox
    from sync.ids import Ids, Mode
    from sync.trust.keys import Cost


class HubView:
    """The hub of one mode in one data folder, as it is looked at."""

    def __init__(  # noqa: PLR0913 - every part of a hub comes from outside
        self,
        data: Path,
        mode: Mode,
        url: str,
        clock: Clock,
        ids: Ids,
        *,
        cost: Cost | None = None,
        database: str | None = None,
        transport: Transport | None = None,
    ) -> None:
        self.clock: Clock = clock
        self._data = data
        self._mode = mode
        self._url = url
        self._ids = ids
        self._cost = cost
        self._database = database
        self._transport = transport
        self._shared: Inbox | None = None
        self.following: asyncio.Task[None] | None = None
        self._hub: Hub | None = None
        self._locked: Locked | None = None
        self._app: Asgi | None = None
        self._file: CareFile | None = None
        self._operator: Person | None = None
        self._voice: Telling | None = None
        self._listeners: list[Callable[[], None]] = []
        self._turn = asyncio.Lock()
        self._is_catching_up = False
        self._keys: KeyDesk | None = None
        self._tending: asyncio.Task[None] | None = None
        self._beyond: Beyond | None = None
        self.sticks = Sticks()

    def settings(self) -> Settings:
        """Return this console's language and theme."""
        return load_settings(paths.settings_file(self._data))

    def keep_settings(self, settings: Settings) -> None:
        """Remember this console's language and theme."""
        with contextlib.suppress(FileError):  # the screen has them for now
            keep_settings(paths.settings_file(self._data), settings)

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

    def file(self) -> CareFile | None:
        """Return the open file, or None while locked."""
        return self._file

    def within(self) -> tuple[Inbox | None, CareFile | None]:
        """Return what is open: the inbox, and the file where it is unlocked."""
        return self._locked.inbox if self._locked else None, self._file

    def operator(self) -> Person | None:
        """Return who is at this console, or None while locked."""
        return self._operator

    def voice(self) -> Telling | None:
        """Return the way to tell the posts something, or None while locked."""
        return self._voice

    def key_room(self) -> KeyDesk | None:
        """Return the way to keys, devices and quarantine, or None while locked."""
        return self._keys

    def border_room(self) -> Beyond | None:
        """Return the way to neighbouring regions, or None while locked."""
        return self._beyond if self._file is not None else None

    def waiting_sealed(self) -> int:
        """Return how many envelopes with facts are stored and not yet read."""
        return self._hub.unread_batches() if self._hub else 0

    async def posts(self) -> tuple[PostRow, ...]:
        """Return every post, longest silent first."""
        if self._hub is None:
            return ()
        offsets = await self._file.read(post_offsets) if self._file else {}
        return post_rows(await asyncio.to_thread(self._hub.devices), offsets)

    async def set_aside(self) -> tuple[SetAsideRow, ...]:
        """Return what was kept but could not be read, newest first."""
        if self._hub is None:
            return ()
        return await asyncio.to_thread(set_aside_rows, self._hub)

    async def enrolled(self) -> tuple[EnrolmentRow, ...]:
        """Return the latest enrolments, newest first."""
        if self._hub is None:
            return ()
        return enrolment_rows(await asyncio.to_thread(self._hub.devices))

    def on_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after anything above changed; returns the stop."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()

    @property
    def _home(self) -> paths.Home:
        return paths.hub_home(self._data, self._mode)
