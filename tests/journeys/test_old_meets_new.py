"""Releases that differ exchange what both understand, and lose nothing of the rest."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from app.care.claim import Retracted
from app.demo.outcome import carried_events, own_events, pictures_equal
from app.post import PostProgram
from app.store.desk import Desk
from app.store.file import CareFile
from app.store.queries.casualty import CasualtyDetail, casualty
from sync.database import MEMORY, rows
from sync.event import Event
from sync.hub.hub import Hub
from sync.hub.identity import HubKeys, Identity
from sync.hub.inbox import Fate, Inbox
from sync.hub.landing import Landed, Opened
from sync.ids import EnvelopeId, Mode
from sync.receipt import Level, read_receipt
from sync.trust.certificate import read_certificate
from sync.trust.keys import SealingKey
from tests.support.fakes import FakeClock, SeededIds
from tests.support.hub import JournalReader, hub_of
from tests.support.newer import BurnAssessed, NoteRecorded2, newer_catalogue
from tests.support.region import (
    PASSPHRASE,
    Region,
    arrive,
    leader,
    opened,
    region,
    until,
)
from tests.support.sealed import region as recorded_region

VECTORS = Path(__file__).parent.parent / "vectors"


def shown(file: CareFile, stream: bytes) -> CasualtyDetail:
    detail = file.read_now(lambda db: casualty(db, stream))
    assert detail is not None
    return detail


def unreadable(file: CareFile) -> set[str]:
    found = file.read_now(lambda db: rows(db, "SELECT kind, why FROM attention"))
    return {f"{kind} {why}" for kind, why in found}


def record_newer(desk: Desk, post: PostProgram, stream: bytes) -> list[Event]:
    """Record two facts that only a later release understands."""
    by, now_ms = leader(opened(post)), desk.now_ms()
    burn = BurnAssessed(12, now_ms)
    note = NoteRecorded2("later", now_ms, 80)
    return [desk.record(stream, burn, by), desk.record(stream, note, by)]


async def newer_facts(post: PostProgram, stream: bytes) -> None:
    with newer_catalogue():
        await opened(post).write(lambda desk: record_newer(desk, post, stream))


def test_a_newer_post_is_heard_by_an_older_hub_and_read_after_its_update(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            stream = await arrive(post)

            await newer_facts(post, stream)
            await here.received(post)
            hub = opened(here.hub)
            before, aside = shown(hub, stream), unreadable(hub)
            await here.hub.lock()
            with newer_catalogue():
                await here.hub.unlock(PASSPHRASE)
                hub = opened(here.hub)
                after = shown(hub, stream)
                left = unreadable(hub)

            assert carried_events(hub) == own_events(opened(post))
            assert aside == {"burn.assessed unknown_kind", "note.recorded unknown_kind"}
            assert [each.body for each in before.timeline].count(None) == 2
            assert (left, None in [each.body for each in after.timeline]) == (
                set(),
                False,
            )
            assert _notes(hub, stream) == 2

    asyncio.run(story())


def _notes(file: CareFile, stream: bytes) -> int:
    from app.store.tables import state_of

    state = file.read_now(lambda db: state_of(db, "casualty", stream))
    assert state is not None
    count: int = state.note_count
    return count


def test_what_an_older_hub_cannot_read_does_not_hold_up_what_it_can(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            stream = await arrive(post)
            await newer_facts(post, stream)

            later = await arrive(post, complaint="Schaafwond")
            await here.received(post)

            hub = opened(here.hub)
            assert shown(hub, later).row.complaint == "Schaafwond"
            assert (await here.hub.posts())[0].unsent_events == 0
            assert await here.hub.set_aside() == ()

    asyncio.run(story())


def test_a_fact_of_a_later_release_that_was_taken_back_stays_taken_back(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            stream = await arrive(post)
            with newer_catalogue():
                events = await opened(post).write(
                    lambda desk: record_newer(desk, post, stream)
                )
            by, taken = leader(opened(post)), (events[0].log, events[0].seq)
            await opened(post).write(
                lambda desk: desk.record(stream, Retracted(taken), by)
            )
            await here.received(post)

            await here.hub.lock()
            with newer_catalogue():
                await here.hub.unlock(PASSPHRASE)
                count = _notes(opened(here.hub), stream)

            assert count == 1

    asyncio.run(story())


def test_an_older_post_keeps_what_a_newer_hub_tells_and_reads_it_after_its_update(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            stream = await arrive(post)
            await here.received(post)

            await _told_by_newer_hub(here, stream)
            await until(
                lambda: "burn.assessed unknown_kind" in unreadable(opened(post))
            )
            before = [each.body for each in shown(opened(post), stream).timeline]
            await post.close(Mode.REAL)
            with newer_catalogue():
                await post.unlock(Mode.REAL, PASSPHRASE)
                after = [each.body for each in shown(opened(post), stream).timeline]
                left = unreadable(opened(post))

            assert before.count(None) == 1
            assert (after.count(None), left) == (0, set())

    asyncio.run(story())


async def _told_by_newer_hub(here: Region, stream: bytes) -> None:
    (row,) = await here.hub.posts()
    operator, voice = here.hub.operator(), here.hub.voice()
    assert operator is not None
    assert voice is not None
    with newer_catalogue():
        await voice._tell(
            [row.post_id],
            lambda desk, logs: [
                desk.record(
                    stream,
                    BurnAssessed(30, desk.now_ms()),
                    operator.actor,
                    log=logs[row.post_id],
                )
            ],
        )


def test_an_updated_post_that_was_written_by_an_older_one_shows_the_same(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await arrive(post, complaint="Schaafwond")
            await here.received(post)

            await post.close(Mode.REAL)
            with newer_catalogue():
                await post.unlock(Mode.REAL, PASSPHRASE)
                await here.received(post)

                assert pictures_equal([opened(post)], opened(here.hub))

    asyncio.run(story())


class _Recorded:
    """What the first release sent, as it was recorded then."""

    def __init__(self) -> None:
        self.sealed = json.loads((VECTORS / "envelope-1.json").read_text())
        self.trust = json.loads((VECTORS / "certificate-1.json").read_text())
        self.place = recorded_region()

    def hub(self) -> tuple[Hub, Inbox]:
        """Return today's hub with the keys of then, locked."""
        place, clock, ids = self.place, FakeClock(), SeededIds("today")
        identity = Identity(
            name="Hub Zuid",
            url="http://hub.test",
            realm=place.realm,
            ca=place.ca.public,
            signing=place.hub.public,
            certificate=place.descriptor.certificate,
            sealing=place.hub_sealing.public,
            escrow=place.escrow.public,
        )
        inbox = Inbox.open(MEMORY)
        self._admit(inbox)
        return Hub(inbox, identity, place.receipt, clock, ids), inbox

    def _admit(self, inbox: Inbox) -> None:
        raw = bytes.fromhex(self.trust["device"])
        device = read_certificate(raw, self.place.hub.public, self.place.realm)
        with inbox.file.change() as run:
            run(
                "INSERT INTO device (key, certificate, post, post_name, post_code, "
                "letter, words, token, since_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *(device.key, raw, device.post, device.post_name, device.post_code),
                *(device.letter, b"", b"token", 1),
            )

    def keys(self) -> HubKeys:
        sealing = SealingKey.from_bytes(bytes.fromhex(self.sealed["private_keys"][0]))
        return HubKeys(self.place.hub, sealing)


