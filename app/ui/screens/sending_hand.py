"""By hand: a parcel goes along with somebody, and the hub's reply comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import flet as ft

from app.care.refusal import Refusal
from app.sticks import SUFFIX, Stick
from app.ui.hooks import Attempt, use_attempt
from app.ui.parcels import (
    MOST_BYTES,
    Given,
    Saving,
    TakenBack,
    pick_parcel,
    read_parcel,
    save_parcel,
)
from app.ui.screens.sending_frames import FrameWays, taken_words
from app.ui.screens.sending_parcel import ParcelLine
from app.ui.theme import BODY, BOLD
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.panels import error_note, note, section_card
from app.ui.widgets.stick_lines import StickLines, Ways
from app.ui.widgets.work_line import WorkLine
from app.ui.widgets.wrapped import wrapped
from app.ui.words import moment
from app.ui.work import Work
from sync import reply

if TYPE_CHECKING:
    from app.ui.state import Program, Sending, Session


@dataclass(frozen=True, slots=True)
class _Hand:
    """What is typed and said here, and what a person can do."""

    carrier: str
    name: Callable[[str], None]
    said: str | None
    work: Work
    attempt: Attempt
    give: Callable[[], Awaitable[None]]
    take: Callable[[], Awaitable[None]]
    ways: Ways


def _use_hand(session: Session, program: Program, now_ms: int) -> _Hand:
    carrier, set_carrier = ft.use_state("")
    said, say = ft.use_state(cast("str | None", None))
    work: Work = ft.use_state(cast("Any", Work))[0]
    attempt = use_attempt(session)

    async def give_to(stick: Stick | None) -> None:
        work.begin()
        name = _file_name(session, now_ms)
        on = _saving(stick, name, work)
        given: list[Given] = []
        if not await attempt.run(
            lambda: program.give(session.mode, carrier, MOST_BYTES, on), given.append
        ):
            return
        set_carrier("")
        say(_given_words(session, given[0], stick))
        if stick is None:
            await save_parcel(name, given[0].raw)

    async def take_all(files: tuple[Path, ...] | None) -> None:
        work.begin()
        taken = partial(_taken, session, program, work, files)
        await attempt.run(taken, lambda came: say(came and taken_words(session, came)))

    async def give() -> None:
        await give_to(None)

    async def take() -> None:
        await take_all(None)

    async def take_from(_stick: Stick, files: tuple[Path, ...]) -> None:
        await take_all(files)

    ways = Ways("post", reply.MAGIC, take_from, give_to)
    return _Hand(carrier, set_carrier, said, work, attempt, give, take, ways)


@ft.component
def HandCard(
    session: Session, program: Program, sending: Sending, now_ms: int, key: str = ""
) -> ft.Control:
    """Draw what is on its way, and the two things a person does with a stick."""
    hand = _use_hand(session, program, now_ms)
    words, busy = session.words, hand.attempt.busy
    return section_card(
        words("ui.hand.title"),
        [
            note(words("ui.hand.note")),
            *(
                ParcelLine(
                    session,
                    program,
                    each,
                    sending.hub_name,
                    now_ms,
                    key=f"parcel-by-hand-{each.n}",
                )
                for each in sending.parcels
            ),
            text_field(
                words("ui.hand.carrier"), hand.carrier, hand.name, key="hand-carrier"
            ),
            StickLines(session, program.sticks, hand.ways, busy=busy, key="sticks"),
            _buttons(session, hand),
            *([WorkLine(session, hand.work, key="work")] if busy else []),
            error_note(hand.attempt.problem, key="hand-refusal"),
            *_said(hand.said),
            FrameWays(session, program, key="frame-ways"),
        ],
        key="by-hand",
    )


def _buttons(session: Session, hand: _Hand) -> ft.Control:
    ways = {
        "give": (hand.give, ft.Icons.OUTBOX),
        "take": (hand.take, ft.Icons.MOVE_TO_INBOX),
    }
    return wrapped(
        [
            quiet_button(
                session.words(f"ui.hand.{name}"),
                act,
                key=f"hand-{name}",
                icon=icon,
                disabled=hand.attempt.busy,
            )
            for name, (act, icon) in ways.items()
        ]
    )


def _said(words: str | None) -> list[ft.Control]:
    return [ft.Text(words, key="hand-said", size=BODY, **BOLD)] if words else []


async def _taken(
    session: Session, program: Program, work: Work, files: tuple[Path, ...] | None
) -> TakenBack | None:
    """Take what lies on a stick, or what a person picks; None where that is nothing."""
    if files is not None:
        return await _taken_from(session, program, files, work)
    raw = await pick_parcel()
    return None if raw is None else await program.take_back(session.mode, raw, work)


async def _taken_from(
    session: Session, program: Program, files: tuple[Path, ...], work: Work
) -> TakenBack:
    """Take every reply on a stick that is for this post. Raises Refusal for none."""
    came: list[TakenBack] = []
    for each in files:
        raw = await asyncio.to_thread(read_parcel, each, work)
        try:
            came.append(await program.take_back(session.mode, raw, work))
        except Refusal as why:
            if why.key != "reply_for_others":
                raise
    if not came:
        raise Refusal("reply_for_others")
    return TakenBack(
        sum(each.receipts for each in came),
        sum(each.messages for each in came),
        any(each.is_torn for each in came),
    )


def _saving(stick: Stick | None, name: str, work: Work) -> Saving | None:
    if stick is None:
        return None
    return Saving(stick.path / f"{name}.{SUFFIX}", work)


def _given_words(session: Session, given: Given, stick: Stick | None) -> str:
    if not given.envelopes:
        words = session.words("ui.hand.given_asking")
    elif stick is None:
        words = session.words("ui.hand.given", count=given.envelopes)
    else:
        count, name = given.envelopes, stick.name
        words = session.words("ui.stick.given", count=count, name=name)
    if not given.left:
        return words
    return f"{words} {session.words('ui.hand.left', count=given.left)}"


def _file_name(session: Session, now_ms: int) -> str:
    """Return what a parcel is called: when it was made, and nobody's name."""
    when = moment(now_ms, now_ms, session.language).replace(":", "")
    return f"{session.words('ui.hand.file.parcel')}-{when}"
