"""The registry: which devices a hub knows, and which invitations it gave out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sync.errors import Denied
from sync.hub.inbox import Inbox
from sync.ids import KeyId
from sync.protocol import Reason


@dataclass(frozen=True, slots=True)
class Device:
    """A device the hub gave a certificate, and what it last said of itself."""

    key: KeyId
    post: bytes
    post_name: str
    post_code: str
    letter: str
    words: bytes
    since_ms: int
    heard_ms: int | None
    unsent: int | None
    unsent_oldest_ms: int | None
    revoked_ms: int | None


@dataclass(frozen=True, slots=True)
class Admitted:
    """A device about to be known: its certificate and the road token it got."""

    key: KeyId
    certificate: bytes
    post: bytes
    post_name: str
    post_code: str
    letter: str
    words: bytes
    road_token: bytes


@dataclass(frozen=True, slots=True)
class Given:
    """An invitation as the hub remembers it; its token is sealed to the hub itself.

    `post` is the known post it lets a further device join; None is for a new post.
    """

    id: bytes
    sealed_token: bytes | None
    made_ms: int
    expires_ms: int
    used_ms: int | None
    key: KeyId | None
    post: bytes | None
    mac: bytes | None = None

    @property
    def fields(self) -> tuple[object, ...]:
        """What its proof is about: all that decides who may join what."""
        return (self.id, self.sealed_token, self.made_ms, self.expires_ms, self.post)


@dataclass(frozen=True, slots=True)
class PostKey:
    """The key of a post as the hub keeps it: sealed to itself, with its proof."""

    post: bytes
    sealed: bytes
    mac: bytes | None

    @property
    def fields(self) -> tuple[object, ...]:
        """What its proof is about."""
        return (self.post, self.sealed)


_DEVICE: Final = (
    "key, post, post_name, post_code, letter, words, since_ms, heard_ms, unsent, "
    "unsent_oldest_ms, revoked_ms"
)
_GIVEN: Final = "id, sealed_token, made_ms, expires_ms, used_ms, key, post, mac"


class Registry:
    """Devices, posts and invitations, in the inbox's file."""

    def __init__(self, inbox: Inbox) -> None:
        self._file = inbox.file

    def devices(self) -> tuple[Device, ...]:
        """Return every device, by post and letter."""
        found = self._file.ask(
            f"SELECT {_DEVICE} FROM device "  # noqa: S608 - ours
            "ORDER BY post_name, post, letter, key"
        )
        return tuple(Device(*row) for row in found)

    def device(self, key: KeyId | bytes) -> Device | None:
        """Return one device, or None."""
        found = self._file.ask(
            f"SELECT {_DEVICE} FROM device WHERE key = ?",  # noqa: S608 - ours
            key,
        )
        return Device(*found[0]) if found else None

    def certificate(self, key: KeyId | bytes) -> bytes | None:
        """Return the certificate of a device key, as signed, or None."""
        found = self._file.ask("SELECT certificate FROM device WHERE key = ?", key)
        return bytes(found[0][0]) if found else None

    def by_token(self, token: bytes) -> Device | None:
        """Return the device a road token was given to, or None.

        Raises Denied when that device was revoked: it may know why it is turned away.
        """
        found = self._file.ask(
            f"SELECT {_DEVICE} FROM device WHERE token = ?",  # noqa: S608 - ours
            _hidden(token),
        )
        if found and found[0][-1] is not None:
            raise Denied(Reason.REVOKED)
        return Device(*found[0]) if found else None

    def check_of_post(self, device: Device, writer: KeyId | bytes | None) -> None:
        """Check that a log is of this device or a sister, or nobody's yet.

        Raises Denied.
        """
        if writer not in (None, device.key):
            sister = self.device(writer)
            if sister is None or sister.post != device.post:
                raise Denied(Reason.NOT_ALLOWED)

    def heard(self, key: KeyId | bytes, now_ms: int) -> None:
        """Note that a device was heard."""
        with self._file.change() as run:
            run("UPDATE device SET heard_ms = ? WHERE key = ?", now_ms, key)

    def reported(
        self, key: KeyId | bytes, batch_no: int, unsent: int, oldest_ms: int | None
    ) -> None:
        """Note what a device had not sent when it cut a batch; the latest batch counts.

        A restored device counts its batches anew; what it reports then still counts
        when it was the last to be read.
        """
        with self._file.change() as run:
            run(
                "UPDATE device SET unsent = ?, unsent_oldest_ms = ?, unsent_batch = ? "
                "WHERE key = ? AND (unsent_batch <= ? OR unsent_batch > ? + 1000)",
                *(unsent, oldest_ms, batch_no, key, batch_no, batch_no),
            )

    def revoke(self, key: KeyId | bytes, now_ms: int) -> None:
        """Note that a device no longer counts."""
        with self._file.change() as run:
            run(
                "UPDATE device SET revoked_ms = ? WHERE key = ? AND revoked_ms IS NULL",
                *(now_ms, key),
            )

    def given(self, limit: int = 100) -> tuple[Given, ...]:
        """Return the invitations given out, newest first."""
        found = self._file.ask(
            f"SELECT {_GIVEN} FROM invitation "  # noqa: S608 - ours
            "ORDER BY made_ms DESC, id LIMIT ?",
            limit,
        )
        return tuple(Given(*row) for row in found)

    def invitation(self, wanted: bytes) -> Given | None:
        """Return one invitation, or None."""
        found = self._file.ask(
            f"SELECT {_GIVEN} FROM invitation WHERE id = ?",  # noqa: S608 - ours
            wanted,
        )
        return Given(*found[0]) if found else None

    def give(self, one: Given) -> None:
        """Remember an invitation, and forget the tokens of those that ran out."""
        with self._file.change() as run:
            run(
                "UPDATE invitation SET sealed_token = NULL WHERE expires_ms < ?",
                one.made_ms,
            )
            run(
                "INSERT INTO invitation "
                "(id, sealed_token, made_ms, expires_ms, post, mac) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                *(one.id, one.sealed_token, one.made_ms, one.expires_ms),
                *(one.post, one.mac),
            )

    def answered(self, asked: bytes) -> bytes | None:
        """Return the answer this very question was given before, or None."""
        found = self._file.ask(
            "SELECT answer FROM invitation WHERE question = ?", _hidden(asked)
        )
        return bytes(found[0][0]) if found else None

    def post_key(self, post: bytes) -> PostKey | None:
        """Return a post's key, sealed to the hub, or None for a new post."""
        found = self._file.ask(
            "SELECT post, sealed_key, mac FROM post WHERE post = ?", post
        )
        return PostKey(*found[0]) if found else None

    def post_keys(self) -> tuple[PostKey, ...]:
        """Return the sealed key of every post."""
        found = self._file.ask("SELECT post, sealed_key, mac FROM post ORDER BY post")
        return tuple(PostKey(*row) for row in found)

    def put_post_key(self, one: PostKey) -> None:
        """Keep a post's key in place of the one before."""
        with self._file.change() as run:
            _put_post_key(run, one)

    def admit(
        self,
        given: Given,
        device: Admitted,
        post_key: PostKey,
        exchange: tuple[bytes, bytes],
        now_ms: int,
    ) -> None:
        """Note a device, its post, and the question and answer, all or nothing."""
        asked, answer = exchange
        with self._file.change() as run:
            _put_post_key(run, post_key)
            _put_device(run, device, now_ms)
            run(
                "UPDATE invitation SET used_ms = ?, key = ?, question = ?, answer = ? "
                "WHERE id = ?",
                *(now_ms, device.key, _hidden(asked), answer, given.id),
            )

    def renew(self, key: KeyId | bytes, certificate: bytes) -> None:
        """Keep a new certificate of a device that is known."""
        with self._file.change() as run:
            run("UPDATE device SET certificate = ? WHERE key = ?", certificate, key)

    def vouch(
        self, given: Sequence[tuple[bytes, bytes]], keys: Sequence[PostKey]
    ) -> None:
        """Add proofs to rows that an earlier version wrote without."""
        with self._file.change() as run:
            for name, mac in given:
                run("UPDATE invitation SET mac = ? WHERE id = ?", mac, name)
            for one in keys:
                _put_post_key(run, one)

    def used(self, device: KeyId | bytes, key: bytes, now_ms: int) -> None:
        """Note that a device sealed a batch to a key of this hub, read just now."""
        with self._file.change() as run:
            run(
                "INSERT INTO key_use (device, key, last_ms) VALUES (?, ?, ?) "
                "ON CONFLICT (device, key) DO UPDATE SET last_ms = excluded.last_ms",
                *(device, key, now_ms),
            )

    def uses(self) -> dict[bytes, frozenset[bytes]]:
        """Return by device the ids of the hub's keys it has sealed to."""
        found: dict[bytes, set[bytes]] = {}
        for device, key in self._file.ask("SELECT device, key FROM key_use"):
            found.setdefault(bytes(device), set()).add(bytes(key))
        return {device: frozenset(keys) for device, keys in found.items()}

    def release(self, envelope: bytes, digest: bytes, mac: bytes) -> None:
        """Note that an operator judged an envelope of a revoked device and lets it in.

        Its bytes stay where they are; only these very bytes are let in.
        """
        with self._file.change() as run:
            run(
                "INSERT INTO released (id, digest, mac) VALUES (?, ?, ?) "
                "ON CONFLICT (id, digest) DO UPDATE SET mac = excluded.mac",
                *(envelope, digest, mac),
            )

    def released(self, envelope: bytes, digest: bytes) -> bytes | None:
        """Return the proof by which an envelope was let in, or None."""
        found = self._file.ask(
            "SELECT mac FROM released WHERE id = ? AND digest = ?", envelope, digest
        )
        return bytes(found[0][0]) if found else None

    def claim(self, log: bytes, key: bytes) -> None:
        """Note whose log this is, as what was recovered of a lost hub proves."""
        with self._file.change() as run:
            run("INSERT INTO writer VALUES (?, ?) ON CONFLICT DO NOTHING", log, key)

    def setting(self, name: str) -> bytes | None:
        """Return something the hub keeps of itself, or None."""
        found = self._file.ask("SELECT value FROM setting WHERE name = ?", name)
        return bytes(found[0][0]) if found else None

    def drop_setting(self, name: str) -> None:
        """Keep something of the hub itself no longer."""
        with self._file.change() as run:
            run("DELETE FROM setting WHERE name = ?", name)

    def set_setting(self, name: str, value: bytes) -> None:
        """Keep something of the hub itself."""
        with self._file.change() as run:
            run(
                "INSERT INTO setting (name, value) VALUES (?, ?) "
                "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                *(name, value),
            )


def _put_post_key(run: Any, one: PostKey) -> None:
    run(
        "INSERT INTO post (post, sealed_key, mac) VALUES (?, ?, ?) "
        "ON CONFLICT (post) DO UPDATE SET sealed_key = excluded.sealed_key, "
        "mac = excluded.mac",
        *(one.post, one.sealed, one.mac),
    )


def _put_device(run: Any, device: Admitted, now_ms: int) -> None:
    run(
        "INSERT INTO device (key, certificate, post, post_name, post_code, letter, "
        "words, token, since_ms, heard_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (key) DO UPDATE SET certificate = excluded.certificate, "
        "post = excluded.post, post_name = excluded.post_name, "
        "post_code = excluded.post_code, letter = excluded.letter, "
        "token = excluded.token, heard_ms = excluded.heard_ms",
        *(device.key, device.certificate, device.post, device.post_name),
        *(device.post_code, device.letter, device.words),
        *(_hidden(device.road_token), now_ms, now_ms),
    )


def _hidden(token: bytes) -> bytes:
    """Return what is kept of a token: enough to know it again, not to use it."""
    return hashlib.sha256(token).digest()