class _Reader(JournalReader):
    async def append(self, batch: Opened) -> Landed:
        self.batches = [*getattr(self, "batches", []), batch]
        return await super().append(batch)


def test_what_the_first_release_sent_is_received_by_the_hub_of_today() -> None:
    async def story() -> None:
        then = _Recorded()
        hub, inbox = then.hub()
        reader = _Reader(hub_of().reader.journal, FakeClock())
        await hub.unlock(then.keys(), reader)
        raw = bytes.fromhex(then.sealed["envelope"])

        received = await hub.receive(EnvelopeId(bytes(range(16))), raw)

        levels = [
            read_receipt(each, then.place.receipt.public).level
            for each in received.receipts
        ]
        kinds = [event.kind for batch in reader.batches for event in batch.events]
        assert (received.fate, received.reason) == (Fate.READ, "")
        assert levels == [Level.STORED, Level.READ]
        assert kinds == ["casualty.registered", "note.recorded", "x.unknown"]
        inbox.close()

    asyncio.run(story())


def test_a_locked_hub_of_today_stores_it_and_reads_it_when_opened() -> None:
    async def story() -> None:
        then = _Recorded()
        hub, inbox = then.hub()
        raw = bytes.fromhex(then.sealed["envelope"])
        reader = _Reader(hub_of().reader.journal, FakeClock())

        stored = await hub.receive(EnvelopeId(bytes(range(16))), raw)
        read = await hub.unlock(then.keys(), reader)

        assert (stored.fate, len(stored.receipts), read) == (Fate.STORED, 1, 1)
        assert len(reader.events()) == 3
        inbox.close()

    asyncio.run(story())
