"""Mensen op de lijst: typed or pasted, from a spreadsheet, or residents of a street."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.item_list import is_remark
from app.commands.evacuation import list_evacuees
from app.exports.evacuee_sheet import read_evacuees, read_pasted
from app.exports.sheet import Row, refuse_mixed
from app.store.queries.evacuation import residents_to_list
from app.store.queries.resident import areas
from app.ui.hooks import use_attempt, use_query
from app.ui.sheets import pick_sheet
from app.ui.theme import GAP, SPACE
from app.ui.typed import use_typed
from app.ui.undo import way_back
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.notice import notify
from app.ui.widgets.pane import pane
from app.ui.widgets.panels import error_note, note, section_card
from app.ui.widgets.sheet import use_primary
from app.ui.widgets.wrapped import wrapped

if TYPE_CHECKING:
    from app.care.evacuation import Going
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.event import Event

_STREETS: Final = 40


@ft.component
def AddPane(
    session: Session, stream: bytes, over: Callable[..., Any], key: str = ""
) -> ft.Control:
    """Draw the ways to put people on the list."""

    def done(events: list[Event]) -> None:
        back = way_back(session, [(events[0].log, events[0].seq)])
        notify(session, session.words("ui.evacuation.listed", count=len(events)), back)
        over()

    return pane(
        session,
        session.words("ui.evacuation.add"),
        over,
        [
            Typing(session, stream, done, key="typing"),
            Bringing(session, stream, done, key="bringing"),
            ft.Container(height=GAP),
        ],
        key="close-add",
    )


@ft.component
def Typing(
    session: Session, stream: bytes, done: Callable[[list[Event]], Any], key: str = ""
) -> ft.Control:
    """Draw where people are typed or pasted, one on a line."""
    typed = use_typed(session, f"evacuees:{stream.hex()}")
    actor = session.actor

    def kept(events: list[Event]) -> None:
        typed.fill({})
        done(events)

    async def save(_event: object = None) -> None:
        pasted = typed.text("pasted")

        def command(desk: Desk) -> list[Event]:
            return list_evacuees(desk, actor, stream, read_pasted(pasted))

        await typed.record(command, kept)

    use_primary(session, save)
    button = primary_button(
        session.words("ui.evacuation.list_them"),
        save,
        key="save-evacuees",
        icon=ft.Icons.CHECK,
    )
    return section_card(
        session.words("ui.evacuation.typed"),
        [
            note(session.words("ui.evacuation.typed_next")),
            text_field(
                session.words("ui.evacuation.people"),
                typed.text("pasted"),
                partial(typed.write, "pasted"),
                key="pasted",
                error=typed.errors.get("pasted"),
                multiline=True,
                min_lines=6,
                max_lines=14,
            ),
            error_note(typed.refusal),
            ft.Row(alignment=ft.MainAxisAlignment.END, controls=[button]),
        ],
    )


@ft.component
def Bringing(
    session: Session, stream: bytes, done: Callable[[list[Event]], Any], key: str = ""
) -> ft.Control:
    """Draw a file to choose, and the streets where residents are kept."""
    attempt = use_attempt(session)
    found = use_query(session, areas, [], ["resident"])
    streets = found[1] if found is not None else ()

    async def pick(_event: object = None) -> None:
        work = partial(_from_file, session, stream)
        await attempt.run(work, partial(_unless_none, done))

    async def take(street: str) -> None:
        work = partial(_from_street, session, stream, street)
        await attempt.run(work, partial(_unless_none, done))

    button = quiet_button(
        session.words("ui.evacuation.pick_file"),
        pick,
        key="pick-sheet",
        icon=ft.Icons.UPLOAD_FILE,
        disabled=attempt.busy,
    )
    return ft.Column(
        spacing=SPACE,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            section_card(
                session.words("ui.evacuation.from_file"),
                [
                    note(session.words("ui.evacuation.from_file_next")),
                    wrapped([button]),
                ],
            ),
            _residents(session, streets, take),
            error_note(attempt.problem, key="list-refusal"),
        ],
    )


def _unless_none(done: Callable[[list[Event]], Any], events: list[Event]) -> None:
    if events:
        done(events)


async def _from_file(session: Session, stream: bytes) -> list[Event]:
    exercise = session.exercise

    def read(rows: Sequence[Row]) -> tuple[Going, ...]:
        ours = refuse_mixed(rows, exercise=exercise)
        return read_evacuees([row for row in ours if not is_remark(row[1])])

    people = await pick_sheet(read)
    return [] if people is None else await _keep(session, stream, people)


async def _from_street(session: Session, stream: bytes, street: str) -> list[Event]:
    people = await session.open_file.read(lambda db: residents_to_list(db, street))
    return await _keep(session, stream, people)


async def _keep(
    session: Session, stream: bytes, people: tuple[Going, ...]
) -> list[Event]:
    actor = session.actor
    return await session.open_file.write(
        lambda desk: list_evacuees(desk, actor, stream, people)
    )


def _residents(
    session: Session,
    streets: tuple[tuple[str, int], ...],
    take: Callable[[str], Any],
) -> ft.Control:
    """Return the streets where residents are kept; a tap lists who is at home."""
    buttons: list[ft.Control] = [
        quiet_button(f"{name} ({count})", partial(take, name), key=f"street-{name}")
        for name, count in streets[:_STREETS]
    ]
    return section_card(
        session.words("ui.evacuation.from_residents"),
        [
            note(session.words("ui.evacuation.from_residents_next")),
            wrapped(buttons)
            if buttons
            else note(session.words("ui.residents.none"), key="no-residents"),
        ],
    )
