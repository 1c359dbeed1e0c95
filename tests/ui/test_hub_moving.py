"""At the hub: rides of all posts, homes that empty, who is where; and nobody's name."""

from __future__ import annotations

from pathlib import Path

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
from tests.support.region import Region, leader, opened
from tests.support.screen import Screen
from tests.ui.test_hub_console import with_posts

HOUR_MS = 3_600_000


def _moved(desk: Desk, by: ActorId) -> None:
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


def test_the_hub_sees_how_many_and_where_and_nobody_by_name(tmp_path: Path) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        [post] = here.posts
        by = leader(opened(post))
        await screen.until(lambda: "to-moving" in screen)
        await screen.click("to-moving")
        await screen.until(
            lambda: any("Niemand is onderweg" in each for each in screen.words())
        )
        await opened(post).write(lambda desk: _moved(desk, by))
        await here.received(post)
        await screen.until(lambda: "guests" in screen)

        said = " ".join(screen.words())
        for words in (
            "1 rit is te laat",
            "5 zittend",
            "bus 1",
            "De Linde",
            "1 vermist",
            "Oekraïne · kerk",
            "40 (1 bekend)",
            "1 kind is alleen",
        ):
            assert words in said
        for name in ("Jansen", "Ans", "Іван", "Henk"):
            assert name not in said

    with_posts(tmp_path, tell, "zuid")
