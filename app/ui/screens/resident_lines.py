"""What somebody cannot do without, line by line; one line is changed at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import flet as ft

from app.care.dependent import COUNTED, with_left
from app.care.harm import HOUR_MS, Running
from app.care.resident import Resident
from app.commands import state_need
from app.store.desk import Desk
from app.ui.hooks import keyed
from app.ui.theme import BODY, BOLD, GAP
from app.ui.typed import use_typed
from app.ui.undo import way_back
from app.ui.widgets.buttons import icon_button, link_button, primary_button
from app.ui.widgets.need_fields import (
    LINES,
    known_values,
    line_words,
    need_fields,
    stated,
)
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import alarm_note, error_note, note, section_card
from app.ui.words import ago

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.event import Event


@ft.component
def ResidentLines(
    session: Session,
    stream: bytes,
    resident: Resident,
    running: tuple[Running, ...],
    now_ms: int,
    key: str = "",
) -> ft.Control:
    """Draw each line, and the form of the one that is changed; `running` runs now."""
    open_line, open_at = ft.use_state(cast("str | None", None))
    controls: list[ft.Control] = []
    for name in LINES:
        if name == open_line:
            controls.append(
                keyed(
                    LineForm,
                    session,
                    stream,
                    name,
                    _known(resident, name, running, now_ms),
                    lambda: open_at(None),
                    key=f"line-{name}",
                )
            )
        else:
            controls.append(
                _line(session, resident, name, now_ms, partial(open_at, name))
            )
    return section_card(session.words("ui.residents.needs"), controls)


def _line(
    session: Session,
    resident: Resident,
    name: str,
    now_ms: int,
    change: Callable[[], Any],
) -> ft.Control:
    claims: tuple[Any, ...] = getattr(resident, name)
    title = session.words(f"resident.{name}_stated")
    said: list[ft.Control] = [ft.Text(title, size=BODY, **BOLD)]
    for claim in claims:
        words = line_words(claim.value, now_ms, session.language)
        when = ago(claim.observed_ms, now_ms, session.language)
        said += [ft.Text(words, size=BODY), note(when)]
    if not claims:
        said.append(note(session.words("ui.residents.line.not_asked")))
    if len(claims) > 1:
        said.append(alarm_note(session.words("ui.residents.line.contradict")))
    return ft.Row(
        spacing=GAP,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            ft.Column(expand=True, spacing=2, tight=True, controls=said),
            icon_button(
                ft.Icons.EDIT_OUTLINED,
                session.words("ui.residents.line.change", what=title),
                change,
                key=f"change-{name}",
            ),
        ],
    )


def _known(
    resident: Resident, name: str, running: tuple[Running, ...], now_ms: int
) -> dict[str, str]:
    """Return what the form of a line begins with: of what runs, what is left now.

    A line is saved as it is at that moment. Were the hours of before in it, then who
    changes something else would have them begin anew.
    """
    claims: tuple[Any, ...] = getattr(resident, name)
    if len(claims) != 1:
        return {}
    fact = claims[0].value
    for each in running:
        if each.kind in COUNTED.get(name, ()) and each.zero_ms is not None:
            left_ms = max(0, each.zero_ms - now_ms)
            fact = with_left(fact, left_ms // HOUR_MS)
    return known_values(fact)


@ft.component
def LineForm(
    session: Session,
    stream: bytes,
    name: str,
    known: dict[str, str],
    close: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw what is asked for one line, and record it."""
    typed = use_typed(session, f"need-{name}-{stream.hex()}", known)
    actor = session.actor

    def command(desk: Desk) -> Event:
        return state_need(desk, actor, stream, stated(name, typed, desk.now_ms()))

    def done(event: Event) -> None:
        typed.fill({})
        back = way_back(session, [(event.log, event.seq)])
        notify(session, session.words("ui.residents.line.saved"), back)
        close()

    async def save() -> None:
        await typed.record(command, done)

    return ft.Column(
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Text(session.words(f"resident.{name}_stated"), size=BODY, **BOLD),
            *need_fields(session, typed, name),
            error_note(typed.refusal),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    link_button(session.words("ui.cancel"), close, key="cancel-line"),
                    primary_button(
                        session.words("ui.save"),
                        save,
                        key="save-line",
                        icon=ft.Icons.CHECK,
                    ),
                ],
            ),
        ],
    )
