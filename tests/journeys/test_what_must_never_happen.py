"""Stories of lies, copies and mix-ups: the post and the hub do not fall for them."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from app.care.refusal import Refusal
from app.care.terms import Triage
from app.demo.outcome import carried_events, own_events, pictures_equal
from app.ui.hub_state import HubSetup
from sync.courier.road import Returned, Road
from sync.cursors import waiting
from sync.database import rows
from sync.ids import EnvelopeId, Mode, SystemIds
from sync.receipt import Receipt, read_receipt, sign_receipt
from sync.trust.keys import SigningKey
from tests.support.region import (
    PASSPHRASE,
    arrive,
    opened,
    region,
    until,
)


def test_a_receipt_that_another_key_signed_is_not_believed(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            here.weathers["zuid"].up = False
            await arrive(post, Triage.T1)
            post.nudge(Mode.REAL)
            await until(lambda: bool(opened(post).read_now(waiting)))
            (*_, sealed) = opened(post).read_now(waiting)
            liar = SigningKey.generate(SystemIds())
            road = Road.open(tmp_path / "zuid" / "real" / "road.sqlite")
            await until(lambda: road.digest(sealed.envelope) is not None)
            digest = road.digest(sealed.envelope) or b""
            forged = _receipt(sealed.envelope, sealed.log, sealed.batch_no, digest)

            raw = sign_receipt(forged, liar)
            road.keep(Returned(forged.number, sealed.envelope, 2, raw))
            road.close()
            post.nudge(Mode.REAL)
            await asyncio.sleep(0.3)

            assert read_receipt(raw, liar.public).level == 2
            assert post.sending(Mode.REAL).unsent_events > 0
            assert opened(post).read_now(waiting) != []

    asyncio.run(story())


def test_a_restored_backup_starts_a_new_log_and_loses_nothing_at_the_hub(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await arrive(post, complaint="voor de kopie")
            await here.received(post)
            await post.end()
            folder, copy = tmp_path / "zuid" / "real", tmp_path / "copy"
            shutil.copy2(folder / "post.db", copy)
            post = await here.again("zuid")
            await arrive(post, complaint="na de kopie")
            await here.received(post)
            await post.end()

            shutil.copy2(copy, folder / "post.db")
            for name in ("post.db-wal", "post.db-shm"):
                (folder / name).unlink(missing_ok=True)
            restored = await here.again("zuid")
            await arrive(restored, complaint="na het terugzetten")
            await here.received(restored)

            logs = rows_of(opened(restored), "SELECT log FROM log WHERE own")
            complaints = rows_of(opened(here.hub), "SELECT complaint FROM casualty")
            forks = rows_of(opened(here.hub), "SELECT seq FROM fork")
            assert len(logs) == 3
            assert {words for (words,) in complaints} == {
                "voor de kopie",
                "na de kopie",
                "na het terugzetten",
            }
            assert forks == []

    asyncio.run(story())


def test_a_power_cut_and_an_old_copy_give_no_id_again_that_was_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            await post.end()
            folder, copy = tmp_path / "zuid" / "real", tmp_path / "copy"
            shutil.copy2(folder / "post.db", copy)
            marker = folder / "marker.json"
            surely = [marker.read_bytes()]
            monkeypatch.setattr(
                "sync.files._sync_folder", lambda _: surely.append(marker.read_bytes())
            )
            post = await here.again("zuid")
            await arrive(post, complaint="na de kopie")
            await here.received(post)
            await post.end()

            shutil.copy2(copy, folder / "post.db")
            for name in ("post.db-wal", "post.db-shm"):
                (folder / name).unlink(missing_ok=True)
            marker.write_bytes(surely[-1])
            restored = await here.again("zuid")
            await arrive(restored, complaint="na het terugzetten")
            await here.received(restored)

            logs = rows_of(opened(restored), "SELECT log FROM log WHERE own")
            assert len(logs) == 3
            assert rows_of(opened(here.hub), "SELECT seq FROM fork") == []

    asyncio.run(story())


def test_a_real_post_refuses_the_invitation_of_an_exercise(tmp_path: Path) -> None:
    async def story() -> None:
        async with (
            region(tmp_path / "drill", Mode.EXERCISE) as drill,
            region(tmp_path / "real") as here,
        ):
            post = await here.post("zuid", enrolled=False)
            invitation = await drill.hub.invite("zuid")

            with pytest.raises(Refusal) as refused:
                await post.enrol(Mode.REAL, invitation.text)

            assert refused.value.key == "invitation_other_mode"
            assert not post.sending(Mode.REAL).enrolled

    asyncio.run(story())


def test_an_invitation_is_used_once_and_a_wrong_letter_is_seen(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            first = await here.post("noord", enrolled=False)
            second = await here.post("zuid", enrolled=False)
            invitation = (await here.hub.invite("noord")).text
            await first.enrol(Mode.REAL, invitation)

            said = []
            for text in (invitation, invitation[:-1] + "A7"[invitation[-1] == "A"]):
                with pytest.raises(Refusal) as refused:
                    await second.enrol(Mode.REAL, text)
                said.append(refused.value.key)

            assert said == ["invitation_used", "invitation_unreadable"]

    asyncio.run(story())


def test_a_hub_that_restarts_alone_stores_and_reads_after_unlocking(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            await here.hub.end()
            await here.hub.begin()

            await arrive(post, Triage.T1)
            post.nudge(Mode.REAL)
            await until(lambda: post.sending(Mode.REAL).stored_unread > 0)
            waits = here.hub.waiting_sealed()
            await here.hub.unlock(PASSPHRASE)
            await here.received(post)

            assert waits > 0
            assert here.hub.waiting_sealed() == 0
            assert carried_events(opened(here.hub)) == own_events(opened(post))
            assert pictures_equal([opened(post)], opened(here.hub))

    asyncio.run(story())


def test_nothing_readable_lies_beside_the_encrypted_files(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await arrive(post, name="Geheimpje Waterval", complaint="zonderling woord")
            await here.received(post)
            await arrive(post, complaint="zonderling woord")
            post.nudge(Mode.REAL)
            await asyncio.sleep(0.2)

    asyncio.run(story())

    words = (b"Geheimpje", b"Waterval", b"zonderling")
    found = [
        path
        for path in tmp_path.rglob("*")
        if path.is_file() and any(word in path.read_bytes() for word in words)
    ]
    assert found == []


def test_a_hub_cannot_be_founded_over_another(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            again = HubSetup("Andere regio", "Iemand", Mode.REAL, PASSPHRASE)

            with pytest.raises(Refusal) as refused:
                await here.hub.create(again)

            assert refused.value.key == "hub_exists"
            assert here.hub.region() == "Oefenregio"

    asyncio.run(story())


def rows_of(file: object, sql: str) -> list[tuple[object, ...]]:
    return file.read_now(lambda db: rows(db, sql))  # type: ignore[attr-defined, no-any-return]


def _receipt(envelope: EnvelopeId, log: bytes, batch_no: int, digest: bytes) -> Receipt:
    return Receipt(
        version=1,
        realm=bytes(9),
        number=999_999,
        level=2,
        envelope=envelope,
        digest=digest,
        log=log,
        batch_no=batch_no,
        at_ms=1,
        extensions={},
    )
