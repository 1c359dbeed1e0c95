"""How a component of the console asks the hub program, again after every change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar, cast

import flet as ft

from app.ui.hooks import use_subscription

if TYPE_CHECKING:
    from app.ui.hub_state import HubProgram

T = TypeVar("T")


def use_hub(program: HubProgram, question: Callable[[], Awaitable[T]]) -> T | None:
    """Return the answer of the program, or None until it is known."""
    answer, set_answer = ft.use_state(cast("T | None", None))
    version = use_subscription(program.on_change, [id(program)])

    async def ask() -> None:
        found = await question()
        set_answer(lambda _old: found)

    ft.use_effect(ask, [version])
    return answer
