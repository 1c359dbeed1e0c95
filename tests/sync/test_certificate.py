import msgspec
import pytest

from sync.errors import (
    BadSignature,
    FormatError,
    TrustError,
    UnknownVersion,
    WrongRealm,
)
from sync.ids import Mode
from sync.trust.certificate import mode_of_realm
from sync.trust.enrol import (
    hub_hash,
    read_certificate,
    read_descriptor,
    realm_of,
    sign_certificate,
    sign_descriptor,
)
from sync.trust.keys import SealingKey, SigningKey
from sync.trust.revoke import no_revocations, read_revocations, sign_revocations
from tests.support.fakes import NOON_MS, SeededIds
from tests.support.sealed import device_certificate, hub_certificate, region

PLACE = region()
OTHER = region(seed="other")
IDS = SeededIds("device")
SIGNING, SEALING = SigningKey.generate(IDS), SealingKey.generate(IDS)
POST_KEY = SealingKey.generate(IDS)
CERTIFICATE = device_certificate(PLACE, SIGNING, SEALING)


def test_a_certificate_counts_in_its_realm_and_of_its_issuer_only():
    raw = sign_certificate(CERTIFICATE, PLACE.hub)
    exercise = realm_of(PLACE.ca.public, Mode.EXERCISE)

    assert read_certificate(raw, PLACE.hub.public, PLACE.realm) == CERTIFICATE
    with pytest.raises(WrongRealm):
        read_certificate(raw, PLACE.hub.public, exercise)
    with pytest.raises(BadSignature):
        read_certificate(raw, OTHER.hub.public, PLACE.realm)
    with pytest.raises(TrustError):
        sign_certificate(CERTIFICATE, OTHER.hub)


def test_the_date_of_a_certificate_flags_and_does_not_refuse():
    late = CERTIFICATE.not_after_ms + 1

    assert CERTIFICATE.is_current(NOON_MS)
    assert not CERTIFICATE.is_current(late)
    assert not CERTIFICATE.is_current(0)


@pytest.mark.parametrize(
    "changed",
    [
        {"role": 3},
        {"signing": b""},
        {"sealing": b""},
        {"post": b""},
        {"not_before_ms": NOON_MS * 2},
        {"not_after_ms": 1 << 47},
        {"post_name": "é" * 129},
        {"extensions": {"must": 1}},
        {"version": 2},
    ],
)
def test_a_certificate_outside_the_format_is_refused(changed):
    odd = msgspec.structs.replace(CERTIFICATE, **changed)

    with pytest.raises(FormatError):
        sign_certificate(odd, PLACE.hub)


def test_a_descriptor_is_proven_from_the_region_down():
    read = read_descriptor(
        PLACE.descriptor_raw, PLACE.realm, hub=hub_hash(PLACE.hub.public)
    )

    assert read.recipients == (PLACE.hub_sealing.public, PLACE.escrow.public)
    assert read.destination == PLACE.hub.id
    assert mode_of_realm(read.realm) is Mode.REAL


def test_a_descriptor_of_another_realm_or_hub_is_refused():
    with pytest.raises(WrongRealm):
        read_descriptor(PLACE.descriptor_raw, OTHER.realm)
    with pytest.raises(TrustError):
        read_descriptor(
            PLACE.descriptor_raw, PLACE.realm, hub=hub_hash(OTHER.hub.public)
        )


def descriptor(signer=PLACE.hub, **changed):
    return sign_descriptor(msgspec.structs.replace(PLACE.descriptor, **changed), signer)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (descriptor(OTHER.hub), BadSignature),
        (descriptor(ca=OTHER.ca.public), WrongRealm),
        (descriptor(certificate=OTHER.descriptor.certificate), TrustError),
        (descriptor(sealing=bytes(1216)), FormatError),
        (descriptor(receipt=b""), FormatError),
        (descriptor(name="x" * 257), FormatError),
        (descriptor(extensions={"must": 1}), UnknownVersion),
        (descriptor(version=2), UnknownVersion),
    ],
)
def test_a_descriptor_that_does_not_hold_together_is_refused(raw, expected):
    with pytest.raises(expected):
        read_descriptor(raw, PLACE.realm)


def test_a_device_cannot_pass_for_a_hub():
    posing = device_certificate(PLACE, SIGNING, SEALING, issuer=PLACE.ca.id)
    raw = descriptor(SIGNING, certificate=sign_certificate(posing, PLACE.ca))

    with pytest.raises(TrustError):
        read_descriptor(raw, PLACE.realm)


def test_a_hub_certificate_carries_no_post():
    odd = msgspec.structs.replace(
        hub_certificate(PLACE.realm, PLACE.hub, PLACE.ca.id), post=b"post-id!"
    )

    with pytest.raises(FormatError):
        sign_certificate(odd, PLACE.ca)


def test_a_key_that_was_withdrawn_stays_withdrawn():
    first = no_revocations(PLACE.realm, NOON_MS)
    second = first.with_revoked(SIGNING.id, NOON_MS).with_revoked(b"another!", NOON_MS)
    raw = sign_revocations(second, PLACE.hub)

    read = read_revocations(raw, PLACE.hub.public, PLACE.realm)

    assert (first.number, read.number) == (0, 2)
    assert read.has(SIGNING.id)
    assert not first.has(SIGNING.id)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"version": 2}, UnknownVersion),
        ({"realm": OTHER.realm}, WrongRealm),
        ({"number": -1}, FormatError),
        ({"at_ms": 1 << 47}, FormatError),
        ({"extensions": {"must": 1}}, UnknownVersion),
    ],
)
def test_a_list_of_revocations_outside_the_format_is_refused(changed, expected):
    odd = msgspec.structs.replace(no_revocations(PLACE.realm, 0), **changed)

    with pytest.raises(expected):
        read_revocations(
            sign_revocations(odd, PLACE.hub), PLACE.hub.public, PLACE.realm
        )


def test_a_list_out_of_order_is_refused():
    listed = no_revocations(PLACE.realm, 0).with_revoked(b"aaaaaaaa", 1)
    twice = msgspec.structs.replace(listed, revoked=listed.revoked * 2)

    with pytest.raises(FormatError):
        read_revocations(
            sign_revocations(twice, PLACE.hub), PLACE.hub.public, PLACE.realm
        )
