"""Enrolment at the hub: invite, admit, renew, revoke. It takes an operator's keys.

What decides who may join lies in a plain file; each such row is proven when it is used.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import Final

from sync.clock import Clock
from sync.cut import Sender
from sync.errors import Denied, SealError, SyncError, TrustError
from sync.hub.identity import HubKeys, Identity
from sync.hub.placing import Place, place_of
from sync.hub.post_key import LostPost, open_any, opened_key, sealed_key
from sync.hub.proof import INVITATION, POST_KEY, is_proven, proof
from sync.hub.registry import Admitted, Device, Given, PostKey, Registry
from sync.ids import Ids, KeyId
from sync.limits import CERTIFICATE_LIFE_MS, CERTIFICATE_RENEW_MS
from sync.protocol import Reason
from sync.trust.certificate import (
    VERSION,
    Certificate,
    Role,
    read_certificate,
    redated,
    sign_certificate,
)
from sync.trust.enrol import (
    Admission,
    Invitation,
    Question,
    answer,
    check_words,
    invite,
    read_question,
    which_invitation,
)
from sync.trust.pairs import SealingKey, key_id, seal_to, suite_of
from sync.trust.revoke import (
    Revocations,
    no_revocations,
    read_revocations,
    sign_revocations,
)

ROAD_TOKEN_BYTES: Final = 32

_log: Final = logging.getLogger(__name__)

_TOKEN: Final = b"hub-v1/invitation\0"
_REVOCATIONS: Final = "revocations"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What follows when a device is revoked: the list, and a new key for its post.

    `remaining` are the devices of that post that must hear of the new key; the list is
    for everybody.
    """

    revocations: bytes
    post_key: SealingKey | None
    remaining: tuple[Device, ...]


