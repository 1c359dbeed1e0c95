"""Visits to a resident: one tap for each outcome, and who was there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.resident import ResidentVisited, Visit, VisitOutcome, VisitWay
from app.care.task import Task
from app.commands import visit_resident
from app.store.queries.resident import ResidentDetail
from app.ui.hooks import use_act
from app.ui.theme import BODY, BOLD
from app.ui.undo import way_back
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import error_note, note, section_card
from app.ui.widgets.wrapped import wrapped
from app.ui.words import moment

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.event import Event

_VISITS: Final = 10


@ft.component
def VisitCard(session: Session, stream: bytes, key: str = "") -> ft.Control:
    """Draw one tap for each thing a visit can come to."""
    act = use_act(session)
    way, set_way = ft.use_state(VisitWay.VISIT)
    remark: ft.MutableRef[str] = ft.use_ref("")
    drawn, draw = ft.use_state(0)

    def write(words: str) -> None:
        remark.current = words

    async def visit(outcome: VisitOutcome) -> None:
        actor, words = session.actor, remark.current or ""

        def command(desk: Any) -> Event:
            fact = ResidentVisited(outcome, desk.now_ms(), way, remark=words)
            return visit_resident(desk, actor, stream, fact)

        def done(event: Event) -> None:
            remark.current = ""
            draw(drawn + 1)
            back = way_back(session, [(event.log, event.seq)])
            said = session.words(f"term.VisitOutcome.{outcome.value}")
            notify(session, said, back)

        await act.run(command, done)

    return section_card(
        session.words("resident.visited"),
        [
            choices(
                [
                    (each.value, session.words(f"term.VisitWay.{each.value}"))
                    for each in VisitWay
                ],
                way.value,
                lambda picked: set_way(VisitWay(picked)),
                key="way",
            ),
            text_field(
                session.words("field.ResidentVisited.remark"),
                "",
                write,
                key=f"visit-remark-{drawn}",
            ),
            wrapped(
                [
                    quiet_button(
                        session.words(f"term.VisitOutcome.{each.value}"),
                        partial(visit, each),
                        key=f"outcome-{each.value}",
                    )
                    for each in VisitOutcome
                ]
            ),
            error_note(act.refusal),
        ],
    )


def visits_card(session: Session, detail: ResidentDetail, now_ms: int) -> ft.Control:
    """Return who was there last, and what they found."""
    visits = sorted(detail.resident.visits, key=lambda each: -each.observed_ms)
    lines = [
        ft.Text(_visit_words(session, each, detail, now_ms), size=BODY)
        for each in visits[:_VISITS]
    ]
    none = note(session.words("ui.residents.never_met"))
    listed: list[ft.Control] = [*lines] or [none]
    waiting = [
        ft.Text(_task_words(session, each), size=BODY, **BOLD)
        for each in detail.resident.tasks
        if each.is_open
    ]
    return section_card(session.words("ui.residents.visits"), [*waiting, *listed])


def _task_words(session: Session, task: Task) -> str:
    """Return what somebody waits for, and who sees to it."""
    what = task.words or session.words("ui.task.not_said")
    who = session.words("ui.task.with", who=task.to_name) if task.to_name else ""
    said = (session.words("task.opened"), what, who)
    return " · ".join(each for each in said if each)


def _visit_words(
    session: Session, visit: Visit, detail: ResidentDetail, now_ms: int
) -> str:
    parts = (
        moment(visit.observed_ms, now_ms, session.language),
        session.words(f"term.VisitWay.{visit.way.value}"),
        session.words(f"term.VisitOutcome.{visit.outcome.value}"),
        visit.remark,
        visit.by_name or detail.names.get(visit.actor, ""),
    )
    return " · ".join(each for each in parts if each)
