"""The lines on screen are those of the whole stocktake, and no more of them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.care.stock import LotKey
from app.care.storage import StorageKind, StorageNamed
from app.care.tally import Spot, TallyScope
from app.care.terms import Role
from app.commands import (
    Begin,
    Coming,
    Found,
    begin_tally,
    count_line,
    name_storage,
    receive_stock,
)
from app.store.file import CareFile
from app.store.queries.storage import storages
from app.store.queries.tally import Entry, Standing, TallyPage, tally
from app.store.queries.tally_page import tally_page
from tests.support.post import actor, memory_post

LOTS = [LotKey(f"VB00{n}", f"L{m}", "2030-01-01") for n in (1, 2, 3) for m in (1, 2)]


def stocked(lots: list[LotKey] = LOTS) -> tuple[CareFile, str]:
    """Return a post with one piece of each lot on a shelf, and some nowhere."""
    post = memory_post()
    by = actor(post, Role.POST_LEAD)
    named = StorageNamed("", "Schap", StorageKind.SHELF)
    post.write_now(lambda d: name_storage(d, by, named))
    (shelf,) = post.read_now(storages)
    there = Coming(place=shelf.place)
    for lot in lots:
        post.write_now(lambda d, lot=lot: receive_stock(d, by, lot, 1, there))
    for lot in lots[:2]:
        post.write_now(lambda d, lot=lot: receive_stock(d, by, lot, 1))
    return post, shelf.place


def begun(post: CareFile, scope: TallyScope = TallyScope.ALL) -> bytes:
    by = actor(post, Role.POST_LEAD)
    return bytes(post.write_now(lambda d: begin_tally(d, by, Begin(scope))).stream)


def counted(post: CareFile, stream: bytes, spot: Spot, pieces: int) -> None:
    by = actor(post, Role.POST_LEAD)
    found = Found(LotKey(spot.item, spot.lot, spot.expiry), spot.place, pieces)
    post.write_now(lambda d: count_line(d, by, stream, found))


def shown(
    post: CareFile,
    stream: bytes,
    place: str | None = None,
    picked: Spot | None = None,
    most: int = 60,
) -> TallyPage:
    page = post.read_now(lambda db: tally_page(db, stream, place, picked, most))
    assert page is not None
    return page


def whole(post: CareFile, stream: bytes) -> TallyPage:
    page = post.read_now(lambda db: tally(db, stream))
    assert page is not None
    return page


def by_standing(entries: tuple[Entry, ...]) -> list[Entry]:
    order = {Standing.CONFLICT: 0, Standing.NOT_COUNTED: 1}
    return sorted(entries, key=lambda each: order.get(each.standing, 2))


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.booleans(), st.integers(0, 2)),
        max_size=6,
        unique_by=lambda each: each[:2],
    ),
    st.sampled_from([TallyScope.ALL, TallyScope.CRITICAL, TallyScope.MEDICINES]),
)
def test_a_page_with_room_for_all_is_the_whole_stocktake(
    counts: list[tuple[int, bool, int]], scope: TallyScope
) -> None:
    post, shelf = stocked()
    stream = begun(post, scope)
    strange = [LotKey("VB001", "X9", "2031-01-01"), LotKey("eigen", "", "")]
    for which, nowhere, pieces in counts:
        lot = (*LOTS, *strange)[which]
        spot = Spot(lot.item, lot.lot, lot.expiry, "" if nowhere else shelf)
        counted(post, stream, spot, pieces)

    every = whole(post, stream)
    for place in every.at_place:
        page = shown(post, stream, place)
        assert page.here == place
        assert list(page.at_place[place]) == by_standing(every.at_place[place])
        assert page.progress_at == every.progress_at
        assert tuple(page.at_place) == tuple(every.at_place)
    post.close()


def test_a_short_page_begins_at_the_line_that_was_picked() -> None:
    post, shelf = stocked()
    stream = begun(post)
    lines = whole(post, stream).at_place[shelf]

    first = shown(post, stream, shelf, most=2)
    later = shown(post, stream, shelf, lines[4].spot, most=3)

    assert first.at_place[shelf] == lines[:2]
    assert later.at_place[shelf] == (*lines[4:], lines[0])
    assert later.progress_at[shelf] == (0, 6)
    post.close()


def test_what_is_counted_makes_room_for_what_is_to_do() -> None:
    post, shelf = stocked()
    stream = begun(post)
    lines = whole(post, stream).at_place[shelf]
    counted(post, stream, lines[0].spot, 1)

    page = shown(post, stream, shelf, most=2)

    assert [each.spot for each in page.at_place[shelf]] == [
        lines[1].spot,
        lines[2].spot,
        lines[0].spot,
    ]
    assert page.progress == (1, 8)
    post.close()


def test_the_first_place_that_is_not_done_is_shown_until_one_is_chosen() -> None:
    post, shelf = stocked(LOTS[:2])
    stream = begun(post)
    places = list(whole(post, stream).at_place)
    for each in whole(post, stream).at_place[places[0]]:
        counted(post, stream, each.spot, 1)

    assert shown(post, stream).here == places[1]
    assert shown(post, stream, places[0]).here == places[0]
    assert shelf in places
    post.close()
