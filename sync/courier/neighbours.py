"""The road past a neighbour: what no hub has is handed over, what came is asked for.

A neighbour is any relay, or another post that carries for others. It reads nothing, and
its word counts for nothing: only the hub's receipts, which it may bring back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sync.courier.by_hand import taken
from sync.courier.entrusted import Giver
from sync.courier.freight import HubAddress
from sync.courier.road import Road
from sync.errors import SyncError
from sync.head import UPWARD, is_for_a_post, read_head
from sync.ids import LogId
from sync.limits import MAX_BUNDLE_ENVELOPES, MAX_CURSOR_BYTES, MAX_ERRAND_BYTES
from sync.protocol import Reason
from sync.reply import ForDevice, Item, Kind, kept_digests, read_kept

_ROOM_BESIDE: Final = 64 * 1024
"""Of an errand: what is left for all that is no envelope."""
_MOST_COPIES: Final = 128
"""Copies brought to a base in one errand."""
_NEWS: Final = ("receipts", "envelopes")


class OwnErrands:
    """What a post has for its neighbours, and takes from them."""

    def __init__(self, road: Road) -> None:
        self._road = road

    def errand(self, to: bytes, now_ms: int) -> list[ForDevice]:
        """Return what no hub has and this place does not keep, and all logs of ours."""
        handing = self._road.handing
        most_bytes = MAX_ERRAND_BYTES - _ROOM_BESIDE
        laden: dict[LogId, list[bytes]] = {log: [] for log, _ in self._road.logs()}
        if self._road.homely.is_base(to):
            for log, sealed in self._road.homely.waiting(_MOST_COPIES, most_bytes // 2):
                laden.setdefault(log, []).append(sealed)
                most_bytes -= len(sealed)
        for one in handing.to_hand(to, MAX_BUNDLE_ENVELOPES, most_bytes, now_ms):
            if one.sealed in laden.get(one.log, ()):
                continue
            if one.is_sound:
                laden.setdefault(one.log, []).append(one.sealed)
            else:
                self._road.trouble(one.envelope, Reason.FORMAT)
        # What sisters left is asked for once, under the first of our logs.
        keys = [self._road.homely.post_keys(), *[b""] * len(laden)]
        return [
            ForDevice(
                log, (), tuple(sealed), handing.way_back(to, log) or b"", sisters=named
            )
            for (log, sealed), named in zip(sorted(laden.items()), keys, strict=False)
        ]

    def came_back(
        self, to: bytes, brought: Sequence[bytes], items: Sequence[Item], now_ms: int
    ) -> int:
        """Take what a place gave back for our logs; return how much of it was new.

        A cursor is noted last: what a break takes away is asked for again.
        """
        self._road.handing.handed(to, brought, now_ms)
        if self._road.homely.is_base(to):
            self._road.homely.got(kept_digests(items))
        hub = self._road.hub()
        own = {log for log, _ in self._road.logs()}
        ours = [item for item in items if item.log in own]
        news = sum(self._kept(to, each) for each in ours if each.kind is Kind.KEPT)
        if hub is not None:
            news += self._took(to, hub, ours, now_ms)
        self._road.handing.forget_read()
        return news

    def _took(
        self, to: bytes, hub: HubAddress, items: Sequence[Item], now_ms: int
    ) -> int:
        news, reached, fits = 0, dict[LogId, bytes](), True
        for item in items:
            if item.kind is Kind.CURSOR and len(item.raw) <= MAX_CURSOR_BYTES:
                reached[item.log] = item.raw
            elif item.kind is Kind.RECEIPT:
                news += taken(self._road, hub, item, now_ms) in _NEWS
            elif item.kind is Kind.ENVELOPE:
                fits = fits and self._road.has_room_down()
                news += fits and self._came(to, hub, item, now_ms)
        if fits:
            self._road.handing.set_ways_back(to, tuple(reached.items()))
        return news

    def met(self, to: bytes, certificate: str) -> None:
        """Remember by what certificate a neighbour is known again."""
        self._road.handing.met(to.decode(), certificate)

    def _came(self, to: bytes, hub: HubAddress, item: Item, now_ms: int) -> bool:
        """Take an envelope; who holds what a sister sealed is a base of this post."""
        if not is_for_a_post(item.raw):
            return False
        if read_head(item.raw).core.kind in UPWARD:
            self._road.homely.set_base(to)
        return taken(self._road, hub, item, now_ms, Giver.NEIGHBOUR) in _NEWS

    def _kept(self, to: bytes, item: Item) -> bool:
        try:
            envelope, digest = read_kept(item.raw)
        except SyncError:
            return False
        return self._road.handing.kept(to, envelope, digest)
