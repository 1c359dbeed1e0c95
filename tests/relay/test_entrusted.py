"""What a lost device and a lost base leave with a sister reaches the hub by her."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from sync.courier import http
from sync.courier.entrusted import Giver
from sync.errors import RoadError
from sync.limits import (
    ENTRUSTED_AFTER_MS,
    ENTRUSTED_AGAIN_MS,
    ENTRUSTED_HELD_MS,
    ENTRUSTED_LIFE_MS,
    EPOCH_LIFE_MS,
)
from sync.protocol import PAST_ALL_RECEIPTS
from tests.hub.test_down import collect
from tests.hub.test_sisters import names, told_by, two_of
from tests.relay.test_sisters import names_its_keys
from tests.support.hub import Device, TestHub, enrolled, hub_of, open_hub, put_all, tell
from tests.support.hub import turn_with as turn
from tests.support.relay import Relay, hands_to, relay_of


@dataclass
class Home:
    """A hub and two devices of one post, of which one is to be lost."""

    made: TestHub
    lost: Device
    sister: Device
    base: Relay = field(default_factory=relay_of)

    async def meets(self) -> None:
        """Let the sister take what the other sealed from a base, and believe it."""
        for device in (self.lost, self.sister):
            await hands_to(device, self.base).turn()
        self.believes()

    def believes(self) -> None:
        road = self.sister.road
        road.landed([each.n for each in road.collected()], 1, is_sisters=True)

    def later(self, by_ms: int = ENTRUSTED_AFTER_MS) -> None:
        self.sister.clock.advance(by_ms)

    @property
    def kept(self) -> int:
        """How many envelopes the sister would bring now."""
        return self.sister.road.entrusted.count(self.sister.clock.now_ms())

    def handed_down(self) -> list[bytes]:
        """Return what the hub has of the device that is to be lost."""
        return names(collect(self.made, self.sister))


async def home(made: TestHub | None = None) -> Home:
    made = made or await open_hub()
    lost, sister = await two_of(made)
    names_its_keys(sister)
    lost.road.handing.add("http://localhost", 0)
    sister.road.handing.add("http://localhost", 0)
    sister.recorded_and_cut()
    return Home(made, lost, sister)


class Listening(httpx.AsyncBaseTransport):
    """A line that notes what is asked over it."""

    def __init__(self, line: httpx.AsyncBaseTransport) -> None:
        self.line = line
        self.asked: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(f"{request.method} {request.url.path}")
        return await self.line.handle_async_request(request)


def test_what_a_lost_device_recorded_reaches_the_hub_through_its_sister() -> None:
    async def story() -> None:
        at = await home()
        for _ in range(3):
            at.lost.recorded_and_cut(2)
        await at.meets()

        await turn(at.made.road, at.sister)
        too_early = at.handed_down()
        at.later()
        await turn(at.made.road, at.sister)

        assert too_early == []
        assert at.handed_down() == told_by(at.lost)
        assert at.kept == 0

    tell(story)


def test_what_the_hub_holds_is_not_brought_a_second_time() -> None:
    async def story() -> None:
        at = await home()
        await put_all(at.made, at.lost.recorded_and_cut())
        at.lost.recorded_and_cut()
        await at.meets()
        at.later()
        line = Listening(at.made.road)
        await turn(line, at.sister)
        own = {f"PUT /v1/envelope/{each.hex()}" for each in told_by(at.sister)}

        brought = [each for each in line.asked if each[:3] == "PUT" and each not in own]

        assert brought == [f"PUT /v1/envelope/{told_by(at.lost)[-1].hex()}"]
        assert at.kept == 0

    tell(story)


def test_what_the_hub_handed_down_is_not_kept_whichever_came_first() -> None:
    async def story() -> None:
        at = await home()
        at.lost.recorded_and_cut()
        await put_all(at.made, at.lost.cuts[0])
        await hands_to(at.lost, at.base).turn()

        await hands_to(at.sister, at.base).turn()
        await at.sister.courier(at.made.road).collect()
        at.believes()
        at.later()
        from_base_first = at.kept
        at.lost.recorded_and_cut()
        await at.meets()
        await put_all(at.made, at.lost.cuts[1])
        at.later()
        waited = at.kept
        await at.sister.courier(at.made.road).collect()

        assert (from_base_first, waited, at.kept) == (0, 1, 0)

    tell(story)


def test_what_the_post_did_not_believe_is_not_kept() -> None:
    async def story() -> None:
        at = await home()
        at.lost.recorded_and_cut()
        await hands_to(at.lost, at.base).turn()
        await hands_to(at.sister, at.base).turn()
        for one in at.sister.road.collected():
            at.sister.road.set_aside_down(one.n, "signature")
        at.later()

        assert at.kept == 0

    tell(story)


def test_what_only_bears_the_name_of_something_that_landed_is_not_kept() -> None:
    async def story() -> None:
        at = await home()
        at.lost.recorded_and_cut()
        await hands_to(at.lost, at.base).turn()
        await hands_to(at.sister, at.base).turn()
        road = at.sister.road
        road.landed([one.n for one in road.collected()])
        at.later()

        assert at.kept == 0

    tell(story)


def test_own_facts_that_a_base_gives_back_are_not_kept() -> None:
    async def story() -> None:
        at = await home()
        raw = at.sister.cuts[0].sealed
        at.sister.road.collect(
            [raw], b"", at.sister.clock.now_ms(), giver=Giver.NEIGHBOUR
        )
        at.believes()
        at.later()

        assert at.kept == 0

    tell(story)


def test_what_the_hub_would_not_take_is_offered_again_a_day_later() -> None:
    async def story() -> None:
        at = await home()
        at.lost.recorded_and_cut()
        await at.meets()
        at.later()
        at.made.hub.revoke(at.lost.applicant.signing.id)

        await turn(at.made.road, at.sister)
        refused = at.kept
        at.later(ENTRUSTED_AGAIN_MS)

        assert refused == 0
        assert at.kept == len(told_by(at.lost))

    tell(story)


def test_what_was_erased_is_not_brought_any_more() -> None:
    async def story() -> None:
        at = await home()
        cut = at.lost.recorded_and_cut()
        await at.meets()

        at.sister.road.forget([cut.envelope])
        at.later()
        await turn(at.made.road, at.sister)

        assert at.handed_down() == [cut.epoch]

    tell(story)


def test_what_a_device_sealed_itself_goes_before_what_its_sister_did() -> None:
    async def story() -> None:
        at = await home()
        at.lost.recorded_and_cut()
        await at.meets()
        at.later()
        line = Listening(at.made.road)

        await turn(line, at.sister)
        first = [each for each in line.asked if each.startswith(("PUT", "POST"))]

        assert at.sister.road.outstanding() == ()
        assert first[0] == f"PUT /v1/envelope/{told_by(at.sister)[0].hex()}"
        assert at.handed_down() == told_by(at.lost)

    tell(story)


def test_only_a_device_of_the_post_is_told_what_the_hub_has_of_a_log() -> None:
    async def story() -> None:
        at = await home()
        await put_all(at.made, at.lost.recorded_and_cut())
        other = await enrolled(at.made, "other")

        async def ask(by: Device) -> list[tuple[int, int]]:
            address = by.road.hub()
            assert address is not None
            line = http.open_line(address.url, transport=at.made.road)
            state = await http.state(
                line, address.token, at.lost.log, PAST_ALL_RECEIPTS
            )
            return [(one[0], one[1]) for one in state.held]

        assert await ask(at.sister) == [(1, 1)]
        with pytest.raises(RoadError, match=http.REFUSED):
            await ask(other)

    tell(story)


def test_what_a_hub_lost_of_a_lost_device_comes_back_from_its_sister(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        made = hub_of(str(tmp_path / "inbox.db"))
        await made.unlock()
        at = await home(made)
        with closing(sqlite3.connect(tmp_path / "inbox.db")) as now:
            now.execute("VACUUM INTO ?", (str(tmp_path / "backup.db"),))
        at.lost.recorded_and_cut()
        await put_all(at.made, at.lost.cuts[0])
        await at.sister.courier(at.made.road).collect()
        at.believes()
        anew = hub_of(str(tmp_path / "backup.db"))
        await anew.unlock()

        await turn(anew.road, at.sister)
        soon = names(collect(anew, at.sister))
        at.later(ENTRUSTED_HELD_MS)
        await turn(anew.road, at.sister)

        assert soon == []
        assert names(collect(anew, at.sister)) == told_by(at.lost)

    tell(story)


def test_what_the_hub_held_for_a_month_is_let_go_of() -> None:
    async def story() -> None:
        at = await home()
        at.lost.recorded_and_cut()
        await put_all(at.made, at.lost.cuts[0])
        await at.sister.courier(at.made.road).collect()
        at.believes()
        road = at.sister.road
        at.later(ENTRUSTED_LIFE_MS)
        asked_of = road.entrusted.due(at.sister.clock.now_ms())
        at.later(1)

        await turn(at.made.road, at.sister)
        at.later(ENTRUSTED_LIFE_MS)

        assert asked_of == (at.lost.log,)
        assert road.entrusted.due(at.sister.clock.now_ms()) == ()

    tell(story)


def test_a_clock_that_was_put_back_makes_nothing_wait() -> None:
    async def story() -> None:
        at = await home()
        at.lost.recorded_and_cut()
        await at.meets()

        at.later(-ENTRUSTED_AGAIN_MS)
        await turn(at.made.road, at.sister)

        assert at.handed_down() == told_by(at.lost)

    tell(story)


async def held_by_the_hub(days: int) -> Home:
    """Return a sister who was handed down a key epoch of each of these days."""
    at = await home()
    for _ in range(days):
        at.lost.clock.advance(EPOCH_LIFE_MS + 1)
        at.lost.recorded_and_cut()
        await put_all(at.made, at.lost.cuts[-1])
    await at.sister.courier(at.made.road).collect()
    at.believes()
    await turn(at.made.road, at.sister)
    return at


def test_key_epochs_the_hub_does_not_name_are_not_brought_while_it_lacks_no_batch() -> (
    None
):
    async def story() -> None:
        at = await held_by_the_hub(18)  # more than a hub names
        line = Listening(at.made.road)

        for _ in range(3):
            at.later(ENTRUSTED_HELD_MS)
            await turn(line, at.sister)

        about = f"GET /v1/state/{at.lost.log.hex()}"
        assert line.asked.count(about) == 3
        assert [each for each in line.asked if each[:3] != "GET"] == []

    tell(story)


def test_what_the_hub_still_holds_costs_no_writing_when_it_is_asked() -> None:
    async def story() -> None:
        at = await held_by_the_hub(2)
        road = at.sister.road
        at.later(ENTRUSTED_HELD_MS)
        with road.entrusted._file.change() as run:
            run(
                "CREATE TEMP TRIGGER told BEFORE UPDATE ON entrusted "
                "BEGIN SELECT RAISE(ABORT, 'written'); END"
            )

        await turn(at.made.road, at.sister)

        assert road.entrusted.due(at.sister.clock.now_ms()) == ()

    tell(story)


def test_what_the_hub_refuses_time_and_again_is_offered_ever_less_often() -> None:
    async def story() -> None:
        at = await home()
        at.lost.recorded_and_cut()
        await at.meets()
        at.later()
        at.made.hub.revoke(at.lost.applicant.signing.id)
        line = Listening(at.made.road)

        for _ in range(15):
            await turn(line, at.sister)
            at.later(ENTRUSTED_AGAIN_MS)
        offered = f"PUT /v1/envelope/{at.lost.cuts[0].envelope.hex()}"

        assert line.asked.count(offered) == 4  # after 1, 3 and 7 days

    tell(story)
