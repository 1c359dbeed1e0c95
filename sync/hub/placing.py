"""Of which post a device becomes: the one it names, or the one it is invited to.

A further or a replacement device was made without knowing its post's id. It says that
it takes the post of its invitation; its certificate then says which that is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from sync.errors import Denied
from sync.protocol import Reason
from sync.trust.enrol import TAKES_POST
from sync.trust.pairs import key_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.hub.registry import Device
    from sync.trust.enrol import Question


LETTERS: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"
"""The letters a device may get: no I, O or Q, which read as 1 and 0 in a number."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place at a post: which one, and the letter of the device there."""

    post: bytes
    post_name: str
    post_code: str
    letter: str


def place_of(
    question: Question, invited_to: bytes | None, known: Sequence[Device]
) -> Place:
    """Return the place a device gets. Raises Denied when a post has no letter left."""
    asked = Place(
        question.post, question.post_name, question.post_code, question.letter
    )
    here = [each for each in known if each.post == invited_to]
    if not here or question.post == invited_to:
        return asked
    if TAKES_POST not in question.extensions:
        return asked
    key = key_id(question.signing)
    newest = max(here, key=lambda each: each.since_ms)
    place = Place(newest.post, newest.post_name, newest.post_code, "")
    own = [each.letter for each in here if each.key == key]
    return replace(place, letter=own[0] if own else _free(here))


def _free(here: Sequence[Device]) -> str:
    """Return the first letter no device of a post ever had: numbers are for ever."""
    taken = {each.letter for each in here}
    for letter in LETTERS:
        if letter not in taken:
            return letter
    raise Denied(Reason.NOT_ALLOWED)
