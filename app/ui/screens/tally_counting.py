"""What one window counts in a stocktake: at which place, which line, and what next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.care.refusal import Refusal
from app.care.stock import LotKey
from app.care.tally import Spot
from app.commands import Found, choose_count, count_line
from app.store.queries.item import catalogue, code_of_gtin
from app.store.queries.tally import Entry, TallyPage
from app.store.queries.tally_page import lots_to_count
from app.ui.screens.stock_form import say_with_undo
from app.ui.told import Told
from app.ui.widgets.tally_words import about_line, item_name
from app.ui.words import refused, trouble
from sync.errors import SyncError

if TYPE_CHECKING:
    from app.care.item import Item
    from app.care.terms import FactId
    from app.scan import Scanned
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.database import Database
    from sync.event import Event

    _Named = tuple[str, Item | None, Sequence[Entry]]


@dataclass(frozen=True, slots=True)
class Looked:
    """Which lines are wanted on screen: of a place, from a line onward."""

    place: str | None = None
    spot: Spot | None = None


class Counting:
    """The counting of one window; `page` is what is known now, `draw` shows a change.

    `look` asks for other lines, which come a moment later.

    `adding`: a lot that is not on the list is written down. `whole`: a controlled drug.
    """

    def __init__(self, session: Session, page: TallyPage) -> None:
        self._session = session
        self.page = page
        self.draw: Callable[[], Any] = lambda: None
        self.look: Callable[[Looked], Any] = lambda _: None
        self.told = Told()
        self.adding = False
        self.whole = ""
        self._jumped: Entry | None = None
        self._picked: Spot | None = None
        self._again: Spot | None = None
        self._stranger: Entry | None = None
        self._counted: Spot | None = None
        self._going: str | None = None
        self._busy = False

    @property
    def here(self) -> str:
        """The place that is counted: the one chosen, else the first not done."""
        return self.page.here

    @property
    def progress(self) -> tuple[int, int]:
        """How many of how many lines of this place are counted."""
        return self.page.progress_at.get(self.here, (0, 0))

    @property
    def there(self) -> Sequence[Entry]:
        """Lines of this place: what is to do first, then what is done."""
        return self.page.at_place.get(self.here, ())

    @property
    def active(self) -> Entry | None:
        """The line that is counted now: the one picked, else the first to do.

        A lot that was scanned and is in no book is counted as any other.
        """
        if self._stranger is not None:
            return self._stranger
        if self._is_going:
            return None
        there = self.there
        known = there if self._jumped is None else (*there, self._jumped)
        chosen = (each for each in known if each.spot == self._picked)
        todo = (each for each in there if not each.lines)
        return next(chosen, None) or next(todo, None)

    @property
    def is_again(self) -> bool:
        """Whether the line is counted anew on purpose."""
        active = self.active
        return active is not None and active.spot == self._again

    @property
    def is_stranger(self) -> bool:
        """Whether the line that is counted now is of a lot in no book."""
        return self._stranger is not None

    @property
    def _is_going(self) -> bool:
        """Whether another place was chosen, of which the lines are still to come."""
        return self._going != self.here and self._going in self.page.at_place

    def hold(self) -> None:
        """Keep the line that is shown until this person leaves it.

        Whoever looks at a shelf finds their number goes to the line they left, also
        when somebody else counted that one in between.
        """
        if not self._is_going:
            self._going = None
        active = self.active
        if (
            active is not None
            and active is not self._stranger
            and (active.spot != self._counted)
        ):
            self._picked, self._jumped = active.spot, active

    def pick(self, spot: Spot | None) -> None:
        """Count this line now."""
        self._again, self._picked, self._stranger = None, spot, None
        self._counted = None
        self._jumped = None
        if spot is not None and spot.place != self.here:
            self.look(Looked(spot.place, spot))
        self.draw()

    def pick_place(self, place: str) -> None:
        """Count at this place now."""
        self._going = place
        self.pick(None)
        self.look(Looked(place))

    def _jump(self, entry: Entry) -> None:
        """Count this line now, wherever it is in the list."""
        self.pick(entry.spot)
        self._jumped = entry
        self.look(Looked(entry.spot.place, entry.spot))

    def count_again(self) -> None:
        """Let the next number replace what was found before."""
        active = self.active
        self._again = None if active is None else active.spot
        self.draw()

    def add(self, adding: bool) -> None:
        """Write down a lot that is not on the list; False: no more."""
        self.adding = adding
        self.draw()

    def count_whole(self, item: str) -> None:
        """Count every lot of a controlled drug; '': no more."""
        self.whole = item
        self.draw()

    def say(self, words: str, *, good: bool = True) -> None:
        """Show what came of the last number or scan."""
        self.told = Told(words, good)
        self.draw()

    async def count(self, pieces: int) -> None:
        """Record a number for the line that is counted now, and go to the next."""
        entry, session = self.active, self._session
        if entry is None:
            self.say(session.words("ui.tally.pick_first"), good=False)
            return
        spot, after = entry.spot, self._next(entry)
        sees = tuple(each.id for each in entry.lines) if self.is_again else ()
        found = Found(LotKey(spot.item, spot.lot, spot.expiry), spot.place, pieces)
        actor, stream = session.actor, self.page.stream

        def record(desk: Desk) -> list[Event]:
            return count_line(desk, actor, stream, found, sees)

        events = await self._write(record)
        if events:
            name = item_name(entry, session.language)
            words = session.words("ui.tally.saved", name=name, pieces=pieces)
            say_with_undo(session, words, events)
            self.told = Told(words)
            self.pick(after)
            self._counted = spot
            self.look(Looked() if after is None else Looked(after.place, after))

    async def choose(self, chosen: FactId) -> None:
        """Let one of two counts stand."""
        actor, stream = self._session.actor, self.page.stream
        if await self._write(lambda desk: choose_count(desk, actor, stream, chosen)):
            self.say(self._session.words("ui.tally.chosen"))

    async def scanned(self, code: Scanned) -> None:
        """Go to the line a code names; a lot that is in no book becomes one."""
        session = self._session

        page, here = self.page, self.here

        def find(db: Database) -> _Named:
            item = code.code or code_of_gtin(db, code.gtin) or ""
            every = lots_to_count(db, page, item, here) if item else ()
            return item, catalogue(db).get(item), every

        item, listed, every = await session.open_file.read(find)
        if not item:
            words = session.words("ui.scan.unknown", gtin=code.gtin)
            self.say(words, good=False)
            return
        entry = _meant(every, code)
        if entry is None and code.doubt:
            self.say(session.words("ui.tally.doubt", lot=code.lot), good=False)
            return
        if entry is None:
            spot = Spot(item, code.lot.upper(), code.expiry, self.here)
            entry = Entry(spot, listed, None)
            self.pick(None)
            self._stranger = entry
        else:
            self._jump(entry)
        about = about_line(self.page, entry, session.language)
        self.say(f"{item_name(entry, session.language)} · {about}")

    async def _write(self, command: Callable[[Desk], list[Event]]) -> list[Event]:
        if self._busy:
            return []
        self._busy, session = True, self._session
        try:
            return await session.open_file.write(command)
        except Refusal as why:
            self.say(refused(why, session.language), good=False)
        except SyncError as why:
            self.say(trouble(why, session.language), good=False)
        finally:
            self._busy = False
        return []

    def _next(self, after: Entry) -> Spot | None:
        """Return the next line to do: from here down, and then from above."""
        there = self.there
        spots = [each.spot for each in there]
        place = spots.index(after.spot) if after.spot in spots else -1
        for each in (*there[place + 1 :], *there[: max(place, 0)]):
            if not each.lines:
                return each.spot
        return None


def _meant(every: Sequence[Entry], code: Scanned) -> Entry | None:
    """Return the line at this place that a code names, to do before done.

    What the books have elsewhere was found here all the same.
    """
    fit = [
        each
        for each in every
        if code.lot.upper() in ("", each.spot.lot)
        and code.expiry in ("", each.spot.expiry)
    ]
    return min(fit, key=lambda each: bool(each.lines), default=None)
