"""Voertuig vullen: who is ticked goes into a vehicle at the door, or a new one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.evacuation import places_for
from app.care.transport import RideStage, Vehicle
from app.commands.evacuation import Filling, board_evacuees, fill_vehicle
from app.store.queries.evacuation import Emptied, EvacueeRow
from app.ui.hooks import use_act
from app.ui.theme import BODY
from app.ui.typed import Typed, use_typed
from app.ui.widgets.ahead import ahead_field, ahead_of
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.fields import number_field, text_field
from app.ui.widgets.more_fields import pairs
from app.ui.widgets.notice import notify
from app.ui.widgets.pane import pane
from app.ui.widgets.panels import error_note, note, section_card
from app.ui.widgets.ride_words import PLACES
from app.ui.widgets.sheet import use_primary
from app.ui.widgets.wrapped import wrapped

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.event import Event

_AT_DOOR: Final = (RideStage.REQUESTED, RideStage.ASSIGNED)
_PAIRS_FROM: Final = 600


@ft.component
def FillPane(
    session: Session,
    home: Emptied,
    people: tuple[EvacueeRow, ...],
    over: Callable[..., Any],
    key: str = "",
) -> ft.Control:
    """Draw which places these people need, the vehicles at the door, and a new one."""
    typed = use_typed(session, f"fill:{home.stream.hex()}")
    act = use_act(session)
    actor, keys = session.actor, tuple(each.key for each in people)

    def done(_made: object) -> None:
        typed.fill({})
        notify(session, session.words("ui.evacuation.filled", count=len(keys)))
        over()

    async def save(_event: object = None) -> None:
        await typed.record(_filling(session, home, keys, typed), done)

    async def into(ride: bytes) -> None:
        await act.run(
            lambda desk: board_evacuees(desk, actor, home.stream, keys, ride), done
        )

    use_primary(session, save)
    return pane(
        session,
        session.words("ui.evacuation.fill", count=len(keys)),
        over,
        [
            ft.Text(_needs(session, people), key="needs", size=BODY),
            *_at_door(session, home, into),
            section_card(
                session.words("ui.evacuation.new_vehicle"),
                [
                    *_fields(session, typed),
                    error_note(typed.refusal),
                    ft.Row(
                        alignment=ft.MainAxisAlignment.END,
                        controls=[
                            primary_button(
                                session.words("ui.evacuation.into_new"),
                                save,
                                key="save-fill",
                                icon=ft.Icons.CHECK,
                            )
                        ],
                    ),
                ],
            ),
            error_note(act.refusal, key="board-refusal"),
        ],
        key="close-fill",
    )


def _needs(session: Session, people: Sequence[EvacueeRow]) -> str:
    """Return which places they need; who nobody asked counts as lying, and says so."""
    places = places_for(each.going for each in people)
    said = ", ".join(
        session.words(f"ui.transport.need.{name}", count=count)
        for name, count in places.items()
        if count
    )
    unknown = sum(each.going.means is None for each in people)
    more = (
        [session.words("ui.evacuation.counted_lying", count=unknown)] if unknown else []
    )
    return ". ".join((said, *more))


def _at_door(
    session: Session, home: Emptied, into: Callable[[bytes], Any]
) -> list[ft.Control]:
    there = [each for each in home.rides if each.stage in _AT_DOOR]
    buttons: list[ft.Control] = [
        quiet_button(
            f"{each.ride.vehicle.name if each.ride.vehicle else '–'} "
            f"({len(home.aboard(each.stream))})",
            partial(into, each.stream),
            key=f"into-{each.stream.hex()[-6:]}",
            icon=ft.Icons.LOCAL_SHIPPING_OUTLINED,
        )
        for each in there
    ]
    out = quiet_button(
        session.words("ui.evacuation.out"),
        partial(into, b""),
        key="into-none",
        icon=ft.Icons.HOME_OUTLINED,
    )
    return [
        note(session.words("ui.evacuation.at_door")),
        wrapped([*buttons, out]),
    ]


def _fields(session: Session, typed: Typed) -> list[ft.Control]:
    wide = session.width >= _PAIRS_FROM

    def words(name: str) -> ft.Control:
        return text_field(
            session.words(f"field.TransportAssigned.{name}"),
            typed.text(name),
            partial(typed.write, name),
            key=name,
            error=typed.errors.get(name),
        )

    places = [
        number_field(
            session.words(f"field.TransportAssigned.{name}"),
            typed.text(name),
            partial(typed.write, name),
            key=name,
            error=typed.errors.get(name),
        )
        for name in PLACES
    ]
    return [
        words("vehicle"),
        *pairs([words("driver"), words("phone")], wide=wide),
        *pairs(places, wide=wide),
        words_to(session, typed),
        ahead_field(
            session,
            typed,
            "pickup",
            session.words("field.TransportAssigned.pickup_ms"),
        ),
    ]


def words_to(session: Session, typed: Typed) -> ft.Control:
    """Return where this vehicle goes, where that is not where all go."""
    return text_field(
        session.words("field.EvacueeListed.destination"),
        typed.text("destination"),
        partial(typed.write, "destination"),
        key="destination",
        error=typed.errors.get("destination"),
    )


def _filling(
    session: Session, home: Emptied, keys: tuple[bytes, ...], typed: Typed
) -> Callable[[Desk], Event]:
    actor = session.actor

    def number(name: str) -> int | None:
        words = typed.text(name).strip()
        return int(words) if words.isdecimal() else None

    def command(desk: Desk) -> Event:
        vehicle = Vehicle(
            typed.text("vehicle"),
            typed.text("driver"),
            typed.text("phone"),
            number("seats"),
            number("wheelchairs"),
            number("stretchers"),
            ahead_of(typed, "pickup", desk.now_ms()),
        )
        filling = Filling(vehicle, keys, destination=typed.text("destination"))
        return fill_vehicle(desk, actor, home.stream, filling)

    return command
