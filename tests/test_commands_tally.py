"""Stocktakes: two tablets on one post, offline and together; nothing counted twice."""

from __future__ import annotations

from typing import Any

import pytest

from app.care.refusal import Refusal
from app.care.stock import LotKey
from app.care.storage import StorageKind, StorageNamed
from app.care.tally import TallyScope
from app.care.terms import Role
from app.commands import (
    Begin,
    Coming,
    Found,
    begin_tally,
    choose_count,
    count_all,
    count_line,
    end_tally,
    issue_stock,
    name_storage,
    receive_stock,
    retract,
)
from app.store.file import CareFile
from app.store.queries.controlled import registers
from app.store.queries.stock import lots
from app.store.queries.storage import storages
from app.store.queries.tally import (
    Entry,
    Standing,
    TallyPage,
    tallies,
    tally,
)
from app.store.queries.tally_page import lots_to_count
from sync.database import rows
from tests.support.fakes import FakeClock
from tests.support.post import actor, memory_post
from tests.support.tablets import meet, second_tablet
from tests.support.watch import alone

TODAY = "2026-11-22"
ARM = LotKey("VB001", "A1", "2027-01-01")
GAUZE = LotKey("VB002", "B2", "2028-01-01")
MORPHINE = LotKey("VB042", "M1", "2027-01-01")


def shelf(clock: FakeClock | None = None) -> CareFile:
    post = memory_post(clock=clock)
    by = actor(post)
    post.write_now(lambda d: receive_stock(d, by, ARM, 10))
    post.write_now(lambda d: receive_stock(d, by, GAUZE, 5))
    return post


def begun(post: CareFile, scope: TallyScope = TallyScope.ALL, place: str = "") -> bytes:
    by = actor(post)
    event = post.write_now(lambda d: begin_tally(d, by, Begin(scope, "nov", place)))
    return bytes(event.stream)


def count(
    post: CareFile, stream: bytes, key: LotKey, pieces: int, *again: Any
) -> list[Any]:
    by = actor(post)
    found = Found(key, "", pieces)
    return post.write_now(lambda d: count_line(d, by, stream, found, again))


def page(post: CareFile, stream: bytes) -> TallyPage:
    found = post.read_now(lambda db: tally(db, stream))
    assert found is not None
    return found


def entry(post: CareFile, stream: bytes, code: str) -> Entry:
    return next(each for each in page(post, stream).entries if each.spot.item == code)


def on_hand(post: CareFile, code: str) -> int:
    return sum(lot.on_hand for lot in post.read_now(lambda db: lots(db, code, TODAY)))


def refusal(file: CareFile, command: Any) -> str:
    with pytest.raises(Refusal) as refused:
        file.write_now(command)
    return refused.value.key


def test_zero_is_counted_and_nothing_said_is_not() -> None:
    post = shelf()
    stream = begun(post)

    before = page(post, stream).progress
    count(post, stream, ARM, 0)

    assert (before, page(post, stream).progress) == ((0, 2), (1, 2))
    arm, gauze = entry(post, stream, "VB001"), entry(post, stream, "VB002")
    assert (arm.standing, arm.found, arm.difference) == (Standing.COUNTED, 0, -10)
    assert (gauze.standing, gauze.found, gauze.difference) == (
        Standing.NOT_COUNTED,
        None,
        None,
    )
    assert (on_hand(post, "VB001"), on_hand(post, "VB002")) == (0, 5)
    post.close()


def test_who_counted_is_named_and_counting_again_is_deliberate() -> None:
    post = shelf()
    stream = begun(post)
    first, ledger = count(post, stream, ARM, 7)
    by = actor(post, Role.STOCK_KEEPER)
    other = Found(ARM, "", 8)

    said = refusal(post, lambda d: count_line(d, by, stream, other))
    again = [(first.log, first.seq)]
    post.write_now(lambda d: count_line(d, by, stream, other, again))

    assert ledger.cause == first.id
    assert said == "already_counted"
    now = entry(post, stream, "VB001")
    assert (now.found, now.expected, now.difference) == (8, 10, -2)
    assert page(post, stream).names[bytes(now.lines[0].actor)] == "Stock Keeper"
    assert on_hand(post, "VB001") == 8
    post.close()


