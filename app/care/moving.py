"""The kinds of fact of bringing people elsewhere, and of taking in who had to leave."""

from __future__ import annotations

from typing import Final

MOVING: Final = frozenset(
    {
        "transport.requested",
        "transport.assigned",
        "transport.departed",
        "transport.expected",
        "transport.arrived",
        "transport.cancelled",
        "evacuation.begun",
        "evacuee.listed",
        "evacuee.boarded",
        "evacuee.seen",
        "evacuation.printed",
        "evacuation.ended",
        "party.arrived",
        "party.counted",
        "party.moved",
        "guest.registered",
        "guest.described",
        "guest.joined",
        "guest.moved",
        "guardian.named",
        "guardian.ended",
        "guest.needed_care",
    }
)
