"""How a device becomes known, and how it does not."""

from __future__ import annotations

import httpx
import pytest

from sync.courier.joining import join
from sync.courier.weather import BadWeather, Odds
from sync.errors import Denied, RoadError, TrustError
from sync.event import unpack
from sync.limits import INVITATION_LIFE_MS
from sync.protocol import ENROL_PATH, HUB_PATH, Problem, Reason
from sync.trust.certificate import read_descriptor
from sync.trust.enrol import Invitation
from tests.support.hub import (
    TestHub,
    device_of,
    enrol,
    enrolled,
    hub_of,
    open_hub,
    tell,
)
from tests.support.wire import URL


async def refusal(made: TestHub, invitation: Invitation, seed: str = "device") -> str:
    """Return the reason a device is not let in."""
    device = device_of(seed)
    with pytest.raises(RoadError) as caught:
        await join(invitation, device.applicant, device.clock, transport=made.road)
    return caught.value.reason


def test_both_sides_see_the_same_words() -> None:
    async def story() -> None:
        made = await open_hub()
        device = device_of()

        joined = await enrol(made, device)

        (known,) = made.hub.devices()
        assert joined.words == known.words
        assert len(joined.words) == 6

    tell(story)


def test_a_hub_knows_the_device_it_let_in() -> None:
    async def story() -> None:
        made = await open_hub()
        device = device_of(letter="C")

        await enrol(made, device)

        (known,) = made.hub.devices()
        assert known.key == device.applicant.signing.id
        assert (known.post, known.post_name) == (device.applicant.post, "Post device")
        assert (known.post_code, known.letter) == ("ZUID", "C")
        assert known.revoked_ms is None

    tell(story)


def test_an_invitation_is_pasted_as_text() -> None:
    async def story() -> None:
        made = await open_hub()
        device = device_of()
        text = made.hub.invite().to_text()

        joined = await join(
            Invitation.from_text(text),
            device.applicant,
            device.clock,
            transport=made.road,
        )

        assert joined.address.url == URL
        assert joined.enrolled.certificate.signing == device.applicant.signing.public

    tell(story)


def test_an_invitation_is_for_one_device() -> None:
    async def story() -> None:
        made = await open_hub()
        invitation = made.hub.invite()
        first = device_of("first")
        await join(invitation, first.applicant, first.clock, transport=made.road)

        reason = await refusal(made, invitation, "second")

        assert reason == Reason.INVITATION_USED
        assert len(made.hub.devices()) == 1

    tell(story)


def test_a_device_that_lost_its_answer_may_ask_anew() -> None:
    async def story() -> None:
        made = await open_hub()
        invitation = made.hub.invite()
        device = device_of()
        await join(invitation, device.applicant, device.clock, transport=made.road)

        device.clock.advance(1000)
        again = await join(
            invitation, device.applicant, device.clock, transport=made.road
        )

        assert len(made.hub.devices()) == 1
        assert made.hub.state(again.enrolled.road_token, device.log, 0).held == []

    tell(story)


@pytest.mark.parametrize("seed", range(5))
def test_enrolment_survives_bad_weather(seed: int) -> None:
    async def story() -> None:
        made = await open_hub()
        device = device_of()
        road = BadWeather(made.road, seed, Odds(0.2, 0.2, 0.4, 0.4))

        joined = await join(
            made.hub.invite(), device.applicant, device.clock, transport=road
        )
        await road.aclose()

        assert made.hub.state(joined.enrolled.road_token, device.log, 0).held == []

    tell(story)


def test_an_expired_invitation_says_so() -> None:
    async def story() -> None:
        made = await open_hub()
        invitation = made.hub.invite()
        made.clock.advance(INVITATION_LIFE_MS + 1)

        assert await refusal(made, invitation) == Reason.INVITATION_EXPIRED
        made.hub.invite()
        assert await refusal(made, invitation) == Reason.INVITATION_EXPIRED

    tell(story)


def test_an_invitation_of_nobody_is_unknown() -> None:
    async def story() -> None:
        made, other = await open_hub(), await open_hub(seed="other")

        reason = await refusal(made, other.hub.invite())

        assert reason == Reason.INVITATION_UNKNOWN

    tell(story)


