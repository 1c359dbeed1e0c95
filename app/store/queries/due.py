"""When triage is due and why: the suggested rules, and what a post set otherwise.

A casualty's fold knows the suggested minutes, and every reason; what its post decided
is added here, as SQL over the table of casualties. Only numbers and ids stand in it:
nothing that a person typed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.care.due import Owed
from app.care.post import STREAM_START, Post, later_ms
from app.care.terms import CareLevel, rank
from app.store.queries.level import levels, published_rules
from app.store.tables import read_state
from sync.database import Database, rows

_NEVER: Final = "9223372036854775807"


@dataclass(frozen=True, slots=True)
class Due:
    """Since when triage is owed, for each reason; NULL where a post does not ask it.

    `time` is when the interval ends, and NULL for who is never due.
    """

    time: str = "due_ms"
    intervention: str = "intervention_ms"
    move: str = "move_ms"
    change: str = "change_ms"

    @property
    def columns(self) -> str:
        """The four moments as `owed_of` takes them."""
        return ", ".join((self.time, self.intervention, self.move, self.change))

    @property
    def sql(self) -> str:
        """The first of them; NULL for who is never due."""
        others = (self.intervention, self.move, self.change)
        return f"MIN({self.time}, {', '.join(_or_never(each) for each in others)})"

    @property
    def is_only_moved(self) -> str:
        """The condition that a move is the gravest reason; asks the moment twice."""
        graver = (self.time, _or_never(self.intervention), _or_never(self.change))
        # The bare column too: it is in an index, which what a post decided is not.
        return (
            f"move_ms <= ? AND {self.move} = move_ms AND MIN({', '.join(graver)}) > ?"
        )


def due(db: Database) -> Due:
    """Return when triage is due, by what each post has set, or else its care level."""
    rules, at_level = published_rules(db)[0], levels(db)
    later: list[str] = []
    silent: dict[str, list[str]] = {"intervention": [], "move": [], "change": []}
    for stream, state in rows(db, "SELECT stream, state FROM post ORDER BY stream"):
        post: Post = read_state("post", state)
        post_id = bytes(stream)[len(STREAM_START) :]
        name = f"x'{post_id.hex()}'"
        level = at_level.get(post_id, CareLevel.BASIS)
        minutes = post.retriage or rules[level].retriage
        for category, more_ms in sorted(later_ms(minutes).items()):
            place = rank(category)
            later.append(
                f"WHEN post = {name} AND rank = {place} THEN due_ms + {more_ms}"
            )
        for reason, posts in silent.items():
            if not getattr(post.reasons, reason):
                posts.append(name)
    time = f"(CASE {' '.join(later)} ELSE due_ms END)" if later else "due_ms"
    return Due(time, *(_unless(each, posts) for each, posts in silent.items()))


def owed_of(found: Iterable[int | None]) -> Owed:
    """Return what stands in `Due.columns`."""
    time_ms, intervention_ms, move_ms, change_ms = found
    return Owed(time_ms, intervention_ms, move_ms, change_ms)


def _unless(reason: str, posts: list[str]) -> str:
    if not posts:
        return f"{reason}_ms"
    return f"(CASE WHEN post IN ({', '.join(posts)}) THEN NULL ELSE {reason}_ms END)"


def _or_never(moment: str) -> str:
    return f"COALESCE({moment}, {_NEVER})"
