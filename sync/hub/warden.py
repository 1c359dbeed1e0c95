"""The warden of a hub: renews, withdraws, and tells every device what changed."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sync.errors import SyncError
from sync.hub.proof import WITHDRAWAL, is_proven, proof
from sync.ids import KeyId
from sync.trust.news import news

if TYPE_CHECKING:
    from sync.hub.announce import Announcer
    from sync.hub.enrolment import Enrolment
    from sync.hub.identity import HubKeys, Identity
    from sync.hub.registry import Device, Registry

_WITHDRAWING: Final = "withdrawing"
_NEWS: Final = "owes_news"
_KEY_BYTES: Final = 8

_log = logging.getLogger("noodpost.hub")


@dataclass(frozen=True, slots=True)
class Warden:
    """Acts with an operator's keys; what it says is handed out locked or not."""

    registry: Registry
    enrolment: Enrolment
    announcer: Announcer

    def revoke(self, key: KeyId, identity: Identity, keys: HubKeys) -> None:
        """Withdraw a device, tell all others, and give its post a new key.

        What a crash cuts short `finish` does again: a post whose new key nobody told
        could read nothing any more.
        """
        mac = proof(keys.registry_key, WITHDRAWAL, (key,))
        self.registry.set_setting(_WITHDRAWING, bytes(key) + mac)
        self._revoke(key, identity, keys)
        self.registry.drop_setting(_WITHDRAWING)

    def finish(self, identity: Identity, keys: HubKeys) -> None:
        """Finish a withdrawal that was begun here and cut short."""
        begun = self.registry.setting(_WITHDRAWING)
        if begun is None:
            return
        key, mac = KeyId(begun[:_KEY_BYTES]), begun[_KEY_BYTES:]
        if is_proven(keys.registry_key, WITHDRAWAL, (key,), mac):
            self._revoke(key, identity, keys)
        self.registry.drop_setting(_WITHDRAWING)

    def replace_lost(self, identity: Identity, keys: HubKeys) -> None:
        """Give every post whose key this hub lost a new one, and tell its devices.

        They hear of it before the hub goes on with it: cut short, they get another.
        """
        for lost in self.enrolment.lost_posts(keys):
            for device in self.enrolment.devices_of(lost.post):
                self._tell(device, news(post_key=lost.fresh), identity, keys)
            self.enrolment.replace_key(lost, keys)

    def _revoke(self, key: KeyId, identity: Identity, keys: HubKeys) -> None:
        done = self.enrolment.revoke(key, keys)
        remaining = {each.key for each in done.remaining}
        for device in self._counting():
            fresh = done.post_key if device.key in remaining else None
            text = news(revocations=done.revocations, post_key=fresh)
            self._tell(device, text, identity, keys)

    def renew(self, identity: Identity, keys: HubKeys) -> int:
        """Give a new certificate to every device that needs one; return how many."""
        due = self.enrolment.due_for_renewal()
        for device in due:
            raw = self.enrolment.renew(device, keys)
            if raw is not None:
                self._tell(device, news(certificate=raw), identity, keys)
        return len(due)

    @property
    def owes_news(self) -> bool:
        """Whether not every device was told yet which key to seal to."""
        return self.registry.setting(_NEWS) is not None

    def owe_news(self) -> None:
        """Note that every device is to be told which key to seal to."""
        self.registry.set_setting(_NEWS, b"")

    def pay_news(self, descriptor: bytes, identity: Identity, keys: HubKeys) -> None:
        """Tell every device what they are owed; cut short, all are told again."""
        if self.owes_news:
            self.announce(descriptor, identity, keys)
            self.registry.drop_setting(_NEWS)

    def announce(self, descriptor: bytes, identity: Identity, keys: HubKeys) -> None:
        """Tell every device which key to seal to from now on."""
        for device in self._counting():
            self._tell(device, news(descriptor=descriptor), identity, keys)

    def _counting(self) -> list[Device]:
        return [each for each in self.registry.devices() if each.revoked_ms is None]

    def _tell(
        self, device: Device, text: bytes, identity: Identity, keys: HubKeys
    ) -> None:
        try:
            self.announcer.tell(device, text, identity, keys)
        except SyncError as why:  # one damaged row keeps nobody else from hearing
            _log.warning("device %s not told: %s", device.key.hex(), why)
