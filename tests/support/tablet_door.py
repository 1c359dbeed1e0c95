"""Tablets without the program: a door that is only noted, and one that stands open."""

from __future__ import annotations

import base64
import hashlib
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import flet as ft
import httpx
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from app.post.tablets import TabletPlace, Tablets
from app.store.file import CareFile
from app.ui.tablet_pass import CODE_S
from app.ui.tablets import TabletCode, TabletDoorway
from sync.clock import Clock
from sync.ids import Mode
from sync.trust.vouching import fingerprint
from tests.support.fakes import LateClock
from tests.support.post import memory_post

PATIENCE_S = 60.0
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


def blank(page: ft.Page) -> None:
    page.title = "Noor Bakker"


class Base:
    """An open door, and a machine that trusts what is behind it."""

    def __init__(self, tablets: Tablets, file: CareFile, clock: LateClock) -> None:
        self.tablets = tablets
        self.file = file
        self.clock = clock

    @property
    def url(self) -> str:
        doorway = self.tablets.doorway
        assert doorway is not None
        return doorway.addresses[0]

    @property
    def proving(self) -> str:
        return f"https://127.0.0.1:{self.tablets._there().proving_port}/proof"

    @property
    def trust(self) -> ssl.SSLContext:
        return trusting(self.tablets._there().root)

    def client(self, **headers: str) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            verify=self.trust,
            base_url=self.url,
            headers={"origin": self.url, **headers},
            timeout=PATIENCE_S,
        )

    async def knock(self, client: httpx.AsyncClient, code: str) -> httpx.Response:
        proof = (await client.get(self.proving)).text
        return await client.post("/tablet/in", json={"code": code, "proof": proof})

    async def come_in(self, client: httpx.AsyncClient) -> None:
        answer = await self.knock(client, self.tablets.new_code().code)
        assert answer.status_code == 200


@asynccontextmanager
async def a_base(
    place: TabletPlace = PLACE, file: CareFile | None = None
) -> AsyncIterator[Base]:
    clock = LateClock()
    tablets = Tablets(clock, Mode.REAL, place, blank)
    file = file or memory_post(clock=clock)
    await tablets.begin(file)
    try:
        await tablets.open()
        yield Base(tablets, file, clock)
    finally:
        await tablets.end()
        file.close()