class Enrolment:
    """Who may send to this hub."""

    def __init__(
        self, registry: Registry, identity: Identity, clock: Clock, ids: Ids
    ) -> None:
        self._registry = registry
        self._identity = identity
        self._clock = clock
        self._ids = ids

    def invite(self, keys: HubKeys, post: bytes | None = None) -> Invitation:
        """Make an invitation for one device; its token is kept sealed to this hub.

        `post` lets that device join a post the hub knows, and share its key.
        """
        identity, now_ms = self._identity, self._clock.now_ms()
        made = invite(identity.url, identity.signing, identity.realm, now_ms, self._ids)
        sealed = seal_to(keys.sealing.public, made.token, _TOKEN + made.id)
        given = Given(made.id, sealed, now_ms, made.expires_ms, None, None, post)
        mac = proof(keys.registry_key, INVITATION, given.fields)
        self._registry.give(replace(given, mac=mac))
        return made

    def admit(self, asked: bytes, keys: HubKeys | None, descriptor: bytes) -> bytes:
        """Answer a question for enrolment; the same question gets the same answer.

        Raises Denied.
        """
        before = self._registry.answered(asked)
        if before is not None:
            return before
        given = self._invited(asked)
        if keys is None:
            raise Denied(Reason.LOCKED)
        if given.sealed_token is None:
            raise Denied(Reason.INVITATION_EXPIRED)
        if not is_proven(keys.registry_key, INVITATION, given.fields, given.mac):
            raise Denied(Reason.INVITATION_UNKNOWN)
        question = _proven(asked, given, keys)
        self._check(given, question)
        return self._let_in(asked, given, question, keys, descriptor)

    def _invited(self, asked: bytes) -> Given:
        try:
            given = self._registry.invitation(which_invitation(asked))
        except SyncError as why:
            raise Denied(Reason.FORMAT) from why
        if given is None:
            raise Denied(Reason.INVITATION_UNKNOWN)
        return given

    def _check(self, given: Given, question: Question) -> None:
        key = key_id(question.signing)
        if given.key not in (None, key):
            raise Denied(Reason.INVITATION_USED)
        if self._clock.now_ms() > given.expires_ms:
            raise Denied(Reason.INVITATION_EXPIRED)
        known = self._registry.device(key)
        if known is not None and known.revoked_ms is not None:
            raise Denied(Reason.REVOKED)
        # A post's key is for its own devices: naming a post is no proof of belonging.
        # Which post a device is of, its signed certificate says, not a row.
        is_its_own = known is not None and self._post_of(key) == question.post
        is_known = self._registry.post_key(question.post) is not None
        if is_known and not is_its_own and given.post != question.post:
            raise Denied(Reason.NOT_ALLOWED)

    def _let_in(
        self,
        asked: bytes,
        given: Given,
        question: Question,
        keys: HubKeys,
        descriptor: bytes,
    ) -> bytes:
        now_ms = self._clock.now_ms()
        place = self._place(given, question)
        post_key, kept = self._post_key(place.post, keys)
        admission = Admission(
            certificate=sign_certificate(
                _certificate(question, place, self._identity, now_ms), keys.signing
            ),
            descriptor=descriptor,
            road_token=self._ids.random(ROAD_TOKEN_BYTES),
            post_key=post_key,
        )
        answered = answer(asked, question, admission, keys.signing)
        self._registry.admit(
            given,
            _admitted(question, place, admission, self._identity),
            kept,
            (asked, answered),
            now_ms,
        )
        return answered

    def _place(self, given: Given, question: Question) -> Place:
        is_known = self._registry.post_key(question.post) is not None
        invited_to = None if is_known else given.post
        return place_of(question, invited_to, self._registry.devices())

    def _post_of(self, key: KeyId) -> bytes | None:
        certificate = self.certificate(key)
        return None if certificate is None else certificate.post

    def certificate(self, key: KeyId | bytes) -> Certificate | None:
        """Return the certificate of a device, or None. Raises when it was forged."""
        raw, identity = self._registry.certificate(key), self._identity
        if raw is None:
            return None
        certificate = read_certificate(raw, identity.signing, identity.realm)
        if certificate.key != key:
            raise TrustError("a certificate in the row of another device")
        return certificate

    def certified_until_ms(self, key: KeyId) -> int | None:
        """Return until when the certificate of a device holds, or None."""
        try:
            known = self.certificate(key)
        except SyncError:
            return None
        return None if known is None else known.not_after_ms

    def _post_key(self, post: bytes, keys: HubKeys) -> tuple[SealingKey, PostKey]:
        kept = self._registry.post_key(post)
        if kept is None:
            fresh = SealingKey.generate(self._ids)
            return fresh, sealed_key(post, fresh, keys)
        try:
            return opened_key(kept, keys), kept
        except (SealError, TrustError) as why:
            raise Denied(Reason.NOT_ALLOWED) from why

    def post_public(self, post: bytes, keys: HubKeys) -> bytes:
        """Return the key to seal to for every device of a post. Raises Denied."""
        if self._registry.post_key(post) is None:
            raise Denied(Reason.NOT_ALLOWED)
        return self._post_key(post, keys)[0].public

    def sender_to(self, post: bytes, keys: HubKeys) -> Sender:
        """Return how what this hub tells a post is sealed. Raises Denied."""
        public = self.post_public(post, keys)
        return Sender(
            keys.signing,
            self._identity.realm,
            KeyId(post),
            (public, self._identity.escrow),
            suite_of(public),
        )

    def lost_posts(self, keys: HubKeys) -> tuple[LostPost, ...]:
        """Return the posts whose key this hub cannot open, each with a new one.

        It is sealed to a key that went with the newer file, where an older one was put
        back. A row that is not the hub's own is none of these.
        """
        lost: list[LostPost] = []
        for one in self._registry.post_keys():
            try:
                opened_key(one, keys)
            except SealError:
                lost.append(LostPost(one.post, SealingKey.generate(self._ids)))
            except TrustError as why:
                _log.warning("key of post %s: %s", one.post.hex(), why)
        return tuple(lost)

    def replace_key(self, lost: LostPost, keys: HubKeys) -> None:
        """Go on with a post's new key, once every device of it was told."""
        self._registry.put_post_key(sealed_key(lost.post, lost.fresh, keys))

    def devices_of(self, post: bytes) -> tuple[Device, ...]:
        """Return the devices of a post, as their certificates say, not withdrawn."""
        withdrawn = self.revocations()
        return tuple(
            each
            for each in self._registry.devices()
            if not withdrawn.has(each.key) and self._proven_post(each.key) == post
        )

    def seal_anew(self, keys: HubKeys) -> None:
        """Seal every post's key to this hub's newest key, before an older one goes.

        Raises TrustError for a row that is not the hub's own; nothing is changed then.
        """
        opened = [
            (one.post, opened_key(one, keys)) for one in self._registry.post_keys()
        ]
        for post, key in opened:
            self._registry.put_post_key(sealed_key(post, key, keys))

    def vouch(self, keys: HubKeys) -> None:
        """Prove the rows an earlier version wrote; done once, at the first unlock."""
        given = [
            (each.id, proof(keys.registry_key, INVITATION, each.fields))
            for each in self._registry.given()
            if each.mac is None
        ]
        posts = [
            replace(one, mac=proof(keys.registry_key, POST_KEY, one.fields))
            for one in self._registry.post_keys()
            if one.mac is None
        ]
        self._registry.vouch(given, posts)

    def due_for_renewal(self) -> tuple[Device, ...]:
        """Return the devices whose certificate ends within a year, or has not begun.

        A date never refuses; one that was made by a clock with a dead battery lies.
        """
        now_ms = self._clock.now_ms()
        return tuple(
            device
            for device in self._registry.devices()
            if device.revoked_ms is None and self._is_due(device, now_ms)
        )

    def _is_due(self, device: Device, now_ms: int) -> bool:
        try:
            known = self.certificate(device.key)
        except SyncError:
            return False  # a damaged row renews nothing
        if known is None:
            return False
        ends_soon = now_ms > known.not_after_ms - CERTIFICATE_RENEW_MS
        return ends_soon or now_ms < known.not_before_ms

    def renew(self, device: Device, keys: HubKeys) -> bytes | None:
        """Give a device a new certificate for the same keys; None when it has none."""
        known = self.certificate(device.key)
        if known is None:
            return None
        now_ms = self._clock.now_ms()
        fresh = redated(known, now_ms, now_ms + CERTIFICATE_LIFE_MS)
        raw = sign_certificate(fresh, keys.signing)
        self._registry.renew(device.key, raw)
        return raw

    def revocations(self) -> Revocations:
        """Return what was withdrawn so far."""
        raw = self._registry.setting(_REVOCATIONS)
        if raw is None:
            return no_revocations(self._identity.realm, self._clock.now_ms())
        return read_revocations(raw, self._identity.signing, self._identity.realm)

    def newest_list(self, kept: bytes | None) -> bytes | None:
        """Return the newest list of withdrawn devices, and go on with that one.

        `kept` is the one of the encrypted file: the inbox beside it may be older.
        """
        identity = self._identity
        if kept is not None:
            found = read_revocations(kept, identity.signing, identity.realm)
            if found.number > self.revocations().number:
                self._registry.set_setting(_REVOCATIONS, kept)
            for each in self.revocations().revoked:
                self._registry.revoke(each.key, each.since_ms)
        return self._registry.setting(_REVOCATIONS)

    def revoke(self, key: KeyId, keys: HubKeys) -> Withdrawal:
        """Withdraw a device: what it sends from now on is set aside.

        Its post gets a new key, for the old one lies on the device that is gone.
        """
        now_ms = self._clock.now_ms()
        grown = self.revocations().with_revoked(key, now_ms)
        raw = sign_revocations(grown, keys.signing)
        self._registry.set_setting(_REVOCATIONS, raw)
        self._registry.revoke(key, now_ms)
        gone = self._registry.device(key)
        if gone is None:
            return Withdrawal(raw, None, ())
        post = self._proven_post(key) or gone.post
        fresh = SealingKey.generate(self._ids)
        self._registry.put_post_key(sealed_key(post, fresh, keys))
        return Withdrawal(raw, fresh, self.devices_of(post))

    def _proven_post(self, key: KeyId) -> bytes | None:
        """Return the post a device's certificate says it is of; None for a forgery."""
        try:
            return self._post_of(key)
        except SyncError:
            return None


