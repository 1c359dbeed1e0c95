"""Overdrachtsboek: what is open, what happened, and one shift that follows another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import flet as ft

from app.care.shift import Section, next_change
from app.care.staff import may, may_see_book
from app.commands import close_entry, reopen_entry, write_entry
from app.store.queries.shift import STREAMS, Book, EntryRow, ShiftRow, book
from app.ui.hooks import keyed, use_act, use_now, use_query
from app.ui.screens.requirement_form import at_field
from app.ui.screens.shift_sign import HANDING, TAKING, Signing, SignPane
from app.ui.screens.shift_times import ShiftTimes
from app.ui.state import Layout
from app.ui.theme import BODY, BOLD, SPACE
from app.ui.typed import use_typed
from app.ui.widgets.book_lines import PastShift, handed_words, open_line, over_line
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.moment import moment_of
from app.ui.widgets.notice import FOOT, notify
from app.ui.widgets.page_head import not_allowed, page_head, page_with_foot
from app.ui.widgets.panels import error_note, note, section_card, waiting_state
from app.ui.widgets.sheet import use_primary
from app.ui.words import local, span

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Program, Session
    from sync.event import Event

_FEW: Final = 50
_MINUTE_MS: Final = 60_000


@ft.component
def ShiftRoom(session: Session, program: Program) -> ft.Control:
    """Draw the book, or the page on which somebody signs."""
    most, show = ft.use_state(_FEW)
    signing, sign = ft.use_state(cast("Signing | None", None))
    now = use_now(session)
    found = use_query(session, partial(_asked, most), [most], STREAMS)
    title = session.words("ui.room.shift")
    if session.person is None:
        return ft.Container()
    if not may_see_book(session.person.role):
        return not_allowed(
            session,
            title,
            session.words("ui.shift.not_allowed"),
            session.words("ui.shift.not_allowed_next"),
        )
    if found is None:
        return waiting_state(session.words("ui.loading"))
    if signing is not None:
        key = f"sign-{signing.what}-{session.actor.hex()}"
        what = replace(signing, held=found)
        return keyed(SignPane, session, what, now, partial(sign, None), key=key)
    return BookPage(session, found, now, sign, partial(show, most + _FEW), key="book")


def _asked(most: int, db: Any) -> Book:
    return book(db, most)


@ft.component
def BookPage(
    session: Session,
    held: Book,
    now_ms: int,
    on_sign: Callable[[Signing], Any],
    on_more: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw the book as it lies open; what comes next is in its foot."""
    act = use_act(session)
    actor = session.actor

    def closed(event: Event) -> None:
        async def undo(_event: object = None) -> None:
            await act.run(lambda desk: reopen_entry(desk, actor, event.stream))

        notify(session, session.words("ui.shift.closed_saved"), undo, above=FOOT)

    async def close(row: EntryRow) -> None:
        await act.run(lambda desk: close_entry(desk, actor, row.stream), closed)

    async def reopen(row: EntryRow) -> None:
        await act.run(lambda desk: reopen_entry(desk, actor, row.stream))

    foot, primary = _foot(session, held, on_sign)
    use_primary(session, primary)
    left = [
        WriteCard(session, key="write"),
        *(_section(session, held, each, now_ms, close) for each in _ASKING),
    ]
    right = [_over(session, held, now_ms, reopen, on_more)]
    times = ShiftTimes(session, held.changes, key="times")
    return page_with_foot(
        [
            page_head(session, session.words("ui.room.shift")),
            _next(session, held, now_ms),
            *(_waiting(session, held, each, now_ms) for each in held.waiting),
            error_note(act.refusal),
            *_sides(session, left, [*right, times]),
        ],
        foot,
    )


_ASKING: Final = (Section.TO_DO, Section.OPEN)


def _sides(
    session: Session, left: Sequence[ft.Control], right: Sequence[ft.Control]
) -> list[ft.Control]:
    if session.layout is not Layout.WIDE:
        return [*left, *right]
    return [
        ft.Row(
            spacing=SPACE,
            vertical_alignment=ft.CrossAxisAlignment.START,
            controls=[_column(left), _column(right)],
        )
    ]


def _column(controls: Sequence[ft.Control]) -> ft.Control:
    return ft.Column(
        expand=True,
        spacing=SPACE,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=list(controls),
    )


def _next(session: Session, held: Book, now_ms: int) -> ft.Control:
    clock = local(now_ms)
    at, wait = next_change(held.changes, clock.hour * 60 + clock.minute)
    words = session.words(
        "ui.shift.next",
        at=f"{at // 60:02}:{at % 60:02}",
        span=span(wait * _MINUTE_MS, session.language),
    )
    return note(words, key="next-change")


def _waiting(session: Session, held: Book, row: ShiftRow, now_ms: int) -> ft.Control:
    """Return a handover that nobody took over yet."""
    mine = session.person is not None and row.shift.handed_by == session.person.actor
    what = "waits_mine" if mine else "waits"
    return section_card(
        session.words("ui.shift.waiting"),
        [
            ft.Text(
                handed_words(session, row.shift, held.names, now_ms),
                key="waiting",
                size=BODY,
                **BOLD,
            ),
            note(session.words(f"ui.shift.{what}")),
        ],
    )


