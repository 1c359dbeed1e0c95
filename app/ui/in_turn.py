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

_OF_A_SCANNER: Final = ("Enter", "Shift", "Control")


def hear_in_turn(page: ft.Page, heard: Callable[[str], None]) -> None:
    """Take every event of a page in its turn; `heard` gets its name before."""
    session = page.session
    dispatch, patch = session.dispatch_event, session.apply_patch
    turns = _Turns()

    def patched(control_id: int, props: Mapping[str, Any]) -> None:
        # Letters come twice: so, and with their event. Taken now, a screen drawn in
        # between would put the letters from before back into the field.
        if "value" not in props or not _tells_letters(page, control_id):
            patch(control_id, dict(props))

    async def begun(control_id: int, event_name: str, event_data: Any) -> None:
        heard(event_name)
        drawn = await turns.mine(is_alone=not _is_typed(event_name, event_data))
        if event_name == "change" and _tells_letters(page, control_id):
            patch(control_id, {"value": event_data})
        await dispatch(control_id, event_name, event_data)
        # What took longer than to be drawn, as saving does, kept nobody waiting.
        if drawn is not None:
            await drawn

    # An instance's own attribute comes before its class's: nothing goes unheard.
    session.dispatch_event = begun  # type: ignore[method-assign]
    session.apply_patch = patched  # type: ignore[method-assign,assignment]


def _tells_letters(page: ft.Page, control_id: int) -> bool:
    control = page.get_control(control_id)
    return isinstance(control, ft.TextField) and control.on_change is not None


def _is_typed(event_name: str, event_data: Any) -> bool:
    """Tell whether a scanner may have sent this: it is known by how fast it types.

    Its keys do not wait for a drawing, but for what was tapped before them.
    """
    if event_name != "keyboard_event" or not isinstance(event_data, dict):
        return False
    key = str(event_data.get("key", ""))
    return len(key) == 1 or key.startswith(_OF_A_SCANNER)


class _Turns:
    """Whose turn it is: each begins when what the one before it changed is drawn."""

    def __init__(self) -> None:
        self._last: asyncio.Future[None] | None = None

    async def mine(self, *, is_alone: bool) -> asyncio.Task[None] | None:
        """Wait for all before; who is `alone` is waited for by all who come after."""
        before, own = self._last, None
        if is_alone:
            own = self._last = asyncio.get_running_loop().create_future()
        try:
            if before is not None and not before.done():
                await asyncio.wait([before])  # it is others' too
        except asyncio.CancelledError:
            if own is not None:
                own.set_result(None)
            raise
        return None if own is None else asyncio.create_task(_let_go(own))


async def _let_go(turn: asyncio.Future[None]) -> None:
    for _ in range(_ROUNDS_TO_DRAW):
        await asyncio.sleep(0)
    turn.set_result(None)
