"""What a window hears, in the order a person did it: no tap and no letter is undone.

A handler holds what stood on screen when it was drawn, and a field what was known then.
So what arrives together, while this device is busy, is taken one after the other, each
once the screen shows what the one before it changed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final

import flet as ft

_ROUNDS_TO_DRAW: Final = 2
"""Rounds of the loop until Flet has drawn what a handler changed."""


def hear_in_turn(page: ft.Page, heard: Callable[[str], None]) -> None:
    """Take every event of a page in its turn; `heard` gets its name before."""
    session = page.session
    dispatch, patch = session.dispatch_event, session.apply_patch
    turn = asyncio.Lock()

    def patched(control_id: int, props: Mapping[str, Any]) -> None:
        # Letters come twice: so, and with their event. Taken now, a screen drawn in
        # between would put the letters from before back into the field.
        if "value" not in props or not _tells_letters(page, control_id):
            patch(control_id, dict(props))

    async def let_go() -> None:
        for _ in range(_ROUNDS_TO_DRAW):
            await asyncio.sleep(0)
        turn.release()

    async def begun(control_id: int, event_name: str, event_data: Any) -> None:
        heard(event_name)
        await turn.acquire()
        # What takes longer than to be drawn, as saving does, keeps nobody waiting.
        drawn = asyncio.create_task(let_go())
        if event_name == "change" and _tells_letters(page, control_id):
            patch(control_id, {"value": event_data})
        await dispatch(control_id, event_name, event_data)
        await drawn

    # An instance's own attribute comes before its class's: nothing goes unheard.
    session.dispatch_event = begun  # type: ignore[method-assign]
    session.apply_patch = patched  # type: ignore[method-assign,assignment]


def _tells_letters(page: ft.Page, control_id: int) -> bool:
    control = page.get_control(control_id)
    return isinstance(control, ft.TextField) and control.on_change is not None
