"""Somebody was looked at and keeps their category: one tap, one person."""

from __future__ import annotations

from typing import Final

import flet as ft

from app.care.refusal import Refusal
from app.care.staff import may
from app.commands import confirm_triage
from app.store.queries.casualty import CasualtyRow
from app.ui.state import Session
from app.ui.undo import way_back
from app.ui.widgets.notice import notify
from app.ui.widgets.owed import OnSame
from app.ui.words import refused, trouble
from sync.errors import SyncError

_SECOND_TAP_S: Final = 1.0
"""A tap on somebody else this soon is the same finger: the list moved up under it."""


def use_same(session: Session) -> OnSame | None:
    """Return what a tap on *ongewijzigd* does; None for who may not triage."""
    tapped_s: ft.MutableRef[float] = ft.use_ref(-_SECOND_TAP_S)
    person = session.person

    async def record(row: CasualtyRow) -> None:
        actor, stream = session.actor, row.stream
        try:
            event = await session.open_file.write(
                lambda desk: confirm_triage(desk, actor, stream)
            )
        except Refusal as why:
            notify(session, refused(why, session.language))
        except SyncError as why:
            notify(session, trouble(why, session.language))
        else:
            words = session.words("ui.casualties.same_saved", number=row.number)
            notify(session, words, way_back(session, [(event.log, event.seq)]))

    def tap(row: CasualtyRow) -> None:
        now_s = session.clock.monotonic_s()
        if now_s - (tapped_s.current or 0.0) >= _SECOND_TAP_S:
            tapped_s.current = now_s
            ft.context.page.run_task(record, row)

    steady = ft.use_callback(tap, [session, person])
    return steady if person and may(person.role, "casualty.triaged") else None
