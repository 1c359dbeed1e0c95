"""Sheets of advice: the examples that ship, each as this post wrote it where it did."""

from __future__ import annotations

from functools import cache
from typing import Final

from app.care.advice import Advice, Sheet, advice_stream, read_sheets, with_own
from app.paths import ASSETS
from app.store.tables import held_all
from sync.database import Database
from sync.journal import setting

_EXAMPLES: Final = ASSETS / "advice" / "voorbeeld.toml"


@cache
def examples() -> tuple[Sheet, ...]:
    """Return the sheets that ship, read once."""
    return read_sheets(_EXAMPLES.read_text(encoding="utf-8"))


def sheets(db: Database) -> tuple[Sheet, ...]:
    """Return every sheet as this post hands it out."""
    post = bytes(setting(db, "post_id") or b"")
    streams = {each.topic: advice_stream(post, each.topic) for each in examples()}
    held = held_all(db, "advice", list(streams.values()))
    own = {name: each.state for name, each in held.items()}
    return tuple(
        with_own(each, own.get(streams[each.topic], Advice())) for each in examples()
    )
