"""A file beside a newer inbox: whatever it lacks is read again or no longer claimed."""

from __future__ import annotations

from sync.hub.inbox import Fate
from sync.hub.lag import landed_of, logs_read, read_again
from tests.support.hub import TestHub, enrolled, open_hub, put_all, tell


def catch_up(made: TestHub) -> int:
    database = made.reader.journal.database
    return sum(
        read_again(made.inbox, log, landed_of(database, log))
        for log in logs_read(made.inbox)
    )


def test_a_file_that_has_as_many_as_the_inbox_and_others_still_lags() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        cuts = [device.recorded_and_cut() for _ in range(3)]
        for cut in cuts:
            await put_all(made, cut)
        conn = made.reader.journal.database.conn
        # As after a file was put back, its post sent anew, and another was put back.
        conn.execute(
            "UPDATE batch SET envelope = ? WHERE envelope = ?",
            (b"another envelope", bytes(cuts[1].envelope)),
        )

        again = catch_up(made)

        fates = {
            bytes(name): fate
            for name, fate in made.inbox.file.ask("SELECT id, fate FROM envelope")
        }
        assert again == 1
        assert fates[bytes(cuts[0].envelope)] == fates[bytes(cuts[2].envelope)]
        assert fates[bytes(cuts[1].envelope)] == Fate.STORED

    tell(story)


def test_a_file_that_has_all_costs_nothing() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        await put_all(made, device.recorded_and_cut())

        assert catch_up(made) == 0

    tell(story)
