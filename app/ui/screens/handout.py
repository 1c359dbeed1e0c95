"""Op papier: a list to take along, numbered, signed out to somebody and in again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.handout import MOST_ON_PAPER, Copy
from app.care.round import Round
from app.care.staff import may_see_keys
from app.commands import Numbered, give_handout, return_handout
from app.exports.handout import Handed, OnList, handout_pdf
from app.store.queries.handout import (
    HandoutRow,
    OnPaper,
    handouts_out,
    on_paper,
    round_on_paper,
)
from app.store.queries.outage import Looking, lens_of, outages
from app.store.tables import state_of
from app.ui.hooks import use_attempt, use_now, use_query
from app.ui.screens.outage_card import looked_at_words
from app.ui.screens.printing import save_pdf
from app.ui.theme import SPACE
from app.ui.widgets.buttons import icon_button, primary_button, quiet_button
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.harm_words import (
    class_words,
    needs_words,
    path_words,
    unknown_words,
)
from app.ui.widgets.need_fields import LINES, line_words
from app.ui.widgets.notice import notify
from app.ui.widgets.number_line import said_and_hands
from app.ui.widgets.panels import error_note, note, page_title, section_card
from app.ui.widgets.secret import secret_field
from app.ui.words import moment

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.database import Database

_STREAMS: Final = ("resident", "outage", "post", "handout")
_ON_PAPER: Final = ("power", "oxygen", "medicine", "act", "mobility", "cognition")
_REACH: Final = (
    ("contact", "contact_phone"),
    ("key_holder", "key_phone"),
)


@ft.component
def HandoutPane(
    session: Session,
    looking: Looking,
    close: Callable[[], Any],
    to: tuple[str, Copy] = ("", Copy.TEAM),
    key: str = "",
) -> ft.Control:
    """Draw who comes on the list, for whom it is, and which lists are out."""
    now = use_now(session, 30)
    attempt = use_attempt(session)
    copy, set_copy = ft.use_state(to[1])
    to_name, set_name = ft.use_state(to[0])
    pin: ft.MutableRef[str] = ft.use_ref("")
    made, set_made = ft.use_state("")

    def asked(db: Database) -> tuple[int, str, str, tuple[HandoutRow, ...]]:
        found = _of(db, looking, now)
        area, where = _area(session, db, looking)
        return len(found), area, where, handouts_out(db)

    seen = use_query(session, asked, [looking, now // 60_000], _STREAMS)
    count, area, where, out = seen if seen is not None else (0, "", "", ())

    async def work() -> Numbered:
        found = await session.open_file.read(lambda db: _found(session, db, looking))
        actor, streams = session.actor, [each.row.stream for each in found]
        numbered = await session.open_file.write(
            lambda desk: give_handout(
                desk, actor, to_name, copy, streams, pin.current or ""
            )
        )
        people = [_on_list(session, each, numbered.at_ms) for each in found]
        handed = Handed(to_name, where if copy is Copy.NEIGHBOUR else area, copy)
        await save_pdf(
            session, numbered, "handout", partial(handout_pdf, people, handed)
        )
        return numbered

    def done(numbered: Numbered) -> None:
        pin.current = ""
        set_made(numbered.sheet)
        notify(session, session.words("ui.print.made", sheet=numbered.sheet))

    async def go(_event: object = None) -> None:
        await attempt.run(work, done)

    def typed(words: str) -> None:
        pin.current = words

    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        spacing=SPACE,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Row(
                controls=[
                    icon_button(
                        ft.Icons.ARROW_BACK,
                        session.words("ui.back"),
                        close,
                        key="close-handout",
                    ),
                    ft.Container(
                        expand=True,
                        content=page_title(session.words("ui.handout.title")),
                    ),
                ]
            ),
            section_card(
                area,
                [
                    note(_count_words(session, count)),
                    _copies(session, copy, set_copy),
                    text_field(
                        session.words("field.HandoutGiven.to_name"),
                        to_name,
                        set_name,
                        key="handout-to",
                    ),
                    secret_field(
                        session.words("ui.print.pin"),
                        "",
                        typed,
                        key=f"handout-pin-{made}",
                        keyboard_type=ft.KeyboardType.NUMBER,
                        on_submit=go,
                    ),
                    error_note(attempt.problem),
                    primary_button(
                        session.words("ui.print.go"),
                        go,
                        key="print-handout",
                        icon=ft.Icons.PRINT_OUTLINED,
                        disabled=attempt.busy,
                    ),
                ],
            ),
            _out(session, out, now),
        ],
    )


def _count_words(session: Session, count: int) -> str:
    if count >= MOST_ON_PAPER:
        return session.words("ui.handout.first", count=MOST_ON_PAPER)
    return session.words("ui.handout.people", count=count)


def _copies(
    session: Session, copy: Copy, set_copy: Callable[[Copy], Any]
) -> ft.Control:
    role = session.person.role if session.person else None
    offered = [
        each
        for each in Copy
        if each is not Copy.LEAD or (role is not None and may_see_keys(role))
    ]
    return ft.Column(
        spacing=8,
        controls=[
            choices(
                [
                    (each.value, session.words(f"term.Copy.{each.value}"))
                    for each in offered
                ],
                copy.value,
                lambda picked: set_copy(Copy(picked)),
                key="copy",
                label=session.words("field.HandoutGiven.copy"),
            ),
            note(session.words(f"ui.handout.copy_note.{copy.value}")),
        ],
    )


def _out(session: Session, out: tuple[HandoutRow, ...], now_ms: int) -> ft.Control:
    rows: list[ft.Control] = [
        Out(session, each, now_ms, key=f"out-{each.given.sheet}") for each in out
    ]
    none = note(session.words("ui.handout.none_out"), key="none-out")
    return section_card(session.words("ui.handout.out"), rows or [none])


@ft.component
def Out(session: Session, row: HandoutRow, now_ms: int, key: str = "") -> ft.Control:
    """Draw a list that is out; one tap signs it in."""
    attempt = use_attempt(session)
    given = row.given

    async def back() -> None:
        actor = session.actor
        await attempt.run(
            lambda: session.open_file.write(
                lambda desk: return_handout(desk, actor, row.stream)
            )
        )

    said = session.words(
        "ui.handout.line",
        to=given.to_name,
        copy=session.words(f"term.Copy.{given.copy.value}"),
        count=given.people,
        at=moment(given.observed_ms, now_ms, session.language),
    )
    button = quiet_button(
        session.words("ui.handout.returned"),
        back,
        key=f"returned-{given.sheet}",
        icon=ft.Icons.CHECK,
    )
    return ft.Column(
        controls=[
            said_and_hands(session, given.sheet, said, [button]),
            error_note(attempt.problem),
        ]
    )


def _found(session: Session, db: Database, looking: Looking) -> tuple[OnPaper, ...]:
    return _of(db, looking, session.clock.now_ms())


def _of(db: Database, looking: Looking, now_ms: int) -> tuple[OnPaper, ...]:
    if looking.round is not None:
        return round_on_paper(db, looking.round, now_ms)
    return on_paper(db, lens_of(db, looking, now_ms), now_ms)


def _area(session: Session, db: Database, looking: Looking) -> tuple[str, str]:
    """Return what the list is of, and of that what a neighbour may know."""
    if looking.round is None:
        return looked_at_words(looking, outages(db), session.language)
    held: Round | None = state_of(db, "round", looking.round)
    team = "" if held is None else held.team
    return team, team


def _on_list(session: Session, each: OnPaper, now_ms: int) -> OnList:
    language, held, row = session.language, each.resident, each.row
    where = (row.address, row.postcode, row.town)
    needs = tuple(
        line_words(claim.value, now_ms, language)
        for name in LINES
        if name in _ON_PAPER
        for claim in getattr(held, name)
    )
    reach = tuple(
        f"{session.words(f'field.ResidentDescribed.{name}')}: {said}"
        for name, phone in _REACH
        if (said := " ".join((held.text(name), held.text(phone))).strip())
    )
    return OnList(
        name=row.name,
        address=" · ".join(part for part in where if part),
        phone=held.text("phone"),
        first=needs_words(row.harm, language),
        zero_ms=row.harm.zero_ms,
        unknown=unknown_words(row.harm, now_ms, language),
        path=f"{class_words(row.harm, language)}: {path_words(row.harm, language)}",
        needs=needs,
        reach=reach,
        key=held.text("key_place"),
        place=each.place,
    )
