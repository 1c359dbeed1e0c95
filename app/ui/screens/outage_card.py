"""An outage: where what fails since when; that something works again is one tap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.harm import Failure
from app.care.outage import Failed, Outage
from app.commands import begin_failure, end_failure
from app.i18n import text
from app.store.queries.outage import Looking, OutageRow
from app.ui.hooks import keyed, use_act
from app.ui.screens.outage_since import SinceForm
from app.ui.theme import BODY, BOLD, GAP
from app.ui.undo import way_back
from app.ui.widgets.buttons import icon_button, link_button, quiet_button
from app.ui.widgets.notice import notify
from app.ui.widgets.number_line import said_and_hands
from app.ui.widgets.panels import error_note, section_card
from app.ui.widgets.wrapped import wrapped
from app.ui.words import moment, span

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.event import Event

_NAMED: Final = 3
_ON_CHIP: Final = 36
"""Letters of a chip: more are cut off on a phone of 390 wide."""


def outage_words(outage: Outage, language: str) -> str:
    """Return an outage in a few words: *Stroom, Water · 9711*."""
    failed = ", ".join(
        text(f"term.Failure.{each.failure.value}", language) for each in outage.failed
    )
    return f"{failed} · {area_words(outage, language)}"


def short_words(outage: Outage, language: str) -> str:
    """Return an outage as a chip holds it on a phone: *Stroom +1 · 9711 +2*."""
    failed = [
        text(f"term.Failure.{each.failure.value}", language) for each in outage.failed
    ]
    named = (*outage.postcodes, *outage.streets)
    everywhere = (text("ui.outage.everywhere", language),)
    words = f"{_first(failed)} · {_first(named or everywhere)}"
    return words if len(words) <= _ON_CHIP else f"{words[: _ON_CHIP - 1].rstrip()}…"


def _first(named: Sequence[str]) -> str:
    more = len(named) - 1
    return f"{named[0]} +{more}" if more > 0 else named[0]


def area_words(outage: Outage, language: str) -> str:
    """Return where it is: postcodes and streets, or everywhere."""
    named = (*outage.postcodes, *outage.streets)
    if not named:
        return text("ui.outage.everywhere", language)
    more = len(named) - _NAMED
    shown = ", ".join(named[:_NAMED])
    return f"{shown} +{more}" if more > 0 else shown


def looked_at_words(
    looking: Looking, found: Sequence[OutageRow], language: str
) -> tuple[str, str]:
    """Return what is looked at, and of that what a neighbour may know: only where."""
    chosen = next((each for each in found if each.stream == looking.outage), None)
    streets = ", ".join(looking.streets)
    as_if = "ui.residents.as_if_rest" if found else "ui.residents.as_if"
    what = outage_words(chosen.outage, language) if chosen else text(as_if, language)
    shown = looking.shown
    of_class = text(f"term.HarmClass.{shown.value}", language) if shown else ""
    said = (what, streets, of_class, looking.words)
    where = area_words(chosen.outage, language) if chosen else streets
    return " · ".join(each for each in said if each), where


@ft.component
def OutageCard(
    session: Session, row: OutageRow, now_ms: int, key: str = ""
) -> ft.Control:
    """Draw what fails there and since when, and let somebody say that it works."""
    act = use_act(session)
    adding, add = ft.use_state(False)

    async def failed(failure: Failure) -> None:
        actor = session.actor

        def command(desk: Desk) -> Event:
            return begin_failure(desk, actor, row.stream, failure, desk.now_ms())

        def done(event: Event) -> None:
            add(False)
            back = way_back(session, [(event.log, event.seq)])
            name = session.words(f"term.Failure.{failure.value}")
            notify(session, session.words("ui.outage.failed_said", what=name), back)

        await act.run(command, done)

    lines = [
        keyed(
            FailedLine,
            session,
            row.stream,
            each,
            now_ms,
            key=f"failed-{each.failure.value}",
        )
        for each in row.outage.failed
    ]
    remark = row.outage.remark
    area = area_words(row.outage, session.language)
    whole = ", ".join((*row.outage.postcodes, *row.outage.streets)) or area
    return section_card(
        area,
        [
            *([ft.Text(whole, size=BODY)] if whole != area else []),
            *([ft.Text(remark, size=BODY, **BOLD)] if remark else []),
            *lines,
            *_more(session, row.outage, failed, add, is_open=adding),
            error_note(act.refusal),
        ],
    )


@ft.component
def FailedLine(
    session: Session, stream: bytes, failed: Failed, now_ms: int, key: str = ""
) -> ft.Control:
    """Draw what fails and since when; it works again, or since when was wrong."""
    act = use_act(session)
    changing, change = ft.use_state(False)
    actor, failure = session.actor, failed.failure
    name = session.words(f"term.Failure.{failure.value}")

    def done(event: Event) -> None:
        back = way_back(session, [(event.log, event.seq)])
        notify(session, session.words("ui.outage.works_said", what=name), back)

    async def works() -> None:
        await act.run(lambda desk: end_failure(desk, actor, stream, failure), done)

    since = session.words(
        "ui.outage.since",
        at=moment(failed.since_ms, now_ms, session.language),
        span=span(now_ms - failed.since_ms, session.language),
    )
    hands = [
        icon_button(
            ft.Icons.EDIT_OUTLINED,
            session.words("ui.outage.since_change"),
            lambda: change(not changing),
            key=f"since-of-{failure.value}",
        ),
        quiet_button(
            session.words("ui.outage.works"),
            works,
            key=f"works-{failure.value}",
            icon=ft.Icons.CHECK,
        ),
    ]
    form = keyed(
        SinceForm, session, stream, failed, lambda: change(False), key="since-form"
    )
    return ft.Column(
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            said_and_hands(session, name, since, hands),
            *([form] if changing else []),
            error_note(act.refusal, key=f"works-refusal-{failure.value}"),
        ],
    )


def _more(
    session: Session,
    outage: Outage,
    failed: Callable[[Failure], Any],
    add: Callable[[bool], Any],
    *,
    is_open: bool,
) -> list[ft.Control]:
    """Return the way to say that something else failed there just now."""
    others = [each for each in Failure if each not in outage.failures]
    if not others:
        return []
    if not is_open:
        words = session.words("ui.outage.also")
        return [link_button(words, lambda: add(True), key="also-failed")]
    return [
        wrapped(
            [
                quiet_button(
                    session.words(f"term.Failure.{each.value}"),
                    partial(failed, each),
                    key=f"also-{each.value}",
                    icon=ft.Icons.ADD,
                )
                for each in others
            ]
        )
    ]
