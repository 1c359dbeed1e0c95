"""Enrolment at the hub: invite, admit, revoke. It takes an operator's keys."""

from __future__ import annotations

from typing import Final

from sync.clock import Clock
from sync.errors import Denied, SyncError
from sync.hub.identity import HubKeys, Identity
from sync.hub.registry import Admitted, Given, Registry
from sync.ids import Ids, KeyId
from sync.limits import CERTIFICATE_LIFE_MS
from sync.protocol import Reason
from sync.trust.certificate import (
    SUITE_HYBRID,
    VERSION,
    Certificate,
    Role,
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
from sync.trust.pairs import SealingKey, key_id, seal_to
from sync.trust.revoke import (
    Revocations,
    no_revocations,
    read_revocations,
    sign_revocations,
)

ROAD_TOKEN_BYTES: Final = 32

_TOKEN: Final = b"hub-v1/invitation\0"
_POST_KEY: Final = b"hub-v1/post-key\0"
_REVOCATIONS: Final = "revocations"


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
        self._registry.give(
            Given(made.id, sealed, now_ms, made.expires_ms, None, None, post)
        )
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
        is_its_own = known is not None and known.post == question.post
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
        post_key, sealed_post_key = self._post_key(question.post, keys)
        admission = Admission(
            certificate=sign_certificate(
                _certificate(question, self._identity, now_ms), keys.signing
            ),
            descriptor=descriptor,
            road_token=self._ids.random(ROAD_TOKEN_BYTES),
            post_key=post_key,
        )
        answered = answer(asked, question, admission, keys.signing)
        self._registry.admit(
            given,
            _admitted(question, admission, self._identity),
            sealed_post_key,
            (asked, answered),
            now_ms,
        )
        return answered

    def _post_key(self, post: bytes, keys: HubKeys) -> tuple[SealingKey, bytes]:
        sealed = self._registry.post_key(post)
        if sealed is not None:
            raw = keys.sealing.open(sealed, _POST_KEY + post)
            return SealingKey.from_bytes(raw), sealed
        fresh = SealingKey.generate(self._ids)
        return fresh, seal_to(keys.sealing.public, fresh.to_bytes(), _POST_KEY + post)

    def revocations(self) -> Revocations:
        """Return what was withdrawn so far."""
        raw = self._registry.setting(_REVOCATIONS)
        if raw is None:
            return no_revocations(self._identity.realm, self._clock.now_ms())
        return read_revocations(raw, self._identity.signing, self._identity.realm)

    def revoke(self, key: KeyId, keys: HubKeys) -> Revocations:
        """Withdraw a device: what it sends from now on is set aside."""
        now_ms = self._clock.now_ms()
        grown = self.revocations().with_revoked(key, now_ms)
        self._registry.set_setting(_REVOCATIONS, sign_revocations(grown, keys.signing))
        self._registry.revoke(key, now_ms)
        return grown


def _proven(asked: bytes, given: Given, keys: HubKeys) -> Question:
    if given.sealed_token is None:
        raise Denied(Reason.INVITATION_EXPIRED)
    try:
        token = keys.sealing.open(given.sealed_token, _TOKEN + given.id)
        return read_question(asked, token, keys.signing.public)
    except SyncError as why:
        raise Denied(Reason.NOT_ALLOWED) from why


def _certificate(question: Question, identity: Identity, now_ms: int) -> Certificate:
    return Certificate(
        version=VERSION,
        role=Role.DEVICE,
        realm=identity.realm,
        signing=question.signing,
        sealing=question.sealing,
        post=question.post,
        post_name=question.post_name,
        post_code=question.post_code,
        letter=question.letter,
        min_suite=SUITE_HYBRID,
        not_before_ms=now_ms,
        not_after_ms=now_ms + CERTIFICATE_LIFE_MS,
        issuer=identity.destination,
        extensions={},
    )


def _admitted(question: Question, admission: Admission, identity: Identity) -> Admitted:
    return Admitted(
        key=key_id(question.signing),
        certificate=admission.certificate,
        post=question.post,
        post_name=question.post_name,
        post_code=question.post_code,
        letter=question.letter,
        words=check_words(identity.signing, question.signing, question.sealing),
        road_token=admission.road_token,
    )
