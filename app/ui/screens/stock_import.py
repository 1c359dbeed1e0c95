"""A spreadsheet brought to a post: looked through, and only then taken over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import flet as ft

from app.care.item_list import Listed
from app.care.opening import Opened
from app.commands.item_import import take_in_opening, take_over_items, would_change
from app.store.queries.item import Entry
from app.ui.hooks import use_act
from app.ui.screens.stock_form import say_with_undo
from app.ui.state import Session
from app.ui.theme import GAP
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.item_words import item_name
from app.ui.widgets.list_preview import ChangesCard, Part, wrong_card
from app.ui.widgets.panels import error_note, note, page_title
from app.ui.widgets.stock_row import expiry_words

if TYPE_CHECKING:
    from app.care.item_list import Wrong
    from app.ui.hooks import Act
    from sync.event import Event


@ft.component
def BroughtItems(
    session: Session,
    brought: Listed,
    known: Mapping[str, Entry],
    on_done: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw what a list would add and change at this post."""
    act = use_act(session)
    actor = session.actor
    changes = would_change(brought, known)

    async def take(_event: object = None) -> None:
        await act.run(lambda desk: take_over_items(desk, actor, brought), done)

    def done(events: Sequence[Event]) -> None:
        words = session.words("ui.list.taken_over", count=len(brought.items))
        say_with_undo(session, words, events)
        on_done()

    if changes.is_same:
        shown: list[ft.Control] = [note(session.words("ui.list.same"), key="list-same")]
    else:
        shown = [
            note(session.words("ui.list.take_note")),
            ChangesCard(changes, session.language, key="changes"),
        ]
    go = None if changes.is_same else take
    return _page(session, act, brought, shown, (go, on_done))


@ft.component
def BroughtOpening(
    session: Session,
    brought: Opened,
    known: Mapping[str, Entry],
    on_done: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw the lots that would be received."""
    act = use_act(session)
    actor, language = session.actor, session.language
    source = session.words("ui.list.opening")

    async def take(_event: object = None) -> None:
        await act.run(
            lambda desk: take_in_opening(desk, actor, brought.lots, source), done
        )

    def done(events: Sequence[Event]) -> None:
        words = session.words("ui.list.opening_taken", count=len(brought.lots))
        say_with_undo(session, words, events)
        on_done()

    lines = tuple(
        (
            f"{each.quantity} × "
            f"{item_name(known[each.lot.item].item, each.lot.item, language)}",
            " · ".join(
                part
                for part in (each.lot.lot, expiry_words(each.lot.expiry, language))
                if part
            ),
        )
        for each in brought.lots
    )
    shown = [note(session.words("ui.list.opening_note")), Part("lots", lines, language)]
    return _page(session, act, brought, shown, (take, on_done))


def _page(
    session: Session,
    act: Act,
    brought: Listed | Opened,
    shown: Sequence[ft.Control],
    ways: tuple[Callable[..., Any] | None, Callable[[], Any]],
) -> ft.Control:
    take, leave = ways
    wrong: Sequence[Wrong] = brought.wrong
    unknown = ", ".join(brought.unknown_columns)
    if wrong:
        take, shown = None, [wrong_card(wrong, session.language)]
    if take is not None:
        session.offer_primary(take)
    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            page_title(session.words("ui.list.preview")),
            *(
                [note(session.words("ui.list.unknown_columns", columns=unknown))]
                if unknown
                else []
            ),
            ft.Column(
                expand=True,
                scroll=ft.ScrollMode.AUTO,
                spacing=12,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                controls=list(shown),
            ),
            error_note(act.refusal, key="take-refusal"),
            ft.Row(
                wrap=True,
                spacing=GAP,
                run_spacing=GAP,
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    quiet_button(session.words("ui.list.drop"), leave, key="list-drop"),
                    *(
                        [
                            primary_button(
                                session.words("ui.list.take"),
                                take,
                                key="list-take",
                                icon=ft.Icons.CHECK,
                                disabled=act.busy,
                            )
                        ]
                        if take is not None
                        else []
                    ),
                ],
            ),
        ],
    )
