"""What a post says of items: in any order the same, and nobody's word is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.claim import Stamp
from app.care.item import Controlled, Item, Part
from app.care.local_item import (
    GTIN_FOLD,
    ITEM_FOLD,
    GtinHere,
    GtinLinked,
    GtinUnlinked,
    ItemAdded,
    ItemChanged,
    ItemWithdrawn,
    LocalItem,
    addition_of,
    as_item,
    change_of,
    gtin_line,
    item_line,
    said_in,
    with_changes,
)
from app.catalogue import encode
from sync.event import pack as packed
from sync.event import read_record

POST = b"post_1_8"
A, B = b"tablet-a", b"tablet-b"
GTIN = "09528800000019"
ADDED = ItemAdded("L-1", POST, "Mondkapje kind", synonyms=("kapje",))


def stamp(log: bytes, seq: int) -> Stamp:
    return Stamp((log, seq), b"person_" + log[-1:], seq * 1000, log)


def of_item(*facts: object) -> LocalItem:
    state = LocalItem()
    for seq, fact in enumerate(facts, start=1):
        state = ITEM_FOLD[type(fact)](state, fact, stamp(A, seq))
    return state


def of_gtin(*facts: tuple[bytes, object]) -> GtinHere:
    state = GtinHere()
    for seq, (log, fact) in enumerate(facts, start=1):
        state = GTIN_FOLD[type(fact)](state, fact, stamp(log, seq))
    return state


def test_an_added_item_stands_with_all_that_was_said() -> None:
    state = of_item(
        ADDED, ItemChanged("L-1", POST, critical=True), ItemWithdrawn("L-1", POST, "op")
    )

    assert state.added == ADDED
    assert state.withdrawn is not None
    assert state.withdrawn.reason == "op"
    assert item_line(state).is_added == 1
    assert as_item(ADDED).name_en == "Mondkapje kind"
    assert as_item(ADDED).synonyms == ("kapje",)


def test_a_change_says_only_what_it_changes_and_the_last_word_counts() -> None:
    state = of_item(
        ItemChanged("X1", POST, name_nl="Gaasje", use_t1=20),
        ItemChanged("X1", POST, use_t1=30, remark="let op", synonyms=()),
    )
    item = Item("X1", "Gaas", "Gauze", synonyms=("doek",), controlled=Controlled.LIST_1)

    assert state.changed is not None
    assert said_in(state.changed) == {
        "name_nl": "Gaasje",
        "synonyms": (),
        "use_t1": 30,
        "remark": "let op",
    }
    assert len(state.changes) == 2
    assert with_changes(item, state.changed) == replace(
        item,
        name_nl="Gaasje",
        synonyms=(),
        use_t1=30,
        remark_nl="let op",
        remark_en="let op",
    )


def test_a_group_is_said_once_and_one_with_that_of_the_list() -> None:
    listed = Item("X1", "Gaas", "Gauze", group_nl="Wond", group_en="Wound")
    mine = as_item(ItemAdded("L-1", POST, "Doek", group="Wond"))
    moved = replace(listed, group_nl="Bloeding", group_en="")

    change = change_of(listed, moved, POST)

    assert (mine.group_nl, mine.group_en) == ("Wond", "")
    assert change == ItemChanged("X1", POST, group="Bloeding")
    assert with_changes(listed, change) == moved
    assert addition_of(listed, "L-2", POST).group == "Wond"
    assert change_of(listed, replace(listed, group_en="Cut"), POST) is None


def test_what_was_said_before_there_were_groups_is_read() -> None:
    """Bodies as an earlier version wrote them."""
    added = {"code": "L-1", "post": POST, "name_nl": "Doek"}
    changed = {"code": "X1", "post": POST, "remark": "let op"}

    one = read_record(ItemAdded, packed(added))
    two = read_record(ItemChanged, packed(changed))

    assert (one.group, two.group) == ("", None)
    assert encode(one)[2] == packed(added)
    assert encode(two)[2] == packed(changed)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(ADDED, synonyms=("x",) * 41),
        replace(ADDED, synonyms=("",)),
        replace(ADDED, kit=(Part("X1", 0),)),
        replace(ADDED, kit=(Part("", 1),)),
    ],
    ids=range(4),
)
def test_lists_that_are_too_long_or_empty_do_not_fold(wrong: ItemAdded) -> None:
    with pytest.raises(ValueError, match="no such lists"):
        of_item(wrong)


def test_two_tablets_that_link_one_code_to_two_items_both_stand() -> None:
    state = of_gtin(
        (A, GtinLinked(GTIN, "X1", POST)), (B, GtinLinked(GTIN, "X2", POST))
    )
    chosen = GtinLinked(GTIN, "X2", POST, sees=((A, 1), (B, 2)))

    assert state.codes == ("X1", "X2")
    assert [link.actor for link in state.links] == [b"person_a", b"person_b"]
    assert gtin_line(state).codes == 2
    after = GTIN_FOLD[GtinLinked](state, chosen, stamp(A, 3))
    assert after.codes == ("X2",)


def test_an_unlinking_ends_what_it_saw_and_nothing_else() -> None:
    state = of_gtin(
        (A, GtinLinked(GTIN, "X1", POST)),
        (B, GtinLinked(GTIN, "X2", POST)),
        (A, GtinUnlinked(GTIN, POST, ((A, 1),))),
    )

    assert state.codes == ("X2",)
    assert state.cut


@given(st.permutations([1, 2, 3]))
def test_links_that_did_not_see_each_other_stand_in_any_order(order: list[int]) -> None:
    facts = {n: GtinLinked(GTIN, f"X{n}", POST) for n in (1, 2, 3)}

    state = GtinHere()
    for n in order:
        state = GTIN_FOLD[GtinLinked](state, facts[n], stamp(A, n))

    assert state.codes == ("X1", "X2", "X3")
    assert {link.id for link in state.links} == {(A, 1), (A, 2), (A, 3)}
