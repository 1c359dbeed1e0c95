"""When all has calmed down: everything is received, and both sides show the same."""

from __future__ import annotations

from typing import Final

from app.care.message import MessageSent
from app.catalogue import decode
from app.demo.outcome import COMPARED
from app.store.file import CareFile
from app.store.tables import table_rows
from sync.courier.http import REFUSED
from sync.database import MEMORY, rows
from sync.event import read_event
from sync.ids import EventId
from sync.journal import Link
from sync.protocol import Reason
from tests.sim.journal import Journal, read_journal
from tests.sim.post import Post
from tests.sim.truth import Broken
from tests.sim.wire import CALM
from tests.sim.world import World
from tests.support.fakes import FakeClock, SeededIds

_PATIENCE: Final = 90
_MINUTES: Final = 4.0
_WALKS: Final = 6
"""How often people walk to and fro before all must be there that is carried by hand."""
_MEETINGS: Final = 12
"""How often is looked whether all has met at a base."""
_LOOK_AGAIN: Final = 8
"""How often the operator asks for what was set aside to be tried again."""


async def quiet(world: World) -> None:
    """End every fault, wait, and compare. Raises Broken."""
    world.trace.note("from here on nothing goes wrong")
    world.is_calm = True
    for machine in world.machines:
        machine.disk.doom, machine.disk.is_full = None, False
    for wire in world.wires:
        wire.odds, wire.is_up = CALM, True
    await world.raise_the_dead()
    await _at_base(world)
    await _by_hand(world)
    world.cut_off(is_away=False)
    for post in world.circle.posts:
        world.line_of(post, is_away=False)
    for turn in range(_PATIENCE):
        await _all_up(world, turn)
        await world.rest(60.0 * _MINUTES if turn > 3 else 10.0)
        world.check()
        if _is_all_there(world) and not (world.border and world.border.owed()):
            break
    _check_everything(world)
    world.trace.note(f"quiet: {_end_of(world)}")


async def _at_base(world: World) -> None:
    """Let the devices of a post meet without any hub, where they have none."""
    circle = world.circle
    if not circle.is_alone:
        return
    for turn in range(_MEETINGS):
        await _all_up(world, turn)
        await world.rest(60.0 * _MINUTES if turn > 3 else 10.0)
        world.check()
        if not _lacked_at_base(world):
            break
    lacked = _lacked_at_base(world)
    if lacked and not world.truth.revoked:
        raise Broken(f"without a hub {len(lacked)} facts did not reach a sister")


def _lacked_at_base(world: World) -> set[EventId]:
    """Return what a device of a post recorded, no hub has and a sister of it has not.

    What the hub has comes from there: the bytes of what it read are let go of.
    """
    hub = read_journal(world.hub.file, world.hub.key)
    held = [read_journal(post.file, post.key) for post in world.circle.posts]
    together = [each for each in held if each.is_member]
    lacked: set[EventId] = set()
    for one in together:
        for other in together:
            if one is not other and one.post_id == other.post_id:
                lacked |= one.own_ids - set(hub.facts) - set(other.facts)
    return lacked


async def _by_hand(world: World) -> None:
    """Let people walk to the hub and back: what has no line is all there by that."""
    if world.hands is None or not world.away:
        return
    for turn in range(_WALKS):
        await _all_up(world, turn)
        for post in world.away:
            await world.hands.round(post)
        await world.rest(10.0)
        world.check()
        hub = read_journal(world.hub.file, world.hub.key)
        if all(_is_settled(post, hub) for post in world.away):
            break
    for post in world.away:
        if _can_do_by_hand(world, post):
            _check_by_hand(world, post)


def _check_by_hand(world: World, post: Post) -> None:
    """Check that all is there without a line; what nobody asked for was not brought."""
    assert world.hands is not None
    hub = read_journal(world.hub.file, world.hub.key)
    _check_received(post, hub)
    if world.hands.may_ask(post):
        _check_told(world, post, hub)
    if post.sending.parcels:
        raise Broken(f"{post.name} waits for a parcel that was read")


def _can_do_by_hand(world: World, post: Post) -> bool:
    """Tell whether nothing happened that a device hears of over a line alone.

    That its hub was put back, and lacks what it said it had.
    """
    truth = world.truth
    was_put_back = truth.is_hub_restored or truth.is_post_restored
    return not was_put_back and post.name not in truth.revoked


