"""What a post lead may ask about the post: its places, and how soon to look again."""

from __future__ import annotations

from collections.abc import Sequence

from app.care.form import tidy
from app.care.guided import MOST_TOOLS, ToolsChosen
from app.care.harm import WeightsSet, check_weights
from app.care.post import (
    EXAMPLES,
    MaskingSet,
    Place,
    PlaceClosed,
    PlaceNamed,
    Post,
    RetriageReasonsSet,
    RetriageSet,
    open_places,
    post_stream,
)
from app.care.refusal import Refusal
from app.care.resident import RetentionSet
from app.care.terms import Purpose
from app.care.triage import Tool
from app.commands.power import own_post, recorded
from app.store.desk import Desk
from app.store.tables import state_of
from sync.event import Event
from sync.ids import ActorId

_KEY_BYTES = 8
MOST_PLACES = 40
"""More columns than a board can show, and more places than a post has."""


def name_place(
    desk: Desk, by: ActorId, name: str, purpose: Purpose, place: str = ""
) -> Event:
    """Name a place of the post: a new one, or the one that `place` is.

    With the first of them the examples become places like any other, so that whoever
    is there stays where they are. Raises Refusal.
    """
    clean, post = tidy(name), _post(desk)
    if not clean:
        raise Refusal("name_missing")
    others = [each for each in open_places(post) if each.place != place]
    if any(each.name.casefold() == clean.casefold() for each in others):
        raise Refusal("place_twice", name=clean)
    if len(others) >= MOST_PLACES:
        raise Refusal("too_many_at_once", most=MOST_PLACES)
    _keep_examples(desk, by, post)
    key = place or desk.ids.random(_KEY_BYTES).hex()
    return _record(desk, by, PlaceNamed(key, clean, purpose))


def close_place(desk: Desk, by: ActorId, place: str) -> Event:
    """Use a place no longer; at least one is left. Raises Refusal."""
    post = _post(desk)
    left = open_places(post)
    if all(each.place != place for each in left):
        raise Refusal("no_such_place")
    if len(left) == 1:
        raise Refusal("last_place")
    _keep_examples(desk, by, post)
    return _record(desk, by, PlaceClosed(place))


def set_retriage(desk: Desk, by: ActorId, minutes: RetriageSet) -> Event:
    """Set after how many minutes somebody is looked at again. Raises Refusal."""
    return _record(desk, by, minutes)


def set_retriage_reasons(desk: Desk, by: ActorId, reasons: RetriageReasonsSet) -> Event:
    """Decide after what somebody is triaged again at once. Raises Refusal."""
    return _record(desk, by, reasons)


def choose_tools(desk: Desk, by: ActorId, tools: Sequence[Tool]) -> Event:
    """Choose the triage tools this post shows: one to three. Raises Refusal."""
    names = [each.value for each in dict.fromkeys(tools)]
    if not 1 <= len(names) <= MOST_TOOLS:
        raise Refusal("number_out_of_range", field="first", least=1, most=MOST_TOOLS)
    return _record(desk, by, ToolsChosen(*names))


def set_masking(desk: Desk, by: ActorId, *, hides_names: bool) -> Event:
    """Decide whether lists and overviews hide the names of people. Raises Refusal."""
    return _record(desk, by, MaskingSet(hides_names))


def set_weights(desk: Desk, by: ActorId, weights: WeightsSet) -> Event:
    """Set how many points each term of the score of residents gives. Raises Refusal."""
    check_weights(weights)
    return _record(desk, by, weights)


def set_retention(desk: Desk, by: ActorId, days: int) -> Event:
    """Set for how many days who was struck off is kept. Raises Refusal."""
    return _record(desk, by, RetentionSet(days))


def place_now(desk: Desk, place: str) -> Place:
    """Return a place of the post as it is now; raises Refusal."""
    for each in open_places(_post(desk)):
        if each.place == place:
            return each
    raise Refusal("no_such_place")


def _post(desk: Desk) -> Post:
    held: Post | None = state_of(desk.database, "post", post_stream(own_post(desk)))
    return held or Post()


def _keep_examples(desk: Desk, by: ActorId, post: Post) -> None:
    if not post.places:
        for each in EXAMPLES:
            _record(desk, by, PlaceNamed(each.place, each.name, each.purpose))


def _record(
    desk: Desk,
    by: ActorId,
    fact: PlaceNamed
    | PlaceClosed
    | RetriageSet
    | RetriageReasonsSet
    | ToolsChosen
    | MaskingSet
    | RetentionSet
    | WeightsSet,
) -> Event:
    return recorded(desk, by, post_stream(own_post(desk)), fact)
