"""Judge what a revoked device sent: look at it, then let it in or leave it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, cast

import flet as ft

from app.i18n import has_text
from app.ui.hooks import use_attempt
from app.ui.hub_state import KeyRoom, LookedAt
from app.ui.state import Session
from app.ui.theme import BODY
from app.ui.widgets.buttons import link_button, primary_button, quiet_button
from app.ui.widgets.notice import dialog, notify
from app.ui.widgets.panels import error_note, note
from app.ui.words import moment

REVOKED: Final = "revoked"
_SHOWN: Final = 30


@ft.component
def Judging(
    session: Session, room: KeyRoom, envelope: str, key: str = ""
) -> ft.Control:
    """Offer a look; who has looked may let it in."""
    seen, see = ft.use_state(cast("LookedAt | None", None))
    attempt = use_attempt(session)

    async def look() -> None:
        await attempt.run(lambda: room.look(envelope), see)

    def done(was_read: bool) -> None:
        see(None)
        word = "read" if was_read else "still"
        notify(session, session.words(f"ui.hub.aside.{word}"))

    async def release() -> None:
        await attempt.run(lambda: room.release(envelope), done)

    ft.use_dialog(
        _judging(session, seen, release, lambda: see(None))
        if seen is not None
        else None
    )
    return ft.Column(
        tight=True,
        controls=[
            quiet_button(
                session.words("ui.hub.judge.look"),
                look,
                key=f"look-{envelope}",
                icon=ft.Icons.VISIBILITY_OUTLINED,
                disabled=attempt.busy,
            ),
            error_note(attempt.problem),
        ],
    )


def _judging(
    session: Session,
    seen: LookedAt,
    on_release: Callable[[], Any],
    on_leave: Callable[[], Any],
) -> ft.AlertDialog:
    return dialog(
        session.words("ui.hub.judge.title", count=len(seen.facts)),
        [
            note(session.words("ui.hub.judge.note")),
            *_facts(session, seen.facts),
        ],
        [
            link_button(session.words("ui.hub.judge.leave"), on_leave, key="leave"),
            primary_button(
                session.words("ui.hub.judge.release"), on_release, key="release"
            ),
        ],
        on_leave,
    )


def _facts(session: Session, facts: Sequence[tuple[str, int]]) -> list[ft.Control]:
    now = session.clock.now_ms()
    shown = [
        ft.Text(
            f"{moment(at_ms, now, session.language)} · {_named(session, kind)}",
            size=BODY,
        )
        for kind, at_ms in facts[:_SHOWN]
    ]
    left = len(facts) - _SHOWN
    more = [note(session.words("ui.hub.judge.more", count=left))] if left > 0 else []
    return [*shown, *more]


def _named(session: Session, kind: str) -> str:
    return session.words(kind) if has_text(kind) else kind
