"""Afschaling in the region: what posts decided, soonest review first, and an answer.

Neither name nor address is here: of a client age, sex and area, and a code to say on
the telephone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import flet as ft

from app.care.equity import Counted, Dimension
from app.care.scarcity import DownscalingAnswered, RegionAnswer
from app.commands.scarcity import answer_downscaling
from app.store.queries.equity import who
from app.store.queries.scarcity import STREAMS, DecisionRow, decisions
from app.ui.hooks import use_attempt, use_now, use_query
from app.ui.hub_hooks import posts_of_region
from app.ui.theme import BODY, BOLD, GAP, SPACE
from app.ui.widgets.buttons import (
    icon_button,
    link_button,
    primary_button,
    quiet_button,
)
from app.ui.widgets.downscaling_words import (
    act_words,
    answer_words,
    decision_lines,
    review_words,
)
from app.ui.widgets.equity_table import group_words
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import (
    alarm_note,
    card,
    empty_state,
    error_note,
    note,
    page_title,
    waiting_state,
)
from app.ui.words import today

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.hub_state import HubProgram
    from app.ui.state import Session
    from sync.database import Database
    from sync.event import Event
    from sync.ids import LogId

_MINUTE_MS: Final = 60_000
_WAITING, _ALL = "waiting", "all"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the region sees of decisions: each with what a client is, in numbers."""

    rows: tuple[DecisionRow, ...]
    clients: Mapping[bytes, Counted]
    names: Mapping[bytes, str]


@ft.component
def HubDownscalingRoom(session: Session, program: HubProgram) -> ft.Control:
    """Draw what waits for an answer, or all that stands."""
    shown, show = ft.use_state(_WAITING)
    opened, open_one = ft.use_state(cast("str | None", None))
    now = use_now(session) // _MINUTE_MS * _MINUTE_MS

    def ask(db: Database) -> Seen:
        found = decisions(db)
        day = today(now).isoformat()
        clients = {each.subject: who(db, each.subject, day) for each in found}
        named = {each.post_id: each.name for each in posts_of_region(db, now)}
        known = {key: one for key, one in clients.items() if one is not None}
        return Seen(found, known, named)

    seen = use_query(session, ask, [now], [*STREAMS, "post"])
    if seen is None:
        return waiting_state(session.words("ui.loading"))
    waiting = [each for each in seen.rows if not each.is_answered]
    listed = waiting if shown == _WAITING else list(seen.rows)
    options = [
        (_WAITING, session.words("ui.hub.scarcity.waiting", count=len(waiting))),
        (_ALL, session.words("ui.hub.scarcity.all", count=len(seen.rows))),
    ]
    first = listed[0].key if listed else ""

    def drawn(row: DecisionRow) -> ft.Control:
        form = None
        if opened == row.key:
            form = AnswerForm(
                session, program, row, lambda: open_one(None), key=f"form-{row.key}"
            )
        more = form or _way(session, row, open_one, is_first=row.key == first)
        return _decision(session, row, seen, now, more)

    return ft.Container(
        expand=True,
        padding=SPACE,
        content=ft.Column(
            expand=True,
            scroll=ft.ScrollMode.AUTO,
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                _head(session),
                choices(options, shown, show, key="shown"),
                *([] if listed else [_nothing(session)]),
                *(drawn(each) for each in listed),
            ],
        ),
    )


def _head(session: Session) -> ft.Control:
    back = icon_button(
        ft.Icons.ARROW_BACK,
        session.words("ui.back"),
        lambda: session.go("posts"),
        key="back",
    )
    title = page_title(session.words("ui.room.scarcity"))
    equity = quiet_button(
        session.words("ui.equity.title"),
        lambda: session.go("equity"),
        key="to-equity",
        icon=ft.Icons.TABLE_CHART_OUTLINED,
    )
    return ft.Row(
        wrap=True,
        spacing=GAP,
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        controls=[ft.Row(tight=True, controls=[back, title]), equity],
    )


