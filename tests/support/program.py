"""A program over real files in memory, for screens that are shown without one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from app.care.closing import Wiped
from app.care.refusal import Refusal
from app.commands.closing import check_wipe
from app.settings import Settings, ThemeName
from app.sticks import Sticks
from app.store.file import CareFile
from app.store.queries.staff import people
from app.ui.closing import Wish
from app.ui.neighbours import CarryingRow, Circle, NeighbourRow
from app.ui.parcels import Given, Saving, TakenBack, Urgent, save
from app.ui.state import Home, Program, Sending, Session, Setup
from app.ui.work import Work
from sync.bundle import packed
from sync.clock import Clock
from sync.errors import WrongSecret
from sync.ids import Mode
from tests.support.fakes import NOON_MS, FakeClock
from tests.support.post import memory_post
from tests.support.tablet_door import NotedDoor

PASSPHRASE = "vier gewone woorden samen"
RECOVERY = "B7QK-4MZP-9RTD-2XWH-6NCF-8VJG"
_FREE_TRIES = 3


WIPED = Wiped(
    sheet="ZUID-A-0001",
    post_name="Sporthal Zuid",
    post_code="ZUID",
    exercise=False,
    by_name="Post Lead",
    at_ms=NOON_MS,
    holder="Veiligheidsregio",
    way="hub",
    kept_until="2046-11-22",
    unsent=0,
    because="",
    files=("post.db", "keyring.json"),
    size=4096,
    log="01" * 8,
    last=12,
    key="ab" * 32,
    signature="cd" * 64,
)


class MemoryProgram:
    """Posts in memory, opened with one passphrase."""

    def __init__(
        self,
        *modes: Mode,
        clock: Clock | None = None,
        opened: bool = True,
        settings: Settings | None = None,
    ) -> None:
        self.clock: Clock = clock or FakeClock()
        self.unlock_trouble: Exception | None = None
        self.tries = 0
        self.nudges = 0
        self.recovery_known = True
        self.passphrases: list[str] = []
        self.setups: list[Setup] = []
        self._settings = settings or Settings(theme=ThemeName.LIGHT)
        self._names = dict.fromkeys(modes, "Sporthal Zuid")
        self._files: dict[Mode, CareFile] = {}
        self._sending = Sending()
        self._listeners: list[Callable[[], None]] = []
        self.circled = Circled()
        self.tablet_door = NotedDoor(self.clock)
        self.sticks = Sticks(mounts=list)
        self.gone: tuple[Wiped, ...] = ()
        self.others = 0
        if opened:
            for mode in modes:
                self._files[mode] = memory_post(mode, self.clock)

    def settings(self) -> Settings:
        return self._settings

    def keep_settings(self, settings: Settings) -> None:
        self._settings = settings

    def homes(self) -> tuple[Home, ...]:
        return tuple(
            Home(mode, name, NOON_MS - 7_200_000, mode in self._files)
            for mode, name in self._names.items()
        )

    async def create(self, setup: Setup) -> str:
        self.setups.append(setup)
        self._names[setup.mode] = setup.post_name
        file = memory_post(setup.mode, self.clock, code=setup.post_code)
        for table in ("staff", "pin"):
            # A new post knows nobody yet.
            file.write_now(lambda desk, t=table: desk.database[t].delete_where())
        self._files[setup.mode] = file
        return RECOVERY

    async def confirm_recovery(self, mode: Mode, typed: str) -> bool:
        bare = typed.replace("-", "").replace(" ", "").upper()
        return mode in self._files and bare == RECOVERY.replace("-", "")

    async def has_recovery(self, mode: Mode) -> bool:
        return self.recovery_known

    async def new_recovery(self, mode: Mode, passphrase: str) -> str:
        if passphrase != PASSPHRASE:
            raise WrongSecret("passphrase")
        return RECOVERY

    async def change_passphrase(self, mode: Mode, before: str, after: str) -> None:
        if before != PASSPHRASE:
            raise WrongSecret("passphrase")
        self.passphrases.append(after)

    async def unlock(self, mode: Mode, passphrase: str) -> None:
        if self.unlock_trouble is not None:
            raise self.unlock_trouble
        if self.tries >= _FREE_TRIES:
            raise Refusal("wait", seconds=5)
        if passphrase != PASSPHRASE:
            self.tries += 1
            raise WrongSecret("passphrase")
        self._files[mode] = memory_post(mode, self.clock)

    async def unlock_with_recovery(
        self, mode: Mode, code: str, new_passphrase: str
    ) -> None:
        if code.replace("-", "").upper() != RECOVERY.replace("-", ""):
            raise WrongSecret("recovery code")
        self._files[mode] = memory_post(mode, self.clock)

    async def close(self, mode: Mode) -> None:
        self._files.pop(mode).close()
        self.set_sending()

    async def wipe(self, mode: Mode, passphrase: str, wish: Wish) -> Wiped:
        if passphrase != PASSPHRASE:
            raise WrongSecret("passphrase")
        self._files[mode].write_now(
            lambda desk: check_wipe(desk, wish.by, wish.pin, wish.because, self.others)
        )
        await self.close(mode)
        del self._names[mode]
        self.gone = (replace(WIPED, because=wish.because), *self.gone)
        return self.gone[0]

    def forget(self, mode: Mode) -> None:
        """Have a post no more, as when another window wiped it."""
        self._files.pop(mode).close()
        del self._names[mode]
        self.set_sending()

    def wiped(self) -> tuple[Wiped, ...]:
        return self.gone

    def file(self, mode: Mode) -> CareFile | None:
        return self._files.get(mode)

    def lay_aside(self, mode: Mode) -> None:
        """Forget a file without closing it, as if this post were not opened yet."""
        self._files.pop(mode)

    def put(self, mode: Mode, file: CareFile) -> None:
        """Put a file in place, and close the one that was there."""
        before = self._files.get(mode)
        if before is not None and before is not file:
            before.close()
        self._files[mode] = file

    def sending(self, mode: Mode) -> Sending:
        return self._sending

    def set_sending(self, **changes: object) -> None:
        self._sending = replace(self._sending, **changes)  # type: ignore[arg-type]
        for listener in tuple(self._listeners):
            listener()

    def on_sending(
        self, mode: Mode, listener: Callable[[], None]
    ) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def nudge(self, mode: Mode) -> None:
        self.nudges += 1

    async def give(
        self,
        mode: Mode,
        carrier: str,
        most_bytes: int = 0,
        on: Saving | None = None,
    ) -> Given:
        if not self._sending.unsent_events:
            raise Refusal("parcel_empty")
        given = Given(packed([bytes(range(256)) * 9]), 1, 0)
        if on is not None:
            await asyncio.to_thread(save, on, given.raw)
        return given

    async def give_urgent(self, mode: Mode, carrier: str) -> Urgent:
        if not self._sending.unsent_events:
            raise Refusal("urgent_none")
        return Urgent(packed([bytes(range(256)) * 6]), 3, 9)

    async def take_back(
        self, mode: Mode, raw: bytes, work: Work | None = None
    ) -> TakenBack:
        raise Refusal("no_hub_yet")

    async def forget_parcel(self, mode: Mode, n: int) -> None:
        left = tuple(each for each in self._sending.parcels if each.n != n)
        self.set_sending(parcels=left)

    def neighbours(self, mode: Mode) -> Circled:
        return self.circled

    def tablets(self, mode: Mode) -> NotedDoor:
        return self.tablet_door

    async def enrol(self, mode: Mode, invitation: str) -> tuple[str, ...]:
        if not invitation.strip():
            raise Refusal("invitation_unreadable")
        words = ("appel", "brug", "duif", "fiets", "gras", "helm")
        self.set_sending(enrolled=True, words=words, hub_name="Regio Groningen")
        return words

    def end(self) -> None:
        for file in self._files.values():
            file.close()


class Circled:
    """Neighbours that are only noted."""

    def __init__(self) -> None:
        self.circle = Circle()
        self.found: tuple[str, ...] = ()
        self._listeners: list[Callable[[], None]] = []

    def put(self, **parts: object) -> None:
        self.circle = replace(self.circle, **parts)  # type: ignore[arg-type]
        for each in tuple(self._listeners):
            each()

    async def look(self) -> None:
        """There is nothing else to see."""

    async def add(self, address: str) -> None:
        if "." not in address:
            raise Refusal("neighbour_address")
        row = NeighbourRow(f"https://{address}", 0)
        self.put(neighbours=(*self.circle.neighbours, row))

    async def remove(self, url: str) -> None:
        left = tuple(each for each in self.circle.neighbours if each.url != url)
        self.put(neighbours=left)

    async def search(self) -> tuple[str, ...]:
        return self.found

    async def carry(self, *, carries: bool) -> None:
        row = CarryingRow(("192.168.1.30:8472",), 0, 0)
        self.put(carrying=row if carries else None)

    def on_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)


def session_of(program: Program, mode: Mode = Mode.REAL) -> Session:
    """Return a window in which the post lead signed on."""
    session = Session(program.file, program.clock, mode, program.settings())
    file = program.file(mode)
    assert file is not None
    who = next(each for each in file.read_now(people) if each.role == "post_lead")
    session.sign_on(who)
    return session
