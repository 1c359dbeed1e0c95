"""A hub's keys: a new one every month, an old one gone only when nobody can need it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from sync.errors import DiskFull, KeyGone, WrongSecret
from sync.hub.identity import HeldKey, HubKeys, recipient_ids
from sync.hub.inbox import Fate, Inbox
from sync.hub.registry import Registry
from sync.hub.rotation import (
    KEEP_FOR_MS,
    ROTATE_AFTER_MS,
    DeviceUse,
    Hold,
    is_due,
    key_states,
    recipients_of,
    rotated,
    without,
    writers_with_gaps,
)
from sync.ids import KeyId
from sync.protocol import HUB_PATH, Reason
from sync.trust.certificate import read_descriptor
from sync.trust.pairs import SealingKey, SigningKey
from tests.hub.test_routes import ask
from tests.support.fakes import NOON_MS, SeededIds
from tests.support.hub import TestHub, enrol, enrolled, open_hub, put, put_all, tell

_DAY_MS = 24 * 3_600_000
_LATER = NOON_MS + KEEP_FOR_MS + 40 * _DAY_MS


def two_keys() -> HubKeys:
    """Return the keys of a hub: one made at noon, a newer one 30 days later."""
    ids = SeededIds("keys")
    first = HubKeys(SigningKey.generate(ids), SealingKey.generate(ids), NOON_MS)
    return rotated(first, ids, NOON_MS + 30 * _DAY_MS)


def device(**said: object) -> DeviceUse:
    known = DeviceUse(
        KeyId(b"device-1"), "Zuid", "A", NOON_MS - 1, NOON_MS + 30 * _DAY_MS, False
    )
    return replace(known, **said)  # type: ignore[arg-type]


def holds(
    *devices: DeviceUse, now_ms: int = _LATER, unread: frozenset[bytes] = frozenset()
) -> tuple[Hold, ...]:
    """Return what holds the older of two keys."""
    return key_states(two_keys(), devices, unread, now_ms)[1].holds


def test_a_key_nobody_needs_may_go_after_a_year() -> None:
    state = key_states(two_keys(), [device()], frozenset(), _LATER)[1]

    assert state.may_go
    assert state.behind == ()


def test_the_newest_key_never_goes() -> None:
    state = key_states(two_keys(), [], frozenset(), _LATER + 10 * KEEP_FOR_MS)[0]

    assert state.holds == (Hold.NEWEST,)


def test_no_key_goes_within_a_year_of_its_successor() -> None:
    last_ms = NOON_MS + 30 * _DAY_MS + KEEP_FOR_MS - 1

    assert holds(device(), now_ms=last_ms) == (Hold.YOUNG,)
    assert holds(device(), now_ms=last_ms + 1) == ()


@pytest.mark.parametrize("newest_ms", [None, NOON_MS, NOON_MS - 5])
def test_a_device_that_never_used_a_newer_key_holds_the_old_one(
    newest_ms: int | None,
) -> None:
    late = device(newest_ms=newest_ms)

    state = key_states(two_keys(), [device(), late], frozenset(), _LATER)[1]

    assert state.holds == (Hold.DEVICES,)
    assert state.behind == (late,)


def test_a_device_that_joined_after_the_newer_key_never_had_the_old_one() -> None:
    joined = device(newest_ms=None, since_ms=NOON_MS + 31 * _DAY_MS)

    assert holds(joined) == ()


def test_missing_events_hold_every_key() -> None:
    assert holds(device(has_gaps=True)) == (Hold.MISSING,)


@pytest.mark.parametrize("suite", [0, 1])
def test_an_unread_envelope_holds_the_key_it_names_in_either_suite(suite: int) -> None:
    old = two_keys().older[0].key
    named = frozenset({bytes(recipient_ids(old.public)[suite])})

    assert holds(device(), unread=named) == (Hold.UNREAD,)


def test_a_clock_set_back_makes_no_key_seem_older() -> None:
    keys = two_keys()

    again = rotated(keys, SeededIds("more"), NOON_MS)

    assert again.made_ms == keys.made_ms + 1
    assert [each.made_ms for each in again.held] == sorted(
        (each.made_ms for each in again.held), reverse=True
    )


def test_a_new_key_is_due_after_a_month() -> None:
    keys = replace(two_keys(), made_ms=NOON_MS)

    assert not is_due(keys, NOON_MS + ROTATE_AFTER_MS - 1)
    assert is_due(keys, NOON_MS + ROTATE_AFTER_MS)


def test_only_an_older_key_can_be_left_out() -> None:
    keys = two_keys()

    assert without(keys, keys.older[0].key.id).older == ()
    assert without(keys, keys.sealing.id) == keys


def test_what_is_sealed_to_a_key_that_is_gone_says_so() -> None:
    keys = two_keys()
    gone = without(keys, keys.older[0].key.id)

    assert keys.one_of([keys.older[0].key.id]) is keys.older[0].key
    with pytest.raises(KeyGone):
        gone.one_of([keys.older[0].key.id])


async def rekeyed(made: TestHub) -> HubKeys:
    """Give an open hub a new key; it still holds the one before."""
    keys = rotated(made.founding.keys, made.ids, made.clock.now_ms())
    await made.hub.rekey(keys)
    return keys


def test_a_new_key_is_announced_and_the_old_one_still_reads() -> None:
    async def story() -> None:
        made = await open_hub()
        south = await enrolled(made)
        before = south.recorded_and_cut(3)

        keys = await rekeyed(made)

        shown = read_descriptor(made.hub.descriptor(), made.founding.identity.realm)
        assert shown.sealing == keys.sealing.public
        await put_all(made, before)
        assert south.events() == made.reader.events()
        assert made.inbox.count(Fate.SET_ASIDE) == 0
        assert before.batch_no == 1

    tell(story)


def test_a_disk_that_filled_up_under_a_new_key_keeps_nothing_from_being_read() -> None:
    async def story() -> None:
        made = await open_hub()
        south = await enrolled(made)
        before = south.recorded_and_cut(3)
        keys = rotated(made.founding.keys, made.ids, made.clock.now_ms())
        # As many writes as there are, it fails at each of them in turn.
        for writes in itertools.count():
            with writing_ends(made.inbox, writes):
                try:
                    await made.hub.rekey(keys)
                except DiskFull:
                    assert made.hub.is_behind(keys)
                    made.hub.sender_to(south.applicant.post)
                else:
                    break
        await put_all(made, before)

        assert writes > 3
        assert not made.hub.is_behind(keys)
        assert south.events() == made.reader.events()
        shown = read_descriptor(made.hub.descriptor(), made.founding.identity.realm)
        assert shown.sealing == keys.sealing.public

    tell(story)


def test_what_arrives_while_a_new_key_waits_for_room_is_read_at_once() -> None:
    async def story() -> None:
        made = await open_hub()
        south = await enrolled(made)
        before = south.recorded_and_cut(3)
        keys = rotated(made.founding.keys, made.ids, made.clock.now_ms())
        with writing_ends(made.inbox, 1), pytest.raises(DiskFull):
            await made.hub.rekey(keys)

        await put_all(made, before)

        assert south.events() == made.reader.events()

    tell(story)


@contextmanager
def writing_ends(inbox: Inbox, writes: int) -> Iterator[None]:
    """Let the disk of an inbox take so many changes, and then no more."""
    left = iter(range(writes))
    change = inbox.file.change

    def changed(*names: str) -> Any:
        if next(left, None) is None:
            raise DiskFull("full")
        return change(*names)

    inbox.file.change = changed  # type: ignore[method-assign]
    try:
        yield
    finally:
        inbox.file.change = change  # type: ignore[method-assign]


def test_a_descriptor_is_always_newer_than_the_one_before() -> None:
    async def story() -> None:
        made = await open_hub()
        realm = made.founding.identity.realm
        before = read_descriptor(made.hub.descriptor(), realm).at_ms
        made.clock.advance(-_DAY_MS)

        await rekeyed(made)

        assert read_descriptor(made.hub.descriptor(), realm).at_ms > before

    tell(story)


def test_a_hub_that_is_reminded_of_what_it_said_goes_on_after_that() -> None:
    async def story() -> None:
        made, stranger = await open_hub(), await open_hub(seed="another region")
        realm = made.founding.identity.realm
        forgot = made.hub.descriptor()
        made.clock.advance(_DAY_MS)
        await rekeyed(made)
        lost = made.hub.descriptor()
        made.clock.advance(-_DAY_MS)
        Registry(made.inbox).set_setting("descriptor", forgot)  # as an old copy has it

        untouched = [
            await reminded(made, each)
            for each in (b"", b"no descriptor", forgot, stranger.hub.descriptor())
        ]
        made.hub.lock()
        locked = await reminded(made, lost)
        await made.unlock()
        again = await reminded(made, lost)

        assert untouched == [forgot] * 4
        assert locked == forgot
        assert (
            read_descriptor(again, realm).at_ms
            == read_descriptor(lost, realm).at_ms + 1
        )

    tell(story)


async def reminded(made: TestHub, lost: bytes) -> bytes:
    answer = await ask(made, "POST", HUB_PATH, content=lost)
    assert answer.status_code == 200
    return answer.content


def test_every_device_is_told_of_a_new_key() -> None:
    async def story() -> None:
        made = await open_hub()
        south, north = await enrolled(made, "south"), await enrolled(made, "north")

        await rekeyed(made)

        for each in (south, north):
            known = made.hub.devices()
            (row,) = [one for one in known if one.key == each.applicant.signing.id]
            assert made.hub.outgoing.collect(row, b"").envelopes

    tell(story)


def test_another_hubs_keys_are_not_taken() -> None:
    async def story() -> None:
        made = await open_hub()

        with pytest.raises(WrongSecret):
            await made.hub.rekey(two_keys())

    tell(story)


def test_a_destroyed_key_is_said_to_the_post_that_still_uses_it() -> None:
    async def story() -> None:
        made = await open_hub()
        south = await enrolled(made)
        late = south.recorded_and_cut(2)
        keys = await rekeyed(made)

        await made.hub.rekey(replace(keys, older=()))

        answer = await put_all(made, late)
        assert answer.status_code == 410
        assert {each.reason for each in made.hub.kept()} == {Reason.KEY_GONE}

    tell(story)


def test_a_post_key_outlives_the_key_it_was_sealed_to() -> None:
    async def story() -> None:
        made = await open_hub()
        south = await enrolled(made)
        assert south.joined is not None
        keys = await rekeyed(made)
        await made.hub.rekey(replace(keys, older=()))
        south.clock.advance(1000)

        before = south.joined.enrolled.post_key.public

        again = await enrol(made, south)

        assert again.enrolled.post_key.public == before

    tell(story)


def test_a_device_is_seen_to_use_the_newer_key() -> None:
    async def story() -> None:
        made = await open_hub()
        south = await enrolled(made)
        await put_all(made, south.recorded_and_cut())

        (state,) = made.hub.key_states(frozenset())

        assert state.holds == (Hold.NEWEST,)
        keys = await rekeyed(made)
        newest, old = made.hub.key_states(frozenset())
        assert newest.id == keys.sealing.id
        assert Hold.DEVICES in old.holds
        assert [each.key for each in old.behind] == [south.applicant.signing.id]

    tell(story)


def test_a_gap_in_a_log_is_seen() -> None:
    async def story() -> None:
        made = await open_hub()
        south = await enrolled(made)
        await put_all(made, south.recorded_and_cut())
        database = made.reader.journal.database

        whole = writers_with_gaps(database)

        database.conn.execute("UPDATE batch SET first = first + 4, last = last + 4")
        assert whole == frozenset()
        assert writers_with_gaps(database) == {bytes(south.applicant.signing.id)}

    tell(story)


def test_a_held_key_says_since_when() -> None:
    keys = two_keys()

    assert keys.held[1] == HeldKey(keys.older[0].key, NOON_MS)


def test_junk_under_an_epochs_id_lets_no_key_go() -> None:
    async def story() -> None:
        made = await open_hub()
        south = await enrolled(made)
        cut = south.recorded_and_cut()
        assert cut.begun is not None
        await put(made, cut.sealed, cut.envelope)
        await put(made, b"junk", cut.begun.envelope)

        named = recipients_of(made.inbox, cut.sealed)

        assert named is None  # it may be sealed to any key that is held

    tell(story)
