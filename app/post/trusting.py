"""What an open post takes from its hub: a newer key to seal to, a certificate, a list.

Everything is judged again from the region's CA down; what came before is kept where it
may still be needed to read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sync.errors import TrustError
from sync.event import pack, unpack
from sync.limits import MAX_MESSAGE_BYTES
from sync.trust.certificate import Descriptor, read_descriptor
from sync.trust.keys import SealingKey, SigningKey
from sync.trust.news import judge_news, newer_descriptor, read_news
from sync.trust.revoke import read_revocations

if TYPE_CHECKING:
    from app.store.desk import Desk
    from sync.ids import KeyId
    from sync.trust.revoke import Revocations

_OLDER: Final = "post_keys_older"


def take_descriptor(desk: Desk, raw: bytes) -> bool:
    """Keep a newer descriptor of this post's hub; tell whether it was newer.

    What is cut from then on is sealed to the key it announces: ask for the membership
    anew. Raises FormatError, BadSignature, WrongRealm or TrustError.
    """
    known = _known(desk)
    if known is None or newer_descriptor(raw, known) is None:
        return False
    desk.set_setting("hub_descriptor", raw)
    return True


def hear_descriptor(desk: Desk, raw: bytes) -> tuple[bool, bytes]:
    """Take what this post's hub says of itself; tell whether it was newer.

    Beside that: what the hub said later than `raw`, and is to be reminded of; empty for
    nothing. Raises what `take_descriptor` does.
    """
    is_newer = take_descriptor(desk, raw)
    known = desk.setting("hub_descriptor")
    return is_newer, b"" if known in (None, raw) else bytes(known)


def take_news(desk: Desk, raw: bytes) -> bool:
    """Take the opened text of a TRUST envelope; tell whether the membership changed.

    Raises FormatError, UnknownVersion, BadSignature, WrongRealm or TrustError, and then
    nothing was taken.
    """
    known = _known(desk)
    if known is None:
        return False
    said = read_news(raw)
    signing = SigningKey.from_bytes(desk.setting("device_signing"))
    told = judge_news(said, known, signing.public)
    if told.descriptor is not None:
        desk.set_setting("hub_descriptor", said.descriptor)
    if told.certificate is not None:
        desk.set_setting("certificate", said.certificate)
    if told.revocations is not None:
        _take_revocations(desk, told.revocations, said.revocations)
    took_key = told.post_key is not None and take_post_key(desk, told.post_key)
    return told.descriptor is not None or took_key


def post_keys(desk: Desk) -> tuple[SealingKey, ...]:
    """Return every key of this post, the one in use first; none before enrolment."""
    raw = desk.setting("post_key")
    kept = [] if raw is None else [bytes(raw)]
    return tuple(SealingKey.from_bytes(each) for each in (*kept, *_older(desk)))


def post_key_names(desk: Desk) -> list[KeyId]:
    """Return by which names envelopes say that they are sealed to this post."""
    named = [each for key in post_keys(desk) for each in (key.id, key.id_in(1))]
    return list(dict.fromkeys(named))


def _known(desk: Desk) -> Descriptor | None:
    raw, realm = desk.setting("hub_descriptor"), desk.setting("realm")
    return None if raw is None or realm is None else read_descriptor(raw, realm)


def known_revocations(desk: Desk) -> Revocations | None:
    """Return the list this post has, or None: it may be of a hub it left."""
    raw = desk.setting("revocations")
    known = None if raw is None else _known(desk)
    if raw is None or known is None:
        return None
    try:
        return read_revocations(raw, known.hub.signing, known.realm)
    except TrustError:
        return None


def _take_revocations(desk: Desk, found: Revocations, raw: bytes) -> None:
    known = known_revocations(desk)
    if known is None or found.number > known.number:
        desk.set_setting("revocations", raw)


def take_post_key(desk: Desk, key: SealingKey) -> bool:
    """Seal to a new post key from now on; the older ones still open what they did."""
    current, older = desk.setting("post_key"), _older(desk)
    raw = key.to_bytes()
    if raw == current or raw in older:
        return False  # told again
    if current is not None:
        desk.set_setting(_OLDER, pack([bytes(current), *older]))
    desk.set_setting("post_key", raw)
    return True


def _older(desk: Desk) -> list[bytes]:
    raw = desk.setting(_OLDER)
    return [] if raw is None else unpack(list[bytes], raw, limit=MAX_MESSAGE_BYTES)
