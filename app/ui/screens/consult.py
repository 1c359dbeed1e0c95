"""One consult: what was asked and agreed, calling back, who helps, and erasing it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import flet as ft

from app.care.consult import Consult, Followed
from app.care.staff import may
from app.commands.consult import find_help, follow_consult, open_consult
from app.commands.erasure import erase_consult
from app.store.tables import state_of
from app.ui.hooks import keyed, use_act, use_query
from app.ui.screens.erasure import ErasureForm, erase_link
from app.ui.theme import BODY, BOLD, SPACE
from app.ui.typed import use_typed
from app.ui.undo import way_back
from app.ui.widgets.buttons import icon_button, quiet_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.notice import FOOT, notify
from app.ui.widgets.panels import (
    empty_state,
    error_note,
    marked_line,
    note,
    page_title,
    section_card,
)
from app.ui.widgets.review_pick import review_pick, review_picked
from app.ui.widgets.wrapped import wrapped
from app.ui.words import moment
from sync.event import ERASURE

if TYPE_CHECKING:
    from app.commands.erasure import Grounds
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.database import Database
    from sync.event import Event

_SHOWN = ("call_back", "advised", "help_with")


@ft.component
def ConsultPane(
    session: Session, stream: bytes, close: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw a consult; that somebody opened it is on the access log."""
    act = use_act(session)
    erasing, erase = ft.use_state(False)

    def asked(db: Database) -> tuple[Consult | None]:
        return (state_of(db, "consult", stream),)

    async def opened() -> None:
        actor = session.actor
        await act.run(lambda desk: open_consult(desk, actor, stream))

    ft.use_effect(opened, [stream])
    seen = use_query(session, asked, [stream], ["consult"])
    held = seen[0] if seen is not None else None
    back = icon_button(
        ft.Icons.ARROW_BACK, session.words("ui.back"), close, key="close-consult"
    )
    if held is None or held.made is None:
        gone = empty_state(
            ft.Icons.SUPPORT_AGENT_OUTLINED, session.words("ui.consult.gone"), ""
        )
        return ft.Column(controls=[back, *([gone] if seen is not None else [])])
    title = held.made.asker or session.words(
        f"term.ConsultWay.{held.made.consult_way.value}"
    )
    if erasing:
        return _erasure(session, stream, title, lambda: erase(False))
    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        spacing=SPACE,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Row(
                controls=[back, ft.Container(expand=True, content=page_title(title))]
            ),
            error_note(act.refusal),
            _asked(session, held),
            *_next(session, stream, held),
            *_after(session, held),
            *(
                [erase_link(session, lambda: erase(True))]
                if _may_erase(session)
                else []
            ),
        ],
    )


def _next(session: Session, stream: bytes, held: Consult) -> list[ft.Control]:
    """Return what can be done now: call back, and find who helps."""
    follow = keyed(FollowCard, session, stream, key="follow")
    help_card = keyed(HelpCard, session, stream, key="help")
    return [
        *([follow] if held.due_day else []),
        *([help_card] if held.wants_help else []),
    ]


def _asked(session: Session, held: Consult) -> ft.Control:
    made = held.made
    if made is None:
        return ft.Container()
    words = session.words
    lines: list[ft.Control] = [ft.Text(made.question, size=BODY, **BOLD)]
    for name in _SHOWN:
        said = getattr(made, name)
        if said:
            label = words(f"field.ConsultMade.{name}")
            lines.append(ft.Text(f"{label}: {said}", size=BODY))
    agreed = words(f"term.Agreed.{made.agreed.value}")
    helper = words(f"term.Helper.{made.helper.value}")
    lines.append(note(f"{agreed} · {words('field.ConsultMade.helper')}: {helper}"))
    if made.heads > 1:
        lines.append(note(words("ui.consult.heads", count=made.heads)))
    return section_card(words("field.ConsultMade.question"), lines)


