"""The devices of one post that meet at a base: one of them, until it is lost for good.

Then another takes over, and the others let it take their post along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.sim.dice import Dice
from tests.sim.machine import Failed

if TYPE_CHECKING:
    from tests.sim.post import Post
    from tests.sim.world import World

_CIRCLE_ODDS: Final = 0.75
_THIRD_ODDS: Final = 0.7
_ALONE_ODDS: Final = 0.5
_LOST_ODDS: Final = 0.7
_LETS_GO_ODDS: Final = 0.3
"""How often a device forgets a base that is gone; the others go on asking it."""


class Circle:
    """The sisters of one post, which of them is the base, and when it gets lost."""

    def __init__(self, seed: int, posts: list[Post], steps: int) -> None:
        self._dice = Dice(seed, "circle")
        has_sisters = any(each.sister for each in posts)
        is_one = self._dice.falls(_CIRCLE_ODDS) and has_sisters
        if is_one and len(posts) > 2 and self._dice.falls(_THIRD_ODDS):
            posts[2].sister = posts[0]
        self.posts = [each for each in posts if each.sister] if is_one else []
        if self.posts:
            self.posts.insert(0, posts[0])
        self.base: Post | None = posts[0] if is_one else None
        self.is_alone = is_one and self._dice.falls(_ALONE_ODDS)
        """Whether none of them has a line to the hub, nor any other relay."""
        is_lost = self._dice.falls(_LOST_ODDS)
        self._lost_at = self._dice.number(steps // 4, steps) if is_lost else steps

    async def tend(self, world: World) -> None:
        """Let the base take post along, and the others know of it."""
        base = self.base
        if base is None:
            return
        if base.is_up and not base.carries:
            world.told(base, "carry", await base.carry())
        for post in self.posts:
            if post is not base and post.is_up and base.door not in post.neighbours:
                world.told(post, "neighbour", await post.knows(base.door))

    async def pass_step(self, world: World, number: int) -> None:
        """Lose the base for good when its time has come; another takes over."""
        if self.base is None or number != self._lost_at:
            return
        lost = self.base
        await world.lose(lost)
        self.posts.remove(lost)
        self.base = self._dice.one_of(self.posts)
        world.trace.note(f"{self.base.name} is the base now")
        for post in self.posts:
            if post.is_up and self._dice.falls(_LETS_GO_ODDS):
                gone = await post.leaves(lost.door)
                if isinstance(gone, Failed):
                    world.told(post, "let go", gone)
        await self.tend(world)
