"""Beyond the border: errands to the hubs of other regions, and casualties told there.

Post of other regions lies on a shelf beside the inbox, sealed for their own hubs. It is
brought there with a locked hub too; only telling of a casualty takes the keys.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from app.care.border import RegionAgreed
from app.care.refusal import Refusal
from app.commands.border import Across, agree_region, end_crossing, end_region
from app.commands.border import send_across as record_crossing
from app.hub.agreed import agreed_with, renewed
from app.hub.toward import Toward
from app.i18n import six_words
from app.store.queries.border import crossings, owed, regions
from app.ui.hub_border import BorderRow, Met
from sync.across import note_level, note_sealed, texts, waiting
from sync.courier.errand import Errands, Manner, Place
from sync.courier.http import descriptor, open_line
from sync.courier.line import shown_certificate, whole_address
from sync.erasure import tell_anew
from sync.errors import Denied, FileError, SyncError
from sync.hub.border import Agreed, across_log, border_words
from sync.ids import LogId
from sync.receipt import read_receipt
from sync.relay.shelf import Count
from sync.trust.certificate import any_descriptor, mode_of_realm, read_descriptor
from sync.trust.news import newer_descriptor

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.store.file import CareFile
    from app.store.queries.border import CrossingRow, RegionRow
    from sync.clock import Clock
    from sync.courier.http import Transport
    from sync.hub.hub import Hub
    from sync.ids import ActorId, Ids
    from sync.relay.shelf import Shelf

PORT: Final = 443
ASK_S: Final = 30.0
"""How often another hub is asked what came back, and whether it answers at all."""
_FORGET_S: Final = 3600.0
_LOOKS: Final = frozenset({"casualty", "crossing", "region"})
_NOTHING: Final = Count(0, 0, 0)

_log = logging.getLogger("noodpost.hub")


class Beyond:
    """The way of one hub to the hubs of other regions, from `begin` to `end`."""

    def __init__(
        self,
        hub: Hub,
        shelf: Shelf,
        clock: Clock,
        ids: Ids,
        told: Callable[[], None],
        transport: Transport | None = None,
    ) -> None:
        self._hub = hub
        self._shelf = shelf
        self._clock = clock
        self._ids = ids
        self._told = told
        self._transport = transport
        self._file: CareFile | None = None
        self._runs: dict[str, tuple[Errands, asyncio.Task[None]]] = {}
        self._listeners: list[Callable[[], None]] = []
        self._due = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tending: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self._shown: dict[str, str | None] = {}
        self._forgot_s: float | None = None
        self._stop_listening: Callable[[], None] = lambda: None

    async def begin(self) -> None:
        """Run errands to every hub that is agreed with."""
        self._loop = asyncio.get_running_loop()
        self._hub.border.on_brought(self._brought)
        await self._follow_border()
        self._tending = asyncio.create_task(self._tend())

    async def end(self) -> None:
        """Stop all errands and close the shelf."""
        self.close()
        tasks = [task for _, task in self._runs.values()]
        if self._tending is not None:
            tasks.append(self._tending)
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._runs.clear()
        await asyncio.to_thread(self._shelf.close)

    async def open(self, file: CareFile) -> None:
        """Go on with an open file: who is agreed with is what it says."""
        self._file = file
        self._stop_listening = file.on_change(self._changed)
        await self._keep_border()
        self._due.set()

    def close(self) -> None:
        """Let go of the file; what is sealed goes on."""
        self._stop_listening()
        self._file = None

    async def settled(self) -> None:
        """Do now what is due: seal what is owed, take what came back. Raises SyncError.

        Nothing is owed while the hub is locked.
        """
        async with self._turn:
            await self._follow_border()  # another process may have agreed or ended
            await self._forget_old()
            file = self._file
            if file is not None:
                await self._renew(file)
                await self._hear(file, await self._carry(file))

    async def meet(self, address: str) -> Met:
        """Ask who answers at an address. Raises Refusal for no hub, or our own."""
        try:
            url = whole_address(address, PORT)
            root = await shown_certificate(url)
            line = await asyncio.to_thread(
                open_line,
                url,
                transport=self._transport,
                tls_root=root,
                is_pinned=True,
            )
            try:
                raw = await descriptor(line)
                hub = any_descriptor(raw)
            finally:
                if self._transport is None:
                    await line.aclose()
        except SyncError as why:
            raise Refusal("border_nobody") from why
        if hub.realm == self._hub.identity.realm:
            raise Refusal("border_own")
        if mode_of_realm(hub.realm) is not self._hub.identity.mode:
            raise Refusal("border_mode")
        self._shown[url] = root
        return Met(hub.name, hub.realm, url, raw, self._words(hub.ca))

    async def agree(self, by: ActorId, met: Met, *, stands_in: bool) -> None:
        """Agree with a hub whose words were compared. Raises Refusal, FileError."""
        said = RegionAgreed(met.name, met.realm, met.url, met.descriptor, stands_in)
        await self._open_file().write(lambda desk: agree_region(desk, by, said))
        await self._know_again(met.url)
        await self._keep_border()
        with contextlib.suppress(FileError):  # what it sent before is read now
            await self._hub.retry()
        self._due.set()

    async def _know_again(self, url: str) -> None:
        """Go by the certificate that was shown just now: it may have been renewed."""
        shown = self._shown.pop(url, None)
        if shown is None:
            return
        await asyncio.to_thread(self._shelf.met, url.encode(), shown)
        if url in self._runs:
            _, task = self._runs.pop(url)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def end_agreement(self, by: ActorId, realm: bytes, reason: str) -> None:
        """End an agreement. Raises Refusal, FileError."""
        await self._open_file().write(lambda desk: end_region(desk, by, realm, reason))
        await self._keep_border()

    async def send(self, by: ActorId, casualty: bytes, where: Across) -> None:
        """Tell another region's hub of a casualty. Raises Refusal, FileError."""
        name = self._hub.identity.name
        await self._open_file().write(
            lambda desk: record_crossing(desk, by, casualty, where, name)
        )
        self._due.set()

    async def stop(
        self, by: ActorId, casualty: bytes, realm: bytes, reason: str
    ) -> None:
        """Tell that region nothing more of a casualty. Raises Refusal, FileError."""

        def stop(desk: Desk) -> None:
            end_crossing(desk, by, casualty, realm, reason)
            tell_anew(desk.database, casualty, realm)  # what nobody read there goes

        await self._open_file().write(stop)
        self._due.set()

    async def crossers(self) -> tuple[CrossingRow, ...]:
        """Return who crossed, either way, newest first."""
        return await self._open_file().read(crossings)

    async def rows(self) -> tuple[BorderRow, ...]:
        """Return the regions agreed with, by name."""
        known = await self._open_file().read(regions)
        counts = await asyncio.to_thread(self._shelf.counts)
        return tuple(
            self._row(each, counts.get(each.realm, _NOTHING)) for each in known
        )

    def on_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after something changed; returns the stop."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    async def forget(self, envelopes: Sequence[bytes]) -> None:
        """Let go of what waits here and held what the law erased."""
        async with self._turn:  # nor is it laid here again by who is at it just now
            await asyncio.to_thread(self._shelf.let_go, envelopes)

    def _open_file(self) -> CareFile:
        if self._file is None:
            raise Refusal("hub_locked")
        return self._file

    def _words(self, ca: bytes) -> tuple[str, ...]:
        return six_words(border_words(self._hub.identity.ca, ca))

    def _row(self, one: RegionRow, held: Count) -> BorderRow:
        errands, _ = self._runs.get(one.url, (None, None))
        ran = None if errands is None else errands.ran
        ca = read_descriptor(one.descriptor, one.realm).ca
        return BorderRow(
            one.realm,
            one.name,
            one.url,
            self._words(ca),
            one.stands_in,
            one.agreed_ms,
            None if ran is None else ran.ok_ms,
            None if ran is None else ran.reason,
            held.waiting,
            held.senders,
        )

    def _changed(self, touched: frozenset[str], _events: object) -> None:
        if touched & _LOOKS:
            self._stir()

    def _stir(self) -> None:
        """There may be something to tell. From any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._due.set)

    def _brought(self) -> None:
        """There is something to bring. From any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._nudge)

    def _nudge(self) -> None:
        for errands, _ in self._runs.values():
            errands.nudge()

    async def _tend(self) -> None:
        while True:
            await self._due.wait()
            self._due.clear()
            try:
                await self.settled()
            except (SyncError, Refusal) as why:
                _log.warning("the border waits: %s", type(why).__name__)
            except Exception:  # noqa: BLE001 - one fault must not end all telling
                _log.exception("a turn at the border ended")
            self._tell()

    def _tell(self) -> None:
        self._told()
        for listener in tuple(self._listeners):
            listener()

    async def _follow_border(self) -> None:
        """Run errands to whoever is agreed with now, and to nobody else."""
        agreed = await asyncio.to_thread(self._hub.border.agreed)
        wanted = {each.url: each for each in agreed}
        for url in [url for url in self._runs if url not in wanted]:
            _, task = self._runs.pop(url)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        for url, one in wanted.items():
            if url not in self._runs:
                self._runs[url] = self._running(one)

    def _running(self, one: Agreed) -> tuple[Errands, asyncio.Task[None]]:
        place = Place(one.url, self._shelf.known_by(one.url.encode()), is_pinned=True)
        manner = Manner(self._transport, told=self._due.set, ask_s=ASK_S)
        toward = Toward(self._shelf, one.realm)
        errands = Errands(toward, place, self._clock, self._ids, manner)
        return errands, asyncio.create_task(errands.run())

    async def _forget_old(self) -> None:
        now_s = self._clock.monotonic_s()
        if self._forgot_s is None or now_s - self._forgot_s > _FORGET_S:
            await asyncio.to_thread(self._shelf.forget_old, self._clock.now_ms())
            self._forgot_s = now_s

    async def _keep_border(self) -> None:
        """Let the plain inbox, the errands and the posts know who is agreed with."""
        agreed = await self._open_file().read(agreed_with)
        if await asyncio.to_thread(self._hub.border.keep, agreed):
            with contextlib.suppress(Denied):  # locked meanwhile: at the next opening
                await asyncio.to_thread(self._hub.introduce)
        await self._follow_border()
        self._tell()

    async def _renew(self, file: CareFile) -> None:
        """Seal to the newest key of each hub that came past here."""
        for one in await file.read(agreed_with):
            raw = await asyncio.to_thread(self._shelf.hubs.of_realm, one.realm)
            try:
                hub = one.hub
                newer = None if raw is None else newer_descriptor(raw, hub)
            except SyncError:
                continue
            if raw is not None and newer is not None:
                is_other = newer.sealing != hub.sealing
                await file.write(partial(renewed, one.realm, raw, is_other))
                await self._keep_border()

    async def _carry(self, file: CareFile) -> set[bytes]:
        """Seal what is owed, and lay all that waits; return which envelopes that is."""
        if await file.read(owed):
            await file.write(self._seal)
        now_ms = self._clock.now_ms()
        waits = await file.read(waiting)
        wanted = {bytes(one.envelope) for one in waits}
        await asyncio.to_thread(self._let_go, wanted)
        for one in waits:
            keep = partial(self._shelf.keep, one.sealed, "", now_ms)
            kept = await asyncio.to_thread(keep)
            if kept is not None and kept.is_new:
                self._nudge()
        return wanted

    def _let_go(self, wanted: set[bytes]) -> None:
        """Take off the shelf what the file no longer wants brought.

        It was taken back since, here or by another process of this hub.
        """
        laid = self._shelf.hubs.unread_of(self._hub.identity.destination)
        if stale := [each for each in laid if each not in wanted]:
            self._shelf.let_go(stale)

    def _seal(self, desk: Desk) -> None:
        hubs = {each.realm: each.hub for each in agreed_with(desk.database)}
        own = bytes(desk.setting("post_id"))
        for each in owed(desk.database):
            told = texts(desk.database, each.casualty, each.after, each.beside, own)
            for upto, text in told:
                one = self._hub.border.seal(text, hubs[each.realm], self._ids)
                note_sealed(desk.database, one, each.casualty, upto, desk.now_ms())

    async def _hear(self, file: CareFile, waits: set[bytes]) -> None:
        """Take the receipts that other hubs signed for what waits."""
        if not waits:
            return
        for one in await asyncio.to_thread(self._hub.border.agreed):
            log = across_log(self._hub.identity.destination, one.realm)
            for raw in await asyncio.to_thread(self._receipts, log):
                try:
                    said = read_receipt(raw, one.hub.receipt)
                except SyncError:
                    continue
                if said.envelope in waits:
                    note = partial(_received, said.envelope, said.level)
                    await file.write(note)

    def _receipts(self, log: LogId) -> list[bytes]:
        found: list[bytes] = []
        cursor = b""
        while True:
            back = self._shelf.back(log, cursor)
            if not back.receipts:
                return found
            found += back.receipts
            cursor = back.cursor or b""


def _received(envelope: bytes, level: int, desk: Desk) -> bool:
    return note_level(desk.database, envelope, level, desk.now_ms())
