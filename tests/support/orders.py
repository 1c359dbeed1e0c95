"""A hub that tells one post something, with no line and no seal between them."""

from __future__ import annotations

from typing import Any, Final

from app.care.terms import Role
from app.commands.message import Wording, send_message, withdraw_message
from app.store.file import CareFile
from app.store.queries.message import messages
from sync.batch import DICTIONARY, LAYOUT_LIST, Batch, Manifest, decode, encode
from sync.clock import Clock
from sync.hub.telling import new_down_log
from sync.ids import KeyId, LogId, Mode
from sync.journal import setting
from sync.landed import land_down
from tests.support.post import actor, memory_post

HUB_KEY: Final = KeyId(b"hub-key1")


class Orders:
    """The operator of a hub, and the way from there to one post."""

    def __init__(
        self, post: CareFile, clock: Clock | None = None, mode: Mode = Mode.REAL
    ) -> None:
        self.post = post
        self.hub = memory_post(mode, clock or post.clock, seed=77, code="HUB")
        self.hub.write_now(lambda desk: desk.set_setting("hub_signing", b"kept"))
        self._operator = actor(self.hub, Role.OPERATOR)
        self._post_id = bytes(post.read_now(lambda db: setting(db, "post_id")))
        self._log: LogId | None = None
        self._batches = 0
        self._carried = 0

    def close(self) -> None:
        """Close the hub's file."""
        self.hub.close()

    @property
    def log(self) -> LogId:
        """The log in which this hub speaks to the post."""
        if self._log is None:
            self._log = self.hub.write_now(
                lambda desk: new_down_log(desk.journal, self._post_id)
            )
        return self._log

    def say(self, text: str, *, is_order: bool = True, urgent: bool = False) -> bytes:
        """Record a message for the post, and carry nothing; return its stream."""
        said, log = Wording(text, is_order, urgent), self.log
        sent = self.hub.write_now(
            lambda desk: send_message(desk, self._operator, said, {self._post_id: log})
        )
        return sent[0].stream

    def send(self, text: str, *, is_order: bool = True, urgent: bool = False) -> bytes:
        """Tell the post something; return the stream of the message."""
        stream = self.say(text, is_order=is_order, urgent=urgent)
        self.carry()
        return stream

    def withdraw(self, stream: bytes, reason: str = "") -> None:
        """Take a message back."""
        log = self.log
        self.hub.write_now(
            lambda desk: withdraw_message(
                desk, self._operator, stream, {self._post_id: log}, reason
            )
        )
        self.carry()

    def tell(self, stream: bytes, *facts: Any) -> None:
        """Tell the post facts of any kind about a stream."""
        log = self.log
        for fact in facts:
            self.hub.write_now(
                lambda desk, fact=fact: desk.record(
                    stream, fact, self._operator, log=log
                )
            )
        self.carry()

    def batch(self) -> Batch:
        """Return what was said since the last batch, as the post would open it."""
        log, first = self.log, self._carried + 1
        self._batches += 1
        number = self._batches

        def made(desk) -> Batch:  # type: ignore[no-untyped-def]
            links = desk.journal.links(log, first, desk.journal.last_seq(log))
            manifest = Manifest(
                log=log,
                first=first,
                count=len(links),
                before=desk.journal.chain_before(log, first),
                after=links[-1].chain,
                dictionary=DICTIONARY,
                layout=LAYOUT_LIST,
                batch_no=number,
                envelope=number.to_bytes(16, "big"),
                extensions={},
            )
            return decode(encode(manifest, links))

        batch = self.hub.write_now(made)
        self._carried = batch.manifest.last
        return batch

    def carry(self) -> None:
        """Let what was said land at the post."""
        batch = self.batch()
        self.post.write_now(
            lambda desk: land_down(desk.journal, batch, HUB_KEY, desk.now_ms())
        )


def shown(file: CareFile):  # type: ignore[no-untyped-def]
    """Return the messages as a screen would list them."""
    return file.read_now(messages)
