"""A delivery on screen: its lines as they are kept, and what each scan does to them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.delivery import Line, Lines, changed, of_item, ready, scanned_again
from app.care.item import Item
from app.care.refusal import Refusal
from app.care.stock import LotKey
from app.commands import link_gtin, receive_stock
from app.scan import Scanned, read
from app.store.queries.item import catalogue, code_of_gtin
from app.ui.told import Told
from app.ui.words import refused, today, trouble
from sync.errors import SyncError

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from app.ui.typed import Typed
    from sync.database import Database
    from sync.event import Event

FORM: Final = "stock.delivery"

Record = Callable[["Desk"], Sequence["Event"]]
Beside = Callable[[Record], Record]


def _as_it_is(record: Record) -> Record:
    return record


class Delivery(ft.Observable):
    """What was scanned so far; it stands in a draft, so that it survives a crash.

    `linking` is the bar code an item is being chosen for.
    """

    def __init__(self, session: Session, typed: Typed) -> None:
        self._session = session
        self._typed = typed
        self._items: Mapping[str, Item] = {}
        self.told: Told = Told()
        self.linking: str = ""
        self._task: asyncio.Task[None] | None = None

    @property
    def session(self) -> Session:
        """The window this delivery is scanned in."""
        return self._session

    @property
    def lines(self) -> Lines:
        """The lines, the newest scan first."""
        return lines_of(self._typed.text("lines"))

    @property
    def items(self) -> Mapping[str, Item]:
        """The catalogue, as far as it is known already."""
        return self._items

    @items.setter
    def items(self, items: Mapping[str, Item]) -> None:
        self._items = items

    def put(self, place: int, line: Line | None) -> None:
        """Keep one line as a person says it is; None takes it out."""
        self._keep(changed(self.lines, place, line))

    def link(self, gtin: str) -> None:
        """Ask which item a bar code stands for; '' stops asking."""
        self.linking = gtin

    def named(self, code: str) -> None:
        """Know which item the bar code that was asked for stands for, also later."""
        item, gtin = self._items.get(code), self.linking
        pieces = 1 if item is None else item.pieces_per_pack
        self._keep(of_item(self.lines, gtin, code, pieces))
        self.linking = ""
        self._task = asyncio.get_running_loop().create_task(self._link(gtin, code))

    async def _link(self, gtin: str, code: str) -> None:
        session, actor = self._session, self._session.actor
        try:
            await session.open_file.write(
                lambda desk: link_gtin(desk, actor, gtin, code)
            )
        except Refusal as why:
            # This delivery knows it all the same; only the next one asks again.
            self.refuse(why)
        except SyncError as why:
            self.told = Told(trouble(why, session.language), good=False)
        else:
            item = self._items.get(code)
            name = code if item is None else self.name_of(item)
            self.told = Told(session.words("ui.scan.linked", gtin=gtin, name=name))

    async def seen(self, code: str) -> Told:
        """Add one code the camera saw; returns what came of it."""
        try:
            day = today(self._session.clock.now_ms())
            await self.take(read(code, day))
        except Refusal as why:
            self.refuse(why)
        return self.told

    async def take(self, scanned: Scanned) -> None:
        """Add one scan."""
        try:
            item = await self._item_of(scanned)
            line = line_of(scanned, item)
            after = scanned_again(self.lines, line)
        except Refusal as why:
            self.refuse(why)
            return
        self._keep(after)
        name = line.item or line.gtin if item is None else self.name_of(item)
        if line.lot:
            name = self._session.words("ui.scan.with_lot", name=name, lot=line.lot)
        words = self._session.words(
            "ui.scan.added", name=name, quantity=after[0].quantity
        )
        self.told = Told(words)

    def refuse(self, why: Refusal) -> None:
        """Say why a code is not added."""
        self.told = Told(refused(why, self._session.language), good=False)

    def name_of(self, item: Item) -> str:
        """Return the name of an item in the language of this window."""
        return item.name_en if self._session.language == "en" else item.name_nl

    async def save(
        self, done: Callable[[Sequence[Event]], Any], beside: Beside = _as_it_is
    ) -> None:
        """Receive the lines that can be booked; the others stay.

        `beside` puts a second person at the desk where a controlled drug asks for one.
        """
        good = ready(self.lines)
        left = [each for each in self.lines if each.lacks is not None]
        actor = self._session.actor

        def record(desk: Desk) -> Sequence[Event]:
            lots = [(LotKey(each.item, each.lot, each.expiry), each) for each in good]
            return [
                receive_stock(desk, actor, lot, each.quantity) for lot, each in lots
            ]

        def booked(events: Sequence[Event]) -> None:
            self._typed.fill({})
            self.told = Told()
            if left:
                self._keep(left)
            done(events)

        if good:
            await self._typed.record(beside(record), booked)

    def _keep(self, lines: Sequence[Line]) -> None:
        said = [asdict(each) for each in lines]
        self._typed.pick("lines", json.dumps(said, ensure_ascii=False))

    async def _item_of(self, scanned: Scanned) -> Item | None:
        def find(db: Database) -> Item | None:
            code = scanned.code or code_of_gtin(db, scanned.gtin)
            return catalogue(db).get(code) if code else None

        return await self._session.open_file.read(find)


def lines_of(text: str) -> Lines:
    """Return the lines of a draft; a draft of another program is none."""
    try:
        kept = json.loads(text or "[]")
        return tuple(
            Line(**{**each, "serials": tuple(each["serials"])}) for each in kept
        )
    except (ValueError, TypeError, KeyError):
        return ()


def line_of(scanned: Scanned, item: Item | None) -> Line:
    """Return what one scan adds. Raises Refusal where a code names no item."""
    if not scanned.names_an_item:
        raise Refusal("scan_names_nothing")
    # The code of an own label stands for one piece; a bar code for a pack of them.
    known = item is not None and not scanned.code
    pieces = item.pieces_per_pack if item is not None and known else 1
    told = scanned.count
    return Line(
        gtin=scanned.gtin,
        item=item.code if item is not None else scanned.code,
        lot=scanned.lot.upper(),
        expiry=scanned.expiry,
        quantity=scanned.packs * pieces if told is None else told,
        counted=told or 0,
        pieces=pieces,
        serials=(scanned.serial,) if scanned.serial else (),
        doubt=scanned.doubt,
        bare=not scanned.lot and not scanned.expiry,
    )
