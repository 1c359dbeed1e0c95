"""A parcel on its way: with whom since when, its slip, and that it never arrived."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import flet as ft

from app.exports.courier import Carried, courier_pdf
from app.exports.paper import Printing
from app.store.queries.handover import post_name
from app.ui.hooks import use_attempt
from app.ui.widgets.buttons import link_button
from app.ui.widgets.panels import error_note, marked_line
from app.ui.widgets.wrapped import wrapped
from app.ui.words import moment

if TYPE_CHECKING:
    from app.ui.parcels import ParcelRow
    from app.ui.state import Program, Session


@ft.component
def ParcelLine(
    session: Session,
    program: Program,
    row: ParcelRow,
    hub: str,
    now_ms: int,
    key: str = "",
) -> ft.Control:
    """Draw one parcel, and what a person does about it."""
    attempt = use_attempt(session)
    words = session.words

    async def made() -> None:
        post = await session.open_file.read(post_name)
        carried = Carried(row.carrier, row.made_ms, row.envelopes, hub)
        at_ms = session.clock.now_ms()
        paper = Printing("", post, "", at_ms, session.language, session.exercise)
        name = f"{words('ui.courier.file')}.pdf"
        content = courier_pdf(carried, paper)
        await ft.FilePicker().save_file(file_name=name, src_bytes=content)

    async def printed() -> None:
        await attempt.run(made)

    forget = partial(program.forget_parcel, session.mode, row.n)
    name = row.carrier or words("ui.hand.somebody")
    since = moment(row.made_ms, now_ms, session.language)
    return ft.Column(
        key=key,
        spacing=0,
        controls=[
            marked_line(
                ft.Icons.DIRECTIONS_WALK,
                words("ui.hand.on_its_way", name=name, since=since),
                words("ui.hand.unread", count=row.unread, total=row.envelopes),
            ),
            wrapped(
                [
                    link_button(
                        words("ui.courier.print"),
                        printed,
                        key=f"slip-parcel-{row.n}",
                        icon=ft.Icons.PRINT_OUTLINED,
                    ),
                    link_button(
                        words("ui.hand.forget"),
                        forget,
                        key=f"forget-parcel-{row.n}",
                        icon=ft.Icons.CLOSE,
                    ),
                ]
            ),
            error_note(attempt.problem, key=f"slip-refusal-{row.n}"),
        ],
    )
