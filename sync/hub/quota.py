"""Quotas: how often one may ask, and how much a hub takes in at once.

Two levels. An address is counted before anything is read, for that costs nothing; a
device once its token or its signature was checked, so nobody spends another's share.
"""

from __future__ import annotations

import ipaddress
from collections import Counter, OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from sync.clock import Clock
from sync.errors import Denied
from sync.limits import MAX_UPLOADING_BYTES, MAX_UPLOADS_AT_ONCE, MAX_UPLOADS_EACH
from sync.protocol import Reason

_MOST_REMEMBERED: Final = 10_000
"""Callers remembered; the one longest silent is forgotten, and starts afresh."""
_NETWORK_BITS: Final = 64
"""What one subscriber has of IPv6: addresses within it are one caller."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one caller may ask: so many at once, and so many each second after."""

    burst: float = 240.0
    per_s: float = 20.0


@dataclass(slots=True)
class _Bucket:
    left: float
    at_s: float


class Buckets:
    """A token bucket for each caller: an address, or a device."""

    def __init__(self, clock: Clock, allowance: Allowance | None = None) -> None:
        self._clock = clock
        self._allowance = allowance or Allowance()
        self._buckets: OrderedDict[Hashable, _Bucket] = OrderedDict()

    def wait_s(self, caller: Hashable) -> float:
        """Take one from a caller's bucket; the seconds to wait when it is empty."""
        wait_s = self.owed_s(caller)
        if not wait_s:
            self.take(caller)
        return wait_s

    def owed_s(self, caller: Hashable) -> float:
        """Return the seconds a caller must wait, and take nothing.

        Whoever is not known yet owes nothing, and is not remembered for it.
        """
        left = self._left(caller)
        return max(0.0, (1 - left) / self._allowance.per_s)

    def take(self, caller: Hashable) -> None:
        """Take one from a caller's bucket, never below none."""
        left = max(0.0, self._left(caller) - 1)
        self._buckets.pop(caller, None)
        self._buckets[caller] = _Bucket(left, self._clock.monotonic_s())
        if len(self._buckets) > _MOST_REMEMBERED:
            self._buckets.popitem(last=False)

    def _left(self, caller: Hashable) -> float:
        bucket = self._buckets.get(caller)
        if bucket is None:
            return self._allowance.burst
        passed_s = self._clock.monotonic_s() - bucket.at_s
        grown = bucket.left + passed_s * self._allowance.per_s
        return min(grown, self._allowance.burst)


@dataclass(slots=True)
class Place:
    """A place of one caller in a gate, and what it holds in memory."""

    gate: Gate
    size: int = 0

    def hold(self, size: int) -> None:
        """Hold so many bytes more. Raises Denied `busy` when that is too much."""
        self.gate.held += size
        self.size += size
        if self.gate.held > self.gate.most_bytes:
            raise Denied(Reason.BUSY)


class Gate:
    """Lets in so many callers at a time, so many of each, with so many bytes."""

    def __init__(
        self,
        most: int = MAX_UPLOADS_AT_ONCE,
        each: int = MAX_UPLOADS_EACH,
        most_bytes: int = MAX_UPLOADING_BYTES,
    ) -> None:
        self.most_bytes = most_bytes
        self.held = 0
        self._most = most
        self._each = each
        self._inside: Counter[Hashable] = Counter()

    @contextmanager
    def entered(self, caller: Hashable) -> Iterator[Place]:
        """Hold one place. Raises Denied `busy` when there is none."""
        if self._inside.total() >= self._most or self._inside[caller] >= self._each:
            raise Denied(Reason.BUSY)
        self._inside[caller] += 1
        place = Place(self)
        try:
            yield place
        finally:
            self.held -= place.size
            self._inside[caller] -= 1
            if not self._inside[caller]:
                del self._inside[caller]


def origin(address: str) -> str:
    """Return what counts as one caller: an address, or its network in IPv6."""
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if known.version == 4:
        return str(known)
    mapped = getattr(known, "ipv4_mapped", None)
    if mapped is not None:
        return str(mapped)
    return str(ipaddress.ip_network((known, _NETWORK_BITS), strict=False))
