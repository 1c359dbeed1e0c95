"""A kit is opened: it is gone and its parts lie there, nothing more, nothing less."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.care.controlled import Passage, Register, register_stream
from app.care.item import Controlled, Part
from app.care.kit import lot_out_of
from app.care.local_item import ItemAdded, code_of_stream
from app.care.refusal import Refusal
from app.care.stock import HoldReason, LotKey
from app.care.terms import Role
from app.care.treatment import Intervention, TreatmentGiven
from app.commands import (
    Called,
    Coming,
    Doubt,
    Taken,
    Unpacking,
    Witness,
    add_item,
    give_treatment,
    hold_lot,
    issue_stock,
    move_stock,
    recall_here,
    receive_stock,
    retract,
    unpack_kits,
    watched,
)
from app.store.file import CareFile
from app.store.projector import rebuild
from app.store.queries.lot import lot_page
from app.store.queries.stock import items, lots
from app.store.tables import state_of
from sync.journal import setting
from tests.support.fakes import FakeClock
from tests.support.post import actor, memory_post, registered
from tests.support.tablets import meet, second_tablet
from tests.support.watch import alone

TODAY = "2026-11-22"
MORPHINE = "VB042"
GAUZE, TOURNIQUET = "VB003", "VB001"
LIST = {TOURNIQUET: 2, GAUZE: 3}


def kitted(parts: dict[str, int] = LIST, **said: Any) -> tuple[CareFile, str]:
    """Return a post that knows a kit of its own, and the code of that."""
    post = memory_post()
    by = actor(post)
    kit = tuple(Part(code, pieces) for code, pieces in parts.items())
    fact = ItemAdded("", b"", "Traumaset", kit=kit, **said)
    event = post.write_now(lambda d: add_item(d, by, fact))
    return post, code_of_stream(event.stream)


def lot_of(code: str, lot: str = "K1", expiry: str = "2027-06-30") -> LotKey:
    return LotKey(code, lot, expiry)


def receive(post: CareFile, key: LotKey, pieces: int, place: str = "") -> None:
    by = actor(post)
    post.write_now(
        lambda d: receive_stock(alone(d, by), by, key, pieces, Coming(place=place))
    )


def refusal(file: CareFile, command: Any) -> tuple[str, Any]:
    with pytest.raises(Refusal) as refused:
        file.write_now(command)
    return refused.value.key, refused.value.values


def there(post: CareFile, *codes: str) -> dict[str, int]:
    """Return what of each item is on hand; what its lots are together, too."""
    listed = {each.code: each for each in post.read_now(lambda db: items(db, TODAY))}
    for code in codes:
        held = post.read_now(lambda db, code=code: lots(db, code, TODAY))
        assert listed[code].on_hand == sum(lot.on_hand for lot in held)
    return {code: listed[code].on_hand for code in codes}


def test_an_opened_kit_is_gone_and_its_parts_lie_in_its_place() -> None:
    post, kit = kitted()
    by = actor(post)
    receive(post, lot_of(kit), 5, "bus")

    events = post.write_now(
        lambda d: unpack_kits(
            d,
            by,
            Taken(lot_of(kit), "bus", 2),
            Unpacking("Uitgepakt", "Uit kit: Traumaset"),
        )
    )

    assert there(post, kit, TOURNIQUET, GAUZE) == {kit: 3, TOURNIQUET: 4, GAUZE: 6}
    (lot,) = post.read_now(lambda db: lots(db, GAUZE, TODAY))
    assert (lot.lot, lot.expiry, lot.usable) == ("KIT-K1", "2027-06-30", 6)
    page = post.read_now(lambda db: lot_page(db, lot.stream))
    assert page is not None
    assert dict(page.lot.by_place) == {"bus": 6}
    assert [each.words for each in page.entries] == ["Uit kit: Traumaset"]
    assert [each.kind for each in events] == ["stock.issued", *["stock.received"] * 2]
    first = (events[0].log, events[0].seq)
    assert [each.cause for each in events] == [None, first, first]
    post.close()


def test_what_came_out_of_the_oldest_kit_is_first_to_go_out() -> None:
    post, kit = kitted()
    by = actor(post)
    receive(post, LotKey(GAUZE, "G1", "2028-01-01"), 5)
    receive(post, lot_of(kit), 1)

    post.write_now(lambda d: unpack_kits(d, by, Taken(lot_of(kit), "", 1)))
    post.write_now(lambda d: issue_stock(d, by, GAUZE, 4))

    held = post.read_now(lambda db: lots(db, GAUZE, TODAY))
    assert {lot.lot: lot.on_hand for lot in held} == {"KIT-K1": 0, "G1": 4}
    post.close()


def test_taking_it_back_puts_the_kit_together_again() -> None:
    post, kit = kitted()
    by = actor(post)
    receive(post, lot_of(kit), 5)
    events = post.write_now(
        lambda d: unpack_kits(d, by, Taken(lot_of(kit), "", 2)),
    )

    post.write_now(lambda d: retract(d, by, (events[0].log, events[0].seq), "fout"))

    assert there(post, kit) == {kit: 5}
    for code in LIST:
        held = post.read_now(lambda db, code=code: lots(db, code, TODAY))
        assert sum(lot.on_hand for lot in held) == 0
    post.close()


def test_no_more_kits_are_opened_than_lie_in_that_place() -> None:
    post, kit = kitted()
    by = actor(post)
    receive(post, lot_of(kit), 2, "bus")
    receive(post, lot_of(kit), 3)

    def opening(place: str, pieces: int) -> Any:
        return lambda d: unpack_kits(d, by, Taken(lot_of(kit), place, pieces))

    assert refusal(post, opening("bus", 3)) == ("not_enough", {"usable": 2})
    assert refusal(post, opening("tas", 1)) == ("not_enough", {"usable": 0})
    for pieces in (0, -1):
        assert refusal(post, opening("", pieces))[0] == "number_out_of_range"
    assert (
        refusal(post, lambda d: unpack_kits(d, by, Taken(lot_of(GAUZE), "", 1)))[0]
        == "not_a_kit"
    )
    assert there(post, kit) == {kit: 5}
    post.close()


def test_what_is_put_aside_or_recalled_stays_closed() -> None:
    post, kit = kitted()
    lead = actor(post, Role.POST_LEAD)
    receive(post, lot_of(kit), 2, "bus")
    receive(post, lot_of(kit), 2)
    one = Taken(lot_of(kit), "bus", 1)

    doubt = Doubt(HoldReason.DOUBT, place="bus")
    post.write_now(lambda d: hold_lot(d, lead, lot_of(kit), doubt))
    held = refusal(post, lambda d: unpack_kits(d, lead, one))
    post.write_now(lambda d: unpack_kits(d, lead, one._replace(place="")))
    post.write_now(lambda d: recall_here(d, lead, Called(kit, "scheur", "K1")))
    called = refusal(post, lambda d: unpack_kits(d, lead, one._replace(place="")))

    assert (held, called) == (
        ("lot_held", {"lot": "K1"}),
        ("lot_recalled", {"lot": "K1"}),
    )
    assert there(post, kit, GAUZE) == {kit: 3, GAUZE: 3}
    post.close()


def test_another_kit_than_the_first_to_expire_needs_a_reason() -> None:
    post, kit = kitted()
    by = actor(post)
    old, late = lot_of(kit, "OLD", "2026-01-01"), lot_of(kit, "B2", "2028-01-01")
    for key in (old, lot_of(kit), late):
        receive(post, key, 1)

    def opening(key: LotKey, reason: str = "") -> Any:
        words = Unpacking("Uitgepakt", reason=reason)
        return lambda d: unpack_kits(d, by, Taken(key, "", 1), words)

    assert refusal(post, opening(old))[0] == "expired_needs_reason"
    assert refusal(post, opening(late))[0] == "skipping_needs_reason"
    post.write_now(opening(old, "gaas is nog goed"))

    (lot,) = post.read_now(lambda db: lots(db, GAUZE, TODAY))
    assert (lot.on_hand, lot.usable, lot.expired) == (3, 0, True)
    opened = next(
        each
        for each in post.read_now(lambda db: lots(db, kit, TODAY))
        if each.lot == "OLD"
    )
    page = post.read_now(lambda db: lot_page(db, opened.stream))
    assert page is not None
    assert page.entries[0].words == "Uitgepakt · gaas is nog goed"
    post.close()


def test_who_may_not_handle_stock_opens_no_kit() -> None:
    post, kit = kitted()
    receive(post, lot_of(kit), 1)
    helper = actor(post, Role.FIRST_AIDER)

    said = refusal(post, lambda d: unpack_kits(d, helper, Taken(lot_of(kit), "", 1)))

    assert said[0] == "role_may_not"
    post.close()


def register_of(post: CareFile, code: str) -> Register:
    def read(db: Any) -> Any:
        own = bytes(setting(db, "post_id"))
        return state_of(db, "controlled", register_stream(own, code))

    found = post.read_now(read)
    assert isinstance(found, Register)
    return found


def test_a_controlled_drug_in_a_kit_is_entered_with_a_second_person() -> None:
    post, kit = kitted({MORPHINE: 4, GAUZE: 1})
    by = actor(post)
    receive(post, lot_of(kit), 3)
    one = Taken(lot_of(kit), "", 2)

    without = refusal(post, lambda d: unpack_kits(d, by, one))
    itself = refusal(
        post, lambda d: unpack_kits(watched(d, by, Witness(by, "1")), by, one)
    )
    assert (without[0], itself[0]) == ("second_person_missing", "second_person_same")
    assert there(post, kit) == {kit: 3}

    events = post.write_now(lambda d: unpack_kits(alone(d, by), by, one))

    (line,) = register_of(post, MORPHINE).shown()
    assert (line.entry.quantity, line.balance) == (8, 8)
    assert (line.entry.way, line.entry.lot) == (Passage.RECEIVED, "KIT-K1")
    post.write_now(
        lambda d: retract(alone(d, by), by, (events[0].log, events[0].seq), "fout")
    )
    assert [each.balance for each in register_of(post, MORPHINE).shown()] == [8, 0]
    post.close()


def test_a_controlled_kit_leaves_its_own_register() -> None:
    post, kit = kitted(controlled=Controlled.LIST_1)
    by = actor(post)
    receive(post, lot_of(kit), 3)

    post.write_now(lambda d: unpack_kits(alone(d, by), by, Taken(lot_of(kit), "", 1)))

    assert [each.balance for each in register_of(post, kit).shown()] == [3, 2]
    post.close()


def test_a_kit_that_is_used_on_somebody_is_used_as_a_whole() -> None:
    post, kit = kitted()
    by = actor(post)
    receive(post, lot_of(kit), 2)
    casualty = registered(post)
    given = TreatmentGiven(
        Intervention.PRESSURE_DRESSING, post.clock.now_ms(), item=kit, pieces=1
    )

    post.write_now(lambda d: give_treatment(d, by, casualty, given))

    assert there(post, kit) == {kit: 1}
    assert post.read_now(lambda db: lots(db, GAUZE, TODAY)) == ()
    post.close()


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
