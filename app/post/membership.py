"""What enrolment gave an open post: its hub, its keys, the words on both screens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.i18n import six_words
from sync.cut import Sender
from sync.trust.certificate import Descriptor, read_descriptor
from sync.trust.enrol import check_words
from sync.trust.keys import SealingKey, SigningKey

if TYPE_CHECKING:
    from app.store.desk import Desk


@dataclass(frozen=True, slots=True)
class Membership:
    """What enrolment gave: the hub, and the words both screens showed."""

    descriptor: Descriptor
    sender: Sender
    words: tuple[str, ...]


def is_current(desk: Desk, sender: Sender) -> bool:
    """Tell whether a sender seals to the hub in the file: a post may join another."""
    return desk.setting("hub_id") in (None, bytes(sender.destination))


def membership(desk: Desk) -> Membership | None:
    """Return what enrolment left in the file, or None before it."""
    raw, realm = desk.setting("hub_descriptor"), desk.setting("realm")
    if raw is None or realm is None:
        return None
    descriptor = read_descriptor(raw, realm)
    signing = SigningKey.from_bytes(desk.setting("device_signing"))
    sealing = SealingKey.from_bytes(desk.setting("device_sealing"))
    post_key = SealingKey.from_bytes(desk.setting("post_key"))
    words = check_words(descriptor.hub.signing, signing.public, sealing.public)
    certificate = bytes(desk.setting("certificate") or b"")
    sender = Sender.to_hub(signing, descriptor, post_key.public, certificate)
    return Membership(descriptor, sender, six_words(words))
