"""A movement bears the version of the list that says what its item is."""

from __future__ import annotations

from app.care.item import Item
from app.care.local_item import ItemAdded, code_of_stream
from app.care.stock import DiscardReason, LotKey
from app.catalogue import decode
from app.commands import (
    Taken,
    add_item,
    count_stock,
    discard_stock,
    issue_stock,
    move_stock,
    receive_stock,
    return_stock,
    send_stock,
    take_in,
)
from app.store.file import CareFile
from app.store.queries.item import listing
from tests.support.orders import Orders
from tests.support.packs import publish
from tests.support.post import actor, memory_post

GAUZE = [Item("R1", "Gaas", "Gauze", par=3)]
LOT = LotKey("R1", "A1", "2027-01-01")


def versions(post: CareFile, lot: LotKey) -> set[int]:
    """Let a lot go every way there is; return the versions its movements bear."""
    by = actor(post)
    one = Taken(lot, "", 1)
    done = [post.write_now(lambda d: receive_stock(d, by, lot, 9))]
    done += post.write_now(lambda d: issue_stock(d, by, lot.item, 1))
    done.append(post.write_now(lambda d: return_stock(d, by, one)))
    done.append(post.write_now(lambda d: move_stock(d, by, one, "bus")))
    done.append(
        post.write_now(lambda d: discard_stock(d, by, one, DiscardReason.DAMAGED))
    )
    done += post.write_now(lambda d: send_stock(d, by, [one], "Zuid"))
    done += post.write_now(lambda d: take_in(d, by, b"T" * 16, [(lot, 1)]))
    done.append(post.write_now(lambda d: count_stock(d, by, lot, 5)))
    return {fact.pack for event in done if (fact := decode(event)) is not None}


def test_a_movement_bears_the_number_of_the_list_that_counts() -> None:
    post = memory_post()
    by = actor(post)
    hub = Orders(post)
    example = versions(post, LotKey("VB001", "A1", "2027-01-01"))
    own = code_of_stream(
        post.write_now(lambda d: add_item(d, by, ItemAdded("", b"", "Eigen"))).stream
    )

    publish(hub, GAUZE)
    hub.carry()
    number = post.read_now(listing).version
    first = versions(post, LOT)
    publish(hub, [*GAUZE, Item("R2", "Tape", "Tape")])
    hub.carry()

    newer = post.read_now(listing).version
    assert (example, first) == ({0}, {number})
    assert number < newer
    assert versions(post, LOT) == {newer}
    assert versions(post, LotKey(own, "A1", "2027-01-01")) == {0}
    hub.close()
    post.close()
