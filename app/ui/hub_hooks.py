"""How a component of the console asks the hub program, again after every change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar, cast

import flet as ft

from app.store.queries.overview import PostRow, posts
from app.ui.hooks import use_subscription
from sync.database import rows
from sync.journal import setting

if TYPE_CHECKING:
    from app.ui.hub_state import HubProgram
    from sync.database import Database

T = TypeVar("T")

_HEARD = "SELECT DISTINCT post FROM log WHERE post IS NOT NULL AND realm IS NULL"
_ELSEWHERE = "SELECT DISTINCT post FROM log WHERE post IS NOT NULL AND realm NOTNULL"


def posts_of_region(db: Database, now_ms: int) -> tuple[PostRow, ...]:
    """Return the posts that named themselves, without the hub, which is no post.

    A device that took the place of another named a post of its own before: of that one
    no log ever came and nobody is there. Nor are those of another region, of which a
    casualty came across the border.
    """
    own, heard = setting(db, "post_id"), {bytes(post) for (post,) in rows(db, _HEARD)}
    beyond = {bytes(post) for (post,) in rows(db, _ELSEWHERE)} - heard
    return tuple(
        each
        for each in posts(db, now_ms)
        if each.post_id not in (own, *beyond)
        and (each.post_id in heard or any(_here(each)))
    )


def _here(row: PostRow) -> tuple[int, int]:
    return row.counts.present, row.counts.departed


def use_hub(program: HubProgram, question: Callable[[], Awaitable[T]]) -> T | None:
    """Return the answer of the program, or None until it is known."""
    answer, set_answer = ft.use_state(cast("T | None", None))
    version = use_subscription(program.on_change, [id(program)])

    async def ask() -> None:
        found = await question()
        set_answer(lambda _old: found)

    ft.use_effect(ask, [version])
    return answer
