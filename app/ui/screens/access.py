"""Inzage: the log of the whole post, and emergency access that a lead judges."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import flet as ft

from app.care.staff import may
from app.care.terms import Verdict
from app.commands import review_override
from app.store.queries.access import Override, looks, overrides
from app.ui.hooks import keyed, use_act, use_now, use_query
from app.ui.screens.access_log import (
    look_list,
    period_choice,
    since_ms,
    use_reading_noted,
)
from app.ui.screens.written import (
    WrittenCard,
    may_erase_written,
    written_erasure,
)
from app.ui.theme import BODY, BOLD, GAP, SPACE, line_width
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.fields import choice_button, text_field
from app.ui.widgets.panels import (
    empty_state,
    error_note,
    note,
    page_title,
    section_card,
    waiting_state,
)
from app.ui.widgets.wrapped import wrapped
from app.ui.words import moment

if TYPE_CHECKING:
    from app.store.queries.written import Written
    from app.ui.state import Program, Session


@ft.component
def AccessRoom(session: Session, program: Program) -> ft.Control:
    """Draw the log and what waits for a judgement; for who leads."""
    person = session.person
    if person is None:
        return ft.Container()
    if not may(person.role, "access.reviewed"):
        return empty_state(
            ft.Icons.LOCK_OUTLINE,
            session.words("ui.access.only_lead"),
            session.words("ui.access.only_lead_next"),
        )
    return AccessPage(session, key=f"access-{person.actor.hex()}")


@ft.component
def AccessPage(session: Session, key: str = "") -> ft.Control:
    """Draw the page once it is noted who reads it."""
    noted, refusal = use_reading_noted(session, b"")
    period, choose = ft.use_state("day")
    picked, pick = ft.use_state(cast("Written | None", None))
    now = use_now(session)
    since = since_ms(period, now)
    found = use_query(
        session,
        lambda db: (looks(db, since_ms=since), overrides(db)) if noted else ((), ()),
        [since, noted],
        ["access"],
    )
    if refusal is None and (found is None or not noted):
        return waiting_state(session.words("ui.loading"))
    if picked is not None:
        return written_erasure(session, picked, lambda: pick(None))
    log, forced = found or ((), ())
    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        controls=[
            ft.Container(
                padding=SPACE + 4,
                content=ft.Column(
                    spacing=SPACE,
                    horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                    controls=[
                        _head(session),
                        error_note(refusal),
                        section_card(
                            session.words("ui.access.forced_title"),
                            _forced(session, forced, now),
                        ),
                        *(
                            [keyed(WrittenCard, session, pick, key="written")]
                            if may_erase_written(session)
                            else []
                        ),
                        section_card(
                            session.words("ui.access.log_title"),
                            [
                                period_choice(session, period, choose),
                                *look_list(session, log, now, names_number=True),
                            ],
                        ),
                    ],
                ),
            )
        ],
    )


def _head(session: Session) -> ft.Control:
    return ft.Row(
        controls=[
            icon_button(
                ft.Icons.ARROW_BACK, session.words("ui.back"), session.back, key="back"
            ),
            ft.Container(
                expand=True, content=page_title(session.words("ui.access.title"))
            ),
        ]
    )


def _forced(
    session: Session, forced: tuple[Override, ...], now_ms: int
) -> list[ft.Control]:
    if not forced:
        return [note(session.words("ui.access.forced_none"), key="none-forced")]
    return [
        OverrideRow(session, each, now_ms, key=f"force-{each.id[0].hex()}-{each.id[1]}")
        for each in forced
    ]


@ft.component
def OverrideRow(
    session: Session, force: Override, now_ms: int, key: str = ""
) -> ft.Control:
    """Draw one emergency access and, until somebody judged it, the ways to."""
    because: ft.MutableRef[str] = ft.use_ref("")
    act = use_act(session)
    actor = session.actor

    def write(words: str) -> None:
        because.current = words

    async def judge(verdict: Verdict) -> None:
        said = because.current or ""
        await act.run(
            lambda desk: review_override(desk, actor, force.id, verdict, said)
        )

    return ft.Container(
        padding=ft.Padding.only(top=8),
        border=ft.Border.only(
            top=ft.BorderSide(line_width(), ft.Colors.OUTLINE_VARIANT)
        ),
        content=ft.Column(
            spacing=GAP,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                ft.Text(_who(session, force, now_ms), size=BODY, **BOLD),
                ft.Text(_why(session, force), size=BODY),
                error_note(act.refusal, key="review-refusal"),
                *(
                    [note(_found(session, force), key="judged")]
                    if force.review
                    else _judging(session, write, judge)
                ),
            ],
        ),
    )


def _who(session: Session, force: Override, now_ms: int) -> str:
    return session.words(
        "ui.access.forced_who",
        name=force.actor_name or session.words("ui.casualty.somebody"),
        begin=moment(force.fact.observed_ms, now_ms, session.language),
        end=moment(force.until_ms, now_ms, session.language),
        where=force.number or session.words("ui.access.everybody"),
    )


def _why(session: Session, force: Override) -> str:
    reason = session.words(f"term.OverrideReason.{force.fact.why.value}")
    opened = session.words("ui.access.forced_opened", count=force.opened)
    parts = [f"{reason}: {force.fact.because}", opened]
    if force.given_back:
        parts.append(session.words("ui.access.given_back"))
    return " · ".join(parts)


def _found(session: Session, force: Override) -> str:
    review = force.review
    if review is None:
        return ""
    verdict = session.words(f"term.Verdict.{review.verdict.value}")
    return " · ".join(
        each for each in (verdict, force.reviewer, review.because) if each
    )


def _judging(
    session: Session,
    write: Callable[[str], None],
    judge: Callable[[Verdict], Any],
) -> list[ft.Control]:
    def judging(verdict: Verdict) -> Callable[[], Any]:
        async def click() -> None:
            await judge(verdict)

        return click

    return [
        text_field(
            session.words("field.AccessReviewed.because"), "", write, key="because"
        ),
        wrapped(
            [
                choice_button(
                    session.words(f"term.Verdict.{each.value}"),
                    chosen=False,
                    on_click=judging(each),
                    key=f"judge-{each.value}",
                )
                for each in Verdict
            ]
        ),
    ]
