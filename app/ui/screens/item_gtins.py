"""The bar codes of an item: which there are, one more, one less."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import flet as ft

from app.care.staff import may
from app.commands import link_gtin, unlink_gtin
from app.ui.hooks import use_act
from app.ui.state import Session
from app.ui.theme import BODY, GAP
from app.ui.undo import way_back
from app.ui.widgets.buttons import icon_button, link_button, primary_button
from app.ui.widgets.fields import number_field
from app.ui.widgets.notice import dialog, notify
from app.ui.widgets.panels import error_note, note


@ft.component
def ItemGtins(
    session: Session, code: str, gtins: Sequence[str], key: str = ""
) -> ft.Control:
    """Draw the codes, and where this person may, the ways to link and unlink."""
    asked, ask = ft.use_state(False)
    typed, write = ft.use_state("")
    act = use_act(session)
    actor = session.actor

    async def link(_event: object = None) -> None:
        def done(event: Any) -> None:
            _say(session, session.words("ui.item.gtin_linked"), event)
            ask(False)
            write("")

        await act.run(lambda desk: link_gtin(desk, actor, typed, code), done)

    async def unlink(gtin: str) -> None:
        def done(event: Any) -> None:
            _say(session, session.words("ui.item.gtin_unlinked"), event)

        await act.run(lambda desk: unlink_gtin(desk, actor, gtin), done)

    def leave(_event: object = None) -> None:
        ask(False)
        act.clear()

    ft.use_dialog(
        dialog(
            session.words("ui.item.gtin_link"),
            [
                number_field(
                    session.words("ui.item.gtin"),
                    typed,
                    write,
                    key="gtin-typed",
                    on_submit=link,
                    autofocus=True,
                ),
                note(session.words("ui.item.gtin_hint")),
                error_note(act.refusal, key="gtin-refusal"),
            ],
            [
                link_button(session.words("ui.stock.cancel"), leave, key="gtin-cancel"),
                primary_button(
                    session.words("ui.item.gtin_link"), link, key="gtin-save"
                ),
            ],
            leave,
        )
        if asked
        else None
    )
    person = session.person
    may_link = person is not None and may(person.role, "gtin.linked")
    return ft.Column(
        spacing=0,
        controls=[
            *(
                _line(session, each, partial(unlink, each), may_link=may_link)
                for each in gtins
            ),
            *(
                [
                    link_button(
                        session.words("ui.item.gtin_more"),
                        lambda: ask(True),
                        key="gtin-link",
                        icon=ft.Icons.ADD_LINK,
                    )
                ]
                if may_link
                else []
            ),
        ],
    )


def _line(session: Session, gtin: str, unlink: Any, *, may_link: bool) -> ft.Control:
    words = ft.Text(gtin, size=BODY, selectable=True)
    if not may_link:
        return words
    return ft.Row(
        spacing=GAP,
        controls=[
            words,
            icon_button(
                ft.Icons.LINK_OFF,
                session.words("ui.item.gtin_unlink", gtin=gtin),
                unlink,
                key=f"unlink-{gtin}",
            ),
        ],
    )


def _say(session: Session, words: str, event: Any) -> None:
    notify(session, words, way_back(session, [(event.log, event.seq)]))
