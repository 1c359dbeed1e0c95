"""Raakt op: how long each item lasts, and what a rush of casualties would leave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.forecast import Scenario
from app.store.queries.forecast import Forecast, Lasting, lasting
from app.store.queries.item import STREAMS as CATALOGUE
from app.ui.hooks import use_now, use_query
from app.ui.theme import BODY, BOLD, GAP
from app.ui.widgets.fields import choices, stepper
from app.ui.widgets.item_words import item_name
from app.ui.widgets.lasting_row import days_words, lasting_row
from app.ui.widgets.panels import (
    alarm_note,
    empty_state,
    note,
    section_card,
    waiting_state,
)
from app.ui.words import day, today

if TYPE_CHECKING:
    from app.ui.state import Session

_HOURS: Final = (6, 12, 24, 72)
_MOST_PEOPLE: Final = 999
_MOST_ROWS: Final = 60
_MINUTE_MS: Final = 60_000


@ft.component
def LastingView(
    session: Session, on_open: Callable[[str], Any], key: str = ""
) -> ft.Control:
    """Draw what is empty first, the what-if, and a bar for each item."""
    rush, set_rush = ft.use_state(Scenario())
    now = use_now(session) // _MINUTE_MS * _MINUTE_MS
    found = use_query(
        session,
        lambda db: lasting(db, now, rush),
        [now, rush],
        ["lot", "recall", *CATALOGUE],
    )
    if found is None:
        return waiting_state("")
    if not found.forecasts:
        return empty_state(
            ft.Icons.HOURGLASS_EMPTY,
            session.words("ui.lasting.none"),
            session.words("ui.lasting.none_next"),
        )
    return ft.ListView(
        expand=True,
        spacing=12,
        controls=[
            _summary(session, found, now),
            _what_if(session, rush, set_rush),
            *(
                lasting_row(
                    each, session.language, today(now), partial(on_open, each.code)
                )
                for each in _in_order(found, rush)[:_MOST_ROWS]
            ),
            note(session.words("ui.lasting.how")),
        ],
    )


def _in_order(found: Lasting, rush: Scenario) -> list[Forecast]:
    """Return the items, in a rush those that fall short most on top."""
    if not rush.people:
        return list(found.forecasts)
    return sorted(found.forecasts, key=_shortest)


def _shortest(one: Forecast) -> int:
    expects = one.expects
    return 0 if expects is None or expects.left >= 0 else expects.left


def _summary(session: Session, found: Lasting, now: int) -> ft.Control:
    first = found.first
    lines: list[ft.Control] = []
    if first is not None and first.supply.days is not None:
        when = today(now) + timedelta(days=int(first.supply.days))
        words = session.words(
            "ui.lasting.first",
            name=item_name(first.item, first.code, session.language),
            days=days_words(first.supply.days, session.language),
            day=day(when, session.language),
        )
        lines.append(ft.Text(words, key="lasting-first", size=BODY, **BOLD))
    if found.out:
        words = session.words("ui.lasting.out", count=found.out)
        lines.append(alarm_note(words, key="lasting-out"))
    if found.unknown:
        words = session.words("ui.lasting.unknown", count=found.unknown)
        lines.append(note(words, key="lasting-unknown"))
    return section_card(session.words("ui.lasting.post"), lines)


def _what_if(
    session: Session, rush: Scenario, set_rush: Callable[[Scenario], Any]
) -> ft.Control:
    def people(label: str, count: int, put: Callable[[int], Scenario]) -> ft.Control:
        return ft.Container(
            width=230,
            content=stepper(
                label,
                count,
                lambda value: set_rush(put(value)),
                key=f"rush-{label}",
                language=session.language,
                limits=(0, _MOST_PEOPLE),
            ),
        )

    t1, t2, t3, hours = rush.t1, rush.t2, rush.t3, rush.hours
    return section_card(
        session.words("ui.lasting.what_if"),
        [
            ft.Row(
                wrap=True,
                spacing=GAP,
                run_spacing=GAP,
                controls=[
                    people("T1", t1, lambda count: Scenario(count, t2, t3, hours)),
                    people("T2", t2, lambda count: Scenario(t1, count, t3, hours)),
                    people("T3", t3, lambda count: Scenario(t1, t2, count, hours)),
                ],
            ),
            ft.Slider(
                key="rush-slider",
                value=min(t1, _SLIDE),
                min=0,
                max=_SLIDE,
                divisions=_SLIDE,
                label="T1: {value}",
                on_change_end=lambda event: set_rush(
                    Scenario(int(float(event.control.value)), t2, t3, hours)
                ),
            ),
            choices(
                [
                    (str(each), session.words("ui.lasting.hours", hours=each))
                    for each in _HOURS
                ],
                str(hours),
                lambda value: set_rush(Scenario(t1, t2, t3, int(value))),
                key="rush-hours",
                label=session.words("ui.lasting.within"),
            ),
            note(session.words("ui.lasting.what_if_note")),
        ],
    )


_SLIDE: Final = 100
