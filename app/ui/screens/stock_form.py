"""The frame of every stock form: what it is about, its fields, cancel and save."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import flet as ft

from app.commands import drop_draft
from app.ui.theme import BODY, GAP
from app.ui.undo import way_back
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import error_note, note, page_title

if TYPE_CHECKING:
    from app.ui.state import Session
    from app.ui.typed import Typed
    from sync.event import Event


@dataclass(frozen=True, slots=True)
class Frame:
    """What a form is called and about; keys are `key-save`, `key-cancel`."""

    title: str
    about: str
    save: str
    key: str
    on_save: Callable[..., Any]
    on_cancel: Callable[..., Any]
    lacks: str | None = None


def form_frame(
    session: Session, frame: Frame, typed: Typed, fields: Sequence[ft.Control]
) -> ft.Control:
    """Return a form; who records stands beside the button that saves (F8)."""
    session.offer_primary(frame.on_save)
    return ft.Column(
        expand=True,
        spacing=16,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            _head(frame),
            ft.Column(
                expand=True,
                scroll=ft.ScrollMode.AUTO,
                spacing=16,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                controls=[ft.Container(height=1), *fields],
            ),
            error_note(frame.lacks or typed.refusal),
            _foot(session, frame),
        ],
    )


def _head(frame: Frame) -> ft.Control:
    about = [ft.Text(frame.about, size=BODY)] if frame.about else []
    return ft.Column(spacing=0, controls=[page_title(frame.title), *about])


def _foot(session: Session, frame: Frame) -> ft.Control:
    return ft.Row(
        wrap=True,
        spacing=GAP,
        run_spacing=GAP,
        alignment=ft.MainAxisAlignment.END,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
        controls=[
            note("" if session.person is None else session.person.name),
            quiet_button(
                session.words("ui.stock.cancel"),
                frame.on_cancel,
                key=f"{frame.key}-cancel",
            ),
            primary_button(
                frame.save,
                frame.on_save,
                key=f"{frame.key}-save",
                icon=ft.Icons.CHECK,
            ),
        ],
    )


def use_escape(session: Session, leave: Callable[[], Any]) -> None:
    """Leave the form on Esc; what was typed is kept for the next time."""
    stop: ft.MutableRef[Callable[[], None]] = ft.use_ref(None)

    def pressed(key: str) -> bool:
        if key == "Escape":
            leave()
        return key == "Escape"

    def begin() -> None:
        stop.current = session.on_key(pressed)

    def end() -> None:
        if stop.current is not None:
            stop.current()

    ft.use_effect(begin, [], end)


def say_with_undo(session: Session, words: str, events: Sequence[Event]) -> None:
    """Say what was recorded, and offer to take it back."""
    first = [(each.log, each.seq) for each in events if each.cause is None]
    notify(session, words, way_back(session, first))


def give_up(session: Session, typed: Typed, form: str) -> Callable[[], Awaitable[None]]:
    """Return what *Annuleren* does first: the draft of this form is forgotten."""
    actor, file = session.actor, session.open_file

    async def forget() -> None:
        typed.fill({})
        await file.write(lambda desk: drop_draft(desk, actor, form))

    return forget
