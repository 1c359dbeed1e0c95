import contextlib

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.database import MEMORY, open_database, rows
from sync.errors import ChainError, FormatError, MixedModes, TooLarge
from sync.event import Draft, chain_next, chain_start, pack
from sync.ids import ActorId, EventId, Mode, StreamId
from sync.journal import (
    MIGRATIONS,
    Journal,
    Link,
    event_by_id,
    set_setting,
    setting,
)
from sync.limits import MAX_BODY_BYTES, MAX_NUMBER
from tests.support.fakes import NOON_MS, FakeClock, SeededIds

PERSON = ActorId(b"person-1")
HERE, THERE = StreamId(b"here"), StreamId(b"there")
DAY_MS = 86_400_000


def journal(clock=None, seed="journal", mode=Mode.REAL, *, started=True):
    database = open_database(MEMORY, None, MIGRATIONS)
    made = Journal(database, clock or FakeClock(), SeededIds(seed), mode)
    if started:
        made.start_log()
    return made


def draft(stream=HERE, body=b"\x80", **changed):
    return Draft(stream, "note.recorded", 1, body, PERSON, **changed)


def test_events_of_a_log_are_numbered_without_gaps():
    post = journal()

    events = post.record([draft(), draft(THERE)]) + post.record([draft()])

    assert [event.seq for event in events] == [1, 2, 3]
    assert {event.log for event in events} == {post.log}
    assert post.last_seq(post.log) == 3


def test_every_row_keeps_the_chain_of_its_log():
    post = journal()
    post.record([draft(), draft(THERE), draft()])
    genesis = rows(post.database, "SELECT genesis FROM log")[0][0]

    links = post.links(post.log, 1, 3)

    chain = chain_start(post.log, genesis)
    for link in links:
        chain = chain_next(chain, link.canon)
        assert link.chain == chain
    assert post.chain_before(post.log, 1) == chain_start(post.log, genesis)
    assert post.chain_before(post.log, 3) == links[1].chain


def test_the_chain_before_an_event_that_is_not_here_is_unknown():
    post, other = journal(), journal(seed="other")

    assert post.chain_before(post.log, 5) is None
    assert post.chain_before(other.log, 1) is None


def test_a_clock_set_back_does_not_reorder_a_log():
    clock = FakeClock()
    post = journal(clock)
    before = post.record([draft()])[0]
    clock.advance(-2 * 86_400_000)

    after = post.record([draft()])[0]

    assert after.hlc == before.hlc + 1


def test_an_event_comes_after_everything_known_of_its_stream():
    ahead, behind = journal(FakeClock(), "ahead"), journal(FakeClock(1_000), "behind")
    carried = ahead.record([draft()])
    behind.append(ahead.links(ahead.log, 1, 1))

    answer = behind.record([draft()])[0]

    assert answer.hlc > carried[0].hlc
    assert [event.id for event in behind.stream(HERE)] == [carried[0].id, answer.id]


def test_a_clock_that_runs_days_ahead_is_not_carried_into_other_streams():
    clock = FakeClock()
    ahead, post = journal(FakeClock(NOON_MS + 2 * DAY_MS), "ahead"), journal(clock)
    ahead.record([draft()])
    post.append(ahead.links(ahead.log, 1, 1))

    answer, elsewhere = post.record([draft(), draft(THERE)])

    assert elsewhere.hlc == NOON_MS << 16
    assert answer.hlc > elsewhere.hlc


@pytest.mark.parametrize("jump_ms", [-2 * DAY_MS, 2 * DAY_MS, -60_000, 60_000])
def test_whatever_the_clock_does_a_stream_only_goes_on(jump_ms):
    clock = FakeClock()
    post = journal(clock)
    first = post.record([draft()])[0]
    clock.advance(jump_ms)
    second = post.record([draft()])[0]
    clock.advance(-jump_ms)

    third = post.record([draft()])[0]

    assert first.hlc < second.hlc < third.hlc
    assert [event.seq for event in post.stream(HERE)] == [1, 2, 3]


def test_whoever_writes_the_last_moment_there_is_keeps_nobody_from_recording():
    post = journal()
    far = msgspec.structs.replace(
        post.record([draft()])[0], log=bytes(8), seq=1, hlc=MAX_NUMBER
    )
    post.append([Link(pack(far), bytes(32))])

    after, other = post.record([draft(), draft(THERE)])

    assert after.hlc == MAX_NUMBER
    assert other.hlc < MAX_NUMBER


def test_a_dead_clock_battery_still_gives_every_event_its_own_place():
    clock = FakeClock()
    post = journal(clock)
    known = post.record([draft()])[0]
    clock.advance(-NOON_MS)

    same, other, again = post.record([draft(), draft(THERE), draft(THERE)])

    assert known.hlc < same.hlc
    assert 0 < other.hlc < again.hlc < known.hlc
    assert [event.order for event in post.stream(THERE)] == [other.order, again.order]


