"""Sisters meet at a relay that knows no post: only who has the key can read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sync.database import open_database
from sync.envelope import read_head
from sync.relay.room import Quota
from sync.relay.schema import MIGRATIONS
from sync.relay.shelf import Shelf
from sync.relay.sisters import Asked
from sync.trust.pairs import SealingKey
from tests.hub.test_sisters import sister_of, told_by, two_of
from tests.support.fakes import SeededIds
from tests.support.hub import Device, enrolled, open_hub, tell
from tests.support.relay import Relay, all_round, hands_to, relay_of

WEEK_MS = 7 * 24 * 3_600_000


def names_its_keys(device: Device) -> bytes:
    """Say on the road by which names what is sealed to this post is known."""
    assert device.joined is not None
    key = device.joined.enrolled.post_key
    device.road.homely.set_post_keys([key.id, key.id_in(1)])
    return device.road.homely.post_keys()


def given(relay: Relay, device: Device, keys: bytes) -> list[bytes]:
    back = relay.shelf.back(device.log, b"", asked=Asked(keys, (device.log,)))
    return [read_head(raw).core.envelope for raw in back.envelopes]


async def came(device: Device) -> list[bytes]:
    return [read_head(one.sealed).core.envelope for one in device.road.collected()]


def test_a_sister_without_a_line_finds_there_what_another_brought() -> None:
    async def story() -> None:
        made, relay = await open_hub(), relay_of()
        one, two = await two_of(made)
        other = await enrolled(made, "other")
        for device in (one, two, other):
            names_its_keys(device)
            device.road.handing.add("http://localhost", 0)
        one.recorded_and_cut()
        other.recorded_and_cut()
        two.recorded_and_cut()

        for device in (one, other, two):
            await hands_to(device, relay).turn()
        await hands_to(two, relay).turn()

        assert await came(two) == told_by(one)
        assert await came(other) == []
        assert two.road.homely.is_base(b"http://localhost")

    tell(story)


def test_a_file_that_was_put_back_asks_the_base_for_everything_again() -> None:
    async def story() -> None:
        made, relay = await open_hub(), relay_of()
        one, two = await two_of(made)
        names_its_keys(two)
        two.road.handing.add("http://localhost", 0)
        one.recorded_and_cut()
        two.recorded_and_cut()
        await hands_to(one, relay).turn()
        await hands_to(two, relay).turn()
        two.road.landed([each.n for each in two.road.collected()], 2)

        two.road.collect_again()
        await hands_to(two, relay).turn()

        assert await came(two) == told_by(one)

    tell(story)


def test_who_names_no_key_or_another_gets_nothing_of_it() -> None:
    async def story() -> None:
        made, relay = await open_hub(), relay_of()
        one, two = await two_of(made)
        one.recorded_and_cut()
        await hands_to(one, relay).turn()
        strange = SealingKey.generate(SeededIds("strange")).id

        assert given(relay, two, b"") == []
        assert given(relay, two, bytes(strange)) == []
        assert given(relay, two, b"short") == []
        assert given(relay, one, names_its_keys(one)) == []
        assert given(relay, two, names_its_keys(two)) == told_by(one)

    tell(story)


def test_what_sisters_ask_for_outlives_the_receipt_of_the_hub_for_a_week() -> None:
    async def story() -> None:
        made, relay = await open_hub(), relay_of()
        one, two = await two_of(made)
        keys = names_its_keys(two)
        relay.shelf.addressed.asked(keys, relay.clock.now_ms())
        one.recorded_and_cut()
        await all_round(one, relay, made)
        kept = given(relay, two, keys)

        relay.clock.advance(WEEK_MS + 1)
        one.clock.advance(WEEK_MS + 1)
        one.recorded_and_cut()
        await all_round(one, relay, made)

        assert kept == told_by(one)[:2]
        assert given(relay, two, keys) == kept  # of a week later nothing was kept
        assert relay.shelf.count().waiting == 0

    tell(story)


def test_what_only_sisters_want_makes_way_for_what_no_hub_has() -> None:
    async def story() -> None:
        made = await open_hub()
        relay = relay_of(quota=Quota(most_bytes=1 << 20, each_bytes=9_000))
        one, two = await two_of(made)
        keys = names_its_keys(two)
        relay.shelf.addressed.asked(keys, relay.clock.now_ms())
        for _ in range(6):
            one.recorded_and_cut(20)
        await all_round(one, relay, made)
        before = len(given(relay, two, keys))
        made.hub.lock()
        for _ in range(6):
            one.recorded_and_cut(20)

        await hands_to(one, relay).turn()

        assert before >= 6
        assert relay.shelf.count().waiting >= 6
        assert len(given(relay, two, keys)) == relay.shelf.count().waiting

    tell(story)


def test_what_a_base_shows_itself_is_carried_nowhere() -> None:
    async def story() -> None:
        made, relay = await open_hub(), relay_of()
        one = await enrolled(made, "one")
        two = await sister_of(made, one, "two", "B")
        cut = one.recorded_and_cut()
        assert cut.begun is not None

        for raw in (cut.begun.sealed, cut.sealed, b"no envelope"):
            assert relay.shelf.show(raw, relay.clock.now_ms())
        await relay.leads_to(made.road).turn()

        assert given(relay, two, names_its_keys(two)) == told_by(one)
        assert relay.shelf.count().waiting == 0
        assert made.reader.events() == []

    tell(story)


def test_what_comes_after_all_was_forgotten_is_still_beyond_what_was_heard() -> None:
    async def story() -> None:
        made, relay = await open_hub(), relay_of()
        one, two = await two_of(made)
        asked = Asked(names_its_keys(two), (two.log,))
        one.recorded_and_cut()
        await hands_to(one, relay).turn()
        heard = relay.shelf.back(two.log, b"", asked=asked).cursor or b""

        for clock in (relay.clock, one.clock):
            clock.advance(5 * WEEK_MS)
        relay.shelf.forget_old(relay.clock.now_ms())
        await hands_to(one, relay).turn()
        back = relay.shelf.back(two.log, heard, asked=asked)

        ids = [read_head(raw).core.envelope for raw in back.envelopes]
        assert ids == told_by(one)

    tell(story)


def test_a_shelf_of_an_earlier_version_goes_on_with_all_it_had(tmp_path: Path) -> None:
    async def story() -> None:
        made, ids = await open_hub(), SeededIds("shelf")
        one, two = await two_of(made)
        asked = Asked(names_its_keys(two), (two.log,))
        cut = one.recorded_and_cut()
        assert cut.begun is not None
        path = tmp_path / "relay.sqlite"
        earlier = Shelf(open_database(path, None, MIGRATIONS[:2]), ids)
        assert earlier.keep(cut.begun.sealed, "", 0)
        heard = earlier.back(two.log, b"", asked=asked)
        assert earlier.keep(cut.sealed, "", 0)
        earlier.close()

        shelf = Shelf.open(path, ids)
        back = shelf.back(two.log, heard.cursor or b"", asked=asked)
        shelf.close()

        assert heard.envelopes == (cut.begun.sealed,)
        assert back.envelopes == (cut.sealed,)

    tell(story)


def test_a_cursor_of_the_shelf_goes_on_where_it_was_and_any_other_begins_again() -> (
    None
):
    async def story() -> None:
        made, relay = await open_hub(), relay_of()
        one, two = await two_of(made)
        keys = names_its_keys(two)
        one.recorded_and_cut()
        await hands_to(one, relay).turn()
        log, asked = two.log, Asked(keys, (two.log,))

        first = relay.shelf.back(log, b"", asked=asked)
        again = relay.shelf.back(log, first.cursor or b"", asked=asked)
        strange = relay.shelf.back(log, b"\xff" * 24, asked=asked)

        assert len(first.envelopes) == 2
        assert again == replace(first, envelopes=())
        assert strange.envelopes == first.envelopes

    tell(story)
