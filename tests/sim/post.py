"""A post in the simulation: the real program, and what its people do."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import httpx

from app import paths
from app.care.refusal import Refusal
from app.care.terms import Triage
from app.post import by_hand
from app.post.neighbours import Door
from app.post.program import PostProgram, Road
from app.store.desk import Desk
from app.store.file import CareFile
from app.ui.state import Sending, Setup
from sync.courier.road import Road as CourierRoad
from sync.database import rows
from sync.errors import SyncError
from sync.ids import EventId, LogId, Mode
from sync.trust.keys import Cost, Keyring
from tests.sim.deeds import ARRIVAL, KINDS, MARK, Deed, do
from tests.sim.dice import Dice
from tests.sim.disk import Disk
from tests.sim.journal import opened, read_journal
from tests.sim.loop import VirtualLoop
from tests.sim.machine import Failed, Machine
from tests.sim.wire import Answer, Wire, served

if TYPE_CHECKING:
    from app.ui.parcels import Given, TakenBack, Urgent

T = TypeVar("T")

PASSPHRASE: Final = "een lange wachtzin"
CHEAP: Final = Cost(memory_kib=8, passes=1)

Fact = tuple[EventId, bytes]


@dataclass(frozen=True, slots=True)
class Saved:
    """What was on the screen as saved: the events of one command."""

    facts: tuple[Fact, ...]


class Post(Machine):
    """One post device."""

    def __init__(
        self, disk: Disk, loop: VirtualLoop, seed: int, mode: Mode, port: int = 0
    ) -> None:
        super().__init__(disk, loop, seed)
        self.mode = mode
        self.wire: Wire | None = None
        self.past: Wire | None = None
        """The wire to a relay or a base, where there is one."""
        self._port = port

        self.program: PostProgram | None = None
        self.key = self.device = b""
        self.sister: Post | None = None
        """The post whose second device this is, once both joined."""

        self._casualties: list[bytes] = []
        self._made = 0

    @property
    def home(self) -> Path:
        return paths.post_home(self.disk.folder, self.mode).folder

    @property
    def file(self) -> Path:
        return self.home / "post.db"

    @property
    def road(self) -> Path:
        return paths.post_home(self.disk.folder, self.mode).road

    @property
    def marker(self) -> Path:
        return paths.post_home(self.disk.folder, self.mode).marker

    @property
    def hub_url(self) -> str:
        """Where its road leads; empty before there is a hub."""
        with opened(self.road, None) as road:
            found = road.execute("SELECT value FROM setting WHERE name = 'hub_url'")
            return str((found.fetchone() or ("",))[0])

    @property
    def is_open(self) -> bool:
        return (
            self.is_up
            and self.program is not None
            and self.program.file(self.mode) is not None
        )

    @property
    def open_file(self) -> CareFile | None:
        """The file, while it is open."""
        return self._program.file(self.mode)

    @property
    def has_spoiled(self) -> bool:
        """Whether its wire ever changed what came down; then it is asked for again."""
        return self.wire is not None and self.wire.has_spoiled

    @property
    def sending(self) -> Sending:
        assert self.program is not None
        return self.program.sending(self.mode)

    async def start(self) -> Failed | None:
        """Start the program, closed as it is then."""
        ids = self.new_life()

        async def begin() -> None:
            self.program = PostProgram(
                self.disk.folder,
                self.clock,
                ids,
                road=Road(self.wire, door=self._door()),
                cost=CHEAP,
            )
            await self.program.begin()

        return await self.run(begin())

    async def make(self) -> None:
        """Make the post and its first person."""
        await self.start()
        code = self.name.upper()
        setup = Setup("nl", f"Post {self.name}", code, self.mode, PASSPHRASE)
        done = await self.run(self._program.create(setup))
        assert not isinstance(done, Failed), done
        keyring = Keyring.read(paths.post_home(self.disk.folder, self.mode).keyring)
        assert keyring is not None
        self.key = keyring.open(PASSPHRASE)
        self.device = read_journal(self.file, self.key).device

    @property
    def casualties(self) -> tuple[bytes, ...]:
        """The casualties that people here know of."""
        return tuple(self._casualties)

    @property
    def _program(self) -> PostProgram:
        assert self.program is not None
        return self.program

    async def unlock(self) -> Failed | None:
        return await self.run(self._program.unlock(self.mode, PASSPHRASE))

    async def close(self) -> Failed | None:
        return await self.run(self._program.close(self.mode))

    async def end(self) -> Failed | None:
        """Stop the program as a person does."""
        done = await self.run(self._program.end())
        await self.bury()
        return done

    async def enrol(self, invitation: str) -> Failed | tuple[str, ...]:
        return await self.run(self._program.enrol(self.mode, invitation))

    async def knows(self, relay: str) -> Failed | None:
        """Let a relay take what it seals along."""
        return await self.run(self._program.neighbours(self.mode).add(relay))

    async def give(self, carrier: str, most_bytes: int) -> Failed | Given:
        """Return what waits as a parcel; where the program is off, without a screen."""
        if self.is_up:
            return await self.run(self._program.give(self.mode, carrier, most_bytes))
        now_ms = self.clock.now_ms()
        return await self._without_screen(
            lambda road: by_hand.give(road, carrier, now_ms, most_bytes)
        )

    async def give_urgent(self, carrier: str) -> Failed | Urgent:
        """Return the most urgent that waits, in one square; its screen shows that."""
        if not self.is_up:
            return Failed(Refusal("post_closed"))
        return await self.run(self._program.give_urgent(self.mode, carrier))

    async def take_back(self, raw: bytes) -> Failed | TakenBack:
        """Take a reply, on the screen, or without it while it is off."""
        if self.is_up:
            return await self.run(self._program.take_back(self.mode, raw))
        return await self._without_screen(
            lambda road: by_hand.take(road, raw, self.clock.now_ms())
        )

    async def _without_screen(
        self, act: Callable[[CourierRoad], Coroutine[Any, Any, T]]
    ) -> Failed | T:
        """Do what `noodpost hand` does with the road of a post that is off."""
        self.new_life()

        async def done() -> T:
            with contextlib.closing(CourierRoad.open(self.road)) as road:
                return await act(road)

        answer = await self.run(done())
        if self.is_up:
            await self.bury()
        return answer

    def _door(self) -> Door:
        return Door(
            host="127.0.0.1",
            port=self._port,
            addresses=tuple,
            transport=self.past,
            ask_s=60.0,
        )

    @property
    def port(self) -> int:
        """Where neighbours come in."""
        return self._port if self.mode is Mode.REAL else self._port + 1

    @property
    def door(self) -> str:
        """The address of this post for its neighbours."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def neighbours(self) -> frozenset[str]:
        """The addresses of the neighbours of this post."""
        known = self._program.neighbours(self.mode).circle.neighbours
        return frozenset(each.url for each in known)

    @property
    def carries(self) -> bool:
        """Whether this post takes post along for others."""
        return self._program.neighbours(self.mode).circle.carrying is not None

    async def carry(self) -> Failed | None:
        """Take post along for others from now on."""
        about = self._program.neighbours(self.mode)
        return await self.run(about.carry(carries=True))

    async def leaves(self, neighbour: str) -> Failed | None:
        """Ask a neighbour no more."""
        return await self.run(self._program.neighbours(self.mode).remove(neighbour))

    async def serve(self, program: object, request: httpx.Request) -> Answer | None:
        """Answer a request of a neighbour."""
        return None if program is None else await served(self, program, request)

    def nudge(self) -> None:
        """Ask to send now, as a person may."""
        self.within(lambda: self._program.nudge(self.mode))

    async def record(self, dice: Dice) -> Saved | Failed | None:
        """Let somebody record something; what it was is returned once it is saved."""
        file = self._program.file(self.mode)
        if file is None:
            return None
        kind = dice.weighed(KINDS) if self._casualties else ARRIVAL
        deed = self._deed(dice)

        def command(desk: Desk) -> Saved:
            before = {log: desk.journal.last_seq(log) for log in _logs(desk)}
            do(kind, desk, deed)
            return Saved(tuple(_made_since(desk, before)))

        return await self.run(file.write(command))

    def _deed(self, dice: Dice) -> Deed:
        self._made += 1
        return Deed(
            casualty=dice.one_of(self._casualties) if self._casualties else b"",
            category=dice.one_of((Triage.T1, Triage.T2, Triage.T3)),
            words=f"{MARK} {self.name} {self._made}",
            size=dice.one_of((10, 3_000, 60_000)),
            arrived=self._casualties.append,
        )

    def forget_casualties(self) -> None:
        """Start with nobody after an old copy was put back."""
        self._casualties.clear()


def is_expected(failed: Failed) -> bool:
    """Tell whether a program may say this to its user when things go wrong."""
    return failed.is_power or isinstance(failed.why, SyncError | Refusal)


def _logs(desk: Desk) -> list[LogId]:
    return desk.journal.own_logs()


def _made_since(desk: Desk, before: dict[LogId, int]) -> list[Fact]:
    return [
        (EventId(LogId(bytes(log)), int(seq)), bytes(canon))
        for log, last in before.items()
        for log, seq, canon in rows(
            desk.database,
            "SELECT log, seq, canon FROM event WHERE log = ? AND seq > ? ORDER BY seq",
            (log, last),
        )
    ]
