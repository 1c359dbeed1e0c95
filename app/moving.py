"""The kinds of event of rides, homes that are emptied and people taken in; streams too.

They stand on a page of their own; `catalogue.py` and `streams.py` take all of them in.
"""

from __future__ import annotations

from typing import Final

from app.care import displaced, evacuation, guest, transport
from app.kind import Kind, Stream

KINDS: Final[tuple[Kind, ...]] = (
    Kind(
        "transport.requested",
        1,
        transport.TransportRequested,
        "transport",
        urgent=lambda fact: fact.precedence in transport.AT_ONCE,
    ),
    Kind("transport.assigned", 1, transport.TransportAssigned, "transport"),
    Kind("transport.departed", 1, transport.TransportDeparted, "transport"),
    Kind("transport.expected", 1, transport.TransportExpected, "transport"),
    Kind("transport.arrived", 1, transport.TransportArrived, "transport"),
    Kind("transport.cancelled", 1, transport.TransportCancelled, "transport"),
    Kind("evacuation.begun", 1, evacuation.EvacuationBegun, "evacuation"),
    Kind("evacuee.listed", 1, evacuation.EvacueeListed, "evacuation"),
    Kind("evacuee.boarded", 1, evacuation.EvacueeBoarded, "evacuation"),
    Kind(
        "evacuee.seen",
        1,
        evacuation.EvacueeSeen,
        "evacuation",
        urgent=lambda fact: fact.whereabouts is evacuation.Whereabouts.MISSING,
    ),
    Kind("evacuation.printed", 1, evacuation.EvacuationPrinted, "evacuation"),
    Kind("evacuation.ended", 1, evacuation.EvacuationEnded, "evacuation"),
    Kind("party.arrived", 1, displaced.PartyArrived, "party"),
    Kind("party.counted", 1, displaced.PartyCounted, "party"),
    Kind("party.moved", 1, displaced.PartyMoved, "party"),
    Kind("guest.registered", 1, guest.GuestRegistered, "guest"),
    Kind("guest.described", 1, guest.GuestDescribed, "guest"),
    Kind("guest.joined", 1, guest.GuestJoined, "guest"),
    Kind("guest.moved", 1, guest.GuestMoved, "guest"),
    Kind("guardian.named", 1, guest.GuardianNamed, "guest"),
    Kind("guardian.ended", 1, guest.GuardianEnded, "guest"),
    Kind("guest.needed_care", 1, guest.GuestNeededCare, "guest"),
)

STREAMS: Final[tuple[Stream, ...]] = (
    Stream(
        "transport",
        transport.Transport,
        transport.FOLD,
        transport.TransportLine,
        transport.line,
        transport.STREAM_START,
        indexes=(
            ("is_open", "rank", "asked_ms"),
            ("subject",),
            ("evacuation",),
            ("is_open", "asked_ms"),
        ),
    ),
    Stream(
        "evacuation",
        evacuation.EvacuationList,
        evacuation.FOLD,
        evacuation.EvacuationLine,
        evacuation.line,
        evacuation.STREAM_START,
        indexes=(("is_open", "begun_ms"),),
    ),
    Stream(
        "party",
        displaced.Party,
        displaced.PARTY_FOLD,
        displaced.PartyLine,
        displaced.party_line,
        displaced.PARTY_START,
        indexes=(("arrived_ms",),),
    ),
    Stream(
        "guest",
        guest.Guest,
        guest.GUEST_FOLD,
        guest.GuestLine,
        guest.guest_line,
        guest.GUEST_START,
        indexes=(
            ("party", "family", "registered_ms"),
            ("child_alarm", "registered_ms"),
            ("family",),
        ),
    ),
)
