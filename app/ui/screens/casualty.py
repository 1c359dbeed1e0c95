"""One casualty: what is known, what happened, and what can be recorded now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.refusal import Refusal
from app.care.staff import may
from app.care.terms import AccessReason, FactId, Role
from app.commands import open_casualty, retract
from app.store.queries.casualty import CasualtyDetail, casualty
from app.store.queries.erasure import erasure_of
from app.ui.hooks import use_act, use_escape, use_now, use_query
from app.ui.same import use_same
from app.ui.screens.casualty_actions import FACES, open_sheet
from app.ui.screens.emergency import EmergencyGate, may_read
from app.ui.screens.erasure import (
    erase_link,
    erased_state,
    is_erased_here,
)
from app.ui.screens.relatives_card import RelativesCard
from app.ui.screens.same_person import SamePersonCard
from app.ui.screens.settle import Choose, chooser
from app.ui.screens.treatment import ender
from app.ui.state import Layout, Session
from app.ui.theme import SPACE
from app.ui.undo import way_back
from app.ui.widgets.body_marks import body_card
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.casualty_flags import casualty_flags, same_above
from app.ui.widgets.casualty_header import action_row, action_tiles, casualty_header
from app.ui.widgets.conflict_card import conflict_card, conflicts_of
from app.ui.widgets.going_on_card import End, going_on_card
from app.ui.widgets.medicine_card import medicine_card
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import empty_state, error_note, waiting_state
from app.ui.widgets.particulars_card import particulars_card
from app.ui.widgets.photos import PhotoCard
from app.ui.widgets.timeline import Timeline, Undo
from app.ui.widgets.trend_card import trend_card
from app.ui.widgets.vitals_table import vitals_card
from sync.errors import SyncError
from sync.event import ERASURE, Event

_WHY: Final = {
    Role.REGISTRAR: AccessReason.REGISTRATION,
    Role.POST_LEAD: AccessReason.COORDINATION,
    Role.STOCK_KEEPER: AccessReason.COORDINATION,
    Role.OPERATOR: AccessReason.COORDINATION,
}


@ft.component
def CasualtyPane(session: Session, stream: bytes, key: str = "") -> ft.Control:
    """Draw one casualty, or for who may not read the way to emergency access."""

    def inside() -> ft.Control:
        return CasualtyReading(session, stream, key=f"reading-{stream.hex()}")

    if may_read(session):
        return inside()
    return EmergencyGate(session, stream, inside, key=f"gate-{stream.hex()}")


@ft.component
def CasualtyReading(session: Session, stream: bytes, key: str = "") -> ft.Control:
    """Draw one casualty with its actions; opening it is recorded, once."""
    found = use_query(
        session,
        lambda db: (casualty(db, stream), erasure_of(db, stream)),
        [stream],
        ["casualty", "staff", "clock", "link"],
    )
    now = use_now(session)
    _use_opening(session, stream)
    if found is None:
        return waiting_state(session.words("ui.casualty.reading"))
    detail, left = found
    if left is not None:
        return erased_state(session, left, now)
    if detail is None:
        return _gone(session)
    return CasualtyView(session, detail, key=f"view-{stream.hex()}")


@ft.component
def CasualtyView(session: Session, detail: CasualtyDetail, key: str = "") -> ft.Control:
    """Draw what is known and, in its place, the sheet that is open."""
    chosen, pick = use_sheet(session)
    act, unchanged = use_act(session), use_same(session)
    now = use_now(session)

    def close() -> None:
        pick("")

    def saved(events: list[Event]) -> None:
        close()
        targets = [(event.log, event.seq) for event in events]
        notify(session, session.words("ui.casualty.saved"), way_back(session, targets))

    use_escape(session, bool(chosen), close)
    choose = chooser(session, detail, act.run)
    tiles = action_tiles(
        session,
        FACES if may_read(session) else (),
        chosen,
        lambda name: pick("" if name == chosen else name),
    )
    vital = bool(chosen) and session.layout is Layout.NARROW
    # A phone has no room for both the flags and a sheet.
    flags = casualty_flags(session, detail, now, unchanged, only_vital=vital)
    above = [] if vital else same_above(session, detail, now, unchanged)
    header, top = _head(session, detail, tiles, (flags, above), is_open=bool(chosen))
    if chosen:
        body = open_sheet(session, detail, chosen, pick, saved)
    elif not may_read(session):
        photos = PhotoCard(session, detail, may_add=False, key="photos")
        body = known(detail, now, session.language, photos, top=top)
    else:
        erased = (
            erase_link(session, partial(pick, "erasure"))
            if _may_erase(session)
            else None
        )
        undo = _undoer(session, act.run)
        end = ender(session, detail, act.run, saved)
        same = _about_others(session, detail)
        hands = Hands(choose, undo, act.refusal, erased, end, same)
        photos = PhotoCard(session, detail, may_add=True, key="photos")
        body = known(detail, now, session.language, photos, hands, top)
    return ft.Column(
        expand=True,
        spacing=0,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[header, ft.Container(expand=True, content=body)],
    )


def use_sheet(
    session: Session,
) -> tuple[str, Callable[[str], None]]:
    """Return the sheet that is open, and how to open one; '' closes it.

    Who came for one sheet alone, from the board, goes back there with it.
    """
    chosen, choose = ft.use_state("")
    goes_back, set_goes_back = ft.use_state(False)

    def pick(name: str) -> None:
        choose(name)
        session.offer_primary(None)
        set_goes_back(False)
        if goes_back and not name:
            session.casualty = None

    def asked() -> None:
        if session.sheet:
            pick(session.sheet)
            set_goes_back(True)
            session.sheet = ""

    ft.use_effect(asked, [session.sheet])
    return chosen, pick


def _head(
    session: Session,
    detail: CasualtyDetail,
    tiles: Sequence[ft.Control],
    marks: tuple[Sequence[ft.Control], Sequence[ft.Control]],
    *,
    is_open: bool,
) -> tuple[ft.Control, Sequence[ft.Control]]:
    """Return what stands still above a casualty, and what scrolls away first.

    `marks` are the flags, and what stands beside the number.
    """
    flags, above = marks
    if not session.is_short:
        head = casualty_header(session, detail, tiles, flags=flags, beside=above)
        return head, ()
    # In a low window a sheet is closed before another one is opened.
    shown = flags if is_open else ()
    header = casualty_header(session, detail, flags=shown, beside=above)
    return header, [*flags, *action_row(tiles)]


def _about_others(session: Session, detail: CasualtyDetail) -> ft.Control:
    """Return other records of this person, and who asked for them."""
    return ft.Column(
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            SamePersonCard(session, detail, key="same"),
            RelativesCard(session, detail.row.stream, key="relatives-card"),
        ],
    )


@dataclass(frozen=True, slots=True)
class Hands:
    """What may be done with what is shown: settle, take back, end, erase."""

    choose: Choose | None = None
    undo: Undo | None = None
    refusal: str | None = None
    erase: ft.Control | None = None
    end: End | None = None
    same: ft.Control | None = None


def known(
    detail: CasualtyDetail,
    now_ms: int,
    language: str,
    photos: ft.Control,
    hands: Hands | None = None,
    top: Sequence[ft.Control] = (),
) -> ft.Control:
    """Return what is known of a casualty; without hands it can only be read."""
    hands = hands or Hands()
    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Container(
                padding=SPACE,
                content=ft.Column(
                    spacing=12,
                    horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                    controls=[
                        *top,
                        error_note(hands.refusal),
                        *(
                            conflict_card(each, now_ms, language, hands.choose)
                            for each in conflicts_of(detail)
                        ),
                        *going_on_card(detail.going_on, now_ms, language, hands.end),
                        *([hands.same] if hands.same else []),
                        medicine_card(detail.medicines, now_ms, language),
                        vitals_card(detail, now_ms, language),
                        *trend_card(detail, now_ms, language),
                        *body_card(detail, now_ms, language),
                        particulars_card(detail, language),
                        photos,
                        Timeline(detail, now_ms, language, hands.undo, key="timeline"),
                        *([hands.erase] if hands.erase else []),
                    ],
                ),
            )
        ],
    )


def _may_erase(session: Session) -> bool:
    if session.person is None or session.is_tablet:
        return False  # what wipes is for the device of the post itself
    return may(session.person.role, ERASURE)


def _use_opening(session: Session, stream: bytes) -> None:
    """Record once that this person opened this casualty, and why as a class."""
    role = session.person.role if session.person else Role.REGISTRAR
    why = _WHY.get(role, AccessReason.CARE)

    async def opened() -> None:
        actor = session.actor
        try:
            await session.open_file.write(
                lambda desk: open_casualty(desk, actor, stream, why)
            )
        except (Refusal, SyncError):
            # Whom we cannot note down as a reader does not get to read.
            if not await is_erased_here(session, stream):
                session.casualty = None

    ft.use_effect(opened, [stream])


def _gone(session: Session) -> ft.Control:
    return empty_state(
        ft.Icons.PERSON_OFF_OUTLINED,
        session.words("ui.casualty.gone"),
        session.words("ui.casualty.gone_next"),
        quiet_button(
            session.words("ui.casualty.back"), session.back, key="back-to-list"
        ),
    )


def _undoer(session: Session, run: Callable[..., Any]) -> Undo:
    async def undo(target: FactId, reason: str) -> None:
        actor = session.actor
        await run(
            lambda desk: retract(desk, actor, target, reason),
            lambda _events: notify(session, session.words("ui.casualty.undone")),
        )

    def start(target: FactId, reason: str) -> None:
        ft.context.page.run_task(undo, target, reason)

    return start
