"""What somebody brought to the hub: a parcel taken in, and the reply to give along."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import flet as ft

from app.i18n import has_text
from app.sticks import SUFFIX, Stick
from app.ui.hooks import use_attempt
from app.ui.parcels import (
    Arrived,
    Saving,
    pick_parcel,
    read_parcel,
    save,
    save_parcel,
)
from app.ui.theme import BODY, BOLD
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.frame_loop import frames_dialog
from app.ui.widgets.frame_reader import FrameReader
from app.ui.widgets.panels import error_note, note, section_card
from app.ui.widgets.stick_lines import StickLines, Ways
from app.ui.widgets.work_line import WorkLine
from app.ui.widgets.wrapped import wrapped
from app.ui.work import Work
from sync import bundle
from sync.frames import MAX_FRAMED_BYTES, framed

_NOTE: Final = "ui.hand.hub_note"

if TYPE_CHECKING:
    from app.ui.hub_state import HubProgram
    from app.ui.state import Session


@ft.component
def ArrivalCard(session: Session, program: HubProgram, key: str = "") -> ft.Control:
    """Draw the ways to take a parcel in; after that what was in it, and its reply."""
    came, set_came = ft.use_state(cast("Arrived | None", None))
    work: Work = ft.use_state(cast("Any", Work))[0]
    attempt = use_attempt(session)

    async def take() -> None:
        async def taken() -> Arrived | None:
            work.begin()
            raw = await pick_parcel()
            if raw is None:
                return came
            return await program.take_in(raw, counting(work))

        await attempt.run(taken, set_came)

    async def take_from(stick: Stick, files: tuple[Path, ...]) -> None:
        work.begin()
        await attempt.run(
            lambda: _from_stick(session, program, stick, files, work), set_came
        )

    async def use(whole: bytes) -> str:
        arrived = await program.take_in(whole, counting(work))
        set_came(arrived)
        return _told(session, arrived)

    words = session.words
    button = quiet_button(
        words("ui.hand.hub_take"),
        take,
        key="hand-in",
        icon=ft.Icons.MOVE_TO_INBOX,
        disabled=attempt.busy,
    )
    camera = FrameReader(session, use, key="frames-read")
    ways = ft.Row(wrap=True, spacing=12, controls=[button, camera, note(words(_NOTE))])
    about = section_card(
        words("ui.hand.hub_title"),
        [
            *([WorkLine(session, work, key="work")] if attempt.busy else []),
            error_note(attempt.problem, key="hand-refusal"),
            *(_what(session, came) if came and not attempt.busy else []),
            *([Reply(session, came.reply, key="reply")] if came else []),
        ],
        key="by-hand",
    )
    ways_of_stick = Ways("hub", bundle.MAGIC, take_from)
    sticks = StickLines(
        session, program.sticks, ways_of_stick, busy=attempt.busy, key="sticks"
    )
    # The camera's button keeps its place, or its page would lose whom it tells.
    is_there = came or attempt.busy or attempt.problem
    return ft.Column([ways, sticks, *([about] if is_there else [])], spacing=12)


def counting(work: Work) -> Callable[[int], None]:
    """Return who hears how many packets came, of nobody knows how many."""
    return lambda so_far: work.so_far(so_far, 0)


async def _from_stick(
    session: Session,
    program: HubProgram,
    stick: Stick,
    files: tuple[Path, ...],
    work: Work,
) -> Arrived:
    """Take in every parcel on a stick, and put the replies beside them.

    Raises Refusal or FileError; what was taken in before that counts.
    """
    came: list[Arrived] = []
    for place, each in enumerate(files, 1):
        raw = await asyncio.to_thread(read_parcel, each, work)
        came.append(await program.take_in(raw, counting(work)))
        name = f"{session.words('ui.hand.file.reply')}-{place}.{SUFFIX}"
        on = Saving(stick.path / name, work)
        await asyncio.to_thread(save, on, came[-1].reply)
    return _together(came)


def _together(came: Sequence[Arrived]) -> Arrived:
    apart: Counter[str] = Counter()
    for each in came:
        apart.update(each.apart)
    return replace(
        came[-1],
        fresh=sum(each.fresh for each in came),
        known=sum(each.known for each in came),
        apart=apart,
        posts=max(each.posts for each in came),
        is_torn=any(each.is_torn for each in came),
    )


@ft.component
def Reply(session: Session, reply: bytes, key: str = "") -> ft.Control:
    """Draw the ways to send a reply back: as a file, or as squares while they fit."""
    shows, show = ft.use_state(False)
    name = session.words("ui.hand.file.reply")
    fits = len(reply) <= MAX_FRAMED_BYTES
    squares = quiet_button(
        session.words("ui.frames.show_reply"),
        lambda: show(True),
        key="reply-frames",
        icon=ft.Icons.QR_CODE_2,
    )
    hide = partial(show, False)
    ft.use_dialog(frames_dialog(session, framed(reply), hide) if shows else None)
    file = primary_button(
        session.words("ui.hand.reply"),
        partial(save_parcel, name, reply),
        key="hand-reply",
        icon=ft.Icons.OUTBOX,
    )
    return wrapped([file, *([squares] if fits else [])])


def _what(session: Session, came: Arrived) -> list[ft.Control]:
    """Return what was in a parcel, and what could not be used of it and why."""
    words = session.words
    torn = [note(words("ui.hand.hub_torn"), key="hand-torn")] if came.is_torn else []
    return [
        ft.Text(_told(session, came), key="hand-arrived", size=BODY, **BOLD),
        *torn,
        *(
            note(words("ui.hand.apart", count=count, why=_why(session, reason)))
            for reason, count in sorted(came.apart.items())
        ),
    ]


def _told(session: Session, came: Arrived) -> str:
    return session.words(
        "ui.hand.arrived", fresh=came.fresh, known=came.known, posts=came.posts
    )


def _why(session: Session, reason: str) -> str:
    key = f"ui.hub.reason.{reason}"
    if has_text(key):
        return session.words(key)
    return session.words("ui.hub.reason.unknown", code=reason)
