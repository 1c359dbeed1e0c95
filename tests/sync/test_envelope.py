from dataclasses import replace
from hashlib import sha256

import msgspec
import pytest
from cryptography.cobblestone import Cobblestone256Encryptor
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PublicKey,
    Suite,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.envelope import (
    PAYLOAD_OVERHEAD,
    check_sender,
    open_envelope,
    padded_size,
    read_head,
    seal,
)
from sync.errors import (
    BadSignature,
    FormatError,
    KeyGone,
    Revoked,
    SealError,
    SyncError,
    TooLarge,
    TrustError,
    UnknownSender,
    UnknownVersion,
    WrongRealm,
)
from sync.event import pack
from sync.ids import SystemIds
from sync.limits import MAX_ENVELOPE_BYTES, MAX_RECIPIENTS
from sync.trust.keys import SealingKey, SigningKey
from sync.trust.revoke import no_revocations
from tests.support.fakes import NOON_MS, SeededIds
from tests.support.sealed import core_of, device_certificate, hub_certificate, region

PLACE = region()
IDS = SeededIds("envelope")
SIGNING, SEALING = SigningKey.generate(IDS), SealingKey.generate(IDS)
POST = SealingKey.generate(IDS)
OWNERS = (PLACE.hub_sealing, PLACE.escrow, POST)
CERTIFICATE = device_certificate(PLACE, SIGNING, SEALING)
NOTHING_REVOKED = no_revocations(PLACE.realm, NOON_MS)


def sealed(plaintext=b"text", recipients=OWNERS, signer=SIGNING, **changed):
    core = core_of(SIGNING, **{"realm": PLACE.realm, **changed})
    publics = [owner.public for owner in recipients]
    return seal(core, plaintext, publics, signer, SystemIds())


RAW = sealed()


def received(raw, key=POST):
    head = read_head(raw, PLACE.realm)
    check_sender(head, CERTIFICATE, NOTHING_REVOKED, NOON_MS)
    return open_envelope(head, key)


@pytest.mark.parametrize("plaintext", [b"", b"text", bytes(251), bytes(252), b"x" * 99])
def test_every_recipient_reads_what_was_sealed(plaintext):
    raw = sealed(plaintext)

    assert [received(raw, owner) for owner in OWNERS] == [plaintext] * 3


def test_nobody_else_reads_it():
    with pytest.raises(KeyGone):
        received(RAW, SealingKey.generate(IDS))


def test_the_same_text_never_looks_the_same():
    assert sealed() != sealed()


def test_small_envelopes_all_have_one_size():
    sizes = {len(sealed(bytes(size))) for size in range(0, 252, 50)}

    assert len(sizes) == 1


def test_recipients_are_in_random_order():
    orders = {tuple(read_head(sealed()).core.recipients) for _ in range(40)}

    assert len(orders) > 1


@given(st.integers(0, 2_000_000))
def test_padding_costs_little_and_hides_the_size(size):
    padded = padded_size(size)

    assert padded >= max(size, 256)
    assert padded <= max(256, size * 1.12)
    assert padded_size(padded) == padded


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (0, 256),
        (256, 256),
        (257, 272),
        (1_000, 1_024),
        (9_000, 9_216),
        (100_000, 100_352),
    ],
)
def test_padding_follows_the_published_rule(size, expected):
    assert padded_size(size) == expected


def test_a_flipped_bit_anywhere_is_refused_by_name():
    accepted = []
    for at in range(len(RAW)):
        changed = bytearray(RAW)
        changed[at] ^= 1 << (at % 8)
        try:
            received(bytes(changed))
        except SyncError:
            continue
        accepted.append(at)

    assert accepted == []


@settings(max_examples=200)
@given(st.data())
def test_bytes_cut_out_put_in_or_swapped_are_refused_by_name(data):
    at = data.draw(st.integers(0, len(RAW)))
    until = data.draw(st.integers(at, min(len(RAW), at + 50)))
    put = data.draw(st.binary(max_size=50))
    changed = RAW[:at] + put + RAW[until:]
    if changed == RAW:
        return

    with pytest.raises((FormatError, TrustError, SealError)):
        received(changed)


@given(st.binary(max_size=1_000))
def test_any_bytes_are_refused_by_name(raw):
    with pytest.raises((FormatError, TrustError)):
        read_head(raw)


@given(st.binary(min_size=300, max_size=600))
def test_any_bytes_after_a_good_start_are_refused_by_name(rest):
    size = int.from_bytes(rest[:2], "big") % 300
    raw = (size + 5).to_bytes(4, "big") + b"ENVL\x01" + rest + bytes(400)

    with pytest.raises((FormatError, TrustError)):
        read_head(raw)


