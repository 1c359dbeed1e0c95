"""Kits opened on two tablets in any order: nothing is made and nothing is lost."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.care.item import Part
from app.care.kit import lot_out_of
from app.care.local_item import ItemAdded, code_of_stream
from app.care.refusal import Refusal
from app.commands import (
    Taken,
    Unpacking,
    add_item,
    issue_stock,
    move_stock,
    retract,
    unpack_kits,
)
from app.store.projector import rebuild
from app.store.queries.stock import lots
from tests.support.fakes import FakeClock
from tests.support.kits import (
    GAUZE,
    LIST,
    TODAY,
    TOURNIQUET,
    kitted,
    lot_of,
    receive,
    there,
)
from tests.support.post import actor
from tests.support.tablets import meet, second_tablet

Step = tuple[str, str, int, str, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["unpack", "unpack", "receive", "use", "move", "undo", "meet"]),
        st.sampled_from(["BAG", "POUCH"]),
        st.integers(1, 4),
        st.sampled_from(["", "bus"]),
        st.integers(0, 1),
    ),
    max_size=14,
)


class Shelves:
    """Two tablets of one post, and the books of a person who counts along."""

    def __init__(self) -> None:
        first, self.pouch = kitted()
        by = actor(first)
        parts = (Part(GAUZE, 4), Part(self.pouch, 2))
        fact = ItemAdded("", b"", "Rugzak", kit=parts)
        self.bag = code_of_stream(
            first.write_now(lambda d: add_item(d, by, fact)).stream
        )
        self.lists = {
            self.pouch: Counter(LIST),
            self.bag: Counter({GAUZE: 4, self.pouch: 2}),
        }
        clock = FakeClock()
        self.tablets = (first, second_tablet(first, clock))
        self.books: Counter[str] = Counter()
        self.done: tuple[list[Any], list[Any]] = ([], [])
        for code in self.lists:
            self.receive(code, 6, "", 0)
        meet(*self.tablets)

    def receive(self, code: str, pieces: int, place: str, tablet: int) -> None:
        receive(self.tablets[tablet], lot_of(code), pieces, place)
        self.books[code] += pieces

    def take(self, step: Step) -> None:
        what, named, pieces, place, tablet = step
        code = self.bag if named == "BAG" else self.pouch
        post = self.tablets[tablet]
        by = actor(post)
        with suppress(Refusal):
            match what:
                case "receive":
                    self.receive(code, pieces, place, tablet)
                case "meet":
                    meet(*self.tablets)
                case "move":
                    taken = Taken(lot_of(code), place, pieces)
                    post.write_now(lambda d: move_stock(d, by, taken, "tas"))
                case "use":
                    post.write_now(lambda d: issue_stock(d, by, GAUZE, pieces))
                    self.books[GAUZE] -= pieces
                case "unpack":
                    self.unpack(code, pieces, place, tablet)
                case "undo" if self.done[tablet]:
                    self.undo(tablet)

    def unpack(self, code: str, pieces: int, place: str, tablet: int) -> None:
        post = self.tablets[tablet]
        by, taken = actor(post), Taken(lot_of(code), place, pieces)
        words = Unpacking("Uitgepakt", "kit", "x")
        first, *_ = post.write_now(lambda d: unpack_kits(d, by, taken, words))
        self.done[tablet].append((first, code, pieces))
        self.book(code, pieces)

    def undo(self, tablet: int) -> None:
        first, code, pieces = self.done[tablet].pop()
        post = self.tablets[tablet]
        by = actor(post)
        post.write_now(lambda d: retract(d, by, (first.log, first.seq), "nee"))
        self.book(code, -pieces)

    def book(self, code: str, kits: int) -> None:
        self.books[code] -= kits
        for part, each in self.lists[code].items():
            self.books[part] += each * kits


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_kits_opened_on_two_tablets_make_and_lose_nothing(steps: list[Step]) -> None:
    shelves = Shelves()
    for step in steps:
        shelves.take(step)
    first, second = shelves.tablets
    meet(first, second)
    codes = (shelves.bag, shelves.pouch, TOURNIQUET, GAUZE)

    held = there(first, *codes)
    kept = [first.read_now(lambda db, c=c: lots(db, c, TODAY)) for c in codes]
    first.write_now(lambda d: rebuild(d.database))

    assert held == {code: shelves.books[code] for code in codes}
    assert there(second, *codes) == held
    assert [first.read_now(lambda db, c=c: lots(db, c, TODAY)) for c in codes] == kept
    names = {lot.lot for lot in kept[2]}
    assert names <= {lot_out_of(lot_of(shelves.pouch), TOURNIQUET).lot}
    first.close()
    second.close()
