"""Afschalen: which care, which class, why, what instead, until when, who was told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

import flet as ft

from app.care.level import Authority
from app.care.refusal import Refusal
from app.care.resident import Resident
from app.care.scarcity import (
    ALTERNATIVES,
    PERSONAL,
    SOUND,
    URGENT_HOURS,
    WITH_INSTRUCTION,
    Alternative,
    CareAct,
    DownscalingClass,
    Ground,
    Informed,
    hours_on_record,
)
from app.commands import Downscaling, decide_downscaling
from app.store.queries.level import STREAMS as LEVEL
from app.store.queries.level import rules_here
from app.store.tables import state_of
from app.ui.hooks import use_query
from app.ui.typed import Typed, use_typed
from app.ui.undo import way_back
from app.ui.widgets.fields import choices, number_field, text_field
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import alarm_note, note
from app.ui.widgets.review_pick import review_pick, review_picked
from app.ui.widgets.several import several, several_values
from app.ui.widgets.sheet import sheet, use_primary

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.database import Database
    from sync.event import Event

T = TypeVar("T", bound=StrEnum)

_FORM: Final = "DownscalingDecided"


@ft.component
def DownscalingForm(
    session: Session, subject: bytes, close: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw the form for one client, and record the decision."""
    typed = use_typed(session, f"downscale-{subject.hex()}")

    def ask(db: Database) -> tuple[Resident | None, tuple[DownscalingClass, ...]]:
        return state_of(db, "resident", subject), rules_here(db).classes

    found = use_query(session, ask, [], ["resident", *LEVEL])
    resident, opened = found if found is not None else (None, tuple(ALTERNATIVES))

    def done(event: Event) -> None:
        typed.fill({})
        back = way_back(session, [(event.log, event.seq)])
        notify(session, session.words("ui.scarcity.saved"), back)
        close()

    async def save(_event: object = None) -> None:
        await typed.record(_deciding(session, subject, typed), done)

    use_primary(session, save)
    controls = [
        *_act(session, typed, resident),
        *_class(session, typed, opened),
        *_instead(session, typed),
        *_reasons(session, typed),
        *_authority(session, typed),
        review_pick(session, typed),
        _terms(session, typed, "informed", Informed, list(Informed), "DownscalingTold"),
        note(session.words("ui.scarcity.informed_later")),
    ]
    title = session.words("ui.scarcity.decide")
    return sheet(session, title, controls, typed, save, close)


def _act(session: Session, typed: Typed, resident: Resident | None) -> list[ft.Control]:
    act = chosen(typed, "act", CareAct)
    shown = [_terms(session, typed, "act", CareAct, list(CareAct))]
    if act is CareAct.OTHER:
        shown.append(_text(session, typed, "act_name"))
    hours = None if act is None or resident is None else hours_on_record(resident, act)
    if hours is None:
        return shown
    words = session.words("ui.scarcity.record", hours=hours)
    if hours < URGENT_HOURS:
        urgent = session.words("ui.scarcity.record_urgent", hours=hours)
        return [*shown, alarm_note(urgent, key="on-record")]
    return [*shown, note(words, key="on-record")]


def _class(
    session: Session, typed: Typed, opened: Sequence[DownscalingClass]
) -> list[ft.Control]:
    letter = chosen(typed, "downscaling", DownscalingClass)
    every = list(DownscalingClass)
    shown = [_terms(session, typed, "downscaling", DownscalingClass, every)]
    if letter is DownscalingClass.A:
        words = session.words("ui.scarcity.class_a")
        shown.append(alarm_note(words, key="class-a"))
    elif letter is not None and letter not in opened:
        words = session.words("refusal.class_not_open", letter=letter.value)
        shown.append(alarm_note(words, key="class-closed"))
    if letter is DownscalingClass.B:
        shown.append(
            number_field(
                session.words(f"field.{_FORM}.stretch_days"),
                typed.text("stretch_days"),
                partial(typed.write, "stretch_days"),
                key="stretch_days",
                error=typed.errors.get("stretch_days"),
            )
        )
    return shown


