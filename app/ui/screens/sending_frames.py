"""Close by: what waits as squares in a loop, and the reply read from another screen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

import flet as ft

from app.exports.frames import frames_pdf
from app.exports.paper import Printing
from app.store.queries.handover import post_name
from app.ui.hooks import Attempt, use_attempt
from app.ui.parcels import Given, TakenBack, Urgent
from app.ui.theme import BODY, BOLD
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.frame_loop import frames_dialog
from app.ui.widgets.frame_reader import FrameReader
from app.ui.widgets.panels import error_note, note
from app.ui.widgets.wrapped import wrapped
from sync.frames import MAX_DATA_BYTES, MAX_FRAMED_BYTES, framed

if TYPE_CHECKING:
    from app.ui.state import Program, Session


@dataclass(frozen=True, slots=True)
class _Shown:
    """Squares on the screen, and under which words their paper is made."""

    frames: tuple[str, ...] = ()
    about: str = "frames"


@ft.component
def FrameWays(session: Session, program: Program, key: str = "") -> ft.Control:
    """Draw the ways to and from a device that is near, without any line."""
    shown, show = ft.use_state(_Shown())
    said, say = ft.use_state(cast("str | None", None))
    attempt = use_attempt(session)

    async def give() -> None:
        given: list[Given] = []
        name = session.words("ui.frames.carrier")
        if await attempt.run(
            lambda: program.give(session.mode, name, MAX_FRAMED_BYTES), given.append
        ):
            show(_Shown(tuple(framed(given[0].raw))))
            say(_left_words(session, given[0]))

    async def give_urgent() -> None:
        given: list[Urgent] = []
        name = session.words("ui.urgent.carrier")
        if await attempt.run(
            lambda: program.give_urgent(session.mode, name), given.append
        ):
            raw = given[0].raw
            show(_Shown(tuple(framed(raw, MAX_DATA_BYTES)), "urgent"))
            say(_urgent_words(session, given[0]))

    async def use(whole: bytes) -> str:
        words = taken_words(session, await program.take_back(session.mode, whole))
        show(_Shown())
        say(words)
        return words

    on_paper = _print_button(session, attempt, shown)
    hide, frames = partial(show, _Shown()), shown.frames
    ft.use_dialog(frames_dialog(session, frames, hide, on_paper) if frames else None)
    words = session.words
    return ft.Column(
        key=key,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            note(words("ui.frames.note")),
            note(words("ui.urgent.note")),
            wrapped(
                [
                    quiet_button(
                        words("ui.frames.show"),
                        give,
                        key="frames-show",
                        icon=ft.Icons.QR_CODE_2,
                        disabled=attempt.busy,
                    ),
                    quiet_button(
                        words("ui.urgent.show"),
                        give_urgent,
                        key="urgent-show",
                        icon=ft.Icons.QR_CODE,
                        disabled=attempt.busy,
                    ),
                    FrameReader(session, use, key="frames-read"),
                ]
            ),
            error_note(attempt.problem, key="frames-refusal"),
            *([ft.Text(said, key="frames-said", size=BODY, **BOLD)] if said else []),
        ],
    )


def _print_button(session: Session, attempt: Attempt, shown: _Shown) -> ft.Control:
    async def made() -> None:
        post = await session.open_file.read(post_name)
        now_ms = session.clock.now_ms()
        paper = Printing("", post, "", now_ms, session.language, session.exercise)
        how, title = f"ui.{shown.about}.how", f"ui.{shown.about}.sheet"
        content = frames_pdf(shown.frames, session.words(how), paper, title)
        name = f"{session.words('ui.hand.file.parcel')}.pdf"
        await ft.FilePicker().save_file(file_name=name, src_bytes=content)

    async def printed() -> None:
        await attempt.run(made)

    words = session.words("ui.frames.print")
    icon = ft.Icons.PRINT_OUTLINED
    return quiet_button(words, printed, key="frames-print", icon=icon)


def taken_words(session: Session, came: TakenBack) -> str:
    """Return what a reply brought."""
    words = session.words(
        "ui.hand.taken", receipts=came.receipts, messages=came.messages
    )
    return f"{words} {session.words('ui.hand.torn')}" if came.is_torn else words


def _left_words(session: Session, given: Given) -> str | None:
    return session.words("ui.hand.left", count=given.left) if given.left else None


def _urgent_words(session: Session, given: Urgent) -> str:
    words = session.words("ui.urgent.given", count=given.facts)
    if not given.left:
        return words
    return f"{words} {session.words('ui.urgent.left', count=given.left)}"
