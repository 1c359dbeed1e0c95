"""A care organisation's list of residents: asked whose, picked, looked through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import flet as ft

from app.care.resident import LegalBasis
from app.care.resident_cells import KEY_PLACE
from app.care.resident_table import ResidentTable
from app.care.staff import may_see_keys
from app.commands.resident_import import Origin, origin_of
from app.exports.resident_sheet import read_resident_sheet, resident_template
from app.exports.sheet import Row, refuse_mixed
from app.store.desk import local_day
from app.store.queries.resident_match import Plan, plans
from app.ui.hooks import use_attempt
from app.ui.sheets import pick_sheet, save_csv, save_xlsx
from app.ui.typed import Typed, use_typed
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.panels import error_note, note, section_card
from app.ui.widgets.work_line import WorkLine
from app.ui.widgets.wrapped import wrapped
from app.ui.work import Work

if TYPE_CHECKING:
    from app.ui.state import Session


class Brought(NamedTuple):
    """A list that was read, whose it is, and what would become of each line."""

    table: ResidentTable
    origin: Origin
    plans: tuple[Plan, ...]


@ft.component
def BringList(
    session: Session, bring: Callable[[Brought], Any], key: str = ""
) -> ft.Control:
    """Draw what is asked once of a whole list, the empty one, and the file to pick."""
    typed = use_typed(session, "resident-list")
    attempt = use_attempt(session)
    work: Work = ft.use_state(cast("Any", Work))[0]

    async def look() -> Brought | None:
        origin = _origin(session, typed)
        work.begin()
        table = await pick_sheet(_reader(session))
        if table is None:
            return None
        found = await session.open_file.read(
            lambda db: plans(
                db, table.people, origin.source, origin.as_of_ms, work.so_far
            )
        )
        return Brought(table, origin, found)

    def looked(found: Brought | None) -> None:
        if found is not None:
            typed.write("list_day", "")  # the next list is of another day
            bring(found)

    async def pick(_event: object = None) -> None:
        await attempt.run(look, looked)

    return section_card(
        session.words("ui.bring.title"),
        [
            note(session.words("ui.bring.note")),
            wrapped(_templates(session)),
            *_asked(session, typed),
            *([WorkLine(session, work, key="work")] if attempt.busy else []),
            error_note(attempt.problem, key="bring-refusal"),
            primary_button(
                session.words("ui.list.pick"),
                pick,
                key="pick-residents",
                icon=ft.Icons.UPLOAD_FILE,
                disabled=attempt.busy,
            ),
        ],
        key="bring",
    )


def _reader(session: Session) -> Callable[[Any], ResidentTable]:
    """Return how a file is read; where a key lies is for who leads."""
    sees = session.person is not None and may_see_keys(session.person.role)
    leave = () if sees else (KEY_PLACE,)
    today = local_day(session.clock.now_ms())
    exercise = session.exercise

    def read(rows: Sequence[Row]) -> ResidentTable:
        refuse_mixed(rows, exercise=exercise)
        return read_resident_sheet(rows, today, leave)

    return read


def _origin(session: Session, typed: Typed) -> Origin:
    basis = typed.text("basis")
    return origin_of(
        typed.text("source"),
        typed.text("list_day"),
        LegalBasis(basis) if basis else None,
        local_day(session.clock.now_ms()),
    )


def _templates(session: Session) -> list[ft.Control]:
    table = resident_template(session.language)
    name = session.words("ui.bring.file")
    return [
        quiet_button(
            session.words("ui.bring.template_xlsx"),
            partial(save_xlsx, table, name),
            key="residents-xlsx",
            icon=ft.Icons.DESCRIPTION_OUTLINED,
        ),
        quiet_button(
            session.words("ui.bring.template_csv"),
            partial(save_csv, table, name, session.language),
            key="residents-csv",
            icon=ft.Icons.DESCRIPTION_OUTLINED,
        ),
    ]


def _asked(session: Session, typed: Typed) -> list[ft.Control]:
    return [
        text_field(
            session.words("field.ResidentRegistered.source"),
            typed.text("source"),
            partial(typed.write, "source"),
            key="list-source",
        ),
        text_field(
            session.words("ui.bring.day"),
            typed.text("list_day"),
            partial(typed.write, "list_day"),
            key="list-day",
            helper=session.words("ui.bring.day_note"),
        ),
        choices(
            [
                (each.value, session.words(f"term.LegalBasis.{each.value}"))
                for each in LegalBasis
            ],
            typed.text("basis") or None,
            partial(typed.pick, "basis"),
            key="list-basis",
            label=session.words("ui.bring.basis"),
        ),
    ]
