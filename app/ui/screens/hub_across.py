"""A casualty that goes to another region: told to its hub, and how far that is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import flet as ft

from app.commands.border import Across
from app.store.queries.border import crossings
from app.ui.hooks import use_attempt, use_now, use_query
from app.ui.hub_hooks import use_hub
from app.ui.screens.hub_border import fate_of
from app.ui.theme import GAP, SPACE
from app.ui.widgets.buttons import link_button, primary_button, quiet_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import (
    error_note,
    marked_line,
    note,
    section_card,
    waiting_state,
)
from app.ui.widgets.tick_box import tick_box
from app.ui.widgets.wrapped import wrapped

if TYPE_CHECKING:
    from app.ui.hub_border import BorderRoom, BorderRow
    from app.ui.hub_state import HubProgram
    from app.ui.state import Session


@ft.component
def AcrossCard(
    session: Session,
    program: HubProgram,
    casualty: bytes,
    on_send: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw where a casualty crossed to, or from, and the way to send them there."""
    now = use_now(session)
    room = program.border_room()
    rows = use_hub(program, room.rows if room else _nobody)
    found = use_query(
        session, lambda db: crossings(db, casualty), [casualty], ["crossing", "region"]
    )
    # How far it came stands in no stream: it is asked with the state of the hub.
    fresh = use_hub(program, room.crossers if room else _nobody)
    if room is None or rows is None or found is None or not (rows or found):
        return ft.Container()
    known = [each for each in fresh or found if each.casualty == casualty]
    lines: list[ft.Control] = [
        marked_line(
            ft.Icons.CALL_RECEIVED if each.came else ft.Icons.CALL_MADE,
            session.words(
                f"ui.hub.border.{'came' if each.came else 'went'}", region=each.region
            ),
            f"{each.bound_for} · {fate_of(session, each, now)}",
            key=f"crossed-{each.realm.hex()}",
        )
        for each in known
    ]
    went = {each.realm for each in known if not each.ended}
    came = any(each.came for each in known)
    may = not came and any(each.realm not in went for each in rows)
    if may:
        lines.append(
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    link_button(
                        session.words("ui.hub.border.send"),
                        on_send,
                        key="across",
                        icon=ft.Icons.CALL_MADE,
                    )
                ],
            )
        )
    return ft.Container(
        key=key,
        padding=ft.Padding.only(left=SPACE, right=SPACE, top=GAP),
        content=ft.Column(
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH, controls=lines
        ),
    )


async def _nobody() -> tuple[Any, ...]:
    return ()


@ft.component
def AcrossPane(
    session: Session,
    program: HubProgram,
    casualty: bytes,
    close: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw the form once it is known which regions there are."""
    room = program.border_room()
    rows = use_hub(program, room.rows if room else _nobody)
    if room is None or rows is None:
        return waiting_state("")
    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Container(
                padding=SPACE,
                content=AcrossForm(
                    session, room, rows, casualty, close, key="across-form"
                ),
            )
        ],
    )


@ft.component
def AcrossForm(
    session: Session,
    room: BorderRoom,
    rows: tuple[BorderRow, ...],
    casualty: bytes,
    close: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Ask to which region a casualty goes, and to whom there."""
    realm, set_realm = ft.use_state(rows[0].realm if len(rows) == 1 else b"")
    bound, set_bound = ft.use_state("")
    remark, set_remark = ft.use_state("")
    attempt = use_attempt(session)
    words, actor = session.words, session.actor

    async def send() -> None:
        where = Across(realm, bound, remark)

        def sent(_done: None) -> None:
            notify(session, words("ui.hub.border.sent"))
            close()

        await attempt.run(lambda: room.send(actor, casualty, where), sent)

    regions = wrapped(
        [
            tick_box(
                each.name,
                ticked=each.realm == realm,
                on_tick=partial(set_realm, each.realm),
                key=f"across-{each.realm.hex()}",
            )
            for each in rows
        ]
    )
    return section_card(
        words("ui.hub.border.send"),
        [
            note(words("ui.hub.border.send_note")),
            regions,
            text_field(
                words("ui.hub.border.bound_for"), bound, set_bound, key="across-bound"
            ),
            text_field(
                words("ui.hub.border.remark"), remark, set_remark, key="across-remark"
            ),
            error_note(attempt.problem, key="across-problem"),
            wrapped(
                [
                    quiet_button(words("ui.cancel"), close, key="across-cancel"),
                    primary_button(
                        words("ui.hub.border.send_do"),
                        send,
                        key="across-send",
                        icon=ft.Icons.CALL_MADE,
                        disabled=attempt.busy,
                    ),
                ]
            ),
        ],
        key=key,
    )
