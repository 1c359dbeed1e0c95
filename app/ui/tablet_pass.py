"""Who may look at a post from a tablet: codes that are used once, and who used one.

All of it lives in memory, and secrets only as their hash. A code has 60 random bits and
five minutes, so guessing needs no counting: a hundred thousand tries a second for all
that time find it once in thirty thousand million times.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from app.ui.tablets import TabletRow

if TYPE_CHECKING:
    from app.settings import Settings
    from app.ui.state import Session
    from sync.clock import Clock

CODE_S: Final = 300
"""How long a code on the screen of the base lets one tablet in."""

IDLE_S: Final = 2 * 3600
"""How long nobody may touch a tablet before it needs another code."""

PROOF_S: Final = 120
"""How long a browser may take between showing that it knows our root, and the code."""

MOST_CODES: Final = 8
MOST_TABLETS: Final = 32
_MOST_WINDOWS: Final = 8
"""Of one tablet: it loads its page anew now and then, and the last ones count."""

_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKE: Final = str.maketrans("ILO", "110")
_CODE_LETTERS: Final = 12
_GROUP: Final = 4


@dataclass(frozen=True, slots=True)
class Window:
    """One window of a tablet; `clear` takes what it shows away, from any thread."""

    session: Session
    clear: Callable[[], None]


@dataclass(slots=True)
class Tablet:
    """A browser that was let in, and what its windows show."""

    number: int
    device: str
    since_ms: int
    settings: Settings
    used_s: float
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once it was ended: its sockets close."""

    windows: list[Window] = field(default_factory=list)

    def show(self, window: Window) -> None:
        """Note a window of this tablet; one too many, the first is cleared."""
        self.windows.append(window)
        for each in self.windows[:-_MOST_WINDOWS]:
            each.clear()
        del self.windows[:-_MOST_WINDOWS]

    def idle_s(self, now_s: float) -> float:
        """Return how long nobody touched it."""
        return min(
            (now_s - self.used_s, *(each.session.idle_s for each in self.windows))
        )

    @property
    def person(self) -> str:
        """Who signed on there last, or nobody."""
        people = [each.session.person for each in self.windows]
        return next((each.name for each in reversed(people) if each is not None), "")


@dataclass(frozen=True, slots=True)
class _Code:
    hashed: bytes
    until_s: float


class Passes:
    """The codes that are out, and the tablets that are in."""

    def __init__(self, clock: Clock, told: Callable[[], None] = lambda: None) -> None:
        self._clock = clock
        self._told = told
        self._codes: list[_Code] = []
        self._tablets: dict[bytes, Tablet] = {}
        self._proving = secrets.token_bytes(32)
        self._last = 0

    def new_code(self) -> str:
        """Return a code that lets one tablet in, once, for a while."""
        code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LETTERS))
        until_s = self._clock.monotonic_s() + CODE_S
        self._codes = [*self._waiting(), _Code(_hashed(code), until_s)][-MOST_CODES:]
        return code

    def let_in(self, code: str, device: str, settings: Settings) -> str | None:
        """Return what a browser keeps in its cookie; None for no code, or a used one.

        `settings` are what it begins with.
        """
        hashed = _hashed(tidied(code))
        left = [
            each
            for each in self._waiting()
            if not hmac.compare_digest(each.hashed, hashed)
        ]
        if len(left) == len(self._waiting()):
            return None
        self._codes = left
        if len(self._tablets) >= MOST_TABLETS:
            return None
        self._last += 1
        secret = secrets.token_urlsafe(32)
        self._tablets[_hashed(secret)] = Tablet(
            self._last,
            device,
            self._clock.now_ms(),
            settings,
            self._clock.monotonic_s(),
        )
        self._told()
        return secret

    def find(self, secret: str) -> Tablet | None:
        """Return whose cookie this is, and note that it was used."""
        found = self._tablets.get(_hashed(secret))
        if found is None or found.idle_s(self._clock.monotonic_s()) >= IDLE_S:
            return None
        found.used_s = self._clock.monotonic_s()
        return found

    def end(self, number: int) -> None:
        """Let a tablet see nothing more, from now on."""
        self._end(lambda each: each.number == number)

    def end_all(self) -> bool:
        """Let no tablet see anything more, forget every code; tell if any was in."""
        self._codes = []
        return self._end(lambda each: True)

    def end_idle(self) -> None:
        """End those that nobody touched for long."""
        now_s = self._clock.monotonic_s()
        self._end(lambda each: each.idle_s(now_s) >= IDLE_S)

    def rows(self) -> tuple[TabletRow, ...]:
        """Return the tablets that are in, the last one first."""
        now_s, now_ms = self._clock.monotonic_s(), self._clock.now_ms()
        return tuple(
            TabletRow(
                each.number,
                each.device,
                each.since_ms,
                now_ms - int(each.idle_s(now_s) * 1000),
                each.person,
            )
            for each in reversed(self._tablets.values())
        )

    def proof(self) -> str:
        """Return what a browser that knows our root is told, to hand in with a code."""
        until = str(int(self._clock.monotonic_s()) + PROOF_S)
        return f"{until}.{self._sealed(until)}"

    def proves(self, given: str) -> bool:
        """Tell whether a browser has shown, just now, that it knows our root."""
        until, _, seal = given.partition(".")
        if not given.isascii():  # only text that was made here has a seal
            return False
        if not hmac.compare_digest(seal.encode(), self._sealed(until).encode()):
            return False
        return self._clock.monotonic_s() < int(until)

    def _sealed(self, until: str) -> str:
        return hmac.new(self._proving, until.encode(), hashlib.sha256).hexdigest()

    def _waiting(self) -> list[_Code]:
        now_s = self._clock.monotonic_s()
        return [each for each in self._codes if now_s < each.until_s]

    def _end(self, is_over: Callable[[Tablet], bool]) -> bool:
        over = {key: each for key, each in self._tablets.items() if is_over(each)}
        for key, each in over.items():
            del self._tablets[key]
            each.gone.set()
            for window in each.windows:
                window.clear()
        if over:
            self._told()
        return bool(over)


def tidied(code: str) -> str:
    """Return a code as it was made, however it was typed over."""
    bare = "".join(each for each in code.upper() if each.isalnum())
    return bare.translate(_LOOK_ALIKE)


def grouped(code: str) -> str:
    """Return a code as it is read aloud: in groups of four."""
    return "-".join(code[n : n + _GROUP] for n in range(0, len(code), _GROUP))


def _hashed(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
