"""The forecast, read in sums and no further back than needed, against plain sums."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.care.forecast import WINDOWS, Batch, Rate, supply
from app.care.lot import Lot, Movement, Way
from app.care.stock import (
    LotKey,
    StockCounted,
    StockIssued,
    StockMoved,
    StockReceived,
    StockReturned,
    lot_stream,
)
from app.store.file import CareFile
from app.store.queries.forecast import Forecast, lasting
from app.store.queries.shelf import day_number
from app.store.queries.stock import lot_states
from sync.journal import setting
from tests.support.fakes import FakeClock
from tests.support.post import actor, memory_post

DAY_MS = 86_400_000
FORMS = (
    StockReceived,
    StockReceived,
    StockIssued,
    StockReturned,
    StockMoved,
    StockCounted,
)
USE = (Way.ISSUED, Way.RETURNED)


@dataclass(frozen=True, slots=True)
class Deed:
    """A movement of one of two lots or a count of it, so long ago."""

    form: type
    lot: int
    pieces: int
    ago_ms: int

    def fact(self, post: bytes, now_ms: int, key: LotKey) -> Any:
        more = {"to_place": "bus"} if self.form is StockMoved else {}
        about = (key.item, self.pieces, post, now_ms - self.ago_ms)
        return self.form(*about, lot=key.lot, expiry=key.expiry, **more)


AGO = st.one_of(st.integers(0, 9 * DAY_MS), st.integers(-DAY_MS, 33 * DAY_MS))
DEEDS = st.lists(
    st.builds(
        Deed,
        st.sampled_from(FORMS),
        st.integers(0, 1),
        st.integers(1, 12),
        AGO,
    ),
    min_size=1,
    max_size=14,
)
EXPIRES = st.one_of(st.integers(-7, -1), st.none(), st.integers(-32, 9))


@settings(max_examples=150, deadline=None)
@given(DEEDS, st.tuples(EXPIRES, EXPIRES))
def test_reading_less_gives_the_same_forecast(
    done: list[Deed], expires: tuple[int | None, int | None]
) -> None:
    post = memory_post(clock=FakeClock())
    now, own = post.clock.now_ms(), _own(post)
    today, by = day_number(now), actor(post)
    keys = [
        LotKey("VB001", f"L{number}", _written(today, each))
        for number, each in enumerate(expires)
    ]
    for each in done:
        key = keys[each.lot]
        fact = each.fact(own, now, key)
        stream = lot_stream(own, key)
        post.write_now(lambda d, s=stream, f=fact: d.record(s, f, by))

    (found,) = post.read_now(lambda db: lasting(db, now)).forecasts

    lots = post.read_now(lambda db: lot_states(db, own, "VB001"))
    assert _said(found) == _plain(lots, today)
    post.close()


def _own(post: CareFile) -> bytes:
    return bytes(post.read_now(lambda db: setting(db, "post_id")))


def _written(today: int, expires: int | None) -> str:
    return "" if expires is None else date.fromordinal(today + expires).isoformat()


def _said(found: Forecast) -> tuple[Any, ...]:
    return (found.usable, found.rate, found.supply)


def _plain(lots: Sequence[Lot], today: int) -> tuple[Any, ...]:
    """Return what every movement and every lot says, one by one."""
    batches = [Batch(lot.free, _day_of(lot)) for lot in lots]
    good = [each for each in batches if each.pieces > 0 and _is_good(each, today)]
    rate = _rate(lots, today)
    return (sum(each.pieces for each in good), rate, supply(good, rate.per_day, today))


def _is_good(batch: Batch, today: int) -> bool:
    return batch.expires is None or batch.expires >= today


def _day_of(lot: Lot) -> int | None:
    return date.fromisoformat(lot.expiry).toordinal() if lot.expiry else None


def _rate(lots: Sequence[Lot], today: int) -> Rate:
    used = {
        day: max(0, -_sum(lots, lambda each, d=day: _on(each, d) and each.way in USE))
        for day in range(today - WINDOWS[-1], today + 1)
    }
    for window in WINDOWS:
        days = range(today - window, today)
        pieces = sum(used[day] for day in days)
        if pieces:
            counted = sum(used[day] > 0 or _was_there(lots, day, today) for day in days)
            return Rate(Fraction(pieces, counted), counted, window)
    return Rate(Fraction(used[today]), 1, 0) if used[today] else Rate(None)


def _was_there(lots: Sequence[Lot], day: int, today: int) -> bool:
    """Tell whether there was any: of what is good today, or of one day of expiry."""
    ends = {_end(lot, today) for lot in lots}
    return any(
        day <= end
        and _had_any([each for each in lots if _end(each, today) == end], day, today)
        for end in ends
    )


def _end(lot: Lot, today: int) -> int:
    expires = _day_of(lot)
    return today if expires is None or expires >= today else expires


def _had_any(lots: Sequence[Lot], day: int, today: int) -> bool:
    since = _sum(lots, lambda each: day < _day(each) <= today)
    evening = sum(lot.on_hand for lot in lots) - since
    morning = evening - _sum(lots, lambda each: _on(each, day))
    came = _sum(
        lots,
        lambda each: _on(each, day) and each.quantity > 0 and each.way is not Way.MOVED,
    )
    return max(evening, morning, morning + came) > 0


def _sum(lots: Sequence[Lot], counts: Callable[[Movement], bool]) -> int:
    return sum(each.quantity for lot in lots for each in lot.movements if counts(each))


def _on(each: Movement, day: int) -> bool:
    return _day(each) == day


def _day(each: Movement) -> int:
    return day_number(each.at_ms)
