"""The same person twice: joined and parted, in any order, on any device."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.care.claim import Stamp
from app.care.link import (
    FOLD,
    EntityLinked,
    EntityUnlinked,
    Link,
    line,
    link_stream,
    ordered,
    persons,
)
from app.care.terms import LinkReason, PartReason

LOG = b"AAAAAAAA"
A, B, C, D = (letter * 16 for letter in (b"a", b"b", b"c", b"d"))

Fact = EntityLinked | EntityUnlinked


def linked(why: LinkReason = LinkReason.TOLD) -> EntityLinked:
    return EntityLinked(1, A, B, why)


def parted(*places: int) -> EntityUnlinked:
    sees = tuple((LOG, place) for place in places)
    return EntityUnlinked(1, A, B, PartReason.MISTAKE, sees)


def folded(*facts: tuple[int, Fact]) -> Link:
    link = Link()
    for seq, fact in facts:
        stamp = Stamp((LOG, seq), b"person_1", seq, LOG)
        link = FOLD[type(fact)](link, fact, stamp)
    return link


def test_two_records_are_one_person_until_somebody_parts_them() -> None:
    once = folded((1, linked()))
    over = folded((1, linked()), (2, parted(1)))

    assert (line(once).linked, line(once).apart) == (1, 0)
    assert (line(over).linked, line(over).apart) == (0, 1)


def test_a_parting_leaves_a_link_it_did_not_see() -> None:
    both = folded((1, linked()), (2, linked(LinkReason.TAG)), (3, parted(1)))

    assert [each.why for each in both.standing] == [LinkReason.TAG]


def test_linking_again_after_a_parting_counts() -> None:
    again = folded((1, linked()), (2, parted(1)), (3, linked()))

    assert (line(again).linked, line(again).apart) == (1, 0)


@given(st.data())
def test_a_link_does_not_care_in_what_order_it_hears(data: st.DataObject) -> None:
    facts = data.draw(
        st.lists(
            st.one_of(
                st.builds(linked, st.sampled_from(LinkReason)),
                st.lists(st.integers(1, 6), max_size=3).map(lambda all_: parted(*all_)),
            ),
            min_size=1,
            max_size=6,
        )
    )
    numbered = list(enumerate(facts, start=1))

    assert folded(*data.draw(st.permutations(numbered))) == folded(*numbered)


_records = st.sampled_from([bytes([each]) * 16 for each in range(8)])
_pairs = st.lists(st.tuples(_records, _records), max_size=12)


@given(_pairs, st.data())
def test_who_is_one_person_follows_from_the_links_not_their_order(
    pairs: list[tuple[bytes, bytes]], data: st.DataObject
) -> None:
    turned = [
        pair[::-1] if data.draw(st.booleans()) else pair
        for pair in data.draw(st.permutations(pairs))
    ]

    found = persons(pairs)

    assert persons([*turned, *turned]) == found
    members = [each for group in found for each in group]
    assert len(members) == len(set(members))
    for one, other in pairs:
        assert one == other or any({one, other} <= group for group in found)


@given(_pairs)
def test_nobody_is_joined_without_a_way_of_links(
    pairs: list[tuple[bytes, bytes]],
) -> None:
    for group in persons(pairs):
        reached, waiting = set(), {min(group)}
        while waiting:
            at = waiting.pop()
            reached.add(at)
            near = {b if a == at else a for a, b in pairs if at in (a, b)}
            waiting |= near - reached
        assert reached == group


def test_a_chain_of_links_is_one_person_and_a_pair_has_one_stream() -> None:
    assert persons([(A, B), (C, B)]) == (frozenset({A, B, C}),)
    assert persons([(A, B), (D, C)]) == (frozenset({A, B}), frozenset({C, D}))
    assert persons([(A, A)]) == ()
    assert link_stream(B, A) == link_stream(A, B) == b"link:" + A + B
    assert ordered(B, A) == (A, B)
