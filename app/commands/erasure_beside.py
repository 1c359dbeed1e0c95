"""What else names somebody who is erased by law: rides, and lists of a home.

A ride or a list that is theirs alone goes whole. One that is of others too goes as
well, and is told anew without them and without any words that may be of them: they
still count, as somebody nobody knows.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final

from app.care.evacuation import STREAM_START as HOME_START
from app.care.evacuation import (
    EvacuationEnded,
    EvacuationPrinted,
    Evacuee,
    EvacueeBoarded,
    EvacueeListed,
    EvacueeSeen,
    Going,
    evacuation_stream,
)
from app.care.refusal import Refusal
from app.care.transport import (
    OPEN,
    TransportArrived,
    TransportAssigned,
    TransportDeparted,
    transport_stream,
)
from app.care.transport import STREAM_START as RIDE_START
from app.store.queries.erasure import naming
from app.store.tables import state_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.care.erasure import EntityErased
    from app.care.evacuation import EvacuationList
    from app.care.transport import Transport, Vehicle
    from app.store.desk import Desk
    from sync.ids import ActorId, LogId

_NAME_BYTES: Final = 16
_KEY_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Erasing:
    """Who erases, with what fact, and in which log; `waits`: for what is not over.

    Where `post` is said, what is of another post is theirs to tell anew, or the hub's.
    """

    desk: Desk
    by: ActorId
    fact: EntityErased
    log: LogId | None = None
    waits: bool = True
    post: bytes | None = None

    def erase(self, stream: bytes) -> None:
        """Record that the law erased a stream."""
        self.desk.record(stream, self.fact, self.by, log=self.log)

    def tells(self, post: bytes) -> bool:
        """Tell whether what is of this post is told anew here."""
        return self.post in (None, post)

    def tell(self, stream: bytes, said: Any) -> None:
        """Record anew what stays of something that was erased."""
        self.desk.record(stream, said, self.by, log=self.log)


def erase_moving(erasing: Erasing, subject: bytes) -> None:
    """Erase the rides and the rows of lists that name a record. Raises Refusal."""
    db = erasing.desk.database
    homes, moved = set(naming(db, HOME_START, subject)), dict[bytes, bytes]()
    rides = set(naming(db, RIDE_START, subject))
    for home in homes:
        rides |= set(naming(db, RIDE_START, home))
    boards = {ride: naming(db, HOME_START, ride) for ride in rides}
    homes |= {home for several in boards.values() for home in several}
    anew = {home: evacuation_stream(_name(erasing)) for home in sorted(homes)}
    for ride in sorted(rides):
        without = _Without(moved, subject=subject, is_boarded=bool(boards[ride]))
        moved[ride] = _ride_anew(erasing, ride, without, anew)
        erasing.erase(ride)
    for home, new in anew.items():
        _home_anew(erasing, home, new, _Without(moved, subject=subject))
        erasing.erase(home)


def erase_row(erasing: Erasing, home: bytes, key: bytes) -> None:
    """Erase one row of a list of a home, of whom no record is kept. Raises Refusal."""
    db = erasing.desk.database
    new, moved = evacuation_stream(_name(erasing)), dict[bytes, bytes]()
    for ride in naming(db, RIDE_START, home):
        without = _Without(moved, is_boarded=True)
        moved[ride] = _ride_anew(erasing, ride, without, {home: new})
        erasing.erase(ride)
    _home_anew(erasing, home, new, _Without(moved, key=key))
    erasing.erase(home)


def _name(erasing: Erasing) -> bytes:
    return erasing.desk.ids.random(_NAME_BYTES)


def _ride_anew(
    erasing: Erasing, stream: bytes, without: _Without, homes: Mapping[bytes, bytes]
) -> bytes:
    """Tell a ride of others anew and return its stream; empty where it was theirs."""
    held: Transport | None = state_of(erasing.desk.database, "transport", stream)
    asked = None if held is None else held.asked
    if held is None or asked is None:
        return b""
    if not erasing.tells(asked.post):
        return stream
    others = tuple(each for each in asked.who if each != without.subject)
    is_theirs = bool(asked.who) and not others and not without.is_boarded
    if is_theirs and asked.evacuation not in homes:
        return b""
    if erasing.waits and held.stage in OPEN:
        raise Refusal("erasure_ride_open")
    new = transport_stream(_name(erasing))
    home = homes.get(asked.evacuation, asked.evacuation)
    bare = replace(asked, pickup="", about="", equipment="", infection="", remark="")
    erasing.tell(new, replace(bare, who=others, evacuation=home))
    for said in _since(held):
        erasing.tell(new, said)
    return new


def _since(held: Transport) -> list[Any]:
    """Return what was said of a ride after it was asked for, without remarks."""
    said: list[Any] = [
        _assigned(each.observed_ms, each.value) for each in held.vehicles
    ]
    for claim in held.left:
        left = claim.value
        said.append(TransportDeparted(left.at_ms, left.destination, left.expected_ms))
    if held.expected is not None:
        said.append(replace(held.expected, remark=""))
    if held.arrived is not None:
        said.append(TransportArrived(held.arrived.observed_ms))
    if held.cancelled is not None:
        said.append(replace(held.cancelled, remark=""))
    return said


def _assigned(at_ms: int, vehicle: Vehicle) -> TransportAssigned:
    return TransportAssigned(
        at_ms,
        vehicle.name,
        vehicle.driver,
        vehicle.phone,
        vehicle.seats,
        vehicle.wheelchairs,
        vehicle.stretchers,
        vehicle.pickup_ms,
    )


@dataclass(frozen=True, slots=True)
class _Without:
    """Who is erased: the record, or the row of a list; and which rides are told anew.

    `is_boarded`: the ride of which it is asked is on the list of a home.
    """

    moved: Mapping[bytes, bytes]
    subject: bytes = b""
    key: bytes = b""
    is_boarded: bool = False

    def is_of(self, one: Evacuee) -> bool:
        """Tell whether a row is of who is erased, whoever wrote it."""
        residents = {each.value.resident for each in one.listed} - {b""}
        return one.key == self.key or self.subject in residents


def _home_anew(erasing: Erasing, home: bytes, new: bytes, without: _Without) -> None:
    held: EvacuationList | None = state_of(erasing.desk.database, "evacuation", home)
    if held is None or held.begun is None or not erasing.tells(held.begun.post):
        return
    if erasing.waits and held.ended is None:
        raise Refusal("erasure_list_open")
    erasing.tell(new, replace(held.begun, remark=""))
    for one in held.people:
        known = one
        if without.is_of(one):
            known = _nobody(one, erasing.desk.ids.random(_KEY_BYTES))
        for said in _row(known, without.moved):
            erasing.tell(new, said)
    for sheet in held.sheets:
        given = (sheet.number, sheet.to_name, sheet.people, sheet.at_ms)
        erasing.tell(new, EvacuationPrinted(*given))
    if held.ended is not None:
        erasing.tell(new, EvacuationEnded(held.ended.observed_ms))


def _nobody(one: Evacuee, key: bytes) -> Evacuee:
    """Return a row as that of somebody nobody knows: how they go and where to."""
    return replace(
        one,
        key=key,
        listed=tuple(
            replace(each, value=Going(means=each.value.means)) for each in one.listed
        ),
        seen=tuple(
            replace(each, value=replace(each.value, spot="")) for each in one.seen
        ),
    )


def _row(one: Evacuee, moved: Mapping[bytes, bytes]) -> list[Any]:
    """Return what stands of somebody on a list; who differ stay beside each other."""
    said: list[Any] = []
    for listed in one.listed:
        going = {e.name: getattr(listed.value, e.name) for e in fields(listed.value)}
        said.append(EvacueeListed(one.key, listed.observed_ms, **going))
    for boarded in one.boarded:
        ride = moved.get(boarded.value, boarded.value)
        said.append(EvacueeBoarded(one.key, boarded.observed_ms, ride))
    for seen in one.seen:
        found = seen.value
        fact = EvacueeSeen(one.key, seen.observed_ms, found.whereabouts, found.spot)
        said.append(fact)
    return said