def _after(session: Session, held: Consult) -> list[ft.Control]:
    now = session.clock.now_ms()
    lines: list[ft.Control] = []
    for each in held.followed:
        at = moment(each.observed_ms, now, session.language)
        what = session.words(f"term.Followed.{each.followed.value}")
        lines.append(marked_line(ft.Icons.PHONE_OUTLINED, f"{at} · {what}", each.note))
    if held.found is not None:
        at = moment(held.found.observed_ms, now, session.language)
        words = session.words("ui.consult.helped", name=held.found.helped_by)
        lines.append(marked_line(ft.Icons.VOLUNTEER_ACTIVISM, f"{at} · {words}", ""))
    return [section_card(session.words("ui.consult.after"), lines)] if lines else []


@ft.component
def FollowCard(session: Session, stream: bytes, key: str = "") -> ft.Control:
    """Draw what can come of calling back; only waiting longer asks a day."""
    typed = use_typed(session, f"follow-{stream.hex()}")
    waits, wait = ft.use_state(False)

    def done(event: Event) -> None:
        typed.fill({})
        wait(False)
        words = session.words("ui.casualty.saved")
        notify(session, words, way_back(session, [(event.log, event.seq)]), above=FOOT)

    async def save(followed: Followed) -> None:
        actor, said = session.actor, typed.text("note")
        review, other = typed.text("review"), typed.text("review_day")

        def command(desk: Desk) -> Event:
            longer = followed is Followed.WAIT
            day = review_picked(review, other, desk.today()) if longer else ""
            return follow_consult(desk, actor, stream, followed, day, said)

        await typed.record(command, done)

    async def pick(followed: Followed) -> None:
        if followed is Followed.WAIT and not waits:
            wait(True)
        else:
            await save(followed)

    buttons = [
        quiet_button(
            session.words(f"term.Followed.{each.value}"),
            partial(pick, each),
            key=f"followed-{each.value}",
        )
        for each in Followed
    ]
    return section_card(
        session.words("ui.consult.follow"),
        [
            text_field(
                session.words("field.ConsultFollowed.note"),
                typed.text("note"),
                partial(typed.write, "note"),
                key="follow-note",
            ),
            *(
                [review_pick(session, typed, session.words("ui.consult.until"))]
                if waits
                else []
            ),
            error_note(typed.refusal, key="follow-problem"),
            wrapped(buttons),
        ],
    )


@ft.component
def HelpCard(session: Session, stream: bytes, key: str = "") -> ft.Control:
    """Draw who was found to help."""
    typed = use_typed(session, f"help-{stream.hex()}")

    def done(event: Event) -> None:
        typed.fill({})
        words = session.words("ui.casualty.saved")
        notify(session, words, way_back(session, [(event.log, event.seq)]), above=FOOT)

    async def save(_event: object = None) -> None:
        actor, name = session.actor, typed.text("helped_by")
        await typed.record(lambda desk: find_help(desk, actor, stream, name), done)

    return section_card(
        session.words("ui.consult.wanted"),
        [
            text_field(
                session.words("field.HelpFound.helped_by"),
                typed.text("helped_by"),
                partial(typed.write, "helped_by"),
                key="helped-by",
                error=typed.errors.get("helped_by"),
            ),
            error_note(typed.refusal, key="help-problem"),
            ft.Row(
                controls=[
                    quiet_button(
                        session.words("ui.consult.found"),
                        save,
                        key="help-found",
                        icon=ft.Icons.CHECK,
                    )
                ]
            ),
        ],
    )


def _may_erase(session: Session) -> bool:
    if session.person is None or session.is_tablet:
        return False  # what wipes is for the device of the post itself
    return may(session.person.role, ERASURE)


def _erasure(
    session: Session, stream: bytes, title: str, close: Callable[[], Any]
) -> ft.Control:
    actor = session.actor

    async def erase(grounds: Grounds, pin: str) -> object:
        return await session.open_file.write(
            lambda desk: erase_consult(desk, actor, stream, grounds, pin)
        )

    return ErasureForm(session, title, erase, close, "ui.erasure.pin")
