"""Verwanten: who asks for whom; possible matches with their reason, and no more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import flet as ft

from app.care.relative import RelativeAsked
from app.care.staff import may
from app.care.terms import AskOutcome, SearchKind, Sex
from app.commands import answer_ask, ask_for, note_search
from app.store.desk import Desk
from app.store.queries.likeness import Match
from app.store.queries.relative import AskRow, Sought, asks, sought
from app.ui.hooks import use_act, use_now, use_query
from app.ui.routes import CASUALTIES
from app.ui.theme import BODY, BOLD, SPACE, line_width
from app.ui.typed import Typed, use_typed
from app.ui.undo import way_back
from app.ui.widgets.buttons import icon_button, primary_button, quiet_button
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.likeness_words import likeness_words
from app.ui.widgets.more_fields import pairs
from app.ui.widgets.notice import notify
from app.ui.widgets.number_line import said_and_hands
from app.ui.widgets.panels import (
    empty_state,
    error_note,
    note,
    page_title,
    section_card,
    waiting_state,
)
from app.ui.widgets.wrapped import wrapped
from app.ui.words import moment
from sync.event import Event

if TYPE_CHECKING:
    from app.ui.state import Program, Session

_SOUGHT: Final = ("name", "birth_date", "description")
_ASKER: Final = ("asker", "relation", "phone")
_PAIRS_FROM: Final = 600


@ft.component
def RelativesRoom(session: Session, program: Program) -> ft.Control:
    """Draw the form, the questions that wait, and those that are done."""
    person = session.person
    if person is None:
        return ft.Container()
    if not may(person.role, "relative.asked"):
        return empty_state(
            ft.Icons.LOCK_OUTLINE,
            session.words("ui.relatives.not_allowed"),
            session.words("ui.relatives.not_allowed_next"),
        )
    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        controls=[
            ft.Container(
                padding=SPACE,
                content=ft.Column(
                    spacing=SPACE,
                    horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                    controls=[
                        _head(session),
                        AskForm(session, key=f"ask-{person.actor.hex()}"),
                        AskList(session, key="asks"),
                    ],
                ),
            )
        ],
    )


def _head(session: Session) -> ft.Control:
    return ft.Row(
        controls=[
            icon_button(
                ft.Icons.ARROW_BACK, session.words("ui.back"), session.back, key="back"
            ),
            ft.Container(
                expand=True, content=page_title(session.words("ui.relatives.title"))
            ),
        ]
    )


@ft.component
def AskForm(session: Session, key: str = "") -> ft.Control:
    """Draw who is sought and who asks, and write it down."""
    typed = use_typed(session, "relative")
    drawn, draw = ft.use_state(0)

    def done(event: Event) -> None:
        typed.fill({})
        draw(drawn + 1)
        back = way_back(session, [(event.log, event.seq)])
        notify(session, session.words("ui.relatives.saved"), back)

    async def save() -> None:
        await typed.record(_asking(session, typed), done)

    def fields(names: Sequence[str]) -> list[ft.Control]:
        made = [
            text_field(
                session.words(f"field.RelativeAsked.{name}"),
                typed.text(name),
                partial(typed.write, name),
                key=f"ask-{name}",
                error=typed.errors.get(name),
            )
            for name in names
        ]
        return pairs(made, wide=session.width >= _PAIRS_FROM)

    return section_card(
        session.words("ui.relatives.new"),
        [
            *fields(_SOUGHT),
            choices(
                [(each.value, session.words(f"term.Sex.{each.value}")) for each in Sex],
                typed.text("sex") or None,
                partial(typed.pick, "sex"),
                key="ask-sex",
                label=session.words("field.RelativeAsked.sex"),
            ),
            *fields(_ASKER),
            error_note(typed.refusal),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    primary_button(
                        session.words("ui.relatives.save"),
                        save,
                        key="save-ask",
                        icon=ft.Icons.CHECK,
                    )
                ],
            ),
        ],
        key=f"ask-form-{drawn}",
    )


def _asking(session: Session, typed: Typed) -> Callable[[Desk], Event]:
    actor = session.actor
    said: dict[str, str] = {name: typed.text(name) for name in (*_SOUGHT, *_ASKER)}
    sex = typed.text("sex")

    def command(desk: Desk) -> Event:
        fact = RelativeAsked(desk.now_ms(), **said, sex=Sex(sex or Sex.UNKNOWN.value))
        return ask_for(desk, actor, fact)

    return command


@ft.component
def AskList(session: Session, key: str = "") -> ft.Control:
    """Draw the questions: those that wait, or those that are done."""
    is_open, turn = ft.use_state(True)
    now = use_now(session)
    found = use_query(
        session,
        lambda db: (is_open, asks(db, is_open=is_open)),
        [is_open],
        ["ask", "casualty"],
    )
    if found is None or found[0] is not is_open:
        return waiting_state(session.words("ui.loading"))
    rows: list[ft.Control] = [
        AskCard(session, row, now, key=row.stream.hex()) for row in found[1]
    ]
    none = "ui.relatives.none" if is_open else "ui.relatives.none_done"
    return ft.Column(
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            choices(
                [
                    ("open", session.words("ui.relatives.open")),
                    ("done", session.words("ui.relatives.done")),
                ],
                "open" if is_open else "done",
                lambda picked: turn(picked == "open"),
                key="asks-show",
            ),
            *(rows or [note(session.words(none), key="no-asks")]),
        ],
    )


@ft.component
def AskCard(session: Session, row: AskRow, now_ms: int, key: str = "") -> ft.Control:
    """Draw one question, who it may be once somebody searched, and what came of it."""
    matches, show = ft.use_state(cast("Sought | None", None))
    act = use_act(session)
    actor = session.actor

    async def search() -> None:
        found = await session.open_file.read(lambda db: sought(db, row.asked))
        await act.run(
            lambda desk: note_search(
                desk, actor, SearchKind.RELATIVE, len(found.matches)
            ),
            lambda _event: show(lambda _old: found),
        )

    async def answer(outcome: AskOutcome, casualty: bytes = b"") -> None:
        await act.run(
            lambda desk: answer_ask(desk, actor, row.stream, outcome, casualty),
            lambda _event: show(None),
        )

    return section_card(
        row.asked.name or session.words("ui.relatives.no_name"),
        [
            *_said(session, row, now_ms),
            error_note(act.refusal, key="ask-refusal"),
            *(_matches(session, matches, answer) if matches is not None else []),
            *([_hands(session, row, search, answer)] if row.is_open else []),
        ],
    )


def _said(session: Session, row: AskRow, now_ms: int) -> list[ft.Control]:
    asked = row.asked
    whom = [asked.birth_date, asked.description]
    if asked.sex is not Sex.UNKNOWN:
        whom.insert(0, session.words(f"term.Sex.{asked.sex.value}"))
    by = [asked.asker, asked.relation, asked.phone]
    asker = session.words(
        "ui.relatives.asked",
        who=" · ".join(each for each in by if each),
        at=moment(asked.observed_ms, now_ms, session.language),
    )
    lines = [" · ".join(each for each in whom if each), asker]
    said: list[ft.Control] = [
        ft.Text(each, size=BODY, selectable=True) for each in lines if each
    ]
    if row.outcome is not None:
        words = session.words(f"term.AskOutcome.{row.outcome.value}")
        number = f" · {row.number}" if row.number else ""
        said.append(ft.Text(f"{words}{number}", key="outcome", size=BODY, **BOLD))
    return said


def _matches(
    session: Session, found: Sought, answer: Callable[..., Any]
) -> list[ft.Control]:
    """Return numbers and reasons only: who looks further opens the record."""
    common = (
        [note(session.words("ui.relatives.common"), key="common")]
        if found.is_common
        else []
    )
    if not found.matches:
        none = note(session.words("ui.relatives.nobody"), key="no-match")
        return common or [none]
    return [
        note(session.words("ui.relatives.maybe")),
        *(_match(session, each, answer) for each in found.matches),
        *common,
    ]


def _match(session: Session, match: Match, answer: Callable[..., Any]) -> ft.Control:
    number, stream = match.row.number, match.row.stream

    async def found() -> None:
        await answer(AskOutcome.FOUND, stream)

    return ft.Container(
        padding=ft.Padding.only(top=8),
        border=ft.Border.only(
            top=ft.BorderSide(line_width(), ft.Colors.OUTLINE_VARIANT)
        ),
        content=said_and_hands(
            session,
            number,
            likeness_words(match.likeness, session.language),
            [
                quiet_button(
                    session.words("ui.same.open"),
                    lambda: session.go(CASUALTIES, stream),
                    key=f"open-{number}",
                    icon=ft.Icons.OPEN_IN_NEW,
                ),
                quiet_button(
                    session.words("ui.relatives.is_this"),
                    found,
                    key=f"found-{number}",
                    icon=ft.Icons.CHECK,
                ),
            ],
        ),
    )


def _hands(
    session: Session,
    row: AskRow,
    search: Callable[[], Any],
    answer: Callable[..., Any],
) -> ft.Control:
    async def informed() -> None:
        await answer(AskOutcome.INFORMED, row.casualty)

    async def not_here() -> None:
        await answer(AskOutcome.NOT_HERE)

    words = session.words
    key = row.stream.hex()[-8:]
    buttons = [
        quiet_button(
            words("ui.relatives.search"),
            search,
            key=f"search-{key}",
            icon=ft.Icons.SEARCH,
        )
    ]
    if row.outcome is AskOutcome.FOUND:
        buttons.append(
            quiet_button(
                words("ui.relatives.informed"), informed, key=f"informed-{key}"
            )
        )
    buttons.append(
        quiet_button(words("ui.relatives.not_here"), not_here, key=f"not-here-{key}")
    )
    return wrapped(buttons)
