"""Batches enter the journal once; forks and breaks are kept, and shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sync.database import MEMORY, open_database
from sync.errors import Denied, MixedModes
from sync.hub.landing import FORK, Opened, land, troubled
from sync.ids import EnvelopeId, KeyId, Mode
from sync.journal import MIGRATIONS, Journal
from sync.protocol import Reason
from tests.support.fakes import FakeClock, SeededIds
from tests.support.hub import Device, device_of

CLOCK = FakeClock()
KEY = KeyId(b"device-8")


def hub_journal(mode: Mode = Mode.REAL) -> Journal:
    database = open_database(MEMORY, None, MIGRATIONS)
    return Journal(database, CLOCK, SeededIds("hub"), mode)


def opened(device: Device, first: int, last: int, number: int) -> Opened:
    links = device.journal.links(device.log, first, last)
    before = device.journal.chain_before(device.log, first)
    assert before is not None
    return Opened(
        envelope=EnvelopeId(device.log + number.to_bytes(8, "big")),
        log=device.log,
        batch_no=number,
        first=first,
        before=before,
        links=links,
        events=[event for event in all_events(device) if first <= event.seq <= last],
        device=KEY,
        suspect=False,
    )


def all_events(device: Device) -> list:  # type: ignore[type-arg]
    return device.journal.stream(b"stream-of-16-byt")


def canons(journal: Journal) -> list[bytes]:
    found = journal.database.conn.execute("SELECT canon FROM event ORDER BY log, seq")
    return [canon for (canon,) in found.fetchall()]


def test_landing_twice_is_landing_once() -> None:
    device, journal = device_of(), hub_journal()
    device.record(3)
    batch = opened(device, 1, 3, 1)

    first, again = land(journal, batch, CLOCK), land(journal, batch, CLOCK)

    assert (first.new, again.new) == (3, 0)
    assert canons(journal) == device.events()


def test_the_same_events_in_another_envelope_are_not_new() -> None:
    device, journal = device_of(), hub_journal()
    device.record(3)
    land(journal, opened(device, 1, 3, 1), CLOCK)

    landed = land(journal, opened(device, 1, 3, 2), CLOCK)

    assert (landed.new, landed.trouble) == (0, None)


def test_a_log_remembers_its_device() -> None:
    device, journal = device_of(), hub_journal()
    device.record()

    land(journal, opened(device, 1, 1, 1), CLOCK)

    found = journal.database.conn.execute("SELECT device, own FROM log").fetchall()
    assert found == [(KEY, 0)]


def fork_of(device: Device, count: int) -> Device:
    """Return a copy from the past that recorded other facts under the same ids."""
    twin = device_of()
    twin.clock.advance(5_000)
    twin.record(count)
    assert twin.log == device.log
    return twin


def test_a_fork_keeps_both_and_is_shown() -> None:
    device, journal = device_of(), hub_journal()
    device.record(2)
    twin = fork_of(device, 2)
    land(journal, opened(device, 1, 2, 1), CLOCK)

    landed = land(journal, opened(twin, 1, 2, 2), CLOCK)

    forks = journal.database.conn.execute("SELECT canon FROM fork ORDER BY seq")
    assert [event.seq for event in landed.forked] == [1, 2]
    assert landed.trouble == FORK
    assert canons(journal) == device.events()
    assert [canon for (canon,) in forks.fetchall()] == twin.events()
    assert [row.trouble for row in troubled(journal.database)] == [FORK]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_broken_chain_is_kept_and_flagged_in_any_order(
    order: tuple[int, ...],
) -> None:
    device, journal = device_of(), hub_journal()
    device.record(2)
    twin = fork_of(device, 4)
    batches = [opened(device, 1, 2, 1), opened(twin, 3, 4, 2)]

    for number in order:
        land(journal, batches[number], CLOCK)

    assert len(canons(journal)) == 4
    flagged = [(row.batch_no, row.trouble) for row in troubled(journal.database)]
    assert flagged == [(2, Reason.CHAIN)]


def test_a_whole_chain_in_any_order_is_not_flagged() -> None:
    device, journal = device_of(), hub_journal()
    device.record(6)

    for number, first in ((3, 5), (1, 1), (2, 3)):
        land(journal, opened(device, first, first + 1, number), CLOCK)

    assert troubled(journal.database) == []


def test_a_batch_of_the_other_mode_lands_not_at_all() -> None:
    device, journal = device_of(mode=Mode.EXERCISE), hub_journal()
    device.record(2)

    with pytest.raises(MixedModes):
        land(journal, opened(device, 1, 2, 1), CLOCK)

    assert canons(journal) == []
    assert journal.database.conn.execute("SELECT * FROM batch").fetchall() == []
    assert journal.database.conn.execute("SELECT * FROM log").fetchall() == []


def test_a_suspect_batch_is_flagged_event_by_event() -> None:
    device, journal = device_of(), hub_journal()
    device.record(2)

    land(journal, replace(opened(device, 1, 2, 1), suspect=True), CLOCK)

    found = journal.database.conn.execute("SELECT suspect FROM event").fetchall()
    assert found == [(1,), (1,)]


def test_a_batch_number_that_was_read_before_is_refused_by_name() -> None:
    device, journal = device_of(), hub_journal()
    device.record(2)
    land(journal, opened(device, 1, 1, 1), CLOCK)
    other = replace(opened(device, 2, 2, 1), envelope=EnvelopeId(bytes(16)))

    with pytest.raises(Denied) as denied:
        land(journal, other, CLOCK)

    assert denied.value.reason == Reason.BATCH_TAKEN
    assert len(canons(journal)) == 1


def test_nobody_writes_in_the_hubs_own_log() -> None:
    device, journal = device_of(), hub_journal()
    device.record(1)
    journal.database.conn.execute(
        "INSERT INTO log (log, own, started_ms) VALUES (?, 1, 0)", (device.log,)
    )

    with pytest.raises(Denied) as denied:
        land(journal, opened(device, 1, 1, 1), CLOCK)

    assert denied.value.reason == Reason.LOG_TAKEN
    assert canons(journal) == []
