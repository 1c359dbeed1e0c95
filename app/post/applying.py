"""From road to journal: apply what came back while the post was open or closed.

Receipts and troubles are judged in `app.post.news`, what the hub tells this post in
`app.post.down`, each in its own transaction; this room says in what order.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Final

from app.post.down import News, apply_down
from app.post.news import apply_news
from app.post.trusting import hear_descriptor
from sync.database import Database, rows
from sync.envelope import read_head
from sync.errors import FileError, SyncError
from sync.journal import setting
from sync.landed import has_landed
from sync.limits import REFUSED_AGAIN_S
from sync.reasons import reason_of

if TYPE_CHECKING:
    from app.post.cutting import Cutting
    from app.post.membership import Membership
    from app.post.way import Way
    from app.store.desk import Desk
    from app.store.file import CareFile
    from sync.courier.incoming import Collected
    from sync.trust.certificate import Descriptor

LACKS_NEWS: Final = "lacks_news"
"""Setting: that this file was put back, until the road asks the hub for everything."""

LANDED: Final = "landed_down"
"""Setting: how often something that came down has landed in this file.

The road keeps how far this was when it last let go of something. A file that is not as
far was put back from a backup, and lacks what the road has no more.
"""


class Applying:
    """What comes back into an open file."""

    def __init__(self, file: CareFile, way: Way, cutting: Cutting) -> None:
        self._file = file
        self._way = way
        self._cutting = cutting
        self._turn = asyncio.Lock()
        self._heard: bytes | None = None
        self._asked_again_s: float | None = None
        self._was_refused = False
        self._owes_look = True
        self.foreign: set[bytes] = set()
        """The logs that others write: what arrives in them is nothing to send."""

    async def begin(self) -> None:
        """Know whose logs are here."""
        self.foreign |= await self._file.read(_foreign)

    async def _look_back(self) -> None:
        """Judge again what was set aside before this opening, once, when it can be.

        A file put back from a backup may lack what the road let go of since: the hub is
        asked for it from the start.
        """
        road = self._way.road
        lacks_news, landed = await self._file.read(_far)
        if lacks_news or await asyncio.to_thread(road.landed_upto) > landed:
            await asyncio.to_thread(road.collect_again)
            await self._file.write(lambda desk: desk.set_setting(LACKS_NEWS, False))
        await asyncio.to_thread(road.retry_down)
        self._owes_look = False

    async def hear_hub(self) -> bool:
        """Take what the hub last said of itself; tell whether it was news.

        Before all else: what a hub has no key for any more is sealed to its new one.
        Whoever can write to the road may have laid anything there.
        """
        raw = await asyncio.to_thread(self._way.road.descriptor)
        if raw is None or raw == self._heard:
            return False
        self._heard = raw
        try:
            is_newer, lost = await self._file.write(
                lambda desk: hear_descriptor(desk, raw)
            )
            await asyncio.to_thread(self._way.road.set_lost_descriptor, lost)
        except FileError:
            self._heard = None
            raise
        except SyncError:
            return False
        return is_newer

    async def apply(self, member: Membership | None) -> bool:
        """Apply everything that lies on the road; doing it twice is doing it once.

        Returns whether the membership changed by it.
        """
        async with self._turn:
            if self._owes_look:
                await self._look_back()
            await self._apply_receipts(member)
            return member is not None and await self._apply_down(member)

    async def _apply_down(self, member: Membership) -> bool:
        """Land what came down, or set it aside with why; the next one passes."""
        road, has_changed = self._way.road, False
        while page := await asyncio.to_thread(road.collected):
            for one in page:
                try:
                    news, upto = await self._file.write(
                        partial(self._take, one.sealed, member.descriptor)
                    )
                except FileError:
                    raise
                except SyncError as why:
                    await self._refuse(one, reason_of(why).value)
                else:
                    has_changed |= news is News.MEMBERSHIP
                    claims, hers = _claimed(one.sealed), news.is_sisters
                    let_go = partial(road.landed, (one.n,), upto, claims)
                    await asyncio.to_thread(let_go, is_sisters=hers)
                    if news is News.SISTER:
                        await asyncio.to_thread(road.retry_down)
        if self._was_refused:
            await self._ask_again()
        return has_changed

    async def _refuse(self, one: Collected, reason: str) -> None:
        """Set aside what cannot be used, unless what it says it is has landed here."""
        road, claims = self._way.road, _claimed(one.sealed)
        is_here: bool = await self._file.read(lambda db: has_landed(db, claims))
        if is_here:
            await asyncio.to_thread(road.landed, (one.n,))
            return
        await asyncio.to_thread(road.set_aside_down, one.n, reason, claims)
        self._was_refused = True

    async def _ask_again(self) -> None:
        """Ask for everything once more, now and then: this may be spoiled on its way.

        The cursor is beyond it; what is here already is passed over.
        """
        now_s, asked_s = self._file.clock.monotonic_s(), self._asked_again_s
        if asked_s is None or now_s - asked_s >= REFUSED_AGAIN_S:
            await asyncio.to_thread(self._way.road.collect_again)
            self._asked_again_s, self._was_refused = now_s, False

    def _take(self, sealed: bytes, hub: Descriptor, desk: Desk) -> tuple[News, int]:
        news = apply_down(desk, sealed, hub, self.foreign.add)
        upto = (desk.setting(LANDED) or 0) + 1
        desk.set_setting(LANDED, upto)
        return news, upto

    async def _apply_receipts(self, member: Membership | None) -> None:
        """Apply receipts, and what a hub cannot read."""
        road = self._way.road
        receipts = await asyncio.to_thread(road.returned)
        troubles = await asyncio.to_thread(road.troubles)
        if not receipts and not troubles:
            return
        hub = member.descriptor if member else None
        refused = await self._file.write(
            lambda desk: apply_news(desk, receipts, troubles, hub)
        )
        if refused:  # who laid it there may have taken what it was for
            self._cutting.owe()
        await asyncio.to_thread(road.applied, receipts)
        done = await self._cutting.seal_again(member, troubles)
        await asyncio.to_thread(road.told, done)


def _claimed(sealed: bytes) -> bytes:
    """Return the id an envelope says it has, or nothing where it says none."""
    try:
        return read_head(sealed).core.envelope
    except SyncError:
        return b""


def _far(db: Database) -> tuple[bool, int]:
    """Return whether this file was put back, and how much has landed in it."""
    return bool(setting(db, LACKS_NEWS)), setting(db, LANDED) or 0


def _foreign(db: Database) -> set[bytes]:
    return {bytes(log) for (log,) in rows(db, "SELECT log FROM log WHERE NOT own")}
