"""The key of a post, which a hub keeps sealed to itself for devices that join later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sync.errors import SealError, TrustError
from sync.hub.proof import POST_KEY, is_proven, proof
from sync.hub.registry import PostKey
from sync.trust.pairs import SealingKey, seal_to

if TYPE_CHECKING:
    from sync.hub.identity import HubKeys

_POST_KEY: Final = b"hub-v1/post-key\0"


@dataclass(frozen=True, slots=True)
class LostPost:
    """A post whose key a hub lost, and the one it gets instead."""

    post: bytes
    fresh: SealingKey


def sealed_key(post: bytes, key: SealingKey, keys: HubKeys) -> PostKey:
    """Return a post's key as it lies in the inbox: sealed to the hub, and proven."""
    sealed = seal_to(keys.sealing.public, key.to_bytes(), _POST_KEY + post)
    mac = proof(keys.registry_key, POST_KEY, (post, sealed))
    return PostKey(post, sealed, mac)


def opened_key(one: PostKey, keys: HubKeys) -> SealingKey:
    """Open a post's key. Raises TrustError for a row that is not the hub's own.

    Raises SealError where it is sealed to a key this hub does not hold.
    """
    if not is_proven(keys.registry_key, POST_KEY, one.fields, one.mac):
        raise TrustError("a post's key that is not the hub's own")
    return SealingKey.from_bytes(open_any(one.sealed, _POST_KEY + one.post, keys))


def open_any(sealed: bytes, bound_to: bytes, keys: HubKeys) -> bytes:
    """Open what was sealed to this hub, whichever of its keys was newest then.

    Raises SealError.
    """
    for each in keys.held:
        try:
            return each.key.open(sealed, bound_to)
        except SealError:
            continue
    raise SealError("not sealed to a key this hub holds")
