"""Besluiten: what was decided, by whom, why, and under which authority."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import flet as ft

from app.care.decision import Decision, DecisionRecorded
from app.care.refusal import Refusal
from app.care.staff import may, may_see_book
from app.commands import end_decision, record_decision
from app.store.queries.decision import STREAMS, DecisionRow, Decisions, decisions
from app.ui.hooks import keyed, use_now, use_query
from app.ui.screens.stock_form import Frame, form_frame, give_up, use_escape
from app.ui.theme import BODY, BOLD, SPACE
from app.ui.typed import Typed, use_typed
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.form_parts import words_field
from app.ui.widgets.moment import moment_ahead, moment_of
from app.ui.widgets.notice import notify
from app.ui.widgets.page_head import not_allowed, page_head, page_with_foot
from app.ui.widgets.panels import card, empty_state, note, room_page, waiting_state
from app.ui.widgets.sheet import use_primary
from app.ui.widgets.stock_row import tag
from app.ui.words import moment

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Program, Session
    from sync.event import Event

_FEW: Final = 50
_PICKS: Final = ("lead", "officer", "mayor", "ghor", "protocol")
Asked = DecisionRow | bool | None
"""What a form is about: a decision to end, True for a new one."""


@ft.component
def DecisionsRoom(session: Session, program: Program) -> ft.Control:
    """Draw the log, or the form of a decision."""
    most, show = ft.use_state(_FEW)
    asked, ask = ft.use_state(cast("Asked", None))
    now = use_now(session)
    found = use_query(session, lambda db: decisions(db, most), [most], STREAMS)
    person = session.person
    if person is None:
        return ft.Container()
    if not may_see_book(person.role):
        return not_allowed(
            session,
            session.words("ui.room.decisions"),
            session.words("ui.decision.not_allowed"),
            session.words("ui.decision.not_allowed_next"),
        )
    if found is None:
        return waiting_state(session.words("ui.loading"))
    if asked is not None:
        return _form(session, asked, partial(ask, None))
    decides = may(person.role, "decision.recorded")
    return Log(
        session, found, now, ask if decides else None, partial(show, most + _FEW)
    )


def _form(session: Session, asked: Asked, close: Callable[[], Any]) -> ft.Control:
    """Return the form that ends a decision, or that of a new one."""
    if isinstance(asked, DecisionRow):
        key = f"end-{asked.stream.hex()}"
        return room_page(keyed(EndForm, session, asked, close, key=key))
    return room_page(keyed(DecisionForm, session, close, key="decide"))


@ft.component
def Log(
    session: Session,
    found: Decisions,
    now_ms: int,
    on_ask: Callable[[Asked], Any] | None,
    on_more: Callable[[], Any],
) -> ft.Control:
    """Draw the decisions, newest on top."""
    decide = None if on_ask is None else partial(on_ask, True)
    use_primary(session, decide)
    foot = (
        []
        if decide is None
        else [
            primary_button(
                session.words("ui.decision.new"),
                decide,
                key="decide",
                icon=ft.Icons.GAVEL,
            )
        ]
    )
    cards: list[ft.Control] = [
        _card(session, each, found.names, now_ms, on_ask) for each in found.rows
    ]
    if not cards:
        cards = [
            empty_state(
                ft.Icons.GAVEL_OUTLINED,
                session.words("ui.decision.none"),
                session.words("ui.decision.none_next"),
            )
        ]
    if found.total > len(found.rows):
        words = session.words("ui.decision.older")
        cards.append(quiet_button(words, on_more, key="older"))
    return page_with_foot(
        [page_head(session, session.words("ui.room.decisions")), *cards], foot
    )


def _card(
    session: Session,
    row: DecisionRow,
    names: dict[bytes, str],
    now_ms: int,
    on_ask: Callable[[Asked], Any] | None,
) -> ft.Control:
    held = row.decision
    lines: list[ft.Control] = [
        ft.Text(held.decided, size=BODY + 1, **BOLD),
        ft.Text(_because(session, held), size=BODY),
        ft.Text(_who(session, held, names), size=BODY),
        note(_when(session, held, now_ms)),
    ]
    if held.ended_ms is not None:
        lines.append(_over(session, held, names, now_ms))
    elif held.review_ms is not None and held.review_ms <= now_ms:
        words = session.words("ui.decision.due")
        lines.append(ft.Row([tag(words, ft.Icons.WARNING_AMBER, alarm=True)]))
    if held.ended_ms is None and on_ask is not None:
        end = quiet_button(
            session.words("ui.decision.end"),
            partial(on_ask, row),
            key=f"end-{row.stream.hex()}",
        )
        lines.append(ft.Row(alignment=ft.MainAxisAlignment.END, controls=[end]))
    return card(
        ft.Column(
            spacing=4,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=lines,
        ),
        key=f"decision-{row.stream.hex()}",
    )


def _because(session: Session, held: Decision) -> str:
    return session.words("ui.decision.because", reason=held.reason)


def _who(session: Session, held: Decision, names: dict[bytes, str]) -> str:
    writer = names.get(held.actor) or session.words("ui.shift.somebody")
    by = held.decided_by or writer
    words = session.words("ui.decision.by", name=by, authority=held.authority)
    if by == writer:
        return words
    return f"{words} · {session.words('ui.decision.written_by', name=writer)}"


def _when(session: Session, held: Decision, now_ms: int) -> str:
    at = moment(held.decided_ms, now_ms, session.language)
    if held.review_ms is None:
        return at
    review = moment(held.review_ms, now_ms, session.language)
    return f"{at} · {session.words('ui.decision.review', at=review)}"


def _over(
    session: Session, held: Decision, names: dict[bytes, str], now_ms: int
) -> ft.Control:
    at = moment(held.ended_ms or 0, now_ms, session.language)
    name = names.get(held.ended_by) or session.words("ui.shift.somebody")
    words = session.words("ui.decision.over", at=at, name=name, reason=held.end_reason)
    return ft.Row(
        spacing=4,
        controls=[
            ft.Icon(ft.Icons.BLOCK, size=20),
            ft.Text(words, size=BODY, expand=True),
        ],
    )


@ft.component
def DecisionForm(
    session: Session, on_done: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw what, why, by whom and under which authority; nothing is taken back."""
    typed = use_typed(session, "decision")
    use_escape(session, on_done)

    def done(_event: Event) -> None:
        notify(session, session.words("ui.decision.saved"))
        on_done()

    async def save(_event: object = None) -> None:
        await typed.record(_deciding(session, typed), done)

    forget = give_up(session, typed, "decision")

    async def cancel(_event: object = None) -> None:
        await forget()
        on_done()

    frame = Frame(
        session.words("ui.decision.new"),
        "",
        session.words("ui.decision.save"),
        "decision",
        save,
        cancel,
    )
    form = DecisionRecorded
    return form_frame(
        session,
        frame,
        typed,
        [
            words_field(session, typed, form, "decided"),
            words_field(session, typed, form, "decision_reason"),
            words_field(session, typed, form, "under_authority"),
            _authorities(session, typed),
            words_field(
                session,
                typed,
                form,
                "decided_by",
                helper=session.words("ui.decision.by_note"),
            ),
            _moment(session, typed, "at", "observed_ms"),
            _moment(session, typed, "review_ms", "review_ms"),
            note(session.words("ui.decision.stays")),
            ft.Container(height=SPACE),
        ],
    )


