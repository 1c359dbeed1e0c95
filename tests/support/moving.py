"""People who are brought somewhere, of whom nobody knows enough."""

from __future__ import annotations

from app.care.displaced import Displacement, PartyArrived
from app.care.evacuation import EvacuationBegun, Going, Whereabouts
from app.care.guest import Company
from app.care.terms import AgeBand
from app.care.transport import (
    Precedence,
    TransportAssigned,
    TransportDeparted,
    TransportRequested,
)
from app.commands.displaced import Household, register_household, take_in_party
from app.commands.evacuation import (
    begin_evacuation,
    held_evacuation,
    list_evacuees,
    see_evacuees,
)
from app.commands.transport import (
    assign_transport,
    depart_transport,
    request_transport,
)
from app.store.desk import Desk
from sync.ids import ActorId

HOUR_MS = 3_600_000


def somebody_waits(desk: Desk, by: ActorId) -> None:
    """Let a ride be late, somebody be missing, and a child be alone."""
    now = desk.now_ms()
    asked = TransportRequested(
        b"", now, Precedence.URGENT, "hal", "Sporthal", "Familie Jansen", seats=5
    )
    stream = request_transport(desk, by, asked).stream
    assign_transport(desk, by, stream, TransportAssigned(now, "bus 1", "Henk"))
    left = TransportDeparted(now - 2 * HOUR_MS, "", now - HOUR_MS)
    depart_transport(desk, by, stream, left)
    begun = EvacuationBegun(b"", now, "De Linde")
    home = begin_evacuation(desk, by, begun).stream
    list_evacuees(desk, by, home, [Going("Ans Kuipers", "1"), Going("Bé")])
    first = next(e for e in held_evacuation(desk, home).people)
    see_evacuees(desk, by, home, [first.key], Whereabouts.MISSING)
    bus = PartyArrived(b"", now, Displacement.UKRAINE, 40, lodging="kerk")
    party = take_in_party(desk, by, bus).stream
    alone = Household("Іван", ((AgeBand.CHILD, 1),), Company.UNACCOMPANIED)
    register_household(desk, by, party, alone)
