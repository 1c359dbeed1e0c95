"""What lies on a shelf for whoever holds a key: the devices of one post, as sisters.

The relay knows no post. Every envelope names the keys it was sealed to, itself or by
its key epoch; whoever names such a key is given what was sealed to it, and can read it
only by having it. What was asked for lately is kept beyond the hub's receipt.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sync.limits import MAX_POST_KEYS_NAMED, SISTERS_ASK_MS

if TYPE_CHECKING:
    from sync.database import Shared
    from sync.head import Core
    from sync.ids import LogId

KEY_BYTES: Final = 8
_PAGE: Final = 256


@dataclass(frozen=True, slots=True)
class Asked:
    """What a device asks of its sisters: sealed to these keys, in no log of its own.

    A key is 8 bytes of `post_keys`; none asks for nothing.
    """

    post_keys: bytes = b""
    own_logs: tuple[LogId, ...] = ()


NOTHING_ASKED: Final = Asked()


class Addressed:
    """The part of a shelf about to whom things were sealed."""

    def __init__(self, file: Shared) -> None:
        self._file = file

    def note(self, run: Callable[..., int], core: Core) -> None:
        """Note to which keys an envelope was sealed, in the transaction that keeps it.

        One that names a key epoch was sealed to whoever that was.
        """
        for key in core.recipients:
            run(
                "INSERT INTO addressed (key, id) VALUES (?, ?) ON CONFLICT DO NOTHING",
                *(key, core.envelope),
            )

    def page(
        self, asked: Asked, after: int, most_bytes: int
    ) -> list[tuple[int, bytes]]:
        """Return what was sealed to the keys that are named, in the order it came."""
        keys, logs = keys_of(asked.post_keys), asked.own_logs
        marks = ", ".join("?" * len(keys))
        ids = f"(SELECT id FROM addressed WHERE key IN ({marks}))"  # noqa: S608 - ours
        found = self._file.ask(
            "SELECT n, LENGTH(sealed) FROM envelope WHERE n > ? "  # noqa: S608 - ours
            f"AND LENGTH(sealed) > 0 AND (id IN {ids} OR epoch IN {ids}) "
            f"AND log NOT IN ({', '.join('?' * len(logs))}) ORDER BY n LIMIT ?",
            *(after, *keys, *keys, *logs, _PAGE),
        )
        page: list[tuple[int, bytes]] = []
        for n, size in found:
            most_bytes -= size
            if page and most_bytes < 0:
                break
            raw = self._file.ask("SELECT sealed FROM envelope WHERE n = ?", n)
            page.append((int(n), bytes(raw[0][0])))
        return page

    def asked(self, named: bytes, now_ms: int) -> None:
        """Note that somebody asks for what is sealed to these keys."""
        with self._file.change() as run:
            for key in keys_of(named):
                run(
                    "INSERT INTO wanted (key, asked_ms) VALUES (?, ?) "
                    "ON CONFLICT (key) DO UPDATE SET asked_ms = excluded.asked_ms",
                    *(key, now_ms),
                )

    def is_asked_for(self, digest: bytes, now_ms: int) -> bool:
        """Tell whether somebody lately asked for what this was sealed to."""
        return bool(
            self._file.ask(
                "SELECT 1 FROM envelope JOIN addressed "
                "ON addressed.id IN (envelope.id, envelope.epoch) "
                "JOIN wanted ON wanted.key = addressed.key "
                "WHERE envelope.digest = ? AND asked_ms > ? LIMIT 1",
                *(digest, now_ms - SISTERS_ASK_MS),
            )
        )

    def forget_old(self, run: Callable[..., int]) -> None:
        """Let go of what is noted of envelopes that are no longer here."""
        run("DELETE FROM addressed WHERE id NOT IN (SELECT id FROM envelope)")


def keys_of(named: bytes) -> Sequence[bytes]:
    """Return the keys that are named, at most as many as a post may have."""
    places = range(0, len(named) - KEY_BYTES + 1, KEY_BYTES)
    return [named[at : at + KEY_BYTES] for at in places][:MAX_POST_KEYS_NAMED]
