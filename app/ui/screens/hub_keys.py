"""Sleutels en apparaten: how old each key is, who holds it, whom the hub lets in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import flet as ft

from app.ui.hooks import use_attempt, use_now
from app.ui.hub_hooks import use_hub
from app.ui.hub_state import DeviceRow, HubProgram, KeyRoom, KeyRow
from app.ui.state import Layout, Session
from app.ui.theme import BODY, BOLD, GAP, LARGE, SPACE
from app.ui.widgets.buttons import (
    icon_button,
    link_button,
    primary_button,
    quiet_button,
)
from app.ui.widgets.notice import dialog, notify
from app.ui.widgets.panels import (
    alarm_note,
    card,
    error_note,
    note,
    page_title,
    section_card,
    section_title,
    waiting_state,
)
from app.ui.widgets.stock_row import tag
from app.ui.words import ago, day, today

_SHOWN_CHARS: Final = 8
_NEWEST: Final = "newest"


@ft.component
def KeysRoom(session: Session, program: HubProgram) -> ft.Control:
    """Draw the keys this hub reads with, and every device it knows."""
    room = program.key_room()
    if room is None:
        return waiting_state("")
    return Held(session, program, room, key="held")


@ft.component
def Held(
    session: Session, program: HubProgram, room: KeyRoom, key: str = ""
) -> ft.Control:
    """Draw what an open hub holds."""
    now = use_now(session)
    keys, devices = use_hub(program, room.keys), use_hub(program, room.devices)
    if keys is None or devices is None:
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
                _head(session),
                _apart(session, program),
                Keys(session, room, keys, now, key="keys"),
                section_title(session.words("ui.hub.keys.devices")),
                *(
                    KnownDevice(session, program, each, now, key=each.device.hex())
                    for each in devices
                ),
                *([] if devices else [note(session.words("ui.hub.posts.none"))]),
            ],
        ),
    )


def _head(session: Session) -> ft.Control:
    """Return the title, with the way back to the posts this page belongs to."""
    back = icon_button(
        ft.Icons.ARROW_BACK,
        session.words("ui.back"),
        lambda: session.go("posts"),
        key="back",
    )
    title = page_title(session.words("ui.hub.keys.title"))
    return ft.Row(controls=[back, ft.Container(expand=True, content=title)])


def _apart(session: Session, program: HubProgram) -> ft.Control:
    """Return whether the region's own keys are still on this machine."""
    still = program.keep_apart()
    if still:
        files = " · ".join(still)
        return alarm_note(
            session.words("ui.hub.keep.still", files=files), key="keep-apart"
        )
    return note(session.words("ui.hub.keys.apart"))


@ft.component
def Keys(
    session: Session, room: KeyRoom, rows: Sequence[KeyRow], now: int, key: str = ""
) -> ft.Control:
    """Draw every key, and the button for a new one."""
    attempt = use_attempt(session)

    def made(_done: None) -> None:
        notify(session, session.words("ui.hub.keys.made"))

    async def make() -> None:
        await attempt.run(room.new_key, made)

    return section_card(
        session.words("ui.hub.keys.reading"),
        [
            note(session.words("ui.hub.keys.note")),
            *(_key(session, each, now) for each in rows),
            error_note(attempt.problem, key="keys-problem"),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    quiet_button(
                        session.words("ui.hub.keys.new"),
                        make,
                        key="new-key",
                        icon=ft.Icons.KEY,
                        disabled=attempt.busy,
                    )
                ],
            ),
        ],
    )