async def _all_up(world: World, turn: int) -> None:
    hub = world.hub
    if not hub.is_up:
        world.told(hub, "start", await hub.start())
    if not hub.is_unlocked:
        world.told(hub, "unlock", await hub.unlock())
    elif turn % _LOOK_AGAIN == 0:
        world.told(hub, "retry", await hub.retry())
    if world.border is not None:
        await world.border.tend()
    await world.relay_up()
    for post in world.posts:
        await _up(world, post, hurries=turn < 3)
    await world.circle.tend(world)


async def _up(world: World, post: Post, *, hurries: bool) -> None:
    if not post.is_up:
        world.told(post, "start", await post.start())
    if not post.is_open:
        world.told(post, "unlock", await post.unlock())
    if _needs_invitation(world, post):
        await world.join(post)
    if hurries:
        post.nudge()


def _needs_invitation(world: World, post: Post) -> bool:
    """Tell whether people would enrol this post again: the hub does not know it."""
    if post.name in world.truth.revoked:
        return False
    is_refused = post.sending.reason == REFUSED
    return not post.sending.enrolled or is_refused or world.is_led_astray(post)


def _kept_by_sisters(world: World, hub: Journal) -> list[str]:
    """Return what of a lost device its sisters have and the hub has not.

    They bring it; not for who was withdrawn, not one that was withdrawn itself, and
    not where the law took the sealed bytes of a whole batch away.
    """
    said = []
    for lost in world.lost:
        own = read_journal(lost.file, lost.key).own_ids - set(hub.facts)
        for post in world.posts:
            here = read_journal(post.file, post.key)
            kept = set() if here.erased else own & set(here.facts)
            if kept and not world.truth.revoked & {post.name, lost.name}:
                said.append(f"{post.name} alone has {len(kept)} of {lost.name}")
    return said


def _may_lack_erasures(world: World) -> bool:
    """Tell whether an erasure went with a newer file, of a post or of the hub."""
    truth = world.truth
    return truth.is_post_restored or truth.has_forgotten


def _is_all_there(world: World) -> bool:
    hub = read_journal(world.hub.file, world.hub.key)
    if hub.unexplained and not _may_lack_erasures(world):
        return False
    if _lacked_of_sisters(world, hub) or _kept_by_sisters(world, hub):
        return False
    return all(
        _is_settled(post, hub)
        for post in world.posts
        if post.name not in world.truth.revoked
    )


def _lacked_of_sisters(world: World, hub: Journal) -> set[EventId]:
    """Return what the hub has of one device of a post, and its sister has not.

    Not where the law took the sealed bytes away, and not where a device was withdrawn:
    it is told nothing more, and what it sealed itself is believed by the hub alone.
    """
    if hub.erased or world.truth.has_forgotten or world.truth.revoked:
        return set()
    held = [read_journal(post.file, post.key) for post in world.posts]
    gone = [read_journal(post.file, post.key) for post in world.lost]
    lacked: set[EventId] = set()
    for one in (*held, *gone):
        for other in held:
            if one is not other and one.is_member and one.post_id == other.post_id:
                sent = one.own_ids & set(hub.facts)
                lacked |= sent - set(other.facts)
    return lacked


def _is_settled(post: Post, hub: Journal) -> bool:
    here, shown = read_journal(post.file, post.key), post.sending
    return not (
        here.own_ids - set(hub.facts)
        or _told(here, hub) - set(here.facts)
        or shown.unsent_events
        or shown.unsent_photos
        or _photos_wanted(here, hub).keys() - hub.photos.keys()
    )


def _photos_wanted(here: Journal, hub: Journal) -> dict[bytes, bytes]:
    """Return the photos of a post that must be at the hub, with their digests.

    What a sister made she brings. Not those of a casualty that the hub knows to be
    erased. A post that an old copy was put back at may not know so any more: the
    erasure went with its newer file.
    """
    erased = [here.photos_of.get(each, set()) for each in hub.erased]
    gone = set().union(*erased)
    return {
        name: digest
        for name, digest in here.photos.items()
        if name in here.photos_own and name not in gone
    }


def _wanted(post: Post) -> set[EventId]:
    return read_journal(post.file, post.key).own_ids


