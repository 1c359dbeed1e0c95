"""A device of another team and the real hub: each answer the page of the wire names."""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path

from sync.clock import SystemClock
from tests.support.region import PASSPHRASE
from tests.wire_client.client import Device, Reply, body
from tests.wire_client.codec import array
from tests.wire_client.envelopes import EVENTS, RECEIPT, seal
from tests.wire_client.keys import Opener, key_id, sha
from tests.wire_client.region import enrolled, let_in, strange
from tests.wire_client.trust import check_words, read_invitation, read_receipt

ROOT = Path(__file__).parents[2]
WORDS = (ROOT / "assets" / "codes" / "words.txt").read_text("utf-8").split()
STREAM = b"a-strange-stream"
FLOOD = 1_000
MOST_ENVELOPE = 2_097_152


def record(device: Device, count: int = 1) -> None:
    """Record events of a kind nobody here has heard of."""
    now_ms = SystemClock().now_ms()
    for _ in range(count):
        device.log.record(now_ms, STREAM, "x.strange", body(text="hoi"))


def levels(reply: Reply) -> list[int]:
    """Return the levels of the receipts of an answer."""
    return [receipt.level for receipt in reply.receipts]


def test_a_stranger_gets_in_and_both_screens_show_the_same_words(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with enrolled(tmp_path) as (place, device):
            hub = device.home.descriptor.hub.signing

            (row,) = await place.hub.enrolled()

            assert list(row.words) == check_words(hub, device.keys, WORDS)
            assert device.home.certificate.post == device.named.post

    asyncio.run(story())


def test_an_invitation_lets_in_one_key_alone(tmp_path: Path) -> None:
    async def story() -> None:
        async with strange(tmp_path) as (place, device):
            invitation = read_invitation((await place.hub.invite("Post")).text)
            other = Device.make(device.http)
            first = await device.enrol(invitation)

            refused = await other.enrol(invitation)

            assert first.status_code == 200
            assert refused.status_code == 403
            assert array(refused.content, 2)[0] == "invitation_used"

    asyncio.run(story())


def test_a_key_epoch_and_a_batch_in_it_get_both_receipts(tmp_path: Path) -> None:
    async def story() -> None:
        async with enrolled(tmp_path) as (_, device):
            record(device, 3)
            epoch, raw = device.begin_epoch()
            batch = device.cut(1, 3)

            begun = await device.bring(epoch, raw)
            first = await device.bring(*batch)
            again = await device.bring(*batch)
            state = await device.state()

            assert (begun.status, levels(begun)) == (201, [1, 2])
            assert (first.status, levels(first)) == (201, [1, 2])
            assert (again.status, again.receipts) == (200, first.receipts)
            assert (state.held, state.read, state.set_aside) == ([[1, 1]], [[1, 1]], [])
            assert state.extensions["x-epochs"] == [epoch]
            assert len(state.receipts) == 4
            assert (await device.state(state.number)).receipts == []

    asyncio.run(story())


def test_a_batch_sealed_to_its_recipients_is_read(tmp_path: Path) -> None:
    async def story() -> None:
        async with enrolled(tmp_path) as (_, device):
            record(device)

            reply = await device.bring(*device.cut(1, 1, to=device.recipients))

            assert (reply.status, levels(reply)) == (201, [1, 2])

    asyncio.run(story())


def test_a_weaker_suite_than_certified_is_refused(tmp_path: Path) -> None:
    async def story() -> None:
        async with enrolled(tmp_path) as (_, device):
            record(device)

            reply = await device.bring(*device.cut(1, 1, to=device.recipients, suite=1))

            assert device.home.certificate.min_suite == 2
            assert (reply.status, reply.reason, levels(reply)) == (422, "version", [])

    asyncio.run(story())


def test_a_device_without_the_hybrid_key_gets_in_and_is_heard(tmp_path: Path) -> None:
    async def story() -> None:
        async with strange(tmp_path) as (place, hybrid):
            device = Device.make(hybrid.http, suite=1)
            await let_in(place, device)
            record(device)

            reply = await device.bring(*device.cut(1, 1, to=device.recipients, suite=1))

            assert device.home.certificate.min_suite == 1
            assert (reply.status, levels(reply)) == (201, [1, 2])

    asyncio.run(story())


def test_a_locked_hub_says_stored_and_after_unlocking_read(tmp_path: Path) -> None:
    async def story() -> None:
        async with enrolled(tmp_path) as (place, device):
            record(device)
            await place.hub.lock()

            stored = await device.bring(*device.cut(1, 1, to=device.recipients))
            locked = await device.state()
            await place.hub.unlock(PASSPHRASE)
            state = await device.state(locked.number)

            assert (stored.status, levels(stored)) == (201, [1])
            assert (locked.held, locked.read) == ([[1, 1]], [])
            assert state.read == [[1, 1]]
            (late,) = state.receipts
            assert read_receipt(late, device.home.descriptor).level == 2

    asyncio.run(story())


def test_a_batch_before_its_epoch_is_kept_and_read_when_that_comes(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with enrolled(tmp_path) as (_, device):
            record(device)
            epoch = device.begin_epoch()
            batch = device.cut(1, 1)

            early = await device.bring(*batch)
            waiting = await device.state()
            await device.bring(*epoch)
            state = await device.state()
            later = await device.bring(*batch)

            assert (early.status, early.reason) == (424, "epoch_missing")
            assert (early.receipts, waiting.held, waiting.set_aside) == ([], [], [])
            assert (later.status, levels(later)) == (200, [1, 2])
            assert (state.read, state.set_aside) == ([[1, 1]], [])

    asyncio.run(story())


def test_what_is_sealed_to_no_key_of_the_hub_is_sealed_again(tmp_path: Path) -> None:
    async def story() -> None:
        async with enrolled(tmp_path) as (_, device):
            record(device)
            _, escrow, post = device.recipients
            lost = Opener.make().public

            gone = await device.bring(*device.cut(1, 1, to=(lost, escrow, post)))
            again = await device.bring(*device.cut(1, 1, to=device.recipients))

            assert (gone.status, gone.reason) == (410, "key_gone")
            assert (again.status, levels(again)) == (201, [1, 2])
            assert device.batch_no == 2

    asyncio.run(story())


def test_other_bytes_under_a_known_name_are_told_apart(tmp_path: Path) -> None:
    async def story() -> None:
        async with enrolled(tmp_path) as (_, device):
            record(device)
            name, raw = device.cut(1, 1, to=device.recipients)
            await device.bring(name, raw)
            same_id = device.core(EVENTS, batch_no=2, envelope=name)
            text = device.log.batch(1, 1, 2, name)
            forged = seal(same_id, text, device.signer, to=device.recipients)
            device.batch_no = 0
            same_no = device.cut(1, 1, to=device.recipients)

            other_bytes = await device.bring(name, forged)
            taken = await device.bring(*same_no)

            assert (other_bytes.status, other_bytes.reason) == (409, "other_bytes")
            assert (taken.status, taken.reason) == (409, "batch_taken")

    asyncio.run(story())


def test_what_cannot_be_used_is_named_with_its_reason(tmp_path: Path) -> None:
    async def story() -> None:
        async with enrolled(tmp_path) as (_, device):
            record(device)
            name, raw = device.cut(1, 1, to=device.recipients)
            unknown = Device.make(device.http)
            unknown.admission = device.admission
            record(unknown)
            log = bytes([device.log.log[0] | 0x80]) + device.log.log[1:]
            cases = {
                "realm": _empty(device, EVENTS, 4, realm=bytes(9)),
                "kind": _empty(device, RECEIPT, 0),
                "mixed_modes": _empty(device, EVENTS, 5, log=log),
                "version": _next_version(device),
                "format": (secrets.token_bytes(16), b"not an envelope"),
                "other_id": (secrets.token_bytes(16), raw),
                "signature": (name, raw[:-1] + bytes([raw[-1] ^ 1])),
                "unknown_sender": unknown.cut(1, 1, to=device.recipients),
                "seal": _sealed(device, b"text", 8, break_stanza=True),
                "manifest": _sealed(device, device.log.batch(1, 1, 7, name), 9),
            }

            found = {why: await device.bring(*case) for why, case in cases.items()}

            assert {why: each.status for why, each in found.items()} == dict.fromkeys(
                cases, 422
            )
            assert {why: each.reason for why, each in found.items()} == {
                why: why for why in cases
            }
            verified = {why for why, each in found.items() if levels(each)}
            assert verified == {"seal", "manifest"}

    asyncio.run(story())


def _empty(
    device: Device, kind: int, batch_no: int, **said: bytes
) -> tuple[bytes, bytes]:
    core = device.core(kind, batch_no=batch_no, **said)
    return core.envelope, seal(core, b"", device.signer, to=device.recipients)


def _next_version(device: Device) -> tuple[bytes, bytes]:
    name, raw = _empty(device, EVENTS, 6)
    return name, raw[:8] + b"\x02" + raw[9:]


def _sealed(
    device: Device, text: bytes, batch_no: int, *, break_stanza: bool = False
) -> tuple[bytes, bytes]:
    core = device.core(EVENTS, batch_no=batch_no)
    raw = seal(core, text, device.signer, to=device.recipients)
    if not break_stanza:
        return core.envelope, raw
    size = 4 + int.from_bytes(raw[:4], "big")
    head = bytearray(raw[4:size])
    for stanza in range(1, 4):  # whichever of them is the hub's
        head[-stanza * 1_100] ^= 1
    payload = raw[size:-64]
    signature = device.signer.sign("envelope-v1/sig", _digests(bytes(head), payload))
    return core.envelope, raw[:4] + bytes(head) + payload + signature


def _digests(head: bytes, payload: bytes) -> bytes:
    return sha(head) + sha(payload)


def test_an_envelope_that_is_too_large_is_not_kept(tmp_path: Path) -> None:
    async def story() -> None:
        async with enrolled(tmp_path) as (_, device):
            reply = await device.bring(bytes(16), bytes(MOST_ENVELOPE + 1))

            assert (reply.status, reply.reason) == (413, "too_large")

    asyncio.run(story())


def test_a_road_token_opens_no_other_road(tmp_path: Path) -> None:
    async def story() -> None:
        async with enrolled(tmp_path) as (_, device):
            url = f"/v1/state/{device.log.log.hex()}"

            bare = await device.http.get(url)
            wrong = await device.http.get(
                url, headers={"authorization": f"Bearer {bytes(32).hex()}"}
            )

            for reply in (bare, wrong):
                assert reply.status_code == 403
                assert array(reply.content, 2)[0] == "not_allowed"

    asyncio.run(story())


def test_who_asks_too_often_is_told_how_long_to_wait(tmp_path: Path) -> None:
    async def story() -> None:
        async with enrolled(tmp_path) as (_, device):
            name, raw = device.begin_epoch()

            for _ in range(FLOOD):
                reply = await device.bring(name, raw)
                if reply.status == 429:
                    break

            assert (reply.status, reply.reason) == (429, "busy")
            assert int(reply.retry_after) >= 1

    asyncio.run(story())


def test_a_bundle_is_judged_one_by_one(tmp_path: Path) -> None:
    async def story() -> None:
        async with enrolled(tmp_path) as (_, device):
            record(device, 2)
            _, begun = device.begin_epoch()
            sealed = [device.cut(1, 1)[1], b"no envelope", device.cut(2, 2)[1]]

            results = await device.bundle([begun, *sealed])

            assert [status for status, _, _ in results] == [201, 201, 422, 201]
            assert [reason for _, _, reason in results] == ["", "", "format", ""]
            assert (await device.state()).read == [[1, 2]]

    asyncio.run(story())


def test_erased_events_travel_as_their_place_in_the_chain(tmp_path: Path) -> None:
    async def story() -> None:
        async with enrolled(tmp_path) as (place, device):
            record(device, 2)
            now_ms = SystemClock().now_ms()
            said = body(authority="rechtbank", number="", reason="op verzoek")
            device.log.record(now_ms, STREAM, "entity.erased", said)
            device.log.erase(STREAM)

            reply = await device.bring(*device.cut(1, 3, to=device.recipients))

            assert (reply.status, levels(reply)) == (201, [1, 2])
            assert await place.hub.set_aside() == ()

    asyncio.run(story())


def test_a_device_that_was_withdrawn_is_kept_apart_and_told_so(tmp_path: Path) -> None:
    async def story() -> None:
        async with enrolled(tmp_path) as (place, device):
            record(device)
            await place.hub.revoke(key_id(device.signer.public))

            reply = await device.bring(*device.cut(1, 1, to=device.recipients))
            url = f"/v1/down/{device.log.log.hex()}"
            road = await device.http.get(url, headers=device.bearer)

            assert (reply.status, reply.reason, levels(reply)) == (422, "revoked", [])
            assert (road.status_code, array(road.content, 2)[0]) == (403, "revoked")

    asyncio.run(story())
