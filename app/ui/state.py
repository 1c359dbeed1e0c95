"""What a screen may know: the session, and what the program offers it.

`Session` is one open window. `Program` is what `app.post` implements; screens call it
and nothing below it. Assigning an attribute of a session draws the screens that got it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

import flet as ft

from app.i18n import text
from app.settings import Settings, ThemeName
from app.ui.closing import Wipes
from app.ui.parcels import ByHand
from app.ui.scans import Scans
from sync.clock import Clock
from sync.ids import ActorId, Mode

if TYPE_CHECKING:
    from app.scan.slip import Slip
    from app.store.file import CareFile
    from app.store.queries.staff import Person
    from app.ui.neighbours import Neighbourhood
    from app.ui.parcels import ParcelRow
    from app.ui.sealed import BatchRow, UnreadableRow
    from app.ui.tablets import TabletDoor

NARROW_BELOW: Final = 840
WIDE_FROM: Final = 1200
"""Pixels: bottom bar below the first, list and detail side by side from the second."""

SHORT_BELOW: Final = 560
"""Pixels of height under which nothing may stand still that can scroll."""

_RAIL_FITS_FROM: Final = 600
RAIL_WIDTH: Final = 104
LIST_WIDTH: Final = 500
"""Pixels: the rooms beside the screen; a list beside what is picked in it."""


class Layout(StrEnum):
    """How much fits: one pane with a bottom bar, a rail, or a rail and two panes."""

    NARROW = "narrow"
    MEDIUM = "medium"
    WIDE = "wide"


class Stage(StrEnum):
    """How far this window is on the way to the rooms."""

    START = "start"
    UNLOCK = "unlock"
    FIRST_PERSON = "first_person"
    SIGN_ON = "sign_on"
    ROOMS = "rooms"


@dataclass(frozen=True, slots=True)
class Home:
    """A post on this device; nothing in it is secret."""

    mode: Mode
    post_name: str
    last_used_ms: int | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class Setup:
    """What the first start asks."""

    language: str
    post_name: str
    post_code: str
    mode: Mode
    passphrase: str


@dataclass(frozen=True, slots=True)
class Sending:
    """How far what was recorded has come; kept in memory, cheap to ask."""

    enrolled: bool = False
    words: tuple[str, ...] = ()
    hub_name: str = ""
    online: bool = False
    reason: str | None = None
    last_contact_ms: int | None = None
    next_try_ms: int | None = None
    unsent_events: int = 0
    oldest_unsent_ms: int | None = None
    stored_unread: int = 0
    set_aside: int = 0
    last_received_ms: int | None = None
    revoked: bool = False
    unsent_photos: int = 0
    unsent_photo_bytes: int = 0
    batches: tuple[BatchRow, ...] = ()
    unreadable: tuple[UnreadableRow, ...] = ()
    clock_offset_ms: int | None = None
    """What to add to this device's clock to get the hub's; None: never compared."""

    resent_events: int = 0
    parcels: tuple[ParcelRow, ...] = ()
    """What is on its way with somebody, newest first."""

    resent_ms: int | None = None
    """When this device last sent again what the hub had lost, and how many facts."""


class KeepsSettings(Protocol):
    """What remembers the language and the light of a device."""

    def keep_settings(self, settings: Settings) -> None:
        """Remember this device's language and theme."""


