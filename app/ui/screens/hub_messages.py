"""Berichten at the hub: tell one post or all, and see at each how far it came."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import flet as ft

from app.commands.draft import drop_draft
from app.commands.message import Wording
from app.ui.hooks import keyed, use_attempt, use_now
from app.ui.hub_hooks import use_hub
from app.ui.state import Layout
from app.ui.theme import GAP, SPACE
from app.ui.typed import Typed, use_typed
from app.ui.widgets.buttons import link_button, primary_button, quiet_button
from app.ui.widgets.fields import choice_button, field_label, text_field
from app.ui.widgets.notice import dialog, notify
from app.ui.widgets.panels import (
    empty_state,
    error_note,
    note,
    page_title,
    room_page,
    room_side,
    section_card,
    section_title,
    waiting_state,
)
from app.ui.widgets.sheet import use_primary
from app.ui.widgets.told_row import told_card
from app.ui.widgets.wrapped import wrapped

if TYPE_CHECKING:
    from app.ui.hub_state import HubProgram, PostRow, SentMessage
    from app.ui.state import Session

_FORM: Final = "message"
_ALL: Final = "all"
_YES: Final = "yes"


@ft.component
def HubMessagesRoom(session: Session, program: HubProgram) -> ft.Control:
    """Draw the form and, beside or under it, what was sent."""
    posts = use_hub(program, program.posts)
    if posts is None:
        return waiting_state(session.words("ui.loading"))
    here = tuple(each for each in posts if not each.revoked)
    form = keyed(Compose, session, program, here, key="compose")
    names = {each.post_id: each.name for each in posts}
    sent = keyed(SentList, session, program, names, key="sent")
    title = page_title(session.words("ui.room.messages"))
    if session.layout is Layout.WIDE:
        body: ft.Control = ft.Row(
            expand=True,
            spacing=SPACE,
            vertical_alignment=ft.CrossAxisAlignment.START,
            controls=[room_side([form], 4), room_side([sent], 5)],
        )
        return room_page(ft.Column(expand=True, controls=[title, body]))
    return room_page(room_side([title, form, sent], 1))


@ft.component
def Compose(
    session: Session, program: HubProgram, posts: Sequence[PostRow], key: str = ""
) -> ft.Control:
    """Draw what an operator wants to say, to whom and how; half-typed survives."""
    typed = use_typed(session, _FORM)
    attempt = use_attempt(session)
    chosen = chosen_posts(typed, posts)

    async def send(_event: object = None) -> None:
        voice, actor = program.voice(), session.actor
        if voice is None:
            return
        said = _wording(typed)

        def sent(_answer: object) -> None:
            typed.fill({"to": typed.text("to"), "sort": typed.text("sort")})
            notify(session, session.words("ui.message.sent"))

        if await attempt.run(lambda: voice.send(actor, said, chosen), sent):
            await session.open_file.write(lambda desk: drop_draft(desk, actor, _FORM))

    use_primary(session, send if posts else None)
    if not posts:
        return section_card(
            session.words("ui.message.new"),
            [note(session.words("ui.message.no_posts"))],
        )
    return section_card(
        session.words("ui.message.new"),
        [
            _sorts(session, typed),
            receivers(session, typed, posts),
            text_field(
                session.words("ui.message.text"),
                typed.text("text"),
                partial(typed.write, "text"),
                key="text",
                multiline=True,
                min_lines=4,
                max_lines=10,
            ),
            error_note(attempt.problem),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    primary_button(
                        session.words("ui.message.send"),
                        send,
                        key="send-message",
                        icon=ft.Icons.SEND,
                        disabled=attempt.busy,
                    )
                ],
            ),
        ],
    )


def _wording(typed: Typed) -> Wording:
    return Wording(
        typed.text("text"),
        is_order=typed.text("sort") != "message",
        urgent=typed.text("urgent") == _YES,
    )


def chosen_posts(typed: Typed, posts: Sequence[PostRow]) -> tuple[bytes, ...]:
    """Return the posts it goes to: all, until somebody picks."""
    picked = set((typed.text("to") or _ALL).split())
    return tuple(
        each.post_id for each in posts if _ALL in picked or each.post_id.hex() in picked
    )


def _sorts(session: Session, typed: Typed) -> ft.Control:
    is_message = typed.text("sort") == "message"
    is_urgent = typed.text("urgent") == _YES
    sorts = [
        choice_button(
            session.words(f"ui.message.{name}"),
            chosen=is_message is (name == "message"),
            on_click=partial(typed.pick, "sort", name),
            key=f"sort-{name}",
        )
        for name in ("order", "message")
    ]
    urgent = choice_button(
        session.words("ui.message.urgent"),
        chosen=is_urgent,
        on_click=partial(typed.pick, "urgent", "" if is_urgent else _YES),
        key="urgent",
        icon=ft.Icons.PRIORITY_HIGH,
    )
    return _group(session.words("ui.message.sort"), [*sorts, urgent])


def receivers(session: Session, typed: Typed, posts: Sequence[PostRow]) -> ft.Control:
    """Return the choice of posts: all, or each alone."""
    chosen = set(chosen_posts(typed, posts))
    is_all = len(chosen) == len(posts)

    def toggled(post: bytes) -> str:
        kept = {post} if is_all else chosen ^ {post}
        return " ".join(sorted(each.hex() for each in kept)) or "-"

    everybody = choice_button(
        session.words("ui.message.to_all"),
        chosen=is_all,
        on_click=partial(typed.pick, "to", _ALL),
        key="to-all",
    )
    each_post = [
        choice_button(
            each.name or session.words("ui.hub.posts.unnamed"),
            chosen=not is_all and each.post_id in chosen,
            on_click=partial(typed.pick, "to", toggled(each.post_id)),
            key=f"to-{each.post_id.hex()}",
        )
        for each in posts
    ]
    return _group(session.words("ui.message.to"), [everybody, *each_post])


def _group(label: str, controls: Sequence[ft.Control]) -> ft.Control:
    row = wrapped(controls)
    return ft.Column(spacing=GAP, controls=[field_label(label), row])


@ft.component
def SentList(
    session: Session, program: HubProgram, names: Mapping[bytes, str], key: str = ""
) -> ft.Control:
    """Draw what the posts were told, newest first."""
    now = use_now(session)
    attempt = use_attempt(session)
    asked, ask = ft.use_state(cast("bytes | None", None))
    told = use_hub(program, partial(_told, program))

    async def withdraw(reason: str) -> None:
        voice, actor, stream = program.voice(), session.actor, asked
        ask(None)
        if voice is not None and stream is not None:
            await attempt.run(lambda: voice.withdraw(actor, stream, reason))

    ft.use_dialog(
        None if asked is None else _sure(session, withdraw, lambda: ask(None))
    )
    if told is None:
        return waiting_state(session.words("ui.loading"))
    messages: dict[bytes, list[SentMessage]] = {}
    for each in told:
        messages.setdefault(each.row.stream, []).append(each)
    cards = [
        told_card(session, group, names, now, partial(ask, stream))
        for stream, group in messages.items()
    ]
    return ft.Column(
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            section_title(session.words("ui.message.list")),
            error_note(attempt.problem, key="withdraw-refusal"),
            *(cards or [_nothing(session)]),
        ],
    )


async def _told(program: HubProgram) -> tuple[SentMessage, ...]:
    voice = program.voice()
    if voice is None:
        return ()
    found = await voice.sent()
    return tuple(sorted(found, key=lambda each: -each.row.sent_ms))


def _nothing(session: Session) -> ft.Control:
    return empty_state(
        ft.Icons.CAMPAIGN_OUTLINED,
        session.words("ui.message.list_none"),
        session.words("ui.message.list_none_next"),
    )


def _sure(
    session: Session,
    withdraw: Callable[[str], Any],
    keep: Callable[[], Any],
) -> ft.AlertDialog:
    reason: list[str] = [""]

    def write(words: str) -> None:
        reason[0] = words

    async def do(_event: object = None) -> None:
        await withdraw(reason[0])

    return dialog(
        session.words("ui.message.withdraw_title"),
        [
            note(session.words("ui.message.withdraw_note")),
            text_field(
                session.words("ui.message.withdraw_why"), "", write, key="reason"
            ),
        ],
        [
            link_button(session.words("ui.message.keep"), keep, key="keep"),
            quiet_button(session.words("ui.message.withdraw"), do, key="withdraw-do"),
        ],
        keep,
    )