def test_a_line_costs_no_more_in_a_long_count_than_in_a_short_one() -> None:
    post = shelf()
    stream = begun(post)

    def sizes() -> list[int]:
        found = post.read_now(
            lambda db: rows(
                db,
                "SELECT LENGTH(state) FROM tally UNION ALL "
                "SELECT MAX(LENGTH(state)) FROM tallied",
            )
        )
        return [size for (size,) in found]

    count(post, stream, LotKey("VB002", "C00", "2028-01-01"), 1)
    first = sizes()
    for number in range(1, 30):
        count(post, stream, LotKey("VB002", f"C{number:02}", "2028-01-01"), 1)

    assert sizes() == first
    post.close()


def test_a_count_taken_back_takes_its_count_in_the_ledger_along() -> None:
    post = shelf()
    by, stream = actor(post), begun(post)
    first, _ = count(post, stream, ARM, 7)

    post.write_now(lambda d: retract(d, by, (first.log, first.seq), "vergist"))

    assert entry(post, stream, "VB001").standing is Standing.NOT_COUNTED
    assert on_hand(post, "VB001") == 10
    post.close()


def test_two_offline_counts_of_one_lot_are_shown_and_one_is_chosen() -> None:
    clock = FakeClock()
    one = shelf(clock)
    stream = begun(one)
    two = second_tablet(one, clock)

    clock.advance(60_000)
    count(one, stream, ARM, 7)
    count(one, stream, GAUZE, 5)
    clock.advance(60_000)
    count(two, stream, ARM, 9)
    count(two, stream, GAUZE, 5)
    meet(one, two)

    for tablet in (one, two):
        arm = entry(tablet, stream, "VB001")
        assert arm.standing is Standing.CONFLICT
        assert [each.pieces for each in arm.lines] == [7, 9]
        assert (arm.found, arm.expected) == (None, 10)
        assert entry(tablet, stream, "VB002").standing is Standing.COUNTED
        assert on_hand(tablet, "VB001") in (7, 9)
        (head,) = tablet.read_now(tallies)
        assert (head.counted, head.conflicts) == (2, 1)

    clock.advance(60_000)
    by = actor(one)
    seven = entry(one, stream, "VB001").lines[0].id
    one.write_now(lambda d: choose_count(d, by, stream, seven))
    meet(one, two)

    for tablet in (one, two):
        arm = entry(tablet, stream, "VB001")
        assert (arm.standing, arm.found, arm.difference) == (Standing.COUNTED, 7, -3)
        assert on_hand(tablet, "VB001") == 7
        assert (
            refusal(tablet, lambda d: choose_count(d, by, stream, seven))
            == "nothing_to_choose"
        )
        tablet.close()


def test_two_who_chose_differently_offline_have_to_count_again() -> None:
    clock = FakeClock()
    one = shelf(clock)
    stream = begun(one)
    two = second_tablet(one, clock)
    clock.advance(60_000)
    count(one, stream, ARM, 7)
    clock.advance(60_000)
    count(two, stream, ARM, 9)
    meet(one, two)
    seven, nine = (each.id for each in entry(one, stream, "VB001").lines)

    clock.advance(60_000)
    one.write_now(lambda d: choose_count(d, actor(one), stream, seven))
    two.write_now(lambda d: choose_count(d, actor(two), stream, nine))
    meet(one, two)

    for tablet in (one, two):
        assert entry(tablet, stream, "VB001").standing is Standing.NOT_COUNTED
        assert on_hand(tablet, "VB001") == 10
    count(one, stream, ARM, 8)
    assert (entry(one, stream, "VB001").found, on_hand(one, "VB001")) == (8, 8)
    one.close()
    two.close()


def test_what_the_other_tablet_gave_out_before_the_count_is_no_difference() -> None:
    clock = FakeClock()
    one = shelf(clock)
    stream = begun(one)
    two = second_tablet(one, clock)
    by = actor(two)

    clock.advance(60_000)
    two.write_now(lambda d: issue_stock(d, by, "VB001", 2))
    clock.advance(60_000)
    count(one, stream, ARM, 8)
    alone_said = entry(one, stream, "VB001").difference
    meet(one, two)

    assert alone_said == -2
    assert entry(one, stream, "VB001").difference == 0
    assert on_hand(one, "VB001") == on_hand(two, "VB001") == 8
    one.close()
    two.close()


