"""What happens in a seed: people work, and everything that can go wrong does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from tests.sim.deeds import MARK
from tests.sim.dice import Dice
from tests.sim.journal import read_journal
from tests.sim.machine import DAY_MS, Failed, Machine
from tests.sim.post import Post
from tests.sim.quiet import quiet
from tests.sim.wire import STORMS
from tests.sim.world import World

Act = Callable[[Post], Awaitable[None]]

_WEIGHTS: Final = {
    "record": 40,
    "nudge": 6,
    "close_or_open": 6,
    "storm": 6,
    "cut_line": 4,
    "crash_post": 7,
    "crash_hub": 6,
    "pull_plug": 3,
    "restart_hub": 4,
    "lock_hub": 5,
    "fill_post": 3,
    "fill_hub": 3,
    "clock": 3,
    "keep_copy": 4,
    "restore_post": 3,
    "restore_hub": 2,
    "join": 3,
    "revoke": 1,
    "send": 7,
    "new_key": 2,
    "erase": 1,
    "crash_relay": 3,
    "cut_side": 4,
    "lose_shelf": 1,
}
_WALK_ODDS: Final = 0.35
_PAUSES: Final = {"moment": 40, "minute": 30, "while": 15, "hour": 2}
_SPANS: Final = {
    "moment": (0.01, 2.0),
    "minute": (2.0, 90.0),
    "while": (60.0, 400.0),
    "hour": (900.0, 3_600.0),
}
_RESTORED: Final = {
    "post": (("post.db",), ("road.sqlite",), ("post.db", "road.sqlite")),
    "hub": (("hub.db",), ("inbox.sqlite",), ("hub.db", "inbox.sqlite")),
}


class Story:
    """The steps of one seed."""

    def __init__(self, world: World, steps: int) -> None:
        self.world = world
        self.steps = steps
        self._dice = Dice(world.seed, "story")
        self._walks = Dice(world.seed, "walks")
        self._copies: dict[tuple[str, tuple[str, ...]], dict[str, bytes]] = {}

    async def tell(self) -> None:
        """Live through all of it. Raises Broken."""
        world = self.world
        await world.found()
        world.check()
        world.is_calm = False
        for number in range(self.steps):
            post = self._dice.one_of(world.posts)
            name = self._dice.weighed(_WEIGHTS)
            world.trace.note(f"step {number}: {name} {post.name}")
            act: Act = getattr(self, f"_{name}")
            await act(post)
            await self.world.beside(number)
            await self._walk()
            await world.raise_the_dead()
            world.check()
            await world.rest(self._pause_s())
            world.check()
        await quiet(world)

    async def _walk(self) -> None:
        """Let somebody carry something by hand, some of the time."""
        hands = self.world.hands
        if hands is not None and self._walks.falls(_WALK_ODDS):
            await self.world.raise_the_dead()
            await hands.go()

    def _pause_s(self) -> float:
        return self._dice.span(*_SPANS[self._dice.weighed(_PAUSES)])

    async def _record(self, post: Post) -> None:
        await self._up(post)
        for _ in range(self._dice.one_of((1, 1, 2, 4))):
            if not post.is_open:
                return
            saved = await post.record(self._dice)
            self.world.told(post, "record", saved)
            if saved is not None and not isinstance(saved, Failed):
                self.world.truth.saved(post, saved)

    async def _nudge(self, post: Post) -> None:
        if post.is_up:
            post.nudge()

    async def _close_or_open(self, post: Post) -> None:
        if post.is_open:
            self.world.told(post, "close", await post.close())
        else:
            await self._up(post)

    async def _storm(self, post: Post) -> None:
        assert post.wire is not None
        post.wire.odds = self._dice.one_of(STORMS)
        post.wire.is_up = True
        self.world.trace.note(f"weather at {post.name}: {post.wire.odds}")

    async def _cut_line(self, post: Post) -> None:
        assert post.wire is not None
        post.wire.is_up = not post.wire.is_up

    async def _crash_post(self, post: Post) -> None:
        post.disk.aim(self._dice.number(1, self._dice.one_of((4, 12, 40))))

    async def _crash_hub(self, _post: Post) -> None:
        self.world.hub.disk.aim(self._dice.number(1, self._dice.one_of((4, 12, 40))))

    async def _pull_plug(self, post: Post) -> None:
        machine: Machine = self._dice.one_of((post, self.world.hub))
        if machine.is_up:
            machine.power_off()

    async def _restart_hub(self, _post: Post) -> None:
        if self.world.hub.is_up:
            self.world.told(self.world.hub, "end", await self.world.hub.end())
        await self.hub_up()

    async def _lock_hub(self, _post: Post) -> None:
        hub = self.world.hub
        if hub.is_unlocked:
            self.world.told(hub, "lock", await hub.lock())
        else:
            await self.hub_up(is_locked=False)

    async def _fill_post(self, post: Post) -> None:
        self._fill(post)

    async def _fill_hub(self, _post: Post) -> None:
        self._fill(self.world.hub)

    def _fill(self, machine: Machine) -> None:
        machine.disk.is_full = not machine.disk.is_full
        machine.disk.full_odds = self._dice.one_of((1.0, 0.5, 0.1))
        machine.note(f"disk of {machine.name} full: {machine.disk.is_full}")

    async def _clock(self, post: Post) -> None:
        machine: Machine = self._dice.one_of((post, post, self.world.hub))
        days = self._dice.one_of((-400, -3, -1, 1, 2, 30))
        machine.clock.off_ms += self._dice.one_of((days * DAY_MS, days * 60_000, 0))
        machine.note(f"clock of {machine.name} off by {machine.clock.off_ms} ms")

    async def _keep_copy(self, post: Post) -> None:
        for machine, kind in ((post, "post"), (self.world.hub, "hub")):
            names = self._dice.one_of(_RESTORED[kind])
            self._copies[machine.name, names] = machine.saved(*names)

    async def _restore_post(self, post: Post) -> None:
        if await self._restored(post, "post"):
            self.world.truth.is_post_restored = True
            self.world.truth.put_back(post)
            post.forget_casualties()

    async def _restore_hub(self, _post: Post) -> None:
        hub, truth = self.world.hub, self.world.truth
        known = read_journal(hub.file, hub.key).erased
        if await self._restored(hub, "hub"):
            truth.hub_restored()
            left = read_journal(hub.file, hub.key).erased
            truth.has_forgotten |= bool(known - left)

    async def _restored(self, machine: Machine, kind: str) -> bool:
        names = self._dice.one_of(_RESTORED[kind])
        copy = self._copies.get((machine.name, names))
        if copy is None:
            return False
        await self._stop(machine)
        machine.restore(copy, *names)
        machine.note(f"{machine.name}: an old copy of {names} was put back")
        return True

    async def _stop(self, machine: Machine) -> None:
        machine.disk.doom = None
        if machine.is_up and self._dice.falls(0.5) and isinstance(machine, Post):
            self.world.told(machine, "end", await machine.end())
        elif machine.is_up:
            machine.power_off()
        await self.world.raise_the_dead()

    async def _join(self, post: Post) -> None:
        await self._up(post)
        if post.is_open and not post.sending.enrolled and self.world.hub.is_unlocked:
            await self.world.join(post)

    async def _revoke(self, post: Post) -> None:
        hub = self.world.hub
        if hub.is_unlocked and len(self.world.posts) > 1 and self._dice.falls(0.5):
            self.world.told(hub, "revoke", await hub.revoke(post.device))
            self.world.truth.revoked.add(post.name)

    async def _send(self, post: Post) -> None:
        """Tell every post something; one of them is there to hear it."""
        hub = self.world.hub
        await self.hub_up(is_locked=False)
        await self._up(post)
        if hub.is_unlocked:
            words = f"{MARK} regio {self._dice.number(1, 10**6)}"
            sent = await hub.send(words, is_order=self._dice.falls(0.5))
            self.world.told(hub, "send", sent)

    async def _new_key(self, _post: Post) -> None:
        if self.world.hub.is_unlocked:
            self.world.told(self.world.hub, "new key", await self.world.hub.new_key())

    async def _erase(self, post: Post) -> None:
        hub = self.world.hub
        if hub.is_unlocked and post.casualties:
            erased = await hub.erase(self._dice.one_of(post.casualties))
            self.world.told(hub, "erase", erased)

    async def _crash_relay(self, _post: Post) -> None:
        relay = self.world.relay
        if relay is None:
            return
        if relay.is_up and self._dice.falls(0.5):
            relay.disk.aim(self._dice.number(1, 12))
        await self.world.relay_up()

    async def _cut_side(self, post: Post) -> None:
        """Change the weather past the relay: to it, or from it to the hub."""
        if self.world.relay is not None:
            wire = self._dice.one_of((post.past, self.world.relay.wire))
            assert wire is not None
            wire.odds, wire.is_up = self._dice.one_of(STORMS), self._dice.falls(0.7)
        await self.world.relay_up()

    async def _lose_shelf(self, _post: Post) -> None:
        relay = self.world.relay
        if relay is not None:
            await self._stop(relay)
            relay.lose_shelf()
            await self.world.relay_up()

    async def _up(self, post: Post) -> None:
        if not post.is_up:
            self.world.told(post, "start", await post.start())
            if post.is_up:
                await self.world.meet(post)
        if post.is_up and not post.is_open:
            self.world.told(post, "unlock", await post.unlock())

    async def hub_up(self, *, is_locked: bool | None = None) -> None:
        hub = self.world.hub
        if not hub.is_up:
            self.world.told(hub, "start", await hub.start())
        wants_lock = self._dice.falls(0.3) if is_locked is None else is_locked
        if hub.is_up and not hub.is_unlocked and not wants_lock:
            self.world.told(hub, "unlock", await hub.unlock())
