"""What a hub tells a device of its log: held, read, set aside, and its receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.hub.epochs import Epochs
from sync.protocol import EPOCHS, PIECES, PIECES_READ, State

if TYPE_CHECKING:
    from sync.hub.inbox import Inbox
    from sync.ids import LogId


def state_of(
    inbox: Inbox, log: LogId, since: int, revocation: int, now_ms: int
) -> State:
    """Return what is held of a log, with a page of its receipts after a number."""
    numbered = inbox.receipts_after(log, since)
    upto = numbered[-1][0] if numbered else since
    pieces, pieces_read = inbox.pieces_of(log)
    return State(
        log=log,
        held=inbox.spans(log, read=False),
        read=inbox.spans(log, read=True),
        set_aside=inbox.set_aside_of(log),
        receipts=[raw for _, raw in numbered],
        upto=upto,
        more=bool(inbox.receipts_after(log, upto)),
        revocation=revocation,
        now_ms=now_ms,
        extensions={
            EPOCHS: Epochs(inbox).held(log),
            PIECES: pieces,
            PIECES_READ: pieces_read,
        },
    )
