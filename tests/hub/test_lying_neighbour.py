"""A neighbouring region's hub that lies, or takes back: what it gets done here."""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path

import pytest

from app.care.border import CROSSING_START, CrossingSent, crossing_stream
from app.commands.border import Across as Where
from app.commands.erasure import Grounds, erase_with_pin
from app.hub.reception import FileReader, catch_up_file
from app.store.queries.border import crossings, may_cross, regions
from app.streams import STREAMS
from sync.across import Across, Told, read_across
from sync.cut import Sender
from sync.database import Database, rows
from sync.envelope import EnvelopeKind, seal
from sync.erasure import is_in_force
from sync.errors import Denied
from sync.event import ERASURE, Draft, pack
from sync.hub.border import across_log
from sync.ids import NOBODY, EnvelopeId, KeyId, LogId, StreamId, SystemIds, new_envelope
from sync.protocol import Result
from sync.reply import ERRAND, ForDevice, Kind, Reading, packed_reply
from sync.trust.certificate import read_descriptor
from sync.trust.keys import SigningKey
from tests.journeys.test_border import level, sent_across, two_regions
from tests.support.border import border, nowhere, operator
from tests.support.device import Device as Writer
from tests.support.region import (
    PIN,
    Region,
    arrive,
    leader,
    opened,
    region,
    until,
)

GROUNDS = Grounds("Roos Visser zelf", "Op verzoek")


async def hear(here: Region, realm: bytes, about: bytes, stream: bytes) -> None:
    """Let the hub of another region tell one fact of `stream`, of `about` it says."""
    journal = Writer("a liar").journal
    with journal.database.atomic():
        draft = Draft(StreamId(stream), "thing.noted", 1, b"\x80", NOBODY)
        event = journal.record([draft])[0]
    (link,) = journal.links(event.log, event.seq, event.seq)
    told = Told(bytes(event.log), b"", b"post-of8", [(link.canon, link.chain)])
    raw = pack(Across(1, about, [told], {}))
    came = read_across(
        raw, EnvelopeId(secrets.token_bytes(16)), realm, KeyId(b"liar-hub")
    )
    await FileReader(opened(here.hub)).cross(came)


async def agreed(here: Region) -> bytes:
    """Agree with the hub of another region, and return its realm."""
    met = nowhere(here, "Oost")
    await border(here).agree(operator(here), met, stands_in=False)
    return met.realm


def test_a_stream_of_any_other_sort_is_never_told_of_as_a_casualty() -> None:
    for each in STREAMS.values():
        stream = each.start + b"anything"
        assert may_cross(stream, stream) is (not each.start)
    assert not may_cross(b"", CROSSING_START + bytes(25))
    assert not may_cross(b"c", CROSSING_START + b"c" * 25)
    assert may_cross(b"c" * 16, CROSSING_START + b"c" * 25)


