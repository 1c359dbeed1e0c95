"""The list of a home on paper: numbered, with a PIN, and who takes it along."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import flet as ft

from app.care.evacuation import EvacueeStage
from app.care.transport import RideStage
from app.commands.evacuation import print_evacuation
from app.exports.evacuation import Home, Listed, evacuation_pdf
from app.store.queries.evacuation import Emptied, EvacueeRow
from app.ui.hooks import use_attempt
from app.ui.screens.printing import save_pdf
from app.ui.theme import BODY
from app.ui.widgets.buttons import primary_button
from app.ui.widgets.evacuee_row import going_words
from app.ui.widgets.fields import text_field
from app.ui.widgets.notice import notify
from app.ui.widgets.pane import pane
from app.ui.widgets.panels import error_note, note, section_card
from app.ui.widgets.ride_words import time_words, vehicle_words
from app.ui.widgets.secret import secret_field
from app.ui.words import moment

if TYPE_CHECKING:
    from app.commands.sheet import Numbered
    from app.ui.state import Session


@ft.component
def EvacuationPaper(
    session: Session, home: Emptied, over: Callable[..., Any], key: str = ""
) -> ft.Control:
    """Draw who takes the list along; the PIN is asked again."""
    attempt = use_attempt(session)
    to_name, set_name = ft.use_state("")
    pin: ft.MutableRef[str] = ft.use_ref("")
    made, set_made = ft.use_state("")
    actor = session.actor

    async def work() -> Numbered:
        numbered = await session.open_file.write(
            lambda desk: print_evacuation(
                desk, actor, home.stream, to_name, pin.current or ""
            )
        )
        people = [_listed(session, each) for each in home.people]
        whole = _home(session, home, to_name)
        draw = partial(evacuation_pdf, people, whole)
        await save_pdf(session, numbered, "evacuation", draw)
        return numbered

    def done(numbered: Numbered) -> None:
        pin.current = ""
        set_made(numbered.sheet)
        notify(session, session.words("ui.print.made", sheet=numbered.sheet))

    async def go(_event: object = None) -> None:
        await attempt.run(work, done)

    def typed(words: str) -> None:
        pin.current = words

    return pane(
        session,
        session.words("ui.evacuation.paper"),
        over,
        [
            section_card(
                session.words("ui.evacuation.list_title"),
                [
                    note(
                        session.words("ui.evacuation.on_paper", count=len(home.people))
                    ),
                    text_field(
                        session.words("field.EvacuationPrinted.to_name"),
                        to_name,
                        set_name,
                        key="paper-to",
                    ),
                    secret_field(
                        session.words("ui.print.pin"),
                        "",
                        typed,
                        key=f"paper-pin-{made}",
                        keyboard_type=ft.KeyboardType.NUMBER,
                        on_submit=go,
                    ),
                    error_note(attempt.problem),
                    ft.Row(
                        alignment=ft.MainAxisAlignment.END,
                        controls=[
                            primary_button(
                                session.words("ui.print.go"),
                                go,
                                key="print-evacuation",
                                icon=ft.Icons.PRINT_OUTLINED,
                                disabled=attempt.busy,
                            )
                        ],
                    ),
                ],
            ),
            _sheets(session, home),
        ],
        key="close-paper",
    )


def _sheets(session: Session, home: Emptied) -> ft.Control:
    now = session.clock.now_ms()
    lines: list[ft.Control] = [
        ft.Text(
            f"{each.number} · {each.to_name} · "
            f"{moment(each.at_ms, now, session.language)}",
            size=BODY,
        )
        for each in home.held.sheets
    ]
    none = note(session.words("ui.evacuation.no_sheets"), key="no-sheets")
    return section_card(session.words("ui.evacuation.sheets"), lines or [none])


def _listed(session: Session, row: EvacueeRow) -> Listed:
    stage = session.words(f"term.EvacueeStage.{row.stage.value}")
    vehicles = " / ".join(each for each in row.vehicles if each)
    return Listed(
        row.going.room,
        row.name,
        going_words(row.going, session.language),
        f"{stage} {vehicles}".strip(),
    )


def _home(session: Session, home: Emptied, to_name: str) -> Home:
    begun, language = home.held.begun, session.language
    counts = ", ".join(
        f"{session.words(f'term.EvacueeStage.{each.value}')}: {home.counts[each]}"
        for each in EvacueeStage
        if home.counts.get(each)
    )
    now = session.clock.now_ms()
    vehicles = tuple(
        f"{vehicle_words(each.ride.vehicle, language)} "
        f"({len(home.aboard(each.stream))}) – {time_words(each, now, language)}"
        for each in home.rides
        if each.ride.vehicle and each.stage is not RideStage.CANCELLED
    )
    if begun is None:
        return Home("–", "", "", to_name, counts, vehicles)
    way = f"{begun.address} → {begun.destination}" if begun.destination else ""
    leads = " · ".join(each for each in (begun.leads, begun.phone) if each)
    return Home(begun.home, way or begun.address, leads, to_name, counts, vehicles)
