"""What others published about the cryptography used here, run on what is used here.

The vectors come with `cryptography_vectors`. Those of HPKE carry an aad, which this
format never has: the library's own way in for tests opens them.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from pathlib import Path

import cryptography_vectors
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.mlkem import (
    MLKEM768PrivateKey,
    MLKEM768PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.errors import BadSignature
from sync.trust import chunked, hpke
from sync.trust.pairs import SealingKey, SigningKey, check_signature

FOLDER = Path(cryptography_vectors.__file__).parent
BASE, CURVE, HYBRID = 0, 0x20, 0x647A
KDFS = {1: KDF.HKDF_SHA256, 17: KDF.SHAKE256}
AEADS = {
    1: AEAD.AES_128_GCM,
    2: AEAD.AES_256_GCM,
    3: AEAD.CHACHA20_POLY1305,
}


def hpke_vectors(name, *suites):
    found = json.loads((FOLDER / "HPKE" / name).read_text())
    return [
        pytest.param(one, id="-".join(map(str, suite_of(one))))
        for one in found
        if one["mode"] == BASE and suite_of(one) in suites
    ]


def suite_of(one):
    return one["kem_id"], one["kdf_id"], one["aead_id"]


def raw(one, name):
    return bytes.fromhex(one[name])


RFC_9180 = hpke_vectors("test-vectors.json", (CURVE, 1, 1), (CURVE, 1, 2))
HYBRID_ONES = hpke_vectors("hpke-pq-test-vectors.json", (HYBRID, 1, 3), (HYBRID, 17, 3))
SHAKE_AND_AES = hpke_vectors("hpke-pq-test-vectors.json", (17, 17, 2))


@pytest.mark.parametrize("one", RFC_9180)
def test_suite_1_by_hand_derives_what_rfc_9180_says(one):
    made = hpke.schedule(
        raw(one, "shared_secret"), raw(one, "info"), aead=one["aead_id"]
    )

    assert (made.key, made.nonce) == (raw(one, "key"), raw(one, "base_nonce"))


@pytest.mark.parametrize("one", RFC_9180)
def test_suite_1_by_hand_seals_with_the_key_rfc_9180_says(one):
    once = X25519PrivateKey.from_private_bytes(raw(one, "skEm"))
    first = one["encryptions"][0]
    text, info, aead = raw(first, "pt"), raw(one, "info"), one["aead_id"]

    sealed = hpke.seal(raw(one, "pkRm"), text, info, aead=aead, once=once)

    cipher = AESGCM(raw(one, "key"))
    assert sealed == raw(one, "enc") + cipher.encrypt(
        raw(one, "base_nonce"), text, None
    )
    assert cipher.encrypt(raw(first, "nonce"), text, raw(first, "aad")) == (
        raw(first, "ct")
    )


@pytest.mark.parametrize("one", RFC_9180)
def test_suite_1_by_hand_opens_with_the_key_rfc_9180_says(one):
    key = X25519PrivateKey.from_private_bytes(raw(one, "skRm"))
    cipher = AESGCM(raw(one, "key"))
    text = cipher.encrypt(raw(one, "base_nonce"), b"text", None)

    opened = hpke.unseal(
        key, raw(one, "enc") + text, raw(one, "info"), aead=one["aead_id"]
    )

    assert opened == b"text"


@pytest.mark.parametrize("one", RFC_9180)
def test_the_library_opens_what_rfc_9180_sealed(one):
    suite = Suite(KEM.X25519, KDFS[one["kdf_id"]], AEADS[one["aead_id"]])
    key = X25519PrivateKey.from_private_bytes(raw(one, "skRm"))

    assert first_opened(suite, one, key) == raw(one["encryptions"][0], "pt")


def first_opened(suite, one, key):
    first = one["encryptions"][0]
    sealed = raw(one, "enc") + raw(first, "ct")
    info, aad = raw(one, "info"), raw(first, "aad")
    return openssl.hpke._decrypt_with_aad(suite, sealed, key, info, aad)


@pytest.mark.parametrize("one", HYBRID_ONES)
def test_a_hybrid_key_of_ours_is_that_of_the_published_seed(one):
    expanded = hashlib.shake_256(raw(one, "skRm")).digest(96)

    assert SealingKey.from_bytes(expanded).public == raw(one, "pkRm")


@pytest.mark.parametrize("one", HYBRID_ONES)
def test_the_hybrid_kem_opens_what_others_sealed(one):
    suite = Suite(KEM.MLKEM768_X25519, KDFS[one["kdf_id"]], AEADS[one["aead_id"]])
    expanded = hashlib.shake_256(raw(one, "skRm")).digest(96)
    key = MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(expanded[:64]),
        X25519PrivateKey.from_private_bytes(expanded[64:]),
    )

    assert first_opened(suite, one, key) == raw(one["encryptions"][0], "pt")


@pytest.mark.parametrize("one", SHAKE_AND_AES)
def test_shake256_and_aes_256_gcm_go_together_as_published(one):
    suite = Suite(KEM.P384, KDF.SHAKE256, AEAD.AES_256_GCM)
    key = ec.derive_private_key(int(one["skRm"], 16), ec.SECP384R1())

    assert first_opened(suite, one, key) == raw(one["encryptions"][0], "pt")


def test_the_hybrid_kem_was_tested_with_the_kdf_that_is_used():
    assert [one.id for one in HYBRID_ONES] == ["25722-1-3", "25722-17-3"]
    assert len(RFC_9180) == 2
    assert len(SHAKE_AND_AES) == 1


def blocks(name):
    """The `name = value` blocks of a file of NIST's kind."""
    found = {}
    for line in (FOLDER / name).read_text().splitlines():
        key, is_pair, value = line.partition("=")
        if key.strip().lower() == "count" and found:
            yield found
            found = {}
        if is_pair:
            found[key.strip()] = value.strip()
    yield found


