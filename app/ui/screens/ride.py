"""One ride: what was asked, which vehicle, and the one thing to say next."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.refusal import Refusal
from app.care.transport import (
    CallOff,
    RideStage,
    TransportArrived,
    TransportAssigned,
    TransportCancelled,
    TransportDeparted,
    TransportExpected,
)
from app.commands.transport import (
    arrive_transport,
    assign_transport,
    cancel_transport,
    depart_transport,
    expect_transport,
)
from app.store.queries.post import hides_names
from app.store.queries.transport import STREAMS, RideRow, ride
from app.ui.hooks import use_now, use_query
from app.ui.routes import CASUALTIES
from app.ui.theme import BODY, BOLD
from app.ui.typed import Typed, use_typed
from app.ui.undo import way_back
from app.ui.widgets.ahead import ahead_field, ahead_of
from app.ui.widgets.buttons import link_button, primary_button, quiet_button
from app.ui.widgets.fields import choices, number_field, text_field
from app.ui.widgets.more_fields import pairs
from app.ui.widgets.notice import notify
from app.ui.widgets.pane import pane
from app.ui.widgets.panels import (
    empty_state,
    error_note,
    note,
    section_card,
    waiting_state,
)
from app.ui.widgets.ride_row import eyes_line
from app.ui.widgets.ride_words import (
    PLACES,
    eyes_words,
    place_words,
    precedence_words,
    time_words,
    vehicle_words,
    way_words,
    who_words,
)
from app.ui.widgets.wrapped import wrapped
from app.ui.words import moment

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.database import Database
    from sync.event import Event

_EVERY_S: Final = 30
_PAIRS_FROM: Final = 600
_VEHICLE: Final = "vehicle"
_OFF: Final = "off"
_NEXT: Final = {
    RideStage.REQUESTED: _VEHICLE,
    RideStage.ASSIGNED: "depart",
    RideStage.UNDER_WAY: "arrive",
}
_ALSO: Final = {
    RideStage.REQUESTED: ("depart", _OFF),
    RideStage.ASSIGNED: (_VEHICLE, _OFF),
    RideStage.UNDER_WAY: ("expect", _VEHICLE),
}


@ft.component
def RidePane(
    session: Session, stream: bytes, close: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw a ride, and what may be said of it."""
    now = use_now(session, _EVERY_S)
    doing, do = ft.use_state("")

    def asked(db: Database) -> tuple[RideRow | None, bool]:
        return ride(db, stream), hides_names(db)

    seen = use_query(session, asked, [stream], STREAMS)
    if seen is None:
        return waiting_state(session.words("ui.loading"))
    row, hides = seen
    if row is None:
        return empty_state(
            ft.Icons.HELP_OUTLINE,
            session.words("refusal.no_such_transport"),
            "",
            quiet_button(session.words("ui.back"), close, key="close-gone"),
        )
    stage = row.stage
    chosen = doing if doing in _ALSO.get(stage, ()) else _NEXT.get(stage, "")
    also = [
        each
        for each in (_NEXT.get(stage, ""), *_ALSO.get(stage, ()))
        if each and each != chosen
    ]
    language = session.language
    return pane(
        session,
        session.words(f"term.RideStage.{stage.value}"),
        close,
        [
            *(eyes_line(each) for each in eyes_words(row, now, language)),
            _asked(session, row, now, hides=hides),
            _vehicles(session, row, now),
            *(
                [Saying(session, row, chosen, do, key=f"say-{chosen}-{stage.value}")]
                if chosen
                else []
            ),
            wrapped(
                [
                    link_button(
                        session.words(f"ui.transport.do.{each}"),
                        partial(do, each),
                        key=f"do-{each}",
                    )
                    for each in also
                ]
            ),
        ],
        key="close-ride",
    )


def _asked(session: Session, row: RideRow, now_ms: int, *, hides: bool) -> ft.Control:
    asked, language = row.ride.asked, session.language
    if asked is None:
        return ft.Container(visible=False)
    lines = [
        way_words(row, language),
        place_words(asked, language),
        *_named(session, "equipment", asked.equipment),
        *_named(session, "infection", asked.infection),
        asked.remark,
        time_words(row, now_ms, language),
    ]
    cancelled = row.ride.cancelled
    if cancelled is not None:
        why = session.words(f"term.CallOff.{cancelled.call_off.value}")
        lines.append(" · ".join(each for each in (why, cancelled.remark) if each))
    arrived = row.ride.arrived
    if arrived is not None and arrived.received_by:
        lines += _named(session, "received_by", arrived.received_by)
    riders = [
        quiet_button(
            each.number,
            partial(session.go, CASUALTIES, each.stream),
            key=f"open-{each.number}",
            icon=ft.Icons.OPEN_IN_NEW,
        )
        for each in row.riders
        if each.kind == "casualty" and each.number
    ]
    who = who_words(row, language, hides=hides)
    return section_card(
        f"{precedence_words(asked, language)} · {who}",
        [
            *(ft.Text(each, size=BODY, selectable=True) for each in lines if each),
            *([wrapped(riders)] if riders else []),
        ],
    )


def _named(session: Session, name: str, said: str) -> list[str]:
    form = "TransportArrived" if name == "received_by" else "TransportRequested"
    label = session.words(f"field.{form}.{name}")
    return [f"{label}: {said}"] if said else []


