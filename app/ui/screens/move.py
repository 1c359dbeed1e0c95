"""Verplaatsen: where a casualty is brought; of who was handed over, the arrival."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import flet as ft

from app.care.flow import HERE, OF_PURPOSE, Received
from app.care.post import Place, placing
from app.care.refusal import Refusal
from app.care.terms import Disposition
from app.commands import confirm_arrival, place_casualty
from app.commands.post import place_now
from app.store.desk import Desk
from app.store.queries.board import head_counts
from app.store.queries.casualty import CasualtyDetail
from app.store.queries.post import places
from app.ui.hooks import use_query
from app.ui.state import Session
from app.ui.typed import Typed, use_typed
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.moment import moment_of
from app.ui.widgets.more_fields import time_field
from app.ui.widgets.panels import note
from app.ui.widgets.places import place_tiles
from app.ui.widgets.sheet import sheet, use_primary
from sync.event import Event


@ft.component
def MoveSheet(
    session: Session,
    detail: CasualtyDetail,
    on_close: Callable[[], Any],
    on_saved: Callable[[list[Event]], Any],
    key: str = "",
) -> ft.Control:
    """Draw the sheet that fits: a place in the post, or the arrival elsewhere."""
    if detail.row.departed is Disposition.HANDED_OVER:
        return ArrivalSheet(session, detail, on_close, on_saved, key=f"{key}-there")
    return PlaceSheet(session, detail, on_close, on_saved, key=f"{key}-here")


@ft.component
def PlaceSheet(
    session: Session,
    detail: CasualtyDetail,
    on_close: Callable[[], Any],
    on_saved: Callable[[list[Event]], Any],
    key: str = "",
) -> ft.Control:
    """Draw the places, and record the one that is tapped."""
    typed = use_typed(session, f"move:{detail.row.stream.hex()}")
    found = use_query(
        session, lambda db: (places(db), head_counts(db)), [], ["post", "casualty"]
    )

    async def save(_event: object = None) -> None:
        await typed.record(_placing(session, detail, typed), on_saved)

    use_primary(session, save)
    # Nothing before the places are known: what stands below would jump under a finger.
    fields = [] if found is None else _fields(session, typed, *found)
    return sheet(session, session.words("ui.move.title"), fields, typed, save, on_close)


def _fields(
    session: Session,
    typed: Typed,
    known: Sequence[Place],
    there: Mapping[str, int],
) -> list[ft.Control]:
    return [
        place_tiles(
            known,
            there,
            typed.text("place"),
            partial(_pick, typed),
            session.language,
        ),
        choices(
            [(each.value, session.words(f"term.Flow.{each}")) for each in HERE],
            typed.text("status") or None,
            lambda value: typed.pick("status", value),
            key="status",
            label=session.words("field.Placed.status"),
            error=typed.errors.get("status"),
        ),
        time_field(session, typed),
    ]


@ft.component
def ArrivalSheet(
    session: Session,
    detail: CasualtyDetail,
    on_close: Callable[[], Any],
    on_saved: Callable[[list[Event]], Any],
    key: str = "",
) -> ft.Control:
    """Draw what the receiver said: they have arrived."""
    typed = use_typed(session, f"arrival:{detail.row.stream.hex()}")

    async def save(_event: object = None) -> None:
        await typed.record(_arriving(session, detail, typed), on_saved)

    use_primary(session, save)
    return sheet(
        session,
        session.words("ui.move.arrival"),
        [
            note(session.words("ui.move.arrival_note")),
            *(
                text_field(
                    session.words(f"field.Received.{name}"),
                    typed.text(name),
                    partial(typed.write, name),
                    key=name,
                    error=typed.errors.get(name),
                )
                for name in ("destination", "confirmed_by")
            ),
            time_field(session, typed),
        ],
        typed,
        save,
        on_close,
    )


def _pick(typed: Typed, place: Place) -> None:
    typed.write("status", OF_PURPOSE[place.purpose].value)
    typed.pick("place", place.place)


def _placing(
    session: Session, detail: CasualtyDetail, typed: Typed
) -> Callable[[Desk], list[Event]]:
    actor, stream = session.actor, detail.row.stream
    seen = [claim.id for claim in detail.placed]

    def command(desk: Desk) -> list[Event]:
        if not typed.text("place"):
            raise Refusal("nothing_filled_in")
        at_ms = moment_of(typed.text("at"), desk.now_ms())
        place = place_now(desk, typed.text("place"))
        fact = placing(place, at_ms, typed.text("status"))
        return [place_casualty(desk, actor, stream, fact, seen)]

    return command


def _arriving(
    session: Session, detail: CasualtyDetail, typed: Typed
) -> Callable[[Desk], list[Event]]:
    actor, stream = session.actor, detail.row.stream

    def command(desk: Desk) -> list[Event]:
        fact = Received(
            moment_of(typed.text("at"), desk.now_ms()),
            typed.text("destination"),
            typed.text("confirmed_by"),
        )
        return [confirm_arrival(desk, actor, stream, fact)]

    return command
