"""Recognising one person: as what, for which acts, under whom, until when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.duty import DAY_MS
from app.care.qualification import Profession
from app.care.reserved import Act, Rules
from app.care.terms import CareLevel, Role
from app.commands.grant import Recognition, give_grant
from app.store.queries.power import rules_held
from app.store.queries.recognition import Candidate, colleagues
from app.ui.hooks import use_attempt, use_query
from app.ui.theme import GAP
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.crew_words import qualification_words
from app.ui.widgets.fields import choice_button, choices, field_label, text_field
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import error_note, note, section_card
from app.ui.widgets.sheet import use_primary
from app.ui.widgets.wrapped import wrapped

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.hub_state import HubProgram
    from app.ui.state import Session
    from sync.database import Database
    from sync.event import Event
    from sync.ids import LogId

_DAYS: Final = (7, 30, 90, 365)
_ROLE: Final = {
    Profession.DOCTOR: Role.DOCTOR,
    Profession.NURSE: Role.NURSE,
    Profession.NURSE_SPECIALIST: Role.NURSE,
}


@ft.component
def GrantForm(
    session: Session,
    program: HubProgram,
    who: Candidate,
    on_close: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Ask what a person is recognised as; the acts of the profession are there."""
    known = use_query(session, partial(_asked, who.post), [who.post], ["pack", "staff"])
    profession = who.ask.profession if who.ask else None
    role, set_role = ft.use_state(_role(who, profession).value)
    picked, pick = ft.use_state(_acts(Rules(), profession))
    touched, touch = ft.use_state(False)
    levels, set_levels = ft.use_state(frozenset[str]())
    days, set_days = ft.use_state("30")
    above, set_above = ft.use_state("")
    basis, set_basis = ft.use_state("")
    attempt = use_attempt(session)
    rules, others = known or (Rules(), ())
    acts = picked if touched else _acts(rules, profession)

    def turn(act: str) -> None:
        touch(True)
        pick(acts ^ {act})

    async def save(_event: object = None) -> None:
        voice, by = program.voice(), session.actor
        if voice is None:
            return
        wanted = Recognition(
            Role(role),
            session.clock.now_ms() + int(days) * DAY_MS,
            profession,
            tuple(each for each in Act if each.value in acts),
            tuple(each for each in CareLevel if each.value in levels),
            bytes.fromhex(above),
            basis,
        )

        def tell(desk: Desk, logs: Mapping[bytes, LogId]) -> list[Event]:
            to = (who.post, logs[who.post])
            return [give_grant(desk, by, who.actor, wanted, to)]

        def done(_: object) -> None:
            notify(session, session.words("ui.hub.powers.done", name=who.name))
            on_close()

        await attempt.run(lambda: voice.tell([who.post], tell), done)

    use_primary(session, save)
    language = session.language
    offered = [("", session.words("ui.hub.powers.own_power"))] + [
        (actor.hex(), name) for actor, name in others if actor != who.actor
    ]
    example = [note(session.words("ui.crew.example"))] if rules.is_example else []
    return section_card(
        session.words("ui.hub.powers.form", name=who.name),
        [
            *(note(qualification_words(x, language)) for x in who.qualifications),
            choices(
                _terms(session, (Role.NURSE, Role.DOCTOR)),
                role,
                set_role,
                key="role",
                label=session.words("field.GrantGiven.role"),
            ),
            choices(
                [
                    (str(each), session.words("ui.crew.for_days", count=each))
                    for each in _DAYS
                ],
                days,
                set_days,
                key="days",
                label=session.words("ui.crew.how_long"),
            ),
            choices(
                offered,
                above,
                set_above,
                key="above",
                label=session.words("field.GrantGiven.supervisor"),
            ),
            _several(session, "ui.hub.powers.acts", Act, acts, turn),
            *example,
            _several(
                session,
                "ui.hub.powers.levels",
                CareLevel,
                levels,
                lambda level: set_levels(levels ^ {level}),
            ),
            note(session.words("ui.hub.powers.levels_note")),
            text_field(
                session.words("field.GrantGiven.basis"),
                basis,
                set_basis,
                key="basis",
                hint_text=session.words("ui.hub.powers.basis_hint"),
            ),
            error_note(attempt.problem),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                spacing=GAP,
                controls=[
                    quiet_button(session.words("ui.cancel"), on_close, key="cancel"),
                    primary_button(
                        session.words("ui.hub.powers.recognise"),
                        save,
                        key="give-grant",
                        icon=ft.Icons.VERIFIED_USER,
                        disabled=attempt.busy,
                    ),
                ],
            ),
        ],
    )


def _asked(post: bytes, db: Database) -> tuple[Rules, tuple[tuple[bytes, str], ...]]:
    return rules_held(db)[0], colleagues(db, post)


def _acts(rules: Rules, profession: Profession | None) -> frozenset[str]:
    if profession is None:
        return frozenset()
    return frozenset(each.value for each in rules.acts_of(profession))


def _role(who: Candidate, profession: Profession | None) -> Role:
    if profession in _ROLE:
        return _ROLE[profession]
    return who.role if who.role in (Role.NURSE, Role.DOCTOR) else Role.NURSE


def _terms(session: Session, terms: Iterable[Any]) -> list[tuple[str, str]]:
    return [
        (each.value, session.words(f"term.{type(each).__name__}.{each.value}"))
        for each in terms
    ]


def _several(
    session: Session,
    label: str,
    terms: Iterable[Any],
    chosen: frozenset[str],
    turn: Callable[[str], Any],
) -> ft.Control:
    """Return choices of which any number holds."""
    buttons = [
        choice_button(
            words,
            chosen=value in chosen,
            on_click=partial(turn, value),
            key=f"pick-{value}",
        )
        for value, words in _terms(session, terms)
    ]
    return ft.Column(
        spacing=GAP, controls=[field_label(session.words(label)), wrapped(buttons)]
    )
