"""Noodtoegang: who may not read takes it in an emergency, says why, and is judged."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.refusal import Refusal
from app.care.staff import may
from app.care.terms import OverrideReason
from app.commands import end_override, override_access
from app.store.desk import Desk
from app.store.queries.access import Override, standing_override
from app.ui.hooks import use_act, use_now, use_query
from app.ui.state import Layout, Session
from app.ui.theme import BODY, BOLD, RADIUS, RED, SPACE, TOUCH
from app.ui.typed import Typed, use_typed
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import error_note, note, section_card, waiting_state
from app.ui.words import hour
from sync.event import Event

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
    """Draw the reason, the words, how long and for whom; no reason is filled in."""
    known = {"minutes": _MINUTES[0], "reach": _ONE}
    typed = use_typed(session, f"emergency:{stream.hex()}", known)
    words = session.words

    async def take() -> None:
        missing = _missing(typed)
        if missing:
            typed.refuse(*missing)
            return
        await typed.record(_command(session, typed, stream))

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
                        _choices(session, typed, "why", _reasons(session)),
                        text_field(
                            words("field.AccessOverridden.because"),
                            typed.text("because"),
                            partial(typed.write, "because"),
                            key="because",
                            error=typed.errors.get("because"),
                        ),
                        _choices(
                            session,
                            typed,
                            "minutes",
                            [
                                (each, words("ui.emergency.for", minutes=each))
                                for each in _MINUTES
                            ],
                        ),
                        _choices(
                            session,
                            typed,
                            "reach",
                            [
                                (each, words(f"ui.emergency.reach.{each}"))
                                for each in (_ONE, _ALL)
                            ],
                        ),
                        error_note(typed.refusal),
                        _hands(session, take),
                    ],
                ),
            )
        ],
    )


def _missing(typed: Typed) -> list[Refusal]:
    """Return what has to be said first, all of it at once."""
    missing = []
    if typed.text("why") not in list(OverrideReason):
        missing.append(Refusal("why_missing"))
    if not typed.text("because").strip():
        missing.append(Refusal("because_missing"))
    return missing


def _command(session: Session, typed: Typed, stream: bytes) -> Callable[[Desk], Event]:
    actor, why = session.actor, OverrideReason(typed.text("why"))
    because, minutes = typed.text("because"), int(typed.text("minutes"))
    casualty = stream if typed.text("reach") == _ONE else b""

    def command(desk: Desk) -> Event:
        return override_access(desk, actor, why, because, minutes, casualty)

    return command


def _reasons(session: Session) -> list[tuple[str, str]]:
    return [
        (each.value, session.words(f"term.OverrideReason.{each.value}"))
        for each in OverrideReason
    ]


def _choices(
    session: Session, typed: Typed, name: str, options: list[tuple[str, str]]
) -> ft.Control:
    return choices(
        options,
        typed.text(name) or None,
        partial(typed.pick, name),
        key=name,
        label=session.words(f"ui.emergency.{name}"),
        error=typed.errors.get(name),
    )


def _hands(session: Session, take: Callable[[], Any]) -> ft.Control:
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
