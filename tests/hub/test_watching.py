"""Who watches over a hub hears whether it lives and how much there is: never who."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from pathlib import Path

import httpx
import pytest

from app.__main__ import main
from app.care.terms import Triage
from app.hub.watching import Watch
from app.lines import JsonLines
from sync.errors import FileError
from tests.journeys.test_shared_hub import beside, order
from tests.support.postgres import Server
from tests.support.region import PASSPHRASE, Region, arrive, opened, region
from tests.support.wire import URL


async def asked(watch: Watch, path: str) -> httpx.Response:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(watch), base_url=URL
    ) as client:
        return await client.get(path)


def numbers(said: httpx.Response) -> dict[str, float]:
    lines = (each for each in said.text.splitlines() if not each.startswith("#"))
    return {name: float(n) for name, n in (line.rsplit(" ", 1) for line in lines)}


@pytest.mark.parametrize("is_shared", [False, True])
def test_a_hub_says_how_much_there_is_and_nobodys_name(
    tmp_path: Path, server: Server, is_shared: bool
) -> None:
    async def story() -> None:
        database = server.new_database() if is_shared else None
        async with region(tmp_path, database=database) as here:
            watch = Watch(here.hub)
            here.hub = _Counted(here, watch)  # type: ignore[assignment]
            post = await here.post("zuid")
            await arrive(post, Triage.T1, name="Zeldzaamnaam")
            await here.received(post)

            said = await asked(watch, "/metrics")

            found = numbers(said)
            assert found["noodpost_hub_unlocked"] == 1
            assert found["noodpost_hub_inbox_up"] == 1
            assert found["noodpost_hub_devices"] == 1
            assert found['noodpost_hub_envelopes{fate="read"}'] >= 2
            assert ("noodpost_hub_journal_rows" in found) is is_shared
            assert ("noodpost_hub_journal_rows_behind" in found) is is_shared
            brought = [
                n
                for name, n in found.items()
                if name.startswith("noodpost_hub_requests_total") and '"201"' in name
            ]
            assert sum(brought) + found.get(
                'noodpost_hub_requests_total{route="bundle",status="200"}', 0
            )
            assert "zuid" not in said.text.lower()
            labels = re.findall(r'(\w+)="([^"]*)"', said.text)
            assert {name for name, _ in labels} == {"route", "status", "fate", "le"}
            assert max(len(value) for _, value in labels) <= len("set_aside")

    asyncio.run(story())


def test_each_process_says_how_far_it_is_behind_the_others(
    tmp_path: Path, server: Server
) -> None:
    database = server.new_database()
    behind = "noodpost_hub_journal_rows_behind"

    async def story() -> None:
        async with (
            region(tmp_path, database=database) as here,
            beside(here, database, "other") as other,
        ):
            post = await here.post("zuid")
            await here.received(post)
            await other.unlock(PASSPHRASE)
            assert here.hub.following is not None
            here.hub.following.cancel()  # it is stuck, as it were

            await order(other, "Maak zaal B vrij")
            stuck = numbers(await asked(Watch(here.hub), "/metrics"))
            at_work = numbers(await asked(Watch(other), "/metrics"))
            await opened(here.hub).follow()
            up = numbers(await asked(Watch(here.hub), "/metrics"))

            assert stuck[behind] > 0
            assert (at_work[behind], up[behind]) == (0, 0)

    asyncio.run(story())


class _Counted:
    """The hub of a region, asked by way of who watches."""

    def __init__(self, here: Region, watch: Watch) -> None:
        self._hub = here.hub
        self._watch = watch

    async def __call__(self, *asked: object) -> None:
        await self._watch.counted(*asked)  # type: ignore[arg-type]

    def __getattr__(self, name: str) -> object:
        return getattr(self._hub, name)


def test_a_hub_is_ready_while_it_can_store_locked_or_not(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            watch = Watch(here.hub)
            opened = await asked(watch, "/health/ready")
            await here.hub.lock()
            locked = await asked(watch, "/health/ready")
            nothing = await asked(watch, "/else")
            inbox, _ = here.hub.within()
            assert inbox is not None
            inbox.close()
            gone = await asked(watch, "/health/ready")
            alive = await asked(watch, "/health/live")
            down = numbers(await asked(watch, "/metrics"))

            assert (opened.status_code, json.loads(opened.text)) == (
                200,
                {"stores": True, "reads": True},
            )
            assert (locked.status_code, json.loads(locked.text)["reads"]) == (
                200,
                False,
            )
            assert (gone.status_code, alive.status_code) == (503, 200)
            assert nothing.status_code == 404
            assert down["noodpost_hub_inbox_up"] == 0

    asyncio.run(story())


def test_what_is_logged_is_one_line_of_json_without_the_words_of_an_error() -> None:
    def spoiled() -> None:
        raise FileError("Zeldzaamnaam")

    record = logging.getLogger("noodpost.hub").makeRecord(
        "noodpost.hub",
        logging.WARNING,
        __file__,
        1,
        "envelope %s: %s",
        ("00ff", "set_aside\n"),
        None,
    )
    with pytest.raises(FileError) as raised:
        spoiled()
    record.exc_info = (raised.type, raised.value, raised.tb)

    line = JsonLines().format(record)

    said = json.loads(line)
    assert "\n" not in line
    assert said["said"] == "envelope 00ff: set_aside\n"
    assert (said["level"], said["from"], said["error"]) == (
        "warning",
        "noodpost.hub",
        "FileError",
    )
    assert "Zeldzaamnaam" not in line


@pytest.mark.parametrize("given", ["9470", "127.0.0.1", "127.0.0.1:x"])
def test_a_place_to_watch_that_is_none_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], given: str
) -> None:
    code = main(["hub", "--data", str(tmp_path), "--watch", given, "--no-window"])

    assert code == 2
    assert given in capsys.readouterr().err
