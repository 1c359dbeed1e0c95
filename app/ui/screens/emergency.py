"""Noodtoegang: who may not read takes it in an emergency, says why, and is judged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import flet as ft

from app.care.staff import may
from app.care.terms import OverrideReason
from app.commands import end_override, override_access
from app.store.queries.access import Override, standing_override
from app.ui.hooks import use_act, use_now, use_query
from app.ui.state import Layout, Session
from app.ui.theme import BODY, BOLD, RADIUS, RED, SPACE, TOUCH
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import error_note, note, section_card, waiting_state
from app.ui.words import hour

_MINUTES: Final = ("15", "30", "60")
_ONE: Final = "one"
_ALL: Final = "all"


def may_read(session: Session) -> bool:
    """Return whether this person's role opens records without more."""
    return session.person is not None and may(session.person.role, "access.opened")


@ft.component
def EmergencyGate(
    session: Session, stream: bytes, inside: Callable[[], ft.Control], key: str = ""
) -> ft.Control:
    """Draw what is inside while emergency access stands, and else the way to it."""
    now, actor = use_now(session), session.actor
    found = use_query(
        session,
        lambda db: (standing_override(db, actor, now, stream),),
        [stream, now],
        ["access"],
    )
    if found is None:
        return waiting_state(session.words("ui.casualty.reading"))
    if found[0] is not None:
        return inside()
    return EmergencyForm(session, stream, key=f"emergency-{stream.hex()}")


@ft.component
def EmergencyForm(session: Session, stream: bytes, key: str = "") -> ft.Control:
    """Draw the reason, the words, how long and for whom; nothing is filled in."""
    why, choose_why = ft.use_state("")
    minutes, choose_minutes = ft.use_state(_MINUTES[0])
    reach, choose_reach = ft.use_state(_ONE)
    because: ft.MutableRef[str] = ft.use_ref("")
    act = use_act(session)
    actor, words = session.actor, session.words

    def write(typed: str) -> None:
        because.current = typed

    async def take() -> None:
        casualty = stream if reach == _ONE else b""
        said = because.current or ""
        await act.run(
            lambda desk: override_access(
                desk, actor, OverrideReason(why), said, int(minutes), casualty
            )
        )

    reasons = [
        (each.value, words(f"term.OverrideReason.{each.value}"))
        for each in OverrideReason
    ]
    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Container(
                padding=SPACE,
                content=section_card(
                    words("ui.emergency.title"),
                    [
                        note(words("ui.emergency.about")),
                        _choices(session, "why", reasons, why, choose_why),
                        text_field(
                            words("field.AccessOverridden.because"),
                            "",
                            write,
                            key="because",
                        ),
                        _choices(
                            session,
                            "minutes",
                            [
                                (each, words("ui.emergency.for", minutes=each))
                                for each in _MINUTES
                            ],
                            minutes,
                            choose_minutes,
                        ),
                        _choices(
                            session,
                            "reach",
                            [
                                (each, words(f"ui.emergency.reach.{each}"))
                                for each in (_ONE, _ALL)
                            ],
                            reach,
                            choose_reach,
                        ),
                        error_note(act.refusal),
                        _hands(session, take, may_take=bool(why)),
                    ],
                ),
            )
        ],
    )


def _choices(
    session: Session,
    name: str,
    options: list[tuple[str, str]],
    value: str,
    choose: Callable[[str], Any],
) -> ft.Control:
    label = session.words(f"ui.emergency.{name}")
    return choices(options, value or None, choose, key=name, label=label)


def _hands(session: Session, take: Callable[[], Any], *, may_take: bool) -> ft.Control:
    return ft.Row(
        wrap=True,
        spacing=SPACE,
        run_spacing=8,
        controls=[
            primary_button(
                session.words("ui.emergency.take"),
                take,
                key="take-emergency",
                icon=ft.Icons.EMERGENCY,
                disabled=not may_take,
            ),
            quiet_button(
                session.words("ui.casualty.back"), session.back, key="back-to-list"
            ),
        ],
    )


@ft.component
def EmergencyBar(session: Session, key: str = "") -> ft.Control:
    """Draw, on every page, until when this person reads by emergency access."""
    now = use_now(session)
    actor = session.person.actor if session.person else b""
    found = use_query(
        session,
        lambda db: (standing_override(db, actor, now),),
        [actor, now],
        ["access"],
    )
    act = use_act(session)
    force = found[0] if found else None

    async def end() -> None:
        if force is not None:
            target, by = force.id, session.actor
            await act.run(
                lambda desk: end_override(desk, by, target),
                lambda _event: notify(session, session.words("ui.emergency.ended")),
            )

    if force is None or may_read(session):
        return ft.Container(visible=False)
    return ft.Semantics(
        live_region=True,
        content=ft.Container(
            key="emergency-bar",
            bgcolor=RED,
            padding=ft.Padding.only(left=SPACE, right=8, top=4, bottom=4),
            content=ft.Row(
                spacing=12,
                controls=[
                    ft.Icon(ft.Icons.EMERGENCY, color=ft.Colors.WHITE),
                    ft.Text(
                        act.refusal or _bar_words(session, force),
                        size=BODY,
                        color=ft.Colors.WHITE,
                        expand=True,
                        **BOLD,
                    ),
                    _ender(session, end),
                ],
            ),
        ),
    )


def _ender(session: Session, end: Callable[[], Any]) -> ft.Control:
    """Return the way to give it back; on a phone in one word, read out whole."""
    whole = session.words("ui.emergency.end")
    is_short = session.layout is Layout.NARROW
    words = session.words("ui.emergency.end_short") if is_short else whole
    return ft.OutlinedButton(
        key="end-emergency",
        height=TOUCH,
        on_click=end,
        style=ft.ButtonStyle(
            side=ft.BorderSide(2, ft.Colors.WHITE),
            padding=ft.Padding.symmetric(horizontal=16),
            shape=ft.RoundedRectangleBorder(radius=RADIUS),
        ),
        content=ft.Text(
            words, size=BODY, color=ft.Colors.WHITE, semantics_label=whole, **BOLD
        ),
    )


def _bar_words(session: Session, force: Override) -> str:
    where = force.number or session.words("ui.access.everybody")
    return session.words("ui.emergency.bar", until=hour(force.until_ms), where=where)
