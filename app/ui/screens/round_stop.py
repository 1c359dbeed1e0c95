"""Who is next on a round: where, what to ask, and one tap for what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import flet as ft

from app.care.handout import Copy
from app.care.refusal import Refusal
from app.care.resident import ResidentVisited, VisitOutcome
from app.commands import open_resident, visit_on_round
from app.store.queries.round import RoundDetail, Stop
from app.ui.hooks import use_attempt
from app.ui.theme import BODY, BOLD, GAP, LARGE
from app.ui.undo import way_back
from app.ui.widgets.buttons import link_button, primary_button, quiet_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.harm_words import first_words, path_words
from app.ui.widgets.moment import moment_of
from app.ui.widgets.need_fields import line_words
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import alarm_note, card, error_note, note
from app.ui.widgets.stop_row import Look, last_words
from app.ui.widgets.wrapped import wrapped
from sync.errors import SyncError

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.event import Event

_LINES: Final = ("power", "oxygen", "medicine", "act", "mobility", "cognition")
_OTHERS: Final = (
    VisitOutcome.NEEDS,
    VisitOutcome.NOT_FOUND,
    VisitOutcome.MOVED,
    VisitOutcome.HOSPITAL,
    VisitOutcome.REFUSED,
    VisitOutcome.DECEASED,
)


class Here(NamedTuple):
    """Where one is on a round, and when that is."""

    detail: RoundDetail
    stop: Stop
    now_ms: int


@dataclass
class Written:
    """What is typed beside a visit; `at` and `walker` where it comes from paper."""

    remark: str = ""
    at: str = ""
    walker: str = ""

    def visit(self, outcome: VisitOutcome, now_ms: int) -> ResidentVisited:
        """Return the visit that was typed. Raises Refusal."""
        when = moment_of(self.at, now_ms)
        by_name, remark = self.walker, self.remark
        return ResidentVisited(outcome, when, by_name=by_name, remark=remark)


Around = tuple[list[ft.Control], list[ft.Control]]
"""What stands above and below the one who is next, and scrolls with them."""


@ft.component
def StopCard(
    session: Session,
    here: Here,
    around: Around,
    visited: Callable[..., Any],
    opened: Callable[[bytes], Any],
    key: str = "",
) -> ft.Control:
    """Draw somebody on a round; on one of neighbours no more than those may know.

    The one tap that most visits come to stands still at the foot.
    """
    detail, stop, _ = here
    attempt = use_attempt(session)
    late, be_late = ft.use_state(False)
    is_neighbour = detail.round.copy is Copy.NEIGHBOUR
    begun = Written(walker=detail.round.walkers if is_neighbour else "")
    written: ft.MutableRef[Written] = ft.use_ref(begun)
    typed = written.current or begun
    if not is_neighbour:
        _use_opening(session, stop.stream)

    async def visit(outcome: VisitOutcome) -> None:
        actor = session.actor

        def done(event: Event) -> None:
            back = way_back(session, [(event.log, event.seq)])
            name = stop.row.name if stop.row else ""
            said = session.words(f"term.VisitOutcome.{outcome.value}")
            notify(session, f"{name}: {said}" if name else said, back)
            visited(stop, outcome, (event.log, event.seq))

        def command(desk: Desk) -> Event:
            fact = typed.visit(outcome, desk.now_ms())
            return visit_on_round(desk, actor, detail.stream, stop.stream, fact)

        await attempt.run(lambda: session.open_file.write(command), done)

    well = partial(visit, VisitOutcome.WELL)
    ft.use_effect(lambda: session.offer_primary(well), [stop.stream])
    held = card(
        ft.Column(
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                *_who(session, stop),
                *_told(session, here),
                *_first(session, here),
                _outcomes(session, visit),
                error_note(attempt.problem),
                text_field(
                    session.words("field.ResidentVisited.remark"),
                    "",
                    partial(setattr, typed, "remark"),
                    key=f"round-remark-{stop.stream.hex()}",
                ),
                *(_late(session, typed) if late else []),
                wrapped(_links(session, here, opened, lambda: be_late(not late))),
                *([] if is_neighbour else _needs(session, here)),
            ],
        ),
        key="next-stop",
    )
    return _laid_out(session, around, held, well)


def _outcomes(session: Session, visit: Callable[[VisitOutcome], Any]) -> ft.Control:
    buttons = [
        quiet_button(
            session.words(f"term.VisitOutcome.{each.value}"),
            partial(visit, each),
            key=f"stop-{each.value}",
        )
        for each in _OTHERS
    ]
    return wrapped(buttons)


def _laid_out(
    session: Session, around: Around, held: ft.Control, well: Callable[[], Any]
) -> ft.Control:
    """Return all of it; where there is height, with the usual tap still at the foot."""
    above, below = around
    foot = primary_button(
        session.words(f"term.VisitOutcome.{VisitOutcome.WELL.value}"),
        well,
        key="stop-well",
        icon=ft.Icons.CHECK,
    )
    within = [foot] if session.is_short else []
    rows = ft.ListView(
        key="walk",
        expand=True,
        spacing=GAP,
        controls=[*above, held, *within, *below],
    )
    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[rows] if session.is_short else [rows, foot],
    )


def _use_opening(session: Session, resident: bytes) -> None:
    """Record once that this person saw what somebody cannot do without."""

    async def opened() -> None:
        actor = session.actor
        try:
            await session.open_file.write(
                lambda desk: open_resident(desk, actor, resident)
            )
        except (Refusal, SyncError):
            return  # whoever may not read records nothing either

    ft.use_effect(opened, [resident])


def _who(session: Session, stop: Stop) -> list[ft.Control]:
    row = stop.row
    if row is None:
        return [note(session.words("ui.residents.gone"))]
    name = row.name or session.words("ui.residents.no_name")
    where = " · ".join(each for each in (row.address, row.postcode, row.town) if each)
    phone = stop.resident.text("phone") if stop.resident else ""
    return [
        ft.Text(f"{stop.place}. {name}", key="stop-name", size=LARGE, **BOLD),
        ft.Text(where, size=BODY, selectable=True),
        *([ft.Text(phone, size=BODY, selectable=True)] if phone else []),
    ]


def _told(session: Session, here: Here) -> list[ft.Control]:
    """Return that somebody was there already, or goes there too."""
    detail, stop, now_ms = here
    told: list[ft.Control] = []
    if stop.last is not None:
        is_brief = detail.round.copy is Copy.NEIGHBOUR
        look = Look(session.language, now_ms, detail.names, is_brief)
        words = last_words(stop.last, look)
        since = stop.last.observed_ms >= detail.round.planned_ms
        told.append(alarm_note(words, key="last") if since else note(words))
    if stop.also:
        words = session.words("ui.round.also", rounds=", ".join(stop.also))
        told.append(alarm_note(words, key="also"))
    return told


def _first(session: Session, here: Here) -> list[ft.Control]:
    """Return what runs out first; of neighbours what to ask, and nothing else."""
    detail, stop, now_ms = here
    if detail.round.copy is Copy.NEIGHBOUR:
        return [ft.Text(session.words("ui.round.ask_neighbour"), size=BODY)]
    if stop.row is None:
        return []
    first = first_words(stop.row.harm, now_ms, session.language)
    waits = session.words("ui.residents.waits") if stop.row.harm.waits else None
    return [
        alarm_note(waits, key="waits"),
        *([ft.Text(first, size=BODY, **BOLD)] if first else []),
    ]


def _needs(session: Session, here: Here) -> list[ft.Control]:
    """Return why they come here, and what they cannot do without."""
    stop = here.stop
    if stop.row is None or stop.resident is None:
        return []
    lines = [
        line_words(claim.value, here.now_ms, session.language)
        for name in _LINES
        for claim in getattr(stop.resident, name)
    ]
    return [
        *(ft.Text(each, size=BODY) for each in lines),
        note(path_words(stop.row.harm, session.language)),
    ]


def _late(session: Session, typed: Written) -> list[ft.Control]:
    """Return what is asked where a visit comes from paper, or was another's."""
    return [
        text_field(
            session.words("field.ResidentVisited.observed_ms"),
            typed.at,
            partial(setattr, typed, "at"),
            key="stop-at",
            hint_text=session.words("ui.register.hint.at"),
        ),
        text_field(
            session.words("field.ResidentVisited.by_name"),
            typed.walker,
            partial(setattr, typed, "walker"),
            key="stop-walker",
        ),
    ]


def _links(
    session: Session,
    here: Here,
    opened: Callable[[bytes], Any],
    late: Callable[[], Any],
) -> list[ft.Control]:
    links = [link_button(session.words("ui.round.from_paper"), late, key="from-paper")]
    if here.detail.round.copy is not Copy.NEIGHBOUR:
        links.append(
            link_button(
                session.words("ui.task.resident"),
                partial(opened, here.stop.stream),
                key="stop-resident",
            )
        )
    return links
