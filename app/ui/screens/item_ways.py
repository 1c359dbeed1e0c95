"""What may be done with an item itself: change it, use it no more, or again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from app.commands import reset_item, reuse_item, withdraw_item
from app.store.queries.item import Entry
from app.ui.hooks import use_act
from app.ui.state import Session
from app.ui.theme import GAP
from app.ui.undo import way_back
from app.ui.widgets.buttons import link_button, quiet_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.notice import dialog, notify
from app.ui.widgets.panels import error_note, note
from app.ui.widgets.wrapped import wrapped


@ft.component
def ItemWays(
    session: Session, known: Entry, on_change: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw the ways, those that make sense now."""
    asked, ask = ft.use_state(False)
    reason, write = ft.use_state("")
    act = use_act(session)
    actor, code = session.actor, known.item.code

    async def withdraw(_event: object = None) -> None:
        def done(event: Any) -> None:
            _say(session, session.words("ui.item.withdrawn_now"), event)
            ask(False)

        await act.run(lambda desk: withdraw_item(desk, actor, code, reason), done)

    async def reuse() -> None:
        words = session.words("ui.item.reused_now")
        await act.run(
            lambda desk: reuse_item(desk, actor, code), lambda _: notify(session, words)
        )

    async def reset() -> None:
        words = session.words("ui.item.reset_now")
        await act.run(
            lambda desk: reset_item(desk, actor, code), lambda _: notify(session, words)
        )

    ft.use_dialog(
        _sure(session, write, withdraw, lambda: ask(False)) if asked else None
    )
    own_word = known.local is not None and known.local.withdrawn is not None
    ways = (
        (not known.withdrawn, "change", ft.Icons.EDIT_OUTLINED, on_change),
        (bool(known.changed), "reset", ft.Icons.UNDO, reset),
        (not known.withdrawn, "withdraw", ft.Icons.BLOCK, lambda: ask(True)),
        (own_word, "reuse", ft.Icons.RESTORE, reuse),
    )
    return ft.Column(
        spacing=GAP,
        controls=[
            error_note(None if asked else act.refusal, key="ways-refusal"),
            wrapped(
                [
                    quiet_button(
                        session.words(f"ui.item.{name}"),
                        do,
                        key=f"item-{name}",
                        icon=icon,
                        disabled=act.busy,
                    )
                    for offered, name, icon, do in ways
                    if offered
                ]
            ),
        ],
    )


def _sure(
    session: Session,
    write: Callable[[str], Any],
    withdraw: Callable[..., Any],
    leave: Callable[..., Any],
) -> ft.AlertDialog:
    return dialog(
        session.words("ui.item.withdraw"),
        [
            note(session.words("ui.item.withdraw_note")),
            text_field(session.words("ui.item.reason"), "", write, key="item-reason"),
        ],
        [
            link_button(session.words("ui.stock.cancel"), leave, key="withdraw-keep"),
            quiet_button(
                session.words("ui.item.withdraw"), withdraw, key="withdraw-do"
            ),
        ],
        leave,
    )


def _say(session: Session, words: str, event: Any) -> None:
    notify(session, words, way_back(session, [(event.log, event.seq)]))
