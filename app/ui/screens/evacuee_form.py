"""One person on the list: how they move, what goes along, and what two people said."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.evacuation import EvacueeListed, Going, Means
from app.care.staff import may
from app.commands.erasure import Grounds, erase_evacuee
from app.commands.evacuation import relist_evacuee
from app.store.queries.evacuation import STREAMS, EvacueeRow, evacuation
from app.ui.hooks import use_query
from app.ui.screens.erasure import ErasureForm, erase_link
from app.ui.theme import BODY
from app.ui.typed import Typed, use_typed
from app.ui.widgets.buttons import primary_button
from app.ui.widgets.evacuee_row import going_words
from app.ui.widgets.form_parts import is_ticked, term_choice, ticks, words_field
from app.ui.widgets.more_fields import pairs
from app.ui.widgets.pane import pane
from app.ui.widgets.panels import error_note, section_card, waiting_state
from app.ui.widgets.sheet import use_primary
from app.ui.words import moment
from sync.event import ERASURE

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.database import Database
    from sync.event import Event

_FORM: Final = EvacueeListed
_TICKED: Final = ("oxygen", "medicines", "papers")
_TYPED: Final = ("name", "room", "device", "destination", "remark")
_PAIRS_FROM: Final = 600


@ft.component
def EvacueePane(
    session: Session,
    stream: bytes,
    who: bytes,
    over: Callable[..., Any],
    key: str = "",
) -> ft.Control:
    """Draw what stands of somebody, to be written anew; or the form that erases it."""
    erasing, erase = ft.use_state(False)

    def asked(db: Database) -> EvacueeRow | None:
        home = evacuation(db, stream)
        people = home.people if home else ()
        return next((each for each in people if each.key == who), None)

    row = use_query(session, asked, [stream, who], STREAMS)
    if row is None:
        return waiting_state(session.words("ui.loading"))
    if erasing:
        return _erasure(session, stream, row, over)
    ways = (over, lambda: erase(True))
    return Form(session, stream, row, ways, key=f"form-{who.hex()}")


def _may_erase(session: Session) -> bool:
    if session.person is None or session.is_tablet:
        return False  # what wipes is for the device of the post itself
    return may(session.person.role, ERASURE)


def _erasure(
    session: Session, stream: bytes, row: EvacueeRow, close: Callable[[], Any]
) -> ft.Control:
    actor = session.actor

    async def erase(grounds: Grounds, pin: str) -> object:
        return await session.open_file.write(
            lambda desk: erase_evacuee(desk, actor, (stream, row.key), grounds, pin)
        )

    whom = row.name or session.words("ui.evacuation.no_name")
    return ErasureForm(session, whom, erase, close, "ui.erasure.pin")


@ft.component
def Form(
    session: Session,
    stream: bytes,
    row: EvacueeRow,
    ways: tuple[Callable[..., Any], Callable[[], Any]],
    key: str = "",
) -> ft.Control:
    """Draw the form, and all that was said where people contradict each other."""
    going = row.going
    over, erase = ways
    typed = use_typed(session, f"evacuee:{stream.hex()}:{row.key.hex()}", _known(going))

    def done(_event: Event) -> None:
        typed.fill({})
        over()

    async def save(_event: object = None) -> None:
        await typed.record(_changing(session, stream, row, typed), done)

    use_primary(session, save)
    wide = session.width >= _PAIRS_FROM
    texts = [words_field(session, typed, _FORM, name) for name in _TYPED]
    # The name of a resident stays with the resident.
    shown = texts[1:] if going.resident else texts
    title = row.name or session.words("ui.evacuation.no_name")
    return pane(
        session,
        title,
        over,
        [
            *_said(session, row),
            term_choice(session, typed, _FORM, "means", Means),
            ticks(session, typed, _FORM, _TICKED),
            *pairs(shown, wide=wide),
            error_note(typed.refusal),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    primary_button(
                        session.words("ui.register.save"),
                        save,
                        key="save-evacuee",
                        icon=ft.Icons.CHECK,
                    )
                ],
            ),
            *([erase_link(session, erase)] if _may_erase(session) else []),
        ],
        key="close-evacuee",
    )


def _said(session: Session, row: EvacueeRow) -> list[ft.Control]:
    """Return what each said, where two say otherwise; saving chooses."""
    claims = row.evacuee.listed
    if len({each.value for each in claims}) <= 1:
        return []
    now = session.clock.now_ms()
    lines = [
        ft.Text(
            f"{moment(each.observed_ms, now, session.language)}: "
            f"{each.value.name} {going_words(each.value, session.language)}",
            size=BODY,
        )
        for each in claims
    ]
    return [section_card(session.words("ui.evacuation.contradiction"), lines)]


def _known(going: Going) -> dict[str, str]:
    known = {name: str(getattr(going, name)) for name in _TYPED}
    known |= {name: "yes" if getattr(going, name) else "" for name in _TICKED}
    return known | {"means": going.means.value if going.means else ""}


def _changing(
    session: Session, stream: bytes, row: EvacueeRow, typed: Typed
) -> Callable[[Desk], Event]:
    actor = session.actor
    means = typed.text("means")
    going = Going(
        name=typed.text("name"),
        room=typed.text("room"),
        means=Means(means) if means else None,
        oxygen=is_ticked(typed, "oxygen"),
        medicines=is_ticked(typed, "medicines"),
        papers=is_ticked(typed, "papers"),
        device=typed.text("device"),
        destination=typed.text("destination"),
        remark=typed.text("remark"),
        resident=row.going.resident,
    )
    return partial(_relist, actor, stream, row.key, going)


def _relist(actor: Any, stream: bytes, key: bytes, going: Going, desk: Desk) -> Event:
    return relist_evacuee(desk, actor, stream, key, going)
