"""Raakt op: how long each item lasts, and what a rush of casualties would leave."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import flet as ft

from app.care.forecast import Scenario
from app.store.queries.autonomy import outlook
from app.store.queries.forecast import Forecast, Lasting
from app.store.queries.item import STREAMS as CATALOGUE
from app.ui.hooks import use_now, use_query
from app.ui.screens.stock_autonomy import UtilityPane, autonomy_card
from app.ui.theme import GAP
from app.ui.widgets.fields import choices, stepper
from app.ui.widgets.lasting_row import lasting_row
from app.ui.widgets.panels import (
    empty_state,
    note,
    section_card,
    waiting_state,
)
from app.ui.words import today

if TYPE_CHECKING:
    from app.care.utility import Utility
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
    return ft.ListView(
        expand=True,
        spacing=12,
        controls=[
            head,
            _what_if(session, rush, set_rush),
            *(
                lasting_row(
                    each, session.language, today(now), partial(on_open, each.code)
                )
                for each in _in_order(found.lasting, rush)[:_MOST_ROWS]
            ),
            note(session.words("ui.lasting.how")),
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
