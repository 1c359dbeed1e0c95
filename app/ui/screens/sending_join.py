"""Joining a hub: paste the invitation, then compare six words on the phone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

import flet as ft

from app.care.refusal import Refusal
from app.ui.theme import BODY
from app.ui.widgets.buttons import link_button, primary_button
from app.ui.widgets.check_words import check_words
from app.ui.widgets.fields import text_field
from app.ui.widgets.panels import alarm_note, error_note, note, section_card
from app.ui.words import refused, trouble
from sync.errors import SyncError

if TYPE_CHECKING:
    from app.ui.state import Program, Session


@ft.component
def JoinCard(
    session: Session, program: Program, enrolled: bool, key: str = ""
) -> ft.Control:
    """Draw the field for the code; once joined, the words until they were compared."""
    words, set_words = ft.use_state(cast("tuple[str, ...]", ()))
    if words:
        return _compare(session, words, lambda: set_words(()))
    if enrolled:
        return ft.Container(visible=False)
    return _Paste(session, program, set_words, key="paste")


@ft.component
def OtherHub(session: Session, program: Program, key: str = "") -> ft.Control:
    """Offer the way to another hub of the region: the old one may be lost."""
    asked, ask = ft.use_state(False)
    words, set_words = ft.use_state(cast("tuple[str, ...]", ()))

    def done() -> None:
        set_words(())
        ask(False)

    if words:
        return _compare(session, words, done)
    if asked:
        return _Paste(
            session, program, set_words, lambda: ask(False), key="paste-other"
        )
    return ft.Row(
        controls=[
            link_button(
                session.words("ui.sending.other_hub"),
                lambda: ask(True),
                key="other-hub-link",
                icon=ft.Icons.SWAP_HORIZ,
            )
        ]
    )


@ft.component
def _Paste(
    session: Session,
    program: Program,
    on_words: Callable[[tuple[str, ...]], Any],
    on_leave: Callable[[], Any] | None = None,
    key: str = "",
) -> ft.Control:
    """Ask for the code; `on_leave` is the way back of who has a hub already."""
    word = "join" if on_leave is None else "other_hub"
    code, set_code = ft.use_state("")
    busy, set_busy = ft.use_state(False)
    refusal, set_refusal = ft.use_state("")

    async def join() -> None:
        if not code.strip():
            set_refusal(session.words("ui.sending.invitation_empty"))
            return
        set_busy(True)
        set_refusal("")
        try:
            on_words(await program.enrol(session.mode, code.strip()))
        except Refusal as why:
            set_refusal(refused(why, session.language))
        except SyncError as why:
            set_refusal(trouble(why, session.language))
        finally:
            set_busy(False)

    return section_card(
        session.words(f"ui.sending.{word}"),
        [
            *([note(session.words("ui.sending.other_hub_note"))] if on_leave else []),
            ft.Text(session.words("ui.sending.join_note"), size=BODY),
            text_field(
                session.words("ui.sending.invitation"),
                code,
                set_code,
                key="invitation",
                multiline=True,
                min_lines=3,
                max_lines=6,
                autocorrect=False,
                enable_suggestions=False,
            ),
            error_note(refusal, key="join-refusal"),
            _foot(session, join, on_leave, busy=busy),
        ],
        key="join",
    )


def _foot(
    session: Session,
    join: Callable[[], Any],
    on_leave: Callable[[], Any] | None,
    *,
    busy: bool,
) -> ft.Control:
    word = "joining" if busy else "join_button"
    leave = (
        [link_button(session.words("ui.cancel"), on_leave, key="leave-join")]
        if on_leave is not None
        else []
    )
    return ft.Row(
        wrap=True,
        alignment=ft.MainAxisAlignment.END,
        controls=[
            *leave,
            primary_button(
                session.words(f"ui.sending.{word}"),
                join,
                key="join-hub",
                icon=ft.Icons.HUB_OUTLINED,
                disabled=busy,
            ),
        ],
    )


def _compare(
    session: Session, words: Sequence[str], on_same: Callable[[], Any]
) -> ft.Control:
    return section_card(
        session.words("ui.sending.words"),
        [
            ft.Text(session.words("ui.sending.words_note"), size=BODY),
            check_words(words, key="word"),
            alarm_note(session.words("ui.sending.words_differ"), key="words-differ"),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    primary_button(
                        session.words("ui.sending.words_same"),
                        on_same,
                        key="words-same",
                        icon=ft.Icons.CHECK,
                    )
                ],
            ),
        ],
        key="compare",
    )