class Program(ByHand, Wipes, Protocol):
    """What a post offers its screens; coroutines keep the event loop free."""

    clock: Clock

    def settings(self) -> Settings:
        """Return this device's language and theme."""

    def keep_settings(self, settings: Settings) -> None:
        """Remember this device's language and theme."""

    def homes(self) -> tuple[Home, ...]:
        """Return the posts on this device, last used first."""

    async def create(self, setup: Setup) -> str:
        """Make a post, leave it open, return the recovery code. Raises Refusal."""

    async def confirm_recovery(self, mode: Mode, typed: str) -> bool:
        """Return whether this is the recovery code that was written down."""

    async def has_recovery(self, mode: Mode) -> bool:
        """Return whether the recovery code was ever typed over from paper."""

    async def new_recovery(self, mode: Mode, passphrase: str) -> str:
        """Return a new recovery code; it counts once `confirm_recovery` heard it.

        Raises as `unlock` does.
        """

    async def change_passphrase(self, mode: Mode, before: str, after: str) -> None:
        """Set another passphrase. Raises as `unlock` does."""

    async def unlock(self, mode: Mode, passphrase: str) -> None:
        """Open the file.

        Raises WrongSecret, FileError, or Refusal("wait", seconds=…).
        """

    async def unlock_with_recovery(
        self, mode: Mode, code: str, new_passphrase: str
    ) -> None:
        """Open the file with the recovery code and set a new passphrase."""

    async def close(self, mode: Mode) -> None:
        """Cut and seal everything, drop the key; sealed sending goes on."""

    def file(self, mode: Mode) -> CareFile | None:
        """Return the open file, or None."""

    def sending(self, mode: Mode) -> Sending:
        """Return how far what was recorded has come."""

    def on_sending(
        self, mode: Mode, listener: Callable[[], None]
    ) -> Callable[[], None]:
        """Call `listener`, from any thread, after changes; returns the stop."""

    def nudge(self, mode: Mode) -> None:
        """Skip the pause before the next try to send."""

    async def enrol(self, mode: Mode, invitation: str) -> tuple[str, ...]:
        """Join a hub and return the six words to compare. Raises Refusal."""

    def neighbours(self, mode: Mode) -> Neighbourhood:
        """Return what a post does with its neighbours."""

    def tablets(self, mode: Mode) -> TabletDoor:
        """Return the door for tablets without the program."""


FileOf = Callable[[Mode], "CareFile | None"]


