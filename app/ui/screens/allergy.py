"""Allergie: what somebody cannot stand, or that none are known. One tap for none."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.medicine import (
    AllergiesDenied,
    AllergyRecorded,
    Certainty,
    Reaction,
)
from app.commands import deny_allergies, record_allergy
from app.store.desk import Desk
from app.store.queries.casualty import CasualtyDetail
from app.ui.state import Session
from app.ui.typed import Typed, use_typed
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.medicine_card import allergy_note
from app.ui.widgets.moment import moment_of
from app.ui.widgets.more_fields import pairs, time_field
from app.ui.widgets.pick_tiles import Pick, pick_tiles
from app.ui.widgets.sheet import sheet, use_primary
from app.ui.widgets.substance_search import (
    CHOSEN,
    chosen_substance,
    substance_search,
)
from sync.event import Event

QUICK: Final = (
    "group:penicillin",
    "group:nsaid",
    "group:opioid",
    "group:sulfonamide",
    "group:local_anaesthetic",
    "contrast",
    "latex",
    "plaster",
    "bee_wasp",
    "nuts",
    "egg",
    "shellfish",
)
"""What people are allergic to most, always in these places."""


@ft.component
def AllergySheet(
    session: Session,
    detail: CasualtyDetail,
    on_close: Callable[[], Any],
    on_saved: Callable[[list[Event]], Any],
    key: str = "",
) -> ft.Control:
    """Draw the sheet and record what was told."""
    typed = use_typed(session, f"allergy:{detail.row.stream.hex()}")

    async def save(_event: object = None) -> None:
        await typed.record(_command(session, detail, typed), on_saved)

    async def deny() -> None:
        await typed.record(_none(session, detail, typed), on_saved)

    def drop() -> None:
        typed.write("code", "")
        typed.write("substance", "")
        typed.pick(CHOSEN, "")

    use_primary(session, save)
    chosen = bool(typed.text(CHOSEN))
    label = session.words("ui.medicine.allergy_search")
    return sheet(
        session,
        session.words("ui.casualty.allergy"),
        [
            allergy_note(detail.medicines, session.clock.now_ms(), session.language),
            *(
                [
                    *chosen_substance(session, typed, drop=drop),
                    _term(session, typed, "reaction", Reaction),
                    _term(session, typed, "certainty", Certainty),
                ]
                if chosen
                else [
                    *([] if detail.medicines.allergies else [_deny(session, deny)]),
                    *substance_search(session, typed, label, QUICK, medicines=False),
                ]
            ),
            *_more(session, typed, save, chosen=chosen),
        ],
        typed,
        save,
        on_close,
    )


def _deny(session: Session, deny: Callable[..., Any]) -> ft.Control:
    pick = Pick(
        "no-allergies",
        session.words("allergy.denied"),
        deny,
        icon=ft.Icons.VERIFIED_OUTLINED,
    )
    return pick_tiles(
        session, session.words("ui.treatment.one_tap"), [pick], tall=True, columns=1
    )


def _term(
    session: Session,
    typed: Typed,
    name: str,
    terms: type[Reaction] | type[Certainty],
) -> ft.Control:
    held = typed.text(name)
    return choices(
        [
            (each.value, session.words(f"term.{terms.__name__}.{each.value}"))
            for each in terms
        ],
        held or None,
        lambda value: typed.pick(name, "" if value == held else value),
        key=name,
        label=session.words(f"field.AllergyRecorded.{name}"),
        error=typed.errors.get(name),
    )


def _more(
    session: Session, typed: Typed, save: Callable[..., Any], *, chosen: bool
) -> list[ft.Control]:
    def field(name: str) -> ft.Control:
        return text_field(
            session.words(f"field.AllergyRecorded.{name}"),
            typed.text(name),
            partial(typed.write, name),
            key=name,
            error=typed.errors.get(name),
            on_submit=save,
        )

    detail = [field("detail")] if chosen else []
    told = pairs(
        [field("told_by"), time_field(session, typed)], wide=session.width >= 600
    )
    return [
        ft.Column(
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[*detail, *told],
        )
    ]


def _command(
    session: Session, detail: CasualtyDetail, typed: Typed
) -> Callable[[Desk], list[Event]]:
    actor, stream = session.actor, detail.row.stream

    def command(desk: Desk) -> list[Event]:
        reaction, certainty = typed.text("reaction"), typed.text("certainty")
        fact = AllergyRecorded(
            typed.text("substance"),
            moment_of(typed.text("at"), desk.now_ms()),
            typed.text("code"),
            Reaction(reaction) if reaction else Reaction.UNKNOWN,
            Certainty(certainty) if certainty else Certainty.TOLD,
            typed.text("detail"),
            typed.text("told_by"),
        )
        return [record_allergy(desk, actor, stream, fact)]

    return command


def _none(
    session: Session, detail: CasualtyDetail, typed: Typed
) -> Callable[[Desk], list[Event]]:
    actor, stream = session.actor, detail.row.stream

    def command(desk: Desk) -> list[Event]:
        at = moment_of(typed.text("at"), desk.now_ms())
        fact = AllergiesDenied(at, typed.text("told_by"))
        return [deny_allergies(desk, actor, stream, fact)]

    return command
