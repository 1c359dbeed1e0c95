"""Ronde maken: whom, over how many teams, who walks it; seen before it is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.handout import Copy
from app.care.harm import IN_ORDER, HarmClass
from app.care.round import MOST_TEAMS
from app.commands import Team, plan_rounds
from app.store.queries.outage import Looking, OutageRow, outages
from app.store.queries.resident import Counted, areas
from app.store.queries.round import Division, Part, Proposal, proposed
from app.ui.hooks import use_query
from app.ui.screens.outage_card import looked_at_words, short_words
from app.ui.theme import BODY, SPACE
from app.ui.typed import Typed, use_typed
from app.ui.undo import way_back
from app.ui.widgets.buttons import primary_button
from app.ui.widgets.fields import choices, stepper, text_field
from app.ui.widgets.filter_chip import filter_chip
from app.ui.widgets.notice import notify
from app.ui.widgets.pane_head import pane_head
from app.ui.widgets.panels import (
    alarm_note,
    error_note,
    note,
    section_card,
)
from app.ui.widgets.several import several, several_values
from app.ui.widgets.tick_box import tick_box
from app.ui.widgets.wrapped import wrapped

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.database import Database
    from sync.event import Event

STREAMS: Final = ("resident", "outage", "post", "round")
_STREETS: Final = 40
_NAMED: Final = 4
_Seen = tuple[tuple[OutageRow, ...], Counted, Proposal]


@ft.component
def RoundPlan(
    session: Session,
    begun: Looking,
    unseen: bool,
    close: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw who would be on which round, and make them."""
    typed = use_typed(session, "round-plan", {"teams": "1"})
    looking, look = ft.use_state(begun)
    only, set_only = ft.use_state(unseen)
    minute = session.clock.now_ms() // 60_000
    streets = several_values(typed, "streets")
    here = replace(looking, streets=() if looking.outage else streets)
    count = min(MOST_TEAMS, max(1, int(typed.text("teams") or "1")))

    def asked(db: Database) -> _Seen:
        wanted = Division(here, count, unseen=only)
        return (
            outages(db),
            areas(db)[1],
            proposed(db, wanted, session.clock.now_ms()),
        )

    seen = use_query(session, asked, [here, count, only, minute], STREAMS)
    actor = session.actor

    def command(desk: Desk) -> list[Event]:
        teams = [_team(session, typed, place) for place in range(1, count + 1)]
        return plan_rounds(desk, actor, here, teams, unseen=only)

    def done(made: Sequence[Event]) -> None:
        typed.fill({})
        back = way_back(session, [(each.log, each.seq) for each in made])
        notify(session, session.words("ui.round.made", count=len(made)), back)
        close()

    async def save() -> None:
        await typed.record(command, done)

    def offer() -> None:
        session.offer_primary(save)

    ft.use_effect(offer, [here, count, only])
    found, named, proposal = seen if seen is not None else ((), (), Proposal())
    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Column(
                expand=True,
                scroll=ft.ScrollMode.AUTO,
                spacing=SPACE,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                controls=[
                    pane_head(session, "round.planned", close, key="close-plan"),
                    _whom(session, (looking, look), found, named, typed),
                    tick_box(
                        session.words("ui.round.only_unseen"),
                        ticked=only,
                        on_tick=lambda: set_only(not only),
                        key="only-unseen",
                    ),
                    stepper(
                        session.words("ui.round.teams"),
                        count,
                        lambda number: typed.pick("teams", str(number)),
                        key="teams",
                        language=session.language,
                        limits=(1, MOST_TEAMS),
                    ),
                    *_parts(session, typed, proposal, is_known=seen is not None),
                ],
            ),
            error_note(typed.refusal),
            primary_button(
                session.words("ui.round.make", count=max(1, len(proposal.parts))),
                save,
                key="save-rounds",
                icon=ft.Icons.CHECK,
            ),
        ],
    )


def _team(session: Session, typed: Typed, place: int) -> Team:
    return Team(
        session.words("ui.round.team", number=place),
        typed.text(f"walker-{place}"),
        Copy(typed.text(f"copy-{place}") or Copy.TEAM.value),
    )


