"""The ledger: three devices, any order, the same pieces; nothing made or destroyed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.care.post import post_stream
from app.care.refusal import Refusal
from app.care.stock import DiscardReason, HoldReason, LotKey, StockSent, lot_stream
from app.care.storage import ColdRead, StorageKind, StorageNamed
from app.care.terms import Role
from app.catalogue import encode
from app.commands import (
    Called,
    Coming,
    Doubt,
    Taken,
    answer_recall,
    close_storage,
    count_stock,
    discard_stock,
    end_recall,
    hold_lot,
    issue_stock,
    move_stock,
    name_storage,
    read_cold,
    recall_here,
    receive_stock,
    release_lot,
    retract,
    return_stock,
    send_stock,
    take_in,
)
from app.store.file import CareFile
from app.store.projector import rebuild
from app.store.queries.recall import recalls
from app.store.queries.stock import items, lots
from app.store.queries.transfer import Match, transfers
from app.store.tables import state_of
from sync.database import rows
from sync.journal import setting
from tests.support.fakes import NOON_MS
from tests.support.post import actor, memory_post

TODAY = "2026-11-22"
LOT = LotKey("VB001", "A1", "2027-01-01")
LATER = LotKey("VB001", "B2", "2028-01-01")


def shelf(*held: tuple[LotKey, int]) -> CareFile:
    post = memory_post()
    by = actor(post)
    for key, pieces in held:
        post.write_now(lambda d, key=key, n=pieces: receive_stock(d, by, key, n))
    return post


def refusal(file: CareFile, command: Any) -> str:
    with pytest.raises(Refusal) as refused:
        file.write_now(command)
    return refused.value.key


def usable_of(file: CareFile) -> dict[str, int]:
    held = file.read_now(lambda db: lots(db, "VB001", TODAY))
    return {lot.lot: lot.usable for lot in held}


def moved_rows(file: CareFile) -> list[tuple[Any, ...]]:
    return file.read_now(
        lambda db: rows(db, "SELECT * FROM movement ORDER BY stream, log, seq, place")
    )


def test_every_way_out_and_back_adds_up() -> None:
    post = shelf((LOT, 20))
    by = actor(post)

    post.write_now(lambda d: issue_stock(d, by, "VB001", 5))
    post.write_now(lambda d: return_stock(d, by, Taken(LOT, "", 2), "ongeopend"))
    gone = Taken(LOT, "", 1)
    post.write_now(lambda d: discard_stock(d, by, gone, DiscardReason.DAMAGED))
    post.write_now(lambda d: move_stock(d, by, Taken(LOT, "", 4), "bus"))
    post.write_now(lambda d: send_stock(d, by, [Taken(LOT, "bus", 3)], "Post Zuid"))

    (lot,) = post.read_now(lambda db: lots(db, "VB001", TODAY))
    signed = [row[5] for row in moved_rows(post)]
    assert lot.on_hand == sum(signed) == 20 - 5 + 2 - 1 - 3
    post.close()


def test_what_is_discarded_for_another_reason_needs_words() -> None:
    post = shelf((LOT, 2))
    by = actor(post)
    gone = Taken(LOT, "", 1)

    assert refusal(post, lambda d: discard_stock(d, by, gone, DiscardReason.OTHER)) == (
        "discard_reason_missing"
    )
    assert refusal(post, lambda d: move_stock(d, by, gone, "")) == "same_place"
    post.close()


def test_quarantine_stops_giving_out_until_somebody_who_may_releases_it() -> None:
    post = shelf((LOT, 2), (LATER, 5))
    by, keeper = actor(post, Role.NURSE), actor(post, Role.STOCK_KEEPER)

    post.write_now(lambda d: hold_lot(d, keeper, LOT, Doubt(HoldReason.DOUBT)))
    held = usable_of(post)
    stopped = refusal(post, lambda d: issue_stock(d, by, "VB001", 1, LOT))
    post.write_now(lambda d: issue_stock(d, by, "VB001", 1))
    may_not = refusal(post, lambda d: release_lot(d, keeper, LOT, "ziet er goed uit"))
    silent = refusal(post, lambda d: release_lot(d, by, LOT, " "))
    post.write_now(lambda d: release_lot(d, by, LOT, "apotheker belde: goed"))

    assert (held, stopped) == ({"A1": 0, "B2": 5}, "lot_held")
    assert (may_not, silent) == ("role_may_not", "release_reason_missing")
    assert usable_of(post) == {"A1": 2, "B2": 4}
    assert refusal(post, lambda d: release_lot(d, by, LOT, "x")) == "not_held"
    post.close()


def test_too_warm_a_fridge_puts_what_lies_in_it_in_quarantine() -> None:
    post = memory_post()
    by = actor(post, Role.POST_LEAD)
    named = StorageNamed("", "Koelkast", StorageKind.FRIDGE)
    post.write_now(lambda d: name_storage(d, by, named))
    place = post.read_now(_storages)[0].place
    own = post.read_now(_own)
    post.write_now(lambda d: receive_stock(d, by, LOT, 4, Coming(place=place)))
    post.write_now(lambda d: receive_stock(d, by, LOT, 3))

    fine = ColdRead(own, place, NOON_MS, 50, 21, 79)
    cold = post.write_now(lambda d: read_cold(d, by, fine))
    warm = ColdRead(own, place, NOON_MS, 50, 30, 81)
    events = post.write_now(lambda d: read_cold(d, by, warm))
    again = post.write_now(lambda d: read_cold(d, by, warm))

    assert [len(each) for each in (cold, events, again)] == [1, 2, 1]
    assert usable_of(post) == {"A1": 3}
    assert refusal(post, lambda d: close_storage(d, by, place)) == "storage_not_empty"
    post.close()


def _own(db: Any) -> bytes:
    return bytes(setting(db, "post_id"))


def _storages(db: Any) -> Any:
    post = state_of(db, "post", post_stream(_own(db)))
    assert post is not None
    return post.storages


def test_a_recall_stops_giving_out_and_is_answered() -> None:
    post = shelf((LOT, 2), (LATER, 5))
    by = actor(post, Role.POST_LEAD)

    post.write_now(lambda d: recall_here(d, by, Called("VB001", "scheur", "a1")))
    (row,) = post.read_now(recalls)
    during = usable_of(post)
    stopped = refusal(post, lambda d: issue_stock(d, by, "VB001", 1, LOT))
    post.write_now(lambda d: answer_recall(d, by, row.stream, 2))
    (answered,) = post.read_now(recalls)
    post.write_now(lambda d: end_recall(d, by, row.stream, "toch goed"))
    (ended,) = post.read_now(recalls)

    assert (during, stopped) == ({"A1": 0, "B2": 5}, "lot_recalled")
    assert (row.found, answered.found, ended.is_open) == (None, 2, False)
    assert usable_of(post) == {"A1": 2, "B2": 5}
    post.close()


def test_a_recall_of_an_item_is_a_recall_of_every_lot() -> None:
    post = shelf((LOT, 2), (LATER, 5))
    by = actor(post, Role.POST_LEAD)

    post.write_now(lambda d: recall_here(d, by, Called("VB001", "scheur")))

    assert usable_of(post) == {"A1": 0, "B2": 0}
    row = next(
        each
        for each in post.read_now(lambda db: items(db, TODAY))
        if each.code == "VB001"
    )
    assert (row.on_hand, row.usable, row.stock_out) == (7, 0, True)
    post.close()


def test_both_ends_of_a_transfer_are_matched_by_its_number() -> None:
    post = shelf((LOT, 10), (LATER, 5))
    by = actor(post)
    taken = [Taken(LOT, "", 4), Taken(LATER, "", 2)]
    first, *_ = post.write_now(lambda d: send_stock(d, by, taken, "Zuid"))
    transfer = post.read_now(transfers)[0].transfer

    before = {row.lot: row.match for row in post.read_now(transfers)}
    post.write_now(lambda d: take_in(d, by, transfer, [(LOT, 3), (LATER, 2)], "Noord"))
    after = {row.lot: row.match for row in post.read_now(transfers)}
    stray = b"S" * 16
    post.write_now(lambda d: take_in(d, by, stray, [(LOT, 1)], "Oost"))

    assert set(before.values()) == {Match.UNDERWAY}
    assert after == {"A1": Match.LESS, "B2": Match.EVEN}
    (lost,) = post.read_now(lambda db: transfers(db, stray))
    assert (lost.match, lost.from_name) == (Match.UNANNOUNCED, "Oost")
    post.write_now(lambda d: retract(d, by, (first.log, first.seq), "niet gegaan"))
    assert {row.match for row in post.read_now(transfers)} == {Match.UNANNOUNCED}
    assert refusal(post, lambda d: take_in(d, by, b"x", [(LOT, 1)])) == "no_transfer"
    assert refusal(post, lambda d: send_stock(d, by, [], "Zuid")) == "transfer_lines"
    assert refusal(post, lambda d: send_stock(d, by, taken, " ")) == "to_post_missing"
    post.close()


def test_a_transfer_that_arrives_on_two_tablets_shows_more() -> None:
    post = shelf((LOT, 10))
    by = actor(post)
    post.write_now(lambda d: send_stock(d, by, [Taken(LOT, "", 4)], "Zuid"))
    transfer = post.read_now(transfers)[0].transfer

    for _ in range(2):
        post.write_now(lambda d: take_in(d, by, transfer, [(LOT, 4)]))

    assert post.read_now(transfers)[0].match is Match.MORE
    post.close()


Step = tuple[str, int, str]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["receive", "issue", "move", "discard", "send", "count", "return", "undo"]
        ),
        st.integers(1, 9),
        st.sampled_from(["", "bus"]),
    ),
    max_size=12,
)
DOING: dict[str, Callable[[Any, Any, Taken], Any]] = {
    "receive": lambda d, by, it: [
        receive_stock(d, by, LOT, it.pieces, Coming(place=it.place))
    ],
    "issue": lambda d, by, it: issue_stock(d, by, "VB001", it.pieces, LOT, "x"),
    "move": lambda d, by, it: [move_stock(d, by, it, "tas")],
    "discard": lambda d, by, it: [discard_stock(d, by, it, DiscardReason.DAMAGED)],
    "send": lambda d, by, it: send_stock(d, by, [it], "Zuid"),
    "count": lambda d, by, it: [count_stock(d, by, LOT, it.pieces, place=it.place)],
    "return": lambda d, by, it: [return_stock(d, by, it)],
}


def take_step(post: CareFile, step: Step, done: list[Any]) -> None:
    what, pieces, place = step
    by = actor(post)
    if what == "undo":
        if done:
            last = done.pop()
            with suppress(Refusal):
                post.write_now(lambda d: retract(d, by, (last.log, last.seq), "nee"))
        return
    taken = Taken(LOT, place, pieces)
    done += post.write_now(lambda d: DOING[what](d, by, taken))


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_the_rows_of_the_ledger_are_those_of_a_picture_made_anew(
    steps: list[Step],
) -> None:
    post = shelf((LOT, 50))
    done: list[Any] = []
    for step in steps:
        take_step(post, step, done)
    kept = moved_rows(post)
    held = post.read_now(lambda db: lots(db, "VB001", TODAY))

    post.write_now(lambda d: rebuild(d.database))

    assert moved_rows(post) == kept
    assert post.read_now(lambda db: lots(db, "VB001", TODAY)) == held
    row = next(
        each
        for each in post.read_now(lambda db: items(db, TODAY))
        if each.code == "VB001"
    )
    assert row.on_hand == sum(lot.on_hand for lot in held)
    post.close()


def test_a_sent_fact_keeps_its_transfer() -> None:
    kind, v, packed = encode(StockSent("VB001", 1, b"post_1_8", 1, b"T" * 16))

    assert (kind, v) == ("stock.sent", 1)
    assert b"T" * 16 in packed
    assert len(lot_stream(b"post_1_8", LOT)) == 16
