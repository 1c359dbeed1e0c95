"""On what ground a resident is kept, from whom, whether it holds, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import flet as ft

from app.care.handout import HandoutGiven
from app.care.resident import EndReason
from app.care.staff import may
from app.commands import check_resident, end_resident
from app.store.queries.handout import HandoutRow
from app.store.queries.resident import ResidentDetail
from app.ui.hooks import use_act
from app.ui.theme import BODY
from app.ui.undo import way_back
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.fields import choices
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import error_note, section_card
from app.ui.widgets.wrapped import wrapped
from app.ui.words import ago

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.event import Event


def _out_words(session: Session, given: HandoutGiven) -> str:
    words = "ui.handout.still_out"
    return session.words(words, sheet=given.sheet, to=given.to_name)


@ft.component
def KeptCard(
    session: Session,
    detail: ResidentDetail,
    out: tuple[HandoutRow, ...],
    now_ms: int,
    close: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw on what ground this is kept, whether it still holds, and how it ends."""
    act = use_act(session)
    ending, end = ft.use_state(False)
    resident, actor, stream = detail.resident, session.actor, detail.stream
    role = session.person.role if session.person else None
    basis = resident.text("basis")
    checked = (
        session.words(
            "ui.residents.checked",
            ago=ago(resident.checked_ms, now_ms, session.language),
            who=detail.names.get(resident.checked_by, ""),
        )
        if resident.checked_ms
        else session.words("ui.residents.not_checked")
    )

    async def check() -> None:
        await act.run(lambda desk: check_resident(desk, actor, stream))

    def ended(event: Event) -> None:
        back = way_back(session, [(event.log, event.seq)])
        notify(session, session.words("ui.residents.ended"), back)
        close()

    async def stop(reason: str) -> None:
        await act.run(
            lambda desk: end_resident(desk, actor, stream, EndReason(reason)), ended
        )

    buttons = [
        quiet_button(
            session.words("ui.residents.check"),
            check,
            key="check-resident",
            icon=ft.Icons.CHECK,
        )
    ]
    if role is not None and may(role, "resident.ended"):
        buttons.append(
            quiet_button(
                session.words("resident.ended"),
                lambda: end(not ending),
                key="end-resident",
            )
        )
    reasons = choices(
        [
            (each.value, session.words(f"term.EndReason.{each.value}"))
            for each in EndReason
        ],
        None,
        stop,
        key="end",
        label=session.words("field.ResidentEnded.reason"),
    )
    ground = session.words(f"term.LegalBasis.{basis}") if basis else "–"
    label = session.words("field.ResidentDescribed.basis")
    return section_card(
        session.words("ui.residents.kept"),
        [
            ft.Text(f"{label}: {ground}", size=BODY),
            *(
                ft.Text(f"{source} {number}".strip(), size=BODY)
                for source, number in resident.sources
            ),
            ft.Text(checked, size=BODY),
            *(ft.Text(_out_words(session, each.given), size=BODY) for each in out),
            wrapped(buttons),
            *([reasons] if ending else []),
            error_note(act.refusal),
        ],
    )
