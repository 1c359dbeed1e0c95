"""A regional list at a post: the hub's word alone, the highest version alone."""

from __future__ import annotations

import hashlib

import pytest

from app.care.item import Item
from app.care.item_pack import items_document
from app.care.pack import ITEMS, folded_up, pack_stream, parts_of
from app.care.refusal import Refusal
from app.care.terms import Role
from app.commands.pack import publish_pack, share_packs
from app.store.file import CareFile
from app.store.queries.item import (
    Listing,
    Source,
    code_of_gtin,
    listing,
    version_of,
)
from app.store.queries.pack import PackHeld, pack_held
from app.store.queries.stock import items
from tests.support.orders import Orders
from tests.support.packs import publish
from tests.support.post import actor, memory_post

GTIN = "09528800000019"
GAUZE = Item("R1", "Gaas", "Gauze", gtins=(GTIN,), par=4)
TAPE = Item("R2", "Pleister", "Tape", synonyms=("leukoplast",))
MANY = [
    Item(f"M{n}", hashlib.sha256(b"%d" % n).hexdigest(), "Item") for n in range(2_000)
]


def listed(file: CareFile) -> Listing:
    return file.read_now(listing)


def known(file: CareFile) -> PackHeld:
    return file.read_now(lambda db: pack_held(db, ITEMS))


def names(file: CareFile, search: str = "") -> list[str]:
    rows = file.read_now(lambda db: items(db, "2026-11-29", search))
    return sorted(row.code for row in rows)


def test_a_post_shows_the_list_of_the_hub_instead_of_the_example() -> None:
    post = memory_post()
    hub = Orders(post)

    version = publish(hub, [GAUZE, TAPE], "eerste lijst")
    hub.carry()

    edition = listed(post).edition
    assert edition is not None
    assert (edition.version, edition.by_name) == (version, "Operator")
    assert edition.remark == "eerste lijst"
    assert listed(post).source is Source.REGION
    assert names(post) == ["R1", "R2"]
    assert names(post, "LEUKO") == ["R2"]
    assert names(post, GTIN) == ["R1"]
    assert post.read_now(lambda db: code_of_gtin(db, GTIN)) == "R1"
    assert names(hub.hub) == ["R1", "R2"]
    hub.close()
    post.close()


def test_a_list_too_large_for_one_fact_comes_whole_or_not_at_all() -> None:
    post = memory_post()
    hub = Orders(post)
    parts = parts_of(9, folded_up(items_document(MANY)), "Kees", "")
    log = hub.log

    def say(count: int, start: int) -> None:
        for part in parts[start : start + count]:
            hub.hub.write_now(
                lambda desk, part=part: desk.record(
                    pack_stream(ITEMS), part, actor(hub.hub), log=log
                )
            )
        hub.carry()

    say(len(parts) - 1, 0)
    assert listed(post).source is Source.EXAMPLE
    assert [here for _, here in known(post).coming] == [len(parts) - 1]
    say(1, len(parts) - 1)

    assert len(parts) > 1
    assert len(listed(post).items) == len(MANY)
    hub.close()
    post.close()


def test_a_lower_version_never_replaces_a_higher_one() -> None:
    post = memory_post()
    hub = Orders(post)
    version = publish(hub, [GAUZE, TAPE])
    hub.carry()
    log, by = hub.log, actor(hub.hub)
    (low,) = parts_of(version - 1, folded_up(items_document([TAPE])), "", "")

    hub.hub.write_now(lambda desk: desk.record(pack_stream(ITEMS), low, by, log=log))
    hub.carry()

    assert names(post) == ["R1", "R2"]
    hub.close()
    post.close()


def test_one_number_with_two_contents_is_a_conflict_that_is_seen() -> None:
    post = memory_post()
    hub = Orders(post)
    version = publish(hub, [GAUZE, TAPE])
    log, by = hub.log, actor(hub.hub)
    (other,) = parts_of(version, folded_up(items_document([TAPE])), "", "")

    hub.hub.write_now(lambda desk: desk.record(pack_stream(ITEMS), other, by, log=log))
    hub.carry()

    assert known(post).conflicts == (version,)
    assert len(listed(post).items) in (1, 2)
    publish(hub, [GAUZE])
    hub.carry()
    assert names(post) == ["R1"]
    assert known(post).highest == version + 1
    hub.close()
    post.close()


def test_what_a_post_wrote_itself_is_no_regional_list() -> None:
    post = memory_post()
    (forged,) = parts_of(99, folded_up(items_document([TAPE])), "", "")
    by = actor(post)

    post.write_now(lambda desk: desk.record(pack_stream(ITEMS), forged, by))

    assert listed(post).source is Source.EXAMPLE
    assert known(post).foreign == (99,)
    assert known(post).highest == 0
    post.close()


def test_a_version_that_cannot_be_read_leaves_the_one_before() -> None:
    post = memory_post()
    hub = Orders(post)
    publish(hub, [GAUZE])
    later = items_document([TAPE]) | {"format": 2}
    log, by = hub.log, actor(hub.hub, Role.OPERATOR)

    hub.hub.write_now(lambda desk: publish_pack(desk, by, ITEMS, later, [log]))
    hub.carry()

    assert names(post) == ["R1"]
    assert listed(post).trouble == "pack_newer"
    assert post.read_now(lambda db: version_of(db, "R1")) == listed(post).version > 0
    hub.close()
    post.close()


def test_only_an_operator_publishes_and_nothing_is_published_twice() -> None:
    post = memory_post()
    hub = Orders(post)
    document = items_document([GAUZE])
    publish(hub, [GAUZE])

    with pytest.raises(Refusal, match="pack_unchanged"):
        publish(hub, [GAUZE])
    with pytest.raises(Refusal, match="role_may_not"):
        lead = actor(post, Role.POST_LEAD)
        post.write_now(lambda desk: publish_pack(desk, lead, ITEMS, document, []))
    hub.close()
    post.close()


def test_what_is_told_again_is_what_was_said_and_by_whom() -> None:
    post = memory_post()
    hub = Orders(post)
    version = publish(hub, [GAUZE], "eerste")
    hub.carry()
    log = hub.log

    hub.hub.write_now(lambda desk: share_packs(desk, [ITEMS], [log]))
    hub.carry()

    (whole,) = known(post).whole
    assert whole.edition.version == version
    assert (whole.edition.remark, whole.edition.by_name) == ("eerste", "Operator")
    assert len(whole.edition.pieces[0].facts) == 2
    hub.close()
    post.close()
