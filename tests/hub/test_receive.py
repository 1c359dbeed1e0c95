"""What a hub answers to an envelope, over its own HTTP."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sync.errors import RoadError
from sync.event import unpack
from sync.hub.inbox import Fate
from sync.limits import MAX_ENVELOPE_BYTES
from sync.protocol import CONTENT_TYPE, Delivered, Problem, Reason
from sync.receipt import Level, read_receipt
from tests.support.hub import (
    JournalReader,
    TestHub,
    device_of,
    enrol,
    enrolled,
    is_road_empty,
    open_hub,
    put,
    put_all,
    tell,
    turn_with,
)


def delivered(content: bytes) -> Delivered:
    return unpack(Delivered, content, limit=100_000)


def levels(made: TestHub, content: bytes) -> list[int]:
    public = made.receipt_key.public
    return [read_receipt(raw, public).level for raw in delivered(content).receipts]


def test_a_new_envelope_is_created_with_both_receipts() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        cut = device.recorded_and_cut(2)

        answer = await put_all(made, cut)

        assert answer.status_code == 201
        assert answer.headers["content-type"] == CONTENT_TYPE
        assert levels(made, answer.content) == [Level.STORED, Level.READ]
        assert made.reader.events() == device.events()

    tell(story)


def test_the_same_bytes_again_get_the_same_receipts() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        cut = device.recorded_and_cut()
        first = await put_all(made, cut)

        again = await put_all(made, cut)

        assert again.status_code == 200
        assert again.content == first.content
        assert len(made.reader.events()) == 1

    tell(story)


def test_a_receipt_says_which_bytes_and_rises_in_number() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        cuts = [device.recorded_and_cut() for _ in range(3)]

        answers = [await put_all(made, cut) for cut in cuts]

        numbers = []
        for cut, answer in zip(cuts, answers, strict=True):
            for raw in delivered(answer.content).receipts:
                receipt = read_receipt(raw, made.receipt_key.public)
                assert receipt.envelope == cut.envelope
                assert receipt.batch_no == cut.batch_no
                assert receipt.realm == made.founding.identity.realm
                numbers.append(receipt.number)
        assert numbers == [3, 4, 5, 6, 7, 8]  # 1 and 2 are those of the key epoch

    tell(story)


def test_other_bytes_under_a_known_id_are_kept_and_contradict() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        cut = device.recorded_and_cut()
        await put_all(made, cut)
        other = bytearray(cut.sealed)
        other[-1] ^= 1

        answer = await put(made, bytes(other), cut.envelope)

        assert answer.status_code == 409
        assert delivered(answer.content).reason == Reason.OTHER_BYTES
        assert [one.fate for one in made.hub.kept()] == [Fate.CONTRADICTS]
        assert made.reader.events() == device.events()

    tell(story)


def test_garbage_under_an_id_does_not_keep_the_true_envelope_out() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        cut = device.recorded_and_cut()

        first = await put(made, b"garbage", cut.envelope)
        answer = await put_all(made, cut)

        assert first.status_code == 422
        assert answer.status_code == 201

    tell(story)


def test_another_batch_under_a_known_number_contradicts() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        twin = device_of()
        twin.joined = device.joined
        first = device.recorded_and_cut()
        device.journal.database.conn.execute("DELETE FROM batch")
        second = device.recorded_and_cut()

        await put_all(made, first)
        answer = await put_all(made, second)

        assert (first.batch_no, second.batch_no) == (1, 1)
        assert answer.status_code == 409
        assert delivered(answer.content).reason == Reason.BATCH_TAKEN

    tell(story)


def test_an_envelope_that_is_too_large_is_not_kept() -> None:
    async def story() -> None:
        made = await open_hub()

        answer = await put(made, bytes(MAX_ENVELOPE_BYTES + 1), bytes(16))

        assert answer.status_code == 413
        problem = unpack(Problem, answer.content, limit=1000)
        assert problem.reason == Reason.TOO_LARGE
        assert made.hub.kept() == ()

    tell(story)


def test_an_early_batch_lands_at_once_and_its_chain_is_checked_later() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        first, second = device.recorded_and_cut(2), device.recorded_and_cut(2)

        early = await put_all(made, second)
        count = len(made.reader.events())
        late = await put_all(made, first)

        assert (early.status_code, late.status_code) == (201, 201)
        assert count == 2
        assert made.reader.events() == device.events()
        assert troubles(made.reader) == [None, None]

    tell(story)


def troubles(reader: JournalReader) -> list[str | None]:
    found = reader.journal.database.conn.execute(
        "SELECT trouble FROM batch ORDER BY log, batch_no"
    )
    return [trouble for (trouble,) in found.fetchall()]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (2, 0, 1)])
def test_the_order_of_arrival_does_not_matter(order: tuple[int, ...]) -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        cuts = [device.recorded_and_cut(2) for _ in range(3)]

        for number in order:
            await put_all(made, cuts[number])

        assert made.reader.events() == device.events()
        assert troubles(made.reader) == [None, None, None]

    tell(story)


def test_a_hub_hears_what_a_post_had_not_sent() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.record(2)
        device.cut(unsent=(2, 1234))

        await turn_with(made.road, device)

        (known,) = made.hub.devices()
        assert (known.unsent, known.unsent_oldest_ms) == (2, 1234)
        assert known.heard_ms == made.clock.now_ms()

    tell(story)


def test_the_report_of_an_older_batch_does_not_replace_a_newer() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.record()
        first = device.cut(unsent=(9, 9))
        device.record()
        second = device.cut(unsent=(1, 1))

        await put_all(made, second)
        await put_all(made, first)

        assert made.hub.devices()[0].unsent == 1

    tell(story)


@pytest.mark.parametrize(("ahead_ms", "suspect"), [(9 * 60_000, 0), (11 * 60_000, 1)])
def test_a_clock_that_runs_ahead_is_flagged(ahead_ms: int, suspect: int) -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.clock.advance(ahead_ms)
        device.recorded_and_cut()

        await turn_with(made.road, device)

        found = made.reader.journal.database.conn.execute("SELECT suspect FROM event")
        assert found.fetchall() == [(suspect,)]

    tell(story)


def test_a_device_that_starts_a_new_log_is_read_on() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.recorded_and_cut()
        device.journal.start_log()
        device.recorded_and_cut()

        await turn_with(made.road, device)

        assert is_road_empty(device)
        assert len(made.reader.events()) == 2

    tell(story)


def test_the_same_events_sealed_again_are_not_doubled() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        first = device.recorded_and_cut(2)
        await put_all(made, first)
        device.journal.database.conn.execute(
            "UPDATE batch SET batch_no = 7, first = 0, last = 0"
        )
        again = device.cut()

        answer = await put_all(made, again)

        assert again.batch_no == 8
        assert answer.status_code == 201
        assert made.reader.events() == device.events()

    tell(story)


def test_a_hub_enrols_two_devices_of_one_post_with_one_post_key() -> None:
    async def story() -> None:
        made = await open_hub()
        one, two = device_of("one"), device_of("two", letter="B")
        post = one.applicant.post
        two.applicant = replace(two.applicant, post=post)

        first, second = await enrol(made, one), await enrol(made, two, post)

        assert first.enrolled.post_key.public == second.enrolled.post_key.public
        assert first.enrolled.road_token != second.enrolled.road_token

    tell(story)


def test_an_invited_stranger_does_not_get_the_key_of_a_post_it_names() -> None:
    async def story() -> None:
        made = await open_hub()
        one, stranger = device_of("one"), device_of("two", letter="B")
        await enrol(made, one)
        stranger.applicant = replace(stranger.applicant, post=one.applicant.post)

        with pytest.raises(RoadError) as refused:
            await enrol(made, stranger)

        assert refused.value.reason == Reason.NOT_ALLOWED
        assert len(made.hub.devices()) == 1

    tell(story)


def test_two_devices_enrolled_at_one_hub_do_not_mix() -> None:
    async def story() -> None:
        made = await open_hub()
        one, two = await enrolled(made, "one"), await enrolled(made, "two", "B")
        one.recorded_and_cut(2)
        two.recorded_and_cut(2)

        await turn_with(made.road, one)
        await turn_with(made.road, two)

        assert sorted(made.reader.events()) == sorted(one.events() + two.events())

    tell(story)
