"""A root that a machine makes for itself, and certificates that it signs with it.

For browsers of tablets on one network: they know no key of a region, and which address
a machine has there is known by nobody but itself. What the root can vouch for is
bounded in the root itself: addresses of private networks, and no name at all. See
decision 0030.
"""

from __future__ import annotations

import datetime
import hashlib
import ipaddress
import secrets
import ssl
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_PRIVATE: Final = tuple(
    ipaddress.IPv4Network(each)
    for each in (
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
    )
)
"""Networks of which no address leads to a machine on the internet."""

_NO_NAME: Final = "noodpost.invalid"
"""The one name the root may vouch for: nobody can have it, so it is none."""

_SCREENS: Final = "Noodpost screens"
"""What a certificate is called: no host name, which would have to be permitted too."""

_LINE: Final = 8 * 3
_YEAR: Final = datetime.timedelta(days=365)
_ROOT_YEARS: Final = 20
_EARLIEST: Final = datetime.datetime(1971, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True, slots=True)
class Root:
    """A root: its key (PKCS #8, DER), to be kept sealed, and its certificate (DER)."""

    key: bytes
    certificate: bytes


@dataclass(frozen=True, slots=True)
class Vouched:
    """A key and what vouches for it, up to the root, for who serves with it (PEM)."""

    key: bytes
    chain: bytes
    password: bytes


def new_root(name: str, now_ms: int) -> Root:
    """Return a root that can vouch for nothing but addresses of private networks."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _named(name)
    begin = _begin(now_ms)
    permitted: list[x509.GeneralName] = [x509.IPAddress(each) for each in _PRIVATE]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + _ROOT_YEARS * _YEAR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(
            x509.NameConstraints([*permitted, x509.DNSName(_NO_NAME)], None),
            critical=True,
        )
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    return Root(
        key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        certificate.public_bytes(serialization.Encoding.DER),
    )


def vouch(root: Root, addresses: Sequence[str], now_ms: int) -> Vouched:
    """Return a new key that the root vouches for at these addresses, for a year.

    A clock may be a year off on either side; Apple takes no more than 825 days in all.
    """
    signer = serialization.load_der_private_key(root.key, None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise TypeError("a root is made here, with a key of an elliptic curve")
    above = x509.load_der_x509_certificate(root.certificate)
    key = ec.generate_private_key(ec.SECP256R1())
    begin = _begin(now_ms)
    named = [x509.IPAddress(ipaddress.ip_address(each)) for each in addresses]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(_named(_SCREENS))
        .issuer_name(above.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + 2 * _YEAR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False
        )
        .add_extension(x509.SubjectAlternativeName(named), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()),
            critical=False,
        )
        .sign(signer, hashes.SHA256())
    )
    password = secrets.token_hex(16).encode()
    pem = serialization.Encoding.PEM
    return Vouched(
        key.private_bytes(
            pem,
            # Its password is random: no guess has to be made dear, and this is quick.
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.BestAvailableEncryption(password),
        ),
        certificate.public_bytes(pem) + above.public_bytes(pem),
        password,
    )


def may_be_vouched(address: str) -> bool:
    """Tell whether a root of ours can vouch for an address."""
    try:
        found = ipaddress.IPv4Address(address)
    except ValueError:
        return False
    return any(found in each for each in _PRIVATE)


def fingerprint(certificate: bytes) -> str:
    """Return what two screens compare of a certificate (DER): SHA-256, in pairs.

    On lines of eight, so that an eye finds its place again.
    """
    pairs = hashlib.sha256(certificate).digest().hex(":").upper()
    return "\n".join(pairs[n : n + _LINE].rstrip(":") for n in range(0, 96, _LINE))


def serving() -> ssl.SSLContext:
    """Return what a server speaks TLS with, once it was given a certificate by `wear`.

    TLS 1.3 and no tickets: who comes again is shown the certificate of now, always.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.num_tickets = 0
    return context


def wear(context: ssl.SSLContext, vouched: Vouched) -> None:
    """Let who comes in from now on be shown this certificate.

    TLS takes keys from files only: one with a password that is forgotten at once.
    """
    with tempfile.TemporaryDirectory(prefix="noodpost-") as folder:
        chain, key = Path(folder) / "chain.pem", Path(folder) / "key.pem"
        chain.write_bytes(vouched.chain)
        key.write_bytes(vouched.key)
        context.load_cert_chain(chain, key, vouched.password)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _begin(now_ms: int) -> datetime.datetime:
    now = datetime.datetime.fromtimestamp(now_ms // 1000, datetime.UTC)
    return max(_EARLIEST, now - _YEAR)


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
