"""Ontruimen: the homes that are emptied, who is left in each, and a new one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import flet as ft

from app.care.evacuation import EvacuationBegun, EvacueeStage
from app.care.staff import may_see_moving
from app.commands.evacuation import begin_evacuation
from app.store.queries.evacuation import STREAMS, Emptied, evacuations
from app.ui.hooks import keyed, use_escape, use_query
from app.ui.screens.evacuation_home import HomePane
from app.ui.screens.transport import room_head
from app.ui.theme import GAP
from app.ui.typed import Typed, use_typed
from app.ui.widgets.buttons import primary_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.more_fields import pairs
from app.ui.widgets.pane import beside, foot_button, not_allowed, pane
from app.ui.widgets.panels import empty_state, error_note, waiting_state
from app.ui.widgets.pick_card import Picked, pick_card
from app.ui.widgets.sheet import use_primary
from app.ui.words import moment

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Program, Session
    from sync.event import Event

_BEGINNING: Final = "beginning"
_CLOSED: Final = ("", cast("bytes | None", None))
_FIELDS: Final = ("home", "address", "destination", "leads", "phone", "remark")
_PAIRS_FROM: Final = 600


@ft.component
def EvacuationRoom(session: Session, program: Program) -> ft.Control:
    """Draw the homes and, beside or instead of them, the one that is open."""
    (what, picked), show = ft.use_state(_CLOSED)

    def close() -> None:
        show(_CLOSED)

    def open_one(stream: bytes) -> None:
        show(("", stream))

    use_escape(session, bool(what or picked), close)
    person = session.person
    if person is None or not may_see_moving(person.role):
        return not_allowed(session, "ui.evacuation.not_allowed")
    opened: ft.Control | None = None
    if what:
        opened = keyed(BeginForm, session, close, open_one, key="begin-evacuation")
    elif picked is not None:
        opened = keyed(HomePane, session, picked, close, key=f"home-{picked.hex()}")
    listed = HomeList(
        session,
        open_one,
        lambda: show((_BEGINNING, None)),
        picked,
        opened is not None,
        key="homes",
    )
    return beside(session, listed, opened, "ui.evacuation.pick")


@ft.component
def HomeList(
    session: Session,
    opened: Callable[[bytes], Any],
    begin: Callable[[], Any],
    picked: bytes | None,
    is_open: bool,
    key: str = "",
) -> ft.Control:
    """Draw the homes with how many are left in each."""
    found = use_query(session, evacuations, [], STREAMS)

    def offer() -> None:
        if not is_open:
            session.offer_primary(begin)

    ft.use_effect(offer, [is_open])
    rows: list[ft.Control]
    if found is None:
        rows = [waiting_state(session.words("ui.loading"))]
    elif not found:
        rows = [
            empty_state(
                ft.Icons.APARTMENT,
                session.words("ui.evacuation.none"),
                session.words("ui.evacuation.none_next"),
            )
        ]
    else:
        rows = [_home(session, each, opened, picked) for each in found]
    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            room_head(session, "ui.room.evacuation"),
            ft.ListView(key="home-rows", expand=True, spacing=GAP, controls=rows),
            foot_button(
                session.words("evacuation.begun"),
                begin,
                key="begin-evacuation",
                is_first=not is_open,
            ),
        ],
    )


def _home(
    session: Session,
    home: Emptied,
    opened: Callable[[bytes], Any],
    picked: bytes | None,
) -> ft.Control:
    begun = home.held.begun
    missing = home.counts.get(EvacueeStage.MISSING, 0)
    lines = [count_words(session, home)]
    if begun is not None:
        at = moment(begun.observed_ms, session.clock.now_ms(), session.language)
        to = f"→ {begun.destination}" if begun.destination else ""
        lines.append(" · ".join(each for each in (begun.address, to, at) if each))
    if home.held.ended is not None:
        lines.append(session.words("evacuation.ended"))
    eyes = [session.words("ui.evacuation.missing", count=missing)] if missing else []
    return pick_card(
        Picked(begun.home if begun else "–", lines, eyes),
        partial(opened, home.stream),
        chosen=home.stream == picked,
        key=f"home-{home.stream.hex()}",
    )


def count_words(session: Session, home: Emptied) -> str:
    """Return how many are left of how many."""
    return session.words("ui.evacuation.left", left=home.left, people=len(home.people))


@ft.component
def BeginForm(
    session: Session,
    close: Callable[[], Any],
    begun: Callable[[bytes], Any],
    key: str = "",
) -> ft.Control:
    """Draw which home it is, where it goes, and who leads there."""
    typed = use_typed(session, "evacuation")

    def done(event: Event) -> None:
        typed.fill({})
        begun(event.stream)

    async def save(_event: object = None) -> None:
        await typed.record(_beginning(session, typed), done)

    use_primary(session, save)
    first, *others = [_field(session, typed, name) for name in _FIELDS]
    wide = session.width >= _PAIRS_FROM
    return pane(
        session,
        session.words("evacuation.begun"),
        close,
        [
            first,
            *pairs(others[:-1], wide=wide),
            *others[-1:],
            error_note(typed.refusal),
            _foot(
                primary_button(
                    session.words("ui.evacuation.begin"),
                    save,
                    key="save-evacuation",
                    icon=ft.Icons.CHECK,
                )
            ),
        ],
        key="close-begin",
    )


def _foot(button: ft.Control) -> ft.Control:
    controls: Sequence[ft.Control] = [button]
    return ft.Row(alignment=ft.MainAxisAlignment.END, controls=list(controls))


def _field(session: Session, typed: Typed, name: str) -> ft.Control:
    return text_field(
        session.words(f"field.EvacuationBegun.{name}"),
        typed.text(name),
        partial(typed.write, name),
        key=name,
        error=typed.errors.get(name),
    )


def _beginning(session: Session, typed: Typed) -> Callable[[Desk], Event]:
    actor = session.actor

    def command(desk: Desk) -> Event:
        said = {name: typed.text(name) for name in _FIELDS}
        return begin_evacuation(
            desk, actor, EvacuationBegun(b"", desk.now_ms(), **said)
        )

    return command
