"""A stock room in full use, made with the real commands, for pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.care.item import Part
from app.care.local_item import ItemAdded, code_of_stream
from app.care.request import Decision, RequestDecided, RequestShipped, Urgency
from app.care.stock import DiscardReason, HoldReason, LotKey
from app.care.storage import ColdRead, StorageKind, StorageNamed
from app.care.tally import TallyScope
from app.care.terms import Role
from app.commands import (
    Begin,
    Coming,
    Doubt,
    Found,
    Need,
    Taken,
    add_item,
    begin_tally,
    count_line,
    count_register,
    discard_stock,
    end_tally,
    hold_lot,
    issue_stock,
    make_requests,
    move_stock,
    name_storage,
    read_cold,
    receive_stock,
    set_par,
)
from app.commands.power import own_post
from app.store.queries.item import catalogue
from app.store.queries.staff import people
from app.store.queries.storage import storages
from tests.support.orders import Orders
from tests.support.post import actor
from tests.support.tablets import meet, second_tablet
from tests.support.watch import alone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.store.desk import Desk
    from app.store.file import CareFile
    from sync.ids import ActorId
    from tests.support.fakes import FakeClock

_PLACES = (
    ("Schap 1", StorageKind.SHELF),
    ("Koelkast behandelruimte", StorageKind.FRIDGE),
    ("Koelkast bij de nooduitgang van de grote sporthal", StorageKind.FRIDGE),
    ("Ambulance 04-123", StorageKind.VEHICLE),
    ("Traumatas groen", StorageKind.BAG),
)
_SOON = LotKey("VB002", "B-2210", "2026-12-05")
_LONG = LotKey("VB005", "LOT-2026-00417-XL", "2027-02-28")
_COLD = LotKey("VB035", "K77", "2027-06-30")
_MORPHINE = LotKey("VB042", "M1", "2028-01-31")
_TRANSFER = b"T" * 16


def furnish(file: CareFile, clock: FakeClock) -> None:
    """Give the post places, orders, counts and a register, once."""
    if file.read_now(storages):
        return
    lead = actor(file, Role.POST_LEAD)
    for name, kind in _PLACES:
        named = StorageNamed("", name, kind)
        file.write_now(lambda d, n=named: name_storage(d, lead, n))
    at = {each.name: each.place for each in file.read_now(storages)}
    names = [name for name, _ in _PLACES]
    _fill(file, lead, [at[name] for name in names])
    _cool(file, lead, [at[name] for name in names])
    _register(file, lead)
    _order(file, lead)
    _count(file, clock, at[names[0]])


def with_kit(file: CareFile) -> str:
    """Give the post a kit of its own that holds a controlled drug; return its code."""
    known = file.read_now(catalogue)
    held = next((each.code for each in known.values() if each.kit), None)
    if held is not None:
        return held
    by = actor(file, Role.POST_LEAD)
    parts = (Part("VB001", 2), Part("VB002", 4), Part("VB003", 3), Part("VB042", 2))
    bag = ItemAdded("", b"", "Traumatas", "Trauma bag", kit=parts)
    code = code_of_stream(file.write_now(lambda d: add_item(d, by, bag)).stream)
    lot = LotKey(code, "R-7", "2027-04-30")
    file.write_now(lambda d: receive_stock(d, by, lot, 3))
    return code


def _fill(file: CareFile, by: ActorId, places: list[str]) -> None:
    shelf, _, fridge, van, bag = places
    for lot, pieces, place in (
        (_SOON, 24, shelf),
        (_LONG, 60, shelf),
        (_COLD, 10, fridge),
        (LotKey("VB006", "C3", "2026-11-30"), 8, bag),
        (LotKey("VB009", "D4", "2027-01-15"), 3, van),
    ):
        there = Coming("Regiodepot", place=place)
        file.write_now(
            lambda d, x=lot, n=pieces, p=there: receive_stock(d, by, x, n, p)
        )
    file.write_now(lambda d: move_stock(d, by, Taken(_SOON, shelf, 6), van))
    file.write_now(
        lambda d: discard_stock(
            d, by, Taken(_SOON, shelf, 2), DiscardReason.DAMAGED, "verpakking open"
        )
    )
    doubt = Doubt(HoldReason.DAMAGED, "doos was nat", van)
    file.write_now(lambda d: hold_lot(d, by, _SOON, doubt))
    for item, par, most in (("VB002", 80, 120), ("VB005", 20, 40), ("VB009", 10, 20)):
        file.write_now(lambda d, i=item, p=par, m=most: set_par(d, by, i, p, maximum=m))
    for item, used in (("VB005", 18), ("VB002", 6), ("VB009", 2)):
        file.write_now(lambda d, i=item, n=used: issue_stock(d, by, i, n))


def _cool(file: CareFile, by: ActorId, places: list[str]) -> None:
    """Read a fridge that is cold enough, and one that was too warm in the night."""
    _, good, warm, *_ = places

    def read(place: str, now: int, highest: int) -> None:
        file.write_now(
            lambda d: read_cold(
                d,
                by,
                ColdRead(own_post(d), place, d.now_ms(), now, 31, highest),
            )
        )

    read(good, 42, 61)
    read(warm, 94, 118)


def _register(file: CareFile, by: ActorId) -> None:
    file.write_now(lambda d: receive_stock(alone(d, by), by, _MORPHINE, 10))
    file.write_now(lambda d: count_register(alone(d, by), by, "VB042", 9))


def _order(file: CareFile, by: ActorId) -> None:
    needs = [
        Need("VB001", 40, Urgency.URGENT, "voor het spoor, veel beenletsel"),
        Need("VB009", 12, Urgency.SOON),
        Need("VB011", 30),
    ]
    first, second, _ = file.write_now(lambda d: make_requests(d, by, needs))
    hub = Orders(file)
    hub.tell(
        first.stream,
        RequestDecided(Decision.PARTLY, 30, "Kees Mulder", "meer is er niet"),
        RequestShipped(20, _TRANSFER, "depot Zuid"),
    )
    hub.tell(
        second.stream,
        RequestDecided(Decision.REFUSED, 0, "Kees Mulder", "niet meer leverbaar"),
    )
    hub.close()


def _count(file: CareFile, clock: FakeClock, shelf: str) -> None:
    """End one stocktake, and let two people find something else in the next."""
    by, keeper = actor(file, Role.POST_LEAD), actor(file, Role.STOCK_KEEPER)
    place = Begin(TallyScope.PLACE, "schap 1, oktober", shelf)
    done = file.write_now(lambda d: begin_tally(d, by, place))
    lot = Found(_LONG, shelf, 58)
    file.write_now(lambda d: count_line(d, by, bytes(done.stream), lot))
    file.write_now(lambda d: end_tally(d, by, bytes(done.stream)))
    begun = file.write_now(
        lambda d: begin_tally(d, by, Begin(TallyScope.ALL, "najaar"))
    )
    other = second_tablet(file, clock)
    for each, who, pieces in ((file, by, 41), (other, keeper, 38)):
        found = Found(_LONG, shelf, pieces)
        each.write_now(
            lambda d, w=who, f=found: count_line(d, w, bytes(begun.stream), f)
        )
    own = [each.name for each in file.read_now(people)]
    meet(file, other)
    other.close()
    file.write_now(lambda d: _forget_others(d, own))


def _forget_others(desk: Desk, own: Sequence[str]) -> None:
    """Leave the people of the second tablet out of the picture: it is the same post."""
    marks = ", ".join("?" for _ in own)
    desk.database["staff"].delete_where(f"name NOT IN ({marks})", list(own))