def test_our_own_casualty_is_not_said_to_come_from_elsewhere(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            realm = await agreed(here)
            post = await here.post("zuid")
            ours = await arrive(post)
            await here.received(post)

            with pytest.raises(Denied, match="not_allowed"):
                await hear(here, realm, ours, crossing_stream(ours, realm))
            await hear(here, realm, b"t" * 16, crossing_stream(b"t" * 16, realm))

    asyncio.run(story())


def test_what_the_lead_of_another_regions_post_erased_waits_for_our_operator(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with two_regions(tmp_path) as (west, east):
            post = await west.post("zuid")
            stream = await arrive(post, name="Roos Visser")
            await west.received(post)
            await sent_across(west, east, stream)
            await until(lambda: level(west, stream) == 2)
            file, there = opened(post), opened(east.hub)
            by = leader(file)

            await file.write(lambda d: erase_with_pin(d, by, stream, GROUNDS, PIN))
            await west.received(post)
            await until(lambda: there.read_now(lambda db: hears_erased(db, stream)))

            assert opened(west.hub).read_now(lambda db: is_in_force(db, stream))
            assert not there.read_now(lambda db: is_in_force(db, stream))

    asyncio.run(story())


def hears_erased(db: Database, stream: bytes) -> bool:
    sql = "SELECT 1 FROM event WHERE stream = ? AND kind = ?"
    return bool(rows(db, sql, (stream, ERASURE)))


def test_what_came_across_and_was_read_is_not_read_again_at_each_opening(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with two_regions(tmp_path) as (west, east):
            post = await west.post("zuid")
            stream = await arrive(post)
            await west.received(post)
            await sent_across(west, east, stream)
            await until(lambda: level(west, stream) == 2)
            inbox, file = east.hub.within()
            assert inbox is not None
            assert file is not None

            assert await catch_up_file(file, inbox) == 0
            # As in a file that was put back from a backup: it never saw it.
            await file.write(lambda d: d.database.conn.execute("DELETE FROM across"))
            assert await catch_up_file(file, inbox) > 0

    asyncio.run(story())


def test_what_the_file_takes_back_leaves_the_shelf_of_every_process(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            realm = await agreed(here)
            post = await here.post("zuid")
            stream = await arrive(post)
            await here.received(post)
            room, by = border(here), operator(here)
            await room.send(by, stream, Where(realm, "Streekziekenhuis Oost"))
            await room.settled()
            shelf, sender = room._shelf, here.hub._hub.identity.destination  # type: ignore[union-attr]
            assert shelf.hubs.unread_of(sender)

            await room.stop(by, stream, realm, "Toch niet")
            # Another process of this hub erased it, and let go of its own shelf alone.
            await opened(here.hub).write(
                lambda d: d.database.conn.execute("DELETE FROM across")
            )
            await room.settled()

            assert shelf.hubs.unread_of(sender) == []

    asyncio.run(story())


def test_post_in_the_name_of_our_log_does_not_keep_our_answers_from_it(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            realm = await agreed(here)
            post = await here.post("zuid")
            await arrive(post)
            await here.received(post)
            hub, inbox = here.hub._hub, here.hub.within()[0]
            assert hub is not None
            assert inbox is not None
            found = inbox.file.ask("SELECT log, raw FROM receipt LIMIT 1")
            log, receipt = LogId(bytes(found[0][0])), bytes(found[0][1])
            ids = SystemIds()
            (met,) = opened(here.hub).read_now(regions)
            to = hub.border.agreed()[0].hub
            sender = Sender(
                SigningKey.generate(ids), met.realm, to.destination, to.recipients
            )
            core = sender.core(EnvelopeKind.EVENTS, log, new_envelope(ids), 1)
            raw = seal(core, b"", sender.recipients, sender.signer, ids)
            assert realm == core.realm
            assert hub.border.take_along(raw, "", 1) is not None

            errand = packed_reply([ForDevice(log, (receipt,))], ERRAND)
            done = await hub.errands.done(errand, _nothing_new, "", 2)

            given = [each.kind for each in Reading().feed(done.reply)]
            assert Kind.RECEIPT in given

    asyncio.run(story())


def test_a_crossing_counts_only_in_the_stream_of_its_own_casualty(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            realm, by = await agreed(here), operator(here)
            said = CrossingSent(b"c" * 16, realm, "West", "Streekziekenhuis Oost")
            file = opened(here.hub)

            await file.write(
                lambda d: d.record(crossing_stream(b"d" * 16, realm), said, by)
            )
            assert file.read_now(crossings) == ()
            await file.write(
                lambda d: d.record(crossing_stream(b"c" * 16, realm), said, by)
            )
            assert len(file.read_now(crossings)) == 1

    asyncio.run(story())


def test_who_brings_what_this_hub_cannot_open_hears_who_it_is_now(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            hub, ids = here.hub._hub, SystemIds()
            assert hub is not None
            to = nowhere(here, "Oost")
            old = read_descriptor(to.descriptor, to.realm).recipients
            realm, place = hub.identity.realm, hub.identity.destination
            sender = Sender(SigningKey.generate(ids), realm, place, old)
            log = across_log(sender.signer.id, realm)
            core = sender.core(EnvelopeKind.ACROSS, log, new_envelope(ids))
            raw = seal(core, b"", old, sender.signer, ids)

            async def refused(_raw: bytes) -> Result:
                return Result(422, [], "key_gone")

            errand = packed_reply([ForDevice(log, (), (raw,))], ERRAND)
            done = await hub.errands.done(errand, refused, "", 2)

            given = {each.kind: each.raw for each in Reading().feed(done.reply)}
            assert given.get(Kind.HUB) == hub.descriptor()

    asyncio.run(story())


def test_a_renewed_certificate_counts_once_it_is_agreed_anew(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            room, met = border(here), nowhere(here, "Oost")
            await room.agree(operator(here), met, stands_in=False)
            before, _ = room._runs[met.url]
            room._shelf.met(met.url.encode(), "the old one")

            room._shown[met.url] = "the renewed one"
            await room.agree(operator(here), met, stands_in=False)

            assert room._shelf.known_by(met.url.encode()) == "the renewed one"
            assert room._runs[met.url][0] is not before

    asyncio.run(story())


async def _nothing_new(_raw: bytes) -> Result:
    raise AssertionError
