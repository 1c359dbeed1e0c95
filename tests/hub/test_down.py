"""What a hub hands down: to whom, in what order, from where on, and for how long."""

from __future__ import annotations

from sync.envelope import EnvelopeKind, read_head
from sync.errors import Denied
from sync.event import Draft
from sync.hub.down import Collected
from sync.hub.registry import Device as Known
from sync.hub.telling import (
    cut_down,
    envelope_with,
    new_down_log,
    to_lay,
    was_laid,
)
from sync.ids import NOBODY, EnvelopeId, LogId, StreamId
from sync.limits import DOWN_KEPT_MS
from tests.support.hub import (
    Device,
    TestHub,
    device_of,
    enrol,
    enrolled,
    open_hub,
    tell,
)

STREAM = StreamId(b"message:0123456789abcdef")


def say(made: TestHub, post: bytes, *words: str) -> LogId:
    """Record words for a post, seal them, and lay them ready."""
    journal = made.reader.journal
    with journal.database.atomic():
        log = new_down_log(journal, post)
        for each in words:
            body = each.encode()
            journal.record([Draft(STREAM, "thing.said", 1, body, NOBODY)], log)
            sender = made.hub.sender_to(post)
            cut_down(journal, sender, log, made.ids, made.clock.now_ms())
    lay(made)
    return log


def lay(made: TestHub) -> None:
    database = made.reader.journal.database
    for post, one in to_lay(database):
        made.hub.outgoing.lay(post, one.envelope, one.sealed)
        was_laid(database, one.envelope, made.clock.now_ms())


def known(made: TestHub, device: Device) -> Known:
    key = device.applicant.signing.id
    return next(each for each in made.hub.devices() if each.key == key)


def collect(made: TestHub, device: Device, cursor: bytes = b"") -> Collected:
    return made.hub.outgoing.collect(known(made, device), cursor)


def test_a_post_gets_what_it_was_told_once_and_in_order() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        say(made, device.applicant.post, "een", "twee")

        first = collect(made, device)
        second = collect(made, device, first.cursor)

        numbers = [read_head(raw).core.batch_no for raw in first.envelopes]
        assert numbers == [1, 2]
        assert (second.envelopes, second.cursor, second.more) == (
            (),
            first.cursor,
            False,
        )

    tell(story)


def test_a_locked_hub_still_hands_out_what_was_sealed() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        say(made, device.applicant.post, "een")

        made.hub.lock()

        assert len(collect(made, device).envelopes) == 1

    tell(story)


def test_what_is_for_another_post_is_not_handed_out() -> None:
    async def story() -> None:
        made = await open_hub()
        south, north = await enrolled(made, "south"), await enrolled(made, "north")

        say(made, north.applicant.post, "alleen noord")

        assert collect(made, south).envelopes == ()
        assert not made.hub.outgoing.has_news(known(made, south), b"")
        assert made.hub.outgoing.has_news(known(made, north), b"")

    tell(story)


def test_news_for_one_device_passes_its_sister_by() -> None:
    async def story() -> None:
        made = await open_hub()
        first = await enrolled(made, "first", "A")
        second = _sister(first)
        await enrol(made, second, first.applicant.post)
        say(made, first.applicant.post, "voor allebei")
        shared = collect(made, first).envelopes[0]
        other = say_sealed(made, first.applicant.post)

        made.hub.outgoing.give_device(known(made, first), other)

        assert collect(made, first).envelopes == (shared, other)
        assert collect(made, second).envelopes == (shared,)

    tell(story)


def _sister(first: Device) -> Device:
    second = device_of("second", letter="B")
    applicant = second.applicant
    second.applicant = type(applicant)(
        applicant.signing,
        applicant.sealing,
        first.applicant.post,
        first.applicant.post_name,
        first.applicant.post_code,
        "B",
    )
    return second


def say_sealed(made: TestHub, post: bytes) -> bytes:
    """Seal words for a post without laying them."""
    journal = made.reader.journal
    with journal.database.atomic():
        log = new_down_log(journal, post)
        journal.record([Draft(STREAM, "thing.said", 1, b"x", NOBODY)], log)
        sender = made.hub.sender_to(post)
        (made_now,) = cut_down(journal, sender, log, made.ids, made.clock.now_ms())
    return made_now.sealed


def test_an_unknown_cursor_begins_at_the_oldest() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        say(made, device.applicant.post, "een", "twee")
        right = collect(made, device).cursor

        for wrong in (b"\xff" * 16, b"x", right[:8] + b"anders!!", right[:15]):
            assert len(collect(made, device, wrong).envelopes) == 2

    tell(story)


