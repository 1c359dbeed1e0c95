"""One resident: why they come where they do, what they need, who was there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.dependent import dependent
from app.care.harm import Harm, everything, harm
from app.care.outage import Outage, failing_at, holds
from app.care.refusal import Refusal
from app.care.resident import (
    Resident,
)
from app.care.staff import may, may_see_keys
from app.commands import (
    Grounds,
    erase_resident,
    open_resident,
)
from app.store.queries.handout import HandoutRow, out_with
from app.store.queries.outage import outages
from app.store.queries.post import weights
from app.store.queries.resident import ResidentDetail, resident_detail
from app.ui.hooks import keyed, use_now, use_query
from app.ui.screens.erasure import ErasureForm
from app.ui.screens.resident_form import ChangeResident, fields_for
from app.ui.screens.resident_kept_card import KeptCard
from app.ui.screens.resident_lines import ResidentLines
from app.ui.screens.resident_log import ResidentLog
from app.ui.screens.resident_out import resident_out
from app.ui.screens.resident_visits import VisitCard, visits_card
from app.ui.screens.scarcity_client import ClientDecisions
from app.ui.screens.scarcity_form import DownscalingForm
from app.ui.screens.transport_form import TransportForm
from app.ui.theme import BODY, BOLD, SPACE
from app.ui.widgets.buttons import icon_button, link_button, quiet_button
from app.ui.widgets.harm_words import left_words, term_words
from app.ui.widgets.panels import (
    alarm_note,
    empty_state,
    note,
    page_title,
    section_card,
    waiting_state,
)
from app.ui.widgets.rides_card import RidesCard
from app.ui.widgets.wrapped import wrapped
from sync.errors import SyncError
from sync.event import ERASURE

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.database import Database

_STREAMS: Final = ("resident", "outage", "post", "staff", "handout")
_EVERY_S: Final = 30
_CHANGING, _ERASING, _DOWNSCALING = "changing", "erasing", "downscaling"
_RIDING = "riding"
_LEAVING, _LOG = "leaving", "log"
_Seen = tuple[ResidentDetail, Harm, tuple[Outage, ...], tuple[HandoutRow, ...]]


@ft.component
def ResidentPane(
    session: Session, stream: bytes, close: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw all that is known of a resident; that it was opened is on the log."""
    now = use_now(session, _EVERY_S)
    doing, do = ft.use_state("")

    def asked(db: Database) -> tuple[_Seen | None]:
        return (_ask(db, stream, now),)

    seen = use_query(session, asked, [now // 60_000], _STREAMS)
    _use_opening(session, stream, close)
    if seen is None:
        return waiting_state(session.words("ui.loading"))
    if seen[0] is None:
        return empty_state(
            ft.Icons.PERSON_OFF_OUTLINED,
            session.words("ui.residents.gone"),
            session.words("ui.residents.gone_next"),
            quiet_button(session.words("ui.back"), close, key="close-gone"),
        )
    detail, found, failing, out = seen[0]
    resident = detail.resident
    form = _form(session, detail, doing, partial(do, ""))
    if form is not None:
        return form
    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        spacing=SPACE,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            _head(session, resident, close, lambda: do(_CHANGING)),
            alarm_note(_alarm(session, resident, found)),
            VisitCard(session, stream, key="visit-card"),
            _why(session, found, failing, now),
            keyed(
                ClientDecisions,
                session,
                stream,
                now,
                partial(do, _DOWNSCALING),
                key="decisions",
            ),
            ResidentLines(
                session,
                stream,
                resident,
                found.running if failing else (),
                now,
                key="lines",
            ),
            _reach(session, resident),
            RidesCard(session, stream, lambda: do(_RIDING), key="rides"),
            visits_card(session, detail, now),
            KeptCard(session, detail, out, now, close, key="kept"),
            wrapped(_ways(session, do)),
        ],
    )


def _form(
    session: Session, detail: ResidentDetail, doing: str, shut: Callable[[], Any]
) -> ft.Control | None:
    """Return what takes the place of the record; None for nothing."""
    stream, resident = detail.stream, detail.resident
    rode = partial(_without, shut)
    forms: dict[str, Callable[[], ft.Control]] = {
        _CHANGING: partial(
            keyed, ChangeResident, session, stream, resident, shut, key="change"
        ),
        _DOWNSCALING: partial(
            keyed, DownscalingForm, session, stream, shut, key="downscaling"
        ),
        _RIDING: partial(
            keyed, TransportForm, session, shut, rode, (stream,), key="ride"
        ),
        _ERASING: partial(_erasure, session, stream, resident, shut),
        _LEAVING: partial(resident_out, session, stream, _whom(resident), shut),
        _LOG: partial(keyed, ResidentLog, session, stream, shut, key="resident-log"),
    }
    return forms[doing]() if doing in forms else None


