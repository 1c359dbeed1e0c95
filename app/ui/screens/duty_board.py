"""The duty board: who is on duty now, who works long, who is away, who is expected."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import flet as ft

from app.care.duty import FatigueSet
from app.care.staff import may
from app.commands.duty import begin_duty, end_duty, set_fatigue
from app.i18n import text
from app.store.queries.crew import Member, fatigue
from app.ui.hooks import use_act, use_query
from app.ui.theme import GAP
from app.ui.widgets.buttons import link_button, primary_button, quiet_button
from app.ui.widgets.crew_words import away_words, hours_words, planned_words
from app.ui.widgets.fields import number_field
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import (
    error_note,
    marked_line,
    note,
    section_card,
    waiting_state,
)
from app.ui.words import moment

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session


@ft.component
def DutyBoard(
    session: Session, found: tuple[Member, ...], now_ms: int, key: str = ""
) -> ft.Control:
    """Draw who is here, and the way to say that you come or go."""
    act = use_act(session)
    setting, set_setting = ft.use_state(False)
    language = session.language
    own = next((each for each in found if each.actor == session.actor), None)

    async def turn(_event: object = None) -> None:
        if own is None:
            return
        is_on = own.on_since_ms is not None
        said = session.words("ui.crew.went_off" if is_on else "ui.crew.came_on")

        def command(desk: Desk) -> Any:
            change = end_duty if is_on else begin_duty
            return change(desk, session.actor, session.actor, desk.now_ms())

        await act.run(command, done=lambda _: notify(session, said))

    here = [each for each in found if each.on_since_ms is not None]
    away = [each for each in found if each.is_away]
    expected = [
        each
        for each in found
        if each.planned and each.on_since_ms is None and not each.is_away
    ]
    lines: list[ft.Control] = [
        *(_here(each, now_ms, language) for each in here),
        *(
            marked_line(
                ft.Icons.EVENT_BUSY, each.name, away_words(each.away, now_ms, language)
            )
            for each in away
        ),
        *(
            marked_line(
                ft.Icons.SCHEDULE,
                each.name,
                planned_words(each.planned, now_ms, language),
            )
            for each in expected
            if each.planned
        ),
    ]
    title = session.words("ui.crew.on_duty", count=len(here))
    empty = note(session.words("ui.crew.nobody_on"))
    if setting:
        return FatigueForm(session, lambda: set_setting(False), key="fatigue")
    leads = session.person is not None and may(session.person.role, "fatigue.set")
    limit = link_button(
        session.words("ui.crew.set_limit"),
        lambda: set_setting(True),
        key="set-fatigue",
        icon=ft.Icons.BEDTIME_OUTLINED,
    )
    foot = ft.Row(
        wrap=True,
        alignment=ft.MainAxisAlignment.END,
        spacing=GAP,
        controls=[
            *([limit] if leads else []),
            *([] if own is None else [_own(session, own, turn, busy=act.busy)]),
        ],
    )
    return section_card(title, [*(lines or [empty]), error_note(act.refusal), foot])


@ft.component
def FatigueForm(
    session: Session, on_close: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Ask from how many hours on duty the board says so; empty is no limit."""
    held = use_query(session, fatigue, [], ["post"])
    day, set_day = ft.use_state(cast("str | None", None))
    three, set_three = ft.use_state(cast("str | None", None))
    act = use_act(session)
    shown_day = _shown(day, held.in_day_h if held else None)
    shown_three = _shown(three, held.in_three_days_h if held else None)

    async def save(_event: object = None) -> None:
        wanted = FatigueSet(
            int(shown_day) if shown_day else None,
            int(shown_three) if shown_three else None,
        )
        await act.run(
            lambda desk: set_fatigue(desk, session.actor, wanted),
            done=lambda _: on_close(),
        )

    if held is None:
        return waiting_state(session.words("ui.loading"))
    fields: list[ft.Control] = [
        ft.Container(col={"xs": 12, "sm": 6}, content=each)
        for each in (
            number_field(
                session.words("field.FatigueSet.in_day_h"),
                shown_day,
                set_day,
                key="in-day",
            ),
            number_field(
                session.words("field.FatigueSet.in_three_days_h"),
                shown_three,
                set_three,
                key="in-three-days",
            ),
        )
    ]
    return section_card(
        session.words("ui.crew.set_limit"),
        [
            note(session.words("ui.crew.limit_note")),
            ft.ResponsiveRow(spacing=GAP, run_spacing=12, controls=fields),
            error_note(act.refusal),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                spacing=GAP,
                controls=[
                    quiet_button(session.words("ui.cancel"), on_close, key="cancel"),
                    primary_button(session.words("ui.save"), save, key="save-fatigue"),
                ],
            ),
        ],
    )


def _shown(typed: str | None, held: int | None) -> str:
    return typed if typed is not None else str(held or "")


def _here(who: Member, now_ms: int, language: str) -> ft.Control:
    """Return a person on duty; who worked as long as the post calls long is named."""
    since = moment(who.on_since_ms or now_ms, now_ms, language)
    began = text("ui.crew.since", language, since=since)
    words = f"{began} · {hours_words(who, language)}"
    if not who.is_long:
        return marked_line(ft.Icons.HOW_TO_REG, who.name, words)
    words = f"{text('ui.crew.long', language)} · {words}"
    return marked_line(
        ft.Icons.WARNING_AMBER, who.name, words, key=f"long-{who.actor.hex()}"
    )


def _own(session: Session, own: Member, turn: Any, *, busy: bool) -> ft.Control:
    is_on = own.on_since_ms is not None
    button = quiet_button if is_on else primary_button
    return button(
        session.words("ui.crew.go_off" if is_on else "ui.crew.come_on"),
        turn,
        key="duty-turn",
        icon=ft.Icons.LOGOUT if is_on else ft.Icons.LOGIN,
        disabled=busy,
    )
