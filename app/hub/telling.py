"""What an operator tells the posts: recorded and sealed at once, then laid ready.

Nothing is lost between the two files: what was sealed stays in the encrypted one until
it lies in the inbox, and is laid there at the next unlock if need be.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from app.care.refusal import Refusal
from app.care.terms import FactId
from app.commands.erasure import Grounds, erase_casualty
from app.commands.message import Wording, send_message, withdraw_message
from app.commands.pack import publish_pack, share_packs
from app.commands.recall import Called, end_recall, order_recall
from app.commands.request import Load, Ruling, decide_request, ship_request
from app.hub.matching import owed
from app.hub.sharing import PACKS, lacking
from app.store.queries.message import MessageRow, messages
from app.store.queries.recall import RecallRow, recalls
from app.store.queries.request import request
from app.store.tables import state_of
from app.ui.hub_state import SentMessage, SentRecall, Told
from sync.erasure import are_gone
from sync.errors import Denied, FileError
from sync.hub.telling import (
    cut_down,
    envelope_with,
    erased_down,
    new_down_log,
    said_down,
    seal_anew,
    to_lay,
    was_laid,
)

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.store.file import CareFile
    from sync.cut import Sender
    from sync.database import Database
    from sync.event import Event
    from sync.hub.down import Laid
    from sync.hub.hub import Hub
    from sync.ids import ActorId, EnvelopeId, LogId


class Telling:
    """The operator's voice, while a hub is unlocked."""

    def __init__(
        self, hub: Hub, file: CareFile, told: Callable[[], None] = lambda: None
    ) -> None:
        self._hub = hub
        self._file = file
        self._told = told
        self._logs: dict[bytes, LogId] = {}
        self._owes = True
        self._has_taken_up = False
        self._owes_packs = True
        self._owes_ends = True
        file.on_change(self._changed)

    def _changed(self, touched: frozenset[str], _events: object) -> None:
        if "lot" in touched:
            self._owes_ends = True

    async def send(self, by: ActorId, said: Wording, posts: Iterable[bytes]) -> None:
        """Tell posts something. Raises Refusal, FileError; then nothing was told."""
        await self._tell(posts, lambda desk, logs: send_message(desk, by, said, logs))

    async def withdraw(self, by: ActorId, stream: bytes, reason: str) -> None:
        """Take a message back, wherever it went. Raises Refusal, FileError."""
        rows = await self._file.read(messages)
        posts = [row.post for row in rows if row.stream == stream]
        await self._tell(
            posts, lambda desk, logs: withdraw_message(desk, by, stream, logs, reason)
        )

    async def decide(self, by: ActorId, stream: bytes, ruling: Ruling) -> None:
        """Decide on a request of a post. Raises Refusal, FileError."""
        post = await self._asking(stream)
        await self._tell(
            [post],
            lambda desk, logs: [decide_request(desk, by, stream, ruling, logs[post])],
        )

    async def ship(self, by: ActorId, stream: bytes, load: Load) -> None:
        """Tell a post that what it asked is on its way. Raises Refusal, FileError."""
        post = await self._asking(stream)
        await self._tell(
            [post],
            lambda desk, logs: [ship_request(desk, by, stream, load, logs[post])],
        )

    async def _asking(self, stream: bytes) -> bytes:
        """Return the post that made a request. Raises Refusal, FileError."""
        row = await self._file.read(lambda db: request(db, stream))
        if row is None:
            raise Refusal("no_such_fact")
        return row.post

    async def recall(self, by: ActorId, what: Called, posts: Iterable[bytes]) -> None:
        """Recall a lot at posts. Raises Refusal, FileError; then nothing was told."""
        await self._tell(posts, lambda desk, logs: order_recall(desk, by, what, logs))

    async def end_recall(self, by: ActorId, stream: bytes, reason: str) -> None:
        """End a recall wherever it was ordered. Raises Refusal, FileError."""
        rows = await self._file.read(recalls)
        posts = [row.post for row in rows if row.stream == stream and row.is_open]
        await self._tell(
            posts, lambda desk, logs: end_recall(desk, by, stream, reason, logs)
        )

    async def recalls(self) -> tuple[SentRecall, ...]:
        """Return what is recalled at which post, and how far each order came."""
        rows, envelopes = await self._file.read(_recall_rows)
        laid = await asyncio.to_thread(self._laid, envelopes)
        return tuple(
            SentRecall(row, *_state(_laid_of(row.order, envelopes, laid))[::3])
            for row in rows
        )

    async def erase(self, by: ActorId, stream: bytes, grounds: Grounds) -> None:
        """Erase a casualty by law here and at its post. Raises Refusal, FileError."""
        found = await self._file.read(lambda db: state_of(db, "casualty", stream))
        if found is None:
            raise Refusal("no_such_fact")
        post: bytes = found.post

        def tell(desk: Desk, logs: Mapping[bytes, LogId]) -> list[Event]:
            return [erase_casualty(desk, by, stream, grounds, logs[post])]

        known = await asyncio.to_thread(self._hub.devices)
        if any(device.post == post for device in known):
            await self._tell([post], tell)
            return
        # Nobody there to tell: the hub alone still holds it.
        await self._file.write(lambda desk: erase_casualty(desk, by, stream, grounds))
        self._told()

    async def tell(self, posts: Iterable[bytes], tell: Told) -> None:
        """Tell posts what a command records for them. Raises Refusal, FileError."""
        await self._tell(posts, tell)

    async def publish(
        self, by: ActorId, name: str, document: Mapping[str, Any], remark: str
    ) -> None:
        """Publish a pack, here and at every post. Raises Refusal, FileError."""
        posts = await asyncio.to_thread(self._reachable)

        def tell(desk: Desk, logs: Mapping[bytes, LogId]) -> list[Event]:
            return publish_pack(desk, by, name, document, logs.values(), remark)

        await self._tell(posts, tell)

    def expect_post(self) -> None:
        """Note that a device has joined: its post may lack what all others know.

        One that an older inbox put back had forgotten lacks what it alone was told.
        """
        self._owes_packs = True
        self._has_taken_up = False

    async def share(self) -> None:
        """Tell every post the packs it was not told yet. Raises FileError, Refusal."""
        self._owes_packs = False
        try:
            since = await asyncio.to_thread(self._reachable)
            for name in PACKS:
                await self._share(name, since)
        except BaseException:
            self._owes_packs = True
            raise

    async def _share(self, name: str, since: Mapping[bytes, int]) -> None:
        posts = await self._file.read(lambda db: lacking(db, name, since))
        if posts:

            def share(desk: Desk, logs: Mapping[bytes, LogId]) -> list[Event]:
                # Another process of this hub may have been first.
                left = lacking(desk.database, name, since)
                told = [logs[each] for each in left if each in logs]
                return share_packs(desk, [name], told)

            await self._tell(posts, share)

    async def match(self) -> None:
        """Tell both ends of each transfer what the other recorded of it.

        Raises FileError, Refusal.
        """
        self._owes_ends = False
        try:
            posts = await asyncio.to_thread(self._reachable)
            due = await self._file.read(lambda db: owed(db, posts))
            if due:
                await self._tell({each.post for each in due}, _match)
        except BaseException:
            self._owes_ends = True
            raise

    def _reachable(self) -> dict[bytes, int]:
        """Return the posts that can be told anything, and since when they are whole."""
        since: dict[bytes, int] = {}
        for device in self._hub.devices():
            if device.revoked_ms is None:
                known = since.get(device.post, 0)
                since[device.post] = max(known, device.since_ms)
        for post in tuple(since):
            try:
                self._hub.sender_to(post)
            except Denied:  # what it is sealed to is not known: nothing can be told
                del since[post]
        return since

    async def _tell(self, posts: Iterable[bytes], tell: Told) -> None:
        senders = await asyncio.to_thread(self._senders, posts)
        known = self._logs

        def write(desk: Desk) -> dict[bytes, LogId]:
            logs = {
                post: known.get(post) or new_down_log(desk.journal, post)
                for post in senders
            }
            tell(desk, logs)
            for post, sender in senders.items():
                cut_down(desk.journal, sender, logs[post], desk.ids, desk.now_ms())
            return logs

        self._logs |= await self._file.write(write)
        self._owes = True
        with contextlib.suppress(FileError):  # safe here; the next one lays it too
            await self.lay()
        self._told()

    def _senders(self, posts: Iterable[bytes]) -> dict[bytes, Sender]:
        try:
            return {post: self._hub.sender_to(post) for post in posts}
        except Denied as why:
            raise Refusal("hub_locked") from why

    async def lay(self) -> None:
        """Lay ready everything that was sealed. Raises FileError; try again then."""
        self._owes = False  # what is sealed meanwhile is owed anew
        try:
            await self._lay_all()
        except BaseException:
            self._owes = True
            raise

    async def _lay_all(self) -> None:
        made = await self._file.write(lambda desk: to_lay(desk.database))
        for post, one in made:
            await asyncio.to_thread(
                self._hub.outgoing.lay, post, one.envelope, one.sealed
            )
        if made:
            laid = [one.envelope for _, one in made]
            await self._file.write(lambda desk: _note_laid(desk, laid))

    async def take_back(self) -> None:
        """Lay anew, without it, what waits for posts and held what the law erased.

        Raises FileError, Refusal; nothing is forgotten then, and it is tried again.
        """
        held = await self._file.read(erased_down)
        if not held:
            return
        senders = await asyncio.to_thread(self._senders, {post for post, _ in held})

        def seal(desk: Desk) -> None:
            for post, envelope in held:
                now_ms = desk.now_ms()
                seal_anew(desk.journal, senders[post], envelope, desk.ids, now_ms)

        await self._file.write(seal)
        await self.lay()
        gone = [envelope for _, envelope in held]
        await asyncio.to_thread(self._hub.outgoing.withdraw, gone)
        await self._file.write(lambda desk: are_gone(desk.database, gone))

    async def take_up(self) -> None:
        """Lay ready what is owed, and what an older inbox put back knows nothing of.

        Raises FileError; try again then.
        """
        said = await self._file.read(said_down)
        forgotten = await asyncio.to_thread(self._forgotten, said)

        def seal(desk: Desk) -> None:
            for sender, envelope in forgotten:
                seal_anew(desk.journal, sender, envelope, desk.ids, desk.now_ms())

        if forgotten:
            await self._file.write(seal)
        await self.lay()
        self._has_taken_up = True
        with contextlib.suppress(Refusal):  # locked meanwhile: at the next opening
            await self.share()

    def _forgotten(
        self, said: Iterable[tuple[bytes, EnvelopeId]]
    ) -> list[tuple[Sender, EnvelopeId]]:
        """Return what was laid and is not there, where its post is still known.

        Nor is what was let go of before another device joined its post.
        """
        found: list[tuple[Sender, EnvelopeId]] = []
        outgoing = self._hub.outgoing
        for post, envelope in said:
            if outgoing.laid(envelope) is None or outgoing.is_late_for(envelope):
                with contextlib.suppress(Denied):
                    found.append((self._hub.sender_to(post), envelope))
        return found

    async def lay_owed(self) -> None:
        """Lay ready what a full disk kept from it. Raises FileError; try again then."""
        if not self._has_taken_up:
            await self.take_up()
            return
        if self._owes:
            await self.lay()
        if self._owes_packs:
            with contextlib.suppress(Refusal):  # locked meanwhile
                await self.share()
        if self._owes_ends:
            with contextlib.suppress(Refusal):
                await self.match()

    async def sent(self) -> tuple[SentMessage, ...]:
        """Return what this hub told its posts and how far each of it came."""
        rows, envelopes = await self._file.read(_rows)
        laid = await asyncio.to_thread(self._laid, envelopes)
        return tuple(
            SentMessage(row, *_state(laid.get(envelopes[row.sent]))) for row in rows
        )

    def _laid(self, envelopes: Mapping[FactId, EnvelopeId]) -> dict[EnvelopeId, Laid]:
        found = (self._hub.outgoing.laid(each) for each in set(envelopes.values()))
        return {each.envelope: each for each in found if each is not None}