def _vehicles(session: Session, row: RideRow, now_ms: int) -> ft.Control:
    """Return the vehicle, or all of them where two people say otherwise."""
    claims = row.ride.vehicles
    if not claims:
        return note(session.words("ui.transport.no_vehicle"), key="no-vehicle")
    lines: list[ft.Control] = []
    for claim in claims:
        at = moment(claim.observed_ms, now_ms, session.language)
        said = vehicle_words(claim.value, session.language)
        lines.append(ft.Text(f"{said} ({at})", size=BODY, selectable=True, **BOLD))
    return section_card(session.words("field.TransportAssigned.vehicle"), lines)


@ft.component
def Saying(
    session: Session,
    row: RideRow,
    what: str,
    over: Callable[[str], Any],
    key: str = "",
) -> ft.Control:
    """Draw one thing to say of a ride: a vehicle, that it left, that it arrived."""
    typed = use_typed(session, f"ride-{what}:{row.stream.hex()}", _known(row, what))

    def done(event: Event) -> None:
        typed.fill({})
        over("")
        back = way_back(session, [(event.log, event.seq)])
        notify(session, session.words(f"ui.transport.said.{what}"), back)

    async def save(_event: object = None) -> None:
        await typed.record(_command(session, row.stream, what, typed), done)

    def offer() -> None:
        session.offer_primary(save)

    ft.use_effect(offer)
    return section_card(
        session.words(f"ui.transport.do.{what}"),
        [
            *_fields(session, typed, what),
            error_note(typed.refusal),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    primary_button(
                        session.words(f"ui.transport.save.{what}"),
                        save,
                        key=f"save-{what}",
                        icon=ft.Icons.CHECK,
                    )
                ],
            ),
        ],
    )


def _known(row: RideRow, what: str) -> dict[str, str]:
    """Return what the fields show at first: only where it goes, never a finding."""
    return {"destination": row.ride.destination} if what == "depart" else {}


def _fields(session: Session, typed: Typed, what: str) -> list[ft.Control]:
    wide = session.width >= _PAIRS_FROM

    def words(form: str, name: str) -> ft.Control:
        return text_field(
            session.words(f"field.{form}.{name}"),
            typed.text(name),
            partial(typed.write, name),
            key=name,
            error=typed.errors.get(name),
        )

    match what:
        case "vehicle":
            driver = [words("TransportAssigned", each) for each in ("driver", "phone")]
            return [
                words("TransportAssigned", "vehicle"),
                *pairs(driver, wide=wide),
                *pairs([_places(session, typed, each) for each in PLACES], wide=wide),
                ahead_field(
                    session,
                    typed,
                    "pickup",
                    session.words("field.TransportAssigned.pickup_ms"),
                ),
            ]
        case "depart":
            label = session.words("field.TransportDeparted.expected_ms")
            return [
                words("TransportDeparted", "destination"),
                ahead_field(session, typed, "expected", label),
            ]
        case "expect":
            label = session.words("field.TransportExpected.expected_ms")
            return [
                ahead_field(session, typed, "expected", label),
                words("TransportExpected", "remark"),
            ]
        case "arrive":
            return [words("TransportArrived", "received_by")]
        case _:
            return [_why(session, typed), words("TransportCancelled", "remark")]


def _places(session: Session, typed: Typed, name: str) -> ft.Control:
    return number_field(
        session.words(f"field.TransportAssigned.{name}"),
        typed.text(name),
        partial(typed.write, name),
        key=name,
        error=typed.errors.get(name),
    )


def _why(session: Session, typed: Typed) -> ft.Control:
    return choices(
        [(each.value, session.words(f"term.CallOff.{each.value}")) for each in CallOff],
        typed.text("call_off") or None,
        partial(typed.pick, "call_off"),
        key="call_off",
        label=session.words("field.TransportCancelled.call_off"),
        error=typed.errors.get("call_off"),
    )


def _command(
    session: Session, stream: bytes, what: str, typed: Typed
) -> Callable[[Desk], Event]:
    by = session.actor

    def number(name: str) -> int | None:
        words = typed.text(name).strip()
        return int(words) if words.isdecimal() else None

    def command(desk: Desk) -> Event:
        now = desk.now_ms()
        match what:
            case "vehicle":
                fact = TransportAssigned(
                    now,
                    typed.text("vehicle"),
                    typed.text("driver"),
                    typed.text("phone"),
                    number("seats"),
                    number("wheelchairs"),
                    number("stretchers"),
                    ahead_of(typed, "pickup", now),
                )
                return assign_transport(desk, by, stream, fact)
            case "depart":
                goal, expected = (
                    typed.text("destination"),
                    ahead_of(typed, "expected", now),
                )
                left = TransportDeparted(now, goal, expected)
                return depart_transport(desk, by, stream, left)
            case "expect":
                return expect_transport(desk, by, stream, _heard(typed, now))
            case "arrive":
                there = TransportArrived(now, typed.text("received_by"))
                return arrive_transport(desk, by, stream, there)
            case _:
                return cancel_transport(desk, by, stream, _off(typed, now))

    return command


def _heard(typed: Typed, now_ms: int) -> TransportExpected:
    expected = ahead_of(typed, "expected", now_ms)
    if expected is None:
        raise Refusal("nothing_filled_in", field="expected_ms")
    return TransportExpected(now_ms, expected, typed.text("remark"))


def _off(typed: Typed, now_ms: int) -> TransportCancelled:
    if typed.text("call_off") not in list(CallOff):
        raise Refusal("nothing_filled_in", field="call_off")
    why = CallOff(typed.text("call_off"))
    return TransportCancelled(now_ms, why, typed.text("remark"))
