"""Suite 1 by hand and by the library are one suite, and an old platform speaks it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.envelope import open_envelope, read_head, seal
from sync.errors import FormatError, SealError
from sync.ids import SystemIds
from sync.trust import chunked, hpke
from sync.trust.keys import SealingKey, SigningKey, check_sealing_public, seal_to
from sync.trust.pairs import SUITE_CURVE, SUITE_HYBRID, in_suite, suite_of
from tests.support.fakes import SeededIds
from tests.support.sealed import core_of

IDS = SeededIds("hpke")
CURVE = SealingKey.generate(IDS, SUITE_CURVE)
HYBRID = SealingKey.generate(IDS)
RAW = X25519PrivateKey.from_private_bytes(CURVE.to_bytes())
LOW_ORDER = bytes(32)


def test_the_library_opens_what_was_sealed_by_hand():
    sealed = hpke.seal(CURVE.public, b"text", b"bound")

    assert CURVE.open(sealed, b"bound") == b"text"


def test_by_hand_opens_what_the_library_sealed():
    sealed = seal_to(CURVE.public, b"text", b"bound")

    assert hpke.unseal(RAW, sealed, b"bound") == b"text"


@settings(max_examples=50)
@given(st.binary(max_size=300), st.binary(max_size=300))
def test_both_agree_on_every_text_and_binding(text, bound_to):
    by_hand = hpke.seal(CURVE.public, text, bound_to)
    by_library = seal_to(CURVE.public, text, bound_to)

    assert len(by_hand) == len(by_library) == len(text) + 48
    assert CURVE.open(by_hand, bound_to) == text
    assert hpke.unseal(RAW, by_library, bound_to) == text


def test_what_was_changed_or_bound_to_something_else_does_not_open():
    sealed = hpke.seal(CURVE.public, b"text", b"bound")

    for changed, bound_to in (
        (sealed[:-1] + bytes([sealed[-1] ^ 1]), b"bound"),
        (bytes([sealed[0] ^ 1]) + sealed[1:], b"bound"),
        (sealed, b"other"),
    ):
        with pytest.raises(InvalidTag):
            hpke.unseal(RAW, changed, bound_to)
        with pytest.raises(SealError):
            CURVE.open(changed, bound_to)


@pytest.mark.parametrize("size", [0, 31, 32, 47])
def test_what_is_too_short_is_refused_by_name(size):
    with pytest.raises(ValueError, match=r".+"):
        hpke.unseal(RAW, bytes(range(size)), b"")
    with pytest.raises(SealError):
        CURVE.open(bytes(range(size)), b"")


def test_a_point_of_low_order_is_refused_by_both():
    with pytest.raises(ValueError, match=r".+"):
        hpke.seal(LOW_ORDER, b"text", b"")
    with pytest.raises(FormatError):
        check_sealing_public(LOW_ORDER)


def test_a_hybrid_key_opens_what_is_sealed_to_its_curve():
    public = in_suite(HYBRID.public, SUITE_CURVE)

    sealed = seal_to(public, b"text", b"bound")

    assert HYBRID.open(sealed, b"bound", SUITE_CURVE) == b"text"
    assert HYBRID.id_in(SUITE_CURVE) != HYBRID.id_in(SUITE_HYBRID) == HYBRID.id
    with pytest.raises(SealError):
        HYBRID.open(sealed, b"bound")


def test_a_key_of_suite_1_never_claims_suite_2():
    with pytest.raises(FormatError):
        in_suite(CURVE.public, SUITE_HYBRID)
    with pytest.raises(SealError):
        CURVE.open(bytes(2_000), b"", SUITE_HYBRID)


def test_the_suite_of_a_key_follows_from_its_size():
    assert suite_of(HYBRID.public) == SUITE_HYBRID
    assert suite_of(CURVE.public) == SUITE_CURVE
    with pytest.raises(FormatError):
        suite_of(bytes(33))


@pytest.mark.parametrize("size", [0, 1, 4_096, 16_383, 16_384, 16_385, 40_000])
def test_both_ways_of_chunked_encryption_are_one(size):
    key, text = bytes(range(32)), bytes(size)

    by_hand = chunked.encrypt_by_hand(key, b"context", text)
    by_library = chunked.encrypt(key, b"context", text)

    assert len(by_hand) == len(by_library)
    assert chunked.decrypt(key, b"context", by_hand) == text
    assert chunked.decrypt_by_hand(key, b"context", by_library) == text


OLD_PLATFORM = """
import json, sys
for gone in (
    "cryptography.cobblestone",
    "cryptography.hazmat.primitives.hpke",
    "cryptography.hazmat.primitives.asymmetric.mlkem",
):
    sys.modules[gone] = None
import cryptography
vars(cryptography).pop("cobblestone", None)

from sync.envelope import open_envelope, read_head, seal
from sync.errors import UnknownVersion
from sync.ids import SystemIds
from sync.trust.keys import SealingKey, SigningKey, check_sealing_public
from sync.trust.pairs import newest_suite
from tests.support.fakes import SeededIds
from tests.support.sealed import core_of

told = json.loads(sys.stdin.read())
key = SealingKey.from_bytes(bytes.fromhex(told["private"]))
signer = SigningKey.generate(SeededIds("old platform"))
hub = bytes.fromhex(told["hub"])
check_sealing_public(hub)
core = core_of(signer, suite=1)
sealed = seal(core, b"from an old platform", (hub, key.public), signer, SystemIds())
try:
    SealingKey.from_bytes(bytes(96))
except UnknownVersion:
    refused = True
print(json.dumps({
    "suite": newest_suite(),
    "refused": refused,
    "opened": open_envelope(read_head(bytes.fromhex(told["sealed"])), key).decode(),
    "sealed": sealed.hex(),
}))
"""


def test_a_platform_without_hpke_seals_and_opens_in_suite_1():
    signer = SigningKey.generate(IDS)
    core = core_of(signer, suite=SUITE_CURVE)
    ours = seal(core, b"to an old platform", [CURVE.public], signer, SystemIds())
    told = {
        "private": CURVE.to_bytes().hex(),
        "hub": HYBRID.public.hex(),
        "sealed": ours.hex(),
    }

    done = subprocess.run(
        [sys.executable, "-c", OLD_PLATFORM],
        input=json.dumps(told),
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )

    answer = json.loads(done.stdout)
    back = open_envelope(read_head(bytes.fromhex(answer["sealed"])), HYBRID)
    assert (answer["suite"], answer["refused"]) == (SUITE_CURVE, True)
    assert answer["opened"] == "to an old platform"
    assert back == b"from an old platform"
