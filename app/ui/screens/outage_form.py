"""Uitval melden: what failed, since when, in which postcodes or streets."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.harm import Failure
from app.commands import report_outage
from app.store.desk import Desk
from app.store.queries.resident import Counted, areas
from app.ui.hooks import use_query
from app.ui.theme import BODY, SPACE
from app.ui.typed import Typed, use_typed
from app.ui.widgets.buttons import icon_button, primary_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.moment import moment_of
from app.ui.widgets.panels import error_note, note, page_title
from app.ui.widgets.several import several, several_values
from sync.event import Event

if TYPE_CHECKING:
    from app.ui.state import Session

_SHOWN: Final = 40
"""Streets that are offered at once; of more, those whose name holds what is typed."""


@ft.component
def OutageForm(
    session: Session,
    close: Callable[[], Any],
    reported: Callable[[bytes], Any],
    key: str = "",
) -> ft.Control:
    """Draw what can be said of an outage, and record it."""
    typed = use_typed(session, "outage")
    found = use_query(session, areas, [], ["resident"])
    codes, streets = found if found is not None else ((), ())

    def done(event: Event) -> None:
        typed.fill({})
        reported(event.stream)

    async def save() -> None:
        await typed.record(_reporting(session, typed), done)

    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        spacing=SPACE,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Row(
                controls=[
                    icon_button(
                        ft.Icons.ARROW_BACK,
                        session.words("ui.back"),
                        close,
                        key="close-outage",
                    ),
                    page_title(session.words("ui.outage.report")),
                ]
            ),
            several(
                typed,
                "failures",
                session.words("field.FailureBegan.failure"),
                [
                    (each.value, session.words(f"term.Failure.{each.value}"))
                    for each in Failure
                ],
            ),
            text_field(
                session.words("field.FailureBegan.since_ms"),
                typed.text("at"),
                partial(typed.write, "at"),
                key="outage-at",
                error=typed.errors.get("at"),
                hint_text=session.words("ui.register.hint.at"),
            ),
            *_areas(session, typed, codes, streets),
            text_field(
                session.words("field.OutageReported.remark"),
                typed.text("remark"),
                partial(typed.write, "remark"),
                key="outage-remark",
            ),
            error_note(typed.refusal),
            primary_button(
                session.words("ui.outage.save"),
                save,
                key="save-outage",
                icon=ft.Icons.CHECK,
            ),
        ],
    )


def _areas(
    session: Session, typed: Typed, codes: Counted, streets: Counted
) -> list[ft.Control]:
    sought = typed.text("sought").casefold().strip()
    chosen = several_values(typed, "streets")
    shown = [
        (name, f"{name} ({count})")
        for name, count in streets
        if name in chosen or not sought or sought in name.casefold()
    ]
    controls: list[ft.Control] = [note(session.words("ui.outage.area_next"))]
    if codes:
        named = [(code, f"{code} ({count})") for code, count in codes]
        title = session.words("ui.outage.postcodes")
        controls.append(several(typed, "postcodes", title, named))
    if len(streets) > _SHOWN:
        controls.append(
            text_field(
                session.words("ui.outage.find_street"),
                typed.text("sought"),
                partial(typed.pick, "sought"),
                key="outage-sought",
                prefix_icon=ft.Icons.SEARCH,
            )
        )
    if shown:
        title = session.words("ui.outage.streets")
        controls.append(several(typed, "streets", title, shown[:_SHOWN]))
    if len(shown) > _SHOWN:
        words = session.words("ui.outage.more_streets", count=len(shown) - _SHOWN)
        controls.append(ft.Text(words, size=BODY))
    return controls


def _reporting(session: Session, typed: Typed) -> Callable[[Desk], Event]:
    actor, at, remark = session.actor, typed.text("at"), typed.text("remark")
    failed = several_values(typed, "failures")
    codes, streets = (several_values(typed, each) for each in ("postcodes", "streets"))

    def command(desk: Desk) -> Event:
        since_ms = moment_of(at, desk.now_ms())
        failures = {Failure(each): since_ms for each in failed}
        return report_outage(desk, actor, failures, codes, streets, remark)

    return command
