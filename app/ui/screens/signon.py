"""Who are you: a name to tap, then that person's PIN. Also used to switch."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import flet as ft

from app.care.refusal import Refusal
from app.commands import sign_on
from app.store.queries.staff import Person, people
from app.ui.arrive import close_post, close_words
from app.ui.door import door, door_title
from app.ui.hooks import keyed, use_attempt, use_loop, use_query
from app.ui.theme import (
    BODY,
    BOLD,
    GAP,
    LARGE,
    PLAIN,
    RADIUS,
    SMALL,
    TRIAGE_TOUCH,
    line_width,
)
from app.ui.widgets.buttons import link_button
from app.ui.widgets.panels import error_note, waiting_state
from app.ui.widgets.pin_pad import PinPad
from app.ui.words import initials, refused

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Program, Session

_MANY = 6
"""From here on names stand in two columns."""


@ft.component
def SignOnScreen(session: Session, program: Program) -> ft.Control:
    """Let a person say who they are."""
    picked, pick = ft.use_state(cast("Person | None", None))
    found = use_query(session, people, streams=["staff"])

    async def close() -> None:
        await close_post(session, program)

    def back() -> None:
        session.switching = False

    if picked is not None:
        rows = _knocking(session, picked, lambda: pick(None))
        return door(session, program, rows, page="signon")
    foot = (
        link_button(
            session.words("ui.back"), back, key="back", icon=ft.Icons.ARROW_BACK
        )
        if session.switching
        else link_button(
            close_words(session),
            close,
            key="close-post",
            icon=ft.Icons.LOGOUT,
        )
    )
    listed = (
        waiting_state(session.words("ui.loading"))
        if found is None
        else _names(session, found, pick)
    )
    title = door_title(
        session.words("ui.people.who"), session.words("ui.people.who_note")
    )
    return door(session, program, [title, listed, foot], width=640, page="signon")


def _names(session: Session, found: tuple[Person, ...], pick: Any) -> ft.Control:
    across = 12 if len(found) < _MANY else 6
    return ft.ResponsiveRow(
        spacing=GAP,
        run_spacing=GAP,
        controls=[
            ft.Container(
                col={"xs": 12, "md": across},
                content=name_tile(session, each, partial(pick, each)),
            )
            for each in found
        ],
    )


def name_tile(session: Session, person: Person, on_click: Any) -> ft.Control:
    """Return a person to tap: first letters, name, role."""
    under = session.words(f"term.Role.{person.role.value}")
    if not person.has_pin:
        under = f"{under} · {session.words('ui.people.no_pin_here')}"
    return ft.OutlinedButton(
        key=f"who-{person.actor.hex()}",
        height=TRIAGE_TOUCH,
        disabled=not person.has_pin,
        on_click=on_click,
        style=ft.ButtonStyle(
            color=ft.Colors.ON_SURFACE,
            padding=ft.Padding.symmetric(horizontal=16),
            side=ft.BorderSide(line_width(), ft.Colors.OUTLINE_VARIANT),
            shape=ft.RoundedRectangleBorder(radius=RADIUS),
        ),
        content=ft.Row(
            spacing=16,
            controls=[
                avatar(person.name),
                ft.Column(
                    tight=True,
                    spacing=0,
                    expand=True,
                    controls=[
                        ft.Text(
                            person.name,
                            size=BODY + 1,
                            **BOLD,
                            max_lines=1,
                            overflow=ft.TextOverflow.ELLIPSIS,
                        ),
                        ft.Text(
                            under,
                            size=SMALL,
                            **PLAIN,
                            color=ft.Colors.ON_SURFACE_VARIANT,
                        ),
                    ],
                ),
                ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ft.Colors.ON_SURFACE_VARIANT),
            ],
        ),
    )


def avatar(name: str, size: float = 44) -> ft.Control:
    """Return a round with the first letters of a name; the name stands beside it."""
    return ft.Container(
        width=size,
        height=size,
        border_radius=size / 2,
        bgcolor=ft.Colors.PRIMARY_CONTAINER,
        alignment=ft.Alignment.CENTER,
        content=ft.Semantics(
            exclude_semantics=True,
            content=ft.Text(
                initials(name),
                size=size * 0.38,
                **BOLD,
                color=ft.Colors.ON_PRIMARY_CONTAINER,
            ),
        ),
    )


def _knocking(session: Session, person: Person, back: Any) -> list[ft.Control]:
    return [
        keyed(Knock, session, person, key=f"knock-{person.actor.hex()}"),
        ft.Row(
            controls=[
                link_button(
                    session.words("ui.back"),
                    back,
                    key="back",
                    icon=ft.Icons.ARROW_BACK,
                )
            ]
        ),
    ]


@ft.component
def Knock(session: Session, person: Person) -> ft.Control:
    """Ask one person's PIN, and let them in."""
    wait_until, set_wait_until = ft.use_state(0.0)
    now, set_now = ft.use_state(session.clock.monotonic_s())
    attempt = use_attempt(session)

    async def count_down() -> None:
        while True:
            set_now(session.clock.monotonic_s())
            await asyncio.sleep(0.5)

    async def check(pin: str) -> None:
        def command(desk: Desk) -> Person:
            return sign_on(desk, person.actor, pin)

        async def work() -> Person:
            try:
                return await session.open_file.write(command)
            except Refusal as why:
                seconds = int(why.values.get("seconds", 0))
                set_wait_until(session.clock.monotonic_s() + seconds)
                raise

        await attempt.run(work, session.sign_on)

    use_loop(count_down)
    left = max(0, round(wait_until - now))
    said = (
        refused(Refusal("wait", seconds=left), session.language)
        if left
        else attempt.problem
    )
    who = [
        avatar(person.name, 56),
        ft.Text(
            session.words("ui.people.pin_of", name=person.name),
            size=LARGE,
            **BOLD,
            text_align=ft.TextAlign.CENTER,
        ),
    ]
    pad = PinPad(session, check, disabled=left > 0 or attempt.busy)
    if session.is_short:
        said_here = _centred([*who, error_note(said)])
        said_here.expand = True
        return ft.Row(spacing=GAP, controls=[said_here, pad])
    return _centred([*who, pad, error_note(said)])


def _centred(controls: list[ft.Control]) -> ft.Column:
    return ft.Column(
        tight=True,
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        controls=controls,
    )
