"""Wissen volgens de wet: on whose word, why, and who does it; there is no way back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import flet as ft

from app.commands.erasure import Grounds, erase_with_pin
from app.store.queries.casualty import CasualtyDetail
from app.store.queries.erasure import Erasure
from app.ui.hooks import use_attempt
from app.ui.state import Session
from app.ui.theme import BOLD, LARGE, SPACE
from app.ui.widgets.buttons import HoldButton, icon_button, link_button, quiet_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import alarm_note, empty_state, error_note, section_title
from app.ui.widgets.secret import secret_field
from app.ui.words import moment
from sync.erasure import is_in_force

Erase = Callable[[Grounds, str], Awaitable[object]]
"""Erases on these grounds, with the secret of who asks; raises Refusal, SyncError."""


@dataclass(slots=True)
class _Filled:
    """What is typed; never kept as a draft, for it says whom it is about."""

    texts: dict[str, str] = field(default_factory=dict)

    def write(self, name: str, words: str) -> None:
        self.texts[name] = words

    def text(self, name: str) -> str:
        return self.texts.get(name, "")


@ft.component
def ErasureSheet(
    session: Session,
    detail: CasualtyDetail,
    on_close: Callable[[], Any],
    on_saved: Callable[..., Any],
    key: str = "",
) -> ft.Control:
    """Draw the sheet of a post, where the lead gives a PIN."""
    actor, stream = session.actor, detail.row.stream

    async def erase(grounds: Grounds, pin: str) -> object:
        return await session.open_file.write(
            lambda desk: erase_with_pin(desk, actor, stream, grounds, pin)
        )

    return ErasureForm(session, detail.row.number, erase, on_close, "ui.erasure.pin")


@ft.component
def ErasureForm(
    session: Session,
    number: str,
    erase: Erase,
    on_close: Callable[[], Any],
    secret: str,
) -> ft.Control:
    """Ask authority, reason and a secret, and erase after a press of one second."""
    kept: ft.MutableRef[_Filled] = ft.use_ref(_Filled())
    filled = kept.current or _Filled()
    attempt = use_attempt(session)

    async def go() -> None:
        grounds = Grounds(filled.text("authority"), filled.text("reason"))
        await attempt.run(lambda: erase(grounds, filled.text("secret")), done)

    def done(_result: object) -> None:
        on_close()
        notify(session, session.words("ui.erasure.done", number=number))

    page = ft.context.page
    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Container(
                padding=ft.Padding.symmetric(vertical=8, horizontal=SPACE),
                content=ft.Column(
                    spacing=SPACE,
                    horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                    controls=[
                        _title(session, number, on_close),
                        _warning(session, number),
                        *_fields(session, filled, secret),
                        error_note(attempt.problem),
                        _hold(session, lambda: page.run_task(go)),
                    ],
                ),
            )
        ],
    )


def _warning(session: Session, number: str) -> ft.Control:
    words = session.words("ui.erasure.warning", number=number)
    return alarm_note(words, key="warning")


def _title(session: Session, number: str, on_close: Callable[[], Any]) -> ft.Control:
    title = section_title(session.words("ui.erasure.title", number=number))
    close = session.words("ui.casualty.close")
    return ft.Row(
        controls=[
            ft.Container(expand=True, content=title),
            icon_button(ft.Icons.CLOSE, close, on_close, key="close-sheet"),
        ]
    )


def _fields(session: Session, filled: _Filled, secret: str) -> list[ft.Control]:
    words = [
        text_field(
            session.words(f"field.EntityErased.{name}"),
            filled.text(name),
            partial(filled.write, name),
            key=name,
            hint_text=session.words(f"ui.erasure.{name}_hint"),
        )
        for name in ("authority", "reason")
    ]
    proof = secret_field(
        session.words(secret),
        filled.text("secret"),
        partial(filled.write, "secret"),
        key="erasure-secret",
    )
    return [*words, proof]


def _hold(session: Session, on_held: Callable[[], Any]) -> ft.Control:
    label = session.words("ui.erasure.hold")
    content = ft.Row(
        alignment=ft.MainAxisAlignment.CENTER,
        controls=[
            ft.Icon(ft.Icons.DELETE_FOREVER_OUTLINED, color=ft.Colors.ERROR),
            ft.Text(label, size=LARGE - 2, color=ft.Colors.ERROR, **BOLD),
        ],
    )
    hint = session.words("ui.register.hold_hint")
    style = ft.ButtonStyle(side=ft.BorderSide(2, ft.Colors.ERROR))
    return HoldButton(content, on_held, hint, name="erase-now", style=style)


def erase_link(session: Session, on_click: Callable[[], Any]) -> ft.Control:
    """Return the way to the sheet: last on the page, and quiet."""
    return ft.Row(
        alignment=ft.MainAxisAlignment.END,
        controls=[
            link_button(
                session.words("ui.erasure.open"),
                on_click,
                key="erase",
                icon=ft.Icons.DELETE_FOREVER_OUTLINED,
            )
        ],
    )


async def is_erased_here(session: Session, stream: bytes) -> bool:
    """Tell whether nothing of a casualty is left to read; then no look is recorded."""
    file = session.file
    if file is None or file.is_closed:
        return False
    return await file.read(lambda db: is_in_force(db, stream))


def erased_state(session: Session, left: Erasure, now_ms: int) -> ft.Control:
    """Return all there is to see of a casualty that was erased."""
    said = session.words(
        "ui.erasure.left",
        number=left.number or session.words("ui.erasure.no_number"),
        time=moment(left.at_ms, now_ms, session.language),
        authority=left.authority,
    )
    back = session.words("ui.casualty.back")
    return empty_state(
        ft.Icons.DELETE_FOREVER_OUTLINED,
        session.words("ui.erasure.gone"),
        f"{said}\n\n{session.words('ui.erasure.gone_note')}",
        quiet_button(back, session.back, key="back-to-list"),
    )
