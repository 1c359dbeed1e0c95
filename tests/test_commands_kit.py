"""A kit is opened: it is gone and its parts lie there, nothing more, nothing less."""

from __future__ import annotations

from typing import Any

import pytest

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
    Doubt,
    Taken,
    Unpacking,
    Witness,
    add_item,
    end_recall,
    give_treatment,
    hold_lot,
    issue_stock,
    recall_here,
    retract,
    unpack_kits,
    watched,
)
from app.store.file import CareFile
from app.store.queries.forecast import lasting
from app.store.queries.lot import lot_page
from app.store.queries.recall_shelf import out_of_kits
from app.store.queries.stock import lots, stock_by_post
from app.store.tables import state_of
from sync.journal import setting
from tests.support.kits import (
    GAUZE,
    LIST,
    MORPHINE,
    TODAY,
    TOURNIQUET,
    kitted,
    lot_of,
    receive,
    there,
)
from tests.support.post import actor, registered
from tests.support.watch import alone


def refusal(file: CareFile, command: Any) -> tuple[str, Any]:
    with pytest.raises(Refusal) as refused:
        file.write_now(command)
    return refused.value.key, refused.value.values


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
    assert [each.kind for each in events] == ["stock.unpacked", *["stock.received"] * 2]
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


def test_to_open_kits_is_not_to_use_them() -> None:
    post, kit = kitted()
    by = actor(post)
    receive(post, lot_of(kit), 9)
    post.write_now(lambda d: unpack_kits(d, by, Taken(lot_of(kit), "", 4)))

    post.write_now(lambda d: issue_stock(d, by, kit, 1))
    post.write_now(lambda d: issue_stock(d, by, GAUZE, 2))

    found = post.read_now(lambda db: lasting(db, post.clock.now_ms())).forecasts
    used = {each.code: each.rate.per_day for each in found}
    assert used == {kit: 1, GAUZE: 2, TOURNIQUET: None}
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


def bags() -> tuple[CareFile, str, str]:
    """Return a post where two lots of bags were opened, and a pouch out of the first.

    With the codes of bag and pouch.
    """
    post, pouch = kitted()
    by, words = actor(post), Unpacking(reason="x")
    fact = ItemAdded("", b"", "Rugzak", kit=(Part(pouch, 2), Part(GAUZE, 1)))
    bag = code_of_stream(post.write_now(lambda d: add_item(d, by, fact)).stream)
    receive(post, LotKey(GAUZE, "G1", "2028-01-01"), 5)
    first, second = (lot_of(bag, lot) for lot in ("B1", "B2"))
    for key in (first, second, lot_out_of(first, pouch)):
        if key.item == bag:
            receive(post, key, 1)
        taken = Taken(key, "", 1)
        post.write_now(lambda d, it=taken: unpack_kits(d, by, it, words))
    return post, bag, pouch


def usable(post: CareFile, code: str) -> dict[str, int]:
    held = post.read_now(lambda db: lots(db, code, TODAY))
    return {each.lot: each.usable for each in held}


def test_what_came_out_of_a_recalled_kit_may_not_be_used_either() -> None:
    post, bag, pouch = bags()
    lead = actor(post, Role.POST_LEAD)

    order = post.write_now(lambda d: recall_here(d, lead, Called(bag, "lek", "B1")))
    gauze, pouches = usable(post, GAUZE), usable(post, pouch)
    lasts = post.read_now(lambda db: lasting(db, post.clock.now_ms())).forecasts
    shelf = post.read_now(lambda db: out_of_kits(db, bag, "B1"))
    post.write_now(lambda d: end_recall(d, lead, order.stream, "toch goed"))

    assert gauze == {"KIT-B1": 0, "KIT-B2": 1, "KIT-KIT-B1": 0, "G1": 5}
    assert pouches == {"KIT-B1": 0, "KIT-B2": 2}
    assert {each.code: each.usable for each in lasts}[GAUZE] == 6
    assert {(each.item, each.lot, each.pieces) for each in shelf} == {
        (GAUZE, "KIT-B1", 1),
        (pouch, "KIT-B1", 1),
        (GAUZE, "KIT-KIT-B1", 3),
        (TOURNIQUET, "KIT-KIT-B1", 2),
    }
    assert usable(post, GAUZE) == {"KIT-B1": 1, "KIT-B2": 1, "KIT-KIT-B1": 3, "G1": 5}
    post.close()


def test_a_recall_of_every_lot_of_a_kit_is_one_of_all_that_came_out() -> None:
    post, bag, pouch = bags()
    lead = actor(post, Role.POST_LEAD)

    post.write_now(lambda d: recall_here(d, lead, Called(bag, "lek")))
    post.write_now(lambda d: recall_here(d, lead, Called(pouch, "lek")))

    assert usable(post, pouch) == {"KIT-B1": 0, "KIT-B2": 0}
    assert usable(post, GAUZE) == {"KIT-B1": 0, "KIT-B2": 0, "KIT-KIT-B1": 0, "G1": 5}
    codes = [GAUZE, pouch]
    stock = post.read_now(lambda db: stock_by_post(db, TODAY, codes))
    assert {each.item: (each.on_hand, each.usable) for each in stock} == {
        GAUZE: (10, 5),
        pouch: (3, 0),
    }
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
    assert page.entries[0].words == "gaas is nog goed"
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