def _proven(asked: bytes, given: Given, keys: HubKeys) -> Question:
    if given.sealed_token is None:
        raise Denied(Reason.INVITATION_EXPIRED)
    try:
        token = open_any(given.sealed_token, _TOKEN + given.id, keys)
        return read_question(asked, token, keys.signing.public)
    except SyncError as why:
        raise Denied(Reason.NOT_ALLOWED) from why


def _certificate(
    question: Question, place: Place, identity: Identity, now_ms: int
) -> Certificate:
    return Certificate(
        version=VERSION,
        role=Role.DEVICE,
        realm=identity.realm,
        signing=question.signing,
        sealing=question.sealing,
        post=place.post,
        post_name=place.post_name,
        post_code=place.post_code,
        letter=place.letter,
        min_suite=suite_of(question.sealing),
        not_before_ms=now_ms,
        not_after_ms=now_ms + CERTIFICATE_LIFE_MS,
        issuer=identity.destination,
        extensions={},
    )


def _admitted(
    question: Question, place: Place, admission: Admission, identity: Identity
) -> Admitted:
    return Admitted(
        key=key_id(question.signing),
        certificate=admission.certificate,
        post=place.post,
        post_name=place.post_name,
        post_code=place.post_code,
        letter=place.letter,
        words=check_words(identity.signing, question.signing, question.sealing),
        road_token=admission.road_token,
    )