def test_an_invitation_with_a_guessed_token_is_unknown() -> None:
    async def story() -> None:
        made = await open_hub()
        true = made.hub.invite()
        guessed = Invitation(
            true.version, true.url, true.hub, bytes(16), true.realm, true.expires_ms
        )

        assert await refusal(made, guessed) == Reason.INVITATION_UNKNOWN

    tell(story)


def test_a_post_notices_another_hub_than_the_one_that_invited() -> None:
    async def story() -> None:
        made = await open_hub()
        true = made.hub.invite()
        named_other = Invitation(
            true.version, true.url, bytes(16), true.token, true.realm, true.expires_ms
        )

        assert await refusal(made, named_other) == Reason.NOT_ALLOWED

    tell(story)


def test_a_locked_hub_lets_nobody_in_and_asks_to_come_back() -> None:
    async def story() -> None:
        made = await open_hub()
        invitation = made.hub.invite()
        made.hub.lock()

        assert await refusal(made, invitation) == Reason.LOCKED
        with pytest.raises(Denied):
            made.hub.invite()

    tell(story)


def test_a_revoked_device_does_not_come_back_by_itself() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        made.hub.revoke(device.applicant.signing.id)

        reason = await refusal(made, made.hub.invite())

        assert reason == Reason.REVOKED

    tell(story)


def test_a_revoked_devices_token_opens_nothing() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        assert device.joined is not None

        made.hub.revoke(device.applicant.signing.id)

        with pytest.raises(Denied):
            made.hub.state(device.joined.enrolled.road_token, device.log, 0)

    tell(story)


def test_the_inbox_holds_no_token_and_no_post_key() -> None:
    async def story() -> None:
        made = await open_hub()
        invitation = made.hub.invite()
        device = device_of()
        joined = await join(
            invitation, device.applicant, device.clock, transport=made.road
        )

        connection = made.inbox.file._database.conn
        everything = repr(
            [
                connection.execute(f"SELECT * FROM {name}").fetchall()
                for name in ("device", "post", "invitation", "setting")
            ]
        )

        for secret in (
            invitation.token,
            joined.enrolled.road_token,
            joined.enrolled.post_key.to_bytes(),
        ):
            assert repr(secret)[2:-1] not in everything

    tell(story)


def test_used_and_open_invitations_are_listed() -> None:
    async def story() -> None:
        made = await open_hub()
        await enrolled(made)
        made.clock.advance(1000)
        made.hub.invite()

        newest, used = made.hub._registry.given()

        assert newest.used_ms is None
        assert used.used_ms is not None
        assert used.key == made.hub.devices()[0].key

    tell(story)


def test_a_descriptor_proves_itself_and_counts_revocations() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        made.hub.revoke(device.applicant.signing.id)
        async with httpx.AsyncClient(transport=made.road, base_url=URL) as client:
            answer = await client.get(HUB_PATH)

        read = read_descriptor(answer.content, made.founding.identity.realm)

        assert read.receipt == made.receipt_key.public
        assert read.revocation == 1
        with pytest.raises(TrustError):
            read_descriptor(answer.content, bytes(9))

    tell(story)


def test_a_hub_nobody_ever_unlocked_has_no_descriptor_yet() -> None:
    async def story() -> None:
        made = hub_of()
        async with httpx.AsyncClient(transport=made.road, base_url=URL) as client:
            answer = await client.get(HUB_PATH)

        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "30"

    tell(story)


@pytest.mark.parametrize("body", [b"", b"\x93", b"\xff" * 100, b"\x91" * 20_000])
def test_a_question_that_is_none_is_refused(body: bytes) -> None:
    async def story() -> None:
        made = await open_hub()
        async with httpx.AsyncClient(transport=made.road, base_url=URL) as client:
            answer = await client.post(ENROL_PATH, content=body)

        assert answer.status_code == 422
        assert unpack(Problem, answer.content, limit=100).reason == Reason.FORMAT

    tell(story)
