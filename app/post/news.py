"""What came back on the road, judged by what the encrypted file knows.

The road is a plain file: what lies on it may have been put there by anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sync.courier.http import Outcome
from sync.cursors import acknowledge, digest_of, place_of, set_aside
from sync.errors import SyncError
from sync.protocol import Reason
from sync.receipt import read_receipt

if TYPE_CHECKING:
    from app.store.desk import Desk
    from sync.courier.road import Outstanding, Returned
    from sync.database import Database
    from sync.receipt import Receipt
    from sync.trust.certificate import Descriptor

_KNOWN: Final = frozenset({each.value for each in (*Reason, *Outcome)})


def apply_news(
    desk: Desk,
    receipts: Sequence[Returned],
    troubles: Sequence[Outstanding],
    hub: Descriptor | None,
) -> int:
    """Move the cursor; return how many receipts were not believed.

    The signature is checked again, with the key in this file, and that the receipt is
    for the very bytes that were sealed here.
    """
    refused = 0
    for one in receipts:
        receipt = _believed(desk.database, one.raw, hub)
        if receipt is None:
            refused += 1
        else:
            acknowledge(desk.database, receipt.envelope, receipt.level, desk.now_ms())
    for each in troubles:
        if each.trouble is not None and each.trouble in _KNOWN:
            set_aside(desk.database, each.envelope, each.trouble)
    return refused


def _believed(db: Database, raw: bytes, hub: Descriptor | None) -> Receipt | None:
    if hub is None:
        return None
    try:
        receipt = read_receipt(raw, hub.receipt)
    except SyncError:
        return None
    return receipt if receipt.realm == hub.realm and _fits(db, receipt) else None


def _fits(db: Database, receipt: Receipt) -> bool:
    if place_of(db, receipt.envelope) != (receipt.log, receipt.batch_no):
        return False
    return digest_of(db, receipt.envelope) in (None, receipt.digest)
