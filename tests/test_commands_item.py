"""A post adds, changes and links items on top of the list, and takes it back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.care.item import Item, Part
from app.care.local_item import ItemAdded, ItemChanged
from app.care.refusal import Refusal
from app.care.stock import LotKey
from app.care.terms import Role
from app.commands import (
    add_item,
    change_item,
    link_gtin,
    receive_stock,
    retract,
    set_par,
    unlink_gtin,
    withdraw_item,
)
from app.store.file import CareFile
from app.store.queries.item import (
    Entry,
    Source,
    code_of_gtin,
    codes_of_gtin,
    entry,
    gtins_in_doubt,
)
from app.store.queries.stock import ItemRow, item, items
from app.store.tables import table_rows
from sync.journal import Link
from tests.support.orders import Orders
from tests.support.packs import publish
from tests.support.post import actor, memory_post

TODAY = "2026-11-29"
NEW = "09528800009999"
TOURNIQUET = "09528800000019"


def keeper(post: CareFile):  # type: ignore[no-untyped-def]
    return actor(post, Role.STOCK_KEEPER)


def added(post: CareFile, **said: object) -> str:
    fact = ItemAdded("", b"", **({"name_nl": "Kinderkapje"} | said))  # type: ignore[arg-type]
    event = post.write_now(lambda desk: add_item(desk, keeper(post), fact))
    return event.stream.decode("latin-1").rpartition(":")[2]


def changed(post: CareFile, code: str, **said: object) -> object:
    fact = ItemChanged(code, b"", **said)  # type: ignore[arg-type]
    return post.write_now(lambda desk: change_item(desk, keeper(post), fact))


def known(post: CareFile, code: str) -> Entry:
    found = post.read_now(lambda db: entry(db, code))
    assert found is not None
    return found


def row(post: CareFile, code: str) -> ItemRow:
    found = post.read_now(lambda db: item(db, code, TODAY))
    assert found is not None
    return found


def linked(post: CareFile, gtin: str, code: str) -> object:
    return post.write_now(lambda desk: link_gtin(desk, keeper(post), gtin, code))


def codes(post: CareFile, gtin: str) -> tuple[str, ...]:
    return post.read_now(lambda db: codes_of_gtin(db, gtin))


def test_a_post_adds_an_item_and_finds_it_by_any_name() -> None:
    post = memory_post()

    code = added(post, synonyms=("Mini-masker",), kit=(Part("VB001", 2),))

    assert code.startswith("L-")
    assert known(post, code).source is Source.POST
    found = post.read_now(lambda db: items(db, TODAY, "mini-MASKER"))
    assert [each.code for each in found] == [code]
    assert not row(post, code).par_is_example
    post.close()


def test_a_change_counts_here_and_the_list_is_still_known() -> None:
    post = memory_post()

    event = changed(post, "VB001", name_nl="Knevel", critical=False)

    assert row(post, "VB001").name_nl == "Knevel"
    assert known(post, "VB001").changed == ("name_nl", "critical")
    listed = known(post, "VB001").listed
    assert listed is not None
    assert listed.name_nl == "Tourniquet (arm/been)"
    post.write_now(
        lambda desk: retract(desk, keeper(post), (event.log, event.seq))  # type: ignore[attr-defined]
    )
    assert known(post, "VB001").changed == ()
    post.close()


def test_a_change_outlives_a_new_list() -> None:
    post = memory_post()
    hub = Orders(post)
    publish(hub, [Item("R1", "Gaas", "Gauze", par=3)])
    hub.carry()
    changed(post, "R1", name_nl="Ons gaas")

    publish(hub, [Item("R1", "Gaas nieuw", "Gauze new", par=9)])
    hub.carry()

    assert (row(post, "R1").name_nl, row(post, "R1").name_en) == (
        "Ons gaas",
        "Gauze new",
    )
    assert row(post, "R1").par == 9
    hub.close()
    post.close()


def test_what_a_new_list_drops_keeps_its_name_while_it_lies_here() -> None:
    post = memory_post()
    hub = Orders(post)
    lot = LotKey("VB001", "L1", "2028-01-01")
    post.write_now(lambda desk: receive_stock(desk, keeper(post), lot, 5))

    publish(hub, [Item("R1", "Gaas", "Gauze")])
    hub.carry()

    rows = {each.code: each for each in post.read_now(lambda db: items(db, TODAY))}
    assert set(rows) == {"R1", "VB001"}
    assert rows["VB001"].withdrawn
    assert rows["VB001"].name_nl == "Tourniquet (arm/been)"
    assert not rows["VB001"].below_par
    hub.close()
    post.close()


def test_a_withdrawn_item_is_gone_from_the_list_unless_it_lies_here() -> None:
    post = memory_post()
    lot = LotKey("VB002", "L1", "2028-01-01")
    post.write_now(lambda desk: receive_stock(desk, keeper(post), lot, 5))

    for code in ("VB001", "VB002"):
        post.write_now(
            lambda desk, code=code: withdraw_item(desk, keeper(post), code, "oud")
        )

    listed = {each.code for each in post.read_now(lambda db: items(db, TODAY))}
    assert "VB001" not in listed
    assert "VB002" in listed
    with pytest.raises(Refusal, match="item_withdrawn_already"):
        post.write_now(lambda desk: withdraw_item(desk, keeper(post), "VB001"))
    post.close()


def test_a_bar_code_of_this_post_counts_before_that_of_the_list() -> None:
    post = memory_post()
    assert codes(post, TOURNIQUET) == ("VB001",)

    linked(post, NEW, "VB002")
    linked(post, TOURNIQUET[1:], "VB002")

    assert post.read_now(lambda db: code_of_gtin(db, NEW)) == "VB002"
    assert codes(post, TOURNIQUET) == ("VB002",)
    assert set(known(post, "VB002").item.gtins) == {
        "09528800000026",
        TOURNIQUET,
        NEW,
    }
    post.write_now(lambda desk: unlink_gtin(desk, keeper(post), TOURNIQUET))
    assert codes(post, TOURNIQUET) == ()
    post.close()


def test_a_link_taken_back_leaves_the_list_as_it_was() -> None:
    post = memory_post()

    event = linked(post, TOURNIQUET, "VB002")
    post.write_now(
        lambda desk: retract(desk, keeper(post), (event.log, event.seq))  # type: ignore[attr-defined]
    )

    assert codes(post, TOURNIQUET) == ("VB001",)
    post.close()


def test_two_tablets_that_chose_differently_leave_it_to_a_person() -> None:
    one, two = memory_post(seed=3), memory_post(seed=3, letter="B")
    two.write_now(lambda desk: desk.journal.start_log())
    linked(one, NEW, "VB001")
    linked(two, NEW, "VB002")

    exchange(one, two)

    assert codes(one, NEW) == codes(two, NEW) == ("VB001", "VB002")
    assert one.read_now(lambda db: code_of_gtin(db, NEW)) is None
    assert [each.codes for each in one.read_now(gtins_in_doubt)] == [("VB001", "VB002")]
    linked(one, NEW, "VB002")
    exchange(one, two)
    assert codes(two, NEW) == ("VB002",)
    assert two.read_now(gtins_in_doubt) == ()
    one.close()
    two.close()


def exchange(one: CareFile, two: CareFile) -> None:
    """Let two files of one post hold each other's events."""
    for source, target in ((one, two), (two, one)):
        links = events_of(source)
        target.write_now(lambda desk, links=links: desk.journal.append(links))


