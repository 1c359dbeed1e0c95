"""A full stock: the list, one item, a receipt, what runs out; and a region of posts.

Beside each stands the plainest SQL that could answer: what is left is ours to explain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from app.care.stock import LotKey, StockIssued, StockReceived, lot_stream
from app.care.tally import Spot, TallyScope
from app.care.terms import Role
from app.catalogue import encode
from app.commands import (
    Begin,
    Called,
    Found,
    begin_tally,
    count_line,
    recall_here,
    receive_stock,
    send_items,
    take_in,
)
from app.solve import Target, redistribute
from app.store.file import CareFile
from app.store.queries.expiry import expiring
from app.store.queries.forecast import every_stand, lasting, region_stands
from app.store.queries.recall import recalls
from app.store.queries.region import Region
from app.store.queries.stock import item, items, lots
from app.store.queries.tally import TallyPage, tally
from app.store.queries.tally_page import tally_page
from app.store.queries.transfer import shipments
from app.ui.screens.hub_days import needs
from app.ui.screens.hub_stock import PAGE, stock_table
from sync.clock import SystemClock
from sync.database import Database, rows
from sync.event import Draft
from sync.ids import ActorId, StreamId
from sync.journal import setting
from tests.bench.table import Figures, add_spread, timed_ms
from tests.support.post import actor, open_post

TIMES = 15
_BATCH = 2_000
_DAY_MS = 86_400_000
_COUNTED = 400
_TRANSFERS = 100


@dataclass(frozen=True, slots=True)
class Size:
    """Items, lots of each and movements of each lot; posts of a region and items."""

    items: int = 2_000
    lots: int = 20
    moves: int = 5
    posts: int = 200
    held: int = 500


FULL = Size()
QUICK = Size(items=400, lots=10, posts=40, held=100)


def measure(figures: Figures, folder: Path, size: Size = FULL) -> None:
    """Measure a post with a full stock, and a region."""
    _post(figures, folder / "stock.db", size)
    _region(figures, folder / "region.db", size)


def _drafts(
    post: bytes, by: ActorId, now_ms: int, codes: range, per_item: int, moves: int
) -> Iterator[Draft]:
    """Yield for each lot one receipt four weeks ago, and some issues since."""
    for number in codes:
        for place in range(per_item):
            code = f"I{number:05}"
            expiry = f"20{30 + place % 30}-0{1 + place % 9}-28"
            key = LotKey(code, f"L{place:03}", expiry)
            stream = StreamId(lot_stream(post, key))
            for turn in range(moves):
                at = now_ms - 27 * _DAY_MS + turn * 5 * _DAY_MS + number * 1_000
                form = StockIssued if turn else StockReceived
                count = 1 + (number + place) % 3 if turn else 40
                body = form(code, count, post, at, key.lot, key.expiry)
                kind, v, packed = encode(body)
                yield Draft(stream, kind, v, packed, by)


def _fill(file: CareFile, drafts: Iterator[Draft]) -> None:
    while some := list(islice(drafts, _BATCH)):
        file.write_now(lambda desk, s=some: desk.journal.record(s))


def _timed(
    figures: Figures, name: str, file: CareFile, ask: Callable[..., Any]
) -> None:
    add_spread(figures, name, timed_ms(lambda: file.read_now(ask), TIMES))


def _post(figures: Figures, path: Path, size: Size) -> None:
    file = open_post(path, clock=SystemClock())
    by = ActorId(actor(file))
    now = file.clock.now_ms()
    post = bytes(file.read_now(lambda db: setting(db, "post_id")))
    codes = range(size.items)
    _fill(file, _drafts(post, by, now, codes, size.lots, size.moves))
    total = size.items * size.lots * size.moves
    day = datetime.fromtimestamp(now / 1000, UTC).date().isoformat()
    code, key = "I00007", LotKey("I00007", "L003", "2033-04-28")
    figures.add(f"stock: movements in the file: {total}", float(total), "")
    _timed(figures, "stock list", file, lambda db: items(db, day))
    _timed(figures, "stock search", file, lambda db: items(db, day, "I0000"))
    _timed(
        figures,
        "stock item",
        file,
        lambda db: (item(db, code, day), lots(db, code, day)),
    )
    _timed(figures, "what runs out", file, lambda db: lasting(db, now))
    _timed(
        figures,
        "raw sums of lots",
        file,
        lambda db: rows(db, "SELECT item, SUM(on_hand) FROM lot GROUP BY item"),
    )
    _timed(
        figures,
        "raw sums of movements",
        file,
        lambda db: rows(db, "SELECT way, SUM(quantity) FROM movement GROUP BY way"),
    )
    took = timed_ms(
        lambda: file.write_now(lambda desk: receive_stock(desk, by, key, 1)), TIMES
    )
    add_spread(figures, "receive by scan", took)
    _timed(figures, "expiry calendar", file, lambda db: expiring(db, day))
    _stocktake(figures, file, by)
    last = [f"I{size.items - number:05}" for number in (1, 2, 3)]
    _transfer(figures, file, by, last)
    _recall(figures, file, day, last[0])
    file.close()


def _transfer(figures: Figures, file: CareFile, by: ActorId, codes: list[str]) -> None:
    """Send three items and take them in, beside a hundred transfers before them."""
    lines = [(code, 1) for code in codes]
    enough = _TRANSFERS + 2 * TIMES
    for code in codes:
        lot = LotKey(code, "N0", "2033-01-31")
        file.write_now(lambda desk, lot=lot: receive_stock(desk, by, lot, enough))

    def send() -> None:
        file.write_now(lambda desk: send_items(desk, by, lines, "Noord"))

    def take() -> None:
        lot = LotKey(codes[0], "N1", "2033-01-31")
        file.write_now(
            lambda desk: take_in(desk, by, desk.ids.random(16), [(lot, 2)], "Noord")
        )

    for _ in range(_TRANSFERS):
        send()
    add_spread(figures, "transfer of three items sent", timed_ms(send, TIMES))
    add_spread(figures, "transfer taken in", timed_ms(take, TIMES))
    _timed(figures, "transfers", file, shipments)


def _recall(figures: Figures, file: CareFile, day: str, code: str) -> None:
    """Recall a lot, and look at the list and at what must be looked for."""
    post = bytes(file.read_now(lambda db: setting(db, "post_id")))
    lead = ActorId(actor(file, Role.POST_LEAD))
    numbers = iter(range(TIMES + 1))

    def call() -> None:
        what = Called(f"I{next(numbers):05}", "scheur", "L003")
        file.write_now(lambda desk: recall_here(desk, lead, what))

    add_spread(figures, "recall ordered", timed_ms(call, TIMES))
    _timed(figures, "recalls", file, lambda db: recalls(db, post))
    _timed(figures, "stock list with recalls", file, lambda db: items(db, day))
    what = Called(code, "scheur", "")
    file.write_now(lambda desk: recall_here(desk, lead, what))
    _timed(figures, "stock item recalled", file, lambda db: lots(db, code, day))


def _stocktake(figures: Figures, file: CareFile, by: ActorId) -> None:
    begin = Begin(TallyScope.ALL)
    stream = bytes(file.write_now(lambda desk: begin_tally(desk, by, begin)).stream)

    def page(db: Database) -> TallyPage | None:
        return tally_page(db, stream)

    whole = file.read_now(lambda db: tally(db, stream))
    todo = cycle(whole.entries if whole else ())
    before: dict[Spot, list[tuple[bytes, int]]] = {}

    def count() -> None:
        spot = next(todo).spot
        found = Found(LotKey(spot.item, spot.lot, spot.expiry), spot.place, 7)
        again = before.get(spot, [])
        first, _ = file.write_now(
            lambda desk: count_line(desk, by, stream, found, again)
        )
        before[spot] = [(first.log, first.seq)]

    add_spread(figures, "count one line", timed_ms(count, TIMES))
    _timed(figures, "stocktake begun", file, page)
    for _ in range(_COUNTED):
        count()
    add_spread(figures, "count one line of many", timed_ms(count, TIMES))
    _timed(figures, "stocktake under way", file, page)
    _timed(figures, "stocktake, its report", file, lambda db: tally(db, stream))


def _region(figures: Figures, path: Path, size: Size) -> None:
    file = open_post(path, clock=SystemClock())
    by = ActorId(actor(file))
    now = file.clock.now_ms()
    for number in range(size.posts):
        post = b"post%04d" % number
        codes = range(number % 7, size.held)
        _fill(file, _drafts(post, by, now, codes, 1, 2 + number % 4))
    day = datetime.fromtimestamp(now / 1000, UTC).date().isoformat()
    region, target = Region(), Target(3, 7)
    add_spread(
        figures,
        "region's days, the first time",
        timed_ms(lambda: file.read_now(lambda db: region.items(db, now)), 1),
    )
    _timed(
        figures,
        "region's days, of one post",
        file,
        lambda db: every_stand(db, now, b"post0001"),
    )
    _timed(
        figures,
        "heat map with who helps whom",
        file,
        lambda db: needs(db, region, now, target),
    )

    def changed() -> None:
        _fill(file, _drafts(b"post0000", by, now, range(1), 1, 1))
        file.read_now(lambda db: needs(db, region, now, target))

    add_spread(figures, "a fact heard and the heat map anew", timed_ms(changed, TIMES))
    _timed(
        figures,
        "hub stock table",
        file,
        lambda db: stock_table(db, now, day, "", PAGE),
    )
    stands = file.read_now(lambda db: region_stands(db, now))
    took = timed_ms(lambda: [redistribute(each) for each in stands.values()], 3)
    add_spread(figures, f"who helps whom, {len(stands)} items", took)
    file.close()
