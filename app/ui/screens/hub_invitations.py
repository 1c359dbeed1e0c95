"""Uitnodigingen: make one, copy it, then compare six words on the phone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, cast

import flet as ft

from app.ui.hooks import use_attempt, use_now
from app.ui.hub_hooks import use_hub
from app.ui.hub_state import EnrolmentRow, HubProgram, InvitationView, PostRow
from app.ui.state import Layout, Session
from app.ui.theme import BODY, BOLD, GAP, LARGE, RADIUS, SPACE, outline
from app.ui.widgets.buttons import link_button, primary_button, quiet_button
from app.ui.widgets.check_words import check_words
from app.ui.widgets.fields import choice_button, text_field
from app.ui.widgets.notice import dialog, notify
from app.ui.widgets.panels import (
    card,
    empty_state,
    error_note,
    note,
    page_title,
    section_card,
    section_title,
    waiting_state,
)
from app.ui.widgets.qr_code import qr_code
from app.ui.widgets.stock_row import tag
from app.ui.widgets.wrapped import wrapped
from app.ui.words import ago, hour

_SQUARE: Final = 360


@ft.component
def InvitationsRoom(session: Session, program: HubProgram) -> ft.Control:
    """Draw the form, the code that was made last, and who joined lately."""
    now = use_now(session, 5)
    made, set_made = ft.use_state(cast("InvitationView | None", None))
    joined = use_hub(program, program.enrolled)
    if joined is None:
        return waiting_state("")
    return ft.Container(
        expand=True,
        padding=SPACE,
        content=ft.Column(
            expand=True,
            width=1000,
            scroll=ft.ScrollMode.AUTO,
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                page_title(session.words("ui.room.invitations")),
                Inviting(session, program, set_made, key="inviting"),
                *([Code(session, made, now, key="code")] if made else []),
                section_title(session.words("ui.hub.invite.joined")),
                *_joined(session, program, joined, now),
            ],
        ),
    )


@ft.component
def Inviting(
    session: Session,
    program: HubProgram,
    on_made: Callable[[InvitationView], Any],
    key: str = "",
) -> ft.Control:
    """Ask which post it is for, and make the invitation."""
    hint, set_hint = ft.use_state("")
    picked, pick = ft.use_state(cast("PostRow | None", None))
    posts = use_hub(program, program.posts) or ()
    attempt = use_attempt(session)

    async def make() -> None:
        name = picked.name if picked is not None else hint.strip()
        if not name:
            attempt.say(session.words("ui.hub.invite.hint_empty"))
            return
        post = None if picked is None else picked.post_id
        await attempt.run(lambda: program.invite(name, post), on_made)

    field = text_field(
        session.words("ui.hub.invite.hint"),
        hint,
        set_hint,
        key="invite-hint",
        on_submit=make,
    )
    return section_card(
        session.words("ui.hub.invite.title"),
        [
            *([_whose(session, posts, picked, pick)] if posts else []),
            field if picked is None else note(session.words("ui.hub.invite.further")),
            error_note(attempt.problem, key="invite-problem"),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    primary_button(
                        session.words("ui.hub.invite.make"),
                        make,
                        key="invite-make",
                        icon=ft.Icons.ADD,
                        disabled=attempt.busy,
                    )
                ],
            ),
        ],
    )


def _whose(
    session: Session,
    posts: Sequence[PostRow],
    picked: PostRow | None,
    pick: Callable[[PostRow | None], Any],
) -> ft.Control:
    """Return the choice between a new post and a further device of a known one."""
    fresh = choice_button(
        session.words("ui.hub.invite.new_post"),
        chosen=picked is None,
        on_click=partial(pick, None),
        key="invite-new",
    )
    known = [
        choice_button(
            each.name or session.words("ui.hub.posts.unnamed"),
            chosen=picked is not None and picked.post_id == each.post_id,
            on_click=partial(pick, each),
            key=f"invite-{each.post_id.hex()}",
        )
        for each in posts
    ]
    return wrapped([fresh, *known])


@ft.component
def Code(session: Session, made: InvitationView, now: int, key: str = "") -> ft.Control:
    """Draw the code to hand over, and until when it works."""

    async def copy() -> None:
        await ft.Clipboard().set(made.text)
        notify(session, session.words("ui.hub.invite.copied"))

    is_over = now >= made.expires_ms
    until = (
        session.words("ui.hub.invite.over")
        if is_over
        else session.words("ui.hub.invite.until", time=hour(made.expires_ms))
    )
    text = ft.Container(
        padding=SPACE,
        border_radius=RADIUS,
        border=outline(ft.Colors.OUTLINE),
        content=ft.Text(made.text, key="invite-code", size=LARGE - 2, selectable=True),
    )
    about = [
        ft.Text(until, key="invite-until", size=BODY, **BOLD),
        note(session.words("ui.hub.invite.how")),
        ft.Row(
            alignment=ft.MainAxisAlignment.END,
            controls=[
                quiet_button(
                    session.words("ui.hub.invite.copy"),
                    copy,
                    key="invite-copy",
                    icon=ft.Icons.CONTENT_COPY,
                    disabled=is_over,
                )
            ],
        ),
    ]
    square = [] if is_over else [_square(session, made)]
    return section_card(
        session.words("ui.hub.invite.code", post=made.hint),
        [_beside([text, *about], square)]
        if session.layout is Layout.WIDE
        else [text, *square, *about],
    )


def _beside(said: list[ft.Control], square: list[ft.Control]) -> ft.Control:
    """Return the code in words and, beside it, the square: no need to move a screen."""
    words = ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=said,
    )
    return ft.Row(
        spacing=SPACE,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[words, *square],
    )


def _square(session: Session, made: InvitationView) -> ft.Control:
    """Return the code as a square, big enough for a camera at arm's length."""
    side = min(_SQUARE, session.width - 6 * SPACE)
    words = session.words("ui.hub.invite.square")
    drawn = qr_code(made.text, words, side=side, key="invite-square")
    if session.layout is Layout.WIDE:
        return drawn
    return ft.Row(alignment=ft.MainAxisAlignment.CENTER, controls=[drawn])


