"""Joining a hub: take an invitation there, and bring back what makes a device known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sync.courier import http
from sync.courier.road import HubAddress
from sync.errors import RoadError
from sync.trust.enrol import (
    TAKES_POST,
    Enrolled,
    Invitation,
    Question,
    ask,
    check_words,
    read_answer,
)
from sync.trust.pairs import SealingKey, SigningKey

if TYPE_CHECKING:
    import httpx

    from sync.clock import Clock

_VERSION: Final = 1
_TRIES: Final = 5
"""An answer that was lost is asked for again; the same question gets the same."""
_WEATHER: Final = (http.UNREACHABLE, http.SLOW)


@dataclass(frozen=True, slots=True)
class Applicant:
    """A device that asks to be known: its keys, and the post it belongs to."""

    signing: SigningKey
    sealing: SealingKey
    post: bytes
    post_name: str
    post_code: str
    letter: str
    takes_post: bool = False
    """Whether it takes the post it is invited to: it has recorded nothing yet."""


@dataclass(frozen=True, slots=True)
class Joined:
    """What a device keeps; `address` goes to the road once the rest is durable.

    `words` are the six bytes that both screens show as words.
    """

    enrolled: Enrolled
    address: HubAddress
    words: bytes


async def join(
    invitation: Invitation,
    applicant: Applicant,
    clock: Clock,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    tls_root: str | None = None,
    patience: http.Patience | None = None,
) -> Joined:
    """Enrol at the hub of an invitation.

    Raises RoadError with the reason of `sync.courier.http` or of the hub
    (`invitation_expired`, …), and TrustError or FormatError when what answered is not
    the hub that invited.
    """
    question = _question(invitation, applicant, clock)
    asked = ask(invitation, question, applicant.signing)
    line = http.open_line(
        invitation.url, transport=transport, tls_root=tls_root, patience=patience
    )
    try:
        answered = await _asked_until_heard(line, asked)
    finally:
        if transport is None:
            await line.aclose()
    keys = (applicant.signing, applicant.sealing)
    enrolled = read_answer(answered, asked, invitation, keys)
    hub = enrolled.descriptor
    return Joined(
        enrolled,
        HubAddress(invitation.url, enrolled.road_token, hub.receipt, tls_root),
        check_words(hub.hub.signing, question.signing, question.sealing),
    )


async def _asked_until_heard(line: http.Line, asked: bytes) -> bytes:
    for _ in range(_TRIES - 1):
        try:
            return await http.enrol(line, asked)
        except RoadError as why:
            if why.reason not in _WEATHER:
                raise
    return await http.enrol(line, asked)


def _question(invitation: Invitation, applicant: Applicant, clock: Clock) -> Question:
    return Question(
        version=_VERSION,
        invitation=invitation.id,
        hub=invitation.hub[:8],
        signing=applicant.signing.public,
        sealing=applicant.sealing.public,
        post=applicant.post,
        post_name=applicant.post_name,
        post_code=applicant.post_code,
        letter=applicant.letter,
        at_ms=clock.now_ms(),
        extensions={TAKES_POST: True} if applicant.takes_post else {},
    )
