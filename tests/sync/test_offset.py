"""The hub's clock is measured while we talk anyway."""

from __future__ import annotations

from sync.courier.offset import Offsets
from sync.courier.road import ClockOffset, Road
from sync.database import MEMORY
from tests.support.fakes import NOON_MS, FakeClock

HOUR_MS = 3_600_000


def test_the_middle_of_an_exchange_is_when_the_hub_spoke() -> None:
    clock, road = FakeClock(), Road.open(MEMORY)
    offsets = Offsets(road, clock)

    begun_s = offsets.begin()
    clock.advance(600)
    offsets.measured(begun_s, NOON_MS + 300 + HOUR_MS)

    assert road.clock_offset() == ClockOffset(HOUR_MS, 301, NOON_MS + 600)


def test_one_wild_measurement_among_five_changes_nothing() -> None:
    clock, road = FakeClock(), Road.open(MEMORY)
    offsets = Offsets(road, clock)

    for off_ms in (0, 0, HOUR_MS, 0, 0):
        offsets.measured(offsets.begin(), clock.now_ms() + off_ms)
        clock.advance(1000)

    known = road.clock_offset()
    assert known is not None
    assert known.offset_ms == 0


def test_an_exchange_that_took_long_says_nothing() -> None:
    clock, road = FakeClock(), Road.open(MEMORY)
    offsets = Offsets(road, clock)

    begun_s = offsets.begin()
    clock.advance(10_001)
    offsets.measured(begun_s, NOON_MS)

    assert road.clock_offset() is None


def test_a_hub_without_a_time_is_not_measured() -> None:
    clock, road = FakeClock(), Road.open(MEMORY)

    for hub_ms in (0, -5, 1 << 60):
        Offsets(road, clock).measured(0.0, hub_ms)

    assert road.clock_offset() is None


class SetClock(FakeClock):
    """A clock a person sets, while time itself goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.set_by_ms = 0

    def now_ms(self) -> int:
        return super().now_ms() + self.set_by_ms


def test_what_was_measured_before_the_clock_was_set_is_forgotten() -> None:
    clock, road = SetClock(), Road.open(MEMORY)
    offsets = Offsets(road, clock)
    for _ in range(5):
        offsets.measured(offsets.begin(), NOON_MS)

    clock.set_by_ms = -HOUR_MS
    offsets.measured(offsets.begin(), NOON_MS)

    known = road.clock_offset()
    assert known is not None
    assert known.offset_ms == HOUR_MS


def test_the_same_measurement_again_costs_no_write() -> None:
    clock, road = FakeClock(), Road.open(MEMORY)
    offsets = Offsets(road, clock)
    offsets.measured(offsets.begin(), NOON_MS)
    first = road.clock_offset()

    clock.advance(1000)
    offsets.measured(offsets.begin(), NOON_MS + 1000)

    assert road.clock_offset() == first