def _whom(
    session: Session,
    looked: tuple[Looking, Callable[[Looking], Any]],
    found: tuple[OutageRow, ...],
    named: Counted,
    typed: Typed,
) -> ft.Control:
    """Return the choice of an outage, a class, and where none is of streets."""
    looking, look = looked

    def at(outage: bytes | None) -> None:
        look(replace(looking, outage=outage))

    def show(which: HarmClass) -> None:
        look(replace(looking, shown=None if looking.shown is which else which))

    chips = [
        filter_chip(
            session.words("ui.residents.everybody"),
            None,
            chosen=looking.outage is None,
            on_click=partial(at, None),
            key="plan-all",
        ),
        *(
            filter_chip(
                short_words(each.outage, session.language),
                None,
                chosen=each.stream == looking.outage,
                on_click=partial(at, each.stream),
                key=f"plan-{each.stream[-4:].hex()}",
            )
            for each in found
        ),
    ]
    classes = [
        filter_chip(
            session.words(f"term.HarmClass.{each.value}"),
            None,
            chosen=looking.shown is each,
            on_click=partial(show, each),
            key=f"plan-{each.value}",
        )
        for each in IN_ORDER
    ]
    whole, _ = looked_at_words(looking, found, session.language)
    return section_card(
        session.words("ui.round.whom"),
        [
            *([wrapped(chips)] if found else []),
            wrapped(classes),
            note(whole),
            *([] if looking.outage else _streets(session, named, typed)),
        ],
    )


def _streets(session: Session, named: Counted, typed: Typed) -> list[ft.Control]:
    sought = typed.text("sought").casefold().strip()
    chosen = several_values(typed, "streets")
    shown = [
        (name, f"{name} ({count})")
        for name, count in named
        if name in chosen or not sought or sought in name.casefold()
    ]
    controls: list[ft.Control] = []
    if len(named) > _STREETS:
        controls.append(
            text_field(
                session.words("ui.outage.find_street"),
                typed.text("sought"),
                partial(typed.pick, "sought"),
                key="plan-sought",
                prefix_icon=ft.Icons.SEARCH,
            )
        )
    title = session.words("ui.round.streets")
    if shown:
        controls.append(several(typed, "streets", title, shown[:_STREETS]))
    if len(shown) > _STREETS:
        words = session.words("ui.outage.more_streets", count=len(shown) - _STREETS)
        controls.append(ft.Text(words, size=BODY))
    return controls


def _parts(
    session: Session, typed: Typed, proposal: Proposal, *, is_known: bool
) -> list[ft.Control]:
    controls: list[ft.Control] = []
    if proposal.on_rounds:
        words = session.words("ui.round.on_rounds", count=proposal.on_rounds)
        controls.append(note(words, key="on-rounds"))
    if is_known and not proposal.parts:
        controls.append(note(session.words("ui.round.nobody"), key="nobody"))
    if proposal.left:
        words = session.words("ui.round.left", count=proposal.left)
        controls.append(alarm_note(words, key="left"))
    controls += [
        _part(session, typed, place, each)
        for place, each in enumerate(proposal.parts, start=1)
    ]
    return controls


def _part(session: Session, typed: Typed, place: int, part: Part) -> ft.Control:
    copy = typed.text(f"copy-{place}") or Copy.TEAM.value
    return section_card(
        session.words("ui.round.team", number=place),
        [
            ft.Text(_part_words(session, part), size=BODY),
            text_field(
                session.words("field.RoundAssigned.to_name"),
                typed.text(f"walker-{place}"),
                partial(typed.write, f"walker-{place}"),
                key=f"walker-{place}",
            ),
            choices(
                [
                    (each.value, session.words(f"term.Copy.{each.value}"))
                    for each in (Copy.TEAM, Copy.NEIGHBOUR)
                ],
                copy,
                partial(typed.pick, f"copy-{place}"),
                key=f"copy-{place}",
            ),
            note(session.words(f"ui.round.copy_note.{copy}")),
        ],
        key=f"part-{place}",
    )


def _part_words(session: Session, part: Part) -> str:
    said = [session.words("ui.round.people", count=len(part.residents))]
    if part.waiting:
        said.append(session.words("ui.round.waiting", count=part.waiting))
    if part.urgent:
        said.append(session.words("ui.round.urgent", count=part.urgent))
    more = len(part.streets) - _NAMED
    named = ", ".join(part.streets[:_NAMED])
    said += [f"{named} +{more}" if more > 0 else named] if named else []
    return " · ".join(said)
