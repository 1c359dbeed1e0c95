"""The door for tablets without the program: two sockets, one root, and who is in.

It stands open only while the file is open, for its root is kept in there, and only when
a person said so. Nothing is ever served here without TLS.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from app import paths
from app.care.refusal import Refusal
from app.front import Listening, bind, listen
from app.relay import EVERYWHERE
from app.relay.finding import own_addresses
from app.ui.packed import Packed
from app.ui.serve import SOCKETS, web
from app.ui.tablet_guard import FAREWELL_S, Place, ProvingDoor, TabletGuard
from app.ui.tablet_pass import CODE_S, Passes, grouped
from app.ui.tablets import TabletCode, TabletDoorway
from sync.errors import SyncError
from sync.ids import Mode
from sync.journal import setting
from sync.trust.vouching import (
    Root,
    Vouched,
    fingerprint,
    may_be_vouched,
    new_root,
    serving,
    vouch,
    wear,
)

if TYPE_CHECKING:
    import ssl

    import flet as ft

    from app.store.desk import Desk
    from app.store.file import CareFile
    from sync.clock import Clock

PORT: Final = 8474
"""Where tablets come in; the port after it is where their browsers prove themselves."""

_OPEN: Final = "tablets_open"
_ROOT_KEY: Final = "tablets_root_key"
_ROOT: Final = "tablets_root"
_TEND_S: Final = 5.0
_MARK_BYTES: Final = 4

_log = logging.getLogger("noodpost.post")


@dataclass(frozen=True, slots=True)
class TabletPlace:
    """Where tablets come in, and at which addresses they find this machine."""

    host: str = EVERYWHERE
    port: int = PORT
    addresses: Callable[[], tuple[str, ...]] = own_addresses
    tend_s: float = _TEND_S


class Tablets:
    """The door of one post, from the opening of its file until it closes.

    `main` is what Flet calls for each new window of a tablet.
    """

    def __init__(
        self,
        clock: Clock,
        mode: Mode,
        place: TabletPlace,
        main: Callable[[ft.Page], Any],
    ) -> None:
        self._clock = clock
        self._mode = mode
        self._at = place
        self._main = main
        self._file: CareFile | None = None
        self._root: Root | None = None
        self._place: Place | None = None
        self._passes = Passes(clock, self._tell)
        self._tls: tuple[ssl.SSLContext, ...] = ()
        self._doors: list[Listening] = []
        self._tending: asyncio.Task[None] | None = None
        self._shown: list[tuple[int, str]] = []
        self._listeners: list[Callable[[], None]] = []
        self._turn, self._renewing = asyncio.Lock(), asyncio.Lock()
        self._web: Any = None

    async def begin(self, file: CareFile) -> None:
        """Take up an open file: the door stands as it stood when the file closed."""
        async with self._turn:
            self._file = file
            if not await file.read(lambda db: setting(db, _OPEN)):
                return
            try:
                await self._stand_open(file)
            except (Refusal, SyncError) as why:
                # A person opens it again; the post itself works without it.
                _log.warning("no tablets come in: %s", type(why).__name__)

    async def end(self) -> None:
        """Let nobody in: the file closes."""
        async with self._turn:
            await self._close()
            self._file = self._root = None

    async def open(self) -> None:
        """Let tablets come in, now and after the next start. Raises Refusal."""
        async with self._turn:
            file = self._opened()
            if self._place is None:
                await self._stand_open(file)
            await file.write(lambda desk: desk.set_setting(_OPEN, 1))
        self._tell()

    async def shut(self) -> None:
        """Let nobody in, and end every tablet."""
        async with self._turn:
            await self._opened().write(lambda desk: desk.set_setting(_OPEN, 0))
            await self._close()
        self._tell()

    @property
    def doorway(self) -> TabletDoorway | None:
        """Where it is and who is in, or None while it is shut."""
        place = self._place
        if place is None:
            return None
        return TabletDoorway(
            tuple(f"https://{each}:{place.port}" for each in place.addresses),
            fingerprint(place.root),
            self._passes.rows(),
        )

    def new_code(self) -> TabletCode:
        """Return a code for one more tablet. Raises Refusal."""
        doorway = self.doorway
        if doorway is None:
            raise Refusal("tablets_shut")
        code = self._passes.new_code()
        until_ms = self._clock.now_ms() + CODE_S * 1000
        url = f"{doorway.addresses[0]}/#{code}"
        return TabletCode(grouped(code), url, until_ms)

    def end_tablet(self, number: int) -> None:
        """Let one tablet see nothing more."""
        self._passes.end(number)

    def on_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after something changed; returns the stop."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    def _opened(self) -> CareFile:
        if self._file is None:
            raise Refusal("post_closed")
        return self._file

    async def _stand_open(self, file: CareFile) -> None:
        addresses: tuple[str, ...] = ()
        with contextlib.suppress(OSError):  # a machine that cannot say has none
            addresses = await asyncio.to_thread(self._addresses)
        if not addresses:
            raise Refusal("tablets_no_network")
        self._root = await file.write(_root)
        try:
            await self._let_in(addresses, self._root)
        except OSError as why:
            await self._close()
            raise Refusal("tablets_port", port=self._at.port) from why
        except BaseException:
            await self._close()
            raise
        self._tending = asyncio.create_task(self._tend())

    async def _let_in(self, addresses: tuple[str, ...], root: Root) -> None:
        with contextlib.ExitStack() as undone:
            bound = []
            for port in (self._at.port, self._at.port and self._at.port + 1):
                bound.append(bind(self._at.host, port))
                undone.callback(bound[-1].close)
            first, second = (int(each.getsockname()[1]) for each in bound)
            exercise = self._mode is Mode.EXERCISE
            self._place = Place(addresses, first, second, root.certificate, exercise)
            self._tls = serving(), serving()
            await self._vouch(addresses)
            ways = zip(self._programs(), self._tls, (SOCKETS, {}), strict=True)
            for one, (program, tls, more) in zip(bound, ways, strict=True):
                opened = await listen(program, one, tls=tls, lifespan="off", **more)
                self._doors.append(opened)
            undone.pop_all()

    def _programs(self) -> tuple[TabletGuard, ProvingDoor]:
        if self._web is None:  # it copies files: once is enough
            self._web = Packed(web(self._main, paths.ASSETS))
        return (
            TabletGuard(self._web, self._passes, self._there),
            ProvingDoor(self._passes, self._there, self._renew),
        )

    def _there(self) -> Place:
        if self._place is None:
            raise RuntimeError("asked through a door that is shut")
        return self._place

    async def _vouch(self, addresses: tuple[str, ...]) -> None:
        """Show everybody from now on what the root says of these addresses."""
        for each in self._tls:
            # Signed beside the loop, worn in it: nobody is met halfway through.
            wear(each, await asyncio.to_thread(self._vouched, addresses))

    async def _renew(self) -> None:
        """Show the next browser a certificate nobody can have accepted before."""
        async with self._renewing:
            addresses = self._there().addresses
            new = await asyncio.to_thread(self._vouched, addresses)
            for each in self._tls[-1:]:
                wear(each, new)

    def _vouched(self, addresses: tuple[str, ...]) -> Vouched:
        if self._root is None:
            raise RuntimeError("no root while the door stands open")
        return vouch(self._root, addresses, self._clock.now_ms())

    def _addresses(self) -> tuple[str, ...]:
        return tuple(each for each in self._at.addresses() if may_be_vouched(each))

    async def _close(self) -> None:
        if self._passes.end_all():
            # Names would stay on their screens: a door that shuts says no more.
            await asyncio.sleep(FAREWELL_S)
        if self._tending is not None:
            self._tending.cancel()
            await asyncio.gather(self._tending, return_exceptions=True)
            self._tending = None
        for each in self._doors:
            await each.stop()
        self._doors = []
        self._place, self._tls = None, ()

    async def _tend(self) -> None:
        while True:
            await asyncio.sleep(self._at.tend_s)
            self._passes.end_idle()
            # A network that goes, or a disk that is full: it is asked again.
            with contextlib.suppress(OSError):
                await self._follow_network()
            if self._people() != self._shown:
                self._tell()

    async def _follow_network(self) -> None:
        addresses = await asyncio.to_thread(self._addresses)
        place = self._place
        if place is not None and addresses and addresses != place.addresses:
            await self._vouch(addresses)
            self._place = replace(place, addresses=addresses)
            self._tell()

    def _people(self) -> list[tuple[int, str]]:
        """Return who is where; how long ago something was used says a screen itself."""
        return [(each.number, each.person) for each in self._passes.rows()]

    def _tell(self) -> None:
        self._shown = self._people()
        for each in tuple(self._listeners):
            each()


def _root(desk: Desk) -> Root:
    """Return the root of this device for this post, made the first time.

    Its name tells nobody anything: a tablet shows it in its list, and so does the line.
    """
    key, certificate = desk.setting(_ROOT_KEY), desk.setting(_ROOT)
    if key is None or certificate is None:
        name = f"Noodpost {desk.ids.random(_MARK_BYTES).hex().upper()}"
        made = new_root(name, desk.now_ms())
        desk.set_setting(_ROOT_KEY, made.key)
        desk.set_setting(_ROOT, made.certificate)
        return made
    return Root(bytes(key), bytes(certificate))


def tablet_place(mode: Mode, place: TabletPlace) -> TabletPlace:
    """Return where tablets of a mode come in: real and exercise do not meet."""
    is_real = mode is Mode.REAL or not place.port
    return place if is_real else replace(place, port=place.port + 2)