def _nothing(session: Session) -> ft.Control:
    return empty_state(
        ft.Icons.BALANCE,
        session.words("ui.hub.scarcity.none"),
        session.words("ui.hub.scarcity.none_next"),
    )


def _decision(
    session: Session, row: DecisionRow, seen: Seen, now_ms: int, more: ft.Control
) -> ft.Control:
    language = session.language
    fact = row.decision.fact
    post = seen.names.get(row.post, "?")
    code = session.words("ui.scarcity.code", code=row.code)
    review = review_words(fact.review_day, now_ms, language)
    is_late = fact.review_day < today(now_ms).isoformat()
    doubt = session.words("ui.scarcity.doubt") if row.in_doubt else None
    return card(
        ft.Column(
            spacing=6,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                ft.Text(act_words(fact, language), size=BODY + 2, **BOLD),
                ft.Text(f"{post} · {code}", size=BODY, **BOLD),
                note(client_words(seen.clients.get(row.subject), language)),
                alarm_note(review, key="late")
                if is_late
                else ft.Text(review, size=BODY),
                alarm_note(doubt, key="doubt"),
                *(
                    ft.Text(each, size=BODY)
                    for each in decision_lines(row, now_ms, language, outside=True)
                ),
                ft.Text(answer_words(row, now_ms, language), size=BODY, **BOLD),
                more,
            ],
        ),
        key=f"decision-{row.key}",
    )


def client_words(client: Counted | None, language: str) -> str:
    """Return of what age, sex and area a client is."""
    if client is None:
        return group_words(Dimension.AREA, "", language)
    each = (
        group_words(Dimension.AGE, client.age, language),
        group_words(Dimension.SEX, client.sex, language),
        group_words(Dimension.AREA, client.area, language),
    )
    return " · ".join(each)


def _way(
    session: Session,
    row: DecisionRow,
    open_one: Callable[[str | None], Any],
    *,
    is_first: bool,
) -> ft.Control:
    button = primary_button if is_first and not row.is_answered else quiet_button
    return ft.Row(
        controls=[
            button(
                session.words("ui.hub.scarcity.answer"),
                partial(open_one, row.key),
                key=f"answer-{row.key}",
                icon=ft.Icons.REPLY,
            )
        ]
    )


@ft.component
def AnswerForm(
    session: Session,
    program: HubProgram,
    row: DecisionRow,
    on_done: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw what the region says of a decision; its post hears it."""
    picked, pick = ft.use_state(cast("str | None", None))
    words, say = ft.use_state("")
    attempt = use_attempt(session)

    async def answer() -> None:
        voice, operator = program.voice(), program.operator()
        if voice is None or operator is None or picked is None:
            return
        said = DownscalingAnswered(row.decision.id, RegionAnswer(picked), "", words)

        def tell(desk: Desk, logs: Mapping[bytes, LogId]) -> list[Event]:
            log = logs[row.post]
            return [answer_downscaling(desk, operator.actor, row.subject, said, log)]

        def done(_: object) -> None:
            notify(session, session.words("ui.hub.scarcity.told"))
            on_done()

        await attempt.run(lambda: voice.tell([row.post], tell), done)

    named = [
        (each.value, session.words(f"term.RegionAnswer.{each.value}"))
        for each in RegionAnswer
    ]
    return ft.Column(
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            choices(
                named,
                picked,
                pick,
                key="answer",
                label=session.words("field.DownscalingAnswered.answer"),
            ),
            text_field(
                session.words("field.DownscalingAnswered.words"),
                words,
                say,
                key="answer-words",
                multiline=True,
                max_lines=4,
            ),
            error_note(attempt.problem),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    link_button(
                        session.words("ui.cancel"), on_done, key="cancel-answer"
                    ),
                    primary_button(
                        session.words("ui.hub.scarcity.send"),
                        answer,
                        key="send-answer",
                        icon=ft.Icons.SEND,
                        disabled=attempt.busy or picked is None,
                    ),
                ],
            ),
        ],
    )
