"""Opiaten: a register for each controlled drug, as it reads, and what is still open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.controlled import Line, Shown, Tally
from app.care.staff import may
from app.commands import close_difference
from app.store.queries.controlled import (
    RegisterPage,
    RegisterRow,
    register,
    registers,
)
from app.store.queries.item import STREAMS as CATALOGUE
from app.ui.hooks import use_query
from app.ui.theme import BODY, BOLD, GAP, HUGE, LARGE, RADIUS, outline
from app.ui.typed import Typed, use_typed
from app.ui.widgets.buttons import icon_button, primary_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.item_words import item_name
from app.ui.widgets.panels import (
    alarm_note,
    card,
    empty_state,
    error_note,
    note,
    page_title,
    waiting_state,
)
from app.ui.widgets.quantity import signed, signed_or_plain
from app.ui.widgets.stock_row import tag
from app.ui.widgets.wrapped import wrapped
from app.ui.words import moment

if TYPE_CHECKING:
    from app.care.terms import FactId
    from app.store.desk import Desk
    from app.ui.state import Session

_MOST: Final = 200


@ft.component
def RegistersView(session: Session, key: str = "") -> ft.Control:
    """Draw the list of registers, or the one that is open."""
    code, set_code = ft.use_state("")
    found = use_query(session, registers, [], ["controlled", "lot", *CATALOGUE])
    if found is None:
        return waiting_state("")
    row = next((each for each in found if each.code == code), None)
    if row is not None:
        return _Page(session, row, lambda: set_code(""), key=f"register-{code}")
    if not found:
        return empty_state(
            ft.Icons.LOCK_OUTLINE,
            session.words("ui.controlled.none"),
            session.words("ui.controlled.none_next"),
        )
    return ft.ListView(
        expand=True,
        spacing=GAP,
        controls=[_row(session, each, partial(set_code, each.code)) for each in found],
    )


def _name(session: Session, row: RegisterRow) -> str:
    return item_name(row.item, row.code, session.language)


def _row(session: Session, row: RegisterRow, on_open: Callable[[], Any]) -> ft.Control:
    name, marks = _name(session, row), _marks(session, row)
    said = session.words("ui.controlled.row", name=name, balance=row.balance)
    return ft.Semantics(
        button=True,
        label=". ".join([said, *(words for words, _ in marks)]),
        exclude_semantics=True,
        on_tap=on_open,
        content=ft.Container(
            key=f"open-register-{row.code}",
            ink=True,
            on_click=on_open,
            padding=12,
            border_radius=RADIUS,
            border=outline(),
            content=ft.Row(
                spacing=12,
                controls=[
                    ft.Column(
                        expand=True,
                        spacing=4,
                        controls=[
                            ft.Text(name, size=BODY, **BOLD),
                            wrapped(
                                [
                                    tag(words, ft.Icons.ERROR_OUTLINE, alarm=alarm)
                                    for words, alarm in marks
                                ]
                            ),
                        ],
                    ),
                    ft.Text(signed_or_plain(row.balance), size=HUGE - 4, **BOLD),
                ],
            ),
        ),
    )


def _marks(session: Session, row: RegisterRow) -> list[tuple[str, bool]]:
    marks: list[tuple[str, bool]] = []
    if row.open_differences:
        words = session.words("ui.controlled.open", count=row.open_differences)
        marks.append((words, True))
    if row.balance != row.on_hand:
        words = session.words("ui.controlled.shelf", on_hand=signed(row.on_hand))
        marks.append((words, True))
    if row.unwatched:
        words = session.words("ui.controlled.unwatched", count=row.unwatched)
        marks.append((words, False))
    return marks


@ft.component
def _Page(
    session: Session, row: RegisterRow, on_back: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw one register, newest line first; what differs asks for an explanation."""
    typed = use_typed(session, f"controlled.close:{row.code}")
    page = use_query(
        session, lambda db: register(db, row.code), [row.code], ["controlled", "staff"]
    )
    if page is None:
        return waiting_state("")

    async def explain(count: FactId) -> None:
        actor, words = session.actor, typed.text(_field(count))

        def record(desk: Desk) -> object:
            return close_difference(desk, actor, row.code, count, words)

        await typed.record(record, lambda _: typed.fill({}))

    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Row(
                spacing=12,
                controls=[
                    icon_button(
                        ft.Icons.ARROW_BACK,
                        session.words("ui.controlled.back"),
                        on_back,
                        key="register-back",
                    ),
                    ft.Container(expand=True, content=page_title(_name(session, row))),
                    ft.Text(signed_or_plain(row.balance), size=HUGE, **BOLD),
                ],
            ),
            note(session.words("ui.controlled.how")),
            ft.ListView(
                expand=True,
                spacing=GAP,
                controls=[
                    _line(session, page, each, typed, partial(explain, each.entry.id))
                    for each in page.shown[:_MOST]
                ],
            ),
        ],
    )


