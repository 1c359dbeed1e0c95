"""Past the neighbours: who takes our sealed post along, and whether we do so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import flet as ft

from app.care.refusal import Refusal
from app.i18n import has_text
from app.ui.hooks import use_attempt, use_loop, use_subscription
from app.ui.theme import BODY, BOLD
from app.ui.told import Told
from app.ui.widgets.buttons import link_button, quiet_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.lens_button import LensButton
from app.ui.widgets.panels import error_note, marked_line, note, section_card
from app.ui.widgets.qr_code import qr_code
from app.ui.widgets.tick_box import tick_box
from app.ui.widgets.wrapped import wrapped
from app.ui.words import moment, refused

if TYPE_CHECKING:
    from app.ui.neighbours import CarryingRow, Neighbourhood, NeighbourRow
    from app.ui.state import Program, Session

_LOOK_S: Final = 5.0
_SIDE: Final = 180
_SQUARE: Final = "]Q1"
"""What a camera says before what it read in a square."""


@ft.component
def NeighboursCard(
    session: Session, program: Program, now_ms: int, key: str = ""
) -> ft.Control:
    """Draw each neighbour and what it has of ours, and the ways to more of them."""
    about = program.neighbours(session.mode)
    use_subscription(about.on_change, [session.mode])

    async def keep_looking() -> None:
        while True:
            await program.neighbours(session.mode).look()
            await asyncio.sleep(_LOOK_S)

    use_loop(keep_looking)
    address, set_address = ft.use_state("")
    found, show = ft.use_state(cast("tuple[str, ...] | None", None))
    attempt = use_attempt(session)
    circle = about.circle

    async def add(wanted: str | None = None) -> None:
        def added(_nothing: None) -> None:
            set_address("")
            show(lambda held: held and tuple(each for each in held if each != wanted))

        await attempt.run(lambda: about.add(wanted or address), added)

    async def submit(_event: object = None) -> None:
        await add()

    async def search() -> None:
        await attempt.run(about.search, show)

    async def carry() -> None:
        carries = circle.carrying is None
        await attempt.run(lambda: about.carry(carries=carries))

    words = session.words
    known = {each.url.partition("://")[2] for each in circle.neighbours}
    return section_card(
        words("ui.neighbours.title"),
        [
            note(words("ui.neighbours.note")),
            *_for_sisters(session, circle.for_sisters),
            *(
                _neighbour(session, each, now_ms, partial(about.remove, each.url))
                for each in circle.neighbours
            ),
            text_field(
                words("ui.neighbours.address"),
                address,
                set_address,
                key="neighbour-address",
                hint_text=words("ui.neighbours.address_hint"),
                on_submit=submit,
            ),
            wrapped(
                [
                    quiet_button(
                        words("ui.neighbours.add"),
                        submit,
                        key="neighbour-add",
                        icon=ft.Icons.ADD,
                        disabled=attempt.busy,
                    ),
                    quiet_button(
                        words("ui.neighbours.search"),
                        search,
                        key="neighbour-search",
                        icon=ft.Icons.WIFI_FIND,
                        disabled=attempt.busy,
                    ),
                    LensButton(
                        session,
                        partial(_scanned, session, about),
                        "ui.neighbours.scan",
                        key="neighbour-scan",
                    ),
                    *(
                        quiet_button(
                            words("ui.neighbours.add_found", address=each),
                            partial(add, each),
                            key=f"neighbour-found-{each}",
                            icon=ft.Icons.ADD,
                            disabled=attempt.busy,
                        )
                        for each in found or ()
                        if each not in known
                    ),
                ]
            ),
            *([note(words("ui.neighbours.found_none"))] if found == () else []),
            error_note(attempt.problem, key="neighbour-refusal"),
            tick_box(
                words("ui.neighbours.carry"),
                ticked=circle.carrying is not None,
                on_tick=carry,
                key="neighbour-carry",
            ),
            *(
                [note(words("ui.neighbours.carry_note"))]
                if circle.carrying is None
                else _carrying(session, circle.carrying)
            ),
        ],
        key="neighbours",
    )


def _for_sisters(session: Session, count: int) -> list[ft.Control]:
    """Return what waits here of the post's other devices, where anything does."""
    key = "ui.neighbours.for_sisters" + ("_one" if count == 1 else "")
    said = [note(session.words(key, count=count), key="for-sisters")]
    return said if count else []


