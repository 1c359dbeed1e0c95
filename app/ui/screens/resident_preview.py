"""What a care organisation's list would change, line by line, and who is asked about.

Nothing is written before it is taken over; what a person leaves unanswered stays out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, cast

import flet as ft

from app.commands.resident_import import Came, Chosen, Origin, take_over_residents
from app.store.queries.resident_match import Fit, Plan
from app.ui.hooks import use_attempt
from app.ui.theme import GAP, SPACE
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.list_preview import SomeLines
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import alarm_note, error_note, note, page_title
from app.ui.widgets.plan_lines import Asked, lines_of, wrong_lines
from app.ui.widgets.work_line import WorkLine
from app.ui.work import Work

if TYPE_CHECKING:
    from app.care.resident_table import ResidentTable
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.ids import ActorId

_AT_ONCE: Final = 25
"""Lines that are written down together: what others tap waits no longer than that."""

Answers = Mapping[int, bytes | None]
"""By the number of a line: whom it is about, None for somebody new."""
_NONE: Final[Answers] = {}


@dataclass(slots=True)
class _Far:
    """Which lines were taken over: asked again, it goes on with the others."""

    lines: set[int] = field(default_factory=set)
    came: Counter[Came] = field(default_factory=Counter)


@ft.component
def BroughtResidents(
    session: Session,
    table: ResidentTable,
    origin: Origin,
    found: tuple[Plan, ...],
    on_done: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw what would change, ask who is meant, and take it over."""
    answers, answer = ft.use_state(_NONE)
    attempt = use_attempt(session)
    work: Work = ft.use_state(cast("Any", Work))[0]
    far: _Far = ft.use_state(cast("Any", _Far))[0]
    chosen = [
        each for each in chosen_of(found, answers) if each.listed.line not in far.lines
    ]
    open_count = sum(
        each.fit is Fit.ASKED and each.listed.line not in answers for each in found
    )

    async def take() -> Counter[Came]:
        work.begin()
        actor, file = session.actor, session.open_file
        for first in range(0, len(chosen), _AT_ONCE):
            work.so_far(first, len(chosen))
            some = chosen[first : first + _AT_ONCE]
            far.came += await file.write(_taking(actor, some, origin))
            far.lines |= {each.listed.line for each in some}
        return far.came

    def done(came: Counter[Came]) -> None:
        notify(session, came_words(session, came))
        on_done()

    async def go(_event: object = None) -> None:
        await attempt.run(take, done)

    def said(line: int, whom: bytes | None) -> None:
        answer(lambda old: {**old, line: whom})

    if chosen:
        session.offer_primary(go)
    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            page_title(session.words("ui.list.preview")),
            ft.Column(
                expand=True,
                scroll=ft.ScrollMode.AUTO,
                spacing=SPACE,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                controls=[
                    *_notes(session, table, found, open_count),
                    *wrong_lines(table, session.language),
                    Asked(session, found, answers, said, key="ask"),
                    *_parts(session, found),
                ],
            ),
            *([WorkLine(session, work, key="work")] if attempt.busy else []),
            error_note(attempt.problem, key="take-refusal"),
            *_so_far(session, far, attempt.busy),
            _ways(session, on_done, go if chosen else None, len(chosen), attempt.busy),
        ],
    )


def _taking(
    actor: ActorId, some: Sequence[Chosen], origin: Origin
) -> Callable[[Desk], Counter[Came]]:
    return lambda desk: take_over_residents(desk, actor, some, origin)


def chosen_of(found: Sequence[Plan], answers: Answers) -> list[Chosen]:
    """Return the lines that are taken over: not who is the same, or not answered."""
    chosen: list[Chosen] = []
    for plan in found:
        line = plan.listed.line
        if plan.fit in (Fit.NEW, Fit.CHANGED):
            chosen.append(Chosen(plan.listed, plan.stream))
        elif plan.fit is Fit.ASKED and line in answers:
            whom = answers[line]
            chosen.append(Chosen(plan.listed, whom, is_joined=whom is not None))
    return chosen


def came_words(session: Session, came: Counter[Came]) -> str:
    """Return in words what became of the lines."""
    said = [
        session.words(f"ui.bring.came.{each.value}", count=came[each])
        for each in Came
        if came[each]
    ]
    return session.words("ui.bring.came", said=", ".join(said) or "0")


def _notes(
    session: Session, table: ResidentTable, found: Sequence[Plan], open_count: int
) -> list[ft.Control]:
    counts = Counter(each.fit for each in found)
    unknown = ", ".join(table.unknown_columns)
    said = [
        session.words(f"ui.bring.count.{each.value}", count=counts[each])
        for each in Fit
        if counts[each]
    ]
    return [
        *([note(" · ".join(said), key="counts")] if said else []),
        *(
            [note(session.words("ui.list.unknown_columns", columns=unknown))]
            if unknown
            else []
        ),
        alarm_note(
            session.words("ui.bring.open", count=open_count) if open_count else None
        ),
    ]


def _parts(session: Session, found: Sequence[Plan]) -> list[ft.Control]:
    parts = lines_of(found, session.language)
    return [
        SomeLines(
            session.words(f"ui.bring.part.{name}", count=len(lines)),
            name,
            lines,
            session.language,
            key=f"part-{name}",
        )
        for name, lines in parts.items()
        if lines
    ]


def _so_far(session: Session, far: _Far, busy: bool) -> list[ft.Control]:
    if busy or not far.lines:
        return []
    return [note(came_words(session, far.came), key="so-far")]


def _ways(
    session: Session,
    leave: Callable[[], Any],
    take: Callable[..., Any] | None,
    count: int,
    busy: bool,
) -> ft.Control:
    go = (
        [
            primary_button(
                session.words("ui.bring.take", count=count),
                take,
                key="list-take",
                icon=ft.Icons.CHECK,
                disabled=busy,
            )
        ]
        if take is not None
        else []
    )
    back = session.words("ui.list.drop" if take is not None else "ui.back")
    return ft.Row(
        wrap=True,
        spacing=GAP,
        run_spacing=GAP,
        alignment=ft.MainAxisAlignment.END,
        controls=[quiet_button(back, leave, key="list-drop", disabled=busy), *go],
    )
