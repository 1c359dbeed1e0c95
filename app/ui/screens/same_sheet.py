"""Zelfde persoon: another number of this person, scanned or typed, laid beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import flet as ft

from app.care.refusal import Refusal
from app.care.terms import AccessReason
from app.commands import open_casualty
from app.store.desk import Desk
from app.store.queries.casualty import CasualtyDetail, Filter, casualties
from app.ui.hooks import use_act
from app.ui.screens.same_person import CompareCard
from app.ui.state import Session
from app.ui.widgets.buttons import primary_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.panels import error_note, note
from app.ui.widgets.reading import reading


@ft.component
def SamePersonSheet(
    session: Session,
    detail: CasualtyDetail,
    on_close: Callable[[], Any],
    on_saved: Callable[..., Any],
    key: str = "",
) -> ft.Control:
    """Draw the field for a number and, once it is found, the two side by side."""
    typed: ft.MutableRef[str] = ft.use_ref("")
    found, find = ft.use_state(cast("bytes | None", None))
    act = use_act(session)
    actor, own = session.actor, detail.row.stream

    def write(words: str) -> None:
        typed.current = words

    def look(desk: Desk) -> bytes:
        only = Filter(search=(typed.current or "").strip(), departed=None)
        rows = casualties(desk.database, only).rows if only.search else ()
        if len(rows) != 1:
            raise Refusal("no_such_number")
        if rows[0].stream == own:
            raise Refusal("linked_to_itself")
        open_casualty(desk, actor, rows[0].stream, AccessReason.REGISTRATION)
        return rows[0].stream

    async def compare() -> None:
        await act.run(look, lambda stream: find(lambda _old: stream))

    if found is not None:
        card = CompareCard(session, detail, found, on_close, key=found.hex())
        return reading(session, session.words("ui.casualty.same"), [card], on_close)
    return reading(
        session,
        session.words("ui.casualty.same"),
        [
            note(session.words("ui.same.by_number_note")),
            text_field(
                session.words("ui.same.by_number"),
                "",
                write,
                key="same-number",
                on_submit=compare,
                autofocus=True,
            ),
            error_note(act.refusal),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    primary_button(
                        session.words("ui.same.compare"),
                        compare,
                        key="compare-number",
                        icon=ft.Icons.COMPARE_ARROWS,
                    )
                ],
            ),
        ],
        on_close,
    )
