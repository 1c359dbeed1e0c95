from hypothesis import given
from hypothesis import strategies as st

from sync.clock import SystemClock, hlc_ms, next_hlc
from tests.support.fakes import NOON_MS

moments = st.integers(0, (1 << 47) - 1)
hlcs = st.integers(0, (1 << 62) - 1)


@given(moments, st.lists(hlcs, max_size=4))
def test_an_hlc_is_greater_than_everything_before_it(now_ms, floors):
    hlc = next_hlc(now_ms, *floors)

    assert all(hlc > floor for floor in floors)
    assert hlc >= now_ms << 16


def test_an_hlc_carries_the_time_when_nothing_runs_ahead():
    assert hlc_ms(next_hlc(NOON_MS, (NOON_MS - 1) << 16)) == NOON_MS


def test_a_clock_that_was_set_back_goes_on_counting():
    ahead = next_hlc(NOON_MS)

    assert next_hlc(NOON_MS - 86_400_000, ahead) == ahead + 1


def test_the_clock_of_this_machine_moves_forward():
    clock = SystemClock()
    before = clock.monotonic_s()

    assert clock.now_ms() > 1_600_000_000_000
    assert clock.monotonic_s() >= before
