"""Of what sisters sealed only what is proven is kept, and nothing that was erased."""

from __future__ import annotations

from sync.envelope import read_head
from sync.erasure import are_gone, erase, unwanted
from sync.event import ERASURE, Draft
from sync.ids import NOBODY, StreamId
from sync.sisters import Taken
from tests.sync.test_sisters import Reader, Sister, certificate, reader_of, sister


def test_only_what_a_sister_signed_is_kept_to_be_brought_for_her() -> None:
    reader = reader_of()
    epoch, batch = sister().sealed()
    own = Sister(reader.device, certificate(reader.device)[0]).sealed()

    first = [reader.proved(epoch), reader.proved(batch)]
    again = [reader.proved(epoch), reader.proved(batch)]

    assert first == [Taken.KNOWN, Taken.SISTERS]
    assert again == [Taken.SISTERS, Taken.SISTERS]
    assert [reader.proved(raw) for raw in own] == [Taken.PASSED, Taken.PASSED]


def test_who_borrows_the_name_of_an_epoch_that_is_here_proves_nothing() -> None:
    reader = reader_of()
    epoch, _ = sister().sealed()
    reader.take(epoch)

    forged = epoch[:-1] + bytes([epoch[-1] ^ 1])

    assert reader.proved(forged) is Taken.PASSED


def erased(reader: Reader) -> None:
    journal = reader.device.journal
    with journal.database.atomic():
        draft = Draft(StreamId(b"stream-of-16-byt"), ERASURE, 1, b"\x80", NOBODY)
        erase(journal.database, journal.record([draft])[0])


def test_what_was_erased_is_kept_for_no_sister_whenever_it_comes() -> None:
    reader = reader_of()
    one = sister()
    epoch, batch = one.sealed()
    late = one.sealed()[-1]
    reader.take(epoch, batch)

    erased(reader)

    assert reader.proved(batch) is Taken.PASSED
    database = reader.device.journal.database
    assert set(unwanted(database)) >= {read_head(batch).core.envelope}
    are_gone(database, unwanted(database))
    assert reader.proved(late) is Taken.PASSED
    assert unwanted(database) == [read_head(late).core.envelope]
    assert reader.proved(late) is Taken.PASSED
    assert reader.proved(epoch) is Taken.SISTERS
