"""Two tablets of one post, each with a file of its own, that meet now and then."""

from __future__ import annotations

from app.store.file import CareFile
from sync.clock import Clock
from sync.database import rows
from tests.support.post import memory_post


def second_tablet(first: CareFile, clock: Clock) -> CareFile:
    """Return another tablet of the same post, which knows what the first does."""
    tablet = memory_post(clock=clock, seed=2, letter="B")
    post_id = first.write_now(lambda desk: desk.setting("post_id"))
    tablet.write_now(lambda desk: desk.set_setting("post_id", post_id))
    carry(first, tablet)
    return tablet


def meet(one: CareFile, two: CareFile) -> None:
    """Let two tablets tell each other everything."""
    carry(one, two)
    carry(two, one)


def carry(source: CareFile, target: CareFile) -> None:
    """Bring everything one tablet knows to another, as it was signed off."""
    logs = source.read_now(
        lambda db: rows(db, "SELECT log, MAX(seq) FROM event GROUP BY log")
    )
    for log, last in logs:
        links = source.write_now(
            lambda desk, log=log, last=last: desk.journal.links(log, 1, last)
        )
        target.write_now(lambda desk, links=links: desk.journal.append(links))
