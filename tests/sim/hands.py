"""What people carry by hand: parcels to the hub, and its replies back.

On a stick, or as squares that a camera sees. A stick gets lost, loses its tail, is
damaged, is read long after, twice, in any order, and by who it is not meant for.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from app.care.refusal import Refusal
from app.ui.parcels import MOST_BYTES as STICK_BYTES
from sync.frames import MAX_DATA_BYTES, framed
from tests.sim.carried import Stick, parcel, reply
from tests.sim.dice import Dice
from tests.sim.journal import read_journal
from tests.sim.machine import Failed
from tests.sim.squares import MOST_BYTES, Squares
from tests.sim.truth import Broken

if TYPE_CHECKING:
    from app.ui.parcels import TakenBack
    from tests.sim.post import Post
    from tests.sim.world import World

CARRIER: Final = "Ilse"
_WALKS: Final = {
    "give": 5,
    "arrive": 4,
    "bring": 4,
    "round": 3,
    "stray": 2,
    "show": 4,
    "urge": 4,
}
_LOST_ODDS: Final = 0.1
_TORN_ODDS: Final = 0.12
_DAMAGED_ODDS: Final = 0.08
_SHOWN_ODDS: Final = 0.3
_OLD_ODDS: Final = 0.35
"""How often another stick is read than the one that was written last."""
_KEPT: Final = 12
"""Sticks that lie around."""
_PLACES: Final = frozenset({"parcel_is_reply", "reply_is_parcel", "reply_for_others"})
"""What is said of a stick that is read at a place it is not meant for."""


class Hands:
    """Who walks between the posts and the hub, and the sticks that lie around."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._dice = Dice(world.seed, "hands")
        self._sticks: list[Stick] = []
        self._last: dict[str, bytes] = {}
        self._squares = Squares(self._dice, world.trace.note)
        self.spoiled_for: set[str] = set()
        """Posts that were brought something damaged; it stays shown as unreadable."""

    async def go(self) -> None:
        """Let somebody do one thing with a stick. Raises Broken."""
        post, walk = self._whose(), self._dice.weighed(_WALKS)
        self._world.trace.note(f"by hand: {walk} {post.name}")
        match walk:
            case "give":
                await self._give(post)
            case "arrive":
                await self._arrive(self._found(is_reply=False))
            case "bring":
                await self._bring(post, self._found(is_reply=True, whose=post.name))
            case "round":
                await self._arrive(await self._give(post))
                await self._bring(post, self._found(is_reply=True, whose=post.name))
            case "show":
                await self._show(post, calm=False)
            case "urge":
                await self._urge(post)
            case _:
                await self._stray(post)

    async def round(self, post: Post) -> None:
        """Walk to the hub and back, and lose nothing. Raises Broken.

        Where a post has nothing to give, an old parcel says for whom the reply is.
        """
        if self._dice.falls(_SHOWN_ODDS):
            await self._show(post, calm=True)
            return
        raw = await self._given(post) or self._last.get(post.name)
        if raw is None:
            return
        answer = await self._arrived(parcel(post.name, raw))
        if answer is not None:
            await self._bring(post, reply(post.name, answer))

    def may_ask(self, post: Post) -> bool:
        """Tell whether a post ever gave a parcel: with nothing there is no reply."""
        return post.name in self._last

    async def _show(self, post: Post, *, calm: bool) -> None:
        """Hold a camera of the hub before a post's screen, and the other way round."""
        film = partial(self._squares.filmed, calm=calm)
        raw = await self._given(post, MOST_BYTES)
        seen = film(self._world.hub, parcel(post.name, raw)) if raw else None
        answer = await self._arrived(seen) if seen else None
        if seen and answer and len(answer) <= MOST_BYTES:
            await self._bring(post, film(post, reply(seen.whose, answer)))

    async def _urge(self, post: Post) -> None:
        """Read the most urgent of a post in one square, now or later."""
        if not post.is_open:
            post = next((each for each in self._world.posts if each.is_open), post)
        given = await post.give_urgent(CARRIER)
        self._world.told(post, "give urgent", given)
        if isinstance(given, Failed):
            return
        self._world.overheard(given.raw)
        shown = parcel(post.name, given.raw)
        if len(framed(shown.held, MAX_DATA_BYTES)) > 1:
            raise Broken(f"{len(given.raw)} bytes of {post.name} are no single square")
        if self._dice.falls(0.5):
            await self._arrive(shown)
        else:
            self._put(post.name, given.raw, is_reply=False)

    def _whose(self) -> Post:
        """Return a post: one without a line more often than another."""
        world = self._world
        away = [each for each in world.posts if each in world.away]
        return self._dice.one_of([*world.posts, *away, *away])

    def _found(self, *, is_reply: bool, whose: str | None = None) -> Stick | None:
        """Return a stick: the last one, or any that lies around."""
        lying = [
            each
            for each in self._sticks
            if each.is_reply is is_reply and whose in (None, each.whose)
        ]
        if not lying:
            return None
        return self._dice.one_of(lying) if self._dice.falls(_OLD_ODDS) else lying[-1]

    async def _give(self, post: Post) -> Stick | None:
        raw = await self._given(post)
        return None if raw is None else self._put(post.name, raw, is_reply=False)

    async def _given(self, post: Post, most_bytes: int = STICK_BYTES) -> bytes | None:
        given = await post.give(CARRIER, most_bytes)
        self._world.told(post, "give", given)
        if isinstance(given, Failed):
            return None
        self._world.overheard(given.raw)
        self._last[post.name] = given.raw
        if len(given.raw) > most_bytes:
            raise Broken(f"a parcel of {post.name} is larger than was asked")
        return given.raw

    async def _arrive(self, stick: Stick | None) -> None:
        if stick is None:
            return
        answer = await self._arrived(stick)
        if answer is not None:
            self._put(stick.whose, answer, is_reply=True)

    async def _arrived(self, stick: Stick) -> bytes | None:
        """Read a stick at the hub; return its reply."""
        hub = self._world.hub
        if not hub.is_up:
            self._world.told(hub, "start", await hub.start())
        if not hub.is_up:
            return None
        came = await hub.take_in(stick.held)
        self._world.told(hub, "arrive", came)
        if isinstance(came, Failed):
            self._check_refusal(stick, came, "parcel_is_reply" * stick.is_reply)
            return None
        if stick.is_reply and stick.is_sound:
            raise Broken("the hub takes its own reply for a parcel")
        if stick.is_sound and came.is_torn:
            raise Broken("the hub says that a whole parcel is torn")
        self._world.overheard(came.reply)
        return came.reply

    async def _bring(self, post: Post, stick: Stick | None) -> None:
        """Read a stick at a post."""
        if stick is None:
            return
        came = await post.take_back(stick.held)
        self._world.told(post, "take back", came)
        if stick.is_reply and not stick.is_sound:
            self.spoiled_for.add(post.name)
        is_own = stick.whose == post.name
        if isinstance(came, Failed):
            # A file that was put back does not know the log it went on in since.
            is_strange = not is_own or self._world.truth.is_post_restored
            said = "reply_for_others" if is_strange else ""
            self._check_refusal(
                stick, came, said if stick.is_reply else "reply_is_parcel"
            )
        elif stick.is_sound:
            self._check_taken(post, stick, came)

    def _check_taken(self, post: Post, stick: Stick, came: TakenBack) -> None:
        if not stick.is_reply:
            raise Broken(f"{post.name} takes a parcel for a reply")
        if came.is_torn:
            raise Broken(f"{post.name} says that a whole reply is torn")
        # Of a sister's reply it takes the receipts for what it keeps for her.
        takes = came.messages or (came.receipts and not self._are_sisters(post, stick))
        if stick.whose != post.name and takes:
            raise Broken(f"{post.name} takes what is for {stick.whose}: {came}")

    def _are_sisters(self, post: Post, stick: Stick) -> bool:
        known = {each.name: each for each in [*self._world.lost, *self._world.posts]}
        other = known.get(stick.whose)
        return other is not None and (
            read_journal(post.file, post.key).post_id
            == read_journal(other.file, other.key).post_id
        )

    def _check_refusal(self, stick: Stick, failed: Failed, fits: str) -> None:
        """Check that a sound stick is refused for where it is read, and so only."""
        why = failed.why
        if not isinstance(why, Refusal) or not stick.is_sound:
            return
        is_about_stick = why.key.startswith(("parcel_", "reply_"))
        if is_about_stick and why.key != fits:
            raise Broken(f"a sound stick of {stick.whose} is refused: {why.key}")

    async def _stray(self, post: Post) -> None:
        """Read any stick at a place it may not be meant for."""
        if not self._sticks:
            return
        stick = self._dice.one_of(self._sticks)
        if self._dice.falls(0.3):
            await self._arrive(stick)
        else:
            await self._bring(post, stick)

    def _put(self, whose: str, raw: bytes, *, is_reply: bool) -> Stick | None:
        """Write a stick, with everything that happens to it."""
        if self._dice.falls(_LOST_ODDS):
            self._world.trace.note(f"a stick of {whose} got lost")
            return None
        held = raw
        if self._dice.falls(_TORN_ODDS):
            held = raw[: self._dice.number(0, len(raw) - 1)]
        elif self._dice.falls(_DAMAGED_ODDS):
            spoiled = bytearray(raw)
            spoiled[self._dice.number(0, len(raw) - 1)] ^= self._dice.number(1, 255)
            held = bytes(spoiled)
        stick = Stick(whose, is_reply, raw, held)
        self._sticks = [*self._sticks, stick][-_KEPT:]
        self._world.trace.note(f"a stick of {whose}: {len(held)} of {len(raw)} bytes")
        return stick
