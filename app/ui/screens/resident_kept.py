"""What is kept: lists of organisations, who was struck off, and for how long."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.refusal import Refusal
from app.commands import Grounds, erase_overdue, set_retention, take_back_in
from app.store.queries.resident_kept import (
    SHOWN,
    Overdue,
    Source,
    Struck,
    StruckOff,
)
from app.ui.hooks import use_act, use_attempt
from app.ui.theme import BODY, BOLD, GAP, LARGE
from app.ui.widgets.buttons import HoldButton, link_button, quiet_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import alarm_note, error_note, note, section_card
from app.ui.widgets.secret import secret_field
from app.ui.words import ago

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.event import Event

_MOST_DIGITS: Final = 5


def sources_card(
    session: Session,
    found: tuple[Source, ...],
    take_out: Callable[[str], Any],
    *,
    leads: bool,
) -> ft.Control:
    """Return who gave lists, how many of each are kept, and the way back to them."""
    lines = [
        _line(
            each.name,
            session.words("ui.lists.people", count=each.count),
            *(
                [
                    link_button(
                        session.words("ui.out.open"),
                        partial(take_out, each.name),
                        key=f"out-list-{place}",
                        icon=ft.Icons.DOWNLOAD,
                    )
                ]
                if leads
                else []
            ),
        )
        for place, each in enumerate(found)
    ]
    none = [note(session.words("ui.lists.no_sources"))]
    return section_card(session.words("ui.lists.sources"), lines or none, key="sources")


@ft.component
def StruckCard(
    session: Session,
    found: StruckOff,
    now_ms: int,
    more: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw who was struck off, why and when, each with a way back."""
    act = use_act(session)
    actor = session.actor

    async def take_back(stream: bytes) -> None:
        def done(_events: object) -> None:
            notify(session, session.words("ui.lists.taken_back"))

        await act.run(lambda desk: take_back_in(desk, actor, stream), done)

    lines = [_struck(session, each, now_ms, take_back) for each in found.rows]
    left = found.total - len(found.rows)
    return section_card(
        session.words("ui.lists.struck", count=found.total),
        [
            note(session.words("ui.lists.struck_note")),
            *lines,
            error_note(act.refusal, key="struck-refusal"),
            *(
                [
                    link_button(
                        session.words("ui.lists.more", count=min(left, SHOWN)),
                        more,
                        key="more-struck",
                    )
                ]
                if left
                else []
            ),
        ],
        key="struck",
    )


def _struck(
    session: Session, each: Struck, now_ms: int, take_back: Callable[[bytes], Any]
) -> ft.Control:
    who = each.name or session.words("ui.residents.no_name")
    reason = session.words(f"term.EndReason.{each.reason.value}")
    when = ago(each.ended_ms, now_ms, session.language)
    said = " · ".join(part for part in (each.address, reason, when) if part)
    back = link_button(
        session.words("ui.lists.take_back"),
        partial(take_back, each.stream),
        key=f"back-{each.stream[-4:].hex()}",
        icon=ft.Icons.UNDO,
    )
    return _line(who, said, back)


@ft.component
def RetentionCard(session: Session, found: Overdue, key: str = "") -> ft.Control:
    """Draw for how long is kept, who is kept longer, and the way to erase them."""
    act = use_act(session)
    attempt = use_attempt(session)
    days, write = ft.use_state("" if found.days is None else str(found.days))
    pin: ft.MutableRef[str] = ft.use_ref("")
    actor, count = session.actor, len(found.streams)
    page = ft.context.page

    async def save() -> None:
        def done(_event: Event) -> None:
            notify(session, session.words("ui.lists.retention_set"))

        await act.run(lambda desk: set_retention(desk, actor, _days(days)), done)

    def command(desk: Desk) -> list[Event]:
        grounds = Grounds(
            session.words("retention.set"),
            session.words("ui.lists.retention_ground", count=found.days or 0),
        )
        return erase_overdue(desk, actor, grounds, pin.current or "")

    def erased(events: list[Event]) -> None:
        notify(session, session.words("ui.lists.erased", count=len(events)))

    async def erase() -> None:
        await attempt.run(lambda: session.open_file.write(command), erased)

    def typed(words: str) -> None:
        pin.current = words

    return section_card(
        session.words("retention.set"),
        [
            note(session.words("ui.lists.retention_note")),
            text_field(
                session.words("field.RetentionSet.days"),
                days,
                write,
                key="retention-days",
                keyboard_type=ft.KeyboardType.NUMBER,
            ),
            error_note(act.refusal, key="retention-refusal"),
            quiet_button(session.words("ui.save"), save, key="retention-save"),
            *(
                _erasing(
                    session, count, typed, attempt.problem, lambda: page.run_task(erase)
                )
                if count
                else [note(session.words(_state(found)), key="overdue-none")]
            ),
        ],
        key="retention",
    )


def _state(found: Overdue) -> str:
    return "ui.lists.no_term" if found.days is None else "ui.lists.none_overdue"


def _days(words: str) -> int:
    """Return the days that were typed; raises Refusal."""
    plain = words.strip()
    if not (plain.isascii() and plain.isdigit()) or len(plain) > _MOST_DIGITS:
        raise Refusal("not_a_number", field="days")
    return int(plain)


def _erasing(
    session: Session,
    count: int,
    typed: Callable[[str], Any],
    problem: str | None,
    erase: Callable[[], Any],
) -> list[ft.Control]:
    label = session.words("ui.lists.erase", count=count)
    icon = ft.Icon(ft.Icons.DELETE_FOREVER_OUTLINED, color=ft.Colors.ERROR)
    words = ft.Text(label, size=LARGE - 2, color=ft.Colors.ERROR, **BOLD)
    content = ft.Row(alignment=ft.MainAxisAlignment.CENTER, controls=[icon, words])
    style = ft.ButtonStyle(side=ft.BorderSide(2, ft.Colors.ERROR))
    return [
        alarm_note(session.words("ui.lists.overdue", count=count), key="overdue"),
        secret_field(
            session.words("ui.print.pin"),
            "",
            typed,
            key="retention-pin",
            keyboard_type=ft.KeyboardType.NUMBER,
        ),
        error_note(problem, key="erase-refusal"),
        HoldButton(
            content,
            erase,
            session.words("ui.register.hold_hint"),
            name="erase-overdue",
            style=style,
        ),
    ]


def _line(words: str, more: str, *behind: ft.Control) -> ft.Control:
    said = [ft.Text(words, size=BODY, **BOLD), note(more)]
    column = ft.Column(expand=True, spacing=0, controls=list(said))
    return ft.Row(spacing=GAP, controls=[column, *behind])
