"""By hand: a parcel goes along with somebody, and the hub's reply comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import flet as ft

from app.ui.hooks import use_attempt
from app.ui.parcels import Given, TakenBack, pick_parcel, save_parcel
from app.ui.screens.sending_frames import FrameWays, taken_words
from app.ui.screens.sending_parcel import ParcelLine
from app.ui.theme import BODY, BOLD
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.panels import error_note, note, section_card
from app.ui.widgets.wrapped import wrapped
from app.ui.words import moment

if TYPE_CHECKING:
    from app.ui.state import Program, Sending, Session


@ft.component
def HandCard(
    session: Session, program: Program, sending: Sending, now_ms: int, key: str = ""
) -> ft.Control:
    """Draw what is on its way, and the two things a person does with a stick."""
    carrier, set_carrier = ft.use_state("")
    said, say = ft.use_state(cast("str | None", None))
    attempt = use_attempt(session)

    async def give() -> None:
        given: list[Given] = []
        if not await attempt.run(
            lambda: program.give(session.mode, carrier), given.append
        ):
            return
        set_carrier("")
        say(_given_words(session, given[0]))
        await save_parcel(_file_name(session, now_ms), given[0].raw)

    async def take() -> None:
        async def taken() -> TakenBack | None:
            raw = await pick_parcel()
            return None if raw is None else await program.take_back(session.mode, raw)

        def told(came: TakenBack | None) -> None:
            say(None if came is None else taken_words(session, came))

        await attempt.run(taken, told)

    words = session.words
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
                words("ui.hand.carrier"), carrier, set_carrier, key="hand-carrier"
            ),
            wrapped(
                [
                    quiet_button(
                        words("ui.hand.give"),
                        give,
                        key="hand-give",
                        icon=ft.Icons.OUTBOX,
                        disabled=attempt.busy,
                    ),
                    quiet_button(
                        words("ui.hand.take"),
                        take,
                        key="hand-take",
                        icon=ft.Icons.MOVE_TO_INBOX,
                        disabled=attempt.busy,
                    ),
                ]
            ),
            error_note(attempt.problem, key="hand-refusal"),
            *([ft.Text(said, key="hand-said", size=BODY, **BOLD)] if said else []),
            FrameWays(session, program, key="frame-ways"),
        ],
        key="by-hand",
    )


def _given_words(session: Session, given: Given) -> str:
    words = session.words("ui.hand.given", count=given.envelopes)
    if not given.left:
        return words
    return f"{words} {session.words('ui.hand.left', count=given.left)}"


def _file_name(session: Session, now_ms: int) -> str:
    """Return what a parcel is called: when it was made, and nobody's name."""
    when = moment(now_ms, now_ms, session.language).replace(":", "")
    return f"{session.words('ui.hand.file.parcel')}-{when}"
