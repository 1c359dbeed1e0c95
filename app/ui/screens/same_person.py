"""Misschien dezelfde persoon: who it may be, why, side by side; a person decides."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, cast

import flet as ft

from app.care.staff import may
from app.care.terms import AccessReason, LinkReason, PartReason
from app.commands import link_records, open_casualty, part_records
from app.store.queries.casualty import CasualtyDetail, casualty
from app.store.queries.likeness import Match, same_person
from app.store.queries.link import Joined, joined
from app.ui.hooks import use_act, use_now, use_query
from app.ui.state import Session
from app.ui.undo import way_back
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.fields import choices
from app.ui.widgets.likeness_words import likeness_words
from app.ui.widgets.notice import notify
from app.ui.widgets.number_line import said_and_hands
from app.ui.widgets.panels import error_note, note, section_card
from app.ui.widgets.side_by_side import side_by_side
from app.ui.widgets.wrapped import wrapped
from app.ui.words import moment
from sync.event import Event

_STREAMS = ["casualty", "link"]


@ft.component
def SamePersonCard(
    session: Session, detail: CasualtyDetail, key: str = ""
) -> ft.Control:
    """Draw the records of this person, and those that may be; nothing when none."""
    stream = detail.row.stream
    found = use_query(
        session,
        lambda db: (joined(db, stream), same_person(db, stream)),
        [stream],
        _STREAMS,
    )
    compared, compare = ft.use_state(cast("bytes | None", None))
    now = use_now(session)
    act = use_act(session)
    if found is None:
        return ft.Container(visible=False)
    same, maybe = found

    async def look(other: bytes) -> None:
        actor = session.actor
        await act.run(
            lambda desk: open_casualty(desk, actor, other, AccessReason.REGISTRATION),
            lambda _event: compare(other),
        )

    async def part(other: bytes) -> None:
        actor = session.actor
        await act.run(
            lambda desk: part_records(desk, actor, stream, other, PartReason.MISTAKE),
            lambda event: _said(session, "ui.same.parted", event),
        )

    if compared is not None:
        return CompareCard(
            session, detail, compared, lambda: compare(None), key=compared.hex()
        )
    cards = [
        *([_joined_card(session, same, now, part)] if same else []),
        *([_maybe_card(session, maybe, look)] if maybe else []),
    ]
    return ft.Column(
        visible=bool(cards),
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[error_note(act.refusal, key="same-refusal"), *cards],
    )


@ft.component
def CompareCard(
    session: Session,
    detail: CasualtyDetail,
    other: bytes,
    on_close: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw two records beside each other, and what a person makes of them."""
    beside = use_query(session, lambda db: casualty(db, other), [other], ["casualty"])
    why, choose = ft.use_state("")
    unsaid, set_unsaid = ft.use_state(False)
    now = use_now(session)
    act = use_act(session)
    actor, stream = session.actor, detail.row.stream

    def done(words: str, event: Event) -> None:
        on_close()
        _said(session, words, event)

    async def link() -> None:
        set_unsaid(not why)
        if not why:
            return
        await act.run(
            lambda desk: link_records(desk, actor, stream, other, LinkReason(why)),
            partial(done, "ui.same.linked"),
        )

    async def part() -> None:
        await act.run(
            lambda desk: part_records(desk, actor, stream, other, PartReason.DIFFERENT),
            partial(done, "ui.same.not_same"),
        )

    if beside is None:
        return ft.Container(visible=False)
    return section_card(
        session.words("ui.same.compare_title"),
        [
            error_note(act.refusal, key="same-refusal"),
            side_by_side(detail, beside, now, session.language),
            note(session.words("ui.same.keeps")),
            choices(
                [
                    (each.value, session.words(f"term.LinkReason.{each.value}"))
                    for each in LinkReason
                ],
                why or None,
                choose,
                key="link-why",
                label=session.words("ui.same.why"),
                error=session.words("refusal.why_missing")
                if unsaid and not why
                else None,
            ),
            wrapped(
                [
                    primary_button(
                        session.words("ui.same.link"),
                        link,
                        key="link",
                        icon=ft.Icons.LINK,
                    ),
                    quiet_button(
                        session.words("ui.same.different"), part, key="not-same"
                    ),
                    quiet_button(
                        session.words("ui.casualty.close"), on_close, key="close-same"
                    ),
                ]
            ),
        ],
    )


def _joined_card(
    session: Session,
    same: tuple[Joined, ...],
    now_ms: int,
    on_part: Callable[[bytes], Any],
) -> ft.Control:
    rows = [_joined(session, each, now_ms, on_part) for each in same]
    return section_card(session.words("ui.same.title"), rows, key="same-person")


def _joined(
    session: Session, one: Joined, now_ms: int, on_part: Callable[[bytes], Any]
) -> ft.Control:
    def show() -> None:
        session.casualty = one.stream

    said = (
        session.words("ui.same.through_another")
        if one.why is None or one.at_ms is None
        else session.words(
            "ui.same.said",
            why=session.words(f"term.LinkReason.{one.why.value}"),
            name=one.actor_name or session.words("ui.casualty.somebody"),
            at=moment(one.at_ms, now_ms, session.language),
        )
    )
    hands = [
        quiet_button(
            session.words("ui.same.open"),
            show,
            key=f"open-{one.number}",
            icon=ft.Icons.OPEN_IN_NEW,
        )
    ]
    if one.why is not None and _may_link(session):
        hands.append(
            quiet_button(
                session.words("ui.same.part"),
                _with(on_part, one.stream),
                key=f"part-{one.number}",
                icon=ft.Icons.LINK_OFF,
            )
        )
    return said_and_hands(session, one.number, said, hands)


def _maybe_card(
    session: Session, maybe: tuple[Match, ...], on_look: Callable[[bytes], Any]
) -> ft.Control:
    rows = [
        said_and_hands(
            session,
            match.row.number,
            likeness_words(match.likeness, session.language),
            [
                quiet_button(
                    session.words("ui.same.compare"),
                    _with(on_look, match.row.stream),
                    key=f"compare-{match.row.number}",
                    icon=ft.Icons.COMPARE_ARROWS,
                )
            ]
            if _may_link(session)
            else [],
        )
        for match in maybe
    ]
    return section_card(session.words("ui.same.maybe"), rows, key="maybe-same")


def _with(run: Callable[[bytes], Any], stream: bytes) -> Callable[[], Any]:
    async def click() -> None:
        await run(stream)

    return click


def _may_link(session: Session) -> bool:
    return session.person is not None and may(session.person.role, "entity.linked")


def _said(session: Session, words: str, event: Event) -> None:
    back = way_back(session, [(event.log, event.seq)])
    notify(session, session.words(words), back)
