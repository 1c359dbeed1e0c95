"""Tablets without the program: a door that is only noted, and one that stands open."""

from __future__ import annotations

import base64
import hashlib
import ssl
from collections.abc import Callable
from dataclasses import replace

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from app.post.tablets import TabletPlace
from app.ui.tablet_pass import CODE_S
from app.ui.tablets import TabletCode, TabletDoorway
from sync.clock import Clock
from sync.trust.vouching import fingerprint

PLACE = TabletPlace("127.0.0.1", 0, lambda: ("127.0.0.1",), tend_s=0.05)
"""Tablets of a test are on this machine."""

FINGERPRINT = fingerprint(b"")


class NotedDoor:
    """A door for tablets that is only noted."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.doorway: TabletDoorway | None = None
        self.codes = 0
        self.ended: list[int] = []
        self._listeners: list[Callable[[], None]] = []

    def put(self, **parts: object) -> None:
        assert self.doorway is not None
        self.doorway = replace(self.doorway, **parts)  # type: ignore[arg-type]
        self._tell()

    def stand(self, *, open: bool) -> None:  # noqa: A002 - as a door does
        ours = TabletDoorway(("https://192.168.1.30:8474",), FINGERPRINT)
        self.doorway = ours if open else None
        self._tell()

    async def open(self) -> None:
        self.stand(open=True)

    async def shut(self) -> None:
        self.stand(open=False)

    def new_code(self) -> TabletCode:
        self.codes += 1
        code = f"7K3M-Q9XT-{self.codes:04}"
        url = f"https://192.168.1.30:8474/#{code.replace('-', '')}"
        return TabletCode(code, url, self._clock.now_ms() + CODE_S * 1000)

    def end_tablet(self, number: int) -> None:
        self.ended.append(number)
        assert self.doorway is not None
        left = tuple(each for each in self.doorway.tablets if each.number != number)
        self.put(tablets=left)

    def on_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _tell(self) -> None:
        for each in tuple(self._listeners):
            each()


def trusting(root: bytes) -> ssl.SSLContext:
    """Return how a machine talks TLS that trusts this root (DER) and no other."""
    pem = x509.load_der_x509_certificate(root).public_bytes(serialization.Encoding.PEM)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=pem.decode())
    return context


def trusted_by(root: bytes) -> str:
    """Return the argument with which a Chromium trusts what this root vouches for."""
    key = x509.load_der_x509_certificate(root).public_key()
    known = key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    mark = base64.b64encode(hashlib.sha256(known).digest()).decode()
    return f"--ignore-certificate-errors-spki-list={mark}"
