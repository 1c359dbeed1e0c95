"""Tablets zonder app: let them in one by one, see who is in, and end one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import flet as ft

from app.care.refusal import Refusal
from app.care.staff import may
from app.ui.hooks import use_attempt, use_now, use_subscription
from app.ui.theme import BODY, BOLD, GAP, HUGE, SPACE
from app.ui.widgets.buttons import (
    icon_button,
    link_button,
    primary_button,
    quiet_button,
)
from app.ui.widgets.panels import (
    empty_state,
    error_note,
    marked_line,
    note,
    page_title,
    section_card,
)
from app.ui.widgets.qr_code import qr_code
from app.ui.widgets.tick_box import tick_box
from app.ui.words import ago, hour, refused

if TYPE_CHECKING:
    from app.ui.state import Program, Session
    from app.ui.tablets import TabletCode, TabletDoor, TabletDoorway, TabletRow

_WIDEST: Final = 1000
_SIDE: Final = 240
_LOOK_S: Final = 5


@ft.component
def TabletsRoom(session: Session, program: Program) -> ft.Control:
    """Draw the switch, a code for one more tablet, and those that are in."""
    about = program.tablets(session.mode)
    use_subscription(about.on_change, [session.mode])
    now_ms = use_now(session, _LOOK_S)
    code, show = ft.use_state(cast("TabletCode | None", None))
    attempt = use_attempt(session)
    doorway = about.doorway

    async def turn() -> None:
        show(None)
        await attempt.run(about.open if doorway is None else about.shut)

    def make() -> None:
        try:
            show(about.new_code())
        except Refusal as why:
            attempt.say(refused(why, session.language))

    held = code if code is not None and now_ms < code.until_ms else None
    if session.person is None or not may(session.person.role, "staff.added"):
        body: list[ft.Control] = [note(session.words("ui.tablet.only_lead"))]
    else:
        switch = _switch(session, doorway, turn)
        body = [switch, error_note(attempt.problem, key="tablets-refusal")]
        if doorway is not None:
            body += [
                _one_more(session, held, make),
                _inside(session, about, doorway, now_ms),
                _trust(session, doorway),
            ]
    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        controls=[
            ft.Container(
                padding=SPACE + 4,
                width=_WIDEST,
                content=ft.Column(
                    spacing=SPACE,
                    horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                    controls=[_head(session), *body],
                ),
            )
        ],
    )


def _head(session: Session) -> ft.Control:
    return ft.Row(
        controls=[
            icon_button(
                ft.Icons.ARROW_BACK, session.words("ui.back"), session.back, key="back"
            ),
            ft.Container(page_title(session.words("ui.tablet.room")), expand=True),
        ]
    )


def _switch(
    session: Session, doorway: TabletDoorway | None, turn: Callable[[], Any]
) -> ft.Control:
    words = session.words
    found = [] if doorway is None else [_found(session, doorway)]
    return section_card(
        words("ui.tablet.door"),
        [
            note(words("ui.tablet.door_note")),
            tick_box(
                words("ui.tablet.door_open"),
                ticked=doorway is not None,
                on_tick=turn,
                key="tablets-open",
            ),
            *found,
        ],
    )


def _found(session: Session, doorway: TabletDoorway) -> ft.Control:
    words = session.words("ui.tablet.found", addresses=", ".join(doorway.addresses))
    return ft.Text(words, key="tablets-found", size=BODY, **BOLD)


def _one_more(
    session: Session, code: TabletCode | None, make: Callable[[], None]
) -> ft.Control:
    """Return the way to let one tablet in: its code as a square and in letters."""
    words = session.words
    button = quiet_button if code is not None else primary_button
    shown: list[ft.Control] = [] if code is None else [_code(session, code)]
    return section_card(
        words("ui.tablet.more"),
        [
            note(words("ui.tablet.more_note")),
            *shown,
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    button(
                        words("ui.tablet.code_new"),
                        make,
                        key="tablet-code-new",
                        icon=ft.Icons.QR_CODE_2,
                    )
                ],
            ),
        ],
    )


def _code(session: Session, code: TabletCode) -> ft.Control:
    words = session.words
    until = words("ui.tablet.code_until", time=hour(code.until_ms))
    return ft.Row(
        wrap=True,
        spacing=SPACE,
        run_spacing=GAP,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
        controls=[
            qr_code(code.url, words("ui.tablet.square"), side=_SIDE, key="tablet-qr"),
            ft.Column(
                tight=True,
                spacing=4,
                controls=[
                    ft.Text(
                        code.code, key="tablet-code", size=HUGE, selectable=True, **BOLD
                    ),
                    note(until, key="tablet-code-until"),
                    note(code.url.partition("#")[0], key="tablet-code-at"),
                ],
            ),
        ],
    )


def _inside(
    session: Session, about: TabletDoor, doorway: TabletDoorway, now_ms: int
) -> ft.Control:
    rows: list[ft.Control] = [
        _tablet(session, each, now_ms, partial(about.end_tablet, each.number))
        for each in doorway.tablets
    ]
    if not rows:
        rows = [
            empty_state(
                ft.Icons.TABLET_MAC,
                session.words("ui.tablet.none"),
                session.words("ui.tablet.none_next"),
            )
        ]
    return section_card(session.words("ui.tablet.inside"), rows, key="tablets")


def _tablet(
    session: Session, row: TabletRow, now_ms: int, end: Callable[[], None]
) -> ft.Control:
    words = session.words
    person = row.person or words("ui.tablet.nobody")
    used = ago(row.used_ms, now_ms, session.language)
    since = words("ui.tablet.since", time=hour(row.since_ms), used=used)
    device = row.device or words("ui.tablet.unknown")
    return marked_line(
        ft.Icons.TABLET_MAC,
        words("ui.tablet.row", number=row.number, person=person),
        f"{device} · {since}",
        link_button(words("ui.tablet.end"), end, key=f"tablet-end-{row.number}"),
        key=f"tablet-{row.number}",
    )


def _trust(session: Session, doorway: TabletDoorway) -> ft.Control:
    words = session.words
    return section_card(
        words("ui.tablet.trust"),
        [
            note(words("ui.tablet.trust_note")),
            ft.Text(
                doorway.fingerprint,
                key="tablets-fingerprint",
                size=BODY,
                selectable=True,
                **BOLD,
            ),
        ],
    )
