"""What the hub told its posts: one card a message, one line a post, each as proven."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import flet as ft

from app.ui.state import Layout
from app.ui.theme import BODY, BOLD, GAP
from app.ui.widgets.buttons import link_button
from app.ui.widgets.message_card import marks, withdrawn_words, wording
from app.ui.widgets.panels import card, note
from app.ui.words import moment

if TYPE_CHECKING:
    from app.ui.hub_state import SentMessage
    from app.ui.state import Session


def told_card(
    session: Session,
    told: Sequence[SentMessage],
    names: Mapping[bytes, str],
    now: int,
    on_withdraw: Callable[[], Any],
) -> ft.Control:
    """Return one message, with how far it came at each post it went to."""
    first = told[0].row
    stands = any(each.row.withdrawn_ms is None for each in told)
    name = first.stream.hex()
    lines = [_line(session, each, names, now) for each in told]
    foot = link_button(
        session.words("ui.message.withdraw"),
        on_withdraw,
        key=f"withdraw-{name}",
        icon=ft.Icons.UNDO,
    )
    return card(
        ft.Column(
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                marks(session, first, now),
                wording(first),
                *lines,
                *([ft.Row([foot])] if stands else _withdrawn(session, told, now)),
            ],
        ),
        key=f"told-{name}",
    )


def _withdrawn(
    session: Session, told: Sequence[SentMessage], now: int
) -> list[ft.Control]:
    return [note(withdrawn_words(session, told[0].row, now), key="withdrawn")]


def _line(
    session: Session, told: SentMessage, names: Mapping[bytes, str], now: int
) -> ft.Control:
    name = names.get(told.row.post) or session.words("ui.hub.posts.unnamed")
    post = ft.Text(name, size=BODY, **BOLD)
    key = f"fate-{told.row.sent[0].hex()}-{told.row.sent[1]}"
    fate = ft.Row(
        spacing=GAP,
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            ft.Icon(_icon(told), size=20),
            ft.Text(fate_words(session, told, now), key=key, size=BODY, expand=True),
        ],
    )
    if session.layout is Layout.NARROW:
        return ft.Column(spacing=0, controls=[post, ft.Row([fate])])
    return ft.Row(
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[ft.Container(width=220, content=post), fate],
    )


def _icon(told: SentMessage) -> ft.IconData:
    if told.row.understood:
        return ft.Icons.CHECK_CIRCLE_OUTLINE
    has_it = told.collected_ms is not None
    return ft.Icons.DOWNLOAD_DONE if has_it else ft.Icons.SCHEDULE


def fate_words(session: Session, told: SentMessage, now: int) -> str:
    """Return how far a message came: only what is proven, and by what."""

    def at(ms: int) -> str:
        return moment(ms, now, session.language)

    if told.laid_ms is None:
        return session.words("ui.message.not_laid")
    laid = session.words("ui.message.laid", time=at(told.laid_ms))
    steps = [laid, *_collected(session, told, at)]
    for each in told.row.understood:
        key = "ui.message.confirmed" if each.name else "ui.message.confirmed_somebody"
        values = {"name": each.name} if each.name else {}
        steps.append(session.words(key, time=at(each.at_ms), **values))
    return " · ".join(steps)


def _collected(
    session: Session, told: SentMessage, at: Callable[[int], str]
) -> list[str]:
    if told.collected_ms is None:
        return []
    if told.devices > 1:
        words = session.words(
            "ui.message.collected_some",
            time=at(told.collected_ms),
            count=told.collected,
            devices=told.devices,
        )
        return [words]
    return [session.words("ui.message.collected", time=at(told.collected_ms))]
