"""What a person may ask about people who had to leave: take in, name, guard, move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.care.claim import ids_of
from app.care.displaced import (
    Displacement,
    Party,
    PartyArrived,
    PartyCounted,
    PartyMoved,
    party_stream,
)
from app.care.form import tidy
from app.care.guest import (
    CHILDREN,
    GROWN,
    MOST_AT_ONCE,
    Company,
    GuardianEnded,
    GuardianNamed,
    Guest,
    GuestDescribed,
    GuestJoined,
    GuestMoved,
    GuestNeededCare,
    GuestRegistered,
    guest_stream,
)
from app.care.identity import tidy_birth_date, years_between
from app.care.refusal import Refusal
from app.care.terms import AgeBand, FactId, Sex, age_band
from app.commands.casualty import Registration, register_casualty
from app.commands.person import register_affected
from app.commands.power import own_post, recorded
from app.store.desk import Desk, event_id
from app.store.tables import state_of
from sync.event import Event
from sync.ids import ActorId, EventId

_NAME_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Household:
    """A family as it stands at the desk: how many of each age, and who is with them.

    `company` is of the children, as they or who brought them said; None is not asked.
    """

    name: str
    members: tuple[tuple[AgeBand, int], ...]
    company: Company | None = None
    language: str = ""


def take_in_party(desk: Desk, by: ActorId, fact: PartyArrived) -> Event:
    """Take in people who came together, by their number only. Raises Refusal."""
    stream = party_stream(desk.ids.random(_NAME_BYTES))
    return recorded(desk, by, stream, replace(fact, post=own_post(desk)))


def count_party(desk: Desk, by: ActorId, stream: bytes, people: int) -> Event:
    """Write down how many of a group there are. Raises Refusal."""
    held = _party(desk, stream)
    fact = PartyCounted(desk.now_ms(), people, ids_of(held.counted))
    return recorded(desk, by, stream, fact)


def move_party(
    desk: Desk, by: ActorId, stream: bytes, lodging: str, *, onward: bool = False
) -> Event:
    """Write down where a group is now, or where it went on to. Raises Refusal."""
    held = _party(desk, stream)
    if not tidy(lodging):
        raise Refusal("lodging_missing", field="lodging")
    fact = PartyMoved(desk.now_ms(), lodging, onward, ids_of(held.lodged))
    return recorded(desk, by, stream, fact)


def register_household(
    desk: Desk, by: ActorId, party: bytes, household: Household
) -> list[Event]:
    """Make persons of some of a group, who belong together. Raises Refusal.

    Taking the first back takes the others with it, until more is known of any.
    """
    held = _party(desk, party)
    arrived = held.arrived or PartyArrived(b"", 0, Displacement.OTHER, 1)
    count = sum(number for _, number in household.members)
    if count == 0:
        raise Refusal("nobody_named")
    if count > MOST_AT_ONCE:
        raise Refusal("too_many_at_once", most=MOST_AT_ONCE)
    family = desk.ids.random(_NAME_BYTES) if count > 1 else b""
    begun = GuestRegistered(
        own_post(desk), desk.now_ms(), arrived.displacement, party, family
    )
    made: list[Event] = []
    for band, number in household.members:
        for _ in range(number):
            cause = event_id(made[0]) if made else None
            who = _member(desk, household, band, arrived)
            made.append(_guest(desk, by, begun, who, cause))
    return made


def describe_guest(
    desk: Desk, by: ActorId, stream: bytes, fact: GuestDescribed
) -> Event:
    """Write down who somebody is, as they told. Raises Refusal."""
    held = held_guest(desk, stream)
    clean = _aged(desk, fact)
    _refuse_grown(desk, held, clean)
    given = [
        name
        for name in clean.__dataclass_fields__
        if name not in ("observed_ms", "sees") and getattr(clean, name) is not None
    ]
    if not given:
        raise Refusal("nothing_filled_in")
    seen: tuple[FactId, ...] = tuple(
        claim.id for name in given for claim in held.said.get(name, ())
    )
    return recorded(desk, by, stream, replace(clean, sees=seen))


def join_family(desk: Desk, by: ActorId, stream: bytes, family: bytes) -> Event:
    """Write down that somebody belongs to a family, or to none. Raises Refusal."""
    held = held_guest(desk, stream)
    fact = GuestJoined(desk.now_ms(), family, ids_of(held.joined))
    return recorded(desk, by, stream, fact)


def move_guests(
    desk: Desk,
    by: ActorId,
    streams: Sequence[bytes],
    lodging: str,
    *,
    onward: bool = False,
) -> list[Event]:
    """Write down where persons are now, or went on to. Raises Refusal."""
    if not tidy(lodging):
        raise Refusal("lodging_missing", field="lodging")
    made: list[Event] = []
    for stream in streams:
        seen = ids_of(held_guest(desk, stream).lodged)
        fact = GuestMoved(desk.now_ms(), lodging, onward, seen)
        cause = event_id(made[0]) if made else None
        made.append(recorded(desk, by, stream, fact, cause))
    return made


def name_guardian(desk: Desk, by: ActorId, stream: bytes, fact: GuardianNamed) -> Event:
    """Write down who took responsibility for a child, by name. Raises Refusal."""
    held = held_guest(desk, stream)
    if not tidy(fact.guardian):
        raise Refusal("guardian_missing", field="guardian")
    return recorded(desk, by, stream, replace(fact, sees=ids_of(held.guardians)))


def end_guardian(desk: Desk, by: ActorId, stream: bytes, reason: str = "") -> Event:
    """Write down that who was responsible for a child is so no more. Raises Refusal."""
    held = held_guest(desk, stream)
    if not held.guardians:
        raise Refusal("guardian_missing")
    fact = GuardianEnded(desk.now_ms(), reason, ids_of(held.guardians))
    return recorded(desk, by, stream, fact)


def care_for_guest(
    desk: Desk, by: ActorId, stream: bytes, *, is_unhurt: bool = False
) -> Event:
    """Register somebody as a casualty besides: what is known of them goes along.

    Raises Refusal.
    """
    held = held_guest(desk, stream)
    if held.casualty and state_of(desk.database, "casualty", held.casualty):
        raise Refusal("guest_has_care")
    band, sex = held.text("age_band"), held.text("sex")
    wanted = Registration(
        desk.now_ms(),
        age_band=AgeBand(band) if band else AgeBand.UNKNOWN,
        sex=Sex(sex) if sex else Sex.UNKNOWN,
        name=held.text("name") or None,
        birth_date=held.text("birth_date") or None,
        contact=held.text("contact") or None,
        language=held.text("language") or None,
    )
    begin = register_affected if is_unhurt else register_casualty
    event = begin(desk, by, wanted)
    fact = GuestNeededCare(desk.now_ms(), event.stream)
    recorded(desk, by, stream, fact, event_id(event))
    return event


def held_guest(desk: Desk, stream: bytes) -> Guest:
    """Return what is known of somebody displaced; raises Refusal when nothing is."""
    held: Guest | None = state_of(desk.database, "guest", stream)
    if held is None:
        raise Refusal("no_such_guest")
    return held


def _party(desk: Desk, stream: bytes) -> Party:
    held: Party | None = state_of(desk.database, "party", stream)
    if held is None:
        raise Refusal("no_such_party")
    return held


def _guest(
    desk: Desk,
    by: ActorId,
    begun: GuestRegistered,
    who: GuestDescribed,
    cause: EventId | None,
) -> Event:
    stream = guest_stream(desk.ids.random(_NAME_BYTES))
    event = recorded(desk, by, stream, begun, cause)
    recorded(desk, by, stream, who, event_id(event))
    return event


def _member(
    desk: Desk, household: Household, band: AgeBand, arrived: PartyArrived
) -> GuestDescribed:
    is_grown = band in (AgeBand.ADULT, AgeBand.SENIOR)
    return GuestDescribed(
        desk.now_ms(),
        name=tidy(household.name) or None,
        age_band=None if band is AgeBand.UNKNOWN else band,
        company=None if is_grown else household.company,
        language=household.language or arrived.language or None,
        interpreter=arrived.interpreter,
        origin=arrived.origin or None,
    )


def _refuse_grown(desk: Desk, held: Guest, fact: GuestDescribed) -> None:
    """Raise Refusal for who is called grown up and was born too late for that."""
    if fact.age_band not in GROWN:
        return
    said = [str(each.value) for each in held.said.get("birth_date", ())]
    dates = [fact.birth_date] if fact.birth_date else said
    today = desk.today()
    if any(age_band(years_between(e, today)) in CHILDREN for e in dates if e):
        raise Refusal("age_against_birth", field="age_band")


def _aged(desk: Desk, fact: GuestDescribed) -> GuestDescribed:
    """Return what was told with the date tidied, and the band of age that follows."""
    if not fact.birth_date:
        return fact
    born, today = tidy_birth_date(fact.birth_date, desk.today()), desk.today()
    if fact.age_band is not None:
        return replace(fact, birth_date=born)
    band = age_band(years_between(born, today))
    return replace(fact, birth_date=born, age_band=band)
