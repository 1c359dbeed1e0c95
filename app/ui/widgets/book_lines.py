"""Lines of the book of the shifts: what is open, what is over, and every handover."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.shift import Section
from app.store.queries.shift import signed
from app.ui.hooks import use_query
from app.ui.theme import BODY, BOLD, GAP
from app.ui.widgets.buttons import icon_button, link_button
from app.ui.widgets.panels import note
from app.ui.widgets.stock_row import tag
from app.ui.words import moment

if TYPE_CHECKING:
    from app.care.shift import Shift
    from app.store.queries.shift import EntryRow, ShiftRow
    from app.ui.state import Session
    from sync.database import Database

ICONS: Final = {
    Section.OPEN: ft.Icons.PENDING_OUTLINED,
    Section.TO_DO: ft.Icons.TASK_ALT,
    Section.HAPPENED: ft.Icons.HISTORY_EDU,
}
Names = Mapping[bytes, str]


def name_of(session: Session, names: Names, actor: bytes) -> str:
    """Return who somebody is, or that they are not known here."""
    return names.get(actor) or session.words("ui.shift.somebody")


def open_line(
    session: Session,
    row: EntryRow,
    names: Names,
    now_ms: int,
    on_close: Callable[[EntryRow], Any],
    *,
    is_new: bool,
) -> ft.Control:
    """Return a line that is open; one tap says it is done."""
    entry = row.entry
    said = session.words(
        "ui.shift.written",
        at=moment(entry.written_ms, now_ms, session.language),
        name=name_of(session, names, entry.actor),
    )
    fresh = [tag(session.words("ui.shift.unsigned"), ft.Icons.FIBER_NEW)]
    return ft.Row(
        key=f"line-{row.stream.hex()}",
        spacing=GAP,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            icon_button(
                ft.Icons.CHECK_BOX_OUTLINE_BLANK,
                session.words("ui.shift.close", text=_begin(entry.text)),
                partial(on_close, row),
                key=f"close-{row.stream.hex()}",
            ),
            ft.Column(
                expand=True,
                spacing=2,
                controls=[
                    ft.Text(entry.text, size=BODY, **BOLD),
                    note(said),
                    *(fresh if is_new else []),
                ],
            ),
        ],
    )


def over_line(
    session: Session,
    row: EntryRow,
    names: Names,
    now_ms: int,
    on_reopen: Callable[[EntryRow], Any],
) -> ft.Control:
    """Return a line of what happened or was closed; a closed one opens again."""
    entry, turn = row.entry, row.entry.last_turn
    at_ms = entry.written_ms if turn is None else turn.observed_ms
    word = "ui.shift.written" if turn is None else "ui.shift.closed"
    who = entry.actor if turn is None else turn.actor
    said = session.words(
        word,
        at=moment(at_ms, now_ms, session.language),
        name=name_of(session, names, who),
    )
    how = [note(turn.how)] if turn is not None and turn.how else []
    again = [
        icon_button(
            ft.Icons.UNDO,
            session.words("ui.shift.reopen", text=_begin(entry.text)),
            partial(on_reopen, row),
            key=f"reopen-{row.stream.hex()}",
        )
    ]
    return ft.Row(
        key=f"line-{row.stream.hex()}",
        spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            ft.Icon(ICONS[entry.section] if turn is None else ft.Icons.CHECK),
            ft.Column(
                expand=True,
                spacing=0,
                controls=[ft.Text(entry.text, size=BODY), *how, note(said)],
            ),
            *(again if entry.section is not Section.HAPPENED else []),
        ],
    )


@ft.component
def PastShift(
    session: Session, row: ShiftRow, names: Names, now_ms: int, key: str = ""
) -> ft.Control:
    """Draw a handover: who signed for handing over and taking over, and for what."""
    shown, show = ft.use_state(False)
    words = [handed_words(session, row.shift, names, now_ms)]
    words += taken_words(session, row.shift, names, now_ms)
    lines: list[ft.Control] = [ft.Text(each, size=BODY, **BOLD) for each in words]
    if row.shift.entries:
        count = len(row.shift.entries)
        turn = link_button(
            session.words("ui.shift.signed_for", count=count),
            lambda: show(not shown),
            key=f"signed-{row.stream.hex()}",
            icon=ft.Icons.EXPAND_LESS if shown else ft.Icons.EXPAND_MORE,
        )
        lines.append(ft.Row([turn]))
    if shown:
        lines.append(SignedLines(session, row.shift.entries, key="signed-lines"))
    return ft.Container(
        padding=ft.Padding.symmetric(vertical=GAP, horizontal=12),
        border_radius=GAP,
        bgcolor=ft.Colors.SURFACE_CONTAINER_HIGH,
        content=ft.Row(
            spacing=12,
            vertical_alignment=ft.CrossAxisAlignment.START,
            controls=[
                ft.Icon(ft.Icons.SWAP_HORIZ),
                ft.Column(expand=True, spacing=2, controls=lines),
            ],
        ),
    )


@ft.component
def SignedLines(
    session: Session, streams: tuple[bytes, ...], key: str = ""
) -> ft.Control:
    """Draw the lines somebody signed for, and whether each is open now."""
    found = use_query(session, partial(_signed, streams), [streams], ["entry"])
    absent = 0 if found is None else len(streams) - len(found)
    lines: list[ft.Control] = [
        ft.Text(
            session.words(
                f"ui.shift.{'still_open' if each.entry.is_open else 'now_closed'}",
                text=each.entry.text,
            ),
            size=BODY,
        )
        for each in found or ()
    ]
    if absent:
        lines.append(note(session.words("ui.shift.absent", count=absent), key="absent"))
    return ft.Column(spacing=4, controls=lines)


def _signed(streams: tuple[bytes, ...], db: Database) -> tuple[EntryRow, ...]:
    return signed(db, streams)


def handed_words(session: Session, shift: Shift, names: Names, now_ms: int) -> str:
    """Return who handed over, when, how many lines, and what they remarked."""
    count = len(shift.entries)
    if not shift.handed_by:
        return session.words("ui.shift.nobody_handed", count=count)
    words = session.words(
        "ui.shift.handed",
        name=name_of(session, names, shift.handed_by),
        at=moment(shift.handed_ms, now_ms, session.language),
        count=count,
    )
    return f"{words}: {shift.remark}" if shift.remark else words


def taken_words(session: Session, shift: Shift, names: Names, now_ms: int) -> list[str]:
    """Return who took over; where two did at once, both."""
    said = []
    for each in shift.taken:
        words = session.words(
            "ui.shift.taken",
            name=name_of(session, names, each.actor),
            at=moment(each.observed_ms, now_ms, session.language),
        )
        said.append(f"{words}: {each.remark}" if each.remark else words)
    return said


def _begin(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 40 else f"{words[:40]}…"
