"""Afschaling at a post: what stands for whom, what is to be reviewed first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

import flet as ft

from app.care.staff import may_see_residents, may_set_level
from app.store.queries.scarcity import STREAMS, ClientRow, clients_due
from app.ui.hooks import keyed, use_escape, use_now, use_query
from app.ui.masking import use_masking
from app.ui.routes import CASUALTIES
from app.ui.screens.hub_equity import EquityTables
from app.ui.screens.resident import ResidentPane
from app.ui.screens.scarcity_card import DecisionCard
from app.ui.theme import SPACE
from app.ui.widgets.buttons import icon_button, quiet_button
from app.ui.widgets.panels import empty_state, note, page_title, waiting_state
from app.ui.words import today

if TYPE_CHECKING:
    from app.ui.state import Program, Session

_EVERY_S: Final = 60


@ft.component
def ScarcityRoom(session: Session, program: Program) -> ft.Control:
    """Draw what was downscaled here, soonest review first; or the client of one."""
    opened, open_one = ft.use_state(cast("bytes | None", None))
    spread, show = ft.use_state(False)

    def close() -> None:
        open_one(None)

    use_escape(session, opened is not None, close)
    person = session.person
    if person is None or not may_see_residents(person.role):
        return _page(session, [_not_allowed(session)])
    if opened is not None:
        pane = keyed(
            ResidentPane, session, opened, close, key=f"resident-{opened.hex()}"
        )
        return ft.Container(expand=True, padding=SPACE, content=pane)
    if spread:
        tables = keyed(EquityTables, session, b"", key="equity")
        words = session.words("ui.scarcity.to_list")
        button = quiet_button(words, lambda: show(False), key="to-list")
        return _page(session, [ft.Row(controls=[button]), tables])
    leads = may_set_level(person.role)
    way = [_to_spread(session, lambda: show(True))] if leads else []
    return keyed(ScarcityList, session, open_one, way, key="scarcity-list")


@ft.component
def ScarcityList(
    session: Session,
    open_resident: Callable[[bytes], Any],
    ways: Sequence[ft.Control],
    key: str = "",
) -> ft.Control:
    """Draw every decision that stands, in the order of their reviews."""
    now = use_now(session, _EVERY_S)
    hides = use_masking(session)
    found = use_query(session, clients_due, [], STREAMS)
    if found is None:
        return _page(session, [waiting_state(session.words("ui.loading"))])
    if not found:
        nothing = empty_state(
            ft.Icons.BALANCE,
            session.words("ui.scarcity.none"),
            session.words("ui.scarcity.none_next"),
        )
        return _page(session, [*ways, nothing])

    def leads(client: ClientRow) -> Callable[[], Any]:
        def open_client() -> None:
            if client.is_resident:
                open_resident(client.row.subject)
            else:
                session.casualty = client.row.subject
                session.go(CASUALTIES)

        return open_client

    cards = [
        keyed(
            DecisionCard,
            session,
            each.row,
            now,
            client_words(session, each, hides=hides),
            leads(each),
            key=f"card-{each.row.key}",
        )
        for each in found
    ]
    return _page(
        session, [*ways, note(due_words(session, found, now), key="due"), *cards]
    )


def _to_spread(session: Session, show: Callable[[], Any]) -> ft.Control:
    """Return the way to how decisions are spread, for who leads."""
    button = quiet_button(
        session.words("ui.equity.title"),
        show,
        key="to-equity",
        icon=ft.Icons.TABLE_CHART_OUTLINED,
    )
    return ft.Row(controls=[button])


def due_words(session: Session, found: Sequence[ClientRow], now_ms: int) -> str:
    """Return how many are to be reviewed: too late, today, and all."""
    day = today(now_ms).isoformat()
    reviews = [each.row.decision.fact.review_day for each in found]
    return session.words(
        "ui.scarcity.due",
        late=sum(each < day for each in reviews),
        now=sum(each == day for each in reviews),
        every=len(reviews),
    )


def client_words(session: Session, client: ClientRow, *, hides: bool) -> str:
    """Return whom a decision is for: a number, or a name and where they live."""
    if not client.is_resident:
        name = "" if hides else client.name
        return f"{client.number} {name}".strip()
    name = session.words("ui.scarcity.code", code=client.row.code)
    if not hides:
        name = client.name or client.where or name
    return f"{name} · {client.where}" if client.where and not hides else name


def _page(session: Session, controls: Sequence[ft.Control]) -> ft.Control:
    back = icon_button(
        ft.Icons.ARROW_BACK, session.words("ui.back"), session.back, key="back"
    )
    title = ft.Container(
        expand=True, content=page_title(session.words("ui.room.scarcity"))
    )
    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        controls=[
            ft.Container(
                padding=SPACE + 4,
                content=ft.Column(
                    spacing=12,
                    horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                    controls=[ft.Row(controls=[back, title]), *controls],
                ),
            )
        ],
    )


def _not_allowed(session: Session) -> ft.Control:
    return empty_state(
        ft.Icons.LOCK_OUTLINE,
        session.words("ui.scarcity.not_allowed"),
        session.words("ui.scarcity.not_allowed_next"),
    )
