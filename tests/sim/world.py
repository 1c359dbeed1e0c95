"""A world from one seed: a hub, its posts, their wires, and the trace of it all."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx
from starlette.exceptions import HTTPException

from sync.ids import Mode
from tests.sim.dice import Dice
from tests.sim.disk import Disk, Disks
from tests.sim.hands import Hands
from tests.sim.hub import RegionHub
from tests.sim.journal import read_journal
from tests.sim.loop import VirtualLoop
from tests.sim.machine import Failed, Machine
from tests.sim.post import Post, is_expected
from tests.sim.relay import URL as RELAY_URL
from tests.sim.relay import Relay
from tests.sim.truth import Broken, Truth
from tests.sim.wire import DOWN, UP, Serve, Wire


@dataclass(slots=True)
class Trace:
    """What happened, line by line, with its moment."""

    loop: VirtualLoop
    lines: list[str] = field(default_factory=list)

    def note(self, line: str) -> None:
        """Write a line."""
        self.lines.append(f"{self.loop.time():12.3f} {line}")

    def digest(self) -> str:
        """Return what the whole of it is known by."""
        return hashlib.sha256("\n".join(self.lines).encode()).hexdigest()


_AIMED: Final = {
    UP: (0.03, (("", 6),)),
    DOWN: (0.6, (("", 4), ("post.db", 2))),
}
"""How often the power goes just as something arrives, and within how many moments.

