"""Who writes the plain inbox can cost a hub time, and put no word in its mouth."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from sync.envelope import open_envelope, read_head, seal
from sync.errors import Denied, DiskFull, KeyGone
from sync.hub.inbox import Fate
from sync.hub.landing import land
from sync.hub.registry import Device as Known
from sync.ids import KeyId
from sync.protocol import Reason
from sync.trust.news import read_news
from sync.trust.pairs import SigningKey
from tests.hub.test_landing import hub_journal, opened
from tests.support.forged import batch_of, core_of, sealed
from tests.support.hub import (
    Device,
    TestHub,
    device_of,
    enrol,
    enrolled,
    open_hub,
    put_all,
    tell,
)


def write_as_verified(made: TestHub, raw: bytes) -> None:
    """Lay an envelope in the plain inbox as if it had been judged."""
    core = read_head(raw).core
    with made.inbox.file.change() as run:
        run(
            "INSERT INTO envelope (id, digest, size, arrived_ms, fate, verified, log, "
            "batch_no, raw) VALUES (?, ?, ?, 0, ?, 1, ?, ?, ?)",
            *(core.envelope, hashlib.sha256(raw).digest(), len(raw), Fate.STORED),
            *(core.log, core.batch_no, raw),
        )


def forged(device: Device) -> bytes:
    """Return a batch of this device that another key signed."""
    assert device.joined is not None
    recipients = device.joined.enrolled.descriptor.recipients
    stranger = SigningKey.generate(device.ids)
    return seal(core_of(device), batch_of(device), recipients, stranger, device.ids)


def fate_of(made: TestHub, envelope: bytes) -> tuple[str, str]:
    found = made.inbox.file.ask(
        "SELECT fate, reason FROM envelope WHERE id = ?", envelope
    )
    return str(found[0][0]), str(found[0][1])


def known(made: TestHub, device: Device) -> Known:
    key = device.applicant.signing.id
    return next(one for one in made.hub.devices() if one.key == key)


def news_for(made: TestHub, device: Device) -> list[bytes]:
    """Return the sealed news of trust that waits for a device."""
    return list(made.hub.outgoing.collect(known(made, device), b"").envelopes)


async def sister_of(made: TestHub, first: Device, seed: str = "sister") -> Device:
    sister = device_of(seed, letter="B")
    object.__setattr__(sister.applicant, "post", first.applicant.post)
    await enrol(made, sister, first.applicant.post)
    return sister


def test_an_envelope_written_into_the_inbox_as_verified_is_not_read() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        write_as_verified(made, forged(device))

        read = await made.unlock()

        assert read == 0
        assert made.reader.events() == []
        assert fate_of(made, core_of(device).envelope) == ("set_aside", "signature")

    tell(story)


def test_a_kind_written_into_the_inbox_does_not_keep_a_hub_from_unlocking() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        write_as_verified(made, sealed(device, core_of(device, kind=4), b"x"))

        await made.unlock()

        assert fate_of(made, core_of(device).envelope) == ("set_aside", "kind")

    tell(story)


def test_what_was_stored_before_its_device_was_revoked_is_still_read() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        made.reader.failure = DiskFull("journal")
        await put_all(made, device.recorded_and_cut())
        made.hub.revoke(device.applicant.signing.id)
        made.reader.failure = None

        read = await made.unlock()

        assert read == 1
        assert made.reader.events() == device.events()

    tell(story)


def test_a_log_is_one_devices_even_where_the_inbox_forgot_whose() -> None:
    device, journal = device_of(), hub_journal()
    device.record(4)
    land(journal, opened(device, 1, 2, 1), device.clock)
    other = replace(opened(device, 3, 4, 2), device=KeyId(b"another8"))

    with pytest.raises(Denied) as caught:
        land(journal, other, device.clock)

    assert caught.value.reason == Reason.LOG_TAKEN
    assert journal.last_seq(device.log) == 2


def test_a_post_key_goes_to_no_device_that_only_a_row_calls_a_sister() -> None:
    async def story() -> None:
        made = await open_hub()
        south, thief = await enrolled(made, "south"), await enrolled(made, "thief")
        with made.inbox.file.change() as run:
            run(
                "UPDATE device SET post = ? WHERE key = ?",
                *(south.applicant.post, thief.applicant.signing.id),
            )

        made.hub.revoke(south.applicant.signing.id)

        (raw,) = news_for(made, thief)
        text = open_envelope(read_head(raw), thief.applicant.sealing)
        assert read_news(text).post_key == b""

    tell(story)


def test_a_post_key_goes_to_no_withdrawn_device_whose_row_was_put_right() -> None:
    async def story() -> None:
        made = await open_hub()
        south = await enrolled(made, "south")
        lost = await sister_of(made, south, "lost")
        made.hub.revoke(lost.applicant.signing.id)
        with made.inbox.file.change() as run:
            run("UPDATE device SET revoked_ms = NULL")

        made.hub.revoke(south.applicant.signing.id)

        for raw in news_for(made, lost):
            text = open_envelope(read_head(raw), lost.applicant.sealing)
            assert read_news(text).post_key == b""

    tell(story)


def test_news_is_not_sealed_to_a_certificate_laid_in_anothers_row() -> None:
    async def story() -> None:
        made = await open_hub()
        south, thief = await enrolled(made, "south"), await enrolled(made, "thief")
        sister = await sister_of(made, south)
        with made.inbox.file.change() as run:
            run(
                "UPDATE device SET certificate = (SELECT certificate FROM device "
                "WHERE key = ?) WHERE key = ?",
                *(thief.applicant.signing.id, sister.applicant.signing.id),
            )

        made.hub.revoke(south.applicant.signing.id)

        for raw in news_for(made, sister):
            with pytest.raises(KeyGone):
                open_envelope(read_head(raw), thief.applicant.sealing)

    tell(story)


def test_whose_facts_they_are_a_certificate_says_and_no_row() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        with made.inbox.file.change() as run:
            run("UPDATE device SET post = x'0102030405060708'")

        await put_all(made, device.recorded_and_cut())

        found = made.reader.journal.database.conn.execute(
            "SELECT post FROM log WHERE log = ?", (device.log,)
        )
        assert found.fetchone() == (device.applicant.post,)

    tell(story)
