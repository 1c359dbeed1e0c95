"""The operator sets the care level of posts; each hears it in its own log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import flet as ft

from app.care.level_pack import LevelRules
from app.care.refusal import Refusal
from app.commands import drop_draft
from app.commands.level import set_level_at
from app.ui.hooks import use_attempt
from app.ui.hub_hooks import use_hub
from app.ui.screens.hub_messages import chosen_posts, receivers
from app.ui.screens.level_form import level_form, level_wanted
from app.ui.typed import use_typed
from app.ui.widgets.notice import notify

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.hub_state import HubProgram
    from app.ui.state import Session
    from sync.event import Event
    from sync.ids import LogId

_FORM = "level"


@ft.component
def SetLevelOfPosts(
    session: Session, program: HubProgram, rules: LevelRules, key: str = ""
) -> ft.Control:
    """Draw which posts, which level, on whose authority; nothing without posts."""
    typed = use_typed(session, _FORM)
    attempt = use_attempt(session)
    found = use_hub(program, program.posts)
    posts = tuple(each for each in found or () if not each.revoked)
    if not posts:
        return ft.Container(visible=False)
    chosen = chosen_posts(typed, posts)

    async def save() -> None:
        voice, actor = program.voice(), session.actor
        if voice is None:
            return
        try:
            wanted = level_wanted(typed, session.clock.now_ms())
        except Refusal as why:
            typed.refuse(why)
            return

        def tell(desk: Desk, logs: Mapping[bytes, LogId]) -> list[Event]:
            return set_level_at(desk, actor, wanted, logs)

        def told(_: object) -> None:
            typed.fill({})
            notify(session, session.words("ui.hub.levels.told"))

        if await attempt.run(lambda: voice.tell(chosen, tell), told):
            await session.open_file.write(lambda desk: drop_draft(desk, actor, _FORM))

    to = receivers(session, typed, posts)
    return level_form(session, typed, rules, save, [to], attempt.problem)
