"""The vehicles of a home that is emptied, and ticking off who came out of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import flet as ft

from app.care.evacuation import EvacueeStage, Whereabouts
from app.care.transport import RideStage
from app.commands.evacuation import see_evacuees
from app.store.queries.evacuation import Emptied
from app.store.queries.transport import RideRow
from app.ui.hooks import Act
from app.ui.undo import way_back
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.notice import notify
from app.ui.widgets.number_line import said_and_hands
from app.ui.widgets.panels import section_card
from app.ui.widgets.ride_row import eyes_line
from app.ui.widgets.ride_words import eyes_words, time_words

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.event import Event


def vehicles_card(
    session: Session, home: Emptied, act: Act, do: Callable[[str, bytes], Any]
) -> list[ft.Control]:
    """Return the card of the vehicles, or nothing where there are none."""
    rows: list[ft.Control] = [
        Riding(session, home, each, act, do, key=each.stream.hex())
        for each in home.rides
        if each.stage is not RideStage.CANCELLED
    ]
    if not rows:
        return []
    return [section_card(session.words("ui.evacuation.vehicles"), rows)]


@ft.component
def Riding(
    session: Session,
    home: Emptied,
    row: RideRow,
    act: Act,
    do: Callable[[str, bytes], Any],
    key: str = "",
) -> ft.Control:
    """Draw a vehicle of this home; from one that arrived all are ticked off at once."""
    language, now = session.language, session.clock.now_ms()
    aboard = home.aboard(row.stream)
    unchecked = [each.key for each in aboard if each.stage is EvacueeStage.UNCHECKED]
    vehicle = row.ride.vehicle
    name = vehicle.name if vehicle else session.words("ui.transport.no_vehicle")
    stage = session.words(f"term.RideStage.{row.stage.value}")
    count = session.words("ui.transport.people", count=len(aboard))
    said = " · ".join((stage, count, time_words(row, now, language)))
    buttons = [
        quiet_button(
            session.words("ui.evacuation.open_ride"),
            partial(do, "ride", row.stream),
            key=f"ride-{row.stream.hex()[-6:]}",
            icon=ft.Icons.LOCAL_SHIPPING_OUTLINED,
        )
    ]
    if unchecked:
        buttons.insert(
            0,
            quiet_button(
                session.words("ui.evacuation.all_there", count=len(unchecked)),
                partial(
                    see_all, session, act, home, unchecked, Whereabouts.ARRIVED, _stay
                ),
                key=f"all-there-{row.stream.hex()[-6:]}",
                icon=ft.Icons.DONE_ALL,
            ),
        )
    eyes = [each for each in eyes_words(row, now, language) if each not in said]
    return ft.Column(
        tight=True,
        spacing=4,
        controls=[
            said_and_hands(session, name, said, buttons),
            *(eyes_line(each) for each in eyes),
        ],
    )


def _stay() -> None:
    """Leave who is ticked as it is."""


async def see_all(
    session: Session,
    act: Act,
    home: Emptied,
    keys: Sequence[bytes],
    whereabouts: Whereabouts,
    done: Callable[[], Any],
) -> None:
    """Write down what was found of these people; one tap takes it back."""
    actor = session.actor

    def seen(events: list[Event]) -> None:
        done()
        back = way_back(session, [(events[0].log, events[0].seq)])
        words = session.words(f"term.Whereabouts.{whereabouts.value}")
        said = session.words("ui.evacuation.seen", count=len(events), what=words)
        notify(session, said, back)

    await act.run(
        lambda desk: see_evacuees(desk, actor, home.stream, keys, whereabouts), seen
    )