def events_of(file: CareFile) -> list[Link]:
    found = file.read_now(
        lambda db: db.execute(
            "SELECT canon, chain FROM event WHERE kind LIKE 'gtin.%' "
            "OR kind LIKE 'item.%' OR kind = 'event.retracted' ORDER BY n"
        ).fetchall()
    )
    return [Link(bytes(canon), bytes(chain)) for canon, chain in found]


def _story() -> list[Link]:
    post = memory_post()
    code = added(post)
    changed(post, code, critical=True)
    event = changed(post, code, cold_chain=True)
    linked(post, NEW, code)
    linked(post, NEW, "VB001")
    post.write_now(lambda desk: unlink_gtin(desk, keeper(post), NEW))
    linked(post, NEW, code)
    post.write_now(
        lambda desk: retract(desk, keeper(post), (event.log, event.seq))  # type: ignore[attr-defined]
    )
    post.write_now(lambda desk: withdraw_item(desk, keeper(post), code))
    links = events_of(post)
    post.close()
    return links


STORY = _story()


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(len(STORY))), st.lists(st.integers(0, len(STORY) - 1)))
def test_any_order_and_any_repeat_give_the_same_picture(
    order: list[int], again: list[int]
) -> None:
    straight, shuffled = memory_post(seed=5), memory_post(seed=5)

    straight.write_now(lambda desk: desk.journal.append(STORY))
    for place in (*order, *again):
        shuffled.write_now(
            lambda desk, place=place: desk.journal.append([STORY[place]])
        )

    for table in ("item", "gtin"):
        here = straight.read_now(lambda db, table=table: table_rows(db, table))
        there = shuffled.read_now(lambda db, table=table: table_rows(db, table))
        assert here == there
        assert here
    straight.close()
    shuffled.close()


