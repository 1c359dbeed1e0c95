"""A post goes on from what its hub said last: nothing older takes its place again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.post.trusting import post_keys, take_descriptor, take_news
from app.store.file import CareFile
from sync.errors import TrustError, WrongRealm
from sync.hub.identity import Founding, describe, found
from sync.ids import KeyId, Mode
from sync.trust.news import news
from sync.trust.pairs import SealingKey, SigningKey
from sync.trust.revoke import no_revocations, sign_revocations
from tests.support.fakes import FakeClock, SeededIds
from tests.support.post import memory_post

CLOCK = FakeClock()
REGION = found("Regio", "https://hub.example", Mode.REAL, CLOCK, SeededIds("region"))
OTHER = found("Elders", "https://hub.example", Mode.REAL, CLOCK, SeededIds("other"))
DEVICE = SigningKey.generate(SeededIds("device"))
KEYS = [SealingKey.generate(SeededIds(f"post-{each}")) for each in range(2)]


def descriptor(at_ms: int, region: Founding = REGION) -> bytes:
    return describe(region.identity, DEVICE.public, 0, at_ms, region.keys.signing)


@pytest.fixture
def post() -> Iterator[CareFile]:
    file = memory_post(clock=CLOCK)
    for name, value in (
        ("hub_descriptor", descriptor(5)),
        ("realm", REGION.identity.realm),
        ("device_signing", DEVICE.to_bytes()),
        ("post_key", KEYS[0].to_bytes()),
    ):
        file.write_now(lambda desk, n=name, v=value: desk.set_setting(n, v))  # type: ignore[misc]
    yield file
    file.close()


def hears(post: CareFile, raw: bytes) -> bool:
    return post.write_now(lambda desk: take_news(desk, raw))


def setting(post: CareFile, name: str) -> object:
    return post.write_now(lambda desk: desk.setting(name))


def test_an_older_descriptor_laid_again_replaces_nothing(post: CareFile) -> None:
    newer, older = descriptor(9), descriptor(7)

    took = post.write_now(lambda desk: take_descriptor(desk, newer))
    again = post.write_now(lambda desk: take_descriptor(desk, older))
    by_news = hears(post, news(descriptor=older))

    assert (took, again, by_news) == (True, False, False)
    assert setting(post, "hub_descriptor") == newer


def test_the_descriptor_of_another_region_or_hub_is_refused(post: CareFile) -> None:
    with pytest.raises((WrongRealm, TrustError)):
        hears(post, news(descriptor=descriptor(9, OTHER)))

    assert setting(post, "hub_descriptor") == descriptor(5)


def test_an_older_list_of_withdrawn_devices_replaces_nothing(post: CareFile) -> None:
    first = no_revocations(REGION.identity.realm, 1)
    grown = first.with_revoked(KeyId(b"device-8"), 2)
    newer = sign_revocations(grown, REGION.keys.signing)

    hears(post, news(revocations=newer))
    hears(post, news(revocations=sign_revocations(first, REGION.keys.signing)))

    assert setting(post, "revocations") == newer


def test_an_older_post_key_told_again_is_not_sealed_to_again(post: CareFile) -> None:
    hears(post, news(post_key=KEYS[1]))

    changed = hears(post, news(post_key=KEYS[0]))

    assert not changed
    found = post.write_now(post_keys)
    assert [key.public for key in found] == [KEYS[1].public, KEYS[0].public]
