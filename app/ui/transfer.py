"""The lines of a transfer on screen, as kept while somebody packs or counts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from app.care.stock import LotKey
from app.care.transfer import TransferLine
from app.ui.widgets.quantity import pieces_of

if TYPE_CHECKING:
    from app.scan.slip import Slip
    from app.ui.typed import Typed


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is typed; `said` is what a packing slip says, None without one."""

    item: str
    quantity: str = ""
    lot: str = ""
    expiry: str = ""
    said: int | None = None

    @property
    def pieces(self) -> int:
        """How many pieces, nothing typed is none."""
        return pieces_of(self.quantity) or 0

    @property
    def key(self) -> LotKey:
        """Which lot is meant, as typed."""
        return LotKey(self.item, self.lot, self.expiry)


def lines_of(typed: Typed) -> tuple[Line, ...]:
    """Return the lines of a draft; a draft of another program has none."""
    try:
        return tuple(Line(**each) for each in json.loads(typed.text("lines") or "[]"))
    except (ValueError, TypeError):
        return ()


def keep_lines(typed: Typed, lines: Sequence[Line]) -> None:
    """Keep the lines, and draw them."""
    said = [asdict(each) for each in lines]
    typed.pick("lines", json.dumps(said, ensure_ascii=False))


def put_line(typed: Typed, place: int, **changes: str) -> None:
    """Keep one line with changes."""
    lines = list(lines_of(typed))
    lines[place] = replace(lines[place], **changes)  # type: ignore[arg-type]
    keep_lines(typed, lines)


def drop_line(typed: Typed, place: int) -> None:
    """Take one line out."""
    lines = list(lines_of(typed))
    del lines[place]
    keep_lines(typed, lines)


def take_over(typed: Typed, slip: Slip, arrived: Mapping[LotKey, int]) -> None:
    """Fill in what a square of a slip says, less what arrived before.

    Another square of the same slip adds its lines; another slip starts over.
    """
    before = lines_of(typed)
    parts = typed.text("parts").split()
    if typed.text("transfer") != slip.transfer.hex():
        before, parts = (), []
    known = {each.key for each in before}
    new = tuple(
        Line(
            each.item,
            str(max(0, each.quantity - arrived.get(_key(each), 0))),
            each.lot,
            each.expiry,
            each.quantity,
        )
        for each in slip.lines
        if _key(each) not in known
    )
    typed.write("transfer", slip.transfer.hex())
    typed.write("from", slip.sender)
    typed.write("parts", " ".join(sorted({*parts, str(slip.part)}, key=int)))
    typed.write("of", str(slip.parts))
    keep_lines(typed, (*before, *new))


def said_by_slip(lines: Sequence[Line]) -> tuple[TransferLine, ...]:
    """Return the lines of the slip, as it said them."""
    return tuple(
        TransferLine(each.item, each.said, each.lot, each.expiry)
        for each in lines
        if each.said is not None
    )


def _key(line: TransferLine) -> LotKey:
    return LotKey(line.item, line.lot, line.expiry)