def _ways(session: Session, do: Callable[[str], Any]) -> list[ft.Control]:
    """Return the quiet ways at the foot, those this person may go."""
    role = session.person.role if session.person else None
    leads = role is not None and may_see_keys(role) and not session.is_tablet
    ways = (
        (True, _LOG, "ui.residents.log", ft.Icons.VISIBILITY_OUTLINED),
        (leads, _LEAVING, "ui.out.open_one", ft.Icons.DOWNLOAD),
        (
            _may_erase(session),
            _ERASING,
            "ui.erasure.open",
            ft.Icons.DELETE_FOREVER_OUTLINED,
        ),
    )
    keys = {_LOG: "open-log", _LEAVING: "take-out", _ERASING: "erase"}
    return [
        link_button(
            session.words(words), partial(do, doing), key=keys[doing], icon=icon
        )
        for may_go, doing, words, icon in ways
        if may_go
    ]


def _whom(resident: Resident) -> str:
    address = f"{resident.text('street')} {resident.text('house_number')}".strip()
    return resident.text("name") or address


def _without(over: Callable[[], Any], _stream: bytes) -> None:
    over()


def _may_erase(session: Session) -> bool:
    if session.person is None or session.is_tablet:
        return False  # what wipes is for the device of the post itself
    return may(session.person.role, ERASURE)


def _erasure(
    session: Session, stream: bytes, resident: Resident, close: Callable[[], Any]
) -> ft.Control:
    actor = session.actor

    async def erase(grounds: Grounds, pin: str) -> object:
        return await session.open_file.write(
            lambda desk: erase_resident(desk, actor, stream, grounds, pin)
        )

    return ErasureForm(session, _whom(resident), erase, close, "ui.erasure.pin")


def _ask(db: Database, stream: bytes, now_ms: int) -> _Seen | None:
    detail = resident_detail(db, stream)
    if detail is None:
        return None
    where = detail.resident.text("postcode"), detail.resident.text("street")
    failing = tuple(each.outage for each in outages(db) if holds(each.outage, *where))
    failures = failing_at(failing, *where) or everything(now_ms)
    found = harm(dependent(detail.resident), failures, now_ms, weights(db))
    return detail, found, failing, out_with(db, stream)


def _use_opening(session: Session, stream: bytes, close: Callable[[], Any]) -> None:
    """Record once that this person opened this record."""

    async def opened() -> None:
        actor = session.actor
        try:
            await session.open_file.write(
                lambda desk: open_resident(desk, actor, stream)
            )
        except (Refusal, SyncError):
            close()  # whom we cannot note down as a reader does not get to read

    ft.use_effect(opened, [stream])


def _head(
    session: Session,
    resident: Resident,
    close: Callable[[], Any],
    change: Callable[[], Any],
) -> ft.Control:
    address = f"{resident.texts('street')} {resident.texts('house_number')}".strip()
    where = (address, resident.texts("postcode"), resident.texts("town"))
    name = resident.texts("name") or session.words("ui.residents.no_name")
    return ft.Row(
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            icon_button(
                ft.Icons.ARROW_BACK,
                session.words("ui.back"),
                close,
                key="close-resident",
            ),
            ft.Column(
                expand=True,
                spacing=0,
                controls=[
                    page_title(name),
                    ft.Text(
                        " · ".join(each for each in where if each),
                        size=BODY,
                        selectable=True,
                    ),
                ],
            ),
            icon_button(
                ft.Icons.EDIT_OUTLINED,
                session.words("ui.residents.change"),
                change,
                key="change-resident",
            ),
        ],
    )


def _alarm(session: Session, resident: Resident, found: Harm) -> str | None:
    if resident.whereabouts is not None:
        return session.words(f"term.VisitOutcome.{resident.whereabouts.value}")
    if found.waits:
        return session.words("ui.residents.waits")
    return session.words("ui.residents.call_first") if found.is_unknown else None


def _why(
    session: Session, found: Harm, failing: tuple[Outage, ...], now_ms: int
) -> ft.Control:
    """Return the place in the order, and the whole way there."""
    language = session.language
    title = session.words(f"term.HarmClass.{found.harm_class.value}")
    runs = [
        ft.Text(left_words(each, now_ms, language), size=BODY)
        for each in sorted(found.running, key=lambda each: each.zero_ms or 0)
    ]
    said = "ui.residents.as_it_is" if failing else "ui.residents.as_if"
    return section_card(
        title,
        [
            note(session.words(said)),
            *runs,
            *[ft.Text(term_words(each, language), size=BODY) for each in found.terms],
        ],
        trailing=ft.Text(
            session.words("ui.residents.points", count=found.score),
            key="score",
            size=BODY,
            **BOLD,
        ),
    )


def _reach(session: Session, resident: Resident) -> ft.Control:
    lines: list[ft.Control] = [
        ft.Text(
            f"{session.words(f'field.ResidentDescribed.{name}')}: {said}",
            size=BODY,
            selectable=True,
        )
        for name in fields_for(session)[6:]
        if (said := resident.texts(name))
    ]
    return section_card(
        session.words("ui.residents.reach"),
        lines or [note(session.words("ui.residents.nothing_known"))],
    )
