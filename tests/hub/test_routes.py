"""The hub's HTTP is bounded, says little, and survives anything that comes in."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.errors import Denied
from sync.event import unpack
from sync.hub.quota import Allowance, Buckets, Gate
from sync.limits import MAX_ENVELOPE_BYTES, MAX_MESSAGE_BYTES
from sync.protocol import ENROL_PATH, Problem, Reason, State, envelope_path, state_path
from tests.support.fakes import FakeClock
from tests.support.hub import (
    Device,
    TestHub,
    device_of,
    enrol,
    enrolled,
    hub_of,
    is_road_empty,
    open_hub,
    put,
    put_all,
    run_until,
    tell,
)
from tests.support.wire import URL, served


async def ask(made: TestHub, method: str, path: str, **said: object) -> httpx.Response:
    async with httpx.AsyncClient(transport=made.road, base_url=URL) as client:
        return await client.request(method, path, **said)  # type: ignore[arg-type]


def bearer(device: Device) -> dict[str, str]:
    assert device.joined is not None
    return {"Authorization": f"Bearer {device.joined.enrolled.road_token.hex()}"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/docs"),
        ("GET", "/openapi.json"),
        ("GET", "/redoc"),
        ("GET", "/v1/hub/"),
        ("GET", "/v1/enrol"),
        ("GET", "/v1/envelope/" + "0" * 32),
        ("DELETE", "/v1/envelope/" + "0" * 32),
        ("PUT", "/v1/envelope/" + "0" * 31),
        ("PUT", "/v1/envelope/" + "G" * 32),
        ("PUT", "/v1/envelope/" + "A" * 32),
        ("PUT", "/v1/envelope/../../etc/passwd"),
        ("GET", "/v1/state/" + "0" * 15),
        ("GET", "/v1/state/0000000000000000?since=-1"),
        ("GET", "/v1/state/0000000000000000?since=" + "9" * 40),
    ],
)
def test_whatever_a_hub_does_not_know_is_a_bare_404(method: str, path: str) -> None:
    async def story() -> None:
        answer = await ask(await open_hub(), method, path)

        assert answer.status_code == 404
        assert answer.content == b""

    tell(story)


def test_a_state_tells_what_is_held_and_read() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        cuts = [device.recorded_and_cut() for _ in range(4)]
        for number in (0, 1, 3):
            await put_all(made, cuts[number])

        answer = await ask(made, "GET", state_path(device.log), headers=bearer(device))

        state = unpack(State, answer.content, limit=MAX_MESSAGE_BYTES)
        assert state.held == state.read == [(1, 2), (4, 4)]
        assert len(state.receipts) == 8
        assert (state.upto, state.more) == (8, False)
        assert state.now_ms == made.clock.now_ms()

    tell(story)


def test_a_state_tells_only_receipts_after_a_number() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        cut = device.recorded_and_cut()
        await put_all(made, cut)

        path = f"{state_path(device.log)}?since=3"
        answer = await ask(made, "GET", path, headers=bearer(device))

        assert len(unpack(State, answer.content, limit=10_000).receipts) == 1

    tell(story)


@pytest.mark.parametrize(
    "token", ["", "Bearer", "Bearer " + "0" * 64, "Basic " + "0" * 64, "Bearer xyz"]
)
def test_a_state_is_for_its_own_device(token: str) -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)

        path = state_path(device.log)
        answer = await ask(made, "GET", path, headers={"Authorization": token})

        assert answer.status_code == 403

    tell(story)


def test_a_token_opens_no_log_of_another_device() -> None:
    async def story() -> None:
        made = await open_hub()
        owner = await enrolled(made, "owner")
        other = await enrolled(made, "other", "B")
        cut = owner.recorded_and_cut()
        await put_all(made, cut)

        answer = await ask(made, "GET", state_path(owner.log), headers=bearer(other))

        assert answer.status_code == 403

    tell(story)


async def endless(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 65536 + 2):
        yield bytes(65536)


@pytest.mark.parametrize(
    ("method", "path", "limit"),
    [
        ("PUT", envelope_path(bytes(16)), MAX_ENVELOPE_BYTES),
        ("POST", ENROL_PATH, MAX_MESSAGE_BYTES),
    ],
)
def test_a_body_without_a_declared_length_is_cut_off(
    method: str, path: str, limit: int
) -> None:
    async def story() -> None:
        made = await open_hub()

        answer = await ask(made, method, path, content=endless(limit))

        assert answer.status_code == 413

    tell(story)


def test_a_length_that_is_declared_too_large_is_refused_before_reading() -> None:
    async def story() -> None:
        async with served((await open_hub()).app) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            path = envelope_path(bytes(16))
            head = f"PUT {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n"
            writer.write(head.encode() + b"\r\n")
            line = await reader.readline()
            writer.close()
            await writer.wait_closed()

        assert line.split()[1] == b"413"

    tell(story)


def test_an_address_that_asks_too_often_is_told_when_to_come_back() -> None:
    async def story() -> None:
        made = hub_of(allowance=Allowance(burst=2, per_s=0.1))
        await made.unlock()

        answers = [await ask(made, "GET", "/v1/hub") for _ in range(3)]
        made.clock.advance(10_000)
        later = await ask(made, "GET", "/v1/hub")

        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[-1].headers["retry-after"] == "10"
        assert later.status_code == 200

    tell(story)


def test_one_address_does_not_use_up_anothers_allowance() -> None:
    buckets = Buckets(FakeClock(), Allowance(burst=1, per_s=1))

    waits = [buckets.wait_s(address) for address in ("a", "a", "b")]

    assert waits == [0, 1, 0]


def test_a_hub_remembers_a_bounded_number_of_addresses() -> None:
    buckets = Buckets(FakeClock(), Allowance(burst=1, per_s=1))

    for number in range(10_001):
        buckets.wait_s(str(number))

    assert buckets.wait_s("0") == 0
    assert buckets.wait_s("10000") > 0


def test_a_gate_lets_in_no_more_than_fit() -> None:
    gate = Gate(1)

    with gate.entered("a"), pytest.raises(Denied) as caught, gate.entered("b"):
        pass

    assert caught.value.reason == Reason.BUSY
    with gate.entered("b"):
        pass


def no_room(made: TestHub, table: str) -> None:
    made.inbox.file._database.conn.execute(
        f"CREATE TEMP TRIGGER no_room_{table} BEFORE INSERT ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
    )


def test_a_full_disk_is_said_with_507_and_the_post_keeps_its_batch() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        cut = device.recorded_and_cut()
        no_room(made, "envelope")
        courier = device.courier(made.road)

        answer = await put_all(made, cut)
        await courier.turn()
        made.inbox.file._database.conn.execute("DROP TRIGGER no_room_envelope")
        reason = courier.reach.reason
        await courier.turn()

        assert answer.status_code == 507
        assert reason == "full"
        assert is_road_empty(device)

    tell(story)


def test_a_disk_that_fills_before_the_receipt_acknowledges_nothing() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        await put_all(made, device.recorded_and_cut())
        cut = device.recorded_and_cut()
        no_room(made, "receipt")

        answer = await put(made, cut.sealed, cut.envelope)
        made.inbox.file._database.conn.execute("DROP TRIGGER no_room_receipt")
        again = await put(made, cut.sealed, cut.envelope)

        assert answer.status_code == 507
        assert again.status_code == 200
        assert made.reader.events() == device.events()

    tell(story)


def test_strangers_fill_only_their_own_room(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        monkeypatch.setattr("sync.hub.inbox.MAX_UNREAD_BYTES", 15_000)
        first = await put(made, bytes(9_000), bytes(16))

        refused = await put(made, bytes(9_001), bytes(16))
        cut = device.recorded_and_cut()
        known = await put_all(made, cut)

        assert (first.status_code, refused.status_code) == (422, 503)
        assert refused.headers["retry-after"] == "30"
        assert known.status_code == 201

    tell(story)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    method=st.sampled_from(["GET", "PUT", "POST", "HEAD", "OPTIONS", "PATCH"]),
    path=st.sampled_from(["/v1/hub", ENROL_PATH, "/v1/state/", "/v1/envelope/"]),
    name=st.one_of(
        st.just("0" * 32), st.just("0" * 16), st.text("0aG/.%?&=", max_size=40)
    ),
    body=st.binary(max_size=2000),
    token=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=80),
)
def test_no_bytes_make_a_hub_stumble(
    method: str, path: str, name: str, body: bytes, token: str
) -> None:
    async def story() -> None:
        made = hub_of()
        await made.unlock()
        whole = path + name if path.endswith("/") else path
        headers = {"Authorization": f"Bearer {token}"}

        answer = await ask(made, method, whole, content=body, headers=headers)

        assert answer.status_code in {200, 403, 404, 413, 422}
        assert made.reader.events() == []

    tell(story)


def test_a_hub_serves_over_a_real_socket() -> None:
    async def story() -> None:
        clean = hub_of()
        await clean.unlock()
        device = device_of()
        await enrol(clean, device)
        async with served(clean.app) as server:
            known = device.road.hub()
            assert known is not None
            device.road.set_hub(
                type(known)(server.url, known.token, known.receipt_public)
            )
            for _ in range(5):
                device.recorded_and_cut(4)
            await run_until(device.courier(None), lambda: is_road_empty(device))

        assert clean.reader.events() == device.events()

    tell(story)


def test_logs_carry_ids_and_reasons_and_nothing_of_a_post(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)

    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        cut = device.recorded_and_cut()
        await put(made, cut.sealed[:-1] + bytes([cut.sealed[-1] ^ 1]), cut.envelope)
        await put_all(made, cut)

        assert device.joined is not None
        said = " ".join(
            record.getMessage()
            for record in caplog.records
            if record.name.startswith("noodpost")
        )
        assert cut.envelope.hex() in said
        assert "Post device" not in said
        assert device.joined.enrolled.road_token.hex() not in said

    tell(story)


def test_a_refusal_tells_only_its_reason() -> None:
    async def story() -> None:
        made = await open_hub()

        answer = await ask(made, "GET", state_path(bytes(8)))

        problem = unpack(Problem, answer.content, limit=100)
        assert problem == Problem(Reason.NOT_ALLOWED, {})

    tell(story)


def test_envelopes_of_nothing_at_all_fill_a_hub_no_further(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def story() -> None:
        made = await open_hub()
        monkeypatch.setattr("sync.hub.inbox.MAX_UNREAD_BYTES", 10_000)

        answers = [await put(made, b"", bytes([n]) * 16) for n in range(1, 4)]

        assert [answer.status_code for answer in answers] == [422, 422, 503]

    tell(story)
