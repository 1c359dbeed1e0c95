"""One group: how many, where, who of them is known, and the next family at the desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.displaced import Party
from app.care.guest import ChildAlarm, Company
from app.care.terms import AgeBand
from app.commands.displaced import (
    Household,
    count_party,
    move_party,
    register_household,
)
from app.store.queries.displaced import STREAMS, GuestRow, guests_of, party
from app.store.queries.post import hides_names
from app.ui.hooks import use_query
from app.ui.theme import BODY, BOLD
from app.ui.typed import Typed, use_typed
from app.ui.undo import way_back
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.fields import choices, stepper, text_field
from app.ui.widgets.form_parts import count_of
from app.ui.widgets.guest_words import eyes_of, guest_words, where_words
from app.ui.widgets.more_fields import pairs
from app.ui.widgets.notice import notify
from app.ui.widgets.pane import pane
from app.ui.widgets.panels import (
    alarm_note,
    error_note,
    note,
    section_card,
    waiting_state,
)
from app.ui.widgets.pick_card import Picked, pick_card
from app.ui.widgets.sheet import use_primary
from app.ui.widgets.tick_box import tick_box
from app.ui.words import moment

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.database import Database
    from sync.event import Event

_PAIRS_FROM: Final = 600
_SHOWN: Final = 100
_BANDS: Final = (
    AgeBand.ADULT,
    AgeBand.SENIOR,
    AgeBand.TEEN,
    AgeBand.CHILD,
    AgeBand.BABY,
    AgeBand.UNKNOWN,
)
_GROWN: Final = (AgeBand.ADULT, AgeBand.SENIOR)


@ft.component
def PartyPane(
    session: Session,
    stream: bytes,
    close: Callable[[], Any],
    opened: Callable[[bytes], Any],
    key: str = "",
) -> ft.Control:
    """Draw a group, the form of a family, and the persons family by family."""

    def asked(db: Database) -> tuple[Party | None, tuple[GuestRow, ...], bool]:
        return party(db, stream), guests_of(db, stream), hides_names(db)

    seen = use_query(session, asked, [stream], STREAMS)
    held, people, hides = seen if seen is not None else (None, (), True)
    if held is None or held.arrived is None:
        return waiting_state(session.words("ui.loading"))
    kind = session.words(f"term.Displacement.{held.arrived.displacement.value}")
    title = " · ".join(each for each in (kind, held.arrived.label) if each)
    return pane(
        session,
        title,
        close,
        [
            alarm_note(
                session.words("ui.evacuation.contradiction") if held.conflicts else None
            ),
            _about(session, held, len(people)),
            FamilyForm(session, stream, key="family-form"),
            *_families(session, people, opened, hides=hides),
            PartyChange(session, stream, held, key="party-change"),
        ],
        key="close-party",
    )


def _about(session: Session, held: Party, known: int) -> ft.Control:
    arrived, language = held.arrived, session.language
    if arrived is None:
        return ft.Container(visible=False)
    where = held.where
    now = session.clock.now_ms()
    spoken = arrived.interpreter
    lines = [
        session.words("ui.guests.known", known=known, people=held.people),
        where_words(arrived.displacement, where.name, language, where.onward),
        " · ".join(
            each
            for each in (
                arrived.origin,
                arrived.language,
                session.words(f"term.Interpreter.{spoken.value}") if spoken else "",
            )
            if each
        ),
        arrived.remark,
        session.words("ui.guests.came", at=moment(arrived.observed_ms, now, language)),
    ]
    said = [
        f"{each.value} ({moment(each.observed_ms, now, language)})"
        for each in held.counted
    ]
    said += [
        f"{each.value.name} ({moment(each.observed_ms, now, language)})"
        for each in held.lodged
    ]
    more = said if held.conflicts else []
    return section_card(
        session.words("ui.guests.party"),
        [ft.Text(each, size=BODY, selectable=True) for each in (*lines, *more) if each],
    )


@ft.component
def FamilyForm(session: Session, stream: bytes, key: str = "") -> ft.Control:
    """Draw a family at the desk: how many of each age, and who is with the children."""
    typed = use_typed(session, f"family:{stream.hex()}")

    def done(events: list[Event]) -> None:
        typed.fill({})
        back = way_back(session, [(each.log, each.seq) for each in events])
        notify(session, session.words("ui.guests.taken", count=len(events)), back)

    async def save(_event: object = None) -> None:
        await typed.record(_registering(session, stream, typed), done)

    use_primary(session, save)
    wide = session.width >= _PAIRS_FROM
    words = [_words(session, typed, name) for name in ("name", "language")]
    steppers = [_stepper(session, typed, each) for each in _BANDS]
    young = any(count_of(typed, each.value) for each in _BANDS if each not in _GROWN)
    return section_card(
        session.words("ui.guests.family"),
        [
            *pairs(words, wide=wide),
            *pairs(steppers, wide=wide),
            *([_company(session, typed)] if young else []),
            error_note(typed.refusal),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    primary_button(
                        session.words("ui.guests.add_family"),
                        save,
                        key="save-family",
                        icon=ft.Icons.CHECK,
                    )
                ],
            ),
        ],
    )


def _words(session: Session, typed: Typed, name: str) -> ft.Control:
    return text_field(
        session.words(f"field.GuestDescribed.{name}"),
        typed.text(name),
        partial(typed.write, name),
        key=f"family-{name}",
        error=typed.errors.get(name),
    )


def _stepper(session: Session, typed: Typed, band: AgeBand) -> ft.Control:
    label = (
        session.words("ui.guests.age_unknown")
        if band is AgeBand.UNKNOWN
        else session.words(f"term.AgeBand.{band.value}")
    )

    def put(number: int) -> None:
        typed.pick(band.value, str(number))

    # What grows in a row is the container: a component does not grow by itself.
    return ft.Container(
        content=stepper(
            label,
            count_of(typed, band.value),
            put,
            key=f"band-{band.value}",
            language=session.language,
            limits=(0, 60),
        )
    )


def _company(session: Session, typed: Typed) -> ft.Control:
    """Return who is with the children; not asked stays not known, and in sight."""
    held = typed.text("company")
    return ft.Column(
        spacing=4,
        controls=[
            choices(
                [
                    (each.value, session.words(f"term.Company.{each.value}"))
                    for each in Company
                ],
                held or None,
                lambda value: typed.pick("company", "" if value == held else value),
                key="company",
                label=session.words("ui.guests.company"),
            ),
            note(session.words("ui.guests.company_next")),
        ],
    )


def _registering(
    session: Session, stream: bytes, typed: Typed
) -> Callable[[Desk], list[Event]]:
    actor, company = session.actor, typed.text("company")
    members = tuple((each, count_of(typed, each.value)) for each in _BANDS)
    household = Household(
        typed.text("name"),
        members,
        Company(company) if company else None,
        typed.text("language"),
    )
    return lambda desk: register_household(desk, actor, stream, household)


def _families(
    session: Session,
    people: Sequence[GuestRow],
    opened: Callable[[bytes], Any],
    *,
    hides: bool,
) -> list[ft.Control]:
    """Return the persons, those of one family under one head."""
    rows: list[ft.Control] = []
    before: bytes | None = None
    for each in people[:_SHOWN]:
        family = each.guest.family
        if not family or family != before:
            count = sum(one.guest.family == family for one in people) if family else 1
            words = "ui.guests.family_of" if family else "ui.guests.on_own"
            rows.append(ft.Text(session.words(words, count=count), size=BODY, **BOLD))
        before = family
        who, *lines = guest_words(each, session.language, hides=hides)
        rows.append(
            pick_card(
                Picked(
                    who, lines, eyes_of(each, session.language), _alarm(session, each)
                ),
                partial(opened, each.stream),
                chosen=False,
                key=f"guest-{each.stream.hex()}",
            )
        )
    if len(people) > _SHOWN:
        rows.append(note(session.words("ui.guests.more", count=len(people) - _SHOWN)))
    return rows


def _alarm(session: Session, row: GuestRow) -> str:
    is_alone = row.guest.child_alarm is ChildAlarm.ALONE
    return session.words("term.ChildAlarm.alone") if is_alone else ""


@ft.component
def PartyChange(
    session: Session, stream: bytes, held: Party, key: str = ""
) -> ft.Control:
    """Draw where the group is now, and how many were counted anew."""
    typed = use_typed(session, f"party-change:{stream.hex()}")
    actor = session.actor
    onward = typed.text("onward") == "yes"

    def done(event: Event) -> None:
        typed.fill({})
        back = way_back(session, [(event.log, event.seq)])
        notify(session, session.words("ui.guests.changed"), back)

    async def move() -> None:
        lodging = typed.text("lodging")
        await typed.record(
            lambda desk: move_party(desk, actor, stream, lodging, onward=onward), done
        )

    async def count() -> None:
        people = count_of(typed, "people")
        await typed.record(lambda desk: count_party(desk, actor, stream, people), done)

    def turn() -> None:
        typed.pick("onward", "" if onward else "yes")

    place = text_field(
        session.words("field.PartyMoved.lodging"),
        typed.text("lodging"),
        partial(typed.write, "lodging"),
        key="party-lodging",
        error=typed.errors.get("lodging"),
    )
    number = text_field(
        session.words("ui.guests.count_again", people=held.people),
        typed.text("people"),
        partial(typed.write, "people"),
        key="party-people",
        error=typed.errors.get("people"),
        keyboard_type=ft.KeyboardType.NUMBER,
    )
    return section_card(
        session.words("ui.guests.change_party"),
        [
            place,
            tick_box(
                session.words("field.PartyMoved.onward"),
                ticked=onward,
                on_tick=turn,
                key="party-onward",
            ),
            ft.Row(
                controls=[
                    quiet_button(
                        session.words("ui.guests.move"), move, key="move-party"
                    )
                ]
            ),
            number,
            ft.Row(
                controls=[
                    quiet_button(
                        session.words("ui.guests.count"), count, key="count-party"
                    )
                ]
            ),
            error_note(typed.refusal, key="party-refusal"),
        ],
    )
