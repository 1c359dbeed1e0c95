"""Packs: whole or not at all, a number that only rises, a conflict that is seen."""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.claim import Stamp
from app.care.item import Item, Part
from app.care.item_pack import items_document, read_document
from app.care.pack import (
    FOLD,
    MOST_DOCUMENT_BYTES,
    PART_BYTES,
    Pack,
    PackPublished,
    folded_up,
    line,
    next_version,
    parts_of,
    unfolded,
)
from app.care.refusal import Refusal

HUB, POST = b"hub-log1", b"post-log"
WHOLE = bytes(range(256)) * 500


def is_hubs(log: bytes) -> bool:
    return log == HUB


def folded(*facts: tuple[bytes, PackPublished]) -> Pack:
    pack = Pack()
    for seq, (log, fact) in enumerate(facts, start=1):
        stamp = Stamp((log, seq), b"person_1", seq, log)
        pack = FOLD[PackPublished](pack, fact, stamp)
    return pack


def test_a_large_document_goes_in_parts_and_counts_when_all_are_there() -> None:
    parts = parts_of(7, WHOLE, "Kees", "eerste")

    early = folded(*((HUB, part) for part in parts[1:]))
    whole = folded(*((HUB, part) for part in (*parts[1:], parts[0])))

    assert len(parts) == 3
    assert all(len(part.content) <= PART_BYTES for part in parts)
    assert early.editions[0].content(is_hubs) is None
    assert early.editions[0].parts_here(is_hubs) == 2
    assert whole.editions[0].content(is_hubs) == WHOLE
    assert whole.editions[0].is_told_by([HUB])
    assert not whole.editions[0].is_told_by([POST])


def test_what_no_hub_said_never_fills_a_gap() -> None:
    parts = parts_of(7, WHOLE, "", "")
    forged = replace(parts[0], content=b"x")

    pack = folded((HUB, parts[1]), (HUB, parts[2]), (POST, parts[0]), (POST, forged))
    repaired = folded((POST, forged), *((HUB, part) for part in parts))

    assert pack.editions[0].content(is_hubs) is None
    assert repaired.editions[0].content(is_hubs) == WHOLE


def test_bytes_that_are_not_what_the_hash_says_do_not_count() -> None:
    part = PackPublished(1, hashlib.sha256(b"other").digest(), b"this")

    assert folded((HUB, part)).editions[0].content(is_hubs) is None


def test_the_same_bytes_said_in_many_logs_are_kept_once() -> None:
    (part,) = parts_of(3, b"list", "Kees", "")

    pack = folded(*((bytes([log]) * 8, part) for log in range(1, 200)))

    assert len(pack.editions) == len(pack.editions[0].pieces) == 1
    assert len(pack.editions[0].pieces[0].facts) == 199


@given(st.permutations(range(5)), st.data())
def test_order_and_repeat_do_not_matter(order: list[int], data: st.DataObject) -> None:
    parts = [
        *parts_of(1, WHOLE, "", ""),
        *parts_of(2, b"b", "", ""),
        *parts_of(2, b"c", "", ""),
    ]
    again = data.draw(st.lists(st.integers(0, 4), max_size=4))

    def said(places: list[int]) -> Pack:
        pack = Pack()
        for place in places:
            stamp = Stamp((HUB, place + 1), b"", 5, HUB)
            pack = FOLD[PackPublished](pack, parts[place], stamp)
        return pack

    assert said([*order, *again]) == said(list(range(5)))
    assert [each.version for each in said(order).editions] == [2, 2, 1]
    assert line(said(order)).version == 2


@pytest.mark.parametrize(
    "wrong",
    [
        PackPublished(1, b"short", b"x"),
        PackPublished(1, bytes(32), b""),
        PackPublished(1, bytes(32), bytes(PART_BYTES + 1)),
        PackPublished(1, bytes(32), b"x", 3, 2),
    ],
)
def test_what_is_no_part_of_a_pack_does_not_fold(wrong: PackPublished) -> None:
    with pytest.raises(ValueError, match="no part"):
        folded((HUB, wrong))


def test_a_version_is_higher_than_any_before_also_after_all_was_lost() -> None:
    assert next_version(0, "2026-11-29") == 2026112901
    assert next_version(2026112901, "2026-11-29") == 2026112902
    assert next_version(2026112907, "2026-11-28") == 2026112908


def test_a_document_comes_back_and_nothing_else_does() -> None:
    document = {"pack": "items", "items": [], "é": {"nl": "ja"}}

    assert unfolded(folded_up(document)) == document
    assert folded_up(document) == folded_up(dict(reversed(document.items())))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"list",
        zlib.compress(b"[]"),
        zlib.compress(b"{") + b"more",
        zlib.compress(b"{}")[:-2],
        zlib.compress(b"{}") + b"more",
        zlib.compress(b"\xff"),
        zlib.compress(b"[" * 100_000),
        zlib.compress(bytes(MOST_DOCUMENT_BYTES + 1)),
    ],
    ids=range(9),
)
def test_what_is_no_document_is_refused_and_never_breaks(content: bytes) -> None:
    with pytest.raises(Refusal, match="pack_unreadable"):
        unfolded(content)


def test_a_document_larger_than_its_parts_can_carry_is_refused() -> None:
    with pytest.raises(Refusal, match="pack_too_large"):
        folded_up({"x": "a" * (MOST_DOCUMENT_BYTES + 1)})


def test_a_list_of_items_comes_back_in_both_languages() -> None:
    bag = Item("BAG", "Tas", "Bag", kit=(Part("X1", 2),), remark_nl="let op")
    gauze = Item(
        "X1", "Gaas", "Gauze", par=5, use_t1=15, group_nl="Wond", group_en="Wound"
    )

    document = items_document([gauze, bag])

    assert read_document(document) == {"BAG": bag, "X1": gauze}
    assert document["items"][0]["name"] == {"nl": "Tas", "en": "Bag"}
    assert document["items"][1]["group"] == {"nl": "Wond", "en": "Wound"}
    assert read_document(items_document([])) == {}


def test_a_list_from_before_there_were_groups_is_read() -> None:
    gauze = Item("X1", "Gaas", "Gauze", group_nl="Wond")
    document = items_document([gauze])
    del document["items"][0]["group"]

    assert read_document(document) == {"X1": replace(gauze, group_nl="")}


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"format": 2}, "pack_newer"),
        ({"pack": "forms"}, "pack_unreadable"),
        ({"items": "none"}, "pack_unreadable"),
        ({"items": ["none"]}, "pack_unreadable"),
        ({"items": [{"code": "X1"}]}, "pack_unreadable"),
        ({"items": [{"code": 1, "name": {"nl": "a", "en": "b"}}]}, "pack_unreadable"),
        ({"items": [{"code": "X1", "name": "a"}]}, "pack_unreadable"),
    ],
    ids=range(7),
)
def test_a_list_that_breaks_the_rules_is_not_used(
    changed: dict[str, object], why: str
) -> None:
    document = items_document([Item("X1", "Gaas", "Gauze")]) | changed

    with pytest.raises(Refusal, match=why):
        read_document(json.loads(json.dumps(document)))
