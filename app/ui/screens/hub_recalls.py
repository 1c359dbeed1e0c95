"""Terugroepen at the hub: a lot at one post or all, and at each what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.item import Item
from app.commands.draft import drop_draft
from app.store.queries.item import STREAMS as CATALOGUE
from app.store.queries.item import catalogue
from app.ui.hooks import keyed, use_attempt, use_now, use_query
from app.ui.hub_hooks import use_hub
from app.ui.screens.hub_messages import chosen_posts, receivers
from app.ui.screens.recall import called, lot_of, what_fields
from app.ui.state import Layout
from app.ui.theme import BODY, BOLD, GAP, SPACE
from app.ui.typed import use_typed
from app.ui.widgets.buttons import icon_button, link_button, primary_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.item_words import name_in
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import (
    card,
    empty_state,
    error_note,
    note,
    page_title,
    room_page,
    room_side,
    section_card,
    waiting_state,
)
from app.ui.words import ago

if TYPE_CHECKING:
    from app.ui.hub_state import HubProgram, PostRow, SentRecall
    from app.ui.state import Session

_FORM: Final = "recall.order"


@ft.component
def HubRecallsRoom(session: Session, program: HubProgram) -> ft.Control:
    """Draw the form and, beside or under it, every recall with its posts."""
    posts = use_hub(program, program.posts)
    items = use_query(session, catalogue, [], CATALOGUE)
    if posts is None or items is None:
        return waiting_state(session.words("ui.loading"))
    here = tuple(each for each in posts if not each.revoked)
    names = {each.post_id: each.name for each in posts}
    form = keyed(Order, session, program, here, items, key="order")
    listed = keyed(Recalled, session, program, names, items, key="recalled")
    head = ft.Row(
        spacing=12,
        controls=[
            icon_button(
                ft.Icons.ARROW_BACK, session.words("ui.back"), session.back, key="back"
            ),
            page_title(session.words("ui.hub.recalls.title")),
        ],
    )
    if session.layout is not Layout.WIDE:
        return room_page(room_side([head, form, listed], 1))
    body = ft.Row(
        expand=True,
        spacing=SPACE,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[room_side([form], 4), room_side([listed], 5)],
    )
    return room_page(ft.Column(expand=True, controls=[head, body]))


@ft.component
def Order(
    session: Session,
    program: HubProgram,
    posts: Sequence[PostRow],
    items: Mapping[str, Item],
    key: str = "",
) -> ft.Control:
    """Draw what is recalled, why, and at which posts."""
    typed = use_typed(session, _FORM)
    attempt = use_attempt(session)
    chosen = chosen_posts(typed, posts)

    async def order(_event: object = None) -> None:
        voice, actor = program.voice(), session.actor
        if voice is None:
            return
        what = called(typed)

        def ordered(_answer: object) -> None:
            typed.fill({})
            notify(session, session.words("ui.hub.recalls.done"))

        if await attempt.run(lambda: voice.recall(actor, what, chosen), ordered):
            await session.open_file.write(lambda desk: drop_draft(desk, actor, _FORM))

    if not posts:
        return section_card(
            session.words("ui.hub.recalls.new"),
            [note(session.words("ui.message.no_posts"))],
        )
    return section_card(
        session.words("ui.hub.recalls.new"),
        [
            *what_fields(session, typed, items),
            receivers(session, typed, posts),
            error_note(attempt.problem),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    primary_button(
                        session.words("ui.recall.order"),
                        order,
                        key="order-recall",
                        icon=ft.Icons.ASSIGNMENT_RETURN,
                        disabled=attempt.busy,
                    )
                ],
            ),
        ],
    )


@ft.component
def Recalled(
    session: Session,
    program: HubProgram,
    names: Mapping[bytes, str],
    items: Mapping[str, Item],
    key: str = "",
) -> ft.Control:
    """Draw every recall with a line for each post."""
    now = use_now(session)
    found = use_hub(program, partial(_recalls, program))
    if found is None:
        return waiting_state(session.words("ui.loading"))
    groups: dict[bytes, list[SentRecall]] = {}
    for each in found:
        groups.setdefault(each.row.stream, []).append(each)
    cards = [
        keyed(
            RecallCard,
            session,
            program,
            (group, names, items, now),
            key=f"recall-{stream.hex()}",
        )
        for stream, group in groups.items()
    ]
    none = empty_state(
        ft.Icons.ASSIGNMENT_RETURN_OUTLINED,
        session.words("ui.hub.recalls.none"),
        session.words("ui.hub.recalls.none_next"),
    )
    return ft.Column(
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=cards or [none],
    )


async def _recalls(program: HubProgram) -> tuple[SentRecall, ...]:
    voice = program.voice()
    return () if voice is None else await voice.recalls()


_Shown = tuple["Sequence[SentRecall]", Mapping[bytes, str], Mapping[str, Item], int]


@ft.component
def RecallCard(
    session: Session, program: HubProgram, shown: _Shown, key: str = ""
) -> ft.Control:
    """Draw one recall: what, why, how far it is at each post, and the way to end it."""
    group, names, items, now = shown
    reason: ft.MutableRef[str] = ft.use_ref("")
    attempt = use_attempt(session)
    row = group[0].row

    def write(words: str) -> None:
        reason.current = words

    async def end(_event: object = None) -> None:
        voice, actor = program.voice(), session.actor
        if voice is not None:
            why = reason.current or ""
            await attempt.run(lambda: voice.end_recall(actor, row.stream, why))

    stands = any(each.row.is_open and each.row.by_hub for each in group)
    return card(
        ft.Column(
            spacing=GAP,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                ft.Text(name_in(items, row.item, session.language), size=BODY, **BOLD),
                ft.Text(lot_of(session, row.lot), size=BODY),
                ft.Text(row.reason, size=BODY),
                *(_line(session, each, names, now) for each in group),
                error_note(attempt.problem),
                *(_ending(session, row.stream, write, end) if stands else []),
            ],
        ),
        key=key,
    )


def _ending(session: Session, stream: bytes, write: Any, end: Any) -> list[ft.Control]:
    return [
        ft.Row(
            spacing=GAP,
            vertical_alignment=ft.CrossAxisAlignment.START,
            controls=[
                text_field(
                    session.words("ui.recall.why_end"),
                    "",
                    write,
                    key=f"why-{stream.hex()}",
                    expand=True,
                ),
                link_button(
                    session.words("ui.recall.end"), end, key=f"end-{stream.hex()}"
                ),
            ],
        )
    ]


def _line(
    session: Session, sent: SentRecall, names: Mapping[bytes, str], now: int
) -> ft.Control:
    name = names.get(sent.row.post) or session.words("ui.hub.posts.unnamed")
    words, icon = fate_of(session, sent, now)
    post = ft.Text(name, size=BODY, **BOLD)
    fate = ft.Row(
        spacing=GAP,
        expand=True,
        controls=[
            ft.Icon(icon, size=20),
            ft.Text(words, key=f"fate-{sent.row.post.hex()}", size=BODY, expand=True),
        ],
    )
    if session.layout is Layout.NARROW:
        return ft.Column(spacing=0, controls=[post, ft.Row([fate])])
    return ft.Row([ft.Container(width=220, content=post), fate])


def fate_of(session: Session, sent: SentRecall, now: int) -> tuple[str, ft.IconData]:
    """Return how far a recall is at a post: only what is proven, with its age."""

    def said(name: str, since_ms: int | None, count: int = 0) -> str:
        return session.words(
            f"ui.hub.recalls.{name}",
            ago=ago(since_ms or now, now, session.language),
            count=count,
        )

    row = sent.row
    if not row.is_open:
        return session.words("ui.hub.recalls.ended"), ft.Icons.CHECK
    if row.found is not None:
        words = said("found", row.answered_ms, row.found)
        return words, ft.Icons.CHECK_CIRCLE_OUTLINE
    if sent.collected_ms is not None or not row.by_hub:
        since = sent.collected_ms or row.ordered_ms
        return said("heard", since), ft.Icons.DOWNLOAD_DONE
    if sent.laid_ms is None:
        return session.words("ui.hub.recalls.not_laid"), ft.Icons.SCHEDULE
    return said("not_heard", sent.laid_ms), ft.Icons.SCHEDULE
