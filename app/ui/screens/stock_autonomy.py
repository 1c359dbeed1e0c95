"""How long the post can go on: the first thing that is out, and what nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.staff import may
from app.care.utility import MOST_HOURS, Utility, UtilityReported
from app.commands import report_utility
from app.ui.screens.stock_form import (
    Frame,
    form_frame,
    give_up,
    say_with_undo,
    use_escape,
)
from app.ui.theme import BODY, BOLD, GAP
from app.ui.typed import use_typed
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.item_words import item_name
from app.ui.widgets.lasting_row import days_words
from app.ui.widgets.panels import alarm_note, note, section_card
from app.ui.widgets.quantity import pieces_of, quantity_field
from app.ui.widgets.tick_box import tick_box
from app.ui.words import ago, day, span, today

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.store.queries.autonomy import Autonomy, Outlook, UtilityRow
    from app.ui.state import Session
    from sync.event import Event

_DAY_MS: Final = 86_400_000
_YES: Final = "yes"


def autonomy_card(
    session: Session, found: Outlook, now: int, on_report: Callable[[Utility], Any]
) -> ft.Control:
    """Return how long the post can go on, by what, and what is unknown of it."""
    held, lasting = found.autonomy, found.lasting
    lines: list[ft.Control] = [headline(session, held, now)]
    if lasting.out:
        words = session.words("ui.lasting.out", count=lasting.out)
        lines.append(alarm_note(words, key="lasting-out"))
    if held.no_use:
        words = session.words("ui.lasting.unknown", count=held.no_use)
        lines.append(note(words, key="lasting-unknown"))
    if held.never_here:
        words = session.words("ui.autonomy.never_here", count=held.never_here)
        lines.append(note(words, key="never-here"))
    person = session.person
    reports = person is not None and may(person.role, "utility.reported")
    lines += [
        _utility(session, each, now, on_report if reports else None)
        for each in held.utilities
    ]
    return section_card(session.words("ui.autonomy.title"), lines, key="autonomy")


def headline(session: Session, held: Autonomy, now: int) -> ft.Control:
    """Return how long the post can go on by its stock, and by what it is limited."""
    key = "lasting-first"
    if held.days is None:
        words = session.words("ui.autonomy.unknown")
    elif held.days <= 0:
        words = session.words("ui.autonomy.out", name=_limit(session, held))
        return alarm_note(words, key=key)
    else:
        when = today(now + int(held.days * _DAY_MS))
        words = session.words(
            "ui.autonomy.sure" if held.is_sure else "ui.autonomy.at_most",
            span=_span(session, held.days),
            name=_limit(session, held),
            day=day(when, session.language),
        )
    return ft.Text(words, key=key, size=BODY, **BOLD)


def _limit(session: Session, held: Autonomy) -> str:
    if held.utility is not None:
        return session.words(f"term.Utility.{held.utility.value}")
    return item_name(held.item, held.code, session.language)


def _span(session: Session, days: Fraction) -> str:
    """Return days in words; what is less than one in hours and minutes."""
    if days < 1:
        return span(int(days * _DAY_MS), session.language)
    return days_words(days, session.language)


def _utility(
    session: Session,
    row: UtilityRow,
    now: int,
    on_report: Callable[[Utility], Any] | None,
) -> ft.Control:
    name = session.words(f"term.Utility.{row.utility.value}")
    said = f"{name}: {_left(session, row)}"
    if row.said is not None:
        said = f"{said} · {ago(row.said.observed_ms, now, session.language)}"
    key = f"utility-{row.utility.value}"
    gone = row.days is not None and row.days <= 0
    words = alarm_note(said, key=key) if gone else ft.Text(said, key=key, size=BODY)
    report = session.words("ui.autonomy.report")
    button = (
        []
        if on_report is None
        else [
            ft.Semantics(
                label=session.words("ui.autonomy.report_of", name=name),
                content=quiet_button(
                    report,
                    partial(on_report, row.utility),
                    key=f"report-{row.utility.value}",
                    icon=ft.Icons.EDIT_NOTE,
                ),
            )
        ]
    )
    return ft.Row(
        spacing=GAP,
        controls=[ft.Container(expand=True, content=words), *button],
    )


def _left(session: Session, row: UtilityRow) -> str:
    if not row.is_known:
        return session.words("ui.autonomy.not_said")
    if row.days is None:
        return session.words("ui.autonomy.keeps")
    if row.days <= 0:
        return session.words("ui.autonomy.gone")
    left = session.words("ui.autonomy.left", span=_span(session, row.days))
    if row.from_stock:
        return f"{left}, {session.words('ui.autonomy.from_stock')}"
    return left


@ft.component
def UtilityPane(
    session: Session, utility: Utility, on_done: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw the form: so many hours, or it keeps coming."""
    form = f"stock.utility:{utility.value}"
    typed = use_typed(session, form)
    tried, set_tried = ft.use_state(False)
    use_escape(session, on_done)
    hours, keeps = pieces_of(typed.text("hours")), typed.text("keeps") == _YES
    lacks = not keeps and (hours is None or hours > MOST_HOURS)
    name = session.words(f"term.Utility.{utility.value}")

    def record(desk: Desk) -> Sequence[Event]:
        said = UtilityReported(utility, desk.now_ms(), None if keeps else hours)
        return [report_utility(desk, session.actor, said)]

    def done(events: Sequence[Event]) -> None:
        words = session.words("ui.autonomy.saved", name=name)
        say_with_undo(session, words, events)
        on_done()

    async def save() -> None:
        set_tried(True)
        if not lacks:
            await typed.record(record, done)

    forget = give_up(session, typed, form)

    async def cancel() -> None:
        await forget()
        on_done()

    frame = Frame(
        title=session.words("ui.autonomy.report_of", name=name),
        about="",
        save=session.words("ui.autonomy.report"),
        key="utility",
        on_save=save,
        on_cancel=cancel,
    )
    fields: list[ft.Control] = [note(session.words("ui.autonomy.how_long"))]
    if not keeps:
        wrong = session.words("ui.autonomy.hours_missing")
        fields.append(
            quantity_field(
                session.words("field.UtilityReported.hours"),
                typed.text("hours"),
                partial(typed.pick, "hours"),
                session.language,
                key="utility-hours",
                error=wrong if tried and lacks else None,
                on_submit=save,
            )
        )
    fields.append(
        tick_box(
            session.words("ui.autonomy.mains"),
            ticked=keeps,
            on_tick=partial(typed.pick, "keeps", "" if keeps else _YES),
            key="utility-keeps",
        )
    )
    return form_frame(session, frame, typed, fields)