def test_a_hub_knows_what_its_posts_added() -> None:
    post, hub = memory_post(), memory_post(seed=9)
    hub.write_now(lambda desk: desk.set_setting("hub_signing", b"kept"))
    code = added(post)
    changed(post, "VB001", name_nl="Knevel")

    hub.write_now(lambda desk: desk.journal.append(events_of(post)))

    assert known(hub, code).item.name_nl == "Kinderkapje"
    assert known(hub, "VB001").item.name_nl == "Tourniquet (arm/been)"
    post.close()
    hub.close()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"name_nl": "  "}, "item_without_name"),
        ({"kit": (Part("NIETS", 1),)}, "item_unknown"),
        ({"substitutes": ("NIETS",)}, "item_unknown"),
    ],
)
def test_an_item_that_is_not_right_is_refused(
    said: dict[str, object], why: str
) -> None:
    post = memory_post()

    with pytest.raises(Refusal, match=why):
        added(post, **said)
    post.close()


def test_what_cannot_be_is_refused() -> None:
    post = memory_post()
    nurse_aid = actor(post, Role.FIRST_AIDER)
    linked(post, NEW, "VB001")

    with pytest.raises(Refusal, match="item_unknown"):
        changed(post, "NIETS", critical=True)
    with pytest.raises(Refusal, match="item_unchanged"):
        changed(post, "VB001")
    with pytest.raises(Refusal, match="item_without_name"):
        changed(post, "VB001", name_nl="")
    with pytest.raises(Refusal, match="item_wrong"):
        changed(post, "VB001", substitutes=("VB001",))
    with pytest.raises(Refusal, match="not_a_gtin"):
        linked(post, "09528800000018", "VB001")
    with pytest.raises(Refusal, match="gtin_linked_already"):
        linked(post, NEW, "VB001")
    with pytest.raises(Refusal, match="role_may_not"):
        post.write_now(lambda desk: link_gtin(desk, nurse_aid, TOURNIQUET, "VB002"))
    post.close()


def test_bounds_stand_beside_par_and_rise() -> None:
    post = memory_post()

    post.write_now(
        lambda desk: set_par(desk, keeper(post), "VB001", 8, minimum=4, maximum=20)
    )

    shown = row(post, "VB001")
    assert (shown.minimum, shown.par, shown.maximum) == (4, 8, 20)
    with pytest.raises(Refusal, match="levels_out_of_order"):
        post.write_now(lambda desk: set_par(desk, keeper(post), "VB001", 8, minimum=9))
    post.close()
