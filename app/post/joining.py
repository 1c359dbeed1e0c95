"""Join a hub: ask with an invitation, check every word of the answer, keep it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.care.refusal import Refusal
from sync.courier import http
from sync.courier.road import HubAddress
from sync.errors import RoadError, SyncError
from sync.journal import setting
from sync.protocol import Reason
from sync.trust.enrol import Enrolled, Invitation, Question, ask, read_answer
from sync.trust.keys import SealingKey, SigningKey

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.store.file import CareFile
    from sync.courier.http import Transport
    from sync.database import Database
    from sync.ids import Mode

KEY_ID_BYTES: Final = 8

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


@dataclass(frozen=True, slots=True)
class _Device:
    signing: SigningKey
    sealing: SealingKey
    post: bytes
    post_name: str
    post_code: str
    letter: str


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


async def join(
    file: CareFile,
    invitation: Invitation,
    transport: Transport | None = None,
) -> tuple[Enrolled, HubAddress]:
    """Enrol this device and keep in the file what that gave. Raises Refusal."""
    device = await file.read(_this_device)
    asked = ask(invitation, _question(invitation, device, file), device.signing)
    try:
        line = http.open_line(invitation.url, transport=transport)
        answer = await http.enrol(line, asked)
        keys = (device.signing, device.sealing)
        enrolled = read_answer(answer, asked, invitation, keys)
    except RoadError as why:
        raise Refusal(_refusal(why.reason)) from why
    except SyncError as why:
        raise Refusal("hub_not_trusted") from why
    await file.write(lambda desk: _keep(desk, enrolled, invitation))
    receipt = enrolled.descriptor.receipt
    return enrolled, HubAddress(invitation.url, enrolled.road_token, receipt)


def _question(invitation: Invitation, device: _Device, file: CareFile) -> Question:
    return Question(
        version=1,
        invitation=invitation.id,
        # An invitation names a hub by more of the same hash as a key id is made of.
        hub=invitation.hub[:KEY_ID_BYTES],
        signing=device.signing.public,
        sealing=device.sealing.public,
        post=device.post,
        post_name=device.post_name,
        post_code=device.post_code,
        letter=device.letter,
        at_ms=file.clock.now_ms(),
        extensions={},
    )


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


def _this_device(db: Database) -> _Device:
    return _Device(
        SigningKey.from_bytes(setting(db, "device_signing")),
        SealingKey.from_bytes(setting(db, "device_sealing")),
        bytes(setting(db, "post_id")),
        str(setting(db, "post_name")),
        str(setting(db, "post_code")),
        str(setting(db, "device_letter")),
    )
