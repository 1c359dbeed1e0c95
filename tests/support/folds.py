"""The same facts at two posts: once in their order, once in any other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from app.store.tables import table_rows
from sync.journal import Link
from tests.support.post import memory_post


def both_ways(
    story: Sequence[Link], order: Iterable[int], tables: Iterable[str]
) -> list[tuple[Any, Any]]:
    """Return the rows of each table after a story, straight and one by one in `order`.

    A place may stand in `order` more than once.
    """
    straight, shuffled = memory_post(seed=5), memory_post(seed=5)
    straight.write_now(lambda desk: desk.journal.append(story))
    for place in order:
        shuffled.write_now(
            lambda desk, place=place: desk.journal.append([story[place]])
        )
    found = [
        (
            straight.read_now(lambda db, name=table: table_rows(db, name)),
            shuffled.read_now(lambda db, name=table: table_rows(db, name)),
        )
        for table in tables
    ]
    straight.close()
    shuffled.close()
    return found
