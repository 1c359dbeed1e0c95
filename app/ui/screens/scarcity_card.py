"""One decision of downscaling: what it says, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.scarcity import Informed
from app.care.staff import may, may_downscale
from app.commands import (
    choose_downscaling,
    end_downscaling,
    renew_downscaling,
    tell_of_downscaling,
)
from app.store.queries.scarcity import DecisionRow
from app.ui.hooks import use_act
from app.ui.theme import BODY, BOLD, GAP
from app.ui.typed import Typed, use_typed
from app.ui.undo import way_back
from app.ui.widgets.buttons import icon_button, quiet_button
from app.ui.widgets.downscaling_words import (
    act_words,
    answer_words,
    asks_for_a_person,
    decision_lines,
    review_words,
)
from app.ui.widgets.fields import choices
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import alarm_note, card, error_note, note
from app.ui.widgets.review_pick import review_pick, review_picked
from app.ui.widgets.wrapped import wrapped
from app.ui.words import today

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.event import Event

_RENEWING: Final = "renewing"
_TELLING: Final = "telling"


@ft.component
def DecisionCard(
    session: Session,
    row: DecisionRow,
    now_ms: int,
    title: str = "",
    on_open: Callable[[], Any] | None = None,
    key: str = "",
) -> ft.Control:
    """Draw a decision that stands; `title` is whom it is for, `on_open` leads there."""
    act = use_act(session)
    doing, do = ft.use_state("")
    typed = use_typed(session, f"renew-{row.subject.hex()}-{row.decision.id[1]}")
    language, actor = session.language, session.actor
    subject, target = row.subject, row.decision.id

    def said(words: str) -> Callable[[Event], None]:
        def done(event: Event) -> None:
            do("")
            back = way_back(session, [(event.log, event.seq)])
            notify(session, session.words(words), back)

        return done

    async def renew() -> None:
        picked, day = typed.text("review"), typed.text("review_day")

        def command(desk: Desk) -> Event:
            review = review_picked(picked, day, desk.today())
            return renew_downscaling(desk, actor, subject, target, review)

        await typed.record(command, said("ui.scarcity.renewed"))

    async def end() -> None:
        await act.run(
            lambda desk: end_downscaling(desk, actor, subject, target),
            said("ui.scarcity.ended"),
        )

    async def tell(who: str) -> None:
        informed = Informed(who)
        await act.run(
            lambda desk: tell_of_downscaling(desk, actor, subject, target, informed),
            said("ui.scarcity.told_now"),
        )

    async def pick() -> None:
        await act.run(
            lambda desk: choose_downscaling(desk, actor, subject, target),
            said("ui.scarcity.picked"),
        )

    doubt = session.words("ui.scarcity.doubt") if row.in_doubt else None
    answer = answer_words(row, now_ms, language)
    is_asked = asks_for_a_person(row)
    return card(
        ft.Column(
            spacing=6,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                _head(session, row, now_ms, title, on_open),
                alarm_note(doubt, key="doubt"),
                *(
                    ft.Text(each, size=BODY)
                    for each in decision_lines(row, now_ms, language)
                ),
                alarm_note(answer, key="answer") if is_asked else note(answer),
                _deeds(session, row, do, {"end": end, "pick": pick}),
                *_open(session, doing, typed, tell, renew),
                error_note(act.refusal or typed.refusal),
            ],
        ),
        key=f"decision-{row.key}",
    )


def _head(
    session: Session,
    row: DecisionRow,
    now_ms: int,
    title: str,
    on_open: Callable[[], Any] | None,
) -> ft.Control:
    """Return whom it is for, which care, and when it is looked at again."""
    fact = row.decision.fact
    review = review_words(fact.review_day, now_ms, session.language)
    is_late = fact.review_day < today(now_ms).isoformat()
    when: ft.Control = (
        alarm_note(review, key="review") if is_late else ft.Text(review, size=BODY)
    )
    act = ft.Text(act_words(fact, session.language), size=BODY + 2, **BOLD)
    line = ft.Row(
        wrap=True,
        spacing=GAP,
        run_spacing=4,
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        controls=[act, when],
    )
    if not title:
        return line
    way: list[ft.Control] = []
    if on_open is not None:
        aloud = session.words("ui.scarcity.open", client=title)
        way = [
            icon_button(ft.Icons.CHEVRON_RIGHT, aloud, on_open, key=f"open-{row.key}")
        ]
    whom = ft.Text(title, size=BODY, expand=True, **BOLD)
    return ft.Column(
        tight=True,
        spacing=0,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[ft.Row(controls=[whom, *way]), line],
    )


def _deeds(
    session: Session,
    row: DecisionRow,
    do: Callable[[str], Any],
    deeds: dict[str, Callable[[], Any]],
) -> ft.Control:
    role = session.person.role if session.person else None
    buttons: list[ft.Control] = []
    words = session.words
    decides = role is not None and may_downscale(role)
    if decides and row.in_doubt:
        buttons.append(
            quiet_button(
                words("ui.scarcity.pick"),
                deeds["pick"],
                key=f"pick-{row.key}",
                icon=ft.Icons.CHECK,
            )
        )
    if decides:
        buttons += [
            quiet_button(
                words("ui.scarcity.renew"),
                partial(do, _RENEWING),
                key=f"renew-{row.key}",
                icon=ft.Icons.EVENT_REPEAT,
            ),
            quiet_button(
                words("ui.scarcity.end"),
                deeds["end"],
                key=f"end-{row.key}",
                icon=ft.Icons.UNDO,
            ),
        ]
    if role is not None and may(role, "downscaling.told"):
        buttons.append(
            quiet_button(
                words("ui.scarcity.tell"),
                partial(do, _TELLING),
                key=f"tell-{row.key}",
                icon=ft.Icons.RECORD_VOICE_OVER_OUTLINED,
            )
        )
    return wrapped(buttons)


def _open(
    session: Session,
    doing: str,
    typed: Typed,
    tell: Callable[[str], Any],
    renew: Callable[[], Any],
) -> list[ft.Control]:
    """Return what is asked further: until when, or who was told."""
    words = session.words
    if doing == _TELLING:
        named = [
            (each.value, words(f"term.Informed.{each.value}")) for each in Informed
        ]
        label = words("field.DownscalingTold.informed")
        return [choices(named, None, tell, key="told", label=label)]
    if doing != _RENEWING:
        return []
    save = quiet_button(
        words("ui.save"), renew, key="save-renewal", icon=ft.Icons.CHECK
    )
    return [review_pick(session, typed), ft.Row(controls=[save])]
