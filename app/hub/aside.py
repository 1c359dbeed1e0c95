"""What a hub kept and could not read, as its console shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from app.ui.hub_state import SetAsideRow
from sync.hub.inbox import Fate

if TYPE_CHECKING:
    from sync.hub.hub import Hub
    from sync.hub.inbox import Kept
    from sync.hub.quarantine import Sender
    from sync.ids import KeyId

_SHORT_KEY: Final = 8


def set_aside_rows(hub: Hub) -> tuple[SetAsideRow, ...]:
    """Return what was kept but could not be read, newest first."""
    names = {device.key: device.post_name for device in hub.devices()}
    return tuple(
        _row(each, hub.quarantine.sender(each), names)
        for each in hub.kept()
        if each.fate in (Fate.SET_ASIDE, Fate.CONTRADICTS)
    )


def _row(one: Kept, sender: Sender | None, names: Mapping[KeyId, str]) -> SetAsideRow:
    name = ""
    if sender is not None:
        name = names.get(sender.key) or sender.key.hex()[:_SHORT_KEY]
    return SetAsideRow(
        envelope=one.envelope.hex(),
        sender=name,
        reason=one.reason,
        received_ms=one.arrived_ms,
        size=one.size,
        verified=sender is not None and sender.verified,
    )
