"""Join a hub: ask with an invitation, check every word of the answer, keep it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.care.refusal import Refusal
from sync.courier import http
from sync.courier.joining import Applicant, Joined, join
from sync.errors import RoadError, SyncError
from sync.journal import setting
from sync.protocol import Reason
from sync.trust.enrol import Enrolled, Invitation
from sync.trust.keys import SealingKey, SigningKey

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.store.file import CareFile
    from sync.courier.http import Transport
    from sync.database import Database
    from sync.ids import Mode

_ROAD: Final = frozenset(
    {
        http.UNREACHABLE,
        http.SLOW,
        http.TLS,
        http.GARBAGE,
        http.REFUSED,
        http.BUSY,
        http.TOO_LARGE,
        http.FULL,
    }
)
_HUB: Final = {
    Reason.INVITATION_UNKNOWN: "invitation_unknown",
    Reason.INVITATION_EXPIRED: "invitation_expired",
    Reason.INVITATION_USED: "invitation_used",
    Reason.LOCKED: "hub_locked",
    Reason.REVOKED: "hub_revoked",
}


def read_invitation(text: str, mode: Mode, now_ms: int) -> Invitation:
    """Read an invitation as it was pasted. Raises Refusal."""
    try:
        invitation = Invitation.from_text(text)
    except SyncError as why:
        raise Refusal("invitation_unreadable") from why
    if invitation.mode is not mode:
        raise Refusal("invitation_other_mode")
    if invitation.expires_ms < now_ms:
        raise Refusal("invitation_expired")
    return invitation


async def join_hub(
    file: CareFile, invitation: Invitation, transport: Transport | None = None
) -> Joined:
    """Enrol this device and keep in the file what that gave. Raises Refusal."""
    applicant = await file.read(_this_device)
    try:
        joined = await join(invitation, applicant, file.clock, transport=transport)
    except RoadError as why:
        raise Refusal(_refusal(why.reason)) from why
    except SyncError as why:
        raise Refusal("hub_not_trusted") from why
    await file.write(lambda desk: _keep(desk, joined.enrolled, invitation))
    return joined


def _keep(desk: Desk, enrolled: Enrolled, invitation: Invitation) -> None:
    """Keep the certificate and the hub; what is recorded next is in a new log."""
    for name, value in (
        ("certificate", enrolled.certificate_raw),
        ("hub_descriptor", enrolled.descriptor_raw),
        ("realm", invitation.realm),
        ("post_key", enrolled.post_key.to_bytes()),
    ):
        desk.set_setting(name, value)
    desk.journal.start_log()


def _refusal(reason: str) -> str:
    """Return the key of the words for a road's or a hub's no."""
    if reason in _ROAD:
        return "hub_unreachable" if reason == http.SLOW else f"hub_{reason}"
    return next((key for said, key in _HUB.items() if said == reason), "hub_refused")


def _this_device(db: Database) -> Applicant:
    return Applicant(
        SigningKey.from_bytes(setting(db, "device_signing")),
        SealingKey.from_bytes(setting(db, "device_sealing")),
        bytes(setting(db, "post_id")),
        str(setting(db, "post_name")),
        str(setting(db, "post_code")),
        str(setting(db, "device_letter")),
    )
