"""Blank cards to print before they are needed, and to enter after they were used."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.refusal import Refusal
from app.care.terms import AgeBand, Sex, Triage
from app.commands import Numbered, Registration, number_sheet
from app.commands.paper import MOST_CARDS, Card, enter_card, reserve_cards
from app.exports.blank import blank_pdf
from app.store.desk import Desk
from app.ui.hooks import use_attempt
from app.ui.routes import CASUALTIES
from app.ui.screens.printing import save_pdf
from app.ui.state import Session
from app.ui.typed import Typed, use_typed
from app.ui.widgets.buttons import primary_button
from app.ui.widgets.even_rows import card_room
from app.ui.widgets.fields import choices, stepper, text_field
from app.ui.widgets.moment import moment_of
from app.ui.widgets.more_fields import pairs, term_choice, typed_field
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import error_note, note, section_card
from app.ui.widgets.sheet import use_primary
from sync.event import Event

_USUAL: Final = 20
_BY_PERSON: Final = (Triage.T4, Triage.DEAD)
_CHOSEN: Final = (Triage.T1, Triage.T2, Triage.T3, *_BY_PERSON)


@ft.component
def BlankPanel(session: Session, key: str = "") -> ft.Control:
    """Ask how many, give them numbers, and make the PDF with its register."""
    count, set_count = ft.use_state(_USUAL)
    made, set_made = ft.use_state("")
    attempt = use_attempt(session)
    actor = session.actor

    def command(desk: Desk) -> tuple[Numbered, tuple[str, ...]]:
        return number_sheet(desk, actor), reserve_cards(desk, actor, count)

    async def work() -> tuple[str, ...]:
        numbered, numbers = await session.open_file.write(command)
        await save_pdf(session, numbered, "blank", partial(blank_pdf, numbers))
        return numbers

    def done(numbers: tuple[str, ...]) -> None:
        first, last = numbers[0], numbers[-1]
        set_made(session.words("ui.blank.made", first=first, last=last))

    async def go(_event: object = None) -> None:
        await attempt.run(work, done)

    return section_card(
        session.words("ui.papers.face.blank"),
        [
            note(session.words("ui.blank.note")),
            stepper(
                session.words("ui.blank.count"),
                count,
                set_count,
                key="cards",
                language=session.language,
                limits=(1, MOST_CARDS),
            ),
            error_note(attempt.problem),
            ft.Text(made, key="cards-made", visible=bool(made)),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    primary_button(
                        session.words("ui.blank.go"),
                        go,
                        key="make-cards",
                        icon=ft.Icons.PRINT_OUTLINED,
                        disabled=attempt.busy,
                    )
                ],
            ),
        ],
    )


@ft.component
def EnterPanel(session: Session, key: str = "") -> ft.Control:
    """Draw what a card says, and record it under its number with its times."""
    typed = use_typed(session, "paper-card")

    def done(event: Event) -> None:
        words = session.words("ui.enter.saved", number=typed.text("number").upper())
        typed.fill({})
        notify(session, words)
        session.go(CASUALTIES, event.stream)

    async def save(_event: object = None) -> None:
        await typed.record(_command(session, typed), done)

    use_primary(session, save)
    wide, room = session.width >= 600, card_room(session)
    times = [_text(session, typed, name, is_time=True) for name in ("at", "triaged_at")]
    more = [typed_field(session, typed, name) for name in ("name", "place")]
    return section_card(
        session.words("ui.papers.face.enter"),
        [
            note(session.words("ui.enter.note")),
            _text(session, typed, "number", capitalization=_CAPITALS),
            *pairs(times, wide=wide),
            _category(session, typed),
            *_authority(session, typed),
            term_choice(
                session, typed, "age_band", [each.value for each in AgeBand], room
            ),
            term_choice(session, typed, "sex", [each.value for each in Sex], room),
            typed_field(session, typed, "complaint"),
            *pairs(more, wide=wide),
            _text(
                session,
                typed,
                "note_text",
                multiline=True,
                min_lines=3,
                max_lines=8,
            ),
            _text(session, typed, "note_at", is_time=True),
            error_note(typed.refusal),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    primary_button(
                        session.words("ui.enter.save"),
                        save,
                        key="save-card",
                        icon=ft.Icons.CHECK,
                    )
                ],
            ),
        ],
    )


_CAPITALS: Final = ft.TextCapitalization.CHARACTERS


def _text(
    session: Session,
    typed: Typed,
    name: str,
    *,
    is_time: bool = False,
    **more: Any,
) -> ft.Control:
    if is_time:
        more["hint_text"] = session.words("ui.register.hint.at")
    return text_field(
        session.words(f"ui.enter.{name}"),
        typed.text(name),
        partial(typed.write, name),
        key=name,
        error=typed.errors.get(name),
        error_max_lines=3,
        **more,
    )


def _category(session: Session, typed: Typed) -> ft.Control:
    held = typed.text("category")
    return choices(
        [(each.value, session.words(f"term.Triage.{each.value}")) for each in _CHOSEN],
        held or None,
        lambda value: typed.pick("category", "" if value == held else value),
        key="category",
        label=session.words("ui.blank.category"),
    )


def _authority(session: Session, typed: Typed) -> list[ft.Control]:
    if typed.text("category") not in _BY_PERSON:
        return []
    return [_text(session, typed, "authority")]


def _command(session: Session, typed: Typed) -> Callable[[Desk], Event]:
    actor = session.actor

    def command(desk: Desk) -> Event:
        return enter_card(desk, actor, card_of(typed, desk.now_ms()))

    return command


def card_of(typed: Typed, now_ms: int) -> Card:
    """Return the card as typed. Raises Refusal for what is no time, or no number."""
    if not typed.text("at").strip():
        raise Refusal("card_needs_time", field="observed_ms")
    at = moment_of(typed.text("at"), now_ms)
    triaged, noted = typed.text("triaged_at"), typed.text("note_at")
    category = typed.text("category")
    band, sex = typed.text("age_band"), typed.text("sex")
    authority = typed.text("authority")
    return Card(
        typed.text("number"),
        Registration(
            observed_ms=at,
            category=Triage(category) if category else None,
            age_band=AgeBand(band) if band else AgeBand.UNKNOWN,
            sex=Sex(sex) if sex else Sex.UNKNOWN,
            complaint=typed.text("complaint"),
            place=typed.text("place"),
            name=typed.text("name") or None,
            ordered_by=authority if category == Triage.T4 else "",
            declared_by=authority if category == Triage.DEAD else "",
        ),
        triaged_ms=moment_of(triaged, now_ms) if triaged.strip() else None,
        note=typed.text("note_text"),
        note_ms=moment_of(noted, now_ms) if noted.strip() else None,
    )
