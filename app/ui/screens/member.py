"""One person of the post: recognition, qualifications, duty, and what they may do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import flet as ft

from app.care.grant import Grant
from app.care.reserved import Act
from app.care.staff import may
from app.commands.duty import begin_duty, end_absence, end_duty
from app.commands.trust import ask_recognition, end_delegation, set_supervision
from app.store.queries.crew import Member, MemberDetail, member
from app.store.queries.staff import Person
from app.ui.hooks import Act as Doing
from app.ui.hooks import keyed, use_act, use_now, use_query
from app.ui.screens.member_forms import (
    AbsenceForm,
    DelegationForm,
    PlanForm,
    QualificationForm,
    SupervisionForm,
)
from app.ui.screens.signon import avatar
from app.ui.theme import BODY, SPACE
from app.ui.widgets.buttons import icon_button, link_button, quiet_button
from app.ui.widgets.crew_words import (
    away_words,
    hours_words,
    planned_words,
    qualification_words,
    recognition_words,
)
from app.ui.widgets.panels import (
    alarm_note,
    empty_state,
    error_note,
    marked_line,
    note,
    page_title,
    section_card,
    waiting_state,
)
from app.ui.widgets.wrapped import wrapped
from app.ui.words import moment

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.ids import ActorId

STREAMS = ("staff", "grant", "pack", "post")

Ways = tuple[Callable[[], Any], Callable[[Person], Any]]
"""The way back, and the way to change a person."""

_FORMS: dict[str, Callable[..., ft.Control]] = {
    "qualification": QualificationForm,
    "supervision": SupervisionForm,
    "delegation": DelegationForm,
    "absence": AbsenceForm,
    "plan": PlanForm,
}


@ft.component
def MemberPage(
    session: Session, actor: ActorId, ways: Ways, key: str = ""
) -> ft.Control:
    """Draw one person, and at most one form about them."""
    on_close = ways[0]
    now = use_now(session)
    asked, ask = ft.use_state("")
    act = use_act(session)
    viewer = session.actor
    found = use_query(
        session,
        lambda db: (member(db, actor, session.clock.now_ms(), viewer),),
        [actor, now, viewer],
        STREAMS,
    )
    if found is None:
        return waiting_state(session.words("ui.loading"))
    (detail,) = found
    if detail is None:
        return empty_state(
            ft.Icons.PERSON_OFF,
            session.words("ui.crew.gone"),
            session.words("ui.crew.gone_next"),
            quiet_button(session.words("ui.back"), on_close, key="member-back"),
        )
    role = None if session.person is None else session.person.role
    leads = role is not None and may(role, "supervision.set")
    may_change = actor == viewer or (role is not None and may(role, "staff.added"))
    page = _Page(session, detail, now, leads, ask, act)
    form = (
        [keyed(_FORMS[asked], session, detail, lambda: ask(""), key=f"form-{asked}")]
        if asked
        else []
    )
    return ft.Column(
        spacing=SPACE,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            _head(session, detail, ways, may_change=may_change),
            *form,
            error_note(act.refusal),
            page.recognition(),
            page.qualifications(),
            page.powers(),
            page.duty(),
        ],
    )


def as_person(who: Member) -> Person:
    """Return a person of the board as the form that changes one takes them."""
    return Person(who.actor, who.name, who.role, ended=False, has_pin=True)


def _head(
    session: Session, detail: MemberDetail, ways: Ways, *, may_change: bool
) -> ft.Control:
    (on_close, change), who = ways, detail.member
    edit = icon_button(
        ft.Icons.EDIT_OUTLINED,
        session.words("ui.people.change", name=who.name),
        lambda: change(as_person(who)),
        key="member-change",
    )
    role = session.words(f"term.Role.{who.role.value}")
    return ft.Row(
        spacing=12,
        controls=[
            icon_button(
                ft.Icons.ARROW_BACK,
                session.words("ui.back"),
                on_close,
                key="member-back",
            ),
            avatar(who.name),
            ft.Column(
                expand=True, spacing=0, controls=[page_title(who.name), note(role)]
            ),
            *([edit] if may_change else []),
        ],
    )


class _Page:
    """The cards of one person."""

    def __init__(
        self,
        session: Session,
        detail: MemberDetail,
        now: int,
        leads: bool,
        ask: Callable[[str], Any],
        act: Doing,
    ) -> None:
        self._session = session
        self._detail = detail
        self._now = now
        self._leads = leads
        self._ask = ask
        self._act = act

    def _words(self, key: str, **values: str | int) -> str:
        return self._session.words(key, **values)

    def _button(self, form: str, icon: ft.IconData) -> ft.Control:
        return quiet_button(
            self._words(f"ui.crew.do_{form}"),
            partial(self._ask, form),
            key=f"do-{form}",
            icon=icon,
        )

    def _doing(self, command: Callable[[Desk], Any]) -> Callable[[], Any]:
        async def run(_event: object = None) -> None:
            await self._act.run(command)

        return run

    def recognition(self) -> ft.Control:
        """Return how far the region's recognition is, and what to do about it."""
        state, language = self._detail.member.recognition, self._session.language
        who, by = self._detail.member.actor, self._session.actor
        said = recognition_words(state, self._now, language)
        soon = self._words("ui.crew.ends_soon") if state.ends_soon else None
        buttons: list[ft.Control] = []
        if self._leads:
            buttons = [self._button("supervision", ft.Icons.SUPERVISOR_ACCOUNT)]
            if self._detail.qualifications and not state.is_pending:
                newest = self._detail.qualifications[-1].profession
                ask = self._doing(lambda desk: ask_recognition(desk, by, who, newest))
                buttons.append(
                    quiet_button(
                        self._words("ui.crew.do_recognition"),
                        ask,
                        key="do-recognition",
                        icon=ft.Icons.VERIFIED_USER_OUTLINED,
                    )
                )
            if self._detail.supervision is not None:
                end = self._doing(lambda desk: set_supervision(desk, by, who, b"", 0))
                words = self._words("ui.crew.end_supervision")
                buttons.append(link_button(words, end, key="end-supervision"))
        return section_card(
            self._words("ui.crew.recognition"),
            [
                ft.Text(said, size=BODY, key="recognition"),
                alarm_note(soon),
                wrapped(buttons),
            ],
        )

    def qualifications(self) -> ft.Control:
        """Return what this person is said to be."""
        language = self._session.language
        lines: list[ft.Control] = [
            ft.Text(qualification_words(each, language), size=BODY)
            for each in self._detail.qualifications
        ]
        add = [self._button("qualification", ft.Icons.ADD)]
        return section_card(
            self._words("ui.crew.qualifications"),
            [
                *(lines or [note(self._words("ui.crew.no_qualification"))]),
                *([wrapped(add)] if self._detail.sees_all else []),
            ],
        )

    def powers(self) -> ft.Control:
        """Return the grants of the region and what the lead delegated."""
        lines: list[ft.Control] = [self._grant(each) for each in self._detail.grants]
        for each in self._detail.delegations:
            act = self._words(f"term.Act.{each.act.value}")
            until = moment(each.until_ms, self._now, self._session.language)
            lines.append(
                marked_line(
                    ft.Icons.ASSIGNMENT_IND_OUTLINED,
                    act,
                    self._words("ui.crew.delegated_until", until=until),
                    *([self._end_delegation(each.act)] if self._leads else []),
                )
            )
        add = [self._button("delegation", ft.Icons.ADD)] if self._leads else []
        return section_card(
            self._words("ui.crew.powers"),
            [*(lines or [note(self._words("ui.crew.no_powers"))]), wrapped(add)],
        )

    def _end_delegation(self, act: Act) -> ft.Control:
        who, by = self._detail.member.actor, self._session.actor
        return link_button(
            self._words("ui.crew.end_delegation"),
            self._doing(lambda desk: end_delegation(desk, by, who, act)),
            key=f"end-{act.value}",
        )

    def _grant(self, grant: Grant) -> ft.Control:
        language = self._session.language
        role = self._words(f"term.Role.{grant.role.value}")
        until = moment(grant.until_ms, self._now, language)
        parts = [self._words("ui.crew.granted", by=grant.by_name, until=until)]
        if grant.supervisor_name:
            name = grant.supervisor_name
            parts.append(self._words("ui.crew.under", name=name))
        if grant.levels:
            levels = (self._words(f"term.CareLevel.{x.value}") for x in grant.levels)
            parts.append(self._words("ui.crew.at_level", levels=", ".join(levels)))
        if grant.reserved:
            parts.append(acts_words(grant.reserved, self._words))
        if grant.ends:
            at = moment(grant.ends[0].at_ms, self._now, language)
            parts.insert(0, self._words("ui.crew.taken", at=at))
        icon = ft.Icons.BLOCK if grant.ends else ft.Icons.VERIFIED_OUTLINED
        return marked_line(icon, role, " · ".join(parts))

    def duty(self) -> ft.Control:
        """Return when this person is here, how long, and why not."""
        who, language = self._detail.member, self._session.language
        lines: list[ft.Control] = [ft.Text(hours_words(who, language), size=BODY)]
        if who.is_away:
            lines.append(note(away_words(who.away, self._now, language)))
        lines += [
            note(planned_words(each, self._now, language))
            for each in self._detail.planned
        ]
        buttons = self._turns() if self._detail.sees_all else []
        return section_card(self._words("ui.crew.duty"), [*lines, wrapped(buttons)])

    def _turns(self) -> list[ft.Control]:
        who, by = self._detail.member, self._session.actor
        is_on = who.on_since_ms is not None
        change: Any = end_duty if is_on else begin_duty
        words = "ui.crew.set_off" if is_on else "ui.crew.set_on"
        found = [
            quiet_button(
                self._words(words),
                self._doing(lambda desk: change(desk, by, who.actor, desk.now_ms())),
                key="member-turn",
            )
        ]
        if who.is_away:
            back = self._doing(lambda desk: end_absence(desk, by, who.actor))
            words = self._words("ui.crew.back_again")
            found.append(quiet_button(words, back, key="member-back-again"))
        else:
            found.append(self._button("absence", ft.Icons.EVENT_BUSY))
        if self._leads:
            found.append(self._button("plan", ft.Icons.EVENT))
        return found


def acts_words(acts: tuple[Act, ...], words: Callable[..., str]) -> str:
    """Return reserved acts by name; all of them as one word."""
    if len(acts) == len(Act):
        return words("ui.crew.every_act")
    return ", ".join(words(f"term.Act.{each.value}") for each in acts)