def _field(count: FactId) -> str:
    """Return where the explanation of a count is typed: each has its own."""
    return f"why {count[0].hex()} {count[1]}"


def _line(
    session: Session,
    page: RegisterPage,
    shown: Shown,
    typed: Typed,
    on_explain: Callable[..., Any],
) -> ft.Control:
    entry = shown.entry
    now = session.clock.now_ms()
    title, change = _title(session, entry)
    who = page.names.get(bytes(entry.actor), "")
    said = [f"{moment(entry.at_ms, now, session.language)} · {who}"]
    said += _second(session, page, entry)
    said += _about(entry)
    head = ft.Row(
        spacing=12,
        controls=[
            ft.Container(expand=True, content=ft.Text(title, size=BODY, **BOLD)),
            ft.Text(change, size=LARGE),
            ft.Text(signed_or_plain(shown.balance), size=LARGE, **BOLD),
        ],
    )
    return card(
        ft.Column(
            spacing=4,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                head,
                *(note(each) for each in said),
                *_difference(session, page, shown, typed, on_explain),
            ],
        ),
        padding=12,
    )


def _title(session: Session, entry: Line | Tally) -> tuple[str, str]:
    if isinstance(entry, Tally):
        return session.words("controlled.counted"), ""
    return session.words(f"term.Passage.{entry.way.value}"), signed(entry.quantity)


def _second(session: Session, page: RegisterPage, entry: Line | Tally) -> list[str]:
    if entry.second:
        name = page.names.get(bytes(entry.second), "")
        return [session.words("ui.controlled.watched", name=name)]
    if entry.absent:
        return [session.words("ui.controlled.absent", why=entry.absent)]
    return []


def _about(entry: Line | Tally) -> list[str]:
    if isinstance(entry, Tally):
        return []
    said = " · ".join(each for each in (entry.casualty, entry.lot) if each)
    return [each for each in (said, entry.remark) if each]


def _difference(
    session: Session,
    page: RegisterPage,
    shown: Shown,
    typed: Typed,
    on_explain: Callable[..., Any],
) -> list[ft.Control]:
    if not shown.difference:
        return []
    words = session.words("ui.controlled.difference", count=signed(shown.difference))
    if shown.closed is not None:
        name = page.names.get(bytes(shown.closed.actor), "")
        said = session.words(
            "ui.controlled.explained", name=name, words=shown.closed.explanation
        )
        return [note(words), note(said)]
    person = session.person
    if person is None or not may(person.role, "controlled.closed"):
        return [alarm_note(f"{words}. {session.words('ui.controlled.who')}")]
    return [
        alarm_note(words),
        text_field(
            session.words("field.ControlledClosed.explanation"),
            typed.text(_field(shown.entry.id)),
            partial(typed.write, _field(shown.entry.id)),
            key="explanation",
            multiline=True,
        ),
        error_note(typed.refusal),
        ft.Row(
            alignment=ft.MainAxisAlignment.END,
            controls=[
                primary_button(
                    session.words("ui.controlled.explain"),
                    on_explain,
                    key="explain",
                    icon=ft.Icons.CHECK,
                )
            ],
        ),
    ]
