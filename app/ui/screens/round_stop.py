"""Who is next on a round: where, what to ask, and one tap for what came of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import flet as ft

from app.care.handout import Copy
from app.care.refusal import Refusal
from app.care.resident import ResidentVisited, VisitOutcome, VisitWay
from app.commands import open_resident, visit_on_round
from app.store.queries.round import RoundDetail, Stop
from app.ui.hooks import use_attempt
from app.ui.theme import BODY, BOLD, LARGE
from app.ui.undo import way_back
from app.ui.widgets.buttons import link_button, primary_button, quiet_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.harm_words import first_words, path_words
from app.ui.widgets.moment import moment_of
from app.ui.widgets.need_fields import line_words
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import alarm_note, card, error_note, note
from app.ui.widgets.stop_row import last_words
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


@ft.component
def StopCard(
    session: Session,
    here: Here,
    visited: Callable[..., Any],
    opened: Callable[[bytes], Any],
    key: str = "",
) -> ft.Control:
    """Draw somebody on a round; on one of neighbours no more than those may know."""
    detail, stop, now_ms = here
    attempt = use_attempt(session)
    remark: ft.MutableRef[str] = ft.use_ref("")
    late, be_late = ft.use_state(False)
    at: ft.MutableRef[str] = ft.use_ref("")
    is_neighbour = detail.round.copy is Copy.NEIGHBOUR
    walker: ft.MutableRef[str] = ft.use_ref(
        detail.round.walkers if is_neighbour else ""
    )
    if not is_neighbour:
        _use_opening(session, stop.stream)

    async def visit(outcome: VisitOutcome) -> None:
        actor = session.actor
        words, when, who = remark.current or "", at.current or "", walker.current or ""

        def command(desk: Desk) -> Event:
            fact = ResidentVisited(
                outcome,
                moment_of(when, desk.now_ms()),
                VisitWay.VISIT,
                by_name=who,
                remark=words,
            )
            return visit_on_round(desk, actor, detail.stream, stop.stream, fact)

        def done(event: Event) -> None:
            back = way_back(session, [(event.log, event.seq)])
            name = stop.row.name if stop.row else ""
            said = session.words(f"term.VisitOutcome.{outcome.value}")
            notify(session, f"{name}: {said}" if name else said, back)
            visited(stop, outcome, (event.log, event.seq))

        await attempt.run(lambda: session.open_file.write(command), done)

    def offer() -> None:
        session.offer_primary(partial(visit, VisitOutcome.WELL))

    ft.use_effect(offer, [stop.stream])

    def write(ref: ft.MutableRef[str], words: str) -> None:
        ref.current = words

    return card(
        ft.Column(
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                *_who(session, stop),
                *_told(session, detail, stop, now_ms),
                *(
                    [ft.Text(session.words("ui.round.ask_neighbour"), size=BODY)]
                    if is_neighbour
                    else _needs(session, stop, now_ms)
                ),
                text_field(
                    session.words("field.ResidentVisited.remark"),
                    "",
                    partial(write, remark),
                    key=f"round-remark-{stop.stream.hex()}",
                ),
                *(
                    _late(
                        session,
                        partial(write, at),
                        partial(write, walker),
                        walker.current or "",
                    )
                    if late
                    else []
                ),
                wrapped(
                    [
                        quiet_button(
                            session.words(f"term.VisitOutcome.{each.value}"),
                            partial(visit, each),
                            key=f"stop-{each.value}",
                        )
                        for each in _OTHERS
                    ]
                ),
                error_note(attempt.problem),
                primary_button(
                    session.words(f"term.VisitOutcome.{VisitOutcome.WELL.value}"),
                    partial(visit, VisitOutcome.WELL),
                    key="stop-well",
                    icon=ft.Icons.CHECK,
                ),
                wrapped(_links(session, here, opened, lambda: be_late(not late))),
            ],
        ),
        key="next-stop",
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


def _told(
    session: Session, detail: RoundDetail, stop: Stop, now_ms: int
) -> list[ft.Control]:
    """Return that somebody was there already, or goes there too."""
    told: list[ft.Control] = []
    if stop.last is not None:
        words = last_words(stop.last, detail.names, now_ms, session.language)
        since = stop.last.observed_ms >= detail.round.planned_ms
        told.append(alarm_note(words, key="last") if since else note(words))
    if stop.also:
        words = session.words("ui.round.also", rounds=", ".join(stop.also))
        told.append(alarm_note(words, key="also"))
    return told


def _needs(session: Session, stop: Stop, now_ms: int) -> list[ft.Control]:
    """Return why they come here, and what they cannot do without."""
    if stop.row is None or stop.resident is None:
        return []
    language, held = session.language, stop.resident
    lines = [
        line_words(claim.value, now_ms, language)
        for name in _LINES
        for claim in getattr(held, name)
    ]
    first = first_words(stop.row.harm, now_ms, language)
    waits = session.words("ui.residents.waits") if stop.row.harm.waits else None
    return [
        alarm_note(waits, key="waits"),
        *([ft.Text(first, size=BODY, **BOLD)] if first else []),
        note(path_words(stop.row.harm, language)),
        *(ft.Text(each, size=BODY) for each in lines),
    ]


def _late(
    session: Session,
    write_at: Callable[[str], Any],
    write_walker: Callable[[str], Any],
    walker: str,
) -> list[ft.Control]:
    """Return what is asked where a visit comes from paper, or was another's."""
    return [
        text_field(
            session.words("field.ResidentVisited.observed_ms"),
            "",
            write_at,
            key="stop-at",
            hint_text=session.words("ui.register.hint.at"),
        ),
        text_field(
            session.words("field.ResidentVisited.by_name"),
            walker,
            write_walker,
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
