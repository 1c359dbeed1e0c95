"""What who leads may ask about a post's doors: test, open, hand over, close, wipe."""

from __future__ import annotations

from app.care.closing import (
    MOST_LACKING,
    EnvelopeTested,
    FileHanded,
    FileWay,
    PostClosed,
    PostOpened,
    Standing,
)
from app.care.form import tidy
from app.care.post import Post, post_stream
from app.care.refusal import Refusal
from app.commands.power import acting, own_post, recorded
from app.commands.staff import sign_on
from app.store.desk import Desk
from app.store.queries.readiness import readiness
from app.store.tables import state_of
from sync.attachment import unread
from sync.event import Event
from sync.ids import ActorId
from sync.outbox import unsent


def send_test(desk: Desk, by: ActorId) -> Event:
    """Send what says nothing, to see that the hub reads it. Raises Refusal."""
    return _say(desk, by, EnvelopeTested(desk.now_ms()))


def open_doors(desk: Desk, by: ActorId, because: str = "") -> Event:
    """Open the post for people; where something lacks, why all the same.

    What lacks is looked up now: what was shown may be old. Raises Refusal.
    """
    if standing(desk).is_open:
        raise Refusal("post_is_open")
    lacking = readiness(desk.database, desk.now_ms()).lacking
    if lacking and not tidy(because):
        raise Refusal("because_missing")
    named = tuple(each.value for each in lacking)[:MOST_LACKING]
    return _say(desk, by, PostOpened(desk.now_ms(), named, because))


def hand_file(
    desk: Desk, by: ActorId, holder: str, way: str, remark: str = ""
) -> Event:
    """Say who keeps the file by law from here on. Raises Refusal."""
    if not tidy(holder):
        raise Refusal("holder_missing")
    if way not in list(FileWay):
        raise Refusal("way_missing")
    return _say(desk, by, FileHanded(holder, FileWay(way), desk.now_ms(), remark))


def close_doors(desk: Desk, by: ActorId, because: str = "") -> Event:
    """Close the post for people. Raises Refusal."""
    if standing(desk).is_closed:
        raise Refusal("post_is_closed")
    return _say(desk, by, PostClosed(desk.now_ms(), because))


def check_wipe(
    desk: Desk, by: ActorId, pin: str, because: str, others: int = 0
) -> None:
    """Raise Refusal unless this device may be wiped by this person now.

    What the hub has not read yet is refused, unless a reason is given: of this device,
    and the envelopes of `others` that lie here.
    """
    acting(desk, by, "post.closed")
    sign_on(desk, by, pin)
    held = standing(desk)
    if held.handed is None:
        raise Refusal("holder_missing")
    if not held.is_closed:
        raise Refusal("post_not_closed")
    waiting = unsent_here(desk)
    if waiting and not tidy(because):
        raise Refusal("unsent_here", count=waiting)
    if others and not tidy(because):
        raise Refusal("others_here", count=others)


def unsent_here(desk: Desk) -> int:
    """Return how many facts and photos of this device the hub has not read."""
    return unsent(desk.journal).events + unread(desk.database).attachments


def standing(desk: Desk) -> Standing:
    """Return how far this post is with opening and closing."""
    held: Post | None = state_of(desk.database, "post", post_stream(own_post(desk)))
    return held.standing if held else Standing()


def _say(
    desk: Desk,
    by: ActorId,
    fact: EnvelopeTested | PostOpened | FileHanded | PostClosed,
) -> Event:
    return recorded(desk, by, post_stream(own_post(desk)), fact)
