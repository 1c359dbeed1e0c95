"""Erkenning at the hub: who asks to be recognised, who is, and taking that back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import flet as ft

from app.care.grant import Grant
from app.commands.grant import end_grant
from app.store.queries.crew import MemberDetail, member
from app.store.queries.recognition import Candidate, asked_for, granted
from app.ui.hooks import keyed, use_attempt, use_now, use_query
from app.ui.hub_hooks import use_hub
from app.ui.screens.hub_grant import GrantForm
from app.ui.screens.member import acts_words
from app.ui.state import Layout
from app.ui.theme import BODY, BOLD, GAP, SPACE
from app.ui.widgets.buttons import (
    icon_button,
    link_button,
    primary_button,
    quiet_button,
)
from app.ui.widgets.crew_words import qualification_words, recognition_words
from app.ui.widgets.fields import text_field
from app.ui.widgets.panels import (
    card,
    empty_state,
    error_note,
    note,
    page_title,
    room_page,
    room_side,
    section_title,
    waiting_state,
)
from app.ui.words import ago, moment

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.hub_state import HubProgram
    from app.ui.state import Session
    from sync.event import Event
    from sync.ids import LogId

_STREAMS = ("staff", "grant", "pack")


@ft.component
def HubPowersRoom(session: Session, program: HubProgram) -> ft.Control:
    """Draw who asks on one side, who was granted something on the other."""
    now = use_now(session)
    chosen, choose = ft.use_state(cast("Candidate | None", None))
    posts = use_hub(program, program.posts)
    asked = use_query(session, lambda db: asked_for(db, now), [now], _STREAMS)
    known = use_query(session, lambda db: granted(db, now), [now], _STREAMS)
    if posts is None or asked is None or known is None:
        return waiting_state(session.words("ui.loading"))
    names = {each.post_id: each.name for each in posts}
    head = _head(session)
    if chosen is not None:
        form = keyed(
            GrantForm,
            session,
            program,
            chosen,
            lambda: choose(None),
            key=f"grant-{chosen.actor.hex()}",
        )
        return room_page(room_side([head, form], 1))
    waiting = _waiting(session, asked, names, now, choose)
    listed = [
        section_title(session.words("ui.hub.powers.granted")),
        *(
            keyed(Granted, session, program, each, names, key=f"of-{each.actor.hex()}")
            for each in known
        ),
        *([] if known else [note(session.words("ui.hub.powers.none_granted"))]),
    ]
    if session.layout is not Layout.WIDE:
        return room_page(room_side([head, *waiting, *listed], 1))
    body = ft.Row(
        expand=True,
        spacing=SPACE,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[room_side(waiting, 1), room_side(listed, 1)],
    )
    return room_page(
        ft.Column(
            expand=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[head, body],
        )
    )


def _head(session: Session) -> ft.Control:
    return ft.Row(
        wrap=True,
        spacing=12,
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        controls=[
            ft.Row(
                tight=True,
                controls=[
                    icon_button(
                        ft.Icons.ARROW_BACK,
                        session.words("ui.back"),
                        session.back,
                        key="back",
                    ),
                    page_title(session.words("ui.hub.powers.title")),
                ],
            ),
            quiet_button(
                session.words("ui.hub.acts.title"),
                lambda: session.go("acts"),
                key="to-acts",
                icon=ft.Icons.RULE,
            ),
        ],
    )


def _waiting(
    session: Session,
    asked: tuple[Candidate, ...],
    names: Mapping[bytes, str],
    now_ms: int,
    choose: Callable[[Any], Any],
) -> list[ft.Control]:
    title = section_title(session.words("ui.hub.powers.asked", count=len(asked)))
    if not asked:
        return [
            title,
            empty_state(
                ft.Icons.VERIFIED_USER_OUTLINED,
                session.words("ui.hub.powers.none"),
                session.words("ui.hub.powers.none_next"),
            ),
        ]
    return [title, *(_asked(session, each, names, now_ms, choose) for each in asked)]


def _asked(
    session: Session,
    who: Candidate,
    names: Mapping[bytes, str],
    now_ms: int,
    choose: Callable[[Any], Any],
) -> ft.Control:
    ask, language = who.ask, session.language
    said: list[ft.Control] = [_who(session, who, names)]
    if ask is not None:
        profession = session.words(f"term.Profession.{ask.profession.value}")
        words = f"{profession} · {ago(ask.at_ms, now_ms, language)}"
        said.append(ft.Text(words, size=BODY))
        said += [ft.Text(ask.remark, size=BODY)] if ask.remark else []
    said += [note(qualification_words(each, language)) for each in who.qualifications]
    said.append(note(recognition_words(who.state, now_ms, language)))
    button = primary_button(
        session.words("ui.hub.powers.recognise"),
        partial(choose, who),
        key=f"recognise-{who.actor.hex()}",
        icon=ft.Icons.VERIFIED_USER,
    )
    return card(
        ft.Column(
            spacing=4,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                *said,
                ft.Row(alignment=ft.MainAxisAlignment.END, controls=[button]),
            ],
        ),
        key=f"asked-{who.actor.hex()}",
    )


def _who(session: Session, who: Candidate, names: Mapping[bytes, str]) -> ft.Control:
    unnamed = session.words("ui.hub.posts.unnamed")
    post = names.get(who.post) or unnamed
    return ft.Text(f"{who.name} · {post}", size=BODY + 1, **BOLD)


@ft.component
def Granted(
    session: Session,
    program: HubProgram,
    who: Candidate,
    names: Mapping[bytes, str],
    key: str = "",
) -> ft.Control:
    """Draw what one person was granted, and the way to take it back."""
    now = use_now(session)
    viewer = session.actor
    detail: MemberDetail | None = use_query(
        session, lambda db: member(db, who.actor, now, viewer), [now], _STREAMS
    )
    grants = () if detail is None else detail.grants
    return card(
        ft.Column(
            spacing=GAP,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                _who(session, who, names),
                note(recognition_words(who.state, now, session.language)),
                *(
                    keyed(
                        GrantRow,
                        session,
                        program,
                        who,
                        each,
                        key=f"grant-{each.id[0].hex()}-{each.id[1]}",
                    )
                    for each in grants
                ),
            ],
        ),
        key=key,
    )


@ft.component
def GrantRow(
    session: Session, program: HubProgram, who: Candidate, grant: Grant, key: str = ""
) -> ft.Control:
    """Draw one grant; asked for, the reason to take it back."""
    now = session.clock.now_ms()
    asked, ask = ft.use_state(False)
    reason, write = ft.use_state("")
    attempt = use_attempt(session)

    async def end(_event: object = None) -> None:
        voice, by = program.voice(), session.actor
        if voice is None:
            return
        post, target = bytes(grant.to_post), (bytes(grant.id[0]), grant.id[1])

        def tell(desk: Desk, logs: Mapping[bytes, LogId]) -> list[Event]:
            to = (post, logs[post])
            return [end_grant(desk, by, who.actor, target, to, reason)]

        await attempt.run(lambda: voice.tell([post], tell))

    key_of = f"{grant.id[0].hex()}-{grant.id[1]}"
    way: list[ft.Control] = []
    if asked:
        why = session.words("field.GrantEnded.reason")
        now_words = session.words("ui.hub.powers.end_now")
        way = [
            text_field(why, reason, write, key=f"why-{key_of}"),
            link_button(now_words, end, key=f"end-{key_of}"),
        ]
    elif grant.until_ms > now and not grant.ends:
        words = session.words("ui.hub.powers.end")
        way = [link_button(words, lambda: ask(True), key=f"ask-end-{key_of}")]
    lines = [*_said(session, grant, now), *([] if grant.ends else way)]
    return ft.Column(
        spacing=2,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[*lines, error_note(attempt.problem)],
    )


def _said(session: Session, grant: Grant, now_ms: int) -> list[ft.Control]:
    until = moment(grant.until_ms, now_ms, session.language)
    role = session.words(f"term.Role.{grant.role.value}")
    words = session.words("ui.crew.granted", by=grant.by_name, until=until)
    lines: list[ft.Control] = [ft.Text(f"{role} · {words}", size=BODY)]
    if grant.reserved:
        lines.append(note(acts_words(grant.reserved, session.words)))
    if grant.supervisor_name:
        lines.append(note(session.words("ui.crew.under", name=grant.supervisor_name)))
    if grant.ends:
        at = moment(grant.ends[0].at_ms, now_ms, session.language)
        lines.append(note(session.words("ui.crew.taken", at=at)))
    return lines
