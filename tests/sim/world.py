"""A world from one seed: a hub, its posts, their wires, and the trace of it all."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

import httpx
from starlette.exceptions import HTTPException

from sync.ids import Mode
from tests.sim.border import URL as BORDER_URL
from tests.sim.border import Border
from tests.sim.circle import Circle
from tests.sim.dice import Dice
from tests.sim.disk import Disk, Disks
from tests.sim.doors import Doors
from tests.sim.hands import Hands
from tests.sim.hub import STANDBY_URL, URL, RegionHub
from tests.sim.journal import read_journal
from tests.sim.loop import VirtualLoop
from tests.sim.machine import Failed, Machine
from tests.sim.post import Post, is_expected
from tests.sim.relay import URL as RELAY_URL
from tests.sim.relay import Relay
from tests.sim.truth import Broken, Truth
from tests.sim.wire import DOWN, UP, Answer, Serve, Wire


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

_NAMES: Final = ("noord", "oost", "zuid")
_FIRST_PORT: Final = 8480
_HUB: Final = "hub"
_FAILS_ODDS: Final = 0.35
_INVITED_ODDS: Final = 0.3
"""How often somebody invites a post anew, at each step after the hub moved."""
_BORDER_ODDS: Final = 0.3
_WEATHER: Final = (httpx.HTTPError, HTTPException, TimeoutError)
"""What a task may end in and another expects."""


class World:
    """Everything in one simulation."""

    def __init__(self, root: Path, seed: int, loop: VirtualLoop, steps: int) -> None:
        self.seed = seed
        self.loop = loop
        self.trace = Trace(loop)
        self.disks = Disks()
        self.doors = Doors()
        self._root = root
        self._dice = Dice(seed, "world")
        self.mode = Mode.EXERCISE if self._dice.falls(0.3) else Mode.REAL
        self.hub = RegionHub(self._disk(_HUB), loop, seed, self.mode)
        count = self._dice.number(1, 3)
        self.posts = [self._post(name) for name in _NAMES[:count]]
        has_relay = self._dice.falls(0.5)
        if count > 1 and self._dice.falls(0.4):
            self.posts[1].sister = self.posts[0]
        self.circle = Circle(seed, self.posts, steps)
        for post in self.circle.posts:
            post.past = self._side(post, partial(self._beside, post))
        is_alone = self.circle.is_alone
        self.relay = self._relay() if has_relay and not is_alone else None
        self.lost: list[Post] = []
        """Devices that nobody will ever start again."""
        self.truth = Truth(self.posts, self.hub)
        self._carrying = Dice(seed, "by hand")
        self.hands = Hands(self) if self._carrying.falls(0.5) else None
        self.away: list[Post] = []
        self._standby = Dice(seed, "standby")
        fails = self._standby.falls(_FAILS_ODDS)
        self._fails_at = self._standby.number(1, steps) if fails else steps
        has_border = Dice(seed, "border").falls(_BORDER_ODDS) and not fails
        self.border = self._border() if has_border else None

    def _disk(self, name: str) -> Disk:
        dice = Dice(self.seed, f"disk of {name}")
        disk = Disk(name, self._root, dice, self.trace.note)
        self.disks.all.append(disk)
        return disk

    def _post(self, name: str) -> Post:
        port = _FIRST_PORT + 2 * _NAMES.index(name)
        post = Post(self._disk(name), self.loop, self.seed, self.mode, port)
        dice = Dice(self.seed, f"wire of {name}")
        aim = Dice(self.seed, f"aim at {name}")
        post.wire = Wire(
            post,
            self._to_hub,
            dice,
            self.overheard,
            lambda what: self._aim(aim, post, what),
        )
        return post

    def _border(self) -> Border:
        """Return another region, whose hub every post may be sent to."""
        east = RegionHub(
            self._disk("east"), self.loop, self.seed, self.mode, BORDER_URL
        )
        for post in self.posts:
            if post.past is None:
                post.past = self._side(post, partial(self._beside, post))
        return Border(self, east)

    def _relay(self) -> Relay:
        """Return a relay that every post may use, with wires of its own."""
        relay = Relay(self._disk("relay"), self.loop, self.seed)
        relay.wire = self._side(relay, self._to_hub)
        for post in self.posts:
            post.past = self._side(post, partial(self._beside, post))
        return relay

    async def _beside(self, post: Post, request: httpx.Request) -> Answer | None:
        """Let answer who a post reaches past its own line: the port says who."""
        port = request.url.port
        if self.relay is not None and port == httpx.URL(RELAY_URL).port:
            return await self.relay.serve(request)
        if self.border is not None and port == httpx.URL(BORDER_URL).port:
            return await self.border.east.serve(request)
        for other in self.posts:
            if other.port == port:
                program = self.doors.program(port, other.life)
                return await other.serve(program, request)
        wire = post.wire
        has_line = wire is not None and wire.is_up and not wire.is_away
        return await self._to_hub(request) if has_line else None

    async def _to_hub(self, request: httpx.Request) -> Answer | None:
        """Let the hub answer that is the hub now."""
        return await self.hub.serve(request)

    def _side(self, machine: Machine, serve: Serve) -> Wire:
        dice = Dice(self.seed, f"side wire of {machine.name}")
        return Wire(machine, serve, dice, self.overheard)

    @property
    def machines(self) -> tuple[Machine, ...]:
        """Everything that runs."""
        relays = () if self.relay is None else (self.relay,)
        beyond = () if self.border is None else (self.border.east,)
        return (self.hub, *beyond, *self.posts, *relays)

    @property
    def wires(self) -> tuple[Wire, ...]:
        """Every wire there is."""
        relays = () if self.relay is None else (self.relay,)
        found = [each.wire for each in (*self.posts, *relays)]
        found += [each.past for each in self.posts]
        found += [] if self.border is None else self.border.wires
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

        await self.circle.tend(self)
        if self.border is not None:
            await self.border.begin()
        self._send_away()

    async def beside(self, step: int) -> None:
        """Let devices of one post meet at a base, which may be lost at this step."""
        await self.raise_the_dead()
        await self.circle.tend(self)
        await self.circle.pass_step(self, step)
        if self.border is not None:
            await self.border.pass_step()
        if step == self._fails_at:
            await self._fail_over()
        if self.hub.name != _HUB and self._standby.falls(_INVITED_ODDS):
            await self._tell_address()

    async def _fail_over(self) -> None:
        """Let the standby of the hub go on with all it had; the hub is gone for good.

        It answers at the address the hub had, or at another: then people have to know.
        """
        gone, gone.disk.doom = self.hub, None
        if gone.is_up:
            gone.power_off()
        await self.raise_the_dead()
        url = STANDBY_URL if self._standby.falls(0.5) else URL
        disk = self._disk("standby")
        self.hub = RegionHub(disk, self.loop, self.seed, self.mode, url)
        self.hub.take_over(gone)
        self.truth.hub = self.hub
        self.trace.note(f"the standby is the hub now, at {url}")
        if self.relay is not None and self.relay.is_up:
            self.relay.power_off()
            await self.raise_the_dead()
        await self.relay_up()

    async def _tell_address(self) -> None:
        """Invite a post anew that still sends to where the hub was."""
        for post in self.posts:
            if post.is_open and self.hub.is_unlocked and self.is_led_astray(post):
                await self.join(post)
                return

    def is_led_astray(self, post: Post) -> bool:
        """Tell whether a post that joined sends to an address where no hub is."""
        return post.sending.enrolled and post.hub_url != self.hub.url

    async def lose(self, post: Post) -> None:
        """Lose a device for good, with all that was nowhere else."""
        post.disk.doom = None
        if post.is_up:
            post.power_off()
        await self.raise_the_dead()
        self.trace.note(f"{post.name} is lost for good")
        self.posts.remove(post)
        self.lost.append(post)
        if post in self.away:
            self.away.remove(post)

    def _send_away(self) -> None:
        """Let one of the posts that joined have no line, where people carry sticks."""
        joined = [post for post in self.posts if post.sending.enrolled]
        if self.hands is not None and joined and self._carrying.falls(0.6):
            self.away.append(self._carrying.one_of(joined))
        self.cut_off(is_away=True)
        for post in self.circle.posts if self.circle.is_alone else ():
            self.line_of(post, is_away=True)

    def cut_off(self, *, is_away: bool) -> None:
        """Take every line from the posts that are away, or give them back.

        Not that to a base of their own, near by.
        """
        for post in self.away:
            self.line_of(post, is_away=is_away)
            if post.past is not None and post not in self.circle.posts:
                post.past.is_away = is_away

    def line_of(self, post: Post, *, is_away: bool) -> None:
        """Take the line to the hub from a post, or give it back."""
        assert post.wire is not None
        post.wire.is_away = is_away

    async def relay_up(self) -> None:
        """Start the relay, where there is one that is off."""
        if self.relay is not None and not self.relay.is_up:
            url = self.hub.url
            self.told(self.relay, "start", await self.relay.start(url))

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
