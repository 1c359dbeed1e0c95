"""What a revoked device sends, and rows of the inbox that are not the hub's own."""

from __future__ import annotations

import pytest

from sync.courier.joining import join
from sync.envelope import open_envelope, read_head
from sync.errors import Denied, RoadError
from sync.hub.announce import Announcer
from sync.hub.inbox import Fate
from sync.limits import CERTIFICATE_LIFE_MS, CERTIFICATE_RENEW_MS
from sync.protocol import Reason
from sync.trust.certificate import read_certificate
from sync.trust.news import judge_news, read_news
from sync.trust.pairs import SealingKey, seal_to
from tests.support.hub import (
    Device,
    TestHub,
    device_of,
    enrol,
    enrolled,
    open_hub,
    put_all,
    tell,
)


def told(made: TestHub, device: Device) -> list[bytes]:
    """Return the opened news of trust that waits for a device."""
    (row,) = [
        one for one in made.hub.devices() if one.key == device.applicant.signing.id
    ]
    heads = [read_head(raw) for raw in made.hub.outgoing.collect(row, b"").envelopes]
    return [open_envelope(head, device.applicant.sealing) for head in heads]


def test_what_a_revoked_device_sends_is_looked_at_and_let_in_once() -> None:
    async def story() -> None:
        made = await open_hub()
        south = await enrolled(made)
        made.hub.revoke(south.applicant.signing.id)
        late, later = south.recorded_and_cut(3), south.recorded_and_cut(1)
        for each in (late, later):
            assert (await put_all(made, each)).status_code == 422

        seen = made.hub.look(late.envelope)
        untouched = made.reader.events()
        await made.hub.release(late.envelope)

        assert len(seen.events) == 3
        assert untouched == []
        assert made.reader.events() == south.events()[:3]
        assert made.inbox.count(Fate.SET_ASIDE) == 1

    tell(story)


def test_only_what_waits_for_a_judgement_can_be_judged() -> None:
    async def story() -> None:
        made = await open_hub()
        south = await enrolled(made)
        cut = south.recorded_and_cut()
        await put_all(made, cut)

        with pytest.raises(Denied):
            made.hub.look(cut.envelope)
        with pytest.raises(Denied):
            await made.hub.release(cut.envelope)

    tell(story)


def test_a_release_written_into_the_plain_file_lets_nothing_in() -> None:
    async def story() -> None:
        made = await open_hub()
        south = await enrolled(made)
        made.hub.revoke(south.applicant.signing.id)
        cut = south.recorded_and_cut()
        await put_all(made, cut)
        with made.inbox.file.change() as run:
            run(
                "INSERT INTO released (id, digest, mac) "
                "SELECT id, digest, ? FROM envelope",
                bytes(32),
            )

        await made.hub.retry()

        assert made.reader.events() == []

    tell(story)


def test_a_revoked_device_is_told_so_at_every_question() -> None:
    async def story() -> None:
        made = await open_hub()
        south = await enrolled(made)
        assert south.joined is not None

        made.hub.revoke(south.applicant.signing.id)

        with pytest.raises(Denied) as caught:
            made.hub.state(south.joined.enrolled.road_token, south.log, 0)
        assert caught.value.reason == Reason.REVOKED

    tell(story)


def test_the_others_hear_of_it_and_their_post_gets_a_new_key() -> None:
    async def story() -> None:
        made = await open_hub()
        south, west = await enrolled(made, "south"), await enrolled(made, "west")
        assert south.joined is not None
        sister = device_of("sister", letter="B")
        object.__setattr__(sister.applicant, "post", south.applicant.post)
        await enrol(made, sister, south.applicant.post)
        assert sister.joined is not None and west.joined is not None
        before = sister.joined.enrolled.post_key.public

        made.hub.revoke(south.applicant.signing.id)

        hub = sister.joined.enrolled.descriptor
        (text,) = told(made, sister)
        heard = judge_news(read_news(text), hub, sister.applicant.signing.public)
        (other,) = told(made, west)
        assert heard.revocations is not None
        assert heard.revocations.has(south.applicant.signing.id)
        assert heard.post_key is not None and heard.post_key.public != before
        assert read_news(other).post_key == b""
        assert (await enrol(made, sister)).enrolled.post_key.public == (
            heard.post_key.public
        )

    tell(story)