def test_ml_kem_768_makes_and_opens_what_is_published():
    seen = 0
    for one in blocks("asymmetric/MLKEM/kat_MLKEM_768.rsp"):
        key = MLKEM768PrivateKey.from_seed_bytes(raw(one, "d") + raw(one, "z"))
        public = raw(one, "pk")

        assert key.public_key() == MLKEM768PublicKey.from_public_bytes(public)
        assert key.decapsulate(raw(one, "ct")) == raw(one, "ss")
        assert key.decapsulate(raw(one, "ct_n")) == raw(one, "ss_n")
        seen += 1

    assert seen == 1_000


def test_a_hybrid_public_key_starts_with_the_published_one_of_ml_kem():
    one = next(blocks("asymmetric/MLKEM/kat_MLKEM_768.rsp"))

    ours = SealingKey.from_bytes(raw(one, "d") + raw(one, "z") + bytes(32))

    assert ours.public[:1184] == raw(one, "pk")


def test_x25519_agrees_with_rfc_7748():
    for one in blocks("asymmetric/X25519/rfc7748.txt"):
        key = X25519PrivateKey.from_private_bytes(raw(one, "INPUT_SCALAR"))
        shared = key.exchange(X25519PublicKey.from_public_bytes(raw(one, "INPUT_U")))

        assert shared == raw(one, "OUTPUT_U")


def test_ed25519_signs_and_checks_as_its_authors_published():
    for line in (FOLDER / "asymmetric/Ed25519/sign.input").read_text().splitlines():
        private, public, message, signed = (
            bytes.fromhex(each) for each in line.split(":")[:4]
        )
        key = SigningKey.from_bytes(private[:32])

        assert (key.public, key.sign(message)) == (public, signed[:64])
        check_signature(public, signed[:64], message)
        with pytest.raises(BadSignature):
            check_signature(public, signed[:64], message + b"!")


def test_hkdf_agrees_with_rfc_5869():
    for one in blocks("KDF/rfc-5869-HKDF-SHA256.txt"):
        kdf = HKDF(hashes.SHA256(), int(one["L"]), raw(one, "salt"), raw(one, "info"))

        assert kdf.derive(raw(one, "IKM")) == raw(one, "OKM")


def test_aes_256_gcm_agrees_with_nist():
    seen = 0
    for one in blocks("ciphers/AES/GCM/gcmEncryptExtIV256.rsp"):
        if len(one.get("IV", "")) != 24 or len(one["Tag"]) != 32:
            continue
        made = AESGCM(raw(one, "Key")).encrypt(
            raw(one, "IV"), raw(one, "PT"), raw(one, "AAD")
        )
        assert made == raw(one, "CT") + raw(one, "Tag")
        seen += 1

    assert seen > 0


COBBLESTONE = [
    pytest.param(one, id=one["name"])
    for one in json.loads((FOLDER / "chunked-encryption/vectors.json").read_text())[
        "vectors"
    ]
    if one["aead"] == "AEAD_AES_256_GCM"
]


def sealed_of(one):
    found = base64.b64decode(one["ciphertext"] or "")
    return zlib.decompress(found) if one.get("compressed") and found else found


@pytest.mark.parametrize("one", COBBLESTONE)
def test_chunked_encryption_by_hand_opens_and_refuses_as_published(one):
    key, context = raw(one, "key"), one["context"].encode()
    sealed, digest = sealed_of(one), hashes.SHA256()

    if one["expect"] == "failure":
        with pytest.raises((InvalidTag, ValueError)):
            chunked.decrypt_by_hand(key, context, sealed, digest=digest)
        return
    text = chunked.decrypt_by_hand(key, context, sealed, digest=digest)

    assert hashlib.sha256(text).hexdigest() == one["payload_sha256"]
    salt = sealed[: chunked.SALT_BYTES]
    assert (
        chunked.encrypt_by_hand(key, context, text, salt=salt, digest=digest) == sealed
    )


def test_cobblestone_was_tested_in_full():
    assert len(COBBLESTONE) == 34
