"""The forms about one person: what they are, under whom, until when, why away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import flet as ft

from app.care.duty import DAY_MS, HOUR_MS, AbsenceCause
from app.care.power import oversees
from app.care.qualification import (
    REGISTERED,
    MilitaryRole,
    Nation,
    Profession,
    QualificationStated,
)
from app.care.reserved import Act
from app.care.terms import Role
from app.commands.duty import plan_duty, tell_absence
from app.commands.trust import delegate_act, set_supervision, state_qualification
from app.store.queries.crew import MemberDetail
from app.store.queries.power import Powers
from app.ui.hooks import use_act, use_query
from app.ui.theme import GAP
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.fields import choices, number_field, text_field
from app.ui.widgets.moment import moment_ahead
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import error_note, note, section_card
from app.ui.widgets.tick_box import tick_box

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.database import Database

HOURS = (4, 8, 12, 24, 72)
_SHIFTS = (4, 6, 8, 12)
_DAYS = (1, 2, 7, 14)


def _foot(session: Session, save: Any, on_close: Any, *, busy: bool) -> ft.Control:
    return ft.Row(
        alignment=ft.MainAxisAlignment.END,
        spacing=GAP,
        controls=[
            quiet_button(session.words("ui.cancel"), on_close, key="form-cancel"),
            primary_button(
                session.words("ui.save"), save, key="form-save", disabled=busy
            ),
        ],
    )


def hours_choice(
    session: Session, hours: Sequence[int], value: str, pick: Callable[[str], Any]
) -> ft.Control:
    """Return for how many hours something holds."""
    offered = [
        (str(each), session.words("ui.crew.for_hours", count=each)) for each in hours
    ]
    return choices(
        offered, value, pick, key="hours", label=session.words("ui.crew.how_long")
    )


def _terms(session: Session, terms: Sequence[Any]) -> list[tuple[str, str]]:
    return [
        (each.value, session.words(f"term.{type(each).__name__}.{each.value}"))
        for each in terms
    ]


@ft.component
def QualificationForm(
    session: Session, detail: MemberDetail, on_close: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Ask what a person is, the number of the register, and whether it was seen."""
    profession, set_profession = ft.use_state(Profession.DOCTOR.value)
    number, set_number = ft.use_state("")
    until, set_until = ft.use_state("")
    military, set_military = ft.use_state("")
    nation, set_nation = ft.use_state("")
    seen, see = ft.use_state(False)
    act = use_act(session)
    who = detail.member.actor

    async def save(_event: object = None) -> None:
        fact = QualificationStated(
            Profession(profession),
            number if Profession(profession) in REGISTERED else "",
            MilitaryRole(military) if military else None,
            Nation(nation) if nation else None,
            until.strip(),
            proof_seen=seen,
        )
        said = session.words("ui.crew.qualification_kept")

        def done(_: object) -> None:
            notify(session, said)
            on_close()

        await act.run(
            lambda desk: state_qualification(desk, session.actor, who, fact), done
        )

    session.offer_primary(save)
    is_own = who == session.actor
    numbered = (
        [
            number_field(
                session.words("field.QualificationStated.big_number"),
                number,
                set_number,
                key="big-number",
                helper=session.words("ui.crew.big_helper"),
            )
        ]
        if Profession(profession) in REGISTERED
        else []
    )
    nations = (
        [
            choices(
                _terms(session, tuple(Nation)),
                nation,
                set_nation,
                key="nation",
                label=session.words("field.QualificationStated.nation"),
            )
        ]
        if military
        else []
    )
    proof = (
        note(session.words("ui.crew.own_proof"))
        if is_own
        else tick_box(
            session.words("ui.crew.saw_proof"),
            ticked=seen,
            on_tick=lambda: see(not seen),
            key="proof-seen",
        )
    )
    return section_card(
        session.words("ui.crew.do_qualification"),
        [
            choices(
                _terms(session, tuple(Profession)),
                profession,
                set_profession,
                key="profession",
                label=session.words("field.QualificationStated.profession"),
            ),
            *numbered,
            text_field(
                session.words("field.QualificationStated.valid_until"),
                until,
                set_until,
                key="valid-until",
                hint_text=session.words("ui.crew.day_hint"),
            ),
            choices(
                [
                    ("", session.words("ui.crew.no_force")),
                    *_terms(session, tuple(MilitaryRole)),
                ],
                military,
                set_military,
                key="military",
                label=session.words("field.QualificationStated.military"),
            ),
            *nations,
            proof,
            error_note(act.refusal),
            _foot(session, save, on_close, busy=act.busy),
        ],
    )


