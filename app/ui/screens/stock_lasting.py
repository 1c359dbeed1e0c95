"""Raakt op: how long each item lasts, and what a rush of casualties would leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import flet as ft

from app.care.forecast import Scenario
from app.store.queries.autonomy import outlook
from app.store.queries.forecast import Forecast, Lasting
from app.store.queries.item import STREAMS as CATALOGUE
from app.ui.hooks import use_now, use_query
from app.ui.screens.stock_autonomy import UtilityPane, autonomy_card
from app.ui.state import Layout, Session
from app.ui.theme import GAP, SPACE
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.even_rows import card_room
from app.ui.widgets.fields import choices, stepper
from app.ui.widgets.lasting_row import lasting_row
from app.ui.widgets.panels import (
    empty_state,
    note,
    section_card,
    waiting_state,
)

if TYPE_CHECKING:
    from app.care.utility import Utility

_HOURS: Final = (6, 12, 24, 72)
_MOST_PEOPLE: Final = 999
_SLIDE: Final = 100
_MOST_ROWS: Final = 60
_MINUTE_MS: Final = 60_000
_SIDE_WIDTH: Final = 440
_ROW_FITS_FROM: Final = 560
"""Pixels in which three numbers stand beside each other, each with its buttons."""


@ft.component
def LastingView(
    session: Session,
    on_open: Callable[[str], Any],
    *,
    is_beside: bool,
    key: str = "",
) -> ft.Control:
    """Draw what is empty first, the what-if, and a bar for each item.

    Where nothing stands beside it, the what-if stands beside the bars itself.
    """
    rush, set_rush = ft.use_state(Scenario())
    asking, set_asking = ft.use_state(False)
    reporting, report = ft.use_state(cast("Utility | None", None))
    now = use_now(session) // _MINUTE_MS * _MINUTE_MS
    found = use_query(
        session,
        lambda db: outlook(db, now, rush),
        [now, rush],
        ["lot", "recall", "post", *CATALOGUE],
    )
    if found is None:
        return waiting_state("")
    if reporting is not None:
        leave = partial(report, None)
        return UtilityPane(session, reporting, leave, key=f"pane-{reporting.value}")
    head = autonomy_card(session, found, now, report)
    if not found.lasting.forecasts:
        return ft.Column(
            expand=True,
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[head, ft.Container(expand=True, content=_empty(session))],
        )
    is_split = session.layout is Layout.WIDE and not is_beside
    room = 0 if session.layout is Layout.WIDE else card_room(session)
    asked = (
        _what_if(session, rush, set_rush, room=room)
        if is_split or asking or rush.people
        else _ask(session, lambda: set_asking(True))
    )
    bars: list[ft.Control] = [
        lasting_row(each, session.language, now, partial(on_open, each.code))
        for each in _in_order(found.lasting, rush)[:_MOST_ROWS]
    ]
    how = note(session.words("ui.lasting.how"))
    if is_split:
        return _split([head, asked, how], bars)
    return ft.ListView(expand=True, spacing=12, controls=[head, asked, *bars, how])


def _ask(session: Session, on_ask: Callable[[], Any]) -> ft.Control:
    return quiet_button(
        session.words("ui.lasting.what_if"), on_ask, key="rush", icon=ft.Icons.GROUPS
    )


def _split(side: list[ft.Control], bars: list[ft.Control]) -> ft.Control:
    return ft.Row(
        expand=True,
        spacing=SPACE,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Container(
                width=_SIDE_WIDTH,
                content=ft.ListView(expand=True, spacing=12, controls=side),
            ),
            ft.ListView(expand=True, spacing=12, controls=bars),
        ],
    )


def _empty(session: Session) -> ft.Control:
    return empty_state(
        ft.Icons.HOURGLASS_EMPTY,
        session.words("ui.lasting.none"),
        session.words("ui.lasting.none_next"),
    )


def _in_order(found: Lasting, rush: Scenario) -> list[Forecast]:
    """Return the items, in a rush those that fall short most on top."""
    if not rush.people:
        return list(found.forecasts)
    return sorted(found.forecasts, key=_shortest)


def _shortest(one: Forecast) -> int:
    expects = one.expects
    return 0 if expects is None or expects.left >= 0 else expects.left


def _what_if(
    session: Session,
    rush: Scenario,
    set_rush: Callable[[Scenario], Any],
    *,
    room: float,
) -> ft.Control:
    t1, t2, t3, hours = rush.t1, rush.t2, rush.t3, rush.hours
    return section_card(
        session.words("ui.lasting.what_if"),
        [
            _people(session, rush, set_rush, is_row=room >= _ROW_FITS_FROM),
            # The other slider lays its bubble over the whole page, and with it
            # something that a screen reader's taps do not come through.
            ft.CupertinoSlider(
                key="rush-slider",
                value=min(t1, _SLIDE),
                min=0,
                max=_SLIDE,
                divisions=_SLIDE,
                on_change_end=lambda event: set_rush(
                    Scenario(int(float(event.control.value)), t2, t3, hours)
                ),
            ),
            choices(
                [(str(each), str(each)) for each in _HOURS],
                str(hours),
                lambda value: set_rush(Scenario(t1, t2, t3, int(value))),
                key="rush-hours",
                label=session.words("ui.lasting.within"),
            ),
            note(session.words("ui.lasting.what_if_note")),
        ],
    )


def _people(
    session: Session,
    rush: Scenario,
    set_rush: Callable[[Scenario], Any],
    *,
    is_row: bool,
) -> ft.Control:
    """Return a number for each category: all beside each other, or none."""
    steppers: list[ft.Control] = [
        ft.Container(
            expand=is_row or None,
            content=stepper(
                label,
                count,
                put,
                key=f"rush-{label}",
                language=session.language,
                limits=(0, _MOST_PEOPLE),
            ),
        )
        for label, count, put in (
            ("T1", rush.t1, lambda count: set_rush(replace(rush, t1=count))),
            ("T2", rush.t2, lambda count: set_rush(replace(rush, t2=count))),
            ("T3", rush.t3, lambda count: set_rush(replace(rush, t3=count))),
        )
    ]
    if is_row:
        return ft.Row(spacing=GAP, controls=steppers)
    return ft.Column(
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=steppers,
    )