def _foot(
    session: Session, held: Book, on_sign: Callable[[Signing], Any]
) -> tuple[list[ft.Control], Callable[[], Any] | None]:
    """Return what can be done now, and which of it F8 does."""
    person = session.person
    if person is None or not may(person.role, "shift.handed_over"):
        return [], None
    first = held.waiting[0] if held.waiting else None
    hand = partial(on_sign, Signing(HANDING, held))
    take = partial(on_sign, Signing(TAKING, held, first))
    if first is None:
        alone = quiet_button(
            session.words("ui.shift.take_alone"), take, key="take-alone"
        )
        return [alone, _primary(session, "hand", hand)], hand
    if first.shift.handed_by == person.actor:
        again = quiet_button(session.words("ui.shift.hand_again"), hand, key="again")
        return [
            again,
            _primary(session, "next_person", partial(_switch, session)),
        ], None
    return [_primary(session, "take", take)], take


def _switch(session: Session) -> None:
    session.switching = True


def _primary(session: Session, what: str, on_click: Callable[[], Any]) -> ft.Control:
    icon = ft.Icons.PERSON_OUTLINE if what == "next_person" else ft.Icons.SWAP_HORIZ
    words = session.words(f"ui.shift.{what}")
    return primary_button(words, on_click, key=f"shift-{what}", icon=icon)


@ft.component
def WriteCard(session: Session, key: str = "") -> ft.Control:
    """Draw where a line is written: what kind it is, and its words."""
    typed = use_typed(session, "entry", {"section": Section.TO_DO.value})
    actor = session.actor

    def written(_event: Event) -> None:
        typed.fill({"section": typed.text("section")})

    async def write(_event: object = None) -> None:
        section, text = Section(typed.text("section")), typed.text("entry_text")
        at = typed.text("at")

        def command(desk: Desk) -> Event:
            seen_ms = moment_of(at, desk.now_ms())
            return write_entry(desk, actor, section, text, seen_ms)

        await typed.record(command, written)

    return section_card(
        session.words("ui.shift.write_title"),
        [
            choices(
                [
                    (each.value, session.words(f"term.Section.{each}"))
                    for each in _KINDS
                ],
                typed.text("section"),
                partial(typed.pick, "section"),
                key="section",
            ),
            text_field(
                session.words("field.EntryWritten.entry_text"),
                typed.text("entry_text"),
                partial(typed.write, "entry_text"),
                key="entry_text",
                multiline=True,
                min_lines=2,
                max_lines=6,
            ),
            at_field(session, typed, "field.EntryWritten.observed_ms"),
            note(session.words("ui.shift.write_note")),
            error_note(typed.refusal, key="write-refusal"),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    quiet_button(
                        session.words("ui.shift.write"),
                        write,
                        key="write-entry",
                        icon=ft.Icons.EDIT_OUTLINED,
                    )
                ],
            ),
        ],
    )


_KINDS: Final = (Section.TO_DO, Section.OPEN, Section.HAPPENED)


def _section(
    session: Session,
    held: Book,
    section: Section,
    now_ms: int,
    on_close: Callable[[EntryRow], Any],
) -> ft.Control:
    signed = held.waiting[0].shift.entries if held.waiting else None
    lines = [
        open_line(
            session,
            each,
            held.names,
            now_ms,
            on_close,
            is_new=signed is not None and each.stream not in signed,
        )
        for each in held.of(section)
    ]
    nothing = [note(session.words("ui.shift.nothing"))]
    title = session.words(f"term.Section.{section.value}")
    return section_card(title, lines or nothing, key=f"lines-{section.value}")


def _over(
    session: Session,
    held: Book,
    now_ms: int,
    on_reopen: Callable[[EntryRow], Any],
    on_more: Callable[[], Any],
) -> ft.Control:
    """Return what is over and every handover between it, newest on top."""
    told: list[tuple[int, ft.Control]] = [
        (_at(each), over_line(session, each, held.names, now_ms, on_reopen))
        for each in held.over
    ]
    told += [
        (_taken_at(each), _past(session, each, held, now_ms)) for each in held.past
    ]
    told.sort(key=lambda each: -each[0])
    more = quiet_button(session.words("ui.shift.older"), on_more, key="older")
    nothing = [note(session.words("ui.shift.nothing_over"))]
    return section_card(
        session.words("ui.shift.over"),
        [*([line for _, line in told] or nothing), *([more] if held.older else [])],
        key="over",
    )


def _past(session: Session, row: ShiftRow, held: Book, now_ms: int) -> ft.Control:
    key = f"shift-{row.stream.hex()}"
    return keyed(PastShift, session, row, held.names, now_ms, key=key)


def _at(row: EntryRow) -> int:
    turn = row.entry.last_turn
    return row.entry.written_ms if turn is None else turn.observed_ms


def _taken_at(row: ShiftRow) -> int:
    moments = (each.observed_ms for each in row.shift.taken)
    return max((row.shift.handed_ms, *moments))
