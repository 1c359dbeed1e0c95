"""Medicijn: what was given, how much and which way; what stands against it, in words.

A warning stands where the medicine is chosen and asks for a reason; it stops nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.medicine import Check, Dose, DoseUnit, MedicineGiven, Route
from app.care.refusal import Refusal
from app.care.staff import may_give_medicine
from app.commands import give_medicine
from app.medicines import formulary
from app.store.desk import Desk
from app.store.queries.casualty import CasualtyDetail
from app.store.queries.medicine import check_for
from app.ui.hooks import use_query
from app.ui.state import Session
from app.ui.theme import GAP
from app.ui.typed import Typed, use_typed
from app.ui.widgets.dose_entry import dose_fields, read_dose
from app.ui.widgets.fields import choice_button, field_label, text_field
from app.ui.widgets.medicine_card import allergy_note
from app.ui.widgets.moment import moment_of
from app.ui.widgets.more_fields import pairs, time_field
from app.ui.widgets.panels import alarm_note
from app.ui.widgets.power_notes import ReservedNote
from app.ui.widgets.second_person import SecondPerson, use_second
from app.ui.widgets.sheet import sheet, use_primary
from app.ui.widgets.substance_search import (
    CHOSEN,
    chosen_substance,
    substance_search,
)
from app.ui.widgets.used_items import NOTHING, UsedItem
from app.ui.widgets.warnings import warning_box, warning_words
from app.ui.widgets.wrapped import wrapped
from sync.event import Event

QUICK: Final = (
    "paracetamol",
    "ibuprofen",
    "morphine",
    "fentanyl",
    "esketamine",
    "tranexamic_acid",
    "adrenaline",
    "salbutamol",
    "glucose",
    "midazolam",
    "ondansetron",
    "naloxone",
)
"""The medicines to tap, always in these places."""

_REASONS: Final = ("decided", "no_other", "wrong", "already")
_FIELDS: Final = ("code", "substance", CHOSEN, "item", "pieces", "despite")


@ft.component
def MedicineSheet(
    session: Session,
    detail: CasualtyDetail,
    on_close: Callable[[], Any],
    on_saved: Callable[[list[Event]], Any],
    key: str = "",
) -> ft.Control:
    """Draw the sheet and record what was given."""
    typed = use_typed(session, f"medicine:{detail.row.stream.hex()}")
    is_chosen = bool(typed.text(CHOSEN))
    check = _use_check(session, detail, typed)
    second, asked = use_second(session, _item(typed)[0])

    async def save(_event: object = None) -> None:
        command = _command(session, detail, typed)
        await typed.record(second.beside(session, command, asked=asked), on_saved)

    def drop() -> None:
        for name in _FIELDS[1:]:
            typed.write(name, "")
        typed.pick(_FIELDS[0], "")

    use_primary(session, save)
    label = session.words("field.MedicineGiven.substance")
    return sheet(
        session,
        session.words("ui.casualty.medicine"),
        [
            allergy_note(detail.medicines, session.clock.now_ms(), session.language),
            *(
                [
                    *chosen_substance(session, typed, drop=drop),
                    *_warnings(session, typed, check),
                    *dose_fields(session, typed, save),
                    ReservedNote(
                        session,
                        f"medicine.given/route/{typed.text('route')}",
                        typed.text("given_by"),
                        key="reserved",
                    ),
                    *_used(session, typed),
                    *(
                        [
                            SecondPerson(
                                session,
                                second,
                                typed.errors.get("second"),
                                key="second",
                            )
                        ]
                        if asked
                        else []
                    ),
                    *_more(session, typed, save),
                ]
                if is_chosen
                else substance_search(session, typed, label, QUICK, medicines=True)
            ),
        ],
        typed,
        save,
        on_close,
    )


def _use_check(session: Session, detail: CasualtyDetail, typed: Typed) -> Check:
    """Return what stands against the medicine as it is chosen now."""
    code, said, at = typed.text("code"), typed.text("substance"), typed.text("at")
    stream = detail.row.stream
    now = session.clock.now_ms()
    try:
        when = moment_of(at, now)
    except Refusal:
        when = now
    wanted = Dose((b"", 0), said, code, when, b"")
    found = use_query(
        session,
        lambda db: check_for(db, stream, wanted),
        [code, said, at],
        ["casualty", "link"],
    )
    return found or Check()


def _warnings(session: Session, typed: Typed, check: Check) -> list[ft.Control]:
    language = session.language
    words = warning_words(check, session.clock.now_ms(), language)
    unlisted = (
        [alarm_note(session.words("ui.medicine.allergies_unchecked"), key="unlisted")]
        if check.unlisted
        else []
    )
    if not words:
        return unlisted
    held = typed.text("despite")

    def reason(name: str) -> ft.Control:
        said = session.words(f"ui.medicine.despite.{name}")
        return choice_button(
            said,
            chosen=said == held,
            on_click=partial(typed.pick, "despite", "" if said == held else said),
            key=f"despite-{name}",
        )

    return [
        warning_box(words, key="warnings"),
        *unlisted,
        ft.Column(
            spacing=GAP,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                field_label(session.words("ui.medicine.give_anyway")),
                wrapped([reason(each) for each in _REASONS]),
                text_field(
                    session.words("field.Retracted.reason"),
                    held,
                    partial(typed.write, "despite"),
                    key="despite",
                    error=typed.errors.get("despite"),
                    error_max_lines=3,
                ),
            ],
        ),
    ]


def _used(session: Session, typed: Typed) -> list[ft.Control]:
    listed = formulary().get(typed.text("code"))
    if listed is None or not listed.items:
        return []
    usual = listed.items[0] if len(listed.items) == 1 else NOTHING
    return [UsedItem(session, typed, listed.items, usual, key=f"used-{listed.code}")]


def _more(session: Session, typed: Typed, save: Callable[..., Any]) -> list[ft.Control]:
    def field(name: str, **more: Any) -> ft.Control:
        return text_field(
            session.words(f"field.MedicineGiven.{name}"),
            typed.text(name),
            partial(typed.write, name),
            key=name,
            error=typed.errors.get(name),
            error_max_lines=3,
            on_submit=save,
            **more,
        )

    person = session.person
    own = person is not None and may_give_medicine(person.role)
    hint = "ui.medicine.given_by_me" if own else "ui.medicine.given_by_whom"
    wide = session.width >= 600
    return [
        ft.Column(
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                *pairs(
                    [
                        field("given_by", helper=session.words(hint)),
                        time_field(session, typed),
                    ],
                    wide=wide,
                ),
                field("detail"),
            ],
        )
    ]


def _command(
    session: Session, detail: CasualtyDetail, typed: Typed
) -> Callable[[Desk], list[Event]]:
    actor, stream = session.actor, detail.row.stream

    def command(desk: Desk) -> list[Event]:
        unit, route = typed.text("unit"), typed.text("route")
        item, pieces = _item(typed)
        fact = MedicineGiven(
            typed.text("substance"),
            moment_of(typed.text("at"), desk.now_ms()),
            typed.text("code"),
            read_dose(typed.text("dose"), session.language),
            DoseUnit(unit) if unit in list(DoseUnit) else None,
            Route(route) if route in list(Route) else None,
            typed.text("given_by"),
            typed.text("detail"),
            typed.text("despite"),
            item,
            pieces,
        )
        return [give_medicine(desk, actor, stream, fact)]

    return command


def _item(typed: Typed) -> tuple[str, int]:
    """Return what is taken from stock: what was chosen, or the only thing there is."""
    listed = formulary().get(typed.text("code"))
    items = () if listed is None else listed.items
    item = typed.text("item") or (items[0] if len(items) == 1 else NOTHING)
    if item == NOTHING:
        return "", 0
    return item, int(typed.text("pieces") or "1")
