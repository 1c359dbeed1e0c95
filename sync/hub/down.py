"""What a hub hands down: sealed envelopes for a post or one of its devices.

They are sealed when an operator is there and kept in the inbox's plain file, so a
locked hub hands them out too. A cursor is opaque to a post: the number of the last row
it has and the start of that envelope's id. A hub put back from a backup does not know
the cursor of what it forgot, and begins at the oldest. Behind that stands how far a
device has what its sisters sent (`sync.hub.sisters`), once there is any.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from sync.envelope import read_head
from sync.hub.place import PLACE_BYTES, number_in, place_of
from sync.hub.sisters import Sisters
from sync.ids import EnvelopeId, KeyId
from sync.limits import DOWN_BYTES, DOWN_KEPT_MS

if TYPE_CHECKING:
    from sync.clock import Clock
    from sync.hub.inbox import Inbox
    from sync.hub.registry import Device

_NOTHING: Final = b""
"""The cursor of a device that has nothing yet."""
_NO_PLACE: Final = bytes(PLACE_BYTES)
"""Nothing that was laid, before something that a sister sent."""


@dataclass(frozen=True, slots=True)
class Collected:
    """A page of what goes down, and the cursor to ask on from."""

    envelopes: tuple[bytes, ...]
    cursor: bytes
    more: bool


@dataclass(frozen=True, slots=True)
class Laid:
    """An envelope that waits for a post: how many devices hold it, of how many.

    A device holds it once it asked on from beyond it; withdrawn devices do not count.
    `collected_ms` is when the first of them did.
    """

    envelope: EnvelopeId
    laid_ms: int
    collected: int
    devices: int
    collected_ms: int | None


@dataclass(frozen=True, slots=True)
class _Place:
    """How far a device is: in what was laid, and in what its sisters sent."""

    laid: int
    sent: int
    laid_words: bytes = _NOTHING
    sent_words: bytes = _NOTHING

    @property
    def cursor(self) -> bytes:
        """The place as a device brings it back."""
        if not self.sent_words:
            return self.laid_words
        return (self.laid_words or _NO_PLACE) + self.sent_words


class Outgoing:
    """The downward half of a hub; usable from any thread, locked or not."""

    def __init__(self, inbox: Inbox, clock: Clock) -> None:
        self._file = inbox.file
        self._clock = clock
        self._sisters = Sisters(inbox.file)
        self._listeners: list[tuple[bytes, Callable[[], None]]] = []
        self._collected: list[Callable[[], None]] = []
        self._newest = self._heard = 0

    def on_laid(self, post: bytes, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener`, from any thread, after something was laid for a post.

        Returns the way to stop it. Who waits for news asks `has_news` again then.
        """
        one = (post, listener)
        self._listeners.append(one)

        def stop() -> None:
            if one in self._listeners:
                self._listeners.remove(one)

        return stop

    def sent(self, device: KeyId) -> None:
        """Tell those who wait at a post that one of its devices sent something."""
        if self._listeners:
            self._stir(self._sisters.post_of(device))

    def _stir(self, post: bytes) -> None:
        for waits, listener in tuple(self._listeners):
            if waits == post:
                listener()

    def on_collected(self, listener: Callable[[], None]) -> None:
        """Call `listener`, from any thread, after a device came further."""
        self._collected.append(listener)

    def lay(self, post: bytes, envelope: EnvelopeId, sealed: bytes) -> None:
        """Let an envelope wait for every device of a post; twice is once."""
        self._lay(post, None, envelope, sealed)

    def give_device(self, device: Device, sealed: bytes) -> None:
        """Let an envelope wait for one device alone; twice is once.

        Raises FormatError when the bytes are no envelope.
        """
        envelope = EnvelopeId(read_head(sealed).core.envelope)
        self._lay(device.post, device.key, envelope, sealed)

    def _lay(
        self, post: bytes, device: KeyId | None, envelope: EnvelopeId, sealed: bytes
    ) -> None:
        with self._file.change("down") as run:  # numbers are seen in their order
            run(
                "INSERT INTO down (post, device, envelope, laid_ms, sealed) "
                "VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                *(post, device, envelope, self._clock.now_ms(), sealed),
            )
            self._let_go(run, post)
        self._stir(post)

    def stir_if_new(self) -> None:
        """Wake who waits for news, where another process laid or received something."""
        laid = self._file.ask(
            "SELECT post, MAX(n) FROM down WHERE n > ? GROUP BY post", self._newest
        )
        sent = self._sisters.since(self._heard)
        self._newest = max((int(n) for _, n in laid), default=self._newest)
        self._heard = max((number for _, number in sent), default=self._heard)
        for post in {bytes(post) for post, _ in (*laid, *sent)}:
            self._stir(post)

    def has_news(self, device: Device, cursor: bytes) -> bool:
        """Tell whether `collect` would give a device anything beyond a cursor.

        Asking so says too that all up to the cursor is safe at the device.
        """
        place = self._read(device, cursor)
        self._note(device, place)
        return self._has_beyond(device, place.laid) or self._sisters.has_beyond(
            device, place.sent
        )

    def _has_beyond(self, device: Device, after: int) -> bool:
        return bool(
            self._file.ask(
                "SELECT 1 FROM down WHERE post = ? AND n > ? AND sealed IS NOT NULL "
                "AND (device IS NULL OR device = ?) LIMIT 1",
                *(device.post, after, device.key),
            )
        )

    def collect(
        self, device: Device, cursor: bytes, limit: int = DOWN_BYTES
    ) -> Collected:
        """Return what a device has not collected, oldest first, up to `limit` bytes.

        Asking with a cursor says that all up to it is safe at the device. One that is
        not known, or of another device, begins at the oldest; one envelope always fits.
        A device that was revoked gets nothing.
        """
        if device.revoked_ms is not None:
            return Collected((), cursor, more=False)
        place = self._read(device, cursor)
        self._note(device, place)
        return self._following(device, place, limit)

    def by_hand(self, device: Device, limit: int) -> tuple[bytes, ...]:
        """Return what a device has not collected, up to `limit` bytes, oldest first.

        What goes by hand may not arrive: it does not count as collected.
        """
        if device.revoked_ms is not None:
            return ()
        reached = _Place(self._reached(device), self._sisters.reached(device))
        return self._following(device, reached, limit).envelopes

    def by_errand(self, device: Device, cursor: bytes, limit: int) -> Collected:
        """Return what follows a cursor, for a relay that carries it on.

        A cursor that is not known begins at what the device has not collected. It may
        not arrive either: it does not count as collected.
        """
        if device.revoked_ms is not None:
            return Collected((), cursor, more=False)
        place = self._read(device, cursor)
        if not place.laid_words:
            place = replace(place, laid=self._reached(device))
        if not place.sent_words:
            place = replace(place, sent=self._sisters.reached(device))
        return self._following(device, place, limit)

    def _following(self, device: Device, place: _Place, limit: int) -> Collected:
        page = self._page(device, place.laid, limit)
        envelopes = [sealed for _, _, sealed in page]
        if page:
            n, envelope, _ = page[-1]
            place = replace(place, laid=n, laid_words=place_of(n, envelope))
        left = limit - sum(map(len, envelopes))
        for number, envelope, sealed in self._sisters.page(
            device, place.sent, left, at_least_one=not page
        ):
            envelopes.append(sealed)
            words = place_of(number, envelope)
            place = replace(place, sent=number, sent_words=words)
        more = bool(envelopes) and (
            self._has_beyond(device, place.laid)
            or self._sisters.has_beyond(device, place.sent)
        )
        return Collected(tuple(envelopes), place.cursor, more)

    def _read(self, device: Device, cursor: bytes) -> _Place:
        """Return what a cursor stands for: from the start where it is not known."""
        laid_words, sent_words = cursor[:PLACE_BYTES], cursor[PLACE_BYTES:]
        if laid_words == _NO_PLACE:
            laid_words = _NOTHING
        laid = self._place(device, laid_words)
        sent = self._sisters.number(sent_words)
        return _Place(
            laid or 0,
            sent or 0,
            _NOTHING if laid is None else laid_words,
            _NOTHING if sent is None else sent_words,
        )

    def _note(self, device: Device, place: _Place) -> None:
        """Note how far a device came; a revoked one comes no further."""
        self._passed(device, place.laid)
        if device.revoked_ms is None:
            self._sisters.passed(device, place.sent)

    def _reached(self, device: Device) -> int:
        found = self._file.ask(
            "SELECT COALESCE(MAX(n), 0) FROM collected WHERE device = ?", device.key
        )
        return int(found[0][0])

    def _page(
        self, device: Device, after: int, limit: int
    ) -> list[tuple[int, bytes, bytes]]:
        page: list[tuple[int, bytes, bytes]] = []
        size = 0
        while True:
            found = self._file.ask(
                "SELECT n, envelope, sealed FROM down WHERE post = ? AND n > ? "
                "AND sealed IS NOT NULL AND (device IS NULL OR device = ?) "
                "ORDER BY n LIMIT 1",
                *(device.post, page[-1][0] if page else after, device.key),
            )
            size += len(found[0][2]) if found else 0
            if not found or (page and size > limit):
                return page
            page.append((int(found[0][0]), bytes(found[0][1]), bytes(found[0][2])))

    def _place(self, device: Device, cursor: bytes) -> int | None:
        """Return the number a cursor stands for; None when this hub never gave it."""
        if cursor == _NOTHING:
            return 0
        n = number_in(cursor)
        if n is None:
            return None
        found = self._file.ask(
            "SELECT envelope FROM down WHERE n = ? AND post = ? "
            "AND (device IS NULL OR device = ?)",
            *(n, device.post, device.key),
        )
        return n if found and place_of(n, bytes(found[0][0])) == cursor else None

    def _passed(self, device: Device, place: int) -> None:
        """Note how far a device came; a revoked one comes no further."""
        known = self._file.ask(
            "SELECT COALESCE(MAX(n), 0) FROM collected WHERE device = ?", device.key
        )
        if place <= known[0][0] or device.revoked_ms is not None:
            return
        now_ms = self._clock.now_ms()
        with self._file.change() as run:
            run(
                "INSERT INTO collected (n, device, at_ms) SELECT n, ?, ? FROM down "
                "WHERE post = ? AND (device IS NULL OR device = ?) AND n <= ? "
                "AND n > ? ON CONFLICT DO NOTHING",
                *(device.key, now_ms, device.post, device.key, place, known[0][0]),
            )
            self._let_go(run, device.post)
        for listener in self._collected:
            listener()

    def _let_go(self, run: Callable[..., object], post: bytes) -> None:
        """Let go of the bytes that every device of a post has held long enough."""
        then_ms = self._clock.now_ms() - DOWN_KEPT_MS
        run(
            "UPDATE down SET sealed = NULL WHERE post = ? AND sealed IS NOT NULL "
            "AND laid_ms <= ? AND NOT EXISTS (SELECT 1 FROM device "
            "WHERE device.post = down.post AND revoked_ms IS NULL "
            "AND (down.device IS NULL OR down.device = device.key) "
            "AND NOT EXISTS (SELECT 1 FROM collected WHERE collected.n = down.n "
            "AND collected.device = device.key AND at_ms <= ?))",
            *(post, then_ms, then_ms),
        )

    def withdraw(self, envelopes: Iterable[EnvelopeId]) -> None:
        """Let go of sealed bytes, collected or not: the law erased something in them.

        Nothing of them stays behind in the file. What else they carried is to be laid
        anew before.
        """
        with self._file.change() as run:
            for envelope in envelopes:
                run("UPDATE down SET sealed = NULL WHERE envelope = ?", envelope)
        self._file.wipe()

    def is_late_for(self, envelope: EnvelopeId | bytes) -> bool:
        """Tell whether a device that joined later cannot have an envelope as it lies.

        Its bytes had gone by then, or it is sealed to the key of the post from before
        a device was withdrawn, which who joins after that never gets.
        """
        found = self._file.ask(
            "SELECT 1 FROM down JOIN device AS late ON late.post = down.post "
            "WHERE envelope = ? AND down.device IS NULL AND late.revoked_ms IS NULL "
            "AND ((sealed IS NULL AND late.since_ms > laid_ms + ?) OR EXISTS "
            "(SELECT 1 FROM device AS gone WHERE gone.post = down.post "
            "AND gone.revoked_ms BETWEEN laid_ms AND late.since_ms)) LIMIT 1",
            *(envelope, DOWN_KEPT_MS // 2),
        )
        return bool(found)

    def laid(self, envelope: EnvelopeId | bytes) -> Laid | None:
        """Return how far an envelope for a whole post came, or None."""
        found = self._file.ask(
            "SELECT envelope, laid_ms, (SELECT COUNT(*) FROM device "
            "WHERE device.post = down.post AND revoked_ms IS NULL), "
            "(SELECT COUNT(*) FROM collected JOIN device ON device = key "
            "WHERE collected.n = down.n AND revoked_ms IS NULL), "
            "(SELECT MIN(at_ms) FROM collected WHERE collected.n = down.n) "
            "FROM down WHERE envelope = ?",
            envelope,
        )
        if not found:
            return None
        name, laid_ms, devices, collected, collected_ms = found[0]
        return Laid(EnvelopeId(name), laid_ms, collected, devices, collected_ms)