@ft.component
def SupervisionForm(
    session: Session, detail: MemberDetail, on_close: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Ask under whom a person works, and for how long."""
    picked, pick = ft.use_state("")
    hours, set_hours = ft.use_state("12")
    act = use_act(session)
    who = detail.member.actor
    role = detail.member.role
    found = (
        use_query(
            session, lambda db: _overseers(db, role), [who, role], ["staff", "grant"]
        )
        or ()
    )

    async def save(_event: object = None) -> None:
        name = dict(found).get(picked, "")
        said = session.words("ui.crew.supervised", name=name)

        def done(_: object) -> None:
            notify(session, said)
            on_close()

        await act.run(
            lambda desk: set_supervision(
                desk,
                session.actor,
                who,
                bytes.fromhex(picked),
                desk.now_ms() + int(hours) * HOUR_MS,
            ),
            done,
        )

    session.offer_primary(save if picked else None)
    offered = [each for each in found if each[0] != who.hex()]
    return section_card(
        session.words("ui.crew.do_supervision"),
        [
            choices(
                offered,
                picked,
                pick,
                key="overseer",
                label=session.words("field.SupervisionSet.supervisor"),
            ),
            hours_choice(session, HOURS, hours, set_hours),
            error_note(act.refusal),
            _foot(session, save, on_close, busy=act.busy or not picked),
        ],
    )


def _overseers(db: Database, role: Role) -> tuple[tuple[str, str], ...]:
    """Return who may oversee somebody of this role."""
    return tuple(
        (each.actor.hex(), each.staff.name)
        for each in Powers(db, is_now=True).everybody()
        if oversees(each.staff.role, role)
    )


@ft.component
def DelegationForm(
    session: Session, detail: MemberDetail, on_close: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Ask which reserved act a person may do, and for how long."""
    picked, pick = ft.use_state("")
    hours, set_hours = ft.use_state("8")
    act = use_act(session)
    who = detail.member.actor
    professions = tuple(each.profession for each in detail.qualifications)
    rules = use_query(session, lambda db: Powers(db).rules, [], ["pack"])
    offered = (
        ()
        if rules is None
        else tuple(
            each for each in Act if any(each in rules.acts_of(p) for p in professions)
        )
    )

    async def save(_event: object = None) -> None:
        def done(_: object) -> None:
            notify(session, session.words("ui.crew.delegation_kept"))
            on_close()

        await act.run(
            lambda desk: delegate_act(
                desk,
                session.actor,
                who,
                Act(picked),
                desk.now_ms() + int(hours) * HOUR_MS,
            ),
            done,
        )

    session.offer_primary(save if picked else None)
    is_example = rules is None or rules.is_example
    asked: list[ft.Control] = [
        choices(
            _terms(session, offered),
            picked,
            pick,
            key="act",
            label=session.words("field.PowerDelegated.act"),
        ),
        hours_choice(session, HOURS, hours, set_hours),
    ]
    return section_card(
        session.words("ui.crew.do_delegation"),
        [
            *(asked if offered else [note(session.words("ui.crew.nothing_delegable"))]),
            note(session.words("ui.crew.example")) if is_example else ft.Container(),
            error_note(act.refusal),
            _foot(session, save, on_close, busy=act.busy or not picked),
        ],
    )


@ft.component
def AbsenceForm(
    session: Session, detail: MemberDetail, on_close: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Ask why a person is away and until when."""
    cause, set_cause = ft.use_state(AbsenceCause.ILL.value)
    days, set_days = ft.use_state("")
    act = use_act(session)
    who = detail.member.actor

    async def save(_event: object = None) -> None:
        def done(_: object) -> None:
            notify(session, session.words("ui.crew.absence_kept"))
            on_close()

        await act.run(
            lambda desk: tell_absence(
                desk,
                session.actor,
                who,
                AbsenceCause(cause),
                desk.now_ms() + int(days) * DAY_MS if days else None,
            ),
            done,
        )

    session.offer_primary(save)
    offered = [("", session.words("ui.crew.until_further"))] + [
        (str(each), session.words("ui.crew.for_days", count=each)) for each in _DAYS
    ]
    return section_card(
        session.words("ui.crew.do_absence"),
        [
            choices(
                _terms(session, tuple(AbsenceCause)),
                cause,
                set_cause,
                key="cause",
                label=session.words("field.AbsenceTold.cause"),
            ),
            choices(
                offered,
                days,
                set_days,
                key="days",
                label=session.words("ui.crew.how_long"),
            ),
            note(session.words("ui.crew.absence_private")),
            error_note(act.refusal),
            _foot(session, save, on_close, busy=act.busy),
        ],
    )


@ft.component
def PlanForm(
    session: Session, detail: MemberDetail, on_close: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Ask from when and for how long a person is expected."""
    start, set_start = ft.use_state("")
    hours, set_hours = ft.use_state("8")
    act = use_act(session)
    who = detail.member.actor

    async def save(_event: object = None) -> None:
        def done(_: object) -> None:
            notify(session, session.words("ui.crew.plan_kept"))
            on_close()

        def command(desk: Any) -> Any:
            from_ms = moment_ahead(start, desk.now_ms())
            until_ms = from_ms + int(hours) * HOUR_MS
            return plan_duty(desk, session.actor, who, from_ms, until_ms)

        await act.run(command, done)

    session.offer_primary(save)
    return section_card(
        session.words("ui.crew.do_plan"),
        [
            text_field(
                session.words("field.DutyPlanned.from_ms"),
                start,
                set_start,
                key="plan-from",
                hint_text=session.words("ui.crew.time_hint"),
            ),
            hours_choice(session, _SHIFTS, hours, set_hours),
            error_note(act.refusal),
            _foot(session, save, on_close, busy=act.busy),
        ],
    )