def test_a_lot_nobody_had_in_the_books_is_found_and_named_so() -> None:
    post = shelf()
    stream = begun(post)
    strange = LotKey("VB001", "Z9", "2027-05-01")

    count(post, stream, strange, 4)

    found = next(each for each in page(post, stream).entries if each.spot.lot == "Z9")
    assert (found.standing, found.expected, found.difference) == (
        Standing.UNKNOWN,
        None,
        4,
    )
    assert page(post, stream).progress == (1, 3)
    post.close()


def test_one_place_is_counted_by_itself() -> None:
    post = shelf()
    lead = actor(post, Role.POST_LEAD)
    named = StorageNamed("", "Bus 3", StorageKind.VEHICLE)
    post.write_now(lambda d: name_storage(d, lead, named))
    place = post.read_now(storages)[0].place
    post.write_now(lambda d: receive_stock(d, lead, ARM, 3, Coming(place=place)))
    everywhere, bus = begun(post), begun(post, TallyScope.PLACE, place)

    assert [each.spot.place for each in page(post, bus).entries] == [place]
    whole = page(post, everywhere)
    assert set(whole.at_place) == {place, ""}
    assert (whole.progress_at[place], whole.progress_at[""]) == ((0, 1), (0, 2))
    assert {head.place_name for head in post.read_now(tallies)} == {"Bus 3", ""}
    nowhere = Begin(TallyScope.PLACE, "", "kelder")
    assert refusal(post, lambda d: begin_tally(d, lead, nowhere)) == "no_such_place"
    post.close()


def test_a_controlled_drug_is_counted_whole_with_somebody_who_watches() -> None:
    post = shelf()
    by = actor(post)
    later = LotKey("VB042", "M2", "2028-01-01")
    for key in (MORPHINE, later):
        post.write_now(lambda d, key=key: receive_stock(alone(d, by), by, key, 5))
    stream = begun(post, TallyScope.CONTROLLED)
    one, both = [Found(MORPHINE, "", 5)], [Found(MORPHINE, "", 5), Found(later, "", 4)]

    held = page(post, stream)
    every = post.read_now(lambda db: lots_to_count(db, held, "VB042"))
    plain = refusal(post, lambda d: count_line(d, by, stream, one[0]))
    part = refusal(post, lambda d: count_all(alone(d, by), by, stream, one))
    alone_ = refusal(post, lambda d: count_all(d, by, stream, both))
    post.write_now(lambda d: count_all(alone(d, by), by, stream, both))

    assert {each.spot.lot for each in every} == {"M1", "M2"}
    assert all(each.is_controlled for each in held.entries)
    assert (plain, part, alone_) == (
        "counts_in_register",
        "count_all_lots",
        "counts_in_register",
    )
    row = next(each for each in post.read_now(registers) if each.code == "VB042")
    assert (row.balance, row.on_hand, row.open_differences) == (9, 9, 1)
    assert page(post, stream).progress == (2, 2)
    post.close()


def test_what_happens_after_the_end_is_not_in_the_report() -> None:
    clock = FakeClock()
    post = shelf(clock)
    by, stream = actor(post), begun(post)
    count(post, stream, ARM, 10)
    clock.advance(60_000)
    post.write_now(lambda d: end_tally(d, by, stream))
    clock.advance(60_000)

    post.write_now(lambda d: issue_stock(d, by, "VB002", 5))
    post.write_now(lambda d: receive_stock(d, by, LotKey("VB003", "C3", ""), 5))

    assert {
        each.spot.item: (each.standing, each.expected)
        for each in page(post, stream).entries
    } == {
        "VB001": (Standing.COUNTED, 10),
        "VB002": (Standing.NOT_COUNTED, 5),
    }
    found = Found(GAUZE, "", 5)
    assert refusal(post, lambda d: count_line(d, by, stream, found)) == "tally_ended"
    assert refusal(post, lambda d: end_tally(d, by, stream)) == "tally_ended"
    unknown = refusal(post, lambda d: count_line(d, by, b"tally:x", found))
    assert unknown == "no_such_tally"
    post.close()