def _joined(
    session: Session, program: HubProgram, rows: Sequence[EnrolmentRow], now: int
) -> list[ft.Control]:
    if not rows:
        return [
            empty_state(
                ft.Icons.HANDSHAKE_OUTLINED,
                session.words("ui.hub.invite.joined_none"),
                session.words("ui.hub.invite.joined_none_next"),
            )
        ]
    return [Joined(session, program, row, now, key=row.device.hex()) for row in rows]


@ft.component
def Joined(
    session: Session, program: HubProgram, row: EnrolmentRow, now: int, key: str = ""
) -> ft.Control:
    """Draw a device that joined, its six words, and the way to turn it away."""
    asked, ask = ft.use_state(False)
    attempt = use_attempt(session)

    def gone(_done: None) -> None:
        ask(False)
        notify(session, session.words("ui.hub.invite.revoked"))

    async def revoke() -> None:
        await attempt.run(lambda: program.revoke(row.device), gone)

    ft.use_dialog(_sure(session, row, revoke, lambda: ask(False)) if asked else None)
    narrow = session.layout is Layout.NARROW
    words = check_words(row.words, key=f"words-{row.device.hex()}", small=True)
    differs = (
        tag(session.words("ui.hub.posts.revoked"), ft.Icons.BLOCK, alarm=True)
        if row.revoked
        else quiet_button(
            session.words("ui.hub.invite.differs"),
            lambda: ask(True),
            key=f"differs-{row.device.hex()}",
            icon=ft.Icons.BLOCK,
        )
    )
    since = ago(row.enrolled_ms, now, session.language)
    head = ft.Row(
        wrap=narrow,
        spacing=12,
        controls=[
            ft.Text(row.post_name, size=LARGE - 2, **BOLD),
            note(session.words("ui.hub.invite.joined_at", ago=since)),
            *([] if narrow else [ft.Container(expand=True)]),
            differs,
        ],
    )
    return card(
        ft.Column(
            spacing=GAP,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[head, words, error_note(attempt.problem)],
        ),
        key=f"joined-{row.device.hex()}",
    )


def _sure(
    session: Session,
    row: EnrolmentRow,
    on_revoke: Callable[[], Any],
    on_leave: Callable[[], Any],
) -> ft.AlertDialog:
    return dialog(
        session.words("ui.hub.invite.differs_sure", post=row.post_name),
        [ft.Text(session.words("ui.hub.invite.differs_note"), size=BODY)],
        [
            link_button(
                session.words("ui.hub.invite.keep"), on_leave, key="revoke-leave"
            ),
            primary_button(
                session.words("ui.hub.invite.revoke"), on_revoke, key="revoke-sure"
            ),
        ],
        on_leave,
    )