def _check_everything(world: World) -> None:
    hub = read_journal(world.hub.file, world.hub.key)
    if hub.unexplained and not _may_lack_erasures(world):
        raise Broken("after quiet the hub lacks what explains an erased batch")
    lacked = _lacked_of_sisters(world, hub)
    if lacked:
        raise Broken(f"after quiet {len(lacked)} facts did not reach a sister")
    kept = _kept_by_sisters(world, hub)
    if kept:
        raise Broken(f"after quiet {', '.join(kept)}")
    for post in world.posts:
        if post.name not in world.truth.revoked:
            _check_received(post, hub)
            _check_told(world, post, hub)
        _check_picture(post.name, post.open_file)
    _check_picture("hub", world.hub.open_file)
    if world.border is not None:
        world.border.check()
        _check_picture("east", world.border.east.open_file)


def _check_received(post: Post, hub: Journal) -> None:
    missing = _wanted(post) - set(hub.facts)
    if missing:
        raise Broken(
            f"after quiet the hub lacks {len(missing)} of {post.name}, which shows "
            f"{post.sending.unsent_events} unsent, {post.sending.reason}"
        )
    shown = post.sending
    if shown.unsent_events or shown.set_aside or shown.oldest_unsent_ms is not None:
        raise Broken(
            f"after quiet {post.name} shows {shown.unsent_events} unsent, "
            f"{shown.set_aside} set aside, {shown.stored_unread} unread"
        )


def _told(post: Journal, hub: Journal) -> set[EventId]:
    """Return the messages of a hub to a post."""
    found = set()
    for name, canon in hub.facts.items():
        event = read_event(canon)
        if name.log in hub.own and event.kind == "message.sent":
            fact = decode(event)
            if isinstance(fact, MessageSent) and fact.to_post == post.post_id:
                found.add(name)
    return found


def _check_told(world: World, post: Post, hub: Journal) -> None:
    """Check that what the hub told a post is there, and its photos are at the hub."""
    here = read_journal(post.file, post.key)
    missing = _told(here, hub) - set(here.facts)
    if missing:
        raise Broken(f"after quiet {post.name} lacks {len(missing)} messages")
    for name, digest in _photos_wanted(here, hub).items():
        if hub.photos.get(name) != digest:
            raise Broken(f"after quiet the hub lacks a photo of {post.name}")
    shown = post.sending
    # What a withdrawn sister sealed is shown as not believed.
    odd = [each for each in shown.unreadable if each.reason != Reason.REVOKED]
    is_odd = bool(odd) and not _may_be_spoiled(world, post)
    if shown.unsent_photos or is_odd:
        raise Broken(
            f"after quiet {post.name} shows {shown.unsent_photos} photos unsent, "
            f"{len(shown.unreadable)} unreadable"
        )


def _may_be_spoiled(world: World, post: Post) -> bool:
    """Tell whether a wire that what came down went over ever changed anything."""
    wires = [post.wire, post.past, world.relay.wire if world.relay else None]
    if world.hands is not None and post.name in world.hands.spoiled_for:
        return True
    return any(each is not None and each.has_spoiled for each in wires)


def _check_picture(name: str, file: CareFile | None) -> None:
    """Check that what is shown is what the facts alone give, in whatever order."""
    assert file is not None
    facts = file.read_now(
        lambda db: rows(db, "SELECT canon, chain FROM event ORDER BY hlc, log, seq")
    )
    fresh = CareFile.open(
        MEMORY, None, mode=file.mode, clock=FakeClock(), ids=SeededIds(1)
    )
    links = [Link(canon, chain) for canon, chain in facts]
    fresh.write_now(lambda desk: desk.journal.append(links))
    for table in COMPARED:
        shown, folded = (_shown(each, table) for each in (file, fresh))
        if shown != folded:
            raise Broken(f"{name} shows another picture than its facts give: {table}")
    fresh.close()


def _shown(file: CareFile, table: str) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = file.read_now(lambda db: table_rows(db, table))
    return sorted(found, key=repr)


def _end_of(world: World) -> str:
    """Return what everything came to; chains say all that was ever recorded."""
    hub = read_journal(world.hub.file, world.hub.key)
    tips = {name.log: hub.chains[name] for name in sorted(hub.chains)}
    said = " ".join(f"{log.hex()[:6]}:{tip.hex()[:8]}" for log, tip in tips.items())
    return f"{len(hub.facts)} facts, {world.mode}, {said}"