Of any file, or of the one file that it lands in.
"""

_WEATHER: Final = (httpx.HTTPError, HTTPException, TimeoutError)
"""What a task may end in and another expects."""


class World:
    """Everything in one simulation."""

    def __init__(self, root: Path, seed: int, loop: VirtualLoop) -> None:
        self.seed = seed
        self.loop = loop
        self.trace = Trace(loop)
        self.disks = Disks()
        self._root = root
        self._dice = Dice(seed, "world")
        self.mode = Mode.EXERCISE if self._dice.falls(0.3) else Mode.REAL
        self.hub = RegionHub(self._disk("hub"), loop, seed, self.mode)
        count = self._dice.number(1, 3)
        self.posts = [self._post(name) for name in ("noord", "oost", "zuid")[:count]]
        self.relay = self._relay() if self._dice.falls(0.5) else None
        if count > 1 and self._dice.falls(0.4):
            self.posts[1].sister = self.posts[0]
        self.truth = Truth(self.posts, self.hub)
        self._carrying = Dice(seed, "by hand")
        self.hands = Hands(self) if self._carrying.falls(0.5) else None
        self.away: list[Post] = []

    def _disk(self, name: str) -> Disk:
        dice = Dice(self.seed, f"disk of {name}")
        disk = Disk(name, self._root, dice, self.trace.note)
        self.disks.all.append(disk)
        return disk

    def _post(self, name: str) -> Post:
        post = Post(self._disk(name), self.loop, self.seed, self.mode)
        dice = Dice(self.seed, f"wire of {name}")
        aim = Dice(self.seed, f"aim at {name}")
        post.wire = Wire(
            post,
            self.hub.serve,
            dice,
            self.overheard,
            lambda what: self._aim(aim, post, what),
        )
        return post

    def _relay(self) -> Relay:
        """Return a relay that every post may use, with wires of its own."""
        relay = Relay(self._disk("relay"), self.loop, self.seed)
        relay.wire = self._side(relay, self.hub.serve)
        for post in self.posts:
            post.past = self._side(post, relay.serve)
        return relay

    def _side(self, machine: Machine, serve: Serve) -> Wire:
        dice = Dice(self.seed, f"side wire of {machine.name}")
        return Wire(machine, serve, dice, self.overheard)

    @property
    def machines(self) -> tuple[Machine, ...]:
        """Everything that runs."""
        relays = () if self.relay is None else (self.relay,)
        return (self.hub, *self.posts, *relays)

    @property
    def wires(self) -> tuple[Wire, ...]:
        """Every wire there is."""
        relays = () if self.relay is None else (self.relay,)
        found = [each.wire for each in (*self.posts, *relays)]
        found += [each.past for each in self.posts]
        return tuple(each for each in found if each is not None)

    def _aim(self, dice: Dice, post: Post, what: str) -> None:
        """Let the power go in the middle of what now begins, some of the time."""
        odds, places = _AIMED[what]
        if self.is_calm or not dice.falls(odds):
            return
        machine: Machine = post if what == DOWN else self.hub
        if machine.disk.doom is None:
            name, most = dice.one_of(places)
            machine.disk.aim(dice.number(1, most), name)
            machine.note(f"{machine.name} is about to lose its power: {what}")

    def overheard(self, raw: bytes) -> None:
        """Look at bytes that anybody on their way may see."""
        try:
            self.truth.overheard(raw)
        except Broken as why:
            self.broken = why

    broken: Broken | None = None
    is_calm: bool = True
    """Whether nothing may go wrong: at the start, and at the end."""

    async def found(self) -> None:
        """Make the hub and the posts, in fine weather."""
        await self.hub.make()
        await self.relay_up()
        for post in self.posts:
            await post.make()
            await self.meet(post)
            self.truth.survived(post)
            if self._dice.falls(0.7):
                await self.join(post)

        self._send_away()

    def _send_away(self) -> None:
        """Let one of the posts that joined have no line, where people carry sticks."""
        joined = [post for post in self.posts if post.sending.enrolled]
        if self.hands is not None and joined and self._carrying.falls(0.6):
            self.away.append(self._carrying.one_of(joined))
        self.cut_off(is_away=True)

    def cut_off(self, *, is_away: bool) -> None:
        """Take every line from the posts that are away, or give them back."""
        for post in self.away:
            for wire in (post.wire, post.past):
                if wire is not None:
                    wire.is_away = is_away

    async def relay_up(self) -> None:
        """Start the relay, where there is one that is off."""
        if self.relay is not None and not self.relay.is_up:
            self.told(self.relay, "start", await self.relay.start())

    async def meet(self, post: Post) -> None:
        """Let a post know of the relay; said again, nothing changes."""
        if self.relay is not None:
            self.told(post, "neighbour", await post.knows(RELAY_URL))

    async def join(self, post: Post) -> None:
        """Invite a post, and let it accept; or another device of a post that joined."""
        first = post.sister
        known = read_journal(first.file, first.key) if first else None
        whose = known.post_id if known is not None and known.is_member else None
        invitation = await self.hub.invite(post.name, whose)
        if isinstance(invitation, Failed):
            self.told(self.hub, "invite", invitation)
            return
        self.told(post, "enrol", await post.enrol(invitation.text))

    def told(self, who: Machine, what: str, answer: object) -> None:
        """Note what came of something. Raises Broken for what no program may raise."""
        if not isinstance(answer, Failed):
            self.trace.note(f"{who.name} {what}: done")
            return
        self.trace.note(f"{who.name} {what}: {answer.why!r}")
        if not is_expected(answer):
            raise Broken(f"{who.name} {what} raised {answer.why!r}") from answer.why

    async def raise_the_dead(self) -> None:
        """Clear away machines whose power went; they stay off until started."""
        for machine in self.machines:
            if machine.life is not None and machine.life.is_over:
                await machine.bury()
                machine.forget_old()
                if isinstance(machine, Post):
                    self.truth.after_crash(machine)

    def check(self) -> None:
        """Check every invariant now. Raises Broken."""
        if self.broken is not None:
            raise self.broken
        self.truth.check()
        for wire in self.wires:
            if wire.is_hasty:
                raise Broken(f"{wire.post.name} tries a dead line without rest")
        for machine in self.machines:
            self._check_tasks(machine)

    def _check_tasks(self, machine: Machine) -> None:
        """Check that no task of a program ended in an error nobody foresaw."""
        errors = machine.life.errors if machine.life is not None else []
        while errors:
            why = errors.pop()
            if not is_expected(Failed(why)) and not isinstance(why, _WEATHER):
                raise Broken(f"a task of {machine.name} ended: {why!r}") from why

    async def rest(self, seconds: float) -> None:
        """Let time pass."""
        await asyncio.sleep(seconds)
        await self.raise_the_dead()
