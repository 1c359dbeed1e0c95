"""The root of a base vouches for its own private addresses, and nothing more."""

from __future__ import annotations

import datetime
import ipaddress
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from hypothesis import given
from hypothesis import strategies as st

from sync.trust.vouching import (
    Root,
    Vouched,
    fingerprint,
    may_be_vouched,
    new_root,
    serving,
    vouch,
    wear,
)
from tests.support.tablet_door import trusting

NOW_MS = int(datetime.datetime.now(datetime.UTC).timestamp() * 1000)
"""OpenSSL looks at the clock of this machine."""


def met(root: Root, vouched: Vouched, name: str) -> ssl.SSLObject:
    """Let a machine that trusts the root talk TLS to one that serves with the rest."""
    context = serving()
    wear(context, vouched)
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = trusting(root.certificate).wrap_bio(down, up, server_hostname=name)
    server = context.wrap_bio(up, down, server_side=True)
    for _ in range(4):
        for side in (client, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    client.do_handshake()
    return client


@pytest.mark.parametrize("address", ["192.168.1.30", "10.0.0.7", "127.0.0.1"])
def test_who_trusts_the_root_is_at_the_base_without_a_question(address: str) -> None:
    root = new_root("Noodpost", NOW_MS)

    line = met(root, vouch(root, ["172.16.4.4", address], NOW_MS), address)

    assert line.version() == "TLSv1.3"


def test_at_another_address_it_is_not_the_base() -> None:
    root = new_root("Noodpost", NOW_MS)

    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        met(root, vouch(root, ["192.168.1.30"], NOW_MS), "192.168.1.31")


def test_another_root_vouches_for_nothing_here() -> None:
    root, other = new_root("Noodpost", NOW_MS), new_root("Noodpost", NOW_MS)

    with pytest.raises(ssl.SSLCertVerificationError):
        met(root, vouch(other, ["192.168.1.30"], NOW_MS), "192.168.1.30")


def test_a_stolen_root_opens_no_machine_on_the_internet() -> None:
    root = new_root("Noodpost", NOW_MS)

    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        met(root, vouch(root, ["93.184.216.34"], NOW_MS), "93.184.216.34")


def test_a_stolen_root_vouches_for_no_name() -> None:
    root = new_root("Noodpost", NOW_MS)

    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        met(root, _forged(root, "bank.example"), "bank.example")


def test_a_certificate_lives_no_longer_than_every_browser_takes() -> None:
    root = new_root("Noodpost", NOW_MS)

    leaf = x509.load_pem_x509_certificates(vouch(root, ["10.0.0.7"], NOW_MS).chain)[0]

    lives = leaf.not_valid_after_utc - leaf.not_valid_before_utc
    assert lives <= datetime.timedelta(days=825)
    now = datetime.datetime.now(datetime.UTC)
    assert leaf.not_valid_before_utc < now - datetime.timedelta(days=300)
    assert leaf.not_valid_after_utc > now + datetime.timedelta(days=300)


def test_with_a_clock_that_was_never_set_a_root_is_made_all_the_same() -> None:
    root = new_root("Noodpost", 0)

    assert vouch(root, ["10.0.0.7"], 0).chain.count(b"BEGIN CERTIFICATE") == 2


def test_a_key_on_disk_is_nothing_without_a_word_that_is_kept_nowhere() -> None:
    vouched = vouch(new_root("Noodpost", NOW_MS), ["10.0.0.7"], NOW_MS)

    assert b"ENCRYPTED" in vouched.key
    with pytest.raises(TypeError):
        serialization.load_pem_private_key(vouched.key, None)


def test_two_screens_compare_pairs_of_letters() -> None:
    shown = fingerprint(b"")

    assert shown.startswith("E3:B0:C4:42:98:FC")
    assert len(shown.replace("\n", ":").split(":")) == 32
    assert {len(line) for line in shown.split("\n")} == {8 * 3 - 1}


@given(st.text() | st.ip_addresses().map(str))
def test_only_addresses_of_private_networks_are_vouched_for(address: str) -> None:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        assert not may_be_vouched(address)
        return
    if may_be_vouched(address):
        assert found.version == 4
        assert not found.is_global


def _forged(root: Root, name: str) -> Vouched:
    """Return what a thief of the root makes for a name."""
    honest = vouch(root, ["10.0.0.7"], NOW_MS)
    leaf, above = x509.load_pem_x509_certificates(honest.chain)
    signer = serialization.load_der_private_key(root.key, None)
    made = (
        x509.CertificateBuilder()
        .subject_name(leaf.subject)
        .issuer_name(above.subject)
        .public_key(leaf.public_key())
        .serial_number(1)
        .not_valid_before(leaf.not_valid_before_utc)
        .not_valid_after(leaf.not_valid_after_utc)
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False
        )
        .sign(signer, hashes.SHA256())  # type: ignore[arg-type]
    )
    pem = serialization.Encoding.PEM
    chain = made.public_bytes(pem) + above.public_bytes(pem)
    return Vouched(honest.key, chain, honest.password)
