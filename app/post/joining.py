"""Join a hub: ask with an invitation, check every word of the answer, keep it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.care.post import PostNamed, post_stream
from app.care.refusal import Refusal
from app.post.trusting import take_post_key
from sync.courier import http
from sync.courier.joining import Applicant, Joined, join
from sync.courier.road import HubAddress
from sync.database import rows
from sync.errors import RoadError, SyncError
from sync.ids import NOBODY
from sync.journal import setting
from sync.omission import forget_receipts
from sync.protocol import Reason
from sync.trust.certificate import read_descriptor
from sync.trust.enrol import Invitation
from sync.trust.keys import SealingKey, SigningKey

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.store.file import CareFile
    from sync.courier.http import Transport
    from sync.database import Database
    from sync.ids import Mode
    from sync.trust.certificate import Certificate, Descriptor

_ROAD: Final = {
    http.UNREACHABLE: "hub_unreachable",
    http.SLOW: "hub_unreachable",
    http.TLS: "hub_tls",
    http.GARBAGE: "hub_garbage",
    http.REFUSED: "hub_refused",
    http.BUSY: "hub_busy",
    http.TOO_LARGE: "hub_too_large",
    http.FULL: "hub_full",
}
_HUB: Final = {
    Reason.INVITATION_UNKNOWN: "invitation_unknown",
    Reason.INVITATION_EXPIRED: "invitation_expired",
    Reason.INVITATION_USED: "invitation_used",
    Reason.LOCKED: "hub_locked",
    Reason.REVOKED: "hub_revoked",
}


def read_invitation(text: str, mode: Mode) -> Invitation:
    """Read an invitation as it was pasted. Raises Refusal.

    Whether it is still in time is the hub's to say: the clock here may be days off.
    """
    try:
        invitation = Invitation.from_text(text)
    except SyncError as why:
        raise Refusal("invitation_unreadable") from why
    if invitation.mode is not mode:
        raise Refusal("invitation_other_mode")
    return invitation


async def ask_hub(
    file: CareFile, invitation: Invitation, transport: Transport | None = None
) -> Joined:
    """Enrol this device at the hub of an invitation. Raises Refusal."""
    applicant = await file.read(_this_device)
    try:
        return await join(invitation, applicant, file.clock, transport=transport)
    except RoadError as why:
        raise Refusal(_refusal(why.reason)) from why
    except SyncError as why:
        raise Refusal("hub_not_trusted") from why


def keep_hub(desk: Desk, joined: Joined, realm: bytes) -> None:
    """Keep the certificate and the hub; what is recorded next is in a new log.

    Another hub than before has nothing of this post: all counts as unsent again.
    """
    enrolled, address = joined.enrolled, joined.address
    if _is_another_hub(desk, enrolled.descriptor):
        forget_receipts(desk.database)
    for name, value in (
        ("certificate", enrolled.certificate_raw),
        ("hub_descriptor", enrolled.descriptor_raw),
        ("realm", realm),
        ("hub_id", enrolled.descriptor.destination),
        ("hub_url", address.url),
        ("road_token", address.token),
        ("tls_root", address.tls_root or ""),
    ):
        desk.set_setting(name, value)
    take_post_key(desk, enrolled.post_key)
    desk.journal.start_log()


def _is_another_hub(desk: Desk, hub: Descriptor) -> bool:
    """Tell whether a hub is not the one this post sent to: it has nothing yet."""
    raw, realm = desk.setting("hub_descriptor"), desk.setting("realm")
    if raw is None:
        return False
    return read_descriptor(raw, realm).destination != hub.destination


def hub_address(desk: Desk, receipt_public: bytes) -> HubAddress | None:
    """Return where the hub is, as the encrypted file says it, for the road."""
    url, token = desk.setting("hub_url"), desk.setting("road_token")
    if url is None or token is None:
        return None
    return HubAddress(url, token, receipt_public, desk.setting("tls_root") or None)


def _refusal(reason: str) -> str:
    """Return the key of the words for a road's or a hub's no."""
    if reason in _ROAD:
        return _ROAD[reason]
    return next((key for said, key in _HUB.items() if said == reason), "hub_refused")


def _this_device(db: Database) -> Applicant:
    return Applicant(
        SigningKey.from_bytes(setting(db, "device_signing")),
        SealingKey.from_bytes(setting(db, "device_sealing")),
        bytes(setting(db, "post_id")),
        str(setting(db, "post_name")),
        str(setting(db, "post_code")),
        str(setting(db, "device_letter")),
        takes_post=_is_blank(db),
    )


def _is_blank(db: Database) -> bool:
    """Tell whether nothing here belongs to a post yet: it never joined, nobody came."""
    if setting(db, "certificate") is not None:
        return False
    sql = "SELECT 1 FROM event WHERE kind NOT IN ('post.named', 'staff.added') LIMIT 1"
    return not rows(db, sql)


def take_place(desk: Desk, place: Certificate) -> None:
    """Be a device of the post the certificate names, where that is not our own.

    After all else that joining does: what is recorded here counts as unsent by itself.
    """
    if place.post == desk.setting("post_id"):
        return
    for name, value in (
        ("post_id", place.post),
        ("post_name", place.post_name),
        ("post_code", place.post_code),
        ("device_letter", place.letter),
    ):
        desk.set_setting(name, value)
    desk.database.conn.execute("DELETE FROM reservation")  # of the code before
    named = PostNamed(place.post_name, place.post_code)
    desk.record(post_stream(place.post), named, NOBODY)
