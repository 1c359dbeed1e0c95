"""Signing: read what is open, say what there is to say, and give the PIN."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import flet as ft

from app.care.shift import ShiftHandedOver, ShiftTakenOver
from app.commands import drop_draft, hand_over_shift, take_over_shift
from app.ui.hooks import use_act
from app.ui.theme import BODY, BOLD, LARGE
from app.ui.typed import use_typed
from app.ui.widgets.book_lines import ICONS, handed_words
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.notice import notify
from app.ui.widgets.page_head import page_with_foot
from app.ui.widgets.panels import error_note, note, page_title, section_card
from app.ui.widgets.pin_pad import PinPad
from app.ui.widgets.sheet import use_primary

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.store.queries.shift import Book, EntryRow, ShiftRow
    from app.ui.state import Session
    from sync.event import Event

HANDING = "hand"
TAKING = "take"


@dataclass(frozen=True, slots=True)
class Signing:
    """What is signed: handing over or taking over, and what is taken over."""

    what: str
    held: Book
    taken: ShiftRow | None = None

    @property
    def form(self) -> str:
        """The form in which the remark is drafted."""
        return f"shift.{self.what}"


@ft.component
def SignPane(
    session: Session,
    signing: Signing,
    now_ms: int,
    on_done: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Let somebody read what is open and remark on it, then ask for the PIN."""
    pin_asked, ask_pin = ft.use_state(False)
    typed = use_typed(session, signing.form)
    go = partial(ask_pin, True)
    use_primary(session, None if pin_asked else go)
    if pin_asked:
        back = partial(ask_pin, False)
        return PinPane(session, signing, typed.text("remark"), back, on_done)
    fact = ShiftHandedOver if signing.what == HANDING else ShiftTakenOver
    name = "shift_remark" if signing.what == HANDING else "takeover_remark"
    return page_with_foot(
        [
            page_title(session.words(f"ui.shift.{signing.what}_title")),
            *_handed(session, signing, now_ms),
            _read(session, signing.held),
            text_field(
                session.words(f"field.{fact.__name__}.{name}"),
                typed.text("remark"),
                partial(typed.write, "remark"),
                key="remark",
                multiline=True,
                min_lines=2,
                max_lines=5,
            ),
            note(session.words("ui.shift.sign_note")),
        ],
        [
            quiet_button(session.words("ui.back"), on_done, key="sign-back"),
            primary_button(
                session.words("ui.shift.sign"),
                go,
                key="sign",
                icon=ft.Icons.DRAW_OUTLINED,
            ),
        ],
    )


@ft.component
def PinPane(
    session: Session,
    signing: Signing,
    remark: str,
    on_back: Callable[[], Any],
    on_done: Callable[[], Any],
) -> ft.Control:
    """Ask for the PIN; with it the handover is signed."""
    act = use_act(session)
    command = _command(session, signing, remark)

    def done(_event: Event) -> None:
        notify(session, session.words(f"ui.shift.{signing.what}_saved"))
        on_done()

    async def sign(pin: str) -> None:
        await act.run(partial(command, pin), done)

    name = session.person.name if session.person else ""
    whose = ft.Text(session.words("ui.people.pin_of", name=name), size=LARGE, **BOLD)
    pad = PinPad(session, sign, disabled=act.busy)
    return page_with_foot(
        [
            page_title(session.words(f"ui.shift.{signing.what}_title")),
            _centred(whose, pad, error_note(act.refusal)),
        ],
        [quiet_button(session.words("ui.back"), on_back, key="sign-back")],
    )


def _command(
    session: Session, signing: Signing, remark: str
) -> Callable[[str, Desk], Event]:
    actor, taken = session.actor, signing.taken

    def command(pin: str, desk: Desk) -> Event:
        if signing.what == HANDING:
            event = hand_over_shift(desk, actor, pin, remark)
        else:
            stream = None if taken is None else taken.stream
            event = take_over_shift(desk, actor, pin, stream, remark)
        drop_draft(desk, actor, signing.form)
        return event

    return command


def _handed(session: Session, signing: Signing, now_ms: int) -> list[ft.Control]:
    if signing.taken is None:
        return []
    names = signing.held.names
    words = handed_words(session, signing.taken.shift, names, now_ms)
    return [ft.Text(words, key="handed", size=BODY, **BOLD)]


def _read(session: Session, held: Book) -> ft.Control:
    """Return everything that is open: it is read before it is signed for."""
    lines = [_line(each) for each in held.open]
    nothing = [note(session.words("ui.shift.nothing_open"))]
    title = session.words("ui.shift.open_count", count=len(held.open))
    return section_card(title, lines or nothing)


def _line(row: EntryRow) -> ft.Control:
    return ft.Row(
        spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            ft.Icon(ICONS[row.entry.section], size=20),
            ft.Text(row.entry.text, size=BODY, expand=True),
        ],
    )


def _centred(*controls: ft.Control) -> ft.Control:
    return ft.Column(
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        controls=list(controls),
    )
