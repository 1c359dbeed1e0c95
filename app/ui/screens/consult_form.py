"""A new consult: how, who, what was asked and advised, what can wait till when."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import flet as ft

from app.care.consult import Agreed, ConsultMade, ConsultWay, Helper
from app.care.refusal import Refusal
from app.commands.consult import make_consult
from app.store.queries.advice import examples
from app.ui.theme import SPACE
from app.ui.typed import Typed, use_typed
from app.ui.undo import way_back
from app.ui.widgets.buttons import icon_button, primary_button
from app.ui.widgets.fields import choices, number_field, text_field
from app.ui.widgets.notice import FOOT, notify
from app.ui.widgets.panels import error_note, note, page_title
from app.ui.widgets.review_pick import review_pick, review_picked

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.event import Event


@ft.component
def ConsultForm(
    session: Session, close: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw what is asked of a consult, and keep it."""
    typed = use_typed(session, "consult")

    def done(event: Event) -> None:
        typed.fill({})
        close()
        words = session.words("ui.casualty.saved")
        notify(session, words, way_back(session, [(event.log, event.seq)]), above=FOOT)

    async def save(_event: object = None) -> None:
        await typed.record(_making(session, typed), done)

    is_group = typed.text("consult_way") == ConsultWay.GROUP
    waits = typed.text("agreed") == Agreed.WAIT
    helped = typed.text("helper") in (Helper.NEIGHBOUR, Helper.VOLUNTEER)
    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        spacing=SPACE,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            _head(session, close),
            _pick(session, typed, "consult_way", ConsultWay),
            *(_who_of_group(session, typed) if is_group else _who(session, typed)),
            _text(session, typed, "question"),
            _sheets(session, typed),
            _text(session, typed, "advised", multiline=True, min_lines=2),
            _pick(session, typed, "agreed", Agreed),
            *(
                [review_pick(session, typed, session.words("ui.consult.until"))]
                if waits
                else []
            ),
            _pick(session, typed, "helper", Helper),
            *([_text(session, typed, "help_with")] if helped else []),
            error_note(typed.refusal),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    primary_button(
                        session.words("ui.consult.save"),
                        save,
                        key="save-consult",
                        icon=ft.Icons.CHECK,
                    )
                ],
            ),
        ],
    )


def _head(session: Session, close: Callable[[], Any]) -> ft.Control:
    back = icon_button(
        ft.Icons.ARROW_BACK, session.words("ui.back"), close, key="close-consult"
    )
    title = page_title(session.words("ui.consult.new"))
    return ft.Row(controls=[back, ft.Container(expand=True, content=title)])


def _who(session: Session, typed: Typed) -> list[ft.Control]:
    return [
        _text(session, typed, "asker"),
        _text(session, typed, "call_back", keyboard_type=ft.KeyboardType.PHONE),
    ]


def _who_of_group(session: Session, typed: Typed) -> list[ft.Control]:
    return [
        number_field(
            session.words("field.ConsultMade.heads"),
            typed.text("heads"),
            partial(typed.write, "heads"),
            key="consult-heads",
            error=typed.errors.get("heads"),
        ),
        note(session.words("ui.consult.group_note")),
    ]


def _text(session: Session, typed: Typed, name: str, **more: Any) -> ft.Control:
    return text_field(
        session.words(f"field.ConsultMade.{name}"),
        typed.text(name),
        partial(typed.write, name),
        key=f"consult-{name}",
        error=typed.errors.get(name),
        **more,
    )


def _pick(
    session: Session,
    typed: Typed,
    name: str,
    term: type[ConsultWay] | type[Agreed] | type[Helper],
) -> ft.Control:
    return choices(
        [
            (each.value, session.words(f"term.{term.__name__}.{each.value}"))
            for each in term
        ],
        typed.text(name) or None,
        partial(typed.pick, name),
        key=f"pick-{name}",
        label=session.words(f"field.ConsultMade.{name}"),
        error=typed.errors.get(name),
    )


def _sheets(session: Session, typed: Typed) -> ft.Control:
    def pick(topic: str) -> None:
        typed.pick("sheet", "" if topic == typed.text("sheet") else topic)

    return choices(
        [(each.topic, each.title[session.language]) for each in examples()],
        typed.text("sheet") or None,
        pick,
        key="sheet",
        label=session.words("field.ConsultMade.sheet"),
    )


def _making(session: Session, typed: Typed) -> Callable[[Desk], Event]:
    actor = session.actor
    said = {
        name: typed.text(name)
        for name in ("asker", "call_back", "question", "advised", "sheet", "help_with")
    }
    way, agreed = typed.text("consult_way"), typed.text("agreed")
    helper, heads = typed.text("helper"), typed.text("heads")
    review, other = typed.text("review"), typed.text("review_day")

    def command(desk: Desk) -> Event:
        if not way:
            raise Refusal("way_missing", field="consult_way")
        if not agreed:
            raise Refusal("agreed_missing", field="agreed")
        waits = agreed == Agreed.WAIT
        until = review_picked(review, other, desk.today()) if waits else ""
        fact = ConsultMade(
            post=b"",
            consult_way=ConsultWay(way),
            agreed=Agreed(agreed),
            observed_ms=desk.now_ms(),
            heads=int(heads) if heads.isdecimal() else 1,
            until_day=until,
            helper=Helper(helper) if helper else Helper.UNKNOWN,
            **said,
        )
        return make_consult(desk, actor, fact)

    return command
