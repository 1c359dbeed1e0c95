"""What is true whatever the programs think, and what may never be otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sync.clock import hlc_ms
from sync.envelope import read_head
from sync.errors import SyncError
from sync.event import chain_next, chain_start, is_erased, read_event
from sync.ids import EventId, mode_of
from sync.marker import Marker
from sync.protocol import Reason
from tests.sim.deeds import MARK
from tests.sim.hub import RegionHub
from tests.sim.journal import Journal, opened, read_journal
from tests.sim.post import Post, Saved

_DOWN_REFUSED: Final = "SELECT sealed FROM down WHERE reason = ?"
_UP_REFUSED: Final = (
    "SELECT raw FROM envelope WHERE verified AND fate = 'set_aside' AND reason = ?"
)
_CURSOR: Final = "SELECT value FROM setting WHERE name = 'down_cursor'"
_LYING: Final = "SELECT sealed FROM down"
_HANDED: Final = (
    "SELECT envelope FROM down WHERE post = ? AND device IS NULL "
    "AND sealed IS NOT NULL AND n <= (SELECT n FROM down WHERE n = ? "
    "AND SUBSTR(envelope, 1, 8) = ?)"
)
"""What a post said it has: up to the row its cursor names, where the hub knows it."""


class Broken(AssertionError):
    """An invariant does not hold."""


@dataclass(slots=True)
class Truth:
    """The facts: what was said to be saved, and where it must be."""

    posts: list[Post]
    hub: RegionHub
    facts: dict[EventId, bytes] = field(default_factory=dict)
    at_post: dict[str, set[EventId]] = field(default_factory=dict)
    promised: set[EventId] = field(default_factory=set)
    """What a post was told is received: the hub may never be without it."""
    at_hub: set[EventId] = field(default_factory=set)
    is_hub_restored: bool = False
    has_forgotten: bool = False
    """Whether an erasure the hub knew went with a newer file of it."""

    is_post_restored: bool = False
    """An erasure may be lost with a file; what it erased was sent without bodies."""
    behind: set[str] = field(default_factory=set)
    """Posts whose file was put back, and not opened since: it lacks what had landed."""
    revoked: set[str] = field(default_factory=set)
    secrets: set[bytes] = field(default_factory=set)
    _looked: dict[Path, tuple[int, int, int]] = field(default_factory=dict)

    def saved(self, post: Post, what: Saved) -> None:
        """Note what a screen said is saved."""
        for name, canon in what.facts:
            self._fact(name, canon)
        self.at_post.setdefault(post.name, set()).update(n for n, _ in what.facts)

    def _fact(self, name: EventId, canon: bytes) -> None:
        known = self.facts.setdefault(name, canon)
        if not _is_same(known, canon):
            raise Broken(f"two facts have one id: {name}")
        if is_erased(read_event(canon)):
            self.facts[name] = canon

    def survived(self, post: Post) -> None:
        """Note what is on a disk after a crash or a restore: from now on it stays."""
        if not post.file.exists():
            return
        found = read_journal(post.file, post.key)
        for name in found.own_ids:
            self._fact(name, found.facts[name])
        self.at_post[post.name] = found.own_ids

    def put_back(self, post: Post) -> None:
        """Note that an old file took the place of a post's, and what went with it.

        What its marker does not know of, the next events are named as: a power cut took
        the marker's last write, and nothing of those facts had left the file that was
        put away. Whatever had left it, no other fact may ever be named as.
        """
        self._forget_unsent(post)
        self.behind.add(post.name)
        self.survived(post)

    def _forget_unsent(self, post: Post) -> None:
        """Let go of what a file lacks and its marker does not know: it never left."""
        here, place = read_journal(post.file, post.key), Marker(post.marker).read()
        hub = read_journal(self.hub.file, self.hub.key)
        for name in set(self.facts) - set(here.facts) - set(hub.facts):
            if place is not None and place.log == name.log and name.seq > place.seq:
                del self.facts[name]

    def after_crash(self, post: Post) -> None:
        """Note what a power cut left: all that was saved, and maybe more."""
        held = self.at_post.get(post.name, set())
        if post.file.exists() and post.name in self.behind:
            self._forget_unsent(post)  # the power took the marker's last write as well
        self.survived(post)
        lost = held - self.at_post.get(post.name, set())
        if lost:
            raise Broken(f"{post.name} lost in a power cut: {_few(lost)}")

    def hub_restored(self) -> None:
        """Note that the hub is an older one now: what it lacks must come back."""
        self.is_hub_restored = True
        self.promised.clear()
        self.at_hub = read_journal(self.hub.file, self.hub.key).own_ids

    def overheard(self, raw: bytes) -> None:
        """Look at bytes anybody may see. Raises Broken."""
        if MARK.encode() in raw:
            raise Broken("something readable was seen on the way")
        for secret in self.secrets:
            if secret in raw:
                raise Broken("a secret key was seen on the way")

    def check(self) -> None:
        """Check everything that must hold at any moment. Raises Broken."""
        hub = read_journal(self.hub.file, self.hub.key)
        self.secrets |= set(hub.secrets)
        for post in self.posts:
            if post.file.exists():
                self._check_post(post, read_journal(post.file, post.key), hub)
        self._check_hub(hub)
        self._check_plain()

    def _check_post(self, post: Post, here: Journal, hub: Journal) -> None:
        self.secrets |= set(here.secrets)
        held = self.at_post.get(post.name, set())
        lost = held - set(here.facts)
        if lost:
            raise Broken(f"{post.name} lost what was saved: {_few(lost)}")
        for name, canon in here.facts.items():
            self._fact(name, canon)
        self.at_post[post.name] = here.own_ids
        _check_chains(post.name, here)
        _check_modes(post.name, post.mode, here.facts)
        _check_once(post.name, post.road, _DOWN_REFUSED, here)
        if post.is_open and not _owes_question(post, here):
            self.behind.discard(post.name)
        if post.name not in self.behind and not post.has_spoiled:
            self._check_handed(post, here)
        received = here.received & here.own_ids
        if not self.is_hub_restored:
            self.promised |= received
            missing = received - set(hub.facts)
            if missing:
                raise Broken(
                    f"{post.name} shows as received what the hub has not: "
                    f"{_few(missing)}"
                )
        if post.is_open:
            self._check_shown(post, here, hub)

    def _check_handed(self, post: Post, here: Journal) -> None:
        """Check that all its cursor says a post has is there, landed or on its road.

        The hub hands none of it out again, and lets go of it in time.
        """
        with opened(post.road, None) as road:
            said = road.execute(_CURSOR).fetchone()
            if said is None or not said[0]:
                return
            lying = [bytes(sealed) for (sealed,) in road.execute(_LYING)]
        place = here.post_id, int.from_bytes(said[0][:8], "big"), said[0][8:16]
        with opened(self.hub.inbox, None) as inbox:
            handed = {bytes(name) for (name,) in inbox.execute(_HANDED, place)}
        lost = handed - here.landed
        if lost - {name for raw in lying if (name := _named(raw)) is not None}:
            raise Broken(f"{post.name} says it has what it lost: {len(lost)} told")

    def _check_shown(self, post: Post, here: Journal, hub: Journal) -> None:
        """Check what the screen says is not received yet."""
        shown = post.sending
        loose = here.own_ids - set(hub.facts)
        if self.is_hub_restored:
            loose -= here.received
        open_here = here.own_ids - here.received
        if not len(loose) <= shown.unsent_events <= len(here.own_ids):
            raise Broken(
                f"{post.name} shows {shown.unsent_events} unsent, {len(loose)} are"
            )
        if shown.unsent_events < len(open_here):
            raise Broken(
                f"{post.name} shows {shown.unsent_events} unsent, its file says "
                f"{len(open_here)}"
            )
        if loose:
            oldest_ms = min(hlc_ms(here.hlcs[each]) for each in loose)
            if shown.oldest_unsent_ms is None or shown.oldest_unsent_ms > oldest_ms:
                raise Broken(
                    f"{post.name} shows {shown.oldest_unsent_ms} as the oldest unsent, "
                    f"it is {oldest_ms}"
                )

    def _check_hub(self, hub: Journal) -> None:
        missing = self.promised - set(hub.facts)
        if missing:
            raise Broken(f"the hub lost what it said it received: {_few(missing)}")
        for name, canon in hub.facts.items():
            if name not in self.facts and name.log not in hub.own:
                raise Broken(f"the hub holds what nobody recorded: {name}")
            self._fact(name, canon)
        lost = self.at_hub - hub.own_ids
        if lost:
            raise Broken(f"the hub lost what it recorded itself: {_few(lost)}")
        self.at_hub = hub.own_ids
        _check_chains("hub", hub)
        _check_modes("hub", self.hub.mode, hub.facts)
        _check_once("hub", self.hub.inbox, _UP_REFUSED, hub)
        if hub.troubles:
            raise Broken(f"the hub shows trouble: {hub.troubles[:3]}")

    def _check_plain(self) -> None:
        """Look into every file that changed since it was looked into last."""
        for folder in (*(post.home for post in self.posts), self.hub.home):
            for path in sorted(_files(folder)):
                seen = path.stat()
                mark = (seen.st_mtime_ns, seen.st_size, len(self.secrets))
                if self._looked.get(path) == mark:
                    continue
                self._looked[path] = mark
                self._check_file(path)

    def _check_file(self, path: Path) -> None:
        raw = path.read_bytes()
        if MARK.encode() in raw:
            raise Broken(f"{path.name} is readable")
        if any(secret in raw for secret in self.secrets):
            raise Broken(f"{path.name} holds a secret key in clear")


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files of a home, and of the shelf in it where it has one."""
    for path in folder.iterdir() if folder.exists() else ():
        yield from path.iterdir() if path.is_dir() else (path,)


