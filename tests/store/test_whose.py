"""At a hub the stock of a post is what that post's own devices said of it."""

from __future__ import annotations

from typing import Any

from app.care.claim import Retracted
from app.care.local_item import ItemAdded, item_stream
from app.care.recall import RecallAnswered, RecallEnded, RecallOrdered, recall_stream
from app.care.request import RequestMade, RequestWithdrawn, request_stream
from app.care.stock import LotKey, StockIssued, StockReceived, lot_stream
from app.catalogue import encode
from app.store.projector import rebuild
from app.store.queries.overview import attention
from app.store.queries.recall import recalls
from app.store.queries.request import requests
from app.store.queries.stock import stock_by_post
from app.ui.screens.hub_stock import stock_table
from sync.database import Database
from sync.event import Event, pack
from sync.ids import ActorId, KeyId, LogId
from sync.journal import Journal, Link, set_setting
from tests.store.test_projector import fresh

SOUTH, NORTH = b"southern", b"northern"
LOGS = {SOUTH: b"\x01" * 8, NORTH: b"\x02" * 8}
LOT = LotKey("VB001", "L1", "2030-01-01")
STREAM = lot_stream(SOUTH, LOT)
TODAY = "2026-11-22"


class Hub:
    """A hub's journal; what it is told in the name of a post comes as that device's."""

    def __init__(self) -> None:
        self.journal: Journal = fresh()
        self._seqs = dict.fromkeys(LOGS, 0)
        set_setting(self.database, "hub_signing", b"key")
        for post, log in LOGS.items():
            self.journal.adopt_log(LogId(log), KeyId(b"device" + post), post)

    @property
    def database(self) -> Database:
        return self.journal.database

    def made(self, by: bytes, stream: bytes, fact: Any) -> Event:
        kind, v, body = encode(fact)
        self._seqs[by] += 1
        seq = self._seqs[by]
        place = (LOGS[by], seq, sum(self._seqs.values()), ActorId(b"person_1"))
        return Event(*place, stream, kind, v, None, body, {})

    def hear(self, *events: Event) -> None:
        with self.database.atomic():
            self.journal.append([Link(pack(event), b"") for event in events])

    def hears(self, by: bytes, stream: bytes, fact: Any) -> Event:
        event = self.made(by, stream, fact)
        self.hear(event)
        return event

    def on_hand(self) -> dict[bytes, int]:
        return {
            each.post_id: each.on_hand for each in stock_by_post(self.database, TODAY)
        }

    def why(self) -> list[str]:
        return [each.why for each in attention(self.database)]


def received(post: bytes, pieces: int) -> StockReceived:
    return StockReceived(LOT.item, pieces, post, 1, LOT.lot, LOT.expiry)


def issued(post: bytes, pieces: int) -> StockIssued:
    return StockIssued(LOT.item, pieces, post, 1, LOT.lot, LOT.expiry)


def test_a_post_moves_no_piece_of_another_and_what_it_said_is_shown() -> None:
    hub = Hub()

    hub.hears(SOUTH, STREAM, received(SOUTH, 20))
    hub.hears(NORTH, STREAM, issued(SOUTH, 15))
    hub.hears(SOUTH, STREAM, issued(SOUTH, 1))

    assert hub.on_hand() == {SOUTH: 19}
    assert hub.why() == ["other_post"]


def test_a_lot_that_only_a_stranger_claims_is_in_no_picture() -> None:
    hub = Hub()

    hub.hears(NORTH, STREAM, received(SOUTH, 500))
    assert hub.on_hand() == {}

    hub.hears(SOUTH, STREAM, received(SOUTH, 2))
    assert hub.on_hand() == {SOUTH: 2}


def test_in_whatever_order_it_comes_and_after_a_rebuild_it_is_the_same() -> None:
    straight, turned = Hub(), Hub()
    for hub in (straight, turned):
        said = [
            hub.made(SOUTH, STREAM, received(SOUTH, 20)),
            hub.made(NORTH, STREAM, issued(SOUTH, 15)),
            hub.made(SOUTH, STREAM, issued(SOUTH, 4)),
        ]
        hub.hear(*(said if hub is straight else said[::-1]))
        rebuild(hub.database)

    assert straight.on_hand() == turned.on_hand() == {SOUTH: 16}
    assert straight.why() == turned.why() == ["other_post"]


def test_a_post_takes_back_only_what_it_said_itself() -> None:
    hub = Hub()
    first = hub.hears(SOUTH, STREAM, received(SOUTH, 20))
    second = hub.hears(SOUTH, STREAM, received(SOUTH, 3))

    hub.hears(NORTH, STREAM, Retracted((first.log, first.seq)))
    assert hub.on_hand() == {SOUTH: 23}

    hub.hears(SOUTH, STREAM, Retracted((second.log, second.seq)))
    assert hub.on_hand() == {SOUTH: 20}


def test_a_post_recalls_ends_and_answers_for_itself_alone() -> None:
    hub, stream = Hub(), recall_stream(b"r" * 16)

    hub.hears(NORTH, stream, RecallOrdered("VB001", "scheur", SOUTH, "Noord"))
    assert recalls(hub.database) == ()

    hub.hears(SOUTH, stream, RecallOrdered("VB001", "scheur", SOUTH, "Zuid"))
    hub.hears(NORTH, stream, RecallAnswered(SOUTH, 9, 5))
    hub.hears(NORTH, stream, RecallEnded(SOUTH, "niets aan de hand"))

    (row,) = recalls(hub.database)
    assert (row.is_open, row.found) == (True, None)


def test_a_post_neither_asks_for_another_nor_takes_its_request_back() -> None:
    hub, stream = Hub(), request_stream(b"q" * 16)

    hub.hears(NORTH, request_stream(b"x" * 16), RequestMade("VB001", 5, SOUTH))
    hub.hears(SOUTH, stream, RequestMade("VB001", 10, SOUTH))
    hub.hears(NORTH, stream, RequestWithdrawn("niet nodig"))

    (row,) = requests(hub.database, 0)
    assert (row.pieces, row.withdrawn_ms, row.is_open) == (10, None, True)


def test_the_stock_of_a_region_names_what_a_post_added_itself() -> None:
    hub = Hub()
    code = "L-0123456789abcdef"
    lot = LotKey(code, "A", "2030-01-01")
    added = ItemAdded(code, SOUTH, "Vouwbrancard", "Stretcher")

    hub.hears(SOUTH, item_stream(SOUTH, code), added)
    came = StockReceived(code, 4, SOUTH, 1, lot.lot, lot.expiry)
    hub.hears(SOUTH, lot_stream(SOUTH, lot), came)

    _, table, held, _ = stock_table(hub.database, 1, TODAY, "", 20)
    (row,) = table
    assert (row.code, row.name_nl, row.name_en) == (code, "Vouwbrancard", "Stretcher")
    assert held[SOUTH, code].usable == 4
