"""Erased forms land like any event; what no erasure explains is shown."""

from __future__ import annotations

import pytest

from sync.database import MEMORY, open_database
from sync.erasure import erase, is_in_force, unexplained, unwanted
from sync.errors import FormatError
from sync.event import (
    ERASURE,
    Draft,
    chain_after,
    erased_form,
    is_erased,
    read_event,
)
from sync.hub.landing import UNEXPLAINED, land, troubled
from sync.ids import NOBODY, Mode, StreamId
from sync.journal import MIGRATIONS, Journal, Link
from tests.hub.test_landing import opened
from tests.support.fakes import FakeClock, SeededIds
from tests.support.hub import Device, device_of

CLOCK = FakeClock()
STREAM = b"stream-of-16-byt"


def hub_journal() -> Journal:
    database = open_database(MEMORY, None, MIGRATIONS)
    return Journal(database, CLOCK, SeededIds("hub"), Mode.REAL)


def erasing(device: Device) -> None:
    """Let a device erase its stream, as whoever judges would have it."""
    draft = Draft(StreamId(STREAM), ERASURE, 1, b"\x80", NOBODY)
    with device.journal.database.atomic():
        erase(device.journal.database, device.journal.record([draft])[0])


def test_an_erased_form_says_what_the_chain_is_after_it() -> None:
    device = device_of()
    device.record(3)
    link, after = device.journal.links(device.log, 2, 3)
    form = erased_form(read_event(link.canon), link.chain)

    erased = read_event(form)

    assert is_erased(erased)
    assert erased.body == b""
    assert chain_after(b"", erased, form) == link.chain
    last = read_event(after.canon)
    assert chain_after(link.chain, last, after.canon) == after.chain
    assert erased_form(erased, link.chain) == form


def test_an_erasure_itself_cannot_be_erased() -> None:
    device = device_of()
    erasing(device)
    (link,) = device.journal.links(device.log, 1, 1)

    with pytest.raises(FormatError):
        erased_form(read_event(link.canon), link.chain)


def test_what_nothing_explains_is_shown_until_its_erasure_is_in_force() -> None:
    device, hub = device_of(), hub_journal()
    device.record(2)
    erasing(device)
    early = land(hub, opened(device, 1, 2, 1), CLOCK)
    land(hub, opened(device, 3, 3, 2), CLOCK)
    before = [row.trouble for row in troubled(hub.database)]

    with hub.database.atomic():
        erase(hub.database, hub.stream(STREAM)[-1])
    device.record(1, stream=b"another-stream-1")
    land(hub, opened_of(device, b"another-stream-1", 4), CLOCK)

    assert (early.trouble, before) == (UNEXPLAINED, [UNEXPLAINED])
    assert troubled(hub.database) == []
    assert not unexplained(hub.database, device.log, 1, 3)


def opened_of(device: Device, stream: bytes, seq: int):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    batch = opened(device, seq, seq, 3)
    return replace(batch, events=device.journal.stream(stream))


def test_a_body_that_arrives_after_its_erasure_is_not_kept() -> None:
    device, hub = device_of(), hub_journal()
    device.record(2)
    batch = opened(device, 1, 2, 1)
    erasing(device)
    land(hub, opened(device, 3, 3, 2), CLOCK)
    with hub.database.atomic():
        erase(hub.database, hub.stream(STREAM)[-1])

    landed = land(hub, batch, CLOCK)

    assert landed.trouble is None
    assert [is_erased(each) for each in hub.stream(STREAM)] == [True, True, False]
    assert batch.envelope in unwanted(hub.database)
    assert is_in_force(hub.database, STREAM)


@pytest.mark.parametrize("erased_first", [True, False])
def test_the_same_event_with_and_without_its_body_is_no_fork(
    erased_first: bool,
) -> None:
    device, hub = device_of(), hub_journal()
    device.record(1)
    (whole,) = device.journal.links(device.log, 1, 1)
    bare = Link(erased_form(read_event(whole.canon), whole.chain), whole.chain)
    order = [bare, whole] if erased_first else [whole, bare]

    done = [hub.append([link]) for link in order]

    assert [len(each.new) for each in done] == [1, 0]
    assert [each.forked for each in done] == [(), ()]
