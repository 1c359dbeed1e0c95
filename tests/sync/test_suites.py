"""Two suites, any number of recipients, and never a weaker one than was agreed."""

from dataclasses import replace

import pytest

from sync.cut import Sender
from sync.envelope import (
    check_sender,
    check_suite,
    open_envelope,
    open_epoch,
    open_with_epoch,
    padded_size,
    read_head,
    seal,
)
from sync.errors import FormatError, KeyGone, SealError, UnknownVersion
from sync.ids import SystemIds
from sync.limits import MAX_RECIPIENTS
from sync.trust.certificate import read_certificate, sign_certificate
from sync.trust.keys import SealingKey, SigningKey
from sync.trust.pairs import SUITE_CURVE, SUITE_HYBRID
from sync.trust.revoke import no_revocations
from tests.support.device import PLACE, POST, SEALING, SENDER, SIGNING, Device
from tests.support.fakes import NOON_MS, SeededIds
from tests.support.forged import with_core
from tests.support.sealed import core_of, device_certificate, sealed_to

IDS = SeededIds("suites")
CURVE = SealingKey.generate(IDS, SUITE_CURVE)
MANY = [SealingKey.generate(IDS, SUITE_CURVE) for _ in range(MAX_RECIPIENTS)]
NOTHING_REVOKED = no_revocations(PLACE.realm, NOON_MS)


def sealed(recipients, suite, text=b"text"):
    core = core_of(SIGNING, realm=PLACE.realm, suite=suite)
    publics = [each.public for each in recipients]
    return seal(core, text, publics, SIGNING, SystemIds())


@pytest.mark.parametrize("count", [1, 2, 3, MAX_RECIPIENTS])
def test_any_number_of_recipients_opens_an_envelope(count):
    head = read_head(sealed(MANY[:count], SUITE_CURVE))

    assert {open_envelope(head, each) for each in MANY[:count]} == {b"text"}


def test_more_recipients_than_allowed_are_refused_in_either_suite():
    with pytest.raises(FormatError):
        sealed([*MANY, CURVE], SUITE_CURVE)


def test_hybrid_owners_are_sealed_to_in_suite_1_by_their_curve():
    head = read_head(sealed((PLACE.hub_sealing, CURVE), SUITE_CURVE))

    assert set(head.core.recipients) == {
        PLACE.hub_sealing.id_in(SUITE_CURVE),
        CURVE.id,
    }
    assert open_envelope(head, PLACE.hub_sealing) == b"text"
    assert {len(stanza) for stanza in head.stanzas} == {80}


def test_nobody_is_sealed_to_in_a_suite_their_key_does_not_have():
    with pytest.raises(FormatError):
        sealed((PLACE.hub_sealing, CURVE), SUITE_HYBRID)


def test_an_envelope_of_suite_2_does_not_open_with_a_curve():
    head = read_head(sealed((POST,), SUITE_HYBRID))
    curve = SealingKey.from_bytes(POST.to_bytes()[-32:])

    with pytest.raises(KeyGone):
        open_envelope(head, curve)


def test_stanzas_of_another_suite_are_refused_by_their_size():
    raw = sealed((POST,), SUITE_HYBRID)
    with pytest.raises(FormatError):
        read_head(with_core(raw, suite=SUITE_CURVE))


def test_a_device_of_suite_2_may_not_send_in_suite_1():
    head = read_head(sealed((POST,), SUITE_CURVE))
    strict = device_certificate(PLACE, SIGNING, SEALING)
    lenient = device_certificate(PLACE, SIGNING, SEALING, min_suite=SUITE_CURVE)

    with pytest.raises(UnknownVersion):
        check_sender(head, strict, NOTHING_REVOKED, NOON_MS)
    assert not check_sender(head, lenient, NOTHING_REVOKED, NOON_MS)


def test_a_device_of_suite_2_takes_nothing_that_was_sealed_in_suite_1():
    weak, strong = (read_head(sealed_to(POST.public, suite=each)) for each in (1, 2))
    strict = device_certificate(PLACE, SIGNING, SEALING)

    check_suite(strong, strict)
    with pytest.raises(UnknownVersion):
        check_suite(weak, strict)


def test_a_device_of_suite_1_may_use_the_stronger_one():
    head = read_head(sealed((POST,), SUITE_HYBRID))
    lenient = device_certificate(PLACE, SIGNING, SEALING, min_suite=SUITE_CURVE)

    assert not check_sender(head, lenient, NOTHING_REVOKED, NOON_MS)


def test_a_certificate_may_name_a_lone_curve_only_where_suite_1_is_let():
    weak, strict = (
        device_certificate(PLACE, SIGNING, CURVE, min_suite=each)
        for each in (SUITE_CURVE, SUITE_HYBRID)
    )

    signed = sign_certificate(weak, PLACE.hub)

    read = read_certificate(signed, PLACE.hub.public, PLACE.realm)
    assert read.sealing == CURVE.public
    with pytest.raises(FormatError):
        sign_certificate(strict, PLACE.hub)


def test_a_post_with_a_key_of_suite_1_cuts_in_suite_1():
    sender = Sender.to_hub(SIGNING, PLACE.descriptor, CURVE.public)
    device = Device().record(1)

    (made,) = device.cut(sender=sender)

    epoch = read_head(made.begun.sealed)
    assert (SENDER.suite, sender.suite) == (SUITE_HYBRID, SUITE_CURVE)
    assert epoch.core.suite == read_head(made.sealed).core.suite == SUITE_CURVE
    for key in (PLACE.hub_sealing, PLACE.escrow, CURVE):
        assert open_with_epoch(read_head(made.sealed), open_epoch(epoch, key))


def test_a_stanza_swapped_for_that_of_another_envelope_does_not_open():
    one, other = (read_head(sealed((CURVE,), SUITE_CURVE)) for _ in range(2))
    with pytest.raises(SealError):
        open_envelope(replace(one, stanzas=other.stanzas), CURVE)


def overhead(raw, text):
    return len(raw) - padded_size(4 + len(text))


def test_an_envelope_costs_what_the_specification_says_in_each_suite():
    text = bytes(100)
    three = (PLACE.hub_sealing, PLACE.escrow, POST)

    hybrid = sealed(three, SUITE_HYBRID, text)
    curve = sealed(three, SUITE_CURVE, text)

    assert overhead(hybrid, text) == 3_761
    assert overhead(curve, text) == 494


def test_keys_of_either_suite_are_kept_by_their_private_bytes():
    for key in (CURVE, POST):
        assert SealingKey.from_bytes(key.to_bytes()).public == key.public
    with pytest.raises(FormatError):
        SealingKey.from_bytes(bytes(64))
    assert SigningKey.generate(IDS).public != CURVE.public
