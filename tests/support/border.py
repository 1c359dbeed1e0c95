"""A hub of another region that is nowhere: what it says of itself, signed."""

from __future__ import annotations

from app.hub.beyond import Beyond
from app.i18n import six_words
from app.ui.hub_border import Met
from sync.hub.border import border_words
from sync.hub.identity import describe, found
from sync.ids import ActorId
from sync.trust.keys import SigningKey
from tests.support.fakes import SeededIds
from tests.support.region import Region


def border(here: Region) -> Beyond:
    """Return the way of an open hub to neighbouring regions."""
    room = here.hub.border_room()
    assert room is not None
    return room


def operator(here: Region) -> ActorId:
    """Return who is at the console of a hub."""
    person = here.hub.operator()
    assert person is not None
    return person.actor


def nowhere(here: Region, name: str, url: str = "http://127.0.0.1:9") -> Met:
    """Return a hub as if it had answered a region's, in its own mode."""
    ids = SeededIds(name)
    made = found(name, url, here.mode, here.clock, ids)
    receipt = SigningKey.generate(ids)
    raw = describe(
        made.identity, receipt.public, 0, here.clock.now_ms(), made.keys.signing
    )
    own = here.hub._hub
    assert own is not None
    words = six_words(border_words(own.identity.ca, made.identity.ca))
    return Met(name, made.identity.realm, url, raw, words)