class Session(ft.Observable):
    """One open window: who looks, at what, in which language and light.

    Rooms read it and call its verbs. `casualty` and `item` are what is picked there.
    """

    def __init__(
        self, file_of: FileOf, clock: Clock, mode: Mode, settings: Settings
    ) -> None:
        self._file_of = file_of
        self.clock: Clock = clock
        self.mode: Mode = mode
        self.language: str = settings.language
        self.theme: ThemeName = settings.theme
        self.chime: bool = settings.chime
        self.size_percent: int = settings.size_percent
        self.scans: Scans = Scans(settings.separator)
        self.width, self.height = 1280.0, 800.0
        self.stage: Stage = Stage.UNLOCK
        self.room: str = "overview"
        self.casualty: bytes | None = None
        self.item: str | None = None
        self.lot: bytes | None = None  # the lot to open, just scanned
        self.slip: Slip | None = None  # a packing slip, just scanned
        self.face: str = ""  # the face *Voorraad* opens with
        self.sheet: str = ""  # what the picked casualty opens with
        self.show: str | None = None  # the filter *Slachtoffers* opens with
        # *Slachtoffers* shows the board, not the list; the board how far people are.
        self.board, self.by_flow = False, False
        self.lent: bytes | None = None  # the round a neighbour walks with this tablet
        self.person: Person | None = None
        self.locked, self.switching, self.closed = False, False, False
        self.is_tablet = False  # in a browser elsewhere, let in by a code
        self.trouble: str | None = None
        self.help: str | None = None
        self.find: int = 0
        self._before: list[str] = []
        self._primary: Callable[[], object] | None = None
        self._touched_s: float = clock.monotonic_s()
        self._key_listeners: list[Callable[[str], bool]] = []

    @property
    def layout(self) -> Layout:
        """How much fits beside each other."""
        if self.width < NARROW_BELOW:
            return Layout.NARROW
        return Layout.WIDE if self.width >= WIDE_FROM else Layout.MEDIUM

    @property
    def is_short(self) -> bool:
        """Whether the window is low, as a laptop is with everything twice as large."""
        return self.height < SHORT_BELOW

    @property
    def rail_width(self) -> float:
        """How wide the rooms beside the screen are; 0 where they are below it."""
        is_wide = self.width >= (_RAIL_FITS_FROM if self.is_short else NARROW_BELOW)
        return RAIL_WIDTH if is_wide else 0

    @property
    def pane_width(self) -> float:
        """How wide the pane is in which a casualty is shown."""
        room = self.width - self.rail_width
        if self.layout is not Layout.WIDE:
            return room
        return LIST_WIDTH if self.board else room - LIST_WIDTH

    @property
    def exercise(self) -> bool:
        """Whether this window looks at an exercise."""
        return self.mode is Mode.EXERCISE

    @property
    def file(self) -> CareFile | None:
        """The open file of this window's mode."""
        return self._file_of(self.mode)

    @property
    def open_file(self) -> CareFile:
        """The open file, for rooms: they are only shown while there is one."""
        found = self.file
        if found is None:
            raise RuntimeError("a room was shown while the file was closed")
        return found

    @property
    def actor(self) -> ActorId:
        """Who records, for rooms: they are only shown once somebody signed on."""
        if self.person is None:
            raise RuntimeError("a room was shown before anybody signed on")
        return ActorId(self.person.actor)

    def words(self, key: str, **values: str | int) -> str:
        """Return words in this window's language."""
        return text(key, self.language, **values)

    def go(self, room: str, casualty: bytes | None = None) -> None:
        """Show a room; Esc and *Terug* come back to the one before."""
        if room != self.room:
            self._before.append(self.room)
            del self._before[:-20]
        self.casualty = casualty
        self.help = None
        self._primary = None
        self.room = room

    def open_at(self, casualty: bytes, sheet: str) -> None:
        """Open a casualty at once at one of its sheets, and come back after it."""
        self.casualty, self.sheet = casualty, sheet

    def back(self) -> None:
        """Close what is on top: help, the picked casualty or item, then the room."""
        if self.help is not None:
            self.help = None
        elif self.casualty is not None:
            self.casualty = None
        elif self.item is not None:
            self.item = None
        elif self._before:
            self.room = self._before.pop()

    @property
    def page(self) -> str:
        """The page of help that belongs to what is on screen."""
        if self.casualty is not None and self.room == "casualties":
            return "casualty"
        return self.room

    def offer_primary(self, action: Callable[[], object] | None) -> None:
        """Say what F8 does in the room that is shown (a plain or async function)."""
        self._primary = action

    @property
    def primary(self) -> Callable[[], object] | None:
        """What F8 does now."""
        return self._primary

    def on_key(self, listener: Callable[[str], bool]) -> Callable[[], None]:
        """Call `listener` with each key pressed until it says it took it; newest first.

        Returns the way to stop it.
        """
        self._key_listeners.append(listener)
        return lambda: self._key_listeners.remove(listener)

    def press(self, key: str) -> bool:
        """Offer a key to who listens; returns whether somebody took it."""
        return any(listener(key) for listener in reversed(self._key_listeners))

    def touch(self) -> None:
        """Note that a person is at work, so the window is not locked for idleness."""
        self._touched_s = self.clock.monotonic_s()

    @property
    def idle_s(self) -> float:
        """Seconds since a person last did anything here."""
        return self.clock.monotonic_s() - self._touched_s

    def sign_on(self, person: Person) -> None:
        """Let a person in whose PIN was checked."""
        if self.person is None or self.person.actor != person.actor:
            self.casualty = self.item = None
        self.person = person
        self.locked = self.switching = False
        self.stage = Stage.ROOMS
        self.touch()

    def sign_off(self) -> None:
        """Forget who was here and ask again."""
        self.person = self.lent = None
        self.locked = self.switching = False
        self.casualty = self.item = self.help = None
        self._before.clear()
        self.stage = Stage.SIGN_ON

    def lock(self) -> None:
        """Show nothing until the person's PIN is given; sending goes on."""
        if self.stage is Stage.ROOMS:
            self.lent = None
            self.locked = True
