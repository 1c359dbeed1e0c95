"""What a hub said lands at a post: once, in its own log, flagged where it breaks."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from sync.batch import Batch
from sync.database import rows
from sync.errors import Denied
from sync.event import Draft
from sync.ids import NOBODY, KeyId, StreamId
from sync.journal import Link
from sync.landed import FORK, Landed, has_landed, land_down, logs_of_hub
from tests.support.orders import HUB_KEY, Orders
from tests.support.post import memory_post


@pytest.fixture
def orders():  # type: ignore[no-untyped-def]
    post = memory_post()
    hub = Orders(post)
    yield hub
    hub.close()
    post.close()


def said(orders: Orders, *words: str) -> list[Batch]:
    """Record words at the hub, each in a batch of its own, that landed nowhere."""
    log = orders.log
    made = []
    for each in words:
        stream = StreamId(b"message:" + each.encode().ljust(16, b"_"))
        new = [Draft(stream, "thing.said", 1, b"\x80", NOBODY)]
        orders.hub.write_now(lambda desk, new=new: desk.journal.record(new, log))
        made.append(orders.batch())
    return made


def land(orders: Orders, batch: Batch, hub: KeyId = HUB_KEY) -> Landed:
    return orders.post.write_now(
        lambda desk: land_down(desk.journal, batch, hub, desk.now_ms())
    )


def events(orders: Orders) -> int:
    found = orders.post.read_now(
        lambda db: rows(db, "SELECT COUNT(*) FROM event WHERE log = ?", (orders.log,))
    )
    return int(found[0][0])


def test_landing_twice_is_landing_once(orders: Orders) -> None:
    (batch,) = said(orders, "een")

    first, second = land(orders, batch), land(orders, batch)

    assert (len(first.new), len(second.new), events(orders)) == (1, 0, 1)
    assert orders.post.read_now(lambda db: has_landed(db, batch.manifest.envelope))
    assert orders.post.read_now(logs_of_hub) == {orders.log}


def test_what_comes_early_lands_at_once_and_fits_later(orders: Orders) -> None:
    one, two, three = said(orders, "een", "twee", "drie")

    troubles = [land(orders, each).trouble for each in (three, one, two)]

    assert troubles == [None, None, None]
    assert events(orders) == 3


def test_a_log_of_this_device_or_of_another_hub_is_not_the_hub_s(
    orders: Orders,
) -> None:
    one, two = said(orders, "een", "twee")
    own = orders.post.write_now(lambda desk: desk.journal.log)
    elsewhere = msgspec.structs.replace(one.manifest, log=own, envelope=b"s" * 16)
    stolen = replace(one, manifest=elsewhere)
    land(orders, one)

    with pytest.raises(Denied, match="log_taken"):
        land(orders, stolen)
    with pytest.raises(Denied, match="log_taken"):
        land(orders, two, KeyId(b"another!"))
    assert events(orders) == 1


def test_a_number_that_is_taken_lands_nowhere(orders: Orders) -> None:
    one, two = said(orders, "een", "twee")
    same = replace(two, manifest=msgspec.structs.replace(two.manifest, batch_no=1))
    land(orders, one)

    with pytest.raises(Denied, match="batch_taken"):
        land(orders, same)
    assert events(orders) == 1


def test_what_does_not_follow_is_kept_and_flagged(orders: Orders) -> None:
    one, two, three = said(orders, "een", "twee", "drie")
    land(orders, one)
    land(orders, three)
    other = msgspec.structs.replace(two.manifest, before=b"x" * 32, after=b"y" * 32)

    trouble = land(orders, replace(two, manifest=other)).trouble

    assert trouble == "chain"
    assert events(orders) == 3


def test_what_does_not_lead_to_the_next_is_flagged(orders: Orders) -> None:
    one, two = said(orders, "een", "twee")
    land(orders, two)
    other = msgspec.structs.replace(one.manifest, after=b"y" * 32)

    assert land(orders, replace(one, manifest=other)).trouble == "chain"


def test_another_event_under_a_known_id_is_a_fork(orders: Orders) -> None:
    (one,) = said(orders, "een")
    land(orders, one)
    event = msgspec.structs.replace(one.events[0], body=b"\x81\xa1x\x01")
    link = Link(msgspec.msgpack.encode(event), one.links[0].chain)
    manifest = msgspec.structs.replace(one.manifest, batch_no=2, envelope=b"e" * 16)

    landed = land(orders, Batch(manifest, (link,), (event,)))

    assert landed.trouble == FORK
    assert events(orders) == 1
