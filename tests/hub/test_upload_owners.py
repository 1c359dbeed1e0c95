"""Nobody goes on with an envelope that another began to bring, or spoils it."""

from __future__ import annotations

import hashlib

import httpx
import pytest

from sync.event import unpack
from sync.hub.uploads import Owner
from sync.protocol import Uploaded, upload_path
from tests.hub.test_uploads import DEVICE, STRANGER, bring, headers, uploads, whole
from tests.support.hub import enrolled, open_hub, put, tell
from tests.support.wire import URL


@pytest.mark.parametrize("other", [STRANGER, Owner(b"device 2", is_known=True)])
def test_what_one_begins_no_other_goes_on_with_or_spoils(other: Owner) -> None:
    kept, _ = uploads()
    raw = bytes(range(100))
    kept.append(whole(raw), other, 0, b"junk" * 10)

    begun = kept.append(whole(raw), DEVICE, 0, raw[:40])
    kept.append(whole(raw), other, 40, b"junk" * 15)
    spoiled = kept.whole(whole(raw), other)
    kept.append(whole(raw), DEVICE, 40, raw[40:])

    assert (begun.offset, begun.fits) == (40, True)
    assert spoiled is None
    assert kept.whole(whole(raw), DEVICE) == raw


def test_junk_a_stranger_began_under_its_name_costs_a_device_nothing() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        cut = device.recorded_and_cut(3)
        assert cut.begun is not None
        await put(made, cut.begun.sealed, cut.begun.envelope)
        digest = hashlib.sha256(cut.sealed).digest()
        path = upload_path(cut.envelope, digest, len(cut.sealed), 0)
        async with httpx.AsyncClient(transport=made.road, base_url=URL) as client:
            junk = await client.put(path, content=b"junk" * 50)
            told = await client.get(path, headers=headers(device))

        answers = await bring(made, device, cut.sealed, cut.envelope, 300)

        assert junk.status_code == 202
        assert unpack(Uploaded, told.content, limit=100).offset == 0
        statuses = [one.status_code for one in answers]
        assert statuses == [202] * (len(answers) - 1) + [201]
        assert made.reader.events() == device.events()

    tell(story)
