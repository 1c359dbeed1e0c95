"""Triage again: a category, why, and who decided what only some may decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import flet as ft

from app.care.casualty import Triaged
from app.care.refusal import Refusal
from app.care.terms import Triage
from app.care.treatment import Intervention, TreatmentGiven, with_usual_item
from app.commands import retriage
from app.commands.treatment import give_treatment
from app.store.desk import Desk
from app.store.queries.casualty import CasualtyDetail
from app.ui.hooks import use_act
from app.ui.screens.guide import Guide, Way
from app.ui.state import Session
from app.ui.typed import Typed, use_typed
from app.ui.widgets.fields import text_field
from app.ui.widgets.grave_picker import grave_picker
from app.ui.widgets.guide_card import guide_card
from app.ui.widgets.guided_form import clear_guide, guided_of, take_result
from app.ui.widgets.moment import moment_of
from app.ui.widgets.more_fields import time_field
from app.ui.widgets.sheet import sheet, use_primary
from app.ui.widgets.triage_picker import ONE_TAP, triage_picker
from sync.event import Event


@ft.component
def RetriageSheet(
    session: Session,
    detail: CasualtyDetail,
    on_close: Callable[[], Any],
    on_saved: Callable[[list[Event]], Any],
    key: str = "",
) -> ft.Control:
    """Draw the sheet, or in its place the tool that leads to a category."""
    stream = detail.row.stream
    typed = use_typed(session, f"triage:{stream.hex()}")
    is_guided, guide = ft.use_state(False)
    if is_guided:
        return RetriageGuide(
            session, detail, typed, partial(guide, False), key=f"guide-{stream.hex()}"
        )
    hands = Hands(typed, partial(guide, True), on_close, on_saved)
    return RetriageForm(session, detail, hands, key=f"form-{stream.hex()}")


@dataclass(frozen=True, slots=True)
class Hands:
    """The form as it stands, and what can be done with it."""

    typed: Typed
    on_guide: Callable[[], Any]
    on_close: Callable[[], Any]
    on_saved: Callable[[list[Event]], Any]


@ft.component
def RetriageGuide(
    session: Session,
    detail: CasualtyDetail,
    typed: Typed,
    on_close: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw the tool; what is done on the way is recorded at once."""
    done, set_done = ft.use_state(cast("tuple[Intervention, ...]", ()))
    act = use_act(session)

    async def treat(what: Intervention) -> None:
        if what not in done and await act.run(_treating(session, detail, what)):
            set_done((*done, what))

    def use() -> None:
        take_result(typed)
        on_close()

    use_primary(session, None)
    row = detail.row
    way = Way(typed, row.years, row.age_band, treat, done, use, on_close)
    return Guide(session, way, act.refusal, key=f"tool-{row.stream.hex()}")


@ft.component
def RetriageForm(
    session: Session, detail: CasualtyDetail, hands: Hands, key: str = ""
) -> ft.Control:
    """Draw the form and record what is chosen."""
    typed = hands.typed
    is_open, open_grave = ft.use_state(False)
    held = typed.text("category")
    value = Triage(held) if held in list(Triage) else None

    def pick(category: Triage) -> None:
        if category is Triage.DEAD and session.person is not None:
            typed.write("authority", session.person.name)
        typed.pick("category", category.value)

    def pick_plain(category: Triage) -> None:
        open_grave(False)
        pick(category)

    async def save(_event: object = None) -> None:
        await typed.record(_command(session, detail, typed), hands.on_saved)

    use_primary(session, save)
    grave_shown = is_open or value not in (None, *ONE_TAP)
    return sheet(
        session,
        session.words("ui.casualty.triage"),
        [
            triage_picker(
                value, pick_plain, lambda: open_grave(not is_open), session.language
            ),
            *([grave_picker(session, typed, value, pick)] if grave_shown else []),
            guide_card(
                session,
                guided_of(typed),
                value,
                (detail.row.years, detail.row.age_band),
                hands.on_guide,
                partial(clear_guide, typed),
            ),
            text_field(
                session.words("field.Triaged.reason"),
                typed.text("reason"),
                partial(typed.write, "reason"),
                key="reason",
                error=typed.errors.get("reason"),
                on_submit=save,
            ),
            time_field(session, typed),
        ],
        typed,
        save,
        hands.on_close,
    )


def _treating(
    session: Session, detail: CasualtyDetail, what: Intervention
) -> Callable[[Desk], Event]:
    actor, stream = session.actor, detail.row.stream

    def command(desk: Desk) -> Event:
        fact = with_usual_item(TreatmentGiven(what, desk.now_ms()))
        return give_treatment(desk, actor, stream, fact)

    return command


def _command(
    session: Session, detail: CasualtyDetail, typed: Typed
) -> Callable[[Desk], list[Event]]:
    actor, stream = session.actor, detail.row.stream
    seen = [claim.id for claim in detail.triage]

    def command(desk: Desk) -> list[Event]:
        if typed.text("category") not in list(Triage):
            raise Refusal("nothing_filled_in")
        category, who = Triage(typed.text("category")), typed.text("authority")
        fact = Triaged(
            category,
            moment_of(typed.text("at"), desk.now_ms()),
            typed.text("reason"),
            ordered_by=who if category is Triage.T4 else "",
            declared_by=who if category is Triage.DEAD else "",
        )
        return [retriage(desk, actor, stream, fact, seen, guided_of(typed))]

    return command
