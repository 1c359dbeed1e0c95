"""What the hub told this post: judged whole, then landed, each in one transaction.

The road is a plain file; whoever can write there can lay anything on it. So nothing is
believed that the hub in the encrypted file did not sign for this post, or this device.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.post.trusting import post_keys, take_news
from sync.batch import check_core, decode
from sync.envelope import (
    EnvelopeKind,
    Head,
    check_signer,
    check_suite,
    open_envelope,
    read_head,
)
from sync.errors import (
    Denied,
    FormatError,
    KeyGone,
    MixedModes,
    UnknownSender,
    WrongRealm,
)
from sync.ids import KeyId, LogId, mode_of
from sync.landed import has_landed, land_down
from sync.protocol import Reason
from sync.trust.certificate import read_certificate
from sync.trust.keys import SealingKey, SigningKey

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.store.desk import Desk
    from sync.trust.certificate import Certificate, Descriptor


def apply_down(
    desk: Desk, sealed: bytes, hub: Descriptor, foreign: Callable[[LogId], object]
) -> bool:
    """Take one envelope that came down; tell whether the membership changed.

    `foreign` is told of the log of a batch before any of it is appended. Doing it twice
    is doing it once. Raises SyncError when it cannot be used, and then nothing changed.
    """
    head = read_head(sealed, hub.realm)
    _check_hub(head, hub)
    kind = head.core.kind
    check_suite(head, _own_certificate(desk, hub))
    if kind == EnvelopeKind.DOWN:
        _take_batch(desk, head, hub, foreign)
        return False
    if kind == EnvelopeKind.TRUST:
        return take_news(desk, _opened(head, [_own_key(desk, head)]))
    raise Denied(Reason.KIND)


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
    batch = decode(_opened(head, post_keys(desk)))
    try:
        check_core(batch.manifest, core)
    except FormatError as why:
        raise Denied(Reason.MANIFEST) from why
    if log not in desk.journal.own_logs():
        foreign(log)
    land_down(desk.journal, batch, KeyId(hub.destination), desk.now_ms())


def _opened(head: Head, keys: Sequence[SealingKey]) -> bytes:
    """Open with the first key it was sealed to; older ones are tried too."""
    for key in keys:
        try:
            return open_envelope(head, key)
        except KeyGone:
            continue
    raise KeyGone("not sealed to this post")
