"""Another region: its hub stands in for this one's, and casualties cross to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import httpx

from app.care.member import STREAM_START as STAFF
from app.care.post import STREAM_START as POSTS
from app.store.queries.border import crossings
from sync.event import read_event
from sync.ids import EventId
from tests.sim.dice import Dice
from tests.sim.hub import RegionHub
from tests.sim.journal import Journal, read_journal
from tests.sim.machine import Failed
from tests.sim.truth import Broken
from tests.sim.wire import STORMS, Answer, Wire

if TYPE_CHECKING:
    from tests.sim.world import World

URL: Final = "http://127.0.0.1:8474"
_CASUALTY_BYTES: Final = 16
_DEEDS: Final = {
    "cross": 4,
    "crash": 2,
    "plug": 1,
    "up": 4,
    "lock": 2,
    "weather": 3,
    "full": 1,
}


class Border:
    """The hub of another region, and the wires between the two."""

    def __init__(self, world: World, east: RegionHub) -> None:
        self._world = world
        self._dice = Dice(world.seed, "border deeds")
        self.east = east
        self.east.wire = Wire(
            self.east, self._to_west, Dice(world.seed, "wire of east"), world.overheard
        )
        self.wire = Wire(
            world.hub, self._to_east, Dice(world.seed, "wire to east"), world.overheard
        )
        world.hub.wire = self.wire

    @property
    def wires(self) -> tuple[Wire, ...]:
        """The wires between the two hubs."""
        assert self.east.wire is not None
        return self.wire, self.east.wire

    async def _to_west(self, request: httpx.Request) -> Answer | None:
        return await self._world.hub.serve(request)

    async def _to_east(self, request: httpx.Request) -> Answer | None:
        return await self.east.serve(request)

    async def begin(self) -> None:
        """Found the other region, and let both operators agree."""
        await self.east.make()
        await self.tend()

    async def tend(self) -> None:
        """Let the other hub be there, and let who forgot it agree anew."""
        world, west, east = self._world, self._world.hub, self.east
        if not east.is_up:
            world.told(east, "start", await east.start())
        if east.is_up and not east.is_unlocked:
            world.told(east, "unlock", await east.unlock())
        for one, other in ((west, east), (east, west)):
            if one.is_unlocked and other.is_up and not await self._has_agreed(one):
                world.told(one, "agree", await one.agree(other.url))

    async def _has_agreed(self, one: RegionHub) -> bool:
        found = await one.agreed()
        return isinstance(found, Failed) or found

    async def pass_step(self) -> None:
        """Let something happen at the border, some of the time."""
        await self._world.raise_the_dead()
        if self._dice.falls(0.4):
            deed = self._dice.weighed(_DEEDS)
            self._world.trace.note(f"at the border: {deed}")
            await getattr(self, f"_{deed}")()
            await self._world.raise_the_dead()

    async def _cross(self) -> None:
        known = [each for post in self._world.posts for each in post.casualties]
        hub = self._world.hub
        if known and hub.is_unlocked:
            casualty = self._dice.one_of(known)
            self._world.told(hub, "cross", await hub.send_across(casualty))

    async def _crash(self) -> None:
        self.east.disk.aim(self._dice.number(1, 20))

    async def _plug(self) -> None:
        if self.east.is_up:
            self.east.power_off()

    async def _up(self) -> None:
        await self.tend()

    async def _lock(self) -> None:
        if self.east.is_unlocked:
            self._world.told(self.east, "lock", await self.east.lock())

    async def _weather(self) -> None:
        wire = self._dice.one_of(self.wires)
        wire.odds, wire.is_up = self._dice.one_of(STORMS), self._dice.falls(0.7)

    async def _full(self) -> None:
        self.east.disk.is_full = not self.east.disk.is_full

    def owed(self) -> set[EventId]:
        """Return what the other hub was to be told and does not have."""
        west, east = self._journals()
        there = {name for name in east.facts if name.log not in east.own}
        return {
            name
            for name, canon in west.facts.items()
            if bytes(read_event(canon).stream) in self._crossed() and name not in there
        }

    def check(self) -> None:
        """Check that all that was to cross is there, and no more. Raises Broken."""
        lacked = self.owed()
        if lacked:
            raise Broken(f"after quiet {len(lacked)} facts did not cross the border")
        west, east = self._journals()
        for name, canon in east.facts.items():
            stream = bytes(read_event(canon).stream)
            if name.log in east.own or stream.startswith((STAFF, POSTS, b"crossing:")):
                continue
            if len(stream) != _CASUALTY_BYTES or west.facts.get(name) is None:
                raise Broken("the other region holds what nobody told it")
        if east.troubles:
            raise Broken(f"the other region has troubles: {east.troubles[:3]}")

    def _crossed(self) -> set[bytes]:
        file = self._world.hub.open_file
        assert file is not None
        return {bytes(row.casualty) for row in file.read_now(crossings)}

    def _journals(self) -> tuple[Journal, Journal]:
        west, east = self._world.hub, self.east
        return read_journal(west.file, west.key), read_journal(east.file, east.key)
