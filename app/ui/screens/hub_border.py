"""Buurregio's: with which other regions this hub deals, and who crossed the border."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import flet as ft

from app.i18n import has_text
from app.ui.hooks import keyed, use_attempt, use_now, use_subscription
from app.ui.hub_hooks import use_hub
from app.ui.state import Layout
from app.ui.theme import BODY, BOLD, GAP, SPACE
from app.ui.widgets.buttons import (
    icon_button,
    link_button,
    primary_button,
    quiet_button,
)
from app.ui.widgets.check_words import check_words
from app.ui.widgets.fields import text_field
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import (
    card,
    empty_state,
    error_note,
    marked_line,
    note,
    page_title,
    room_page,
    room_side,
    section_card,
    section_title,
    waiting_state,
)
from app.ui.widgets.tick_box import tick_box
from app.ui.widgets.wrapped import wrapped
from app.ui.words import ago, moment

if TYPE_CHECKING:
    from app.store.queries.border import CrossingRow
    from app.ui.hub_border import BorderRoom, BorderRow, Met
    from app.ui.hub_state import HubProgram
    from app.ui.state import Session


@ft.component
def HubBorderRoom(session: Session, program: HubProgram) -> ft.Control:
    """Draw the form to agree with a hub and, beside or under it, what was agreed."""
    room = program.border_room()
    if room is None:
        return waiting_state(session.words("ui.loading"))
    return Bordering(session, program, room, key="border")


@ft.component
def Bordering(
    session: Session, program: HubProgram, room: BorderRoom, key: str = ""
) -> ft.Control:
    """Draw the border of an open hub."""
    now = use_now(session)
    use_subscription(room.on_change, [id(room)])
    rows, crossed = use_hub(program, room.rows), use_hub(program, room.crossers)
    if rows is None or crossed is None:
        return waiting_state(session.words("ui.loading"))
    head = ft.Row(
        spacing=12,
        controls=[
            icon_button(
                ft.Icons.ARROW_BACK,
                session.words("ui.back"),
                lambda: session.go("posts"),
                key="back",
            ),
            page_title(session.words("ui.hub.border.title")),
        ],
    )
    form = keyed(Agreeing, session, room, key="agree")
    known: list[ft.Control] = [
        *(
            keyed(RegionCard, session, room, each, now, key=f"region-{each.url}")
            for each in rows
        ),
        *([] if rows else [_none(session)]),
        *_crossings(session, room, crossed, now),
    ]
    if session.layout is not Layout.WIDE:
        return room_page(room_side([head, form, *known], 1))
    body = ft.Row(
        expand=True,
        spacing=SPACE,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[room_side([form], 4), room_side(known, 5)],
    )
    return room_page(ft.Column(expand=True, controls=[head, body]))


def _none(session: Session) -> ft.Control:
    return empty_state(
        ft.Icons.HUB,
        session.words("ui.hub.border.none"),
        session.words("ui.hub.border.none_next"),
    )


@ft.component
def Agreeing(session: Session, room: BorderRoom, key: str = "") -> ft.Control:
    """Draw the address of another hub; once it answered, the words to compare."""
    address, set_address = ft.use_state("")
    met, set_met = ft.use_state(cast("Met | None", None))
    stands_in, set_stands_in = ft.use_state(True)
    attempt = use_attempt(session)
    words, actor = session.words, session.actor

    async def meet(_event: object = None) -> None:
        await attempt.run(lambda: room.meet(address), set_met)

    async def agree() -> None:
        if met is None:
            return

        def agreed(_done: None) -> None:
            set_met(None)
            set_address("")
            notify(session, words("ui.hub.border.agreed", region=met.name))

        await attempt.run(lambda: room.agree(actor, met, stands_in=stands_in), agreed)

    if met is None:
        asks: list[ft.Control] = [
            note(words("ui.hub.border.note")),
            text_field(
                words("ui.hub.border.address"),
                address,
                set_address,
                key="border-address",
                hint_text="https://hub.regio.example",
                on_submit=meet,
            ),
            error_note(attempt.problem, key="border-problem"),
            _end_row(
                primary_button(
                    words("ui.hub.border.meet"),
                    meet,
                    key="border-meet",
                    icon=ft.Icons.SEARCH,
                    disabled=attempt.busy,
                )
            ),
        ]
    else:
        asks = [
            ft.Text(met.name, size=BODY, **BOLD),
            note(met.url),
            note(words("ui.hub.border.compare")),
            check_words(met.words, key="border-words"),
            tick_box(
                words("ui.hub.border.stands_in"),
                ticked=stands_in,
                on_tick=lambda: set_stands_in(not stands_in),
                key="border-stands-in",
            ),
            note(words("ui.hub.border.stands_in_note")),
            error_note(attempt.problem, key="border-problem"),
            wrapped(
                [
                    quiet_button(
                        words("ui.hub.border.differ"),
                        lambda: set_met(None),
                        key="border-differ",
                    ),
                    primary_button(
                        words("ui.hub.border.agree"),
                        agree,
                        key="border-agree",
                        icon=ft.Icons.HANDSHAKE,
                        disabled=attempt.busy,
                    ),
                ]
            ),
        ]
    return section_card(words("ui.hub.border.new"), asks)


def _end_row(*controls: ft.Control) -> ft.Control:
    return ft.Row(alignment=ft.MainAxisAlignment.END, controls=[*controls])


@ft.component
def RegionCard(
    session: Session, room: BorderRoom, row: BorderRow, now: int, key: str = ""
) -> ft.Control:
    """Draw one region: how the way there goes, what waits, and the way to end it."""
    reason, set_reason = ft.use_state("")
    ending, set_ending = ft.use_state(False)
    attempt = use_attempt(session)
    words, actor = session.words, session.actor

    async def end() -> None:
        await attempt.run(lambda: room.end_agreement(actor, row.realm, reason))

    since = moment(row.agreed_ms, now, session.language)
    stands = "stands" if row.stands_in else "stands_not"
    last = (
        [
            text_field(
                words("ui.hub.border.why"),
                reason,
                set_reason,
                key=f"border-why-{row.realm.hex()}",
            ),
            error_note(attempt.problem),
            wrapped(
                [
                    quiet_button(
                        words("ui.cancel"), lambda: set_ending(False), key="border-keep"
                    ),
                    primary_button(
                        words("ui.hub.border.end"),
                        end,
                        key="border-end",
                        disabled=attempt.busy,
                    ),
                ]
            ),
        ]
        if ending
        else [
            _end_row(
                link_button(
                    words("ui.hub.border.end"),
                    lambda: set_ending(True),
                    key=f"border-ending-{row.realm.hex()}",
                )
            )
        ]
    )
    return card(
        ft.Column(
            spacing=GAP,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                marked_line(ft.Icons.HUB, row.name, _way(session, row, now)),
                note(_waits(session, row)),
                note(words(f"ui.hub.border.{stands}")),
                note(words("ui.hub.border.since", time=since, url=row.url)),
                note(words("ui.hub.border.words", words=" · ".join(row.words))),
                *last,
            ],
        ),
        key=key,
    )


def _way(session: Session, row: BorderRow, now: int) -> str:
    """Return when that hub last answered, and why it did not just now."""
    said = [] if row.reason is None else [_reason(session, row.reason)]
    if row.ok_ms is None:
        if not said:
            said.append(session.words("ui.hub.border.unasked"))
    else:
        age = ago(row.ok_ms, now, session.language)
        said.append(session.words("ui.hub.border.answered", ago=age))
    return " ".join(said)


def _reason(session: Session, code: str) -> str:
    key = f"ui.sending.reason.{code}"
    return session.words(
        key if has_text(key) else "ui.sending.reason.unknown", code=code
    )


def _waits(session: Session, row: BorderRow) -> str:
    if not row.waiting:
        return session.words("ui.hub.border.waits_none")
    key = "waits_one" if row.waiting == 1 else "waits"
    return session.words(f"ui.hub.border.{key}", count=row.waiting, senders=row.senders)


def _crossings(
    session: Session, room: BorderRoom, rows: tuple[CrossingRow, ...], now: int
) -> list[ft.Control]:
    if not rows:
        return []
    shown = [
        keyed(CrossingCard, session, room, each, now, key=_name(each)) for each in rows
    ]
    return [section_title(session.words("ui.hub.border.crossed")), *shown]


def _name(row: CrossingRow) -> str:
    return f"crossing-{row.casualty.hex()}-{row.realm.hex()}"


@ft.component
def CrossingCard(
    session: Session, room: BorderRoom, row: CrossingRow, now: int, key: str = ""
) -> ft.Control:
    """Draw one casualty that crossed: which way, how far, and the way to its record."""
    words, language = session.words, session.language
    attempt = use_attempt(session)
    actor = session.actor

    def show() -> None:
        session.go("casualties")
        session.casualty = row.casualty

    async def stop() -> None:
        why = words("ui.hub.border.stopped_by", name=_own_name(session))
        await attempt.run(lambda: room.stop(actor, row.casualty, row.realm, why))

    title = "came" if row.came else "went"
    bound = words("ui.hub.border.bound", where=row.bound_for)
    said = [bound, *([row.remark] if row.remark else [])]
    at = moment(row.at_ms, now, language)
    by = words("ui.hub.border.by", name=row.by_name, time=at)
    return card(
        ft.Column(
            spacing=GAP,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                marked_line(
                    ft.Icons.CALL_RECEIVED if row.came else ft.Icons.CALL_MADE,
                    words(f"ui.hub.border.{title}", region=row.region),
                    fate_of(session, row, now),
                ),
                *(ft.Text(each, size=BODY) for each in said),
                note(by),
                error_note(attempt.problem),
                wrapped(
                    [
                        link_button(
                            words("ui.hub.border.show"), show, key=f"show-{key}"
                        ),
                        *(
                            [
                                link_button(
                                    words("ui.hub.border.stop"),
                                    stop,
                                    key=f"stop-{key}",
                                )
                            ]
                            if not row.came and not row.ended
                            else []
                        ),
                    ]
                ),
            ],
        ),
        key=key,
    )


def _own_name(session: Session) -> str:
    return session.person.name if session.person else ""


def fate_of(session: Session, row: CrossingRow, now: int) -> str:
    """Return how far a crossing is: only what the other hub signed, with its age."""
    words = session.words
    if row.came:
        return words("ui.hub.border.fate_came")
    if row.sent is None:
        return words(f"ui.hub.border.fate_{'ended' if row.ended else 'owed'}")
    age = ago(row.sent.at_ms, now, session.language)
    level = {0: "waits", 1: "stored", 2: "read"}[row.sent.level]
    ended = f" {words('ui.hub.border.fate_ended')}" if row.ended else ""
    return words(f"ui.hub.border.fate_{level}", ago=age) + ended
