"""A scan anywhere in the app: a tag opens the casualty, a GS1 code its item and lot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.care.identity import number_fits
from app.care.refusal import Refusal
from app.scan import Scanned
from app.scan.slip import is_slip, read_slip
from app.store.queries.casualty import Filter, casualties
from app.store.queries.item import code_of_gtin
from app.store.queries.stock import LotRow, lots
from app.ui.routes import CASUALTIES, STOCK
from app.ui.widgets.notice import notify
from app.ui.words import refused, today

if TYPE_CHECKING:
    from app.scan.keys import Run
    from app.ui.state import Session
    from sync.database import Database

_PLAIN: Final = ("]Q1", "]C0", "]A0", "]d1")
"""What a scanner may put before a tag, which is no GS1 code."""


async def on_run(session: Session, run: Run) -> None:
    """Give a scan to the screen that waits for one, or open what it names."""
    if session.scans.offer(run) or not run.fast:
        return
    keys = run.keys
    try:
        text = session.scans.text(keys)
        if took_slip(session, text):
            return
        number = tag_number(text)
        if number is not None:
            await _open_casualty(session, number)
        elif looks_scanned(text):
            day = today(session.clock.now_ms())
            await open_stock(session, session.scans.read(keys, day))
    except Refusal as why:
        notify(session, refused(why, session.language))


def took_slip(session: Session, text: str) -> bool:
    """Open *Van een andere post* for a packing slip; False when this is none.

    Raises Refusal for one that is damaged, or of another world.
    """
    if not is_slip(text):
        return False
    slip = read_slip(text)
    if slip.exercise is not session.exercise:
        raise Refusal("slip_of_other_mode")
    session.go(STOCK)
    session.slip = slip
    return True


def tag_number(text: str) -> str | None:
    """Return the casualty number on a tag, or None when this is no tag."""
    plain = text.strip()
    bare = plain[3:] if plain.startswith(_PLAIN) else plain
    return bare.upper() if number_fits(bare) else None


def looks_scanned(text: str) -> bool:
    """Tell whether this is meant as a code, and not somebody who types fast."""
    return text[:1] in ("]", "(") or text[:8].isdecimal()


async def _open_casualty(session: Session, number: str) -> None:
    only = Filter(search=number, departed=None)
    page = await session.open_file.read(lambda db: casualties(db, only))
    if not page.rows:
        notify(session, session.words("ui.scan.no_casualty", number=number))
        return
    session.go(CASUALTIES, page.rows[0].stream)


async def open_stock(session: Session, scanned: Scanned) -> None:
    """Open the item a code names, with its lot marked, or say what it is not."""
    day = today(session.clock.now_ms()).isoformat()
    wanted = (scanned.lot.upper(), scanned.expiry)

    def find(db: Database) -> tuple[str | None, LotRow | None]:
        code = scanned.code or code_of_gtin(db, scanned.gtin)
        held = lots(db, code, day) if code else ()
        there = {(each.lot, each.expiry): each for each in held}
        return code, there.get(wanted)

    if not scanned.names_an_item:
        raise Refusal("scan_names_nothing")
    code, lot = await session.open_file.read(find)
    if code is None:
        notify(session, session.words("ui.scan.unknown", gtin=scanned.gtin))
        return
    session.go(STOCK)
    session.item, session.lot = code, None if lot is None else lot.stream
    if not scanned.lot:
        return
    key = "ui.scan.lot_not_here" if lot is None else "ui.scan.lot_here"
    count = 0 if lot is None else lot.on_hand
    notify(session, session.words(key, lot=wanted[0], count=count))