def _instead(session: Session, typed: Typed) -> list[ft.Control]:
    letter = chosen(typed, "downscaling", DownscalingClass)
    if letter not in ALTERNATIVES:
        return []
    fitting = ALTERNATIVES[letter]
    shown = [_terms(session, typed, "alternative", Alternative, fitting)]
    if chosen(typed, "alternative", Alternative) in WITH_INSTRUCTION:
        shown.append(_text(session, typed, "instruction", multiline=True, max_lines=4))
    return shown


def _reasons(session: Session, typed: Typed) -> list[ft.Control]:
    def grounds(name: str, key: str, some: Sequence[Ground]) -> ft.Control:
        named = [(e.value, session.words(f"term.Ground.{e.value}")) for e in some]
        return several(typed, name, session.words(key), named)

    return [
        grounds("grounds", "ui.scarcity.grounds", SOUND),
        grounds("personal", "ui.scarcity.personal", PERSONAL),
        _text(
            session,
            typed,
            "because",
            helper=session.words("ui.scarcity.no_names"),
            multiline=True,
            max_lines=4,
        ),
    ]


def _authority(session: Session, typed: Typed) -> list[ft.Control]:
    shown = [_terms(session, typed, "authority", Authority, list(Authority))]
    authority = chosen(typed, "authority", Authority)
    if authority is not None and authority is not Authority.OWN:
        shown.append(_text(session, typed, "authority_name"))
    return shown


def _terms(
    session: Session,
    typed: Typed,
    name: str,
    kind: type[StrEnum],
    terms: Sequence[StrEnum],
    form: str = _FORM,
) -> ft.Control:
    named = [
        (each.value, session.words(f"term.{kind.__name__}.{each.value}"))
        for each in terms
    ]
    held = typed.text(name)

    def turn(value: str) -> None:
        typed.pick(name, "" if value == held else value)

    return choices(
        named,
        held or None,
        turn,
        key=name,
        label=session.words(f"field.{form}.{name}"),
        error=typed.errors.get(name),
    )


def _text(session: Session, typed: Typed, name: str, **more: Any) -> ft.Control:
    return text_field(
        session.words(f"field.{_FORM}.{name}"),
        typed.text(name),
        partial(typed.write, name),
        key=name,
        error=typed.errors.get(name),
        **more,
    )


def chosen(typed: Typed, name: str, kind: type[T]) -> T | None:
    """Return the term that was chosen in a field; None for none."""
    said = typed.text(name)
    return kind(said) if said in list(kind) else None


def _deciding(
    session: Session, subject: bytes, typed: Typed
) -> Callable[[Desk], Event]:
    actor = session.actor

    def command(desk: Desk) -> Event:
        wanted = _wanted(typed, desk.today())
        return decide_downscaling(desk, actor, subject, wanted)

    return command


def _wanted(typed: Typed, today: str) -> Downscaling:
    """Return what was filled in. Raises Refusal for the first thing that lacks."""
    act = chosen(typed, "act", CareAct)
    letter = chosen(typed, "downscaling", DownscalingClass)
    instead = chosen(typed, "alternative", Alternative)
    authority = chosen(typed, "authority", Authority)
    if act is None:
        raise Refusal("act_missing", field="act")
    if letter is None:
        raise Refusal("class_missing", field="downscaling")
    if letter is DownscalingClass.A:
        raise Refusal("class_a_stays", field="downscaling")
    if instead not in ALTERNATIVES[letter]:
        raise Refusal("alternative_missing", field="alternative")
    named = (*several_values(typed, "grounds"), *several_values(typed, "personal"))
    if authority is None:
        raise Refusal("authority_missing", field="authority")
    days = typed.text("stretch_days")
    return Downscaling(
        act,
        letter,
        tuple(Ground(each) for each in named),
        instead,
        review_picked(typed.text("review"), typed.text("review_day"), today),
        authority,
        typed.text("authority_name"),
        typed.text("act_name"),
        int(days) if days.isdecimal() else None,
        typed.text("instruction") if instead in WITH_INSTRUCTION else "",
        typed.text("because"),
        chosen(typed, "informed", Informed),
    )