def test_an_envelope_beyond_its_limit_is_refused_before_anything():
    with pytest.raises(TooLarge):
        read_head(bytes(MAX_ENVELOPE_BYTES + 1))
    with pytest.raises(TooLarge):
        read_head(b"\xff" * 2_000)
    with pytest.raises(TooLarge):
        sealed(bytes(MAX_ENVELOPE_BYTES))


def test_another_container_version_is_refused():
    raw = bytearray(RAW)
    raw[8] = 2

    with pytest.raises(UnknownVersion):
        read_head(bytes(raw))


@pytest.mark.parametrize("suite", [-1, 0, 3])
def test_another_suite_is_refused(suite):
    with pytest.raises(UnknownVersion):
        sealed(suite=suite)


def test_an_envelope_of_another_realm_is_refused_unless_only_carried():
    other = region(seed="other").realm

    with pytest.raises(WrongRealm):
        read_head(RAW, other)
    assert read_head(RAW).core.realm == PLACE.realm


def test_the_realm_is_judged_before_the_suite():
    raw = with_core(suite=9, realm=bytes(9))

    with pytest.raises(WrongRealm):
        read_head(raw, PLACE.realm)
    with pytest.raises(UnknownVersion):
        read_head(raw, bytes(9))


def with_core(stanzas=None, encoded=pack, **changed):
    """An envelope with an odd head, otherwise as it should be, and signed anew."""
    head = read_head(RAW)
    core = encoded(msgspec.structs.replace(head.core, **changed))
    stanzas = list(head.stanzas) if stanzas is None else stanzas
    head_raw = b"ENVL\x01" + len(core).to_bytes(4, "big") + core + pack(stanzas)
    return len(head_raw).to_bytes(4, "big") + head_raw + head.payload + head.signature


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"kind": 0}, FormatError),
        ({"kind": 7}, FormatError),
        ({"realm": b"short"}, FormatError),
        ({"log": b"short"}, FormatError),
        ({"sender": b"short"}, FormatError),
        ({"envelope": b"short"}, FormatError),
        ({"batch_no": 0}, FormatError),
        ({"batch_no": 1 << 63}, FormatError),
        ({"recipients": []}, FormatError),
        ({"recipients": [b"same-key", b"same-key", b"otherkey"]}, FormatError),
        ({"recipients": [b"short", b"key-2222", b"key-3333"]}, FormatError),
        ({"recipients": [b"key-1111", b"key-2222"]}, FormatError),
        ({"destination": b""}, FormatError),
        ({"epoch": b"epoch-of-16-byte"}, FormatError),
        ({"epoch": b"short", "recipients": [], "stanzas": []}, FormatError),
        ({"epoch": bytes(16), "recipients": [], "stanzas": []}, FormatError),
        ({"kind": 4, "batch_no": 0}, FormatError),
        ({"kind": 2, "batch_no": -1}, FormatError),
        ({"kind": 2, "batch_no": 1}, FormatError),
        ({"kind": 3, "attachment": [bytes(16), 0, 1], "batch_no": 1}, FormatError),
        ({"attachment": [bytes(16), 0, 1]}, FormatError),
        ({"kind": 3}, FormatError),
        ({"kind": 3, "attachment": [b"short", 0, 1]}, FormatError),
        ({"kind": 3, "attachment": [bytes(16), 1, 1]}, FormatError),
        ({"kind": 3, "attachment": [bytes(16), True, 2]}, FormatError),
        ({"extensions": {"must": 1}}, UnknownVersion),
        ({"stanzas": [b"", b"", b""]}, FormatError),
        ({"stanzas": []}, FormatError),
    ],
)
def test_a_core_outside_the_format_is_refused(changed, expected):
    with pytest.raises(expected):
        read_head(with_core(**changed))


def test_a_core_in_another_encoding_is_refused():
    def longer(core):
        raw = pack(core)
        return b"\xdc\x00\x0c" + raw[1:]

    assert with_core() == RAW
    with pytest.raises(FormatError):
        read_head(with_core(encoded=longer))


def test_more_recipients_than_allowed_are_refused():
    many = [SealingKey.generate(IDS) for _ in range(MAX_RECIPIENTS + 1)]

    with pytest.raises(FormatError):
        sealed(recipients=many)


def test_a_recipient_twice_is_refused():
    with pytest.raises(FormatError):
        sealed(recipients=(POST, POST))


