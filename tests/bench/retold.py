"""The facts of a made-up post, recorded again elsewhere at their own moments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from sync.clock import SystemClock, hlc_ms
from sync.event import Draft, Event, read_event
from sync.ids import ActorId, EventId, LogId, StreamId
from sync.journal import Journal
from tests.bench.events import Post

SEED: Final = 1_000
_MINUTE_MS: Final = 60_000


class ReplayClock:
    """Lives a span again that ends a minute before now; moves only when told."""

    def __init__(self, made: Sequence[Event]) -> None:
        self._real = SystemClock()
        self._late_ms = self._real.now_ms() - _MINUTE_MS - hlc_ms(made[-1].hlc)
        self._at_ms = hlc_ms(made[0].hlc)

    def now_ms(self) -> int:
        return self._at_ms + self._late_ms

    def monotonic_s(self) -> float:
        return self._real.monotonic_s()

    def live(self, event: Event) -> None:
        """Let it be the moment of this event."""
        self._at_ms = hlc_ms(event.hlc)


@lru_cache(maxsize=2)
def made_up(events: int, seed: int = SEED) -> tuple[Event, ...]:
    """Return the events of a made-up post; the same ones for one seed.

    They happened just before now: what a body says of the time is then as close to its
    header as it is at a real post.
    """
    before = _worked(Post(seed), events)
    span_ms = hlc_ms(before[-1].hlc) - hlc_ms(before[0].hlc)
    start_ms = SystemClock().now_ms() - _MINUTE_MS - span_ms
    return _worked(Post(seed, start_ms=start_ms), events)


def _worked(post: Post, events: int) -> tuple[Event, ...]:
    return tuple(read_event(link.canon) for link in post.work(events)[:events])


def retell(journal: Journal, clock: ReplayClock, made: Sequence[Event]) -> list[Event]:
    """Record events again in another log; what they name of their own goes along."""
    return journal.record(_drafts(journal.log, clock, made))


def _drafts(log: LogId, clock: ReplayClock, made: Sequence[Event]) -> Iterator[Draft]:
    for event in made:
        clock.live(event)
        yield draft_of(event, log)


def draft_of(event: Event, log: LogId) -> Draft:
    """Return an event as a fact of another log."""
    stream = event.stream.replace(event.log.hex().encode(), log.hex().encode())
    cause = event.cause and EventId(log, event.cause[1])
    body = event.body.replace(event.log, log)
    actor = ActorId(event.actor)
    return Draft(StreamId(stream), event.kind, event.v, body, actor, cause)