def _authorities(session: Session, typed: Typed) -> ft.Control:
    """Return the authorities that are named most, in one tap."""
    words = [session.words(f"ui.decision.authority.{each}") for each in _PICKS]
    return choices(
        list(zip(words, words, strict=True)),
        typed.text("under_authority"),
        partial(typed.pick, "under_authority"),
        key="authority",
    )


def _moment(session: Session, typed: Typed, name: str, field: str) -> ft.Control:
    return text_field(
        session.words(f"field.DecisionRecorded.{field}"),
        typed.text(name),
        partial(typed.write, name),
        key=name,
        error=typed.errors.get(name),
        hint_text=session.words("ui.register.hint.at") if name == "at" else None,
    )


def _deciding(session: Session, typed: Typed) -> Callable[[Desk], Event]:
    actor = session.actor
    names = ("decided", "decision_reason", "under_authority", "decided_by")
    said = {name: typed.text(name) for name in names}
    at, review = typed.text("at"), typed.text("review_ms")

    def command(desk: Desk) -> Event:
        now_ms = desk.now_ms()
        review_ms = _review_of(review, now_ms)
        fact = DecisionRecorded(
            b"", observed_ms=moment_of(at, now_ms), review_ms=review_ms, **said
        )
        return record_decision(desk, actor, fact)

    return command


def _review_of(typed: str, now_ms: int) -> int | None:
    """Return when to look at it again; raises Refusal beside that field."""
    if not typed.strip():
        return None
    try:
        return moment_ahead(typed, now_ms)
    except Refusal:
        raise Refusal("not_a_moment", field="review_ms") from None


@ft.component
def EndForm(
    session: Session, row: DecisionRow, on_done: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw why a decision no longer holds."""
    form = "decision.end"
    typed = use_typed(session, form)
    use_escape(session, on_done)
    actor = session.actor

    def done(_event: Event) -> None:
        notify(session, session.words("ui.decision.ended"))
        on_done()

    async def save(_event: object = None) -> None:
        reason = typed.text("end_reason")

        def command(desk: Desk) -> Event:
            return end_decision(desk, actor, row.stream, reason)

        await typed.record(command, done)

    forget = give_up(session, typed, form)

    async def cancel(_event: object = None) -> None:
        await forget()
        on_done()

    frame = Frame(
        session.words("ui.decision.end"),
        row.decision.decided,
        session.words("ui.decision.end_save"),
        "end",
        save,
        cancel,
    )
    field = text_field(
        session.words("field.DecisionEnded.end_reason"),
        typed.text("end_reason"),
        partial(typed.write, "end_reason"),
        key="end_reason",
        error=typed.errors.get("end_reason"),
    )
    return form_frame(session, frame, typed, [field])
