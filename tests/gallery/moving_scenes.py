"""What is pictured of rides, homes that are emptied and people who were taken in."""

from __future__ import annotations

from typing import Final

from app.care.transport import (
    Precedence,
    TransportAssigned,
    TransportDeparted,
    TransportRequested,
)
from app.commands.transport import (
    assign_transport,
    depart_transport,
    request_transport,
)
from app.store.desk import Desk
from app.store.queries.transport import rides
from sync.ids import ActorId
from tests.gallery.hands import Scene, Tap
from tests.gallery.scenes import At

_MINUTE_MS: Final = 60_000


def _ride(
    desk: Desk,
    by: ActorId,
    asked: TransportRequested,
    vehicle: str = "",
    left_min: int = 0,
    expected_min: int | None = None,
) -> None:
    now = desk.now_ms()
    stream = request_transport(desk, by, asked).stream
    if vehicle:
        given = TransportAssigned(now, vehicle, "Henk de Vries", "06-12345678", 12)
        assign_transport(desk, by, stream, given)
    if left_min:
        expected = None if expected_min is None else now + expected_min * _MINUTE_MS
        left = TransportDeparted(now - left_min * _MINUTE_MS, "", expected)
        depart_transport(desk, by, stream, left)


def _rides(desk: Desk, by: ActorId) -> None:
    now = desk.now_ms()

    def asked(
        how: Precedence, about: str, to: str, seats: int, stretchers: int = 0
    ) -> TransportRequested:
        return TransportRequested(
            b"",
            now - 70 * _MINUTE_MS,
            how,
            "Damsterdiep 41",
            to,
            about,
            seats=seats,
            stretchers=stretchers,
        )

    hall = "Martinihal Groningen"
    late = asked(Precedence.PRIORITY, "Bewoners Korreweg", hall, 8)
    _ride(desk, by, late, "bus 12", 50, -15)
    way = asked(Precedence.URGENT, "", "UMCG", 0, 1)
    _ride(desk, by, way, "ambulance 05-121", 10, 20)
    unknown = asked(Precedence.ROUTINE, "Familie", "Assen", 4)
    _ride(desk, by, unknown, "taxi", 30, None)
    big = asked(Precedence.PRIORITY, "Groep uit de kelder", hall, 20, 1)
    _ride(desk, by, big, "bus 12")
    _ride(desk, by, asked(Precedence.ROUTINE, "Twee ouderen", "Thuis, Haren", 2))


def _transport(at: At) -> None:
    """Come to a post from where people are driven away."""
    file, actor = at.session.open_file, at.session.actor
    at.session.go("transport")
    found = file.read_now(lambda db: rides(db, file.clock.now_ms()))
    if not (found.waiting or found.under_way):
        file.write_now(lambda d: _rides(d, actor))


SCENES: Final[tuple[Scene, ...]] = (
    Scene("transport", _transport),
    Scene("transport-ask", _transport, (Tap("transport.requested"),), tall=True),
    Scene("transport-ride", _transport, (Tap("ui.transport.block.late"),), tall=True),
)
