"""What the hub told this post, and its sisters sent: judged whole, then landed.

The road is a plain file; whoever can write there can lay anything on it. So nothing is
believed that the hub in the encrypted file did not sign for this post, or this device,
or a device that this hub says is of this post.
"""

from __future__ import annotations

from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Final

from app.post.trusting import known_revocations, post_keys, take_news
from sync.envelope import (
    EnvelopeKind,
    Head,
    by_first_key,
    check_signer,
    check_suite,
    open_envelope,
    read_head,
)
from sync.errors import (
    Denied,
    MixedModes,
    UnknownSender,
    WrongRealm,
)
from sync.head import UPWARD
from sync.ids import KeyId, LogId, mode_of
from sync.landed import has_landed, land_down, read_batch
from sync.protocol import Reason
from sync.sisters import Home, Taken, take_sister
from sync.trust.certificate import read_certificate
from sync.trust.keys import SealingKey, SigningKey
from sync.trust.revoke import no_revocations

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.store.desk import Desk
    from sync.trust.certificate import Certificate, Descriptor


class News(Enum):
    """What else there is to do, now that an envelope was taken."""

    NONE = 0
    MEMBERSHIP = 1
    """The membership changed: ask for it anew."""
    SISTER = 2
    """A sister is known that may not have been: what was set aside may be hers."""
    SISTERS = 3
    """A sister signed it; her hub may lack it."""

    @property
    def is_sisters(self) -> bool:
        """Whether the very bytes are a sister's, and may be brought for her."""
        return self in (News.SISTER, News.SISTERS)


_OF_SISTER: Final = {
    Taken.PASSED: News.NONE,
    Taken.SISTERS: News.SISTERS,
    Taken.KNOWN: News.SISTER,
}


def apply_down(
    desk: Desk, sealed: bytes, hub: Descriptor, foreign: Callable[[LogId], object]
) -> News:
    """Take one envelope that came down, of the hub or of a sister; return the news.

    `foreign` is told of the log of a batch before any of it is appended. Doing it twice
    is doing it once. Raises SyncError when it cannot be used, and then nothing changed.
    """
    head = read_head(sealed, hub.realm)
    kind = head.core.kind
    if kind in UPWARD:
        home = _home(desk, hub)
        if head.core.log not in desk.journal.own_logs():
            foreign(LogId(head.core.log))
        return _OF_SISTER[take_sister(desk.journal, head, home, desk.clock)]
    _check_hub(head, hub)
    check_suite(head, _own_certificate(desk, hub))
    if kind == EnvelopeKind.DOWN:
        _take_batch(desk, head, hub, foreign)
        return News.NONE
    if kind == EnvelopeKind.TRUST:
        is_news = take_news(desk, open_envelope(head, _own_key(desk, head)))
        return News.MEMBERSHIP if is_news else News.NONE
    raise Denied(Reason.KIND)


def _home(desk: Desk, hub: Descriptor) -> Home:
    revocations = known_revocations(desk)
    return Home(
        own=_own_certificate(desk, hub),
        destination=KeyId(hub.destination),
        hub_signing=hub.hub.signing,
        mode=desk.mode,
        keys=post_keys(desk),
        revocations=revocations or no_revocations(hub.realm, desk.now_ms()),
    )


def _check_hub(head: Head, hub: Descriptor) -> None:
    """Check that the hub of this file sealed it, from the region's CA down."""
    certificate = hub.hub
    if head.core.sender != certificate.key:
        raise UnknownSender("not this post's hub")
    check_signer(head, certificate.signing)


def _own_certificate(desk: Desk, hub: Descriptor) -> Certificate:
    raw = bytes(desk.setting("certificate"))
    return read_certificate(raw, hub.hub.signing, hub.realm)


def _own_key(desk: Desk, head: Head) -> SealingKey:
    signing = SigningKey.from_bytes(desk.setting("device_signing"))
    if head.core.destination != signing.id:
        raise WrongRealm("another device")
    return SealingKey.from_bytes(desk.setting("device_sealing"))


def _take_batch(
    desk: Desk, head: Head, hub: Descriptor, foreign: Callable[[LogId], object]
) -> None:
    core = head.core
    if core.destination != desk.setting("post_id"):
        raise WrongRealm("another post")
    log = LogId(core.log)
    if mode_of(log) is not desk.mode:
        raise MixedModes("log")
    if has_landed(desk.database, core.envelope):
        return
    text = by_first_key(post_keys(desk), partial(open_envelope, head))
    batch = read_batch(text, core)
    if log not in desk.journal.own_logs():
        foreign(log)
    land_down(desk.journal, batch, KeyId(hub.destination), desk.now_ms())
