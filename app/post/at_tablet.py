"""What a post offers the windows of a tablet: to record and to look, and no more.

What opens the post, what leaves it and what joins it is for the device itself: whoever
leaves a tablet lying about has left no key.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NoReturn

from app.care.refusal import Refusal
from app.sticks import Sticks
from app.ui.hooks import hop
from app.ui.shell import open_window
from app.ui.state import Session
from app.ui.tablet_guard import AT_TABLET
from app.ui.tablet_pass import Window

if TYPE_CHECKING:
    from collections.abc import Callable

    import flet as ft

    from app.care.closing import Wiped
    from app.settings import Settings
    from app.store.file import CareFile
    from app.ui.closing import Wish
    from app.ui.neighbours import Circle, Neighbourhood
    from app.ui.parcels import Given, Saving, TakenBack, Urgent
    from app.ui.state import Home, Program, Sending, Setup
    from app.ui.tablet_pass import Tablet
    from app.ui.tablets import TabletCode, TabletDoorway
    from app.ui.work import Work
    from sync.clock import Clock
    from sync.ids import Mode


def windows(program: Program, mode: Mode) -> Callable[[ft.Page], object]:
    """Return what Flet calls for each new window of a tablet."""

    async def main(page: ft.Page) -> None:
        tablet = AT_TABLET.get()
        here = AtTablet(program, mode, tablet)
        session = Session(here.file, program.clock, mode, here.settings())
        session.is_tablet = True
        tablet.show(Window(session, hop(partial(_clear, session))))
        await open_window(page, session, here)

    return main


def _clear(session: Session) -> None:
    """Take everything away that a window shows, in the window's own loop."""
    session.sign_off()
    session.closed = True  # drawn anew, also where nobody had signed on


def _only_at_base() -> NoReturn:
    raise Refusal("only_at_base")


class AtTablet:
    """A post as one tablet may use it, until the tablet is ended."""

    def __init__(self, program: Program, mode: Mode, tablet: Tablet) -> None:
        self.clock: Clock = program.clock
        self._program = program
        self._mode = mode
        self._tablet = tablet
        self.sticks = Sticks(list)  # those of the base are not this tablet's

    def settings(self) -> Settings:
        """Return the language and theme of this tablet."""
        return self._tablet.settings

    def keep_settings(self, settings: Settings) -> None:
        """Remember the language and theme of this tablet, while it is in."""
        self._tablet.settings = settings

    def homes(self) -> tuple[Home, ...]:
        """Return the one post this tablet looks at."""
        return tuple(each for each in self._program.homes() if each.mode is self._mode)

    def file(self, mode: Mode) -> CareFile | None:
        """Return the open file, while this tablet may look into it."""
        if mode is not self._mode or self._tablet.gone.is_set():
            return None
        return self._program.file(mode)

    def sending(self, mode: Mode) -> Sending:
        """Return how far what was recorded has come."""
        return self._program.sending(mode)

    def on_sending(
        self, mode: Mode, listener: Callable[[], None]
    ) -> Callable[[], None]:
        """Call `listener` after changes; returns the stop."""
        return self._program.on_sending(mode, listener)

    def nudge(self, mode: Mode) -> None:
        """Try to reach the hub now."""
        self._program.nudge(mode)

    async def close(self, mode: Mode) -> None:
        """Let this tablet go; the post stays open."""
        self._program.tablets(self._mode).end_tablet(self._tablet.number)

    def neighbours(self, mode: Mode) -> Neighbourhood:
        """Return the neighbours, to look at."""
        return OnlySeen(self._program.neighbours(mode))

    def tablets(self, mode: Mode) -> NoTablets:
        """Return the door for tablets, as a tablet sees it."""
        return NoTablets()

    async def has_recovery(self, mode: Mode) -> bool:
        """Return whether the recovery code was ever typed over from paper."""
        return await self._program.has_recovery(mode)

    async def create(self, setup: Setup) -> str:
        """Refuse."""
        _only_at_base()

    async def confirm_recovery(self, mode: Mode, typed: str) -> bool:
        """Refuse."""
        _only_at_base()

    async def new_recovery(self, mode: Mode, passphrase: str) -> str:
        """Refuse."""
        _only_at_base()

    async def change_passphrase(self, mode: Mode, before: str, after: str) -> None:
        """Refuse."""
        _only_at_base()

    async def unlock(self, mode: Mode, passphrase: str) -> None:
        """Refuse."""
        _only_at_base()

    async def unlock_with_recovery(
        self, mode: Mode, code: str, new_passphrase: str
    ) -> None:
        """Refuse."""
        _only_at_base()

    async def enrol(self, mode: Mode, invitation: str) -> tuple[str, ...]:
        """Refuse."""
        _only_at_base()

    async def wipe(self, mode: Mode, passphrase: str, wish: Wish) -> Wiped:
        """Refuse."""
        _only_at_base()

    def wiped(self) -> tuple[Wiped, ...]:
        """Return nothing: a tablet does not see what its base was before."""
        return ()

    async def give(
        self,
        mode: Mode,
        carrier: str,
        most_bytes: int = 0,
        on: Saving | None = None,
    ) -> Given:
        """Refuse."""
        _only_at_base()

    async def give_urgent(self, mode: Mode, carrier: str) -> Urgent:
        """Refuse."""
        _only_at_base()

    async def take_back(
        self, mode: Mode, raw: bytes, work: Work | None = None
    ) -> TakenBack:
        """Refuse."""
        _only_at_base()

    async def forget_parcel(self, mode: Mode, n: int) -> None:
        """Refuse."""
        _only_at_base()


class OnlySeen:
    """Neighbours that may be looked at."""

    def __init__(self, about: Neighbourhood) -> None:
        self._about = about

    @property
    def circle(self) -> Circle:
        """What was last heard."""
        return self._about.circle

    async def look(self) -> None:
        """Look again what lies where."""
        await self._about.look()

    async def add(self, address: str) -> None:
        """Refuse."""
        _only_at_base()

    async def remove(self, url: str) -> None:
        """Refuse."""
        _only_at_base()

    async def search(self) -> tuple[str, ...]:
        """Refuse."""
        _only_at_base()

    async def carry(self, *, carries: bool) -> None:
        """Refuse."""
        _only_at_base()

    def on_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after something changed; returns the stop."""
        return self._about.on_change(listener)


class NoTablets:
    """The door for tablets, where it cannot be opened from."""

    @property
    def doorway(self) -> TabletDoorway | None:
        """Nothing: a tablet does not see who else is in."""
        return None

    async def open(self) -> None:
        """Refuse."""
        _only_at_base()

    async def shut(self) -> None:
        """Refuse."""
        _only_at_base()

    def new_code(self) -> TabletCode:
        """Refuse."""
        _only_at_base()

    def end_tablet(self, number: int) -> None:
        """Refuse."""
        _only_at_base()

    def on_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Nothing changes here."""
        return lambda: None
