"""Every answer a hub, or something else, can give has a name."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.courier import http
from sync.courier.http import Outcome, Patience, open_line
from sync.errors import RoadError
from sync.event import pack
from sync.ids import EnvelopeId, LogId
from sync.limits import MAX_MESSAGE_BYTES
from sync.protocol import CONTENT_TYPE, Delivered, Problem, Reason, Uploaded
from tests.support.tls import self_signed
from tests.support.wire import URL, Talk, answering, failing, raw_server, served

ENVELOPE = EnvelopeId(bytes(16))
LOG = LogId(bytes(8))
SHORT = Patience(base_s=0.2)


def deliver(
    transport: httpx.AsyncBaseTransport, patience: Patience | None = None
) -> http.Delivery:
    async def go() -> http.Delivery:
        line = open_line(URL, transport=transport, patience=patience)
        return await http.deliver(line, ENVELOPE, b"sealed")

    return asyncio.run(go())


def weather(transport: httpx.AsyncBaseTransport) -> RoadError:
    with pytest.raises(RoadError) as caught:
        deliver(transport)
    return caught.value


def said(reason: str) -> bytes:
    return pack(Delivered([b"receipt"], reason, {}))


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.STORED),
        (201, Outcome.STORED),
        (409, Outcome.CONFLICT),
        (410, Outcome.KEY_GONE),
        (422, Outcome.SET_ASIDE),
        (424, Outcome.EPOCH_MISSING),
    ],
)
def test_what_a_hub_decides_has_a_name(status: int, outcome: Outcome) -> None:
    road = answering(status, said("why"), content_type=CONTENT_TYPE)

    delivery = deliver(road)

    assert delivery == http.Delivery(outcome, (b"receipt",), "why")


def test_an_envelope_that_is_too_large_is_decided_upon() -> None:
    body = pack(Problem(Reason.TOO_LARGE, {}))

    delivery = deliver(answering(413, body, content_type=CONTENT_TYPE))

    assert delivery == http.Delivery(Outcome.TOO_LARGE, (), "too_large")


def test_a_proxy_that_finds_an_envelope_too_large_decides_nothing() -> None:
    why = weather(answering(413, b"<html>", content_type="text/html"))

    assert why.reason == http.GARBAGE


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_hub_says_when_to_come_back(status: int) -> None:
    why = weather(answering(status, retry_after="17"))

    assert (why.reason, why.retry_after_s) == (http.BUSY, 17)


@pytest.mark.parametrize("said", ["", "-1", "soon", "1.5", "9" * 30, "١٢"])
def test_a_moment_to_come_back_that_is_none_is_ignored(said: str) -> None:
    why = weather(answering(503, **{"retry_after": said} if said.isascii() else {}))

    assert (why.reason, why.retry_after_s) == (http.BUSY, None)


def test_a_hub_may_not_send_us_away_for_days() -> None:
    why = weather(answering(503, retry_after="864000"))

    assert why.retry_after_s == 3600


def test_a_hub_without_room_is_full() -> None:
    body = pack(Problem(Reason.FULL, {}))

    why = weather(answering(507, body, content_type=CONTENT_TYPE, retry_after="30"))

    assert (why.reason, why.retry_after_s) == (http.FULL, 30)


@pytest.mark.parametrize("status", [401, 403])
def test_a_hub_that_knows_us_no_longer_refuses(status: int) -> None:
    assert weather(answering(status)).reason == http.REFUSED


@pytest.mark.parametrize("status", [204, 301, 302, 400, 404, 405, 418, 500, 502, 507])
def test_an_answer_no_hub_gives_is_garbage(status: int) -> None:
    road = answering(status, b"<h1>Welkom op ons netwerk</h1>", location=URL + "/login")

    assert weather(road).reason == http.GARBAGE


@pytest.mark.parametrize(
    "body", [b"", b"OK", b"\xff\xff\xff", b"[" * 90_000, b"\x91" * 90_000, said("") * 2]
)
def test_a_body_that_is_no_answer_is_garbage(body: bytes) -> None:
    road = answering(200, body, content_type=CONTENT_TYPE)

    assert weather(road).reason == http.GARBAGE


def test_a_page_at_the_right_status_is_garbage() -> None:
    road = answering(200, said(""), content_type="text/html")

    assert weather(road).reason == http.GARBAGE


def test_an_answer_that_would_inflate_is_garbage() -> None:
    road = answering(200, said(""), content_type=CONTENT_TYPE, content_encoding="gzip")

    assert weather(road).reason == http.GARBAGE


def test_an_answer_without_end_is_cut_off() -> None:
    road = answering(200, bytes(MAX_MESSAGE_BYTES + 1), content_type=CONTENT_TYPE)

    assert weather(road).reason == http.TOO_LARGE


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (httpx.ConnectError("no route"), http.UNREACHABLE),
        (httpx.ConnectTimeout("lost"), http.UNREACHABLE),
        (httpx.ReadTimeout("lost"), http.SLOW),
        (httpx.ReadError("reset"), http.UNREACHABLE),
        (httpx.RemoteProtocolError("illegal status line"), http.GARBAGE),
        (httpx.RemoteProtocolError("Server disconnected"), http.UNREACHABLE),
        (OSError("network is down"), http.UNREACHABLE),
    ],
)
def test_weather_has_a_name(error: Exception, reason: str) -> None:
    assert weather(failing(error)).reason == reason


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://hub.example", http.TLS),
        ("http://192.168.1.4:8000", http.TLS),
        ("ftp://localhost", http.GARBAGE),
        ("https://", http.GARBAGE),
        ("hub", http.GARBAGE),
        ("http://localhost:x", http.GARBAGE),
    ],
)
def test_an_address_that_will_not_do_is_refused(url: str, reason: str) -> None:
    with pytest.raises(RoadError) as caught:
        open_line(url)

    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "url", ["http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1"]
)
def test_this_machine_itself_needs_no_certificate(url: str) -> None:
    line = open_line(url, transport=answering(200))

    assert line.client.base_url.scheme == "http"


def test_a_root_certificate_that_is_none_is_refused() -> None:
    with pytest.raises(RoadError) as caught:
        open_line("https://hub.example", tls_root="not a certificate")

    assert caught.value.reason == http.TLS


def test_patience_grows_with_size() -> None:
    patience = Patience(base_s=20, bytes_per_s=4000)

    assert patience.for_bytes(0) == 20
    assert patience.for_bytes(2_000_000) == 520


WIRE = st.one_of(
    st.binary(max_size=80),
    st.recursive(
        st.one_of(
            st.none(), st.booleans(), st.integers(-9, 1 << 63), st.binary(max_size=9)
        ),
        lambda inner: st.lists(inner, max_size=5),
        max_leaves=12,
    ).map(pack),
    st.sampled_from([said(""), pack(Problem("", {}))]),
)


@settings(max_examples=300, deadline=None)
@given(
    status=st.sampled_from([200, 201, 202, 404, 409, 413, 422, 424, 503]),
    body=WIRE,
    which=st.sampled_from(["upload", "uploaded", "bundle", "down", "state"]),
)
def test_whatever_answers_is_a_value_or_weather(
    status: int, body: bytes, which: str
) -> None:
    async def go() -> None:
        road = answering(status, body, content_type=CONTENT_TYPE)
        line = open_line(URL, transport=road)
        part = http.Part(bytes(32), 100, 0, b"part")
        asked = {
            "upload": lambda: http.upload(line, bytes(32), ENVELOPE, part),
            "uploaded": lambda: http.uploaded(line, bytes(32), ENVELOPE, part),
            "bundle": lambda: http.bundle(line, [b"one", b"two"]),
            "down": lambda: http.down(line, bytes(32), LOG, http.Ask(b"", 0, 9)),
            "state": lambda: http.state(line, bytes(32), LOG, 0),
        }[which]
        with contextlib.suppress(RoadError):
            came = await asked()
            assert not isinstance(came, int) or 0 <= came <= part.size

    asyncio.run(go())


@pytest.mark.parametrize("offset", [-1, 101, 1 << 62])
def test_an_offset_outside_the_envelope_is_garbage(offset: int) -> None:
    async def go() -> None:
        body = pack(Uploaded(offset, {}))
        line = open_line(URL, transport=answering(202, body, content_type=CONTENT_TYPE))
        await http.upload(line, bytes(32), ENVELOPE, http.Part(bytes(32), 100, 0, b"x"))

    with pytest.raises(RoadError) as caught:
        asyncio.run(go())

    assert caught.value.reason == http.GARBAGE


def over(talk: Talk | list[bytes], patience: Patience = SHORT) -> RoadError:
    """Return the weather at a real socket that talks like this."""

    async def go() -> RoadError:
        async with raw_server(talk) as server:
            line = open_line(server.url, patience=patience)
            try:
                with pytest.raises(RoadError) as caught:
                    await http.deliver(line, ENVELOPE, b"sealed")
            finally:
                await line.aclose()
            return caught.value

    return asyncio.run(go())


def test_a_server_that_does_not_speak_http_is_garbage() -> None:
    assert over([b"220 mail.example ESMTP\r\n\r\n"]).reason == http.GARBAGE


def test_a_server_that_hangs_up_is_unreachable() -> None:
    assert over([]).reason == http.UNREACHABLE


def test_an_answer_that_breaks_off_is_unreachable() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"

    assert over([head, b"half"]).reason == http.UNREACHABLE


def test_a_server_that_never_answers_is_slow() -> None:
    async def hold(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        while await reader.read(1024):
            pass

    assert over(hold).reason == http.SLOW


def test_a_server_that_drips_is_slow() -> None:
    async def drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")
        for _ in range(500):
            writer.write(b".")
            await writer.drain()
            await asyncio.sleep(0.01)

    assert over(drip).reason == http.SLOW


def test_a_port_where_nobody_listens_is_unreachable() -> None:
    async def go() -> str:
        async with raw_server([]) as server:
            url = server.url
        line = open_line(url)
        try:
            with pytest.raises(RoadError) as caught:
                await http.descriptor(line)
        finally:
            await line.aclose()
        return caught.value.reason

    assert asyncio.run(go()) == http.UNREACHABLE


def greet(tls: tuple[str, str], root: str | None) -> str:
    """Ask a TLS server who it is; return the weather that stood in the way."""

    async def go() -> str:
        async with served(FastAPI(), tls) as server:
            line = open_line(server.url, tls_root=root)
            try:
                with pytest.raises(RoadError) as caught:
                    await http.state(line, bytes(32), LOG, 0)
            finally:
                await line.aclose()
            return caught.value.reason

    return asyncio.run(go())


def test_a_certificate_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    assert greet(self_signed(tmp_path), None) == http.TLS


def test_the_certificate_of_another_hub_is_refused(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    ours.mkdir()
    theirs.mkdir()
    root = Path(self_signed(ours)[0]).read_text()

    assert greet(self_signed(theirs), root) == http.TLS


def test_the_regions_own_root_is_believed(tmp_path: Path) -> None:
    tls = self_signed(tmp_path)

    reason = greet(tls, Path(tls[0]).read_text())

    assert (
        reason == http.GARBAGE
    )  # it got through TLS, to an application without routes


def test_a_plain_server_behind_a_tls_address_is_tls_weather() -> None:
    async def go() -> str:
        async with raw_server([b"HTTP/1.1 200 OK\r\n\r\n"]) as server:
            line = open_line(server.url.replace("http:", "https:"))
            try:
                with pytest.raises(RoadError) as caught:
                    await http.descriptor(line)
            finally:
                await line.aclose()
            return caught.value.reason

    assert asyncio.run(go()) == http.TLS
    assert issubclass(ssl.SSLError, OSError)