def test_a_clock_that_steps_back_a_minute_keeps_the_order_of_the_log():
    clock = FakeClock()
    post = journal(clock)
    before = post.record([draft()])[0]
    clock.advance(-60_000)

    after = post.record([draft(THERE)])[0]

    assert after.hlc > before.hlc


def test_appending_again_changes_nothing_and_tells_nobody():
    post, hub = journal(), journal(seed="hub", started=False)
    post.record([draft(), draft()])
    links = post.links(post.log, 1, 2)
    told = []
    hub.tell(lambda _, events: told.append(len(events)))

    first, second = hub.append(links), hub.append(links)

    assert [len(first.new), len(second.new)] == [2, 0]
    assert second.forked == ()
    assert told == [2]


def test_two_events_with_one_id_are_both_kept_and_shown():
    post, hub = journal(), journal(seed="hub", started=False)
    event = post.record([draft()])[0]
    hub.append(post.links(post.log, 1, 1))
    other = pack(msgspec.structs.replace(event, body=b"\x81"))

    appended = hub.append([Link(other, bytes(32))])

    assert appended.new == ()
    assert appended.forked == (event.id,)
    assert rows(hub.database, "SELECT canon FROM fork") == [(other,)]
    assert event_by_id(hub.database, event.id) == event


@pytest.mark.parametrize("mode", list(Mode))
def test_exercise_and_real_never_share_a_journal(mode):
    other = Mode.REAL if mode is Mode.EXERCISE else Mode.EXERCISE
    post, hub = journal(mode=mode), journal(seed="hub", mode=other)
    post.record([draft()])

    with pytest.raises(MixedModes), hub.database.atomic():
        hub.append(post.links(post.log, 1, 1))

    assert rows(hub.database, "SELECT COUNT(*) FROM event") == [(0,)]


def test_what_a_listener_refuses_is_not_recorded():
    post = journal()

    def refuse(database, events):
        raise FormatError("no")

    post.tell(refuse)
    with pytest.raises(FormatError), post.database.atomic():
        post.record([draft()])

    assert post.last_seq(post.log) == 0


def test_a_draft_outside_the_format_is_refused_and_leaves_no_gap():
    post = journal()

    with pytest.raises(FormatError), post.database.atomic():
        post.record([draft(), draft(StreamId(b""))])

    assert [event.seq for event in post.record([draft()])] == [1]


def test_an_event_larger_than_the_format_allows_is_not_recorded():
    post = journal()

    with pytest.raises(TooLarge), post.database.atomic():
        post.record([draft(body=bytes(MAX_BODY_BYTES + 1))])

    assert post.last_seq(post.log) == 0


def test_a_cause_travels_with_its_event():
    post = journal()
    treated = post.record([draft()])[0]

    drawn = post.record([draft(THERE, cause=treated.id)])[0]

    assert drawn.cause == (treated.log, treated.seq)
    assert event_by_id(post.database, EventId(post.log, 9)) is None


def test_nothing_is_recorded_before_a_log_was_started():
    post = journal(started=False)

    with pytest.raises(ChainError):
        post.record([draft()])


def test_a_log_of_another_device_cannot_be_written_to():
    post, hub = journal(), journal(seed="hub")
    hub.adopt_log(post.log, b"device-1")
    set_setting(hub.database, "log", post.log)

    with pytest.raises(ChainError):
        hub.record([draft()])

    assert post.log not in hub.own_logs()


def test_a_new_log_counts_from_one_and_the_old_one_stays():
    post = journal()
    post.record([draft(), draft()])
    old = post.log

    post.start_log()

    assert post.record([draft()])[0].seq == 1
    assert post.own_logs()[0] == old
    assert len(post.stream(HERE)) == 3


def test_settings_are_kept_and_replaced():
    post = journal()

    set_setting(post.database, "language", "nl")
    set_setting(post.database, "language", "en")

    assert setting(post.database, "language") == "en"
    assert setting(post.database, "nothing") is None


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.sampled_from([HERE, THERE]), st.integers(-9_999, 9_999))),
    st.randoms(),
)
def test_a_stream_reads_the_same_in_whatever_order_it_arrived(steps, dice):
    clock = FakeClock()
    with contextlib.closing(journal(clock).database) as database:
        post = Journal(database, clock, SeededIds("x"), Mode.REAL)
        post.start_log()
        for stream, moved_ms in steps:
            clock.advance(moved_ms)
            post.record([draft(stream)])
        links = post.links(post.log, 1, len(steps))
        shuffled = [*links, *links[::2]]
        dice.shuffle(shuffled)
        hub = journal(seed="hub", started=False)

        for link in shuffled:
            hub.append([link])

        for stream in (HERE, THERE):
            assert hub.stream(stream) == post.stream(stream)
            hlcs = [event.hlc for event in hub.stream(stream)]
            assert hlcs == sorted(set(hlcs))
        hub.database.close()
