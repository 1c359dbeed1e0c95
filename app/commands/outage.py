"""What a person may ask about outages: where what failed, and that it works again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.care.form import tidy
from app.care.harm import Failure
from app.care.outage import (
    MOST_NAMED,
    FailureBegan,
    FailureEnded,
    Outage,
    OutageReported,
    outage_stream,
)
from app.care.refusal import Refusal
from app.care.resident import tidy_postcode
from app.commands.power import own_post, recorded, refuse_future
from app.store.desk import Desk, event_id
from app.store.tables import state_of
from sync.event import Event
from sync.ids import ActorId

_NAME_BYTES = 16


def report_outage(
    desk: Desk,
    by: ActorId,
    failures: Mapping[Failure, int],
    postcodes: Sequence[str] = (),
    streets: Sequence[str] = (),
    remark: str = "",
) -> Event:
    """Write down what failed, since when and where; naming nothing is everywhere.

    Raises Refusal.
    """
    if not failures:
        raise Refusal("nothing_failed")
    codes = _each_once(tidy_postcode(each) for each in postcodes)
    names = _each_once(tidy(each) for each in streets)
    if len(codes) + len(names) > MOST_NAMED:
        raise Refusal("too_many_at_once", most=MOST_NAMED)
    for since_ms in failures.values():
        refuse_future(desk, since_ms)
    stream = outage_stream(desk.ids.random(_NAME_BYTES))
    now = desk.now_ms()
    area = OutageReported(own_post(desk), now, codes, names, remark)
    event = recorded(desk, by, stream, area)
    for failure, since_ms in sorted(failures.items()):
        fact = FailureBegan(failure, since_ms, now)
        recorded(desk, by, stream, fact, event_id(event))
    return event


def begin_failure(
    desk: Desk, by: ActorId, stream: bytes, failure: Failure, since_ms: int
) -> Event:
    """Write down that something else failed there, or since when. Raises Refusal."""
    _held(desk, stream)
    refuse_future(desk, since_ms)
    return recorded(desk, by, stream, FailureBegan(failure, since_ms, desk.now_ms()))


def end_failure(desk: Desk, by: ActorId, stream: bytes, failure: Failure) -> Event:
    """Write down that something works again. Raises Refusal."""
    if failure not in _held(desk, stream).failures:
        raise Refusal("not_failing")
    return recorded(desk, by, stream, FailureEnded(failure, desk.now_ms()))


def _held(desk: Desk, stream: bytes) -> Outage:
    held: Outage | None = state_of(desk.database, "outage", stream)
    if held is None:
        raise Refusal("no_such_outage")
    return held


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in names if each))