def test_an_attachment_core_is_read():
    head = read_head(sealed(kind=3, batch_no=0, attachment=[bytes(16), 0, 2]))

    assert head.core.attachment == [bytes(16), 0, 2]


def test_a_sender_without_certificate_is_unknown():
    head = read_head(RAW)
    other = device_certificate(PLACE, SigningKey.generate(IDS), SEALING)
    hub = hub_certificate(PLACE.realm, PLACE.hub, PLACE.ca.id)

    for certificate in (None, other, hub):
        with pytest.raises(UnknownSender):
            check_sender(head, certificate, NOTHING_REVOKED, NOON_MS)


def test_a_revoked_sender_is_refused():
    revoked = NOTHING_REVOKED.with_revoked(SIGNING.id, NOON_MS)

    with pytest.raises(Revoked):
        check_sender(read_head(RAW), CERTIFICATE, revoked, NOON_MS)


def test_a_certificate_of_another_realm_is_refused():
    other = device_certificate(region(seed="other"), SIGNING, SEALING)

    with pytest.raises(WrongRealm):
        check_sender(read_head(RAW), other, NOTHING_REVOKED, NOON_MS)


def test_a_weaker_suite_than_the_certificate_asks_is_refused():
    strict = device_certificate(PLACE, SIGNING, SEALING, min_suite=3)

    with pytest.raises(UnknownVersion):
        check_sender(read_head(RAW), strict, NOTHING_REVOKED, NOON_MS)


def test_a_signature_of_someone_else_is_refused():
    raw = sealed(signer=SigningKey.generate(IDS))

    with pytest.raises(BadSignature):
        received(raw)


def test_a_past_date_only_flags():
    head = read_head(RAW)

    past = check_sender(head, CERTIFICATE, NOTHING_REVOKED, NOON_MS * 2)
    current = check_sender(head, CERTIFICATE, NOTHING_REVOKED, NOON_MS)

    assert (past, current) == (True, False)


def test_a_stanza_given_to_another_recipient_does_not_open():
    head = read_head(RAW)
    swapped = list(reversed(head.core.recipients))
    changed = read_head(with_core(recipients=swapped))

    with pytest.raises(SealError):
        open_envelope(changed, OWNERS[0])


def by_hand(padded):
    """Seal as WIRE.md says, with none of our own code but the codec."""
    suite = Suite(KEM.MLKEM768_X25519, KDF.SHAKE256, AEAD.AES_256_GCM)
    core = pack(core_of(SIGNING, realm=PLACE.realm, recipients=[bytes(POST.id)]))
    public = MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(POST.public[:1184]),
        X25519PublicKey.from_public_bytes(POST.public[1184:]),
    )
    key = bytes(range(32))
    info = b"envelope-v1/stanza\0" + sha256(core).digest()
    stanza = suite.encrypt(key, public, info=info)
    head = b"ENVL\x01" + len(core).to_bytes(4, "big") + core + pack([stanza])
    context = b"envelope-v1/payload\0" + sha256(head).digest()
    encryptor = Cobblestone256Encryptor(key, context)
    payload = encryptor.update(padded) + encryptor.finalize()
    signature = SIGNING.sign(
        b"envelope-v1/sig\0" + sha256(head).digest() + sha256(payload).digest()
    )
    return len(head).to_bytes(4, "big") + head + payload + signature


def test_a_payload_that_was_changed_does_not_open_even_unsigned():
    head = read_head(RAW)
    last = bytes([head.payload[-1] ^ 1])
    changed = replace(head, payload=head.payload[:-1] + last)

    with pytest.raises(SealError):
        open_envelope(changed, POST)


def test_an_envelope_made_by_hand_from_the_specification_opens():
    assert received(by_hand((4).to_bytes(4, "big") + b"text" + bytes(248))) == b"text"


@pytest.mark.parametrize(
    "padded",
    [
        (4).to_bytes(4, "big") + b"text" + bytes(247) + b"\x01",
        (4).to_bytes(4, "big") + b"text" + bytes(504),
        (400).to_bytes(4, "big") + bytes(252),
        b"\xff" * 256,
    ],
)
def test_padding_that_is_not_what_the_sender_had_to_write_is_refused(padded):
    with pytest.raises(SealError):
        received(by_hand(padded))


def test_an_envelope_costs_what_the_specification_says():
    head = read_head(RAW)

    assert len(head.payload) == 256 + PAYLOAD_OVERHEAD
    assert {len(stanza) for stanza in head.stanzas} == {1_168}