def _key(session: Session, row: KeyRow, now: int) -> ft.Control:
    is_newest = _NEWEST in row.holds
    mark = tag(
        session.words(f"ui.hub.keys.{'in_use' if is_newest else 'kept'}"),
        ft.Icons.CHECK if is_newest else ft.Icons.HISTORY,
    )
    made = session.words(
        "ui.hub.keys.made_at",
        number=row.key[:_SHOWN_CHARS],
        ago=ago(row.made_ms, now, session.language),
    )
    why = [] if is_newest else _why(session, row)
    return ft.Column(
        key=f"key-{row.key}",
        spacing=2,
        controls=[
            ft.Row(
                wrap=True,
                spacing=12,
                vertical_alignment=ft.CrossAxisAlignment.CENTER,
                controls=[ft.Text(made, size=BODY, **BOLD), mark],
            ),
            *(note(each) for each in why),
        ],
    )


def _why(session: Session, row: KeyRow) -> list[str]:
    """Return why an older key is kept, and who is not beyond it."""
    said = [session.words(f"ui.hub.keys.hold_{each}") for each in row.holds]
    if row.behind:
        devices = ", ".join(row.behind)
        said.append(session.words("ui.hub.keys.behind", devices=devices))
    return said


@ft.component
def KnownDevice(
    session: Session, program: HubProgram, row: DeviceRow, now: int, key: str = ""
) -> ft.Control:
    """Draw one device, and the way to withdraw it."""
    asked, ask = ft.use_state(False)
    attempt = use_attempt(session)

    def gone(_done: None) -> None:
        ask(False)
        notify(session, session.words("ui.hub.keys.withdrawn"))

    async def revoke() -> None:
        await attempt.run(lambda: program.revoke(row.device), gone)

    ft.use_dialog(_sure(session, row, revoke, lambda: ask(False)) if asked else None)
    action: ft.Control = (
        tag(session.words("ui.hub.posts.revoked"), ft.Icons.BLOCK, alarm=True)
        if row.revoked_ms is not None
        else quiet_button(
            session.words("ui.hub.keys.withdraw"),
            lambda: ask(True),
            key=f"withdraw-{row.device.hex()}",
            icon=ft.Icons.BLOCK,
        )
    )
    narrow = session.layout is Layout.NARROW
    words = ft.Column(
        expand=not narrow or None,
        spacing=2,
        controls=[
            ft.Text(_name(session, row), size=LARGE - 2, **BOLD),
            *(note(each) for each in _about(session, row, now)),
            error_note(attempt.problem),
        ],
    )
    if narrow:
        return card(ft.Column(spacing=GAP, controls=[words, action]))
    return card(ft.Row(spacing=SPACE, controls=[words, action]))


def _name(session: Session, row: DeviceRow) -> str:
    return session.words(
        "ui.hub.keys.device", post=row.post_name, letter=row.letter
    ).strip()


def _about(session: Session, row: DeviceRow, now: int) -> list[str]:
    language = session.language
    said = [session.words("ui.hub.keys.since", ago=ago(row.since_ms, now, language))]
    if row.heard_ms is not None:
        heard = ago(row.heard_ms, now, language)
        said.append(session.words("ui.hub.keys.heard", ago=heard))
    if row.revoked_ms is not None:
        gone = ago(row.revoked_ms, now, language)
        said.append(session.words("ui.hub.keys.withdrawn_at", ago=gone))
    elif row.until_ms is not None:
        until = day(today(row.until_ms), language)
        word = "until" if row.until_ms > now else "expired"
        said.append(session.words(f"ui.hub.keys.{word}", date=until))
    return said


def _sure(
    session: Session,
    row: DeviceRow,
    on_revoke: Callable[[], Any],
    on_leave: Callable[[], Any],
) -> ft.AlertDialog:
    title = session.words("ui.hub.keys.sure", device=_name(session, row))
    return dialog(
        title,
        [ft.Text(session.words("ui.hub.keys.sure_note"), size=BODY)],
        [
            link_button(
                session.words("ui.hub.invite.keep"), on_leave, key="withdraw-leave"
            ),
            primary_button(
                session.words("ui.hub.keys.withdraw"), on_revoke, key="withdraw-sure"
            ),
        ],
        on_leave,
    )
