"""Quotas: how often one address may ask, and how much a hub takes in at once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from sync.clock import Clock
from sync.errors import Denied
from sync.limits import MAX_UPLOADS_AT_ONCE
from sync.protocol import Reason

_MOST_ADDRESSES: Final = 10_000
"""Addresses remembered; the one longest silent is forgotten, and starts afresh."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one address may ask: so many at once, and so many each second after."""

    burst: float = 240.0
    per_s: float = 20.0


@dataclass(slots=True)
class _Bucket:
    left: float
    at_s: float


class Buckets:
    """A token bucket for each address."""

    def __init__(self, clock: Clock, allowance: Allowance | None = None) -> None:
        self._clock = clock
        self._allowance = allowance or Allowance()
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def wait_s(self, address: str) -> float:
        """Take one from an address's bucket; the seconds to wait when it is empty."""
        now_s, allowance = self._clock.monotonic_s(), self._allowance
        bucket = self._buckets.pop(address, None) or _Bucket(allowance.burst, now_s)
        grown = bucket.left + (now_s - bucket.at_s) * allowance.per_s
        bucket.left, bucket.at_s = min(grown, allowance.burst), now_s
        self._buckets[address] = bucket
        if len(self._buckets) > _MOST_ADDRESSES:
            self._buckets.popitem(last=False)
        if bucket.left < 1:
            return (1 - bucket.left) / allowance.per_s
        bucket.left -= 1
        return 0.0


class Gate:
    """Lets in so many uploads at a time, because each is held in memory."""

    def __init__(self, most: int = MAX_UPLOADS_AT_ONCE) -> None:
        self._left = most

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Hold one place. Raises Denied `busy` when there is none."""
        if self._left < 1:
            raise Denied(Reason.BUSY)
        self._left -= 1
        try:
            yield
        finally:
            self._left += 1