async def _scanned(session: Session, about: Neighbourhood, code: str) -> Told:
    """Add the base whose square is before the camera."""
    scheme, _, address = code.removeprefix(_SQUARE).partition("://")
    try:
        # Another square, that of a tablet without the program too, is no address.
        await about.add(address if scheme == "https" and "#" not in address else "")
    except Refusal as why:
        return Told(refused(why, session.language), good=False)
    return Told(session.words("ui.neighbours.scanned", address=address))


def _neighbour(
    session: Session, row: NeighbourRow, now_ms: int, remove: Callable[[], Any]
) -> ft.Control:
    address = row.url.partition("://")[2]
    if row.named:  # our hub names it and takes it back
        name = session.words("ui.neighbours.region", region=row.named)
        heard = _heard(session, row, now_ms)
        return marked_line(ft.Icons.HUB, name, heard, key=f"neighbour-{address}")
    return marked_line(
        ft.Icons.DEVICES_OTHER,
        address,
        _heard(session, row, now_ms),
        link_button(
            session.words("ui.neighbours.remove"),
            remove,
            key=f"neighbour-remove-{address}",
        ),
        key=f"neighbour-{address}",
    )


def _heard(session: Session, row: NeighbourRow, now_ms: int) -> str:
    """Return what a neighbour has of ours, when it was heard, and what is wrong."""
    words = session.words
    if row.is_base and row.reason is None:
        return words("ui.neighbours.base")
    if row.named and row.ok_ms is None and row.reason is None:
        return words("ui.neighbours.region_ready")
    if row.reason is None and row.ok_ms is None:
        return words("ui.neighbours.waiting")
    said = [] if row.reason is None else [reason_words(session, row.reason)]
    if said and not row.kept:
        return said[0]
    none = "takes_none" if row.refused else "kept_none"
    count = {0: none, 1: "kept_one"}.get(row.kept, "kept")
    parts = [words(f"ui.neighbours.{count}", count=row.kept)]
    if row.ok_ms is not None:
        time = moment(row.ok_ms, now_ms, session.language)
        parts.append(words("ui.neighbours.heard", time=time))
        parts.append(_hub(session, row, now_ms))
    return " ".join([*said, " · ".join(parts)])


def _hub(session: Session, row: NeighbourRow, now_ms: int) -> str:
    if row.hub_ms is None:
        return session.words("ui.neighbours.hub_never")
    time = moment(row.hub_ms, now_ms, session.language)
    return session.words("ui.neighbours.hub", time=time)


def reason_words(session: Session, code: str) -> str:
    """Return why a neighbour did not answer, in words."""
    key = f"ui.neighbours.reason.{code}"
    if has_text(key):
        return session.words(key)
    return session.words("ui.sending.reason.unknown", code=code)


def _carrying(session: Session, row: CarryingRow) -> list[ft.Control]:
    words = session.words
    found = words("ui.neighbours.carrying_nowhere")
    if row.addresses:
        found = words("ui.neighbours.carrying", addresses=", ".join(row.addresses))
    held = words("ui.neighbours.carried_none")
    if row.waiting:
        key = "carried_one" if row.senders == 1 else "carried"
        held = words(f"ui.neighbours.{key}", count=row.waiting, senders=row.senders)
    return [
        ft.Text(found, key="neighbour-found-at", size=BODY, **BOLD),
        *_square(session, row),
        note(held, key="neighbour-held"),
    ]


def _square(session: Session, row: CarryingRow) -> list[ft.Control]:
    """Return the address as a square, for the other devices of this post."""
    if not row.addresses:
        return []
    url, words = f"https://{row.addresses[0]}", session.words
    square = qr_code(
        url, words("ui.neighbours.square"), side=_SIDE, key="neighbour-square"
    )
    return [ft.Row(controls=[square]), note(words("ui.neighbours.square_note"))]
