"""Versturen: what waits and since when, why, what was received; joining a hub."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import flet as ft

from app.i18n import has_text
from app.ui.hooks import use_now, use_sending
from app.ui.screens.sending_hand import HandCard
from app.ui.screens.sending_join import JoinCard, OtherHub
from app.ui.screens.sending_neighbours import NeighboursCard
from app.ui.sealed import BatchRow
from app.ui.state import Program, Sending, Session
from app.ui.theme import BODY, BOLD, GAP, HUGE, SPACE, TOUCH
from app.ui.widgets.aside_words import next_step
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.check_words import check_words
from app.ui.widgets.clock_note import clock_words
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import (
    card,
    empty_state,
    note,
    page_title,
    section_card,
)
from app.ui.widgets.send_chip import chip_look
from app.ui.widgets.uncounted import UncountedCard
from app.ui.widgets.unreadable import unreadable_card
from app.ui.words import ago, moment, size_words, span

_READ: Final = 2
_MOST_SHOWN: Final = 8
_SOON_MS: Final = 1_000
_BESIDE_FROM: Final = 600
"""Pixels from which a fact stands beside its name."""


@ft.component
def SendingRoom(session: Session, program: Program) -> ft.Control:
    """Draw how far what was recorded has come, or the way to join a hub."""
    now = use_now(session, 5)
    sending = use_sending(session, program)

    def try_now() -> None:
        program.nudge(session.mode)
        notify(session, session.words("ui.sending.tried"))

    if sending.enrolled:
        session.offer_primary(try_now)

    return ft.Container(
        expand=True,
        padding=SPACE,
        alignment=ft.Alignment.TOP_LEFT,
        content=ft.Column(
            width=min(1000, session.width),
            scroll=ft.ScrollMode.AUTO,
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                page_title(session.words("ui.sending.title")),
                _state(session, sending, now, try_now),
                UncountedCard(session, {}, key="uncounted"),
                *_rest(session, program, sending, now),
            ],
        ),
    )


def _rest(
    session: Session, program: Program, sending: Sending, now: int
) -> list[ft.Control]:
    if session.is_tablet:
        return []  # ways in and out of the post are opened at the device itself
    join = JoinCard(session, program, sending.enrolled, key="join")
    if not sending.enrolled:
        return [join]
    return [
        join,
        *_set_aside(session, sending),
        *unreadable_card(session, sending, now),
        HandCard(session, program, sending, now, key="hand"),
        NeighboursCard(session, program, now, key="neighbours"),
        _parcels(session, sending, now),
        *_words(session, sending),
        OtherHub(session, program, key="other-hub"),
    ]


def _state(
    session: Session, sending: Sending, now: int, try_now: Callable[[], Any]
) -> ft.Control:
    look = chip_look(sending, now, session.language)
    # With nothing waiting there is nothing a person should do here.
    button = primary_button if sending.unsent_events else quiet_button
    action = (
        [
            button(
                session.words("ui.sending.try_now"),
                try_now,
                key="try-now",
                icon=ft.Icons.SEND,
            )
        ]
        if sending.enrolled
        else []
    )
    return card(
        ft.Column(
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                ft.Row(
                    spacing=12,
                    controls=[
                        ft.Icon(look.icon, size=36, color=look.fill),
                        ft.Text(
                            look.words,
                            key="sending-state",
                            size=HUGE - 4,
                            **BOLD,
                            expand=True,
                        ),
                    ],
                ),
                ft.Text(_meaning(session, sending), key="sending-meaning", size=BODY),
                *_facts(session, sending, now),
                ft.Row(alignment=ft.MainAxisAlignment.END, controls=action),
            ],
        )
    )


def _meaning(session: Session, sending: Sending) -> str:
    if not sending.enrolled:
        word = "only_here_note"
    elif sending.revoked:
        word = "revoked_note"
    elif sending.set_aside:
        word = "set_aside_note"
    elif sending.unsent_events:
        word = "unsent_note"
    elif sending.unsent_photos:
        word = "photos_note"
    elif sending.stored_unread:
        word = "stored_note"
    elif sending.last_received_ms is None:
        word = "nothing_yet_note"
    else:
        word = "all_received_note"
    return session.words(f"ui.sending.{word}")


def _facts(session: Session, sending: Sending, now: int) -> list[ft.Control]:
    """Return what waits, the last contact, the next try and why not, as a list."""
    if not sending.enrolled:
        return []
    facts = [
        ("waiting", _waiting(session, sending, now)),
        ("last_contact", _contact(session, sending, now)),
    ]
    if sending.unsent_photos:
        facts.insert(1, ("photos", _photos(session, sending)))
    if sending.next_try_ms is not None and not sending.online:
        facts.append(("next_try", _next_try(session, sending.next_try_ms, now)))
    if sending.reason and not sending.online:
        facts.append(("why", reason_words(session, sending.reason)))
    clock = clock_words(session, sending.clock_offset_ms, "here")
    if clock:
        facts.append(("clock", clock))
    if sending.resent_ms is not None:
        facts.append(("resent", _resent(session, sending, sending.resent_ms, now)))
    return [_fact(session, name, words) for name, words in facts]


def _resent(session: Session, sending: Sending, at_ms: int, now: int) -> str:
    """Return what a hub had lost and got again."""
    time = moment(at_ms, now, session.language)
    return session.words(
        "ui.sending.resent_facts", count=sending.resent_events, time=time
    )


def _fact(session: Session, name: str, words: str) -> ft.Control:
    title = ft.Text(
        session.words(f"ui.sending.{name}"),
        size=BODY,
        color=ft.Colors.ON_SURFACE_VARIANT,
    )
    value = ft.Text(words, key=f"sending-{name}", size=BODY, **BOLD)
    if session.width < _BESIDE_FROM:
        return ft.Column(spacing=0, controls=[title, value])
    return ft.Row(
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            ft.Container(width=190, content=title),
            ft.Container(expand=True, content=value),
        ],
    )


def _waiting(session: Session, sending: Sending, now: int) -> str:
    if not sending.unsent_events:
        return session.words("ui.sending.waiting_none")
    if sending.oldest_unsent_ms is None:
        return str(sending.unsent_events)
    since = moment(sending.oldest_unsent_ms, now, session.language)
    return session.words(
        "ui.sending.waiting_since", count=sending.unsent_events, time=since
    )


def _photos(session: Session, sending: Sending) -> str:
    return session.words(
        "ui.sending.photos_waiting",
        count=sending.unsent_photos,
        size=size_words(sending.unsent_photo_bytes, session.language),
    )


def _contact(session: Session, sending: Sending, now: int) -> str:
    if sending.last_contact_ms is None:
        return session.words("ui.sending.never")
    return ago(sending.last_contact_ms, now, session.language)


def _next_try(session: Session, at_ms: int, now: int) -> str:
    wait = at_ms - now
    if wait <= _SOON_MS:
        return session.words("ui.sending.soon")
    if wait < 60 * _SOON_MS:
        return session.words("ui.sending.next_in_s", seconds=-(-wait // 1000))
    return session.words("ui.sending.next_in", age=span(wait, session.language))


def reason_words(session: Session, code: str) -> str:
    """Return why nothing goes out, in words; an unknown code is named."""
    key = f"ui.sending.reason.{code}"
    if has_text(key):
        return session.words(key)
    return session.words("ui.sending.reason.unknown", code=code)


def aside_words(session: Session, code: str) -> str:
    """Return why the hub could not read a parcel, in words."""
    key = f"ui.hub.reason.{code}"
    if has_text(key):
        return session.words(key)
    return session.words("ui.hub.reason.unknown", code=code)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _set_aside(session: Session, sending: Sending) -> list[ft.Control]:
    found = [each for each in sending.batches if each.trouble and each.level < _READ]
    if not found:
        return []
    return [
        section_card(
            session.words("ui.sending.aside"),
            [control for each in found for control in _aside(session, each)],
            key="aside",
        )
    ]


def _aside(session: Session, row: BatchRow) -> list[ft.Control]:
    """Return which parcel, why, and what to do now."""
    reason = row.trouble or ""
    line = _line(
        ft.Icons.REPORT_PROBLEM_OUTLINED,
        _parcel(session, row),
        _sentence(aside_words(session, reason)),
        key=f"aside-{row.batch_no}",
    )
    return [line, *next_step(session, reason, "post")]


def _parcels(session: Session, sending: Sending, now: int) -> ft.Control:
    if not sending.batches:
        lines: list[ft.Control] = [
            empty_state(
                ft.Icons.INVENTORY_2_OUTLINED,
                session.words("ui.sending.parcels_none"),
                session.words("ui.sending.parcels_none_next"),
            )
        ]
    else:
        newest = sorted(sending.batches, key=lambda each: -each.batch_no)
        lines = [
            _line(
                _icon(each),
                _parcel(session, each),
                f"{_level(session, each)} · "
                + session.words(
                    "ui.sending.parcel_made",
                    time=moment(each.cut_ms, now, session.language),
                ),
                key=f"parcel-{each.batch_no}",
            )
            for each in newest[:_MOST_SHOWN]
        ]
    return section_card(session.words("ui.sending.parcels"), lines, key="parcels")


def _parcel(session: Session, row: BatchRow) -> str:
    return session.words("ui.sending.parcel", number=row.batch_no, count=row.events)


def _level(session: Session, row: BatchRow) -> str:
    if row.level >= _READ:
        return session.words("ui.sending.level_read")
    if row.trouble:
        reason = aside_words(session, row.trouble)
        return session.words("ui.sending.level_set_aside", reason=reason)
    word = "level_stored" if row.level else "level_waiting"
    return session.words(f"ui.sending.{word}")


def _icon(row: BatchRow) -> ft.IconData:
    if row.level >= _READ:
        return ft.Icons.CHECK
    if row.trouble:
        return ft.Icons.REPORT_PROBLEM_OUTLINED
    return ft.Icons.INVENTORY_2_OUTLINED if row.level else ft.Icons.SCHEDULE


def _line(icon: ft.IconData, title: str, words: str, *, key: str) -> ft.Control:
    return ft.Row(
        key=key,
        spacing=12,
        controls=[
            ft.Container(
                width=TOUCH - GAP, alignment=ft.Alignment.CENTER, content=ft.Icon(icon)
            ),
            ft.Column(
                expand=True,
                spacing=0,
                controls=[
                    ft.Text(title, size=BODY, **BOLD),
                    note(words),
                ],
            ),
        ],
    )


def _words(session: Session, sending: Sending) -> list[ft.Control]:
    if not sending.words:
        return []
    return [
        section_card(
            session.words("ui.sending.words"),
            [
                note(session.words("ui.sending.words_later")),
                check_words(sending.words, key="kept-word", small=True),
            ],
            key="kept-words",
        )
    ]