@pytest.mark.parametrize(
    "jump_ms", [CERTIFICATE_LIFE_MS - CERTIFICATE_RENEW_MS + 1, -1, 2 * 10**12]
)
def test_a_certificate_near_its_end_or_not_yet_begun_is_renewed(jump_ms: int) -> None:
    async def story() -> None:
        made = await open_hub()
        south = await enrolled(made)
        assert made.hub.renew() == 0
        made.clock.advance(jump_ms)

        renewed = made.hub.renew()

        identity = made.founding.identity
        raw = read_news(told(made, south)[0]).certificate
        fresh = read_certificate(raw, identity.signing, identity.realm)
        assert renewed == 1
        assert fresh.is_current(made.clock.now_ms())
        assert fresh.signing == south.applicant.signing.public
        assert made.hub.renew() == 0

    tell(story)


def test_an_expired_device_is_read_all_the_same() -> None:
    async def story() -> None:
        made = await open_hub()
        south = await enrolled(made)
        made.clock.advance(2 * CERTIFICATE_LIFE_MS)

        await put_all(made, south.recorded_and_cut())

        assert made.reader.events() == south.events()

    tell(story)


def test_a_revoked_device_is_not_renewed() -> None:
    async def story() -> None:
        made = await open_hub()
        south = await enrolled(made)
        made.hub.revoke(south.applicant.signing.id)
        made.clock.advance(2 * CERTIFICATE_LIFE_MS)

        assert made.hub.renew() == 0

    tell(story)


def test_an_invitation_written_into_the_plain_file_lets_nobody_in() -> None:
    async def story() -> None:
        made = await open_hub()
        south = await enrolled(made)
        invitation = made.hub.invite()
        post = south.applicant.post
        with made.inbox.file.change() as run:  # made to let a stranger into a post
            run("UPDATE invitation SET post = ? WHERE id = ?", post, invitation.id)
        stranger = device_of("stranger")

        with pytest.raises(RoadError) as caught:
            await join(
                invitation, stranger.applicant, stranger.clock, transport=made.road
            )

        assert caught.value.reason == Reason.INVITATION_UNKNOWN

    tell(story)


def test_a_post_key_put_in_place_of_anothers_is_not_handed_out() -> None:
    async def story() -> None:
        made = await open_hub()
        south = await enrolled(made)
        forged = seal_to(made.founding.keys.sealing.public, bytes(96), b"")
        with made.inbox.file.change() as run:
            run("UPDATE post SET sealed_key = ?", forged)

        with pytest.raises(RoadError) as caught:
            await enrol(made, south)

        assert caught.value.reason == Reason.NOT_ALLOWED

    tell(story)


def test_a_device_that_a_row_calls_anothers_sister_is_not_believed() -> None:
    async def story() -> None:
        made = await open_hub()
        south, thief = await enrolled(made, "south"), await enrolled(made, "thief")
        with made.inbox.file.change() as run:
            run("UPDATE device SET post = ?", south.applicant.post)
        object.__setattr__(thief.applicant, "post", south.applicant.post)

        with pytest.raises(RoadError) as caught:
            await enrol(made, thief)

        assert caught.value.reason == Reason.NOT_ALLOWED

    tell(story)


def test_rows_of_the_first_version_are_proven_once() -> None:
    async def story() -> None:
        made = await open_hub()
        south = await enrolled(made)
        invitation = made.hub.invite()
        with made.inbox.file.change() as run:
            run("UPDATE post SET mac = NULL")
            run("UPDATE invitation SET mac = NULL")

        made.hub.vouch()

        stranger = device_of("stranger")
        await join(invitation, stranger.applicant, stranger.clock, transport=made.road)
        assert (await enrol(made, south)).enrolled.post_key

    tell(story)


def test_a_withdrawal_a_crash_cut_short_is_finished_at_the_next_unlocking(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def story() -> None:
        made = await open_hub()
        south = await enrolled(made, "south")
        sister = device_of("sister", letter="B")
        object.__setattr__(sister.applicant, "post", south.applicant.post)
        await enrol(made, sister, south.applicant.post)
        with monkeypatch.context() as crashing, pytest.raises(RuntimeError):
            crashing.setattr(Announcer, "tell", _crash)
            made.hub.revoke(south.applicant.signing.id)

        await made.unlock()

        (text,) = told(made, sister)
        fresh = SealingKey.from_bytes(read_news(text).post_key)
        sender = made.hub.sender_to(sister.applicant.post)
        assert fresh.public in sender.recipients
        await made.unlock()
        assert len(told(made, sister)) == 1

    tell(story)


def test_a_withdrawal_written_into_the_plain_file_withdraws_nobody() -> None:
    async def story() -> None:
        made = await open_hub()
        south = await enrolled(made, "south")
        key = bytes(south.applicant.signing.id)
        with made.inbox.file.change() as run:
            run("INSERT INTO setting VALUES ('withdrawing', ?)", key + bytes(32))

        await made.unlock()

        assert [one.revoked_ms for one in made.hub.devices()] == [None]

    tell(story)


def _crash(*_: object) -> None:
    raise RuntimeError("the power went")