def test_a_cursor_of_another_post_is_not_known() -> None:
    async def story() -> None:
        made = await open_hub()
        south, north = await enrolled(made, "south"), await enrolled(made, "north")
        say(made, north.applicant.post, "een")
        say(made, south.applicant.post, "twee")
        cursor = collect(made, north).cursor

        assert len(collect(made, south, cursor).envelopes) == 1

    tell(story)


def test_a_page_is_bounded_and_one_envelope_always_fits() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        say(made, device.applicant.post, "een", "twee", "drie")

        page = made.hub.outgoing.collect(known(made, device), b"", 1)

        assert len(page.envelopes) == 1
        assert page.more

    tell(story)


def test_a_revoked_device_gets_nothing() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        say(made, device.applicant.post, "een")
        made.hub.revoke(device.applicant.signing.id)

        assert collect(made, device).envelopes == ()

    tell(story)


def test_what_came_at_a_device_is_known_only_once_it_asks_on() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        log = say(made, device.applicant.post, "een")
        envelope = envelope_with(made.reader.journal.database, log, 1)
        assert envelope is not None

        page = collect(made, device)
        before = made.hub.outgoing.laid(envelope)
        collect(made, device, page.cursor)
        after = made.hub.outgoing.laid(envelope)

        assert before is not None
        assert after is not None
        assert (before.collected, before.collected_ms) == (0, None)
        assert (after.collected, after.devices) == (1, 1)
        assert after.collected_ms == made.clock.now_ms()

    tell(story)


def test_bytes_go_thirty_days_after_every_device_has_them() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        post = device.applicant.post
        say(made, post, "een")
        cursor = collect(made, device).cursor
        collect(made, device, cursor)

        made.clock.advance(DOWN_KEPT_MS - 1)
        say(made, post, "twee")
        kept = collect(made, device).envelopes
        made.clock.advance(2)
        say(made, post, "drie")

        assert len(kept) == 2
        assert len(collect(made, device).envelopes) == 2
        assert made.hub.outgoing.has_news(known(made, device), cursor)

    tell(story)


def test_what_a_device_has_not_is_kept_for_ever() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        say(made, device.applicant.post, "een")

        made.clock.advance(3 * DOWN_KEPT_MS)
        say(made, device.applicant.post, "twee")

        assert len(collect(made, device).envelopes) == 2

    tell(story)


def test_laying_twice_is_laying_once() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        post = device.applicant.post
        say(made, post, "een")
        sealed = collect(made, device).envelopes[0]
        envelope = EnvelopeId(read_head(sealed).core.envelope)

        made.hub.outgoing.lay(post, envelope, sealed)

        assert len(collect(made, device).envelopes) == 1

    tell(story)


def test_who_waits_is_told_when_something_was_laid_and_may_stop_listening() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        heard: list[int] = []
        stop = made.hub.outgoing.on_laid(device.applicant.post, lambda: heard.append(1))

        say(made, device.applicant.post, "een")
        stop()
        stop()
        say(made, device.applicant.post, "twee")

        assert heard == [1]

    tell(story)


def test_what_goes_down_is_sealed_to_the_post_and_signed_by_the_hub() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        say(made, device.applicant.post, "een")

        core = read_head(collect(made, device).envelopes[0]).core

        assert core.kind == EnvelopeKind.DOWN
        assert core.destination == device.applicant.post
        assert core.sender == made.founding.keys.signing.id
        assert len(core.recipients) == 2
        assert device.joined is not None
        assert device.joined.enrolled.post_key.id in core.recipients

    tell(story)


def test_nothing_is_sealed_for_a_post_nobody_knows_or_by_a_locked_hub() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)

        unknown = _refused(made, b"nobody!!")
        made.hub.lock()
        locked = _refused(made, device.applicant.post)

        assert (unknown, locked) == ("not_allowed", "locked")

    tell(story)


def _refused(made: TestHub, post: bytes) -> str:
    try:
        made.hub.sender_to(post)
    except Denied as why:
        return why.reason
    return ""


def test_a_long_story_is_cut_in_several_batches() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        journal, post = made.reader.journal, device.applicant.post
        with journal.database.atomic():
            log = new_down_log(journal, post)
            drafts = [
                Draft(STREAM, "thing.said", 1, made.ids.random(60_000), NOBODY)
                for _ in range(6)
            ]
            journal.record(drafts, log)
            cut = cut_down(journal, made.hub.sender_to(post), log, made.ids, 1)

        lay(made)

        assert [each.batch_no for each in cut] == [1, 2]
        assert journal.log != log

    tell(story)
