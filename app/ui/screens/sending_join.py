"""Joining a hub: paste the invitation, then compare six words on the phone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

import flet as ft

from app.care.refusal import Refusal
from app.ui.theme import BODY
from app.ui.widgets.buttons import primary_button
from app.ui.widgets.check_words import check_words
from app.ui.widgets.fields import text_field
from app.ui.widgets.panels import alarm_note, error_note, section_card
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
def _Paste(
    session: Session,
    program: Program,
    on_words: Callable[[tuple[str, ...]], Any],
    key: str = "",
) -> ft.Control:
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
        session.words("ui.sending.join"),
        [
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
            _join_button(session, join, busy=busy),
        ],
        key="join",
    )


def _join_button(
    session: Session, join: Callable[[], Any], *, busy: bool
) -> ft.Control:
    word = "joining" if busy else "join_button"
    return ft.Row(
        alignment=ft.MainAxisAlignment.END,
        controls=[
            primary_button(
                session.words(f"ui.sending.{word}"),
                join,
                key="join-hub",
                icon=ft.Icons.HUB_OUTLINED,
                disabled=busy,
            )
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