def _match(desk: Desk, logs: Mapping[bytes, LogId]) -> list[Event]:
    """Tell what is owed now: another process of this hub may have told some of it."""
    return [each.tell(desk, logs) for each in owed(desk.database, logs)]


def _note_laid(desk: Desk, envelopes: Iterable[EnvelopeId]) -> None:
    for envelope in envelopes:
        was_laid(desk.database, envelope, desk.now_ms())


def _rows(
    db: Database,
) -> tuple[tuple[MessageRow, ...], dict[FactId, EnvelopeId]]:
    rows = messages(db)
    found = {row.sent: envelope_with(db, *row.sent) for row in rows}
    known = {sent: each for sent, each in found.items() if each is not None}
    return tuple(row for row in rows if row.confirmed and row.sent in known), known


def _recall_rows(
    db: Database,
) -> tuple[tuple[RecallRow, ...], dict[FactId, EnvelopeId]]:
    rows = recalls(db)
    found = {row.order: envelope_with(db, *row.order) for row in rows}
    return rows, {order: each for order, each in found.items() if each is not None}


def _laid_of(
    order: FactId,
    envelopes: Mapping[FactId, EnvelopeId],
    laid: Mapping[EnvelopeId, Laid],
) -> Laid | None:
    envelope = envelopes.get(order)
    return None if envelope is None else laid.get(envelope)


def _state(laid: Laid | None) -> tuple[int | None, int, int, int | None]:
    if laid is None:
        return None, 0, 0, None
    return laid.laid_ms, laid.collected, laid.devices, laid.collected_ms
