"""A device of another team: what is large goes up in parts, what the hub says comes."""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path

from app.commands.message import Wording
from sync.clock import SystemClock
from tests.support.region import Region
from tests.wire_client.batches import Batch, read_batch
from tests.wire_client.client import PART, Device, body
from tests.wire_client.codec import array
from tests.wire_client.envelopes import (
    DOWN,
    TRUST,
    Envelope,
    chunk_text,
    open_envelope,
    read_envelope,
)
from tests.wire_client.keys import key_id
from tests.wire_client.region import enrolled, let_in
from tests.wire_client.trust import read_descriptor, read_news, read_revocations

ROOT = Path(__file__).parents[2]
STREAM = b"a-strange-stream"
PIECE = 1_048_576
DICTIONARIES = {
    number: (ROOT / "sync" / "dictionaries" / f"{number}.zdict").read_bytes()
    for number in (1, 2)
}


def chunk(device: Device, content: bytes, place: int) -> tuple[bytes, bytes]:
    """Seal one piece of a photo."""
    name = secrets.token_bytes(16)
    count = -(-len(content) // PIECE)
    text = chunk_text(name, place, STREAM, content, PIECE)
    return device.seal_chunk(text, [name, place, count])


def test_a_large_piece_goes_up_in_parts_and_on_from_the_byte(tmp_path: Path) -> None:
    async def story() -> None:
        async with enrolled(tmp_path) as (_, device):
            await device.bring(*device.begin_epoch())
            name, raw = chunk(device, secrets.token_bytes(PIECE), 0)

            first = await device.upload(name, raw, 0)
            wrong = await device.upload(name, raw, 2 * PART)
            held = await device.held(name, raw)
            while held < len(raw):
                reply = await device.upload(name, raw, held)
                held += PART
            after = await device.held(name, raw)
            again = await device.upload(name, raw, after)

            assert (first.status_code, array(first.content, 2)[0]) == (202, PART)
            assert (wrong.status_code, array(wrong.content, 2)[0]) == (409, PART)
            read = device.delivered(reply, raw)
            assert (read.status, [each.level for each in read.receipts]) == (
                201,
                [1, 2],
            )
            assert after == len(raw)
            assert device.delivered(again, raw).status == 200

    asyncio.run(story())


def test_a_piece_of_a_known_attachment_that_says_other_bytes_is_set_aside(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with enrolled(tmp_path) as (_, device):
            await device.bring(*device.begin_epoch())
            said = [bytes(16), 0, 1]
            one = chunk_text(bytes(16), 0, STREAM, b"photo", PIECE)
            other = chunk_text(bytes(16), 0, STREAM, b"other", PIECE)

            kept = await device.bring(*device.seal_chunk(one, said))
            refused = await device.bring(*device.seal_chunk(other, said))
            wrong = await device.bring(*device.seal_chunk(one, [bytes(16), 1, 2]))

            assert [receipt.level for receipt in kept.receipts] == [1, 2]
            assert (refused.status, refused.reason) == (422, "other_bytes")
            assert (wrong.status, wrong.reason) == (422, "manifest")

    asyncio.run(story())


def taken_apart(device: Device, raw: bytes) -> Envelope:
    """Take an envelope from the hub apart, and see that the hub signed it."""
    hub = device.home.descriptor
    return read_envelope(raw, hub.realm, hub.hub.signing)


def batch_in(device: Device, envelope: Envelope) -> Batch:
    """Open a batch that came down, and hold it against its envelope."""
    batch = read_batch(open_envelope(envelope, device.home.post_key), DICTIONARIES)
    core, said = envelope.core, batch.manifest
    assert (core.kind, core.destination) == (DOWN, device.named.post)
    assert (core.log, core.batch_no) == (said.log, said.batch_no)
    assert core.envelope == said.envelope
    return batch


async def order(place: Region, device: Device) -> None:
    """Let the operator give an order to the device's post."""
    voice, operator = place.hub.voice(), place.hub.operator()
    assert voice is not None
    assert operator is not None
    said = Wording("Stuur twee brancards", is_order=True)
    await voice.send(operator.actor, said, [device.named.post])


def test_an_order_wakes_a_held_question_and_is_acknowledged(tmp_path: Path) -> None:
    async def story() -> None:
        async with enrolled(tmp_path) as (place, device):
            held = asyncio.create_task(device.down(wait=20))
            await asyncio.sleep(0)
            await order(place, device)

            news = await held
            (raw,) = news.envelopes
            (event,) = batch_in(device, taken_apart(device, raw)).events
            now_ms = SystemClock().now_ms()
            device.log.record(
                now_ms,
                event.stream,
                "message.acknowledged",
                body(remark=""),
                cause=event,
                actor=secrets.token_bytes(8),
            )
            reply = await device.bring(*device.cut(1, 1, to=device.recipients))
            later = await device.down(news.cursor)

            assert event.kind == "message.sent"
            assert [receipt.level for receipt in reply.receipts] == [1, 2]
            assert later.envelopes == []
            voice = place.hub.voice()
            assert voice is not None
            (row,) = await voice.sent()
            assert [each.remark for each in row.row.understood] == [""]

    asyncio.run(story())


def test_a_question_without_a_cursor_gets_everything_again(tmp_path: Path) -> None:
    async def story() -> None:
        async with enrolled(tmp_path) as (place, device):
            await order(place, device)
            first = await device.down()
            await order(place, device)

            on = await device.down(first.cursor)
            all_of_it = await device.down()
            unknown = await device.down(b"nothing that was given")

            assert len(on.envelopes) == 1
            assert all_of_it.envelopes == first.envelopes + on.envelopes
            assert unknown.envelopes == all_of_it.envelopes

    asyncio.run(story())


def test_news_of_trust_names_whom_to_believe_no_longer(tmp_path: Path) -> None:
    async def story() -> None:
        async with enrolled(tmp_path) as (place, device):
            lost = Device.make(device.http)
            await let_in(place, lost)
            gone = key_id(lost.signer.public)

            await place.hub.revoke(gone)
            (raw,) = (await device.down()).envelopes
            envelope = taken_apart(device, raw)
            news = read_news(open_envelope(envelope, device.opener))

            hub = device.home.descriptor
            listed = read_revocations(news.revocations, hub.realm, hub.hub.signing)
            assert envelope.core.kind == TRUST
            assert envelope.core.destination == key_id(device.signer.public)
            assert list(listed) == [gone]

    asyncio.run(story())


def test_a_hub_that_has_a_new_key_tells_it_and_opens_what_is_sealed_to_it(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with enrolled(tmp_path) as (place, device):
            keys = place.hub.key_room()
            assert keys is not None

            await keys.new_key()
            raw = (await device.down()).envelopes[-1]
            news = read_news(open_envelope(taken_apart(device, raw), device.opener))
            told = read_descriptor(news.descriptor, device.home.descriptor.realm)
            device.log.record(SystemClock().now_ms(), STREAM, "x.strange", body())
            to = (told.sealing, *device.recipients[1:])
            reply = await device.bring(*device.cut(1, 1, to=to))

            assert told.sealing != device.home.descriptor.sealing
            assert told.at_ms > device.home.descriptor.at_ms
            assert [receipt.level for receipt in reply.receipts] == [1, 2]

    asyncio.run(story())
