"""Sheets of paper: each has a number, and one about a casualty asks the PIN again.

What leaves on paper cannot be called back, so who took it out is on the log first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.care.access import AccessPrinted, access_stream
from app.care.refusal import Refusal
from app.care.terms import Paper, PrintReason
from app.commands.number import SHEET_COUNTER
from app.commands.power import acting, held_casualty, recorded
from app.commands.staff import sign_on
from app.store.desk import Desk
from sync.ids import ActorId, Mode


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sheet somebody wants, and why; *other* needs a `because`."""

    what: Paper
    why: PrintReason
    because: str = ""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A sheet that may be printed now: its number, who prints it, and when."""

    sheet: str
    by: str
    at_ms: int


def print_with_pin(
    desk: Desk, by: ActorId, casualty: bytes, wanted: Wanted, pin: str
) -> Numbered:
    """Give a sheet about a casualty its number, and log it, once the PIN fits.

    Raises Refusal; then nothing may be printed.
    """
    held_casualty(desk, casualty)
    return numbered_for(desk, by, [casualty], wanted, pin)


def numbered_for(
    desk: Desk, by: ActorId, about: Sequence[bytes], wanted: Wanted, pin: str
) -> Numbered:
    """Give a sheet its number, and log it with each whom it is about.

    Raises Refusal; then nothing may be printed.
    """
    who = acting(desk, by, "access.printed")
    if wanted.why is PrintReason.OTHER and not wanted.because.strip():
        raise Refusal("print_reason_missing")
    sign_on(desk, by, pin)
    numbered = Numbered(next_sheet(desk), who.name, desk.now_ms())
    stream = access_stream(desk.journal.log, desk.today())
    for each in about:
        fact = AccessPrinted(
            each,
            numbered.at_ms,
            wanted.what,
            wanted.why,
            numbered.sheet,
            wanted.because,
            who.role,
        )
        recorded(desk, by, stream, fact)
    return numbered


def number_sheet(desk: Desk, by: ActorId) -> Numbered:
    """Give a sheet without anybody's data a number. Raises Refusal."""
    who = acting(desk, by, "access.printed")
    return Numbered(next_sheet(desk), who.name, desk.now_ms())


def next_sheet(desk: Desk) -> str:
    """Return the next number of a sheet of this device: `ZUID-A-0007`."""
    code, letter = desk.setting("post_code"), desk.setting("device_letter")
    if code is None or letter is None:
        raise Refusal("no_post")
    counter = int(desk.setting(SHEET_COUNTER) or 0) + 1
    desk.set_setting(SHEET_COUNTER, counter)
    mark = "OEF-" if desk.mode is Mode.EXERCISE else ""
    return f"{mark}{code}-{letter}-{counter:04d}"
