"""What to do about an envelope that cannot be read: at the post, and at the hub."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import flet as ft

from app.ui.theme import BODY
from sync.protocol import Reason

if TYPE_CHECKING:
    from app.ui.state import Session

_STEPS: Final = {
    Reason.VERSION: "update",
    Reason.KIND: "update",
    Reason.KEY_GONE: "by_itself",
    Reason.EPOCH_MISSING: "by_itself",
    Reason.BATCH_TAKEN: "by_itself",
    Reason.UNKNOWN_SENDER: "join",
    Reason.REVOKED: "revoked",
    Reason.LOG_TAKEN: "join",
    Reason.REALM: "other_hub",
    Reason.MIXED_MODES: "other_hub",
}
"""Which step a reason asks for; for every other one people have to look."""


def next_step(session: Session, reason: str, whose: str) -> list[ft.Control]:
    """Return what to do now, as words; `whose` is `hub` or `post`."""
    step = next((step for known, step in _STEPS.items() if known == reason), "look")
    words = session.words(f"ui.aside.{whose}.{step}")
    return [ft.Text(words, size=BODY)]
