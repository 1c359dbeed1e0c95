"""Envelopes that come in parts: durable byte by byte, bounded, judged as a whole."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.errors import Denied
from sync.event import unpack
from sync.hub.inbox import Fate, Inbox
from sync.hub.uploads import Owner, Uploads, Whole
from sync.ids import EnvelopeId
from sync.limits import (
    MAX_ENVELOPE_BYTES,
    MAX_PART_BYTES,
    MAX_PARTIAL_BYTES_EACH,
    PARTIAL_LIFE_MS,
    STRANGERS_PARTIAL_LIFE_MS,
)
from sync.protocol import Delivered, Reason, Uploaded, envelope_path, upload_path
from tests.support.fakes import FakeClock
from tests.support.hub import (
    Device,
    TestHub,
    enrolled,
    open_hub,
    put,
    tell,
)
from tests.support.wire import URL, served

DEVICE = Owner(b"device 1", is_known=True)
STRANGER = Owner(b"192.0.2.1", is_known=False)


def whole(raw: bytes, number: int = 1) -> Whole:
    name = EnvelopeId(number.to_bytes(16, "big"))
    return Whole(name, hashlib.sha256(raw).digest(), len(raw))


def uploads(path: str | Path = ":memory:") -> tuple[Uploads, FakeClock]:
    clock = FakeClock()
    return Uploads(Inbox.open(path).file, clock), clock


def test_parts_become_the_whole() -> None:
    kept, _ = uploads()
    raw = bytes(range(256)) * 10

    for offset in range(0, len(raw), 1000):
        kept.append(whole(raw), DEVICE, offset, raw[offset : offset + 1000])

    assert kept.offset(whole(raw), DEVICE) == len(raw)
    assert kept.whole(whole(raw), DEVICE) == raw


def test_a_part_for_another_place_changes_nothing() -> None:
    kept, _ = uploads()
    raw = bytes(100)
    kept.append(whole(raw), DEVICE, 0, raw[:40])

    before, beyond = (kept.append(whole(raw), DEVICE, at, b"x") for at in (0, 41))

    assert (before.offset, before.fits) == (40, False)
    assert (beyond.offset, beyond.fits) == (40, False)
    assert kept.whole(whole(raw), DEVICE) is None


def test_what_was_kept_survives_a_restart(tmp_path: Path) -> None:
    raw = bytes(100)
    first = Inbox.open(tmp_path / "inbox.sqlite")
    Uploads(first.file, FakeClock()).append(whole(raw), DEVICE, 0, raw[:40])
    first.close()

    again = Inbox.open(tmp_path / "inbox.sqlite")

    assert Uploads(again.file, FakeClock()).offset(whole(raw), DEVICE) == 40
    again.close()


def test_bytes_that_are_not_what_was_announced_begin_again() -> None:
    kept, _ = uploads()
    raw = bytes(100)
    kept.append(whole(raw), DEVICE, 0, b"x" * 100)

    read = kept.whole(whole(raw), DEVICE)

    assert read is None
    assert kept.offset(whole(raw), DEVICE) == 0


@pytest.mark.parametrize(
    ("owner", "life_ms"),
    [(DEVICE, PARTIAL_LIFE_MS), (STRANGER, STRANGERS_PARTIAL_LIFE_MS)],
)
def test_what_nobody_goes_on_with_is_let_go(owner: Owner, life_ms: int) -> None:
    kept, clock = uploads()
    raw = bytes(100)
    kept.append(whole(raw), owner, 0, raw[:40])

    clock.advance(life_ms)
    kept.sweep()
    before = kept.offset(whole(raw), owner)
    clock.advance(1)
    kept.sweep()

    assert (before, kept.offset(whole(raw), owner)) == (40, 0)


def test_a_sender_that_begins_too_much_loses_what_it_left_lying() -> None:
    kept, clock = uploads()
    most = MAX_PARTIAL_BYTES_EACH // MAX_ENVELOPE_BYTES
    sizes = [Whole(EnvelopeId(bytes([n]) * 16), bytes(32), 2 << 20) for n in range(9)]

    for one in sizes:
        kept.append(one, DEVICE, 0, b"x")
        clock.advance(1)

    begun = [kept.offset(one, DEVICE) for one in sizes]
    assert begun == [0] * (len(sizes) - most) + [1] * most


def test_strangers_never_take_the_room_of_devices(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept, _ = uploads()
    monkeypatch.setattr("sync.hub.uploads.MAX_PARTIAL_BYTES_STRANGERS", 150)
    for number in (1, 2):
        raw = bytes([number]) * 100
        owner = Owner(bytes([number]), is_known=False)
        if number == 1:
            kept.append(whole(raw, number), owner, 0, b"x")

    with pytest.raises(Denied) as caught:
        kept.append(whole(raw, 2), owner, 0, b"x")
    known = kept.append(whole(raw, 3), DEVICE, 0, b"x")

    assert caught.value.reason == Reason.BUSY
    assert known.offset == 1


def test_an_upload_larger_than_any_envelope_is_refused() -> None:
    kept, _ = uploads()
    giant = Whole(EnvelopeId(bytes(16)), bytes(32), MAX_ENVELOPE_BYTES + 1)

    with pytest.raises(Denied) as caught:
        kept.append(giant, DEVICE, 0, b"x")

    assert caught.value.reason == Reason.TOO_LARGE


@settings(max_examples=60, deadline=None)
@given(
    raw=st.binary(min_size=1, max_size=400),
    tries=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 200)), max_size=30),
)
def test_no_order_of_parts_spoils_an_upload(
    raw: bytes, tries: list[tuple[int, int]]
) -> None:
    kept, _ = uploads()
    one = whole(raw)
    for offset, size in tries:
        if offset <= len(raw):
            kept.append(one, DEVICE, offset, raw[offset : offset + size])

    held = kept.offset(one, DEVICE)
    kept.append(one, DEVICE, held, raw[held:])

    assert kept.whole(one, DEVICE) == raw


def headers(device: Device) -> dict[str, str]:
    assert device.joined is not None
    return {"Authorization": f"Bearer {device.joined.enrolled.road_token.hex()}"}


async def bring(
    made: TestHub, device: Device, raw: bytes, name: bytes, step: int
) -> list[httpx.Response]:
    """Bring an envelope in parts, as any client could."""
    digest, answers = hashlib.sha256(raw).digest(), []
    async with httpx.AsyncClient(transport=made.road, base_url=URL) as client:
        for at in range(0, len(raw), step):
            path = upload_path(name, digest, len(raw), at)
            part = raw[at : at + step]
            answers.append(
                await client.put(path, content=part, headers=headers(device))
            )
    return answers


async def ask_offset(made: TestHub, raw: bytes, name: bytes) -> int:
    path = upload_path(name, hashlib.sha256(raw).digest(), len(raw), 0)
    async with httpx.AsyncClient(transport=made.road, base_url=URL) as client:
        answer = await client.get(path)
    assert answer.status_code == 200
    return unpack(Uploaded, answer.content, limit=100).offset


def test_the_last_part_is_answered_as_the_envelope_is() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        cut = device.recorded_and_cut(3)
        assert cut.begun is not None
        await put(made, cut.begun.sealed, cut.begun.envelope)

        answers = await bring(made, device, cut.sealed, cut.envelope, 300)

        statuses = [one.status_code for one in answers]
        assert statuses == [202] * (len(answers) - 1) + [201]
        delivered = unpack(Delivered, answers[-1].content, limit=10_000)
        assert len(delivered.receipts) == 2
        assert made.reader.events() == device.events()

    tell(story)


def test_a_last_answer_that_was_lost_is_given_again() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        cut = device.recorded_and_cut()
        assert cut.begun is not None
        epoch = cut.begun
        await bring(made, device, epoch.sealed, epoch.envelope, 1 << 16)

        offset = await ask_offset(made, epoch.sealed, epoch.envelope)
        digest = hashlib.sha256(epoch.sealed).digest()
        path = upload_path(epoch.envelope, digest, offset, offset)
        async with httpx.AsyncClient(transport=made.road, base_url=URL) as client:
            again = await client.put(path, headers=headers(device))

        assert offset == len(epoch.sealed)
        assert again.status_code == 200
        assert len(unpack(Delivered, again.content, limit=10_000).receipts) == 2
        assert made.inbox.count(Fate.READ) == 1

    tell(story)


def test_a_part_for_the_wrong_place_is_told_the_right_one() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        raw, name = bytes(1000), bytes(16)
        path = upload_path(name, hashlib.sha256(raw).digest(), 1000, 500)

        async with httpx.AsyncClient(transport=made.road, base_url=URL) as client:
            answer = await client.put(path, content=b"x", headers=headers(device))

        assert answer.status_code == 409
        assert unpack(Uploaded, answer.content, limit=100).offset == 0

    tell(story)


def test_what_came_of_a_part_before_the_line_broke_is_kept() -> None:
    async def story() -> None:
        made = await open_hub()
        raw, name = bytes(5000), bytes(16)
        path = upload_path(name, hashlib.sha256(raw).digest(), 5000, 0)
        async with served(made.app) as server:
            _, writer = await asyncio.open_connection("127.0.0.1", server.port)
            head = f"PUT {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n"
            writer.write(head.encode() + raw[:1234])
            await writer.drain()
            await asyncio.sleep(0.1)
            writer.close()
            await writer.wait_closed()
            while (offset := await ask_offset(made, raw, name)) == 0:
                await asyncio.sleep(0.01)

        assert offset == 1234

    tell(story)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 404),
        ("off=0", 404),
        ("off=0&of=0&sha256=" + "0" * 64, 404),
        ("off=-1&of=10&sha256=" + "0" * 64, 404),
        ("off=0&of=10&sha256=" + "0" * 63, 404),
        ("off=0&of=10&sha256=" + "G" * 64, 404),
        ("off=0&of=99999999999&sha256=" + "0" * 64, 413),
        ("off=9&of=3&sha256=" + "0" * 64, 413),
    ],
)
def test_an_upload_of_no_form_we_know_is_refused(query: str, status: int) -> None:
    async def story() -> None:
        made = await open_hub()
        path = f"/v1/upload/{'0' * 32}?{query}"

        async with httpx.AsyncClient(transport=made.road, base_url=URL) as client:
            answer = await client.put(path, content=b"x")

        assert answer.status_code == status

    tell(story)


def test_a_part_is_never_larger_than_a_part() -> None:
    async def story() -> None:
        made = await open_hub()
        raw = bytes(MAX_PART_BYTES + 1)
        path = upload_path(bytes(16), hashlib.sha256(raw).digest(), len(raw), 0)

        async with httpx.AsyncClient(transport=made.road, base_url=URL) as client:
            answer = await client.put(path, content=raw)

        assert answer.status_code == 413
        assert await ask_offset(made, raw, bytes(16)) == 0

    tell(story)


def test_a_stranger_with_a_token_that_is_none_uploads_nothing() -> None:
    async def story() -> None:
        made = await open_hub()
        path = upload_path(bytes(16), bytes(32), 10, 0)
        said = {"Authorization": "Bearer " + "0" * 64}

        async with httpx.AsyncClient(transport=made.road, base_url=URL) as client:
            answer = await client.put(path, content=b"x", headers=said)

        assert answer.status_code == 403

    tell(story)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    method=st.sampled_from(["GET", "PUT", "POST"]),
    name=st.one_of(st.just("0" * 32), st.text("0aG/.%", max_size=40)),
    query=st.text("offsha256=&0123456789abcdef-%", max_size=120),
    body=st.binary(max_size=600),
)
def test_no_upload_makes_a_hub_stumble(
    method: str, name: str, query: str, body: bytes
) -> None:
    async def story() -> None:
        made = await open_hub()
        path = f"/v1/upload/{name}?{query}"

        async with httpx.AsyncClient(transport=made.road, base_url=URL) as client:
            answer = await client.request(method, path, content=body)

        assert answer.status_code in {200, 202, 403, 404, 409, 413, 422}

    tell(story)


def test_an_upload_does_not_shut_out_the_envelope_itself() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        cut = device.recorded_and_cut()
        epoch = cut.begun
        assert epoch is not None
        await bring(made, device, epoch.sealed[:500], epoch.envelope, 500)

        async with httpx.AsyncClient(transport=made.road, base_url=URL) as client:
            answer = await client.put(
                envelope_path(epoch.envelope), content=epoch.sealed
            )

        assert answer.status_code == 201

    tell(story)