def _owes_question(post: Post, here: Journal) -> bool:
    """Tell whether a file still says that it has to ask the hub for everything.

    A road whose disk is full cannot be told to; the next look tries again.
    """
    with opened(post.road, None) as road:
        found = road.execute("SELECT value FROM setting WHERE name = 'landed_upto'")
        landed = (found.fetchone() or (0,))[0]
    return here.lacks_news or landed > here.landed_count


def _check_chains(whose: str, journal: Journal) -> None:
    """Check that every log runs on from its start, as far as it is here."""
    if journal.is_chained:
        return
    for name in sorted(journal.facts):
        before = EventId(name.log, name.seq - 1)
        if name.seq == 1 and name.log in journal.own:
            start = chain_start(name.log, journal.own[name.log])
        elif before in journal.chains:
            start = journal.chains[before]
        elif name.log in journal.own:
            raise Broken(f"{whose}: a hole before {name}")
        else:
            continue
        canon = journal.facts[name]
        if is_erased(read_event(canon)):
            continue
        if chain_next(start, canon) != journal.chains[name]:
            raise Broken(f"{whose}: the chain breaks at {name}")
    journal.is_chained = True


def _check_once(whose: str, path: Path, refused: str, here: Journal) -> None:
    """Check that what landed was not refused when it was read once more."""
    with opened(path, None) as conn:
        for (raw,) in conn.execute(refused, (Reason.BATCH_TAKEN,)):
            if raw and read_head(raw).core.envelope in here.landed:
                raise Broken(f"{whose} refuses what it has landed")


def _is_same(one: bytes, other: bytes) -> bool:
    """Tell whether two texts are of one fact; either may have lost its body by law."""
    if one == other:
        return True
    events = read_event(one), read_event(other)
    headers = [(e.hlc, e.actor, e.stream, e.kind, e.v, e.cause) for e in events]
    return headers[0] == headers[1] and any(is_erased(each) for each in events)


def _check_modes(whose: str, mode: object, facts: Iterable[EventId]) -> None:
    for name in facts:
        if mode_of(name.log) is not mode:
            raise Broken(f"{whose}: the real and an exercise were mixed")


def _few(names: Iterable[EventId]) -> str:
    some = sorted(names)
    shown = ", ".join(f"{name.log.hex()[:6]}/{name.seq}" for name in some[:5])
    return f"{shown} ({len(some)})"


def _named(raw: bytes) -> bytes | None:
    """Return which envelope this says it is; None for what was spoiled on the way."""
    try:
        return bytes(read_head(raw).core.envelope)
    except SyncError:
        return None
