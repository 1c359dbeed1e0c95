"""Zorgniveau: which level holds here, since when, by whom, and what it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import flet as ft

from app.care.level import (
    LevelClaim,
)
from app.care.staff import may_set_level
from app.care.terms import CareLevel
from app.commands import LevelWanted, set_level
from app.store.queries.level import STREAMS, LevelHere, level_here
from app.store.queries.post import Whose, retriage_minutes, triage_tools
from app.ui.hooks import keyed, use_act, use_now, use_query
from app.ui.screens.level_form import level_form, level_of, level_wanted
from app.ui.theme import BODY, BOLD, GAP, HUGE, SPACE
from app.ui.typed import use_typed
from app.ui.undo import way_back
from app.ui.widgets.buttons import icon_button, quiet_button
from app.ui.widgets.edition_card import edition_words
from app.ui.widgets.level_words import ICONS, change_words, claim_lines, level_name
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import (
    alarm_note,
    card,
    error_note,
    note,
    page_title,
    section_card,
    waiting_state,
)
from app.ui.widgets.sheet import use_primary

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Program, Session
    from sync.database import Database
    from sync.event import Event

_EVERY_S: Final = 30
Found = tuple[LevelHere, tuple[bool, bool]]
"""The level, and whether this post chose minutes and tools of its own."""


@ft.component
def CareLevelRoom(session: Session, program: Program) -> ft.Control:
    """Draw the level that holds, its changes, the way to set it, and those before."""
    now = use_now(session, _EVERY_S)
    found = use_query(session, _ask, [], [*STREAMS, "post", "staff"])
    body = (
        [waiting_state(session.words("ui.loading"))]
        if found is None
        else _body(session, found, now)
    )
    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        controls=[
            ft.Container(
                padding=SPACE + 4,
                content=ft.Column(
                    spacing=SPACE,
                    horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                    controls=[_head(session), *body],
                ),
            )
        ],
    )


def _body(session: Session, found: Found, now_ms: int) -> list[ft.Control]:
    here, own = found
    leads = session.person is not None and may_set_level(session.person.role)
    setting = (
        keyed(LevelForm, session, here, key="level-form")
        if leads
        else note(session.words("ui.level.only_lead"))
    )
    return [
        *_standing(session, here, now_ms, leads=leads),
        _changes(session, here, own),
        setting,
        *_before(session, here, now_ms),
    ]


def _ask(db: Database) -> Found:
    """Return the level, and whether this post chose minutes and tools of its own."""
    here = level_here(db)
    has_minutes = retriage_minutes(db)[1] is Whose.POST
    asked = here.now.tools
    has_tools = bool(asked) and triage_tools(db)[: len(asked)] != asked
    return here, (has_minutes, has_tools)


def _head(session: Session) -> ft.Control:
    return ft.Row(
        controls=[
            icon_button(
                ft.Icons.ARROW_BACK, session.words("ui.back"), session.back, key="back"
            ),
            ft.Container(
                expand=True, content=page_title(session.words("ui.room.level"))
            ),
        ]
    )


def _standing(
    session: Session, here: LevelHere, now_ms: int, *, leads: bool
) -> list[ft.Control]:
    """Return the level that holds; where two contradict, both, and a way to pick."""
    claims = here.level.standing
    if not claims:
        basic = CareLevel.BASIS
        words = note(session.words("ui.level.nobody"))
        return [card(ft.Column(spacing=4, controls=[_name(session, basic), words]))]
    doubt = session.words("ui.level.doubt") if here.level.is_in_doubt else None
    return [
        alarm_note(doubt, key="level-doubt"),
        *(
            keyed(
                LevelClaimCard,
                session,
                each,
                claim_lines(
                    each,
                    here.names.get(bytes(each.actor), ""),
                    now_ms,
                    session.language,
                ),
                leads and here.level.is_in_doubt,
                key=f"claim-{each.id[0].hex()}-{each.id[1]}",
            )
            for each in claims
        ),
    ]


def _name(session: Session, level: CareLevel) -> ft.Control:
    words = ft.Text(
        level_name(level, session.language), key="level-now", size=HUGE, **BOLD
    )
    return ft.Row(spacing=GAP, controls=[ft.Icon(ICONS[level], size=32), words])


@ft.component
def LevelClaimCard(
    session: Session,
    claim: LevelClaim,
    lines: list[str],
    may_pick: bool,
    key: str = "",
) -> ft.Control:
    """Draw one level that was set; one tap lets it stand where two contradict."""
    act = use_act(session)
    fact, actor = claim.value, session.actor
    wanted = LevelWanted(
        fact.level,
        fact.authority,
        fact.authority_name,
        fact.observed_ms,
        fact.remark,
    )

    async def pick() -> None:
        await act.run(
            lambda desk: set_level(desk, actor, wanted),
            lambda event: _say(session, fact.level, event),
        )

    button = quiet_button(
        session.words("ui.level.pick"),
        pick,
        key=f"pick-{fact.level.value}",
        icon=ft.Icons.CHECK,
    )
    return card(
        ft.Column(
            spacing=4,
            controls=[
                _name(session, fact.level),
                *(ft.Text(each, size=BODY) for each in lines),
                *([button] if may_pick else []),
                error_note(act.refusal),
            ],
        )
    )


def _changes(session: Session, here: LevelHere, own: tuple[bool, bool]) -> ft.Control:
    """Return what this level changes here, and what the post chose otherwise."""
    language = session.language
    lines = change_words(here.now, language) or [session.words("ui.level.same")]
    has_minutes, has_tools = own
    apart = [
        *(["ui.level.own_minutes"] if here.now.retriage and has_minutes else []),
        *(["ui.level.own_tools"] if has_tools else []),
    ]
    source = (
        session.words("ui.level.no_pack")
        if here.edition is None
        else edition_words(here.edition, language)
    )
    return section_card(
        session.words("ui.level.changes"),
        [
            *(ft.Text(each, size=BODY) for each in lines),
            *(note(session.words(each)) for each in apart),
            note(source, key="level-source"),
        ],
        key="level-changes",
    )


def _before(session: Session, here: LevelHere, now_ms: int) -> list[ft.Control]:
    past = here.level.past
    if not past:
        return []
    lines: list[ft.Control] = []
    for each in reversed(past[-10:]):
        name = level_name(each.value.level, session.language)
        who = here.names.get(bytes(each.actor), "")
        said = claim_lines(each, who, now_ms, session.language)
        lines.append(
            ft.Column(
                spacing=0,
                controls=[ft.Text(name, size=BODY, **BOLD), note(" · ".join(said))],
            )
        )
    return [section_card(session.words("ui.level.before"), lines)]


@ft.component
def LevelForm(session: Session, here: LevelHere, key: str = "") -> ft.Control:
    """Draw the way to set another level of this post."""
    typed = use_typed(session, "level")
    actor = session.actor

    def command(desk: Desk) -> Event:
        return set_level(desk, actor, level_wanted(typed, desk.now_ms()))

    def done(event: Event) -> None:
        level = level_of(typed)
        typed.fill({})
        if level is not None:
            _say(session, level, event)

    async def save(_event: object = None) -> None:
        await typed.record(command, done)

    use_primary(session, save)
    return level_form(session, typed, here.rules, save)


def _say(session: Session, level: CareLevel, event: Event) -> None:
    words = session.words("ui.level.said", level=level_name(level, session.language))
    notify(session, words, way_back(session, [(event.log, event.seq)]))
