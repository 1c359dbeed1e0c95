"""Each measurement runs, on tiny sizes; what it finds is not judged here."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from pathlib import Path

import pytest

from tests.bench import (
    care,
    growth,
    hand,
    hubs,
    likeness,
    outage,
    powers,
    register,
    residents,
    stock,
    sync,
    travel,
)
from tests.bench.line import Rate, thin_line
from tests.bench.stage import EAGER
from tests.bench.table import Figures

TINY = sync.Size(
    events=60,
    grown=(30, 90),
    batch=20,
    runs=1,
    worst=Rate(64_000, 0.02, 2.0),
    pace=EAGER,
)
KEYS = (
    "bytes_per_event",
    "ingest_events_per_s",
    "ingest_bound_per_s",
    "bare_insert_per_s",
    "line_256k_300ms_s",
    "line_9k6_reset_s",
    "line_9k6_bound_s",
)


def test_the_courier_is_measured_from_bytes_to_a_line_that_breaks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = Figures()

    sync.measure(figures, tmp_path, TINY)

    found = json.loads(figures.as_json())
    assert [key for key in KEYS if key not in found] == []
    assert set(found["growth"]["land_ms"]) == {"30", "90"}
    assert "kbit/s" in capsys.readouterr().err


def test_what_goes_by_hand_is_measured(tmp_path: Path) -> None:
    figures = Figures()

    hand.measure(figures, tmp_path, (8, 6))

    names = [name for name, _, _ in figures.rows]
    assert "squares: for 100 casualties" in names
    assert "bundle: size" in names


def test_registration_is_measured(tmp_path: Path) -> None:
    figures = Figures()

    register.measure(figures, tmp_path, (0,))

    assert any(name.startswith("register at 0") for name, _, _ in figures.rows)


def test_residents_are_measured(tmp_path: Path) -> None:
    figures = Figures()

    residents.measure(figures, tmp_path, 60)

    for named in ("outage everywhere", "who is next", "coverage by street", "spread"):
        assert any(name.startswith(named) for name, _, _ in figures.rows)


def test_powers_are_measured(tmp_path: Path) -> None:
    figures = Figures()

    powers.measure(figures, tmp_path, (4, 12))

    assert any("who may, a tap" in name for name, _, _ in figures.rows)


def test_the_rooms_of_care_are_measured(tmp_path: Path) -> None:
    figures = Figures()

    care.measure(figures, tmp_path, care.Size(board=300, events=5, many=20))

    measured = {name for name, _, _ in figures.rows}
    assert "board of 300 median" in measured
    assert "raw list at 20 median" in measured


def test_finding_the_same_person_is_measured(tmp_path: Path) -> None:
    figures = Figures()

    likeness.measure(figures, tmp_path, 200)

    assert any(name.startswith("same person at 200") for name, _, _ in figures.rows)


def test_a_post_is_measured_on_its_way_to_a_hub(tmp_path: Path) -> None:
    figures = Figures()

    travel.measure(figures, tmp_path, casualties=20)

    assert ("events sent", "events") in {(name, unit) for name, _, unit in figures.rows}


def test_a_grown_file_holds_as_many_events_as_asked(tmp_path: Path) -> None:
    figures = Figures()

    growth.measure(figures, tmp_path, (50,), batch=10)

    assert any(name.startswith("record one at 50") for name, _, _ in figures.rows)


async def _gone(writer: asyncio.StreamWriter) -> None:
    """Close a connection, and leave nothing of it for a later test to stumble over."""
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


def test_a_line_carries_every_byte_in_order_no_faster_than_it_may() -> None:
    sent = bytes(range(256)) * 8

    async def story() -> tuple[bytes, int, float]:
        heard = bytearray()

        async def listen(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter
        ) -> None:
            while part := await reader.read(4096):
                heard.extend(part)
            await _gone(writer)

        server = await asyncio.start_server(listen, "127.0.0.1", 0)
        loop = asyncio.get_running_loop()
        begun = loop.time()
        async with thin_line(_port(server), Rate(64_000, 0.02)) as (line, port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(sent)
            writer.write_eof()
            await reader.read()
            await _gone(writer)
            took = loop.time() - begun
        server.close()
        await server.wait_closed()
        return bytes(heard), line.bytes_both, took

    heard, carried, took = asyncio.run(story())

    assert heard == sent
    assert carried == len(sent)
    assert took > len(sent) * 8 / 64_000


def test_a_line_that_breaks_cuts_every_connection() -> None:
    async def story() -> tuple[bytes, int]:
        async def hold(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter
        ) -> None:
            try:
                await reader.read()
            except ConnectionResetError:
                return
            finally:
                await _gone(writer)

        server = await asyncio.start_server(hold, "127.0.0.1", 0)
        async with thin_line(_port(server), Rate(9_600, 0, 0.05)) as (line, port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                heard = await reader.read()
            except ConnectionResetError:
                heard = b"reset"
            await _gone(writer)
        server.close()
        await server.wait_closed()
        return heard, line.resets

    heard, resets = asyncio.run(story())

    assert heard == b"reset"
    assert resets >= 1


def _port(server: asyncio.Server) -> int:
    return int(server.sockets[0].getsockname()[1])


def test_a_full_stock_is_measured(tmp_path: Path) -> None:
    figures = Figures()

    stock.measure(figures, tmp_path, stock.Size(9, 2, 3, 3, 4))

    names = {name for name, _, _ in figures.rows}
    asked = {
        "stock list",
        "stock item",
        "what runs out",
        "heat map with who helps whom",
    }
    assert {f"{each} median" for each in asked} <= names


@pytest.mark.skipif(sys.platform == "win32", reason="its processes are killed there")
def test_hubs_on_files_and_on_a_database_are_measured(tmp_path: Path) -> None:
    figures = Figures()

    tiny = hubs.Load(devices=2, batches=2, events=5, one_by_one=4, more=2)
    hubs.measure(figures, tmp_path, tiny)

    said = [name for name, value, _ in figures.rows if value > 0]
    memory = 4 if sys.platform == "linux" else 0
    assert len(said) == len(figures.rows) == 1 + 3 * 5 + 2 * 2 + memory


@pytest.mark.skipif(sys.platform == "win32", reason="its processes are killed there")
def test_how_a_region_catches_up_is_measured(tmp_path: Path) -> None:
    figures = Figures()

    outage.measure(figures, tmp_path, outage.Outage(posts=2, casualties=1))

    assert [unit for _, value, unit in figures.rows if value > 0] == [
        *("events/s", "envelopes/s", "posts", "s", "h", "s", "events/s"),
    ]
