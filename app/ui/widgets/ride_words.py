"""A ride in words: who, where to, how far, and what needs eyes."""

from __future__ import annotations

from typing import Final

from app.care.situation import PRECEDENCE
from app.care.transport import RideStage, TransportRequested, Vehicle
from app.i18n import text
from app.store.queries.transport import RideRow
from app.ui.words import initials, moment, span

PLACES: Final = ("seats", "wheelchairs", "stretchers")


def precedence_words(asked: TransportRequested, language: str) -> str:
    """Return how soon, with the letter of the scheme where one was followed."""
    words = text(f"term.Precedence.{asked.precedence.value}", language)
    if asked.scheme is None:
        return words
    letter = PRECEDENCE[asked.scheme].get(asked.precedence.value, "")
    return f"{letter} {words}".strip()


def who_words(row: RideRow, language: str, *, hides: bool) -> str:
    """Return who rides: numbers and names, or a group in words with how many."""
    asked = row.ride.asked
    people = asked.people if asked else 0
    named = [
        " ".join(
            each
            for each in (rider.number, initials(rider.name) if hides else rider.name)
            if each
        )
        for rider in row.riders
    ]
    first = ", ".join(each for each in named[:3] if each)
    more = len(named) - 3
    who = f"{first} +{more}" if more > 0 else first
    about = asked.about if asked else ""
    count = text("ui.transport.people", language, count=people)
    return " · ".join(each for each in (who or about, count) if each)


def way_words(row: RideRow, language: str) -> str:
    """Return from where to where."""
    asked = row.ride.asked
    start = asked.pickup if asked else ""
    to = row.ride.destination
    return f"{start} → {to}" if start else f"→ {to}"


def place_words(asked: TransportRequested, language: str) -> str:
    """Return which places are needed: 2 zittend, 1 brancard, 1 begeleider."""
    counted = [
        text(f"ui.transport.need.{name}", language, count=getattr(asked, name))
        for name in (*PLACES, "escorts")
        if getattr(asked, name)
    ]
    oxygen = [text("ui.transport.oxygen", language)] if asked.oxygen else []
    return ", ".join((*counted, *oxygen))


def vehicle_words(vehicle: Vehicle, language: str) -> str:
    """Return a vehicle with its driver and its places, as far as known."""
    places = ", ".join(
        text(f"ui.transport.room.{name}", language, count=there)
        for name in PLACES
        if (there := getattr(vehicle, name))
    )
    said = (vehicle.name, vehicle.driver, vehicle.phone, places)
    return " · ".join(each for each in said if each)


def time_words(row: RideRow, now_ms: int, language: str) -> str:
    """Return since when it stands so, and when it is expected; unknown is said."""
    if row.stage is RideStage.UNDER_WAY:
        return " · ".join(
            (_left(row, now_ms, language), expected(row, now_ms, language))
        )
    arrived = row.ride.arrived
    if row.stage is RideStage.ARRIVED and arrived is not None:
        at = moment(arrived.observed_ms, now_ms, language)
        return text("ui.transport.arrived_at", language, at=at)
    vehicle = row.ride.vehicle
    if row.stage is RideStage.ASSIGNED and vehicle and vehicle.pickup_ms is not None:
        at = moment(vehicle.pickup_ms, now_ms, language)
        return text("ui.transport.here_at", language, at=at)
    asked = row.ride.asked
    if asked is None:
        return ""
    waits = span(now_ms - asked.observed_ms, language)
    return text("ui.transport.waits", language, span=waits)


def expected(row: RideRow, now_ms: int, language: str) -> str:
    """Return when it is to arrive, and how late it is."""
    when = row.expected_ms
    if when is None:
        return text("ui.transport.expected_unknown", language)
    at = moment(when, now_ms, language)
    if not row.is_overdue(now_ms):
        return text("ui.transport.expected_at", language, at=at)
    late = span(now_ms - when, language)
    return text("ui.transport.late", language, at=at, span=late)


def _left(row: RideRow, now_ms: int, language: str) -> str:
    if row.left_ms is None:
        return text("term.RideStage.under_way", language)
    at = moment(row.left_ms, now_ms, language)
    return text("ui.transport.left_at", language, at=at)


def eyes_words(row: RideRow, now_ms: int, language: str) -> tuple[str, ...]:
    """Return what of a ride needs a person's eyes, the gravest first."""
    ride = row.ride
    found: list[str] = []
    if row.is_overdue(now_ms):
        found.append(expected(row, now_ms, language))
    if row.stage is RideStage.ASSIGNED and ride.is_late_at_door(now_ms):
        found.append(text("ui.transport.late_here", language))
    if len({each.value for each in ride.vehicles}) > 1:
        found.append(text("ui.transport.two_vehicles", language))
    if len({each.value for each in ride.left}) > 1:
        found.append(text("ui.transport.two_leavings", language))
    if row.taken_twice:
        found.append(text("ui.transport.taken_twice", language, count=row.taken_twice))
    if ride.cancelled is not None and row.stage is not RideStage.CANCELLED:
        found.append(text("ui.transport.called_off_too", language))
    if row.left_otherwise:
        found.append(text("ui.transport.left_otherwise", language))
    found += [
        text(f"ui.transport.short.{name}", language, count=count)
        for name, count in ride.lacks().items()
        if row.stage in (RideStage.ASSIGNED, RideStage.UNDER_WAY)
    ]
    return tuple(found)
