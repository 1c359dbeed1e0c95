"""What a post runs out of first, read from its ledger."""

from __future__ import annotations

from fractions import Fraction

from app.care.forecast import Scenario
from app.care.stock import LotKey, StockReceived, lot_stream
from app.care.terms import Role
from app.care.utility import Utility, UtilityReported
from app.commands import (
    Coming,
    issue_stock,
    receive_stock,
    report_utility,
    return_stock,
)
from app.commands.stock import Taken
from app.store.file import CareFile
from app.store.queries.autonomy import outlook
from app.store.queries.forecast import Forecast, lasting, region_stands
from sync.journal import setting
from tests.support.fakes import NOON_MS, FakeClock
from tests.support.post import actor, memory_post

DAY_MS = 86_400_000
HOUR_MS = 3_600_000
LOT = LotKey("VB001", "A1", "2099-01-01")


def on_day(file: CareFile, clock: FakeClock, day: int, used: int) -> None:
    clock.advance(NOON_MS + day * DAY_MS - clock.now_ms())
    by = actor(file, Role.STOCK_KEEPER)
    file.write_now(lambda d: issue_stock(d, by, "VB001", used))


def of(file: CareFile, code: str, now_ms: int) -> Forecast:
    every = file.read_now(lambda db: lasting(db, now_ms)).forecasts
    return next(each for each in every if each.code == code)


def test_days_of_supply_come_from_the_days_there_was_stock() -> None:
    clock = FakeClock()
    post = memory_post(clock=clock)
    by = actor(post)
    post.write_now(lambda d: receive_stock(d, by, LOT, 100))
    for day, used in ((0, 6), (1, 4), (3, 2)):
        on_day(post, clock, day, used)
    back = Taken(LOT, "", 2)
    post.write_now(lambda d: return_stock(d, by, back, "ongeopend"))

    found = of(post, "VB001", NOON_MS + 4 * DAY_MS)

    assert (found.rate.per_day, found.rate.days) == (Fraction(10, 4), 4)
    assert (found.usable, found.supply.days) == (90, 36)
    post.close()


def test_days_without_stock_do_not_slow_the_use_down() -> None:
    clock = FakeClock()
    post = memory_post(clock=clock)
    by = actor(post)
    post.write_now(lambda d: receive_stock(d, by, LOT, 6))
    on_day(post, clock, 0, 6)
    clock.advance(NOON_MS + 4 * DAY_MS - clock.now_ms())
    post.write_now(lambda d: receive_stock(d, by, LOT, 12))

    found = of(post, "VB001", NOON_MS + 5 * DAY_MS)

    assert found.rate.per_day == Fraction(6, 2)
    assert found.supply.days == 4
    post.close()


def test_late_entry_counts_on_the_day_it_happened() -> None:
    clock = FakeClock()
    post = memory_post(clock=clock)
    by = actor(post)
    earlier = Coming(observed_ms=NOON_MS - 2 * DAY_MS)
    post.write_now(lambda d: receive_stock(d, by, LOT, 10, earlier))
    on_day(post, clock, 0, 3)

    assert of(post, "VB001", NOON_MS + DAY_MS).rate.days == 3
    post.close()


def test_the_first_critical_item_to_run_out_is_named_and_the_unknown_counted() -> None:
    clock = FakeClock()
    post = memory_post(clock=clock)
    by = actor(post)
    for code, pieces in (("VB001", 10), ("VB002", 50), ("VB003", 4)):
        key = LotKey(code, "A1", "2099-01-01")
        post.write_now(lambda d, key=key, n=pieces: receive_stock(d, by, key, n))
    post.write_now(lambda d: issue_stock(d, by, "VB001", 2))
    post.write_now(lambda d: issue_stock(d, by, "VB002", 40))

    found = post.read_now(lambda db: outlook(db, NOON_MS + DAY_MS))

    codes = [each.code for each in found.lasting.forecasts]
    assert codes == ["VB002", "VB001", "VB003"]
    assert (found.autonomy.code, found.autonomy.days) == ("VB002", Fraction(10, 40))
    assert (found.autonomy.no_use, found.lasting.out) == (1, 0)
    assert not found.autonomy.is_sure
    post.close()


def test_power_that_is_gone_sooner_than_any_item_limits_the_post() -> None:
    clock = FakeClock()
    post = memory_post(clock=clock)
    by = actor(post)
    post.write_now(lambda d: receive_stock(d, by, LOT, 10))
    on_day(post, clock, 0, 2)
    said = UtilityReported(Utility.POWER, NOON_MS, 30)
    post.write_now(lambda d: report_utility(d, by, said))

    held = post.read_now(lambda db: outlook(db, NOON_MS + 6 * HOUR_MS)).autonomy

    assert (held.utility, held.days, held.item) == (Utility.POWER, 1, None)
    assert [(each.utility, each.is_known) for each in held.utilities] == [
        (Utility.POWER, True),
        (Utility.WATER, False),
        (Utility.OXYGEN, False),
    ]
    post.close()


def test_oxygen_that_nobody_reported_is_as_the_cylinders_say() -> None:
    clock = FakeClock()
    post = memory_post(clock=clock)
    by = actor(post)
    cylinders = LotKey("VB015", "A1", "2099-01-01")
    post.write_now(lambda d: receive_stock(d, by, cylinders, 8))
    clock.advance(DAY_MS)
    post.write_now(lambda d: issue_stock(d, by, "VB015", 2))

    def oxygen(now_ms: int) -> tuple[object, bool]:
        held = post.read_now(lambda db: outlook(db, now_ms)).autonomy
        return held.utilities[-1].days, held.utilities[-1].from_stock

    assert oxygen(NOON_MS + DAY_MS) == (3, True)
    keeps = UtilityReported(Utility.OXYGEN, NOON_MS)
    post.write_now(lambda d: report_utility(d, by, keeps))
    assert oxygen(NOON_MS + DAY_MS) == (None, False)
    post.close()


def test_a_post_of_which_nothing_is_known_does_not_say_how_long() -> None:
    post = memory_post()

    held = post.read_now(lambda db: outlook(db, NOON_MS)).autonomy

    assert (held.days, held.code, held.utility) == (None, "", None)
    assert held.never_here > 0
    post.close()


def test_a_rush_of_casualties_shows_what_falls_short_and_when() -> None:
    post = memory_post()
    by = actor(post)
    post.write_now(lambda d: receive_stock(d, by, LOT, 10))

    rush = Scenario(t1=40, hours=6)
    found = post.read_now(lambda db: lasting(db, NOON_MS, rush)).forecasts[0]

    assert found.expects is not None
    assert (found.expects.needed, found.expects.left) == (24, -14)
    assert found.expects.empty_hour == Fraction(60, 24)
    post.close()


def test_the_region_sees_how_every_post_stands() -> None:
    clock = FakeClock()
    post = memory_post(clock=clock)
    by = actor(post)
    post.write_now(lambda d: receive_stock(d, by, LOT, 100))
    on_day(post, clock, 0, 6)
    other = b"other_01"
    fact = StockReceived("VB001", 9, other, NOON_MS, "B2", "2099-01-01")
    stream = lot_stream(other, LotKey("VB001", "B2", "2099-01-01"))
    post.write_now(lambda d: d.record(stream, fact, by))
    own = bytes(post.read_now(lambda db: setting(db, "post_id")))

    found = post.read_now(lambda db: region_stands(db, NOON_MS + DAY_MS))

    assert {each.post: (each.usable, each.days) for each in found["VB001"]} == {
        own: (94, Fraction(94, 6)),
        other: (9, None),
    }
    post.close()
